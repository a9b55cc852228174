"""Which step comes after this one?

A walk goes through a variation on one side, then, mirrored, on the other. A side is its set-up and first level, then
more levels, one after another:

    first side     set-up, level 0 ─ offer ─ level 1 ─ offer ─ level 2 ─┐     each level is asked for, and may be left
    other side     set-up, level 0 ───────── level 1 ───────── level 2 ─┴ over   those taken before follow unasked

Levels that are usual for somebody follow unasked on the first side, too. That is the full form. The two shorter ones
end with level 0, and are made from it by one rule, `CUTS`, never by hand.

A `Place` says where somebody stands. It is plain data to be stored; every function takes any place and first makes it
valid (`clamp`), because the content may have been edited since. Pure: no clock, no I/O.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args

from content.movement import Flag, Level, Side, Step, Variation, steps_when

Form = Literal["short", "medium", "full"]

FORMS: tuple[Form, ...] = get_args(Form)  # the shortest first

# Courses, levels and sides that are remembered: all those of several libraries, in every form.
CACHED = 4096


@dataclass(frozen=True)
class Cut:
    """What a shorter form keeps of the first level: no optional step, and each `repeat` step only as long as fits."""

    aim_seconds: int  # for both sides together
    keeps_moves: bool  # False: no `move` step where a `repeat` step shows the whole movement
    keeps_second_setup: bool  # False: on the second side only that set-up is said which says what changes


CUTS: Mapping[Form, Cut] = {
    "short": Cut(aim_seconds=60, keeps_moves=False, keeps_second_setup=False),
    "medium": Cut(aim_seconds=180, keeps_moves=True, keeps_second_setup=True),
}
# A `repeat` step is cut to no less than this, though the form takes longer than its aim then.
SHORTEST_REPEAT_SECONDS = 15
# Its rounds shrink with its seconds, to no fewer than these.
FEWEST_ROUNDS = 2


@dataclass(frozen=True)
class Course:
    """What is walked. What has flags that are to be avoided is reworded or left out.

    `form` is how long it is meant to be. In the full form the levels up to `usual` follow unasked; the others have one
    level only. A variation that is left out wholly has no steps in any form: see `has_steps`.
    """

    variation: Variation
    avoid: frozenset[Flag] = frozenset()
    form: Form = "full"
    usual: int = 0  # index in the variation's levels


@dataclass(frozen=True)
class WalkPlace:
    """Where somebody stands in a course."""

    side: Side
    sides_done: tuple[Side, ...] = ()
    level: int = 0  # index in the variation's levels
    step: int = 0  # index in steps_at(); its length means: at the offer of the next level
    reached: int = 0  # the highest level taken; on the first side that is the level itself


@lru_cache(maxsize=CACHED)
def has_steps(course: Course) -> bool:
    """False when the variation is left out; its walk is over before it begins."""
    return course.variation.suits(course.avoid)


def first_place(course: Course) -> WalkPlace:
    """The beginning of the walk."""
    return WalkPlace(side=course.variation.first_side)


def steps_at(course: Course, place: WalkPlace) -> tuple[Step, ...]:
    """The steps of this side's level, the set-up before those of level 0, reworded for what is avoided.

    Set-up that is needed once only is there while no side is done; on the second side set-up says what changes. In a
    shorter form steps are missing, and steps that repeat have fewer seconds and rounds.
    """
    return _steps(course, _level(course, place.level), first_side=not place.sides_done)


@lru_cache(maxsize=CACHED)
def mirrors_setup(course: Course) -> bool:
    """Whether the second side is taken up by mirroring what was set up on the first, without being told again.

    True in the short form of a variation with set-up that belongs to a side; False where nothing is left out so, or a
    step says what changes.
    """
    cut = CUTS.get(course.form)
    if cut is None or cut.keeps_second_setup or not has_steps(course):
        return False
    setup = _needed(_setup(course))
    return any(not step.once for step in setup) and all(step.second is None for step in setup)


def step_at(course: Course, place: WalkPlace) -> Step | None:
    """The step somebody stands at; None at an offer."""
    place = clamp(course, place)
    steps = steps_at(course, place)
    return steps[place.step] if place.step < len(steps) else None


def offer_at(course: Course, place: WalkPlace) -> Level | None:
    """The level that is being offered here; None at a step."""
    place = clamp(course, place)
    if place.step < len(steps_at(course, place)):
        return None
    after = _level_after(course, place)
    return None if after is None else course.variation.levels[after]


def is_first_ring(course: Course, place: WalkPlace) -> bool:
    """Whether this is the step of the whole walk whose picture is the first with rings: never on the second side, which
    shows nothing that the first did not."""
    place = clamp(course, place)
    return not place.sides_done and (place.level, place.step) == _first_ring(course, place.side)


def progress(course: Course, place: WalkPlace) -> tuple[int, int]:
    """(3, 9): step 3 of 9 in this side's level. At an offer all of them are done."""
    place = clamp(course, place)
    total = len(steps_at(course, place))
    return min(place.step + 1, total), total


