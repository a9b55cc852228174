"""Forms of a walk: shorter ones come from one rule, take the time they promise, and can be changed on the way."""

from dataclasses import replace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library import Flag, Kind, Level, Rewording, Side, Step, Variation
from content.movement import AVOIDED_WHEN_GENTLE, avoided
from content.walk import (
    CUTS,
    FEWEST_ROUNDS,
    FORMS,
    SHORTEST_REPEAT_SECONDS,
    Course,
    Form,
    WalkPlace,
    back,
    clamp,
    first_place,
    forward,
    has_steps,
    minutes,
    mirrors_setup,
    offer_at,
    seconds,
    step_at,
    steps_at,
    take_level,
    transfer,
)
from tests.harness.libraries import shipped_library
from tests.harness.shortened import shortened
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
SHORTER: tuple[Form, ...] = ("short", "medium")
# Every variation of the shipped library, gentle and not, without those that the gentle setting leaves out.
SHIPPED = [
    Course(variation, avoid)
    for variation in LIBRARY.variations
    for avoid in (frozenset[Flag](), AVOIDED_WHEN_GENTLE)
    if variation.suits(avoid)
]
IDS = [f"{course.variation.id}{'-gentle' if course.avoid else ''}" for course in SHIPPED]
KINDS: dict[str, Kind] = {"s": "setup", "m": "move", "r": "repeat"}
OTHER: dict[Side, Side] = {"right": "left", "left": "right"}


def steps_of(written: str) -> tuple[Step, ...]:
    """Steps as they are written in the tables below: "s12! m8 r50? r30", a kind, its seconds, ! once, ? optional."""
    return tuple(
        Step(
            id=f"{number}{each}",
            kind=KINDS[each[0]],
            text="x",
            seconds=int(each[1:].rstrip("!?")),
            once="!" in each,
            optional="?" in each,
        )
        for number, each in enumerate(written.split())
    )


def made_of(setup: tuple[Step, ...], level: tuple[Step, ...]) -> Variation:
    """A variation of one level."""
    return Variation("any", "any", "seated", "seated", "right", setup, (Level("first", "first", level),))


