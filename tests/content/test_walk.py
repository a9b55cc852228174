"""Walks: through everything, in order, on both sides, without getting stuck."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import about, announcements, movement, questions, sides, walk
from content.library import Level, Side, Step, Variation
from content.movement import avoided
from content.walk import (
    Course,
    Form,
    WalkPlace,
    back,
    clamp,
    easier,
    enough,
    first_place,
    forward,
    has_steps,
    minutes,
    offer_at,
    other_side,
    progress,
    seconds,
    side_again,
    step_at,
    steps_at,
    take_level,
    transfer,
    words_for,
)
from tests.harness.libraries import other_library, shipped_library
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
OTHER = other_library()
# Every form, and in the full one every number of levels that may be usual; elsewhere that number means nothing.
LENGTHS: list[tuple[Form, int]] = [("full", 0), ("full", 1), ("full", 2), ("medium", 0), ("short", 0), ("short", 2)]
COURSES = [
    Course(variation, avoided(gentle=gentle), form, usual)
    for library in (LIBRARY, OTHER)
    for variation in library.variations
    for gentle in (False, True)
    for form, usual in LENGTHS
]
OPEN = [course for course in COURSES if has_steps(course)]
IDS = [f"{course.variation.id}{'-gentle' if course.avoid else ''}-{course.form}-{course.usual}" for course in OPEN]


def course_of(variation_id: str, *, gentle: bool = False, usual: int = 0) -> Course:
    """A course of the shipped library or of the other one, in its full form."""
    variation = LIBRARY.variation(variation_id) or OTHER.variation(variation_id)
    assert variation is not None
    return Course(variation, avoided(gentle=gentle), usual=usual)


def onward(course: Course, place: WalkPlace, *, take: bool) -> WalkPlace | None:
    """Next, or yes to every offer."""
    return take_level(course, place) if take and offer_at(course, place) else forward(course, place)


def walked(course: Course, *, take: bool) -> list[WalkPlace]:
    """Every place of a walk from its beginning to its end."""
    places = []
    place: WalkPlace | None = first_place(course)
    while place is not None:
        places.append(place)
        assert len(places) < 200
        place = onward(course, place, take=take)
    return places


def told(course: Course, places: list[WalkPlace]) -> list[str]:
    """A walk as a line a place: "right open", "right ? more"."""
    lines = []
    for place in places:
        step, offer = step_at(course, place), offer_at(course, place)
        lines.append(f"{place.side} {step.id}" if step else f"{place.side} ? {offer.id if offer else ''}")
    return lines


ACTIONS: dict[str, Callable[[Course, WalkPlace], WalkPlace | None]] = {
    "forward": forward,
    "take": take_level,
    "enough": enough,
    "back": back,
    "other": other_side,
    "easier": easier,
    "again": side_again,
}
courses = st.sampled_from(OPEN)
actions = st.lists(st.sampled_from(sorted(ACTIONS)), max_size=40)
stored = st.builds(
    WalkPlace,
    side=st.sampled_from(["right", "left", "", "middle"]),
    sides_done=st.lists(st.sampled_from(["right", "left", "both"]), max_size=4).map(tuple),
    level=st.integers(-3, 9),
    step=st.integers(-3, 30),
    reached=st.integers(-3, 9),
)


def after(course: Course, names: list[str]) -> WalkPlace:
    """The place after these actions; a walk that ends starts over."""
    place = first_place(course)
    for name in names:
        place = ACTIONS[name](course, place) or first_place(course)
    return place


def test_a_walk_with_every_level_goes_through_both_sides_and_asks_on_the_first_only() -> None:
    """The whole order of the lying inner thigh stretch."""
    course = course_of("lying-inner-thigh")
    levels = [
        ["press", "open", "return", "alternate"],
        ["more-nearer", "more-return", "more-alternate"],
        ["core-knee-up", "core-lower", "core-return", "core-alternate", "core-straighten"],
    ]
    first = ["lie", "neutral", *levels[0], "? more", *levels[1], "? core", *levels[2]]
    second = [*levels[0], *levels[1], *levels[2]]
    expected = [*(f"right {each}" for each in first), *(f"left {each}" for each in second)]
    assert told(course, walked(course, take=True)) == expected


def test_staying_with_the_first_level_leaves_the_others_out_on_both_sides() -> None:
    """No is an answer for the other side too."""
    course = course_of("seated-dynamic-hip")
    assert told(course, walked(course, take=False)) == [
        *("left mountain", "left press", "left turn", "left return", "left alternate", "left ? more"),
        *("right turn", "right return", "right alternate"),
    ]


def test_one_level_needs_no_offer() -> None:
    """After its last step comes the other side."""
    course = course_of("side-lying-hip-flexion")
    place = WalkPlace("right", step=6)
    assert told(course, [place]) == ["right straighten"]
    assert forward(course, place) == WalkPlace("left", sides_done=("right",))


def test_the_second_side_repeats_the_set_up_that_belongs_to_a_side() -> None:
    """Lying on the side means turning over; sitting in Mountain does not need saying again."""
    turned = course_of("side-lying-hip-flexion")
    assert [step.id for step in steps_at(turned, WalkPlace("left", ("right",)))][:2] == ["lie", "support"]
    seated = course_of("seated-inner-thigh")
    assert [step.id for step in steps_at(seated, WalkPlace("left", ("right",)))][:1] == ["open"]


@tabled("take", [True, False])
@tabled("course", OPEN)
def test_forward_alone_ends_and_shows_both_sides_alike(course: Course, take: bool) -> None:
    """No station comes twice, and the second side has the first one's steps without the set-up it can do without."""
    places = walked(course, take=take)
    assert len(set(places)) == len(places)
    first, second = (
        [step for place in places if place.side == side and (step := step_at(course, place))]
        for side in (course.variation.first_side, places[-1].side)
    )
    assert places[-1].side != course.variation.first_side
    short = course.form == "short"
    told_again = [step for step in first if step.kind != "setup" or not short or step.second is not None]
    assert [again for step in told_again if (again := step.on_second_side()) is not None] == second
    needed = [step.id for step in course.variation.setup] if not course.avoid else []
    assert [step.id for step in first][: len(needed)] == needed