def forward(course: Course, place: WalkPlace) -> WalkPlace | None:
    """The next station; at an offer, forward means to stay with what there is. None when the walk is over.

    After a level comes on the first side the next one if it is usual, else its offer, and on the other side the next
    level that was taken on the first. After a side comes the other one, unless it is done.
    """
    place = clamp(course, place)
    last = len(steps_at(course, place)) - 1
    if place.step < last:
        return replace(place, step=place.step + 1)
    after = _level_after(course, place)
    if place.step == last and after is not None:
        if _is_offered(course, place, after):
            return replace(place, step=last + 1)
        return replace(place, level=after, step=0, reached=max(place.reached, after))
    return enough(course, place)


def take_level(course: Course, place: WalkPlace) -> WalkPlace:
    """The first step of the level that is offered here; anywhere else the same place."""
    place = clamp(course, place)
    after = _level_after(course, place)
    if after is None or place.step < len(steps_at(course, place)):
        return place
    return replace(place, level=after, step=0, reached=after)


def enough(course: Course, place: WalkPlace) -> WalkPlace | None:
    """This side is done now: the first step of the other one; None when that was the last side."""
    place = clamp(course, place)
    other = _mirror(place.side)
    if other in place.sides_done or not has_steps(course):
        return None
    done = place.sides_done if place.side in place.sides_done else (*place.sides_done, place.side)
    return WalkPlace(side=other, sides_done=done, reached=place.reached)


def back(course: Course, place: WalkPlace) -> WalkPlace:
    """The station before; at the very beginning the same place.

    Before a level's first step comes its offer, as if it had not been taken, or where it is not asked for the last step
    of the level below. Before the other side's first step comes the end of the first side at the level reached there,
    also when that side was ended early. Where the legs were swapped on the second side, that is the end of the side
    that was done.
    """
    place = clamp(course, place)
    if place.step > 0:
        return replace(place, step=place.step - 1)
    before = [level for level in _levels(course) if level < place.level]
    if before:
        return _at_end(course, replace(place, level=before[-1]))
    if place.sides_done:
        first_side = WalkPlace(place.sides_done[-1], place.sides_done[:-1], level=place.reached, reached=place.reached)
        return _at_end(course, first_side)
    return place


def other_side(course: Course, place: WalkPlace) -> WalkPlace:
    """The same step on the other leg; what is done stays done."""
    place = clamp(course, place)
    return clamp(course, replace(place, side=_mirror(place.side)))


