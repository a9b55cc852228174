"""Gentler versions: never faster and never larger."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import pytest

from content.library import Flag, Variation
from content.movement import AVOIDED_ON_WISH, avoided
from content.walk import Course, WalkPlace, easier
from tests.content.figures.ranges import thigh_goes
from tests.harness.libraries import shipped_library

LIBRARY = shipped_library()
WISHES = [wishes for number in range(7) for wishes in combinations(AVOIDED_ON_WISH, number)]
# What measuring and rounding may add: degrees.
SLACK = 1.0


class Pace(NamedTuple):
    """How fast and how far what repeats at a level goes, at most."""

    seconds: float  # of the fastest round
    degrees: float  # between the farthest places of the thigh

    @property
    def speed(self) -> float:
        """Degrees a second, there and back."""
        return 2 * self.degrees / self.seconds


def pace(variation: Variation, level: int, avoid: frozenset[Flag]) -> Pace | None:
    """Of one level as it is shown; None when it is left out."""
    if not variation.suits(avoid) or not variation.levels[level].when(avoid):
        return None
    steps = [step for step in variation.levels[level].steps if step.kind == "repeat" and not step.optional]
    rounds = [2 * step.seconds / sum(step.rounds) for step in steps if step.rounds]
    return Pace(min(rounds), max(thigh_goes(variation.id, step, avoid) for step in steps))


def places_that_gentler_leads_to(
    variation: Variation, level: int, before: frozenset[Flag], after: frozenset[Flag]
) -> list[tuple[str, Pace]]:
    """From a level that is walked, once the walk is gentle."""
    found = []
    if variation.suits(after):
        course = Course(variation, after)
        there = easier(course, WalkPlace(variation.first_side, level=level, reached=level))
        found.append((f"{variation.id}, level {there.level}", pace(variation, there.level, after)))
    smaller = LIBRARY.gentler(variation, after)
    if smaller is not None:
        found.append((smaller.id, pace(smaller, 0, after)))
    return [(name, there) for name, there in found if there is not None]


@pytest.mark.parametrize("variation", LIBRARY.variations, ids=lambda variation: variation.id)
def test_gentler_is_never_faster_and_never_larger(variation: Variation) -> None:
    """From every level, whatever is left out already and is left out then.

    Two ways lead to a larger movement. From the straight-leg swing to the slow bent knee: it takes four times as
    long, and moves the hip more slowly all the same. And from the hand's width that a knee opens on the side, for those
    who do not open their legs wide, to the chair: there the knee goes the other way, inwards, and no leg is lifted.
    """
    compared = 0
    for wishes in WISHES:
        gentle = avoided(gentle=True, wishes=wishes)
        for before in (frozenset[Flag](), gentle):
            for level in range(len(variation.levels)):
                here = pace(variation, level, before)
                if here is None:
                    continue
                for name, there in places_that_gentler_leads_to(variation, level, before, gentle):
                    compared += 1
                    assert there.seconds >= here.seconds, name
                    if variation.levels[level].id == "swing":
                        assert there.speed < here.speed, name
                    elif (variation.id, name) == (
                        "lying-dynamic-hip-gentle",
                        "seated-dynamic-hip",
                    ) and "wide" in before:
                        assert there.degrees <= 23, name
                    else:
                        assert there.degrees <= here.degrees + SLACK, name
    assert compared or variation.id in {"seated-hip-flexion", "seated-dynamic-hip", "seated-inner-thigh"}


def test_a_slow_version_stands_before_the_swing() -> None:
    """So that an easier way never leads to it."""
    standing = LIBRARY.variation("standing-hip-flexion")
    assert standing is not None
    slow, swing = (pace(standing, level, frozenset()) for level in (0, 1))
    assert slow is not None
    assert swing is not None
    assert slow.seconds > 3 * swing.seconds
    assert slow.speed < swing.speed