@tabled("take", [True, False])
@tabled("course", OPEN)
def test_back_goes_through_a_whole_walk_in_reverse(course: Course, take: bool) -> None:
    """Back is the way one came, across offers, levels and sides, and stops at the beginning."""
    places = walked(course, take=take)
    returned = [places[-1]]
    while (place := back(course, returned[-1])) != returned[-1]:
        returned.append(place)
    assert told(course, returned[::-1]) == told(course, places)
    assert returned[-1] == first_place(course)


@given(courses, actions)
def test_back_undoes_forward_from_wherever_one_stands(course: Course, names: list[str]) -> None:
    """Except where the legs were swapped on the second side: there the way back leads to the side that was done."""
    place = after(course, names)
    ahead = forward(course, place)
    if ahead is not None and place.side not in place.sides_done:
        assert back(course, ahead) == place


@given(courses, actions)
def test_no_series_of_actions_gets_stuck(course: Course, names: list[str]) -> None:
    """Wherever one gets to there is a step or an offer, it is valid, and the end can be reached."""
    place = after(course, names)
    assert clamp(course, place) == place
    assert (step_at(course, place) is None) == (offer_at(course, place) is not None)
    done, total = progress(course, place)
    assert 1 <= done <= total
    shown: set[Side] = {*place.sides_done}
    ahead: WalkPlace | None = place
    for _ in range(100):
        if ahead is None:
            break
        shown.add(ahead.side)
        ahead = forward(course, ahead)
    assert ahead is None
    assert shown == {"right", "left"}


@given(courses, actions)
def test_forward_moves_by_one_station(course: Course, names: list[str]) -> None:
    """One step on in the level, or to the first step of the level or side that comes next."""
    place = after(course, names)
    ahead = forward(course, place)
    if ahead is None:
        assert len({*place.sides_done, place.side}) == 2
    elif (ahead.side, ahead.level, ahead.sides_done) == (place.side, place.level, place.sides_done):
        assert ahead.step == place.step + 1
    else:
        assert ahead.step == 0
        assert place.step >= len(steps_at(course, place)) - 1