def transfer(place: WalkPlace, old: Course, new: Course) -> WalkPlace:
    """The same side of another course: the same step where it exists, else about as far on.

    For another position of the movement, another form, or when what is avoided changed on the way. A set-up step
    leads to the set-up, or where there is none to the first step there is; an offer to an offer, or where there is none
    to the last step.
    """
    place = clamp(old, place)
    rank = _levels(old).index(place.level) if has_steps(old) else 0
    reached = _levels(old).index(place.reached) if has_steps(old) else 0
    levels = _levels(new) or (0,)
    moved = replace(
        place, level=levels[min(rank, len(levels) - 1)], step=0, reached=levels[min(reached, len(levels) - 1)]
    )
    here, there = steps_at(old, place), steps_at(new, moved)
    if not here:
        return clamp(new, moved)
    if place.step >= len(here):
        return clamp(new, replace(moved, step=len(there)))
    step = here[place.step]
    if old.variation.id == new.variation.id:
        same = [index for index, each in enumerate(there) if each.id == step.id]
        if same:
            return clamp(new, replace(moved, step=same[0]))
    part = [index for index, each in enumerate(here) if (each.kind == "setup") == (step.kind == "setup")]
    onto = [index for index, each in enumerate(there) if (each.kind == "setup") == (step.kind == "setup")]
    if not onto:
        return clamp(new, moved)
    share = part.index(place.step) / max(1, len(part) - 1)
    return clamp(new, replace(moved, step=onto[int(share * (len(onto) - 1) + 0.5)]))


def side_again(course: Course, place: WalkPlace) -> WalkPlace:
    """The first set-up step of this side, in the first level; what was taken is forgotten, what is done stays done."""
    place = clamp(course, place)
    return clamp(course, WalkPlace(side=place.side, sides_done=place.sides_done))


def easier(course: Course, place: WalkPlace) -> WalkPlace:
    """The first moving step of this side in the first level; levels taken before do not follow unasked any more.

    On the first side those that are usual would: somebody who wants it easier walks a course without `usual` from here.
    """
    start = side_again(course, place)
    steps = steps_at(course, start)
    return replace(start, step=next((index for index, step in enumerate(steps) if step.kind != "setup"), 0))


@lru_cache(maxsize=CACHED)
def clamp(course: Course, place: WalkPlace) -> WalkPlace:
    """The place itself if it is valid in this course, else the nearest that is."""
    side: Side = place.side if place.side in ("right", "left") else course.variation.first_side
    done = tuple(dict.fromkeys(each for each in place.sides_done if each in ("right", "left")))
    if len(done) > 1:
        done = (_mirror(side),)
    level = _level(course, place.level)
    reached = max(level, _level(course, place.reached)) if done else level
    steps = _steps(course, level, first_side=not done)
    valid = WalkPlace(side, done, level, max(0, place.step), reached)
    offered = (after := _level_after(course, valid)) is not None and _is_offered(course, valid, after)
    return replace(valid, step=min(valid.step, len(steps) if offered else max(0, len(steps) - 1)))


def words_for(step: Step | str, side: Side, sides: Mapping[Side, str]) -> str:
    """A step's text, or any text of a step, with the sides' words in it."""
    words = {"side": sides[side], "other": sides[_mirror(side)]}
    words |= {name.capitalize(): word[:1].upper() + word[1:] for name, word in words.items()}
    text = step.text if isinstance(step, Step) else step
    return re.sub(r"\{(side|other|Side|Other)\}", lambda match: words[match[1]], text)


@lru_cache(maxsize=CACHED)
def seconds(course: Course, *, reached: int = 0) -> int:
    """How long both sides take together, with the levels up to `reached` and the usual ones.

    What the form has counts, optional steps included.
    """
    return sum(
        step.seconds
        for first_side in (True, False)
        for level in _levels(course)
        if level <= max(reached, course.usual)
        for step in _steps(course, level, first_side=first_side)
    )