def sides(course: Course) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The steps of the first level on both sides."""
    first = first_place(course)
    return steps_at(course, first), steps_at(course, WalkPlace(OTHER[first.side], (first.side,)))


def written(course: Course) -> str:
    """Both sides as the tables have them: "s12 m8 r50 | r50"."""
    return " | ".join(" ".join(f"{step.kind[0]}{step.seconds}" for step in side) for side in sides(course))


def shipped(variation_id: str, form: Form = "full", *, gentle: bool = False) -> Course:
    """A course of the shipped library."""
    variation = LIBRARY.variation(variation_id)
    assert variation is not None
    return Course(variation, avoided(gentle=gentle), form)


def test_the_forms_are_three_and_the_full_one_is_meant_when_none_is_named() -> None:
    """The shortest first."""
    assert FORMS == ("short", "medium", "full")
    variation = LIBRARY.variations[0]
    assert Course(variation) == Course(variation, frozenset(), "full", 0)


@tabled(
    ("setup", "level", "short", "medium"),
    [
        # What fits stays as long as it is; where something repeats, the moves before it fall away in the short form.
        ("", "m8 r20", "r20 | r20", "m8 r20 | m8 r20"),
        ("", "m8 r40", "r30 | r30", "m8 r40 | m8 r40"),
        ("", "r20 m8 m9", "r20 | r20", "r20 m8 m9 | r20 m8 m9"),
        # Where nothing repeats they stay, however long they take.
        ("", "m8 m70", "m8 m70 | m8 m70", "m8 m70 | m8 m70"),
        # What is optional falls away, and does not count as something that repeats.
        ("s9?", "m8? r20 r30?", "r20 | r20", "r20 | r20"),
        ("", "m8 r30?", "m8 | m8", "m8 | m8"),
        # The second side has the set-up that belongs to a side, and in the short form none.
        ("s10! s6", "m8 r50", "s10 s6 r22 | r22", "s10 s6 m8 r50 | s6 m8 r50"),
        ("s5", "m8", "s5 m8 | m8", "s5 m8 | s5 m8"),
        # What repeats is cut to fit the aim, the same on both sides, to the whole second.
        ("s20", "m20 r90", "s20 r20 | r20", "s20 m20 r50 | s20 m20 r50"),
        ("s5!", "r100", "s5 r27 | r27", "s5 r87 | r87"),
        # The longest are cut first.
        ("", "r100 r20", "r15 r15 | r15 r15", "r70 r20 | r70 r20"),
        ("", "r100 r10", "r20 r10 | r20 r10", "r80 r10 | r80 r10"),
        # To no less than 15 seconds, though the aim is missed then, and never drawn out.
        ("s80", "r100", "s80 r15 | r15", "s80 r15 | s80 r15"),
        ("s90", "r100 r10", "s90 r15 r10 | r15 r10", "s90 r15 r10 | s90 r15 r10"),
    ],
)
def test_the_shorter_forms_are_made_by_one_rule(setup: str, level: str, short: str, medium: str) -> None:
    """Each line: the steps of the full form, then both sides of the shorter ones."""
    full = Course(made_of(steps_of(setup), steps_of(level)))
    assert written(replace(full, form="short")) == short
    assert written(replace(full, form="medium")) == medium
    assert steps_at(full, first_place(full)) == (*steps_of(setup), *steps_of(level))


@pytest.mark.parametrize(
    ("lasting", "rounds", "expected"),
    [
        (60, (6, 10), (3, 5)),
        (60, (5, 9), (3, 5)),
        (100, (8, 14), (2, 4)),
        (300, (6, 10), (2, 2)),
        (60, (2, 3), (2, 2)),
        (60, (1, 1), (1, 1)),
        (60, (1, 6), (1, 3)),
        (30, (6, 10), (6, 10)),
        (60, None, None),
    ],
)
def test_rounds_shrink_with_their_seconds(
    lasting: int, rounds: tuple[int, int] | None, expected: tuple[int, int] | None
) -> None:
    """Cut to 30 seconds; to no fewer than two rounds, and never to more than there were."""
    step = Step("turn", "repeat", "x", cues=("Slowly.",), seconds=lasting, rounds=rounds)
    course = Course(made_of((), (step,)), form="short")
    assert steps_at(course, first_place(course)) == (replace(step, seconds=30, rounds=expected),)


def test_a_step_that_comes_without_its_moves_says_the_whole_movement() -> None:
    """In the shortest form alone; where the moves come before it, it is told as ever."""
    move = Step("move", "move", "Move.", seconds=10)
    again = Step("again", "repeat", "Go on.", alone="Move, and go on.", seconds=60, rounds=(4, 8))
    variation = made_of((), (move, again))
    assert [step.text for step in sides(Course(variation, form="short"))[0]] == ["Move, and go on."]
    assert [step.text for step in sides(Course(variation, form="medium"))[0]] == ["Move.", "Go on."]


def test_a_shorter_form_of_a_gentle_walk_is_worded_gently() -> None:
    """What twists is reworded first, or falls away; then the form is made of what is left."""
    little = Rewording(frozenset({"twist"}), "A little.")
    turn = Step("turn", "repeat", "Far.", seconds=60, rounds=(4, 8), flags=frozenset({"twist"}), without=(little,))
    roll = Step("roll", "repeat", "Roll.", seconds=60, optional=True, flags=frozenset({"roll"}))
    move = Step("move", "move", "Move.", seconds=10)
    variation = made_of((), (move, roll, turn))
    [short] = steps_at(Course(variation, AVOIDED_WHEN_GENTLE, "short"), WalkPlace("right"))
    assert (short.text, short.seconds, short.rounds, short.flags) == ("A little.", 30, (2, 4), frozenset())
    assert [step.text for step in sides(Course(variation, AVOIDED_WHEN_GENTLE, "medium"))[1]] == ["Move.", "A little."]


@pytest.mark.parametrize("form", FORMS)
def test_a_variation_that_gentle_leaves_out_has_no_steps_in_any_form(form: Form) -> None:
    """And nothing to mirror."""
    course = shipped("lying-dynamic-hip", form, gentle=True)
    place = first_place(course)
    assert not has_steps(course)
    assert sides(course) == ((), ())
    assert (forward(course, place), step_at(course, place), offer_at(course, place)) == (None, None, None)
    assert not mirrors_setup(course)
    assert seconds(course) == 0


@tabled("course", SHIPPED)
def test_every_shipped_variation_keeps_to_the_time_of_its_form(course: Course) -> None:
    """One minute, then two or three; whatever is usual or was reached."""
    assert minutes(replace(course, form="short")) == 1
    assert minutes(replace(course, form="medium")) in (2, 3)
    assert seconds(replace(course, form="medium")) <= 180
    for form in SHORTER:
        plain = replace(course, form=form)
        assert seconds(replace(plain, usual=2), reached=2) == seconds(plain)


@tabled("form", SHORTER)
@tabled("course", SHIPPED)
def test_a_shorter_form_has_no_levels_above_the_first(course: Course, form: Form) -> None:
    """None is offered and none follows, not even a usual one."""
    shorter = replace(course, form=form, usual=2)
    place: WalkPlace | None = first_place(shorter)
    while place is not None:
        assert offer_at(shorter, place) is None
        assert take_level(shorter, place) == place
        assert (place.level, place.reached) == (0, 0)
        place = forward(shorter, place)


@tabled("form", FORMS)
@tabled("course", SHIPPED)
def test_no_shipped_set_up_is_mirrored_in_silence(course: Course, form: Form) -> None:
    """In every form the second side is told how to change over, where anything changes."""
    course = replace(course, form=form)
    assert not mirrors_setup(course)
    changes = any(not step.once or step.second is not None for step in course.variation.setup)
    assert changes == (sides(course)[1][0].kind == "setup")


@pytest.mark.parametrize(
    ("setup", "expected"), [("", False), ("s5!", False), ("s5", True), ("s5! s5", True), ("s5?", False)]
)
def test_only_a_set_up_that_was_said_and_belongs_to_a_side_is_mirrored(setup: str, expected: bool) -> None:
    """What is needed once is not done again, and what fell away on the first side is nothing to mirror."""
    assert mirrors_setup(Course(made_of(steps_of(setup), steps_of("m8 r20")), form="short")) is expected


kinds = st.sampled_from(cast("list[Kind]", ["move", "repeat"]))
lasting = st.integers(1, 200)
rounds = st.none() | st.lists(st.integers(1, 20), min_size=2, max_size=2).map(lambda two: (min(two), max(two)))


def numbered(steps: list[Step]) -> tuple[Step, ...]:
    """The steps with ids of their own."""
    return tuple(replace(step, id=f"{step.kind}-{number}") for number, step in enumerate(steps))


setups = st.lists(
    st.builds(
        Step, st.just("x"), st.just("setup"), st.just("x"), optional=st.booleans(), once=st.booleans(), seconds=lasting
    ),
    max_size=3,
)
levels = st.lists(
    st.builds(Step, st.just("x"), kinds, st.just("x"), optional=st.booleans(), rounds=rounds, seconds=lasting),
    min_size=1,
    max_size=6,
).filter(lambda steps: not all(step.optional for step in steps))
variations = st.builds(made_of, setups.map(numbered), levels.map(numbered))


@given(variations, st.sampled_from(SHORTER))
def test_a_shorter_form_fits_its_aim_or_is_as_short_as_it_may_be(variation: Variation, form: Form) -> None:
    """Nothing but what repeats is changed, no more than needed, on both sides alike, and in the order it had."""
    course = Course(variation, form=form)
    full = {step.id: step for step in (*variation.setup, *variation.levels[0].steps)}
    first, second = sides(course)
    both = (*first, *second)
    assert [step for step in first if step.kind != "setup"] == [step for step in second if step.kind != "setup"]
    for side in (first, second):
        assert [step.id for step in side] == [each for each in full if each in {step.id for step in side}]
    for step in both:
        own = full[step.id]
        assert not own.optional
        assert step == replace(own, seconds=step.seconds, rounds=step.rounds)
        assert min(own.seconds, SHORTEST_REPEAT_SECONDS) <= step.seconds <= own.seconds
        if step.kind != "repeat" or step.seconds == own.seconds:
            assert step == own
        elif own.rounds is not None:
            assert step.rounds is not None
            assert min(own.rounds[0], FEWEST_ROUNDS) <= step.rounds[0] <= step.rounds[1] <= own.rounds[1]
            assert step.rounds[0] <= own.rounds[0]
    cut = [step for step in both if step.seconds < full[step.id].seconds]
    aim = CUTS[form].aim_seconds
    assert seconds(course) == sum(step.seconds for step in both)
    if cut:
        assert len({step.seconds for step in cut}) == 1
        longest = cut[0].seconds
        assert all(step.seconds <= longest for step in both if step.kind == "repeat")
        assert seconds(course) + len(cut) > aim
        assert seconds(course) <= aim or longest == SHORTEST_REPEAT_SECONDS
    elif seconds(course) > aim:
        assert all(step.seconds <= SHORTEST_REPEAT_SECONDS for step in both if step.kind == "repeat")


@given(variations)
def test_each_form_takes_no_longer_than_the_next(variation: Variation) -> None:
    """Short, medium, full."""
    short, medium, full = (seconds(Course(variation, form=form)) for form in FORMS)
    assert short <= medium <= full


FULL, MEDIUM, SHORT = (shipped("lying-inner-thigh", form) for form in FORMS[::-1])


@tabled(
    ("old", "place", "new", "expected"),
    [
        # The same step, wherever it stands in the other form.
        (FULL, WalkPlace("right", step=1), SHORT, "right neutral"),
        (FULL, WalkPlace("right", step=5), SHORT, "right alternate"),
        (FULL, WalkPlace("right", step=4), MEDIUM, "right return"),
        (SHORT, WalkPlace("right", step=3), FULL, "right alternate"),
        (SHORT, WalkPlace("left", ("right",)), FULL, "left press"),
        (MEDIUM, WalkPlace("left", ("right",), step=2), FULL, "left return"),
        # A move that fell away: what shows the whole movement.
        (FULL, WalkPlace("right", step=3), SHORT, "right alternate"),
        (MEDIUM, WalkPlace("left", ("right",), step=1), SHORT, "left alternate"),
        # Set-up on the second side: the first step there is.
        (FULL, WalkPlace("left", ("right",), step=0), SHORT, "left press"),
        (FULL, WalkPlace("left", ("right",), step=0), MEDIUM, "left press"),
        # A higher level, or its offer: about as far on in the only level there is.
        (FULL, WalkPlace("right", step=6), SHORT, "right alternate"),
        (FULL, WalkPlace("right", step=6), MEDIUM, "right alternate"),
        (FULL, WalkPlace("right", level=1, step=0, reached=1), MEDIUM, "right open"),
        (FULL, WalkPlace("left", ("right",), level=2, step=4, reached=2), MEDIUM, "left alternate"),
        # Between positions and forms at once; what is optional has fallen away.
        (
            shipped("side-lying-hip-flexion"),
            WalkPlace("right", step=6),
            shipped("side-lying-hip-flexion", "medium"),
            "right alternate",
        ),
        (shipped("seated-inner-thigh"), WalkPlace("right", step=1), SHORT, "right press"),
    ],
)
def test_a_place_carries_over_between_forms(old: Course, place: WalkPlace, new: Course, expected: str) -> None:
    """Side and sides done are kept."""
    moved = transfer(place, old, new)
    step = step_at(new, moved)
    assert step is not None
    assert f"{moved.side} {step.id}" == expected
    assert moved.sides_done == place.sides_done


@pytest.mark.parametrize("usual", range(4))
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("course", shortened(SHIPPED, 3))
def test_every_walk_ends_on_the_other_side_and_can_be_gone_back_through(course: Course, form: Form, usual: int) -> None:
    """Whatever is taken; and from each of its places every other form is reached, on the same side."""
    course = replace(course, form=form, usual=usual)
    for take in (False, True):
        place: WalkPlace | None = first_place(course)
        shown: list[Side] = []
        stations = 0
        while place is not None:
            stations += 1
            assert stations < 100
            assert clamp(course, place) == place
            shown += [place.side] if place.side not in shown else []
            for other in FORMS:
                new = replace(course, form=other, usual=0)
                moved = transfer(place, course, new)
                assert clamp(new, moved) == moved
                assert (moved.side, moved.sides_done) == (place.side, place.sides_done)
            offered = offer_at(course, place) is not None
            ahead = take_level(course, place) if take and offered else forward(course, place)
            if ahead is not None:
                assert back(course, ahead) == place
            place = ahead
        first = course.variation.first_side
        assert shown == [first, OTHER[first]]