@given(courses, stored)
def test_any_stored_place_is_made_valid_once_and_for_all(course: Course, place: WalkPlace) -> None:
    """The content may have changed since: every function still answers."""
    valid = clamp(course, place)
    assert clamp(course, valid) == valid
    for act in ACTIONS.values():
        assert act(course, place) == act(course, valid)
    assert step_at(course, place) == step_at(course, valid)
    assert progress(course, place) == progress(course, valid)
    assert steps_at(course, valid)


@given(courses, actions)
def test_the_other_side_twice_is_where_one_was(course: Course, names: list[str]) -> None:
    """The other leg, the same step."""
    place = after(course, names)
    other = other_side(course, place)
    assert other.side != place.side
    assert step_at(course, other) == step_at(course, place)
    assert other_side(course, other) == place


@given(courses, actions)
def test_easier_is_the_first_moving_step_of_this_side(course: Course, names: list[str]) -> None:
    """The set-up is behind, the levels taken before are forgotten."""
    place = after(course, names)
    step = step_at(course, easier(course, place))
    assert step is not None
    kept = {each.id for each in steps_at(course, first_place(course))}
    assert step.id == next(each.id for each in course.variation.levels[0].steps if each.id in kept)
    assert easier(course, place).side == place.side
    assert easier(course, place).reached == 0


@given(st.sampled_from(OPEN), st.sampled_from(OPEN), actions)
def test_a_place_carries_over_to_any_other_course(old: Course, new: Course, names: list[str]) -> None:
    """Same side, same sides done, and valid there."""
    place = after(old, names)
    moved = transfer(place, old, new)
    assert clamp(new, moved) == moved
    assert (moved.side, moved.sides_done) == (place.side, place.sides_done)
    assert transfer(place, old, old) == place


LYING, SEATED = course_of("lying-inner-thigh"), course_of("seated-inner-thigh")


@tabled(
    ("old", "place", "new", "expected"),
    [
        (LYING, WalkPlace("right"), SEATED, "right mountain"),
        (LYING, WalkPlace("right", step=2), SEATED, "right press"),
        (LYING, WalkPlace("right", step=3), SEATED, "right open"),
        (LYING, WalkPlace("right", step=5), SEATED, "right alternate"),
        (LYING, WalkPlace("right", step=6), SEATED, "right ? more"),
        (LYING, WalkPlace("right", level=2, step=4, reached=2), SEATED, "right more-alternate"),
        (LYING, WalkPlace("left", ("right",), step=0), SEATED, "left open"),
        (LYING, WalkPlace("left", ("right",), level=1, step=1, reached=2), SEATED, "left more-return"),
        (SEATED, WalkPlace("right", step=1), LYING, "right press"),
        (SEATED, WalkPlace("right", step=4), course_of("side-lying-hip-flexion"), "right straighten"),
        (SEATED, WalkPlace("right", step=5), course_of("side-lying-hip-flexion"), "right straighten"),
        (
            LYING,
            WalkPlace("right", level=1, step=1, reached=1),
            course_of("lying-inner-thigh", gentle=True),
            "right return",
        ),
        (SEATED, WalkPlace("right", level=1, step=0), course_of("seated-inner-thigh", gentle=True), "right more-open"),
        (SEATED, WalkPlace("right", step=0), course_of("standing-neck-turns"), "right turn"),
    ],
)
def test_another_position_is_taken_up_about_where_one_stood(
    old: Course, place: WalkPlace, new: Course, expected: str
) -> None:
    """Set-up to set-up, movement to movement, offer to offer; the level as far as the new course has it."""
    assert told(new, [transfer(place, old, new)]) == [expected]


def test_a_gentle_walk_skips_the_level_it_leaves_out() -> None:
    """The third level is offered straight after the first when the second one twists."""
    course = course_of("lying-shoulder-rolls", gentle=True)
    assert told(course, walked(course, take=True)) == [
        *("right lie", "right small", "right ? third", "right large"),
        *("left small", "left large"),
    ]