def minutes(course: Course, *, reached: int = 0) -> int:
    """The same in whole minutes, at least 1."""
    return max(1, (seconds(course, reached=reached) + 30) // 60)


def _mirror(side: Side) -> Side:
    return "left" if side == "right" else "right"


@lru_cache(maxsize=CACHED)
def _levels(course: Course) -> tuple[int, ...]:
    """The levels that this course has; none when the variation is left out."""
    if not has_steps(course):
        return ()
    if course.form in CUTS:
        return (0,)
    levels = enumerate(course.variation.levels)
    return tuple(index for index, level in levels if level.when(course.avoid))


def _level(course: Course, wanted: int) -> int:
    """That level, or the nearest one below it that this course has. Level 0 is always there."""
    return max((level for level in _levels(course) if level <= wanted), default=0)


def _level_after(course: Course, place: WalkPlace) -> int | None:
    """The level that follows: on the first side the next there is, on the other one no higher than was reached."""
    after = next((level for level in _levels(course) if level > place.level), None)
    return None if after is None or (place.sides_done and after > place.reached) else after


def _is_offered(course: Course, place: WalkPlace, after: int) -> bool:
    """Whether the level that follows is asked for: on the first side, unless it is usual."""
    return not place.sides_done and after > course.usual


@lru_cache(maxsize=CACHED)
def _first_ring(course: Course, side: Side) -> tuple[int, int] | None:
    """Level and step of the first side where rings are first seen, when that side works; None where there are none."""
    for level in _levels(course):
        for number, step in enumerate(_steps(course, level, first_side=True)):
            if side in step.clips and step.clips[side].rings:
                return level, number
    return None


def _at_end(course: Course, place: WalkPlace) -> WalkPlace:
    """The last station of the place's level: the offer of the next one, or the last step."""
    return clamp(course, replace(place, step=len(steps_at(course, place))))


@lru_cache(maxsize=CACHED)
def _steps(course: Course, level: int, *, first_side: bool) -> tuple[Step, ...]:
    if not has_steps(course):
        return ()
    if level > 0:
        return course.variation.levels[level].when(course.avoid)
    kept = _kept(course, first_side=first_side)
    return tuple(_shortened(step, _longest_repeat(course)) for step in kept) if course.form in CUTS else kept


def _kept(course: Course, *, first_side: bool) -> tuple[Step, ...]:
    """The steps of the set-up and the first level that the form keeps, as long as they are in the full one."""
    setup = _setup(course)
    if not first_side:
        setup = tuple(said for step in setup if (said := step.on_second_side()) is not None)
    steps = course.variation.levels[0].when(course.avoid)
    cut = CUTS.get(course.form)
    if cut is None:
        return (*setup, *steps)
    setup = _needed(setup)
    if not first_side and not cut.keeps_second_setup:
        setup = tuple(step for step in setup if step.second is not None)
    steps = _needed(steps)
    if not cut.keeps_moves and any(step.kind == "repeat" for step in steps):
        steps = tuple(step.by_itself() for step in steps if step.kind != "move")
    return (*setup, *steps)


def _setup(course: Course) -> tuple[Step, ...]:
    return steps_when(course.variation.setup, course.avoid) or ()


def _needed(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    return tuple(step for step in steps if not step.optional)


@lru_cache(maxsize=CACHED)
def _longest_repeat(course: Course) -> int:
    """The seconds that no `repeat` step of a shorter form goes beyond: the most with which both sides fit its aim.

    One measure for all of them, so that the longest are cut first, and both sides alike.
    """
    steps = [step for first_side in (True, False) for step in _kept(course, first_side=first_side)]
    repeats = [step.seconds for step in steps if step.kind == "repeat"]
    left = CUTS[course.form].aim_seconds - sum(step.seconds for step in steps if step.kind != "repeat")
    for longest in range(max(repeats, default=0), SHORTEST_REPEAT_SECONDS, -1):
        if sum(min(each, longest) for each in repeats) <= left:
            return longest
    return SHORTEST_REPEAT_SECONDS


def _shortened(step: Step, longest: int) -> Step:
    """The step itself if it repeats no longer than that, else with as many seconds, and rounds in proportion."""
    if step.kind != "repeat" or step.seconds <= longest:
        return step

    def fewer(rounds: int) -> int:
        return min(rounds, max(FEWEST_ROUNDS, int(rounds * longest / step.seconds + 0.5)))

    rounds = None if step.rounds is None else (fewer(step.rounds[0]), fewer(step.rounds[1]))
    return replace(step, seconds=longest, rounds=rounds)
