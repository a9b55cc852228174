"""Sequences: the clips of a walk follow each other, at the pace and with the breath of their texts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from content.figures.body import LOOKS, parts_of
from content.figures.clip import Clip, clip_of
from content.figures.kinematics import Skeleton, solve
from content.library import Flag, Step, Variation
from content.media.index import clip_name
from content.media.motion import FPS, frames
from content.media.plan import HOLD, HOLD_END, SHORTEST_HELD, Plan
from content.movement import AVOIDED_ON_WISH, avoided
from content.walk import Course, WalkPlace, steps_at
from tests.content.figures.ranges import PLANS
from tests.harness.libraries import shipped_library
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
WISHES = [frozenset[Flag](), avoided(gentle=True), *(avoided(gentle=False, wishes=[wish]) for wish in AVOIDED_ON_WISH)]
# Metres that a joint may seem to move between two steps: a body sinks a little before it is told to grow tall.
MOST_JUMP = 0.10
# What begins elsewhere than the step before it ended: (variation, step). Standing, the foot is set down before the leg
# goes on by itself; the first lift is the person's own.
TAKEN_UP_AGAIN = {("standing-hip-flexion", "slow-alternate"), ("standing-hip-flexion", "swing")}


def plan_of(variation: Variation, step: Step, avoid: frozenset[Flag], *, second: bool) -> Plan:
    """What a step shows to somebody who avoids these flags."""
    told = next(each for each in every_step(variation) if each.id == step.id)
    met = told.flags & avoid
    without = next((each.avoids for each in told.without if met and met <= each.avoids), frozenset[Flag]())
    own = clip_name(variation.id, step.id, without, second=True)
    return PLANS[own] if second and own in PLANS else PLANS[clip_name(variation.id, step.id, without)]


def every_step(variation: Variation) -> Iterator[Step]:
    """All steps as they are written."""
    yield from variation.setup
    for level in variation.levels:
        yield from level.steps


@cache
def bodies(name: str) -> tuple[list[Skeleton], bool]:
    """The body in each of a clip's poses, and whether it goes back to the first."""
    plan = PLANS[name]
    body = parts_of(LOOKS[plan.content["look"]])
    keys = clip_of(plan).keys
    return [solve(key.pose, body) for key in keys], bool(keys[-1].move and not keys[-1].fades)


def ends(plan: Plan) -> list[Skeleton]:
    """The poses in which a clip leaves a person: its last one, of what repeats any that it goes through."""
    found, returns = bodies(plan.name)
    return found if returns else found[-1:]


def jump(one: Skeleton, other: Skeleton) -> float:
    """How far the joint that moves most is away, in metres."""
    return max(float(np.linalg.norm(one[segment][1] - other[segment][1])) for segment in one)


@pytest.mark.parametrize("variation", LIBRARY.variations, ids=lambda variation: variation.id)
def test_every_step_begins_where_the_one_before_it_ended(variation: Variation) -> None:
    """On both sides, in all levels, whatever is left out; but where somebody is told to change over."""
    compared = 0
    for avoid in WISHES:
        course = Course(variation, avoid, usual=len(variation.levels))
        if not variation.suits(avoid):
            continue
        for done in ((), (variation.first_side,)):
            before: Plan | None = None
            for level in range(len(variation.levels)):
                if level and not variation.levels[level].when(avoid):
                    continue
                for step in steps_at(course, WalkPlace(variation.first_side, done, level, reached=level)):
                    plan = plan_of(variation, step, avoid, second=bool(done))
                    start = bodies(plan.name)[0][0]
                    if before is not None and (variation.id, step.id) not in TAKEN_UP_AGAIN:
                        away = min(jump(end, start) for end in ends(before))
                        assert away <= MOST_JUMP, f"{before.name} to {plan.name}: {away * 100:.0f} cm"
                        compared += 1
                    before = plan
    assert compared


@tabled("plan", PLANS.values())
def test_a_round_lasts_as_long_as_its_step_says_and_its_ends_are_held(plan: Plan) -> None:
    """A second each, but of a swing. What is shown once is held at its end, and fades into its beginning."""
    variation = LIBRARY.variation(plan.variation)
    assert variation is not None
    step = next(each for each in every_step(variation) if each.id == plan.step)
    keys, given = clip_of(plan).keys, PLANS[plan.name].content["keys"]
    seconds = sum(1 for _ in frames(keys)) / FPS
    if step.kind == "repeat":
        assert step.rounds is not None
        told = 2 * step.seconds / sum(step.rounds)
        assert seconds == pytest.approx(told, abs=1 / FPS)
        assert not any(key.fades for key in keys)
        if told >= SHORTEST_HELD:
            assert sorted(key.hold for key in keys)[-1] >= HOLD - 1 / FPS
    elif len(keys) > 1:
        closed = keys[0].pose == keys[-1].pose
        assert keys[-1].fades is not closed
        assert max(key["hold"] for key in given) >= HOLD_END - 1 / FPS
        assert min(key.move for key in keys[:-1]) >= 0.9


def test_where_a_text_speaks_of_the_breath_the_figure_breathes_and_nowhere_else() -> None:
    """In as it opens, out as it returns: the chest swells, and air goes in or out."""
    spoken = 0
    for variation in LIBRARY.variations:
        for step in every_step(variation):
            for plan in (each for each in PLANS.values() if (each.variation, each.step) == (variation.id, step.id)):
                breaths = [key.breath for key in clip_of(plan).keys if key.breath is not None]
                if step.breath is None:
                    assert breaths == [], plan.name
                    continue
                said = [word for word in step.breath.lower().replace(",", " ").split() if word in ("in", "out")]
                assert breaths == said, plan.name
                spoken += 1
    assert spoken >= 12


def test_a_chest_is_full_after_breathing_in_and_empty_after_breathing_out() -> None:
    """And never jumps from the one to the other."""
    clip: Clip = clip_of(PLANS["lying-inner-thigh/alternate"])
    chests = [frame.chest for frame in frames(clip.keys)]
    assert (min(chests), max(chests)) == (0.0, 1.0)
    assert max(abs(after - before) for before, after in zip(chests, [*chests[1:], chests[0]], strict=True)) < 0.1


@tabled("name", [name for name in PLANS if name.startswith("standing-")])
def test_the_chair_stands_on_the_side_of_the_leg_that_stands(name: str) -> None:
    """Beside the person, in every pose but while turning round to it."""
    plan = PLANS[name]
    chair = next(thing for thing in plan.content["things"] if thing["kind"] == "chair")
    body = parts_of(LOOKS[plan.content["look"]])
    poses = [key["pose"] for key in plan.content["keys"]]
    for pose in poses[-1:] if plan.second else poses:
        rotation, origin = solve(pose, body)["pelvis"]
        forward, left, _ = rotation.T @ (np.array(chair["at"]) - origin)
        assert left > 0.4, "it stands on the other side than the working leg, which is the right one"
        assert abs(forward) < 0.3
    if plan.second:
        rotation, origin = solve(poses[0], body)["pelvis"]
        assert (rotation.T @ (np.array(chair["at"]) - origin))[1] < -0.4