def test_a_gentle_walk_shows_the_gentle_wording() -> None:
    """Text, cues and alternatives are replaced, optional steps that twist are dropped."""
    course = course_of("standing-neck-turns", gentle=True)
    steps = steps_at(course, first_place(course))
    assert [(step.text, step.cues, step.also) for step in steps] == [
        ("Dreh den Kopf ein wenig, die {side} Schulter bleibt.", ("Klein.",), ("Bleib bei der halben Strecke.",))
    ]
    assert [step.id for step in steps_at(replace(course, avoid=frozenset()), first_place(course))] == ["turn", "shake"]


@tabled("course", [each for each in OPEN if each.avoid])
def test_a_gentle_walk_never_shows_a_twist_or_roll(course: Course) -> None:
    """Whatever is taken."""
    shown = [step_at(course, place) for place in walked(course, take=True)]
    assert not [step.id for step in shown if step and step.flags & {"twist", "roll"}]
    asked = course.variation.levels[course.usual + 1 :] if course.form == "full" else ()
    assert [level.id for place in walked(course, take=True) if (level := offer_at(course, place))] == [
        level.id for level in asked if level.when(course.avoid)
    ]


@pytest.mark.parametrize("variation_id", ["lying-dynamic-hip", "seated-shoulder-rolls"])
def test_a_variation_left_out_wholly_has_nothing_to_show(variation_id: str) -> None:
    """Its walk is over before it begins, and nothing fails."""
    course = course_of(variation_id, gentle=True)
    place = first_place(course)
    assert not has_steps(course)
    assert steps_at(course, place) == ()
    assert step_at(course, place) is None
    assert offer_at(course, place) is None
    assert progress(course, place) == (0, 0)
    assert forward(course, place) is None
    assert (take_level(course, place), back(course, place), easier(course, place)) == (place, place, place)
    assert transfer(place, course, LYING).step == 0
    assert transfer(WalkPlace(place.side, step=3), LYING, course) == place
    assert seconds(course) == 0


LEVELS = {
    0: ["press", "open", "return", "alternate"],
    1: ["more-nearer", "more-return", "more-alternate"],
    2: ["core-knee-up", "core-lower", "core-return", "core-alternate", "core-straighten"],
}


@pytest.mark.parametrize(
    ("usual", "take", "on_first", "on_second"),
    [
        (0, False, [*LEVELS[0], "? more"], LEVELS[0]),
        (1, False, [*LEVELS[0], *LEVELS[1], "? core"], [*LEVELS[0], *LEVELS[1]]),
        (1, True, [*LEVELS[0], *LEVELS[1], "? core", *LEVELS[2]], [*LEVELS[0], *LEVELS[1], *LEVELS[2]]),
        (2, False, [*LEVELS[0], *LEVELS[1], *LEVELS[2]], [*LEVELS[0], *LEVELS[1], *LEVELS[2]]),
        (9, True, [*LEVELS[0], *LEVELS[1], *LEVELS[2]], [*LEVELS[0], *LEVELS[1], *LEVELS[2]]),
        (-1, False, [*LEVELS[0], "? more"], LEVELS[0]),
    ],
)
def test_usual_levels_follow_unasked_on_both_sides(
    usual: int, take: bool, on_first: list[str], on_second: list[str]
) -> None:
    """The first level above them is offered as ever."""
    course = course_of("lying-inner-thigh", usual=usual)
    expected = [*(f"right {each}" for each in ["lie", "neutral", *on_first]), *(f"left {each}" for each in on_second)]
    assert told(course, walked(course, take=take)) == expected


@pytest.mark.parametrize(("usual", "between"), [(1, ["right ? third"]), (2, [])])
def test_a_usual_level_that_gentle_leaves_out_makes_none_above_it_usual(usual: int, between: list[str]) -> None:
    """Without the second level, the third one follows unasked only if it is usual itself."""
    course = course_of("lying-shoulder-rolls", gentle=True, usual=usual)
    assert told(course, walked(course, take=True)) == [
        *("right lie", "right small", *between, "right large"),
        *("left small", "left large"),
    ]


