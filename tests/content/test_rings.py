"""Rings: at which step of a walk they are seen first."""

from collections.abc import Collection
from dataclasses import replace

from content.library import Flag, Level, Side, Step, Variation
from content.movement import SIDES, Picture, Rewording
from content.walk import (
    Course,
    Form,
    WalkPlace,
    back,
    first_place,
    forward,
    is_first_ring,
    offer_at,
    other_side,
    step_at,
    take_level,
)
from tests.harness.tabled import tabled

PLAIN, RINGED = Picture("plain.mp4", "a"), Picture("ringed.mp4", "b", rings=True)


def shown(*, ring: bool) -> dict[Side, Picture]:
    """The clips of a step."""
    return dict.fromkeys(SIDES, RINGED if ring else PLAIN)


def variation(rings: Collection[str]) -> Variation:
    """Set-up said once, set-up for each side, a move that twists, a repetition, and a level more; with rings at these
    steps, and "gently" for the other wording of the move."""
    steps = {
        step.id: replace(step, clips=shown(ring=step.id in rings))
        for step in (
            Step("lie", "setup", "Lie down.", once=True),
            Step("hold", "setup", "Hold on."),
            Step("shake", "move", "Shake it out.", optional=True),
            Step("turn", "move", "Turn.", flags=frozenset({"twist"})),
            Step("again", "repeat", "Keep turning."),
            Step("further", "move", "Turn further."),
        )
    }
    gently = Rewording(frozenset({"twist"}), "Look.", clips=shown(ring="gently" in rings))
    steps["turn"] = replace(steps["turn"], without=(gently,))
    first = Level("first", "small", (steps["shake"], steps["turn"], steps["again"]))
    more = Level("more", "more", (steps["further"],), offer="More?", take="More")
    return Variation("turns", "neck", "seated", "seated", "right", (steps["lie"], steps["hold"]), (first, more))


def told(course: Course, *, take: bool = True) -> list[str]:
    """Where rings are explained in a whole walk: "right turn"."""
    found = []
    place: WalkPlace | None = first_place(course)
    while place is not None:
        step = step_at(course, place)
        if is_first_ring(course, place):
            assert step is not None
            found.append(f"{place.side} {step.id}")
        place = take_level(course, place) if take and offer_at(course, place) else forward(course, place)
    return found


EVERYWHERE = ("lie", "hold", "shake", "turn", "gently", "again", "further")


@tabled(
    ("rings", "form", "avoid", "expected"),
    [
        ((), "full", (), []),
        (EVERYWHERE, "full", (), ["right lie"]),
        (("hold", "turn"), "full", (), ["right hold"]),
        (("shake", "turn"), "full", (), ["right shake"]),
        (("shake", "turn"), "medium", (), ["right turn"]),
        (("turn", "again"), "full", (), ["right turn"]),
        (("turn", "again"), "short", (), ["right again"]),
        (("turn", "again"), "full", ("twist",), ["right again"]),
        (("gently", "again"), "full", ("twist",), ["right turn"]),
        (("gently", "again"), "full", (), ["right again"]),
        (("further",), "full", (), ["right further"]),
        (("further",), "short", (), []),
    ],
)
def test_rings_are_explained_at_the_first_step_that_shows_them(
    rings: tuple[str, ...], form: Form, avoid: tuple[Flag, ...], expected: list[str]
) -> None:
    """Of what is walked in this form, without what is left out; and on the first side only."""
    assert told(Course(variation(rings), frozenset(avoid), form)) == expected


def test_a_level_that_is_not_taken_explains_nothing() -> None:
    """Nor does its offer."""
    assert told(Course(variation(["further"])), take=False) == []


def test_a_level_that_is_usual_counts_like_any_other() -> None:
    """It follows unasked."""
    assert told(Course(variation(["further"]), usual=1), take=False) == ["right further"]


def test_back_and_forth_it_is_the_same_step_and_no_other() -> None:
    """And on the other leg too, as long as it is the first side that is done."""
    course = Course(variation(["turn", "again"]))
    at = WalkPlace("right", step=3)
    after = forward(course, at)
    assert after is not None
    assert is_first_ring(course, at)
    assert not is_first_ring(course, after)
    assert is_first_ring(course, back(course, after))
    assert is_first_ring(course, other_side(course, at))
    assert not is_first_ring(course, WalkPlace("left", sides_done=("right",), step=2))


def test_only_a_clip_of_the_side_that_works_counts() -> None:
    """Where the sides show different pictures."""
    one_sided = variation([])
    level = one_sided.levels[0]
    steps = (*level.steps[:-1], replace(level.steps[-1], clips={"right": PLAIN, "left": RINGED}))
    course = Course(replace(one_sided, levels=(replace(level, steps=steps),)))
    assert not is_first_ring(course, WalkPlace("right", step=4))
    assert is_first_ring(course, WalkPlace("left", step=4))


def test_a_variation_that_is_left_out_wholly_has_no_ring() -> None:
    """And nothing fails."""
    left_out = replace(variation(EVERYWHERE), flags=frozenset({"floor"}))
    assert not is_first_ring(Course(left_out, frozenset({"floor"})), WalkPlace("right"))
