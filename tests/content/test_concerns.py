"""Concerns: everything that a person has to take care with is left out, and removing one keeps what another needs."""

from __future__ import annotations

from itertools import combinations

import pytest

from content.concerns import (
    ALL_FLAGS,
    CONCERNS,
    FLAGS_OF,
    Concern,
    covered,
    in_order,
    wider,
    with_concern,
    without_concern,
)
from content.movement import AVOIDED_ON_WISH, AVOIDED_WHEN_GENTLE, Flag

# All that somebody may leave out: 64 ways.
WISHES = [chosen for size in range(7) for chosen in combinations(AVOIDED_ON_WISH, size)]


def test_every_flag_that_may_be_wished_belongs_to_a_concern() -> None:
    """And to none that is left out anyway."""
    assert len(WISHES) == 64
    assert frozenset[Flag]().union(*FLAGS_OF.values()) == ALL_FLAGS
    assert not ALL_FLAGS & AVOIDED_WHEN_GENTLE


@pytest.mark.parametrize("concern", CONCERNS)
def test_a_tick_says_that_all_of_it_is_left_out(concern: Concern) -> None:
    """Whatever else is, and never when a part of it is missing."""
    for wishes in WISHES:
        assert (concern in covered(wishes)) is (FLAGS_OF[concern] <= set(wishes))
        assert concern in covered(with_concern(concern, wishes))
        assert set(with_concern(concern, wishes)) == set(wishes) | FLAGS_OF[concern]


@pytest.mark.parametrize("concern", CONCERNS)
def test_taking_a_tick_away_leaves_every_other_tick_but_those_that_came_along(concern: Concern) -> None:
    """One that comes along with a wider tick stays as long as that one does."""
    for wishes in WISHES:
        if concern not in covered(wishes):
            continue
        after = without_concern(concern, wishes)
        assert (concern in covered(after)) is (wider(concern, wishes) is not None)
        for other in covered(wishes):
            if not FLAGS_OF[other] <= FLAGS_OF[concern]:
                assert other in covered(after)
        assert set(wishes) - set(after) <= FLAGS_OF[concern]


@pytest.mark.parametrize("concern", CONCERNS)
def test_a_tick_by_mistake_is_taken_back_with_one_tap(concern: Concern) -> None:
    """Nothing of it stays behind."""
    assert without_concern(concern, with_concern(concern, ())) == ()


def test_bones_come_along_with_pregnancy_and_with_nothing_else() -> None:
    """Both do without standing on one leg."""
    assert wider("bones", in_order(FLAGS_OF["bones"])) is None
    assert wider("bones", in_order(FLAGS_OF["pregnant"])) == "pregnant"
    assert [concern for concern in CONCERNS if wider(concern, ALL_FLAGS)] == ["bones"]


@pytest.mark.parametrize("flags", [("twist", "roll", "floor"), ("fly", ""), ()])
def test_what_is_no_wish_is_kept_by_nobody(flags: tuple[str, ...]) -> None:
    """Flags that gentle leaves out anyway, or that no step has."""
    assert in_order(flags) == ()


def test_flags_are_kept_once_and_in_one_order() -> None:
    """Whatever was tapped first."""
    assert in_order(["wide", "one-leg", "wide", "deep-flexion"]) == ("deep-flexion", "one-leg", "wide")