def test_back_from_a_usual_level_leads_to_the_last_step_below_it() -> None:
    """There was no question in between."""
    course = course_of("lying-inner-thigh", usual=1)
    below = WalkPlace("right", step=5)
    above = WalkPlace("right", level=1, step=0, reached=1)
    assert forward(course, below) == above
    assert back(course, above) == below
    assert take_level(course, below) == below
    assert offer_at(course, WalkPlace("right", step=6)) is None


def test_a_side_ended_early_takes_no_usual_level_to_the_other_one() -> None:
    """Both sides alike: what was not done on the first does not follow on the second."""
    course = course_of("lying-inner-thigh", usual=2)
    second = enough(course, WalkPlace("right", step=3))
    assert second == WalkPlace("left", ("right",))
    assert forward(course, replace(second, step=3)) is None
    assert back(course, second) == WalkPlace("right", step=5)


def test_easier_and_a_course_without_the_usual_levels_asks_again() -> None:
    """On the second side nothing follows at all."""
    course = course_of("lying-inner-thigh", usual=2)
    start = easier(course, WalkPlace("right", level=2, step=1, reached=2))
    assert start == WalkPlace("right", step=3)
    last = replace(start, step=5)
    assert forward(course, last) == WalkPlace("right", level=1, reached=1)
    assert forward(replace(course, usual=0), last) == WalkPlace("right", step=6)
    second = easier(course, WalkPlace("left", ("right",), level=2, step=1, reached=2))
    assert second == WalkPlace("left", ("right",), step=1)
    assert forward(course, replace(second, step=3)) is None


def test_a_level_that_became_usual_is_not_asked_for_any_more() -> None:
    """Somebody who stood at its offer stands at the step before it, and goes straight on; the other way round, too."""
    asking, usual = course_of("lying-inner-thigh"), course_of("lying-inner-thigh", usual=1)
    place = transfer(WalkPlace("right", step=6), asking, usual)
    assert place == WalkPlace("right", step=5)
    assert forward(usual, place) == WalkPlace("right", level=1, reached=1)
    above = WalkPlace("right", level=1, step=2, reached=1)
    assert transfer(above, usual, asking) == above


def test_taking_a_level_away_from_an_offer_changes_nothing() -> None:
    """A late tap on "A little more" does no harm."""
    place = WalkPlace("right", step=2)
    assert take_level(LYING, place) == place
    second = WalkPlace("left", ("right",), step=3)
    assert take_level(LYING, second) == second


def test_going_back_to_an_offer_takes_the_level_back() -> None:
    """Staying with the first level after all, the other side does not get the second one."""
    place = take_level(LYING, WalkPlace("right", step=6))
    assert place == WalkPlace("right", level=1, step=0, reached=1)
    offer = back(LYING, place)
    assert offer == WalkPlace("right", step=6)
    assert forward(LYING, offer) == WalkPlace("left", ("right",))


def test_enough_ends_this_side_from_anywhere() -> None:
    """The other side follows with the levels taken so far; after it the walk is over."""
    assert enough(LYING, WalkPlace("right", level=1, step=1, reached=1)) == WalkPlace("left", ("right",), reached=1)
    assert enough(LYING, WalkPlace("left", ("right",), step=1)) is None


def test_back_from_the_second_side_leads_to_the_end_of_the_first() -> None:
    """To the level that was reached there."""
    assert back(LYING, WalkPlace("left", ("right",), reached=1)) == WalkPlace("right", level=1, step=3, reached=1)
    assert back(LYING, WalkPlace("left", ("right",), reached=2)) == WalkPlace("right", level=2, step=4, reached=2)


def test_swapping_legs_on_the_first_side_still_leads_through_both() -> None:
    """Other side, then forward: the leg that was begun with comes afterwards."""
    place = other_side(SEATED, WalkPlace("right", step=2))
    assert place == WalkPlace("left", step=2)
    assert enough(SEATED, place) == WalkPlace("right", ("left",))


def test_swapping_legs_on_the_second_side_does_not_end_the_walk_early() -> None:
    """The first leg once more, then the second one which is not done yet."""
    place = other_side(SEATED, WalkPlace("left", ("right",), step=1))
    assert place == WalkPlace("right", ("right",), step=1)
    assert enough(SEATED, place) == WalkPlace("left", ("right",))
    assert back(SEATED, WalkPlace("right", ("right",))) == WalkPlace("right", step=5)


def test_this_side_again_begins_with_its_set_up() -> None:
    """What is done stays done."""
    course = course_of("side-lying-hip-flexion")
    assert side_again(course, WalkPlace("left", ("right",), step=5)) == WalkPlace("left", ("right",))


@pytest.mark.parametrize(
    ("text", "side", "expected"),
    [
        ("Press your {other} foot down.", "right", "Press your left foot down."),
        ("Press your {other} foot down.", "left", "Press your right foot down."),
        ("{Side} knee up, {other} foot flat. {Other} too.", "left", "Left knee up, right foot flat. Right too."),
        ("No side at all.", "left", "No side at all."),
    ],
)
def test_the_sides_words_are_filled_in(text: str, side: Side, expected: str) -> None:
    """Small within a sentence, capital at its beginning."""
    assert words_for(text, side, LIBRARY.sides) == expected
    assert words_for(Step("open", "move", text), side, LIBRARY.sides) == expected


def test_the_sides_words_are_the_librarys() -> None:
    """Another language, its own words."""
    assert words_for("{Other} Schulter, {side} Hand", "right", OTHER.sides) == "Linke Schulter, rechte Hand"


@pytest.mark.parametrize(
    ("durations", "reached", "in_seconds", "in_minutes"),
    [
        ([[10]], 0, 20, 1),
        ([[44]], 0, 88, 1),
        ([[45]], 0, 90, 2),
        ([[60, 30], [45]], 0, 180, 3),
        ([[60, 30], [45]], 1, 270, 5),
    ],
)
def test_the_time_is_both_sides_together(
    durations: list[list[int]], reached: int, in_seconds: int, in_minutes: int
) -> None:
    """Rounded to whole minutes, never none."""
    levels = tuple(
        Level(f"{rank}", "level", tuple(Step(f"{rank}-{n}", "move", "x", seconds=each) for n, each in enumerate(row)))
        for rank, row in enumerate(durations)
    )
    course = Course(Variation("any", "any", "seated", "seated", "right", (), levels))
    assert seconds(course, reached=reached) == in_seconds
    assert minutes(course, reached=reached) == in_minutes


@pytest.mark.parametrize(
    ("usual", "reached", "in_seconds", "in_minutes"),
    [(0, 0, 180, 3), (1, 0, 270, 5), (1, 1, 270, 5), (1, 2, 280, 5), (2, 1, 280, 5), (9, 0, 280, 5)],
)
def test_usual_levels_take_their_time_from_the_start(
    usual: int, reached: int, in_seconds: int, in_minutes: int
) -> None:
    """Whatever was reached already, or more."""
    levels = tuple(
        Level(f"{rank}", "level", (Step(f"{rank}", "move", "x", seconds=each),))
        for rank, each in enumerate([90, 45, 5])
    )
    course = Course(Variation("any", "any", "seated", "seated", "right", (), levels), usual=usual)
    assert seconds(course, reached=reached) == in_seconds
    assert minutes(course, reached=reached) == in_minutes


def test_set_up_that_is_needed_once_counts_once() -> None:
    """Lying down takes its time on the first side only."""
    setup = (Step("lie", "setup", "x", once=True, seconds=15), Step("press", "setup", "x", seconds=5))
    level = Level("first", "level", (Step("move", "move", "x", seconds=10),))
    assert seconds(Course(Variation("any", "any", "lying", "lying", "right", setup, (level,)))) == 45


def test_the_order_of_steps_needs_no_input_or_output() -> None:
    """Neither the walk nor the movements it goes through import anything that could read, write or wait."""
    allowed = {"re", "collections.abc", "dataclasses", "functools", "typing"}
    allowed |= {"content.movement", "content.questions", "content.announcements", "content.pieces", "content.about"}
    allowed |= {"content.sides", "__future__"}
    for module in (walk, movement, questions, announcements, about, sides):
        tree = ast.parse(inspect.getsource(module))
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        assert imported <= allowed
