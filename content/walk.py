"""Walks: the order of the steps of a variation, and how to move through them.

A walk goes through a variation on one side, then, mirrored, on the other. A side is its set-up and first level, then
more levels, one after another:

    first side     set-up, level 0 ─ offer ─ level 1 ─ offer ─ level 2 ─┐     each level is offered, and may be declined
    other side     set-up, level 0 ───────── level 1 ───────── level 2 ─┴ end    levels accepted before need no offer

A person's usual levels need no offer on the first side either. That is the full form. The two shorter forms end with
level 0, and are derived from it by one rule, `CUTS`.

A `WalkPlace` is plain data that gets stored. The content may be edited meanwhile, so every function accepts any place
and first makes it valid (`clamp`). Pure: no clock, no I/O.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args

from content.movement import Flag, Level, Side, Step, Variation, steps_when
from content.sides import said_on

Form = Literal["short", "medium", "full"]

FORMS: tuple[Form, ...] = get_args(Form)  # the shortest first

# Cache size for courses, levels and sides: enough for several libraries in every form.
CACHED = 4096


@dataclass(frozen=True)
class Cut:
    """The rule for a shorter form of the first level: no optional steps, and `repeat` steps shortened to fit."""

    aim_seconds: int  # for both sides together
    keeps_moves: bool  # False: no `move` steps where a `repeat` step shows the whole movement
    keeps_second_setup: bool  # False: on the second side only set-up with a `second` text


CUTS: Mapping[Form, Cut] = {
    "short": Cut(aim_seconds=60, keeps_moves=False, keeps_second_setup=False),
    "medium": Cut(aim_seconds=180, keeps_moves=True, keeps_second_setup=True),
}
# A `repeat` step keeps at least this long, even when the form then exceeds its aim.
SHORTEST_REPEAT_SECONDS = 15
# Its rounds shrink in proportion, down to this many.
FEWEST_ROUNDS = 2


@dataclass(frozen=True)
class Course:
    """What a walk goes through: a variation, with steps reworded or left out for the flags to avoid.

    In the full form, levels up to `usual` need no offer; the shorter forms have one level. A variation that does not
    suit at all has no steps in any form: see `has_steps`.
    """

    variation: Variation
    avoid: frozenset[Flag] = frozenset()
    form: Form = "full"
    usual: int = 0  # index in the variation's levels


@dataclass(frozen=True)
class WalkPlace:
    """The current place in a course: side, level and step."""

    side: Side
    sides_done: tuple[Side, ...] = ()
    level: int = 0  # index in the variation's levels
    step: int = 0  # index in steps_at(); its length means the offer of the next level
    reached: int = 0  # the highest level accepted; on the first side that is the level itself


@lru_cache(maxsize=CACHED)
def has_steps(course: Course) -> bool:
    """False when the variation does not suit at all; its walk is over before it begins."""
    return course.variation.suits(course.avoid)


def first_place(course: Course) -> WalkPlace:
    """The beginning of the walk."""
    return WalkPlace(side=course.variation.first_side)


def steps_at(course: Course, place: WalkPlace) -> tuple[Step, ...]:
    """The steps of the place's level, reworded for the flags to avoid; level 0 begins with the set-up.

    On the second side, set-up marked `once` is missing and the rest has its `second` texts. A shorter form has fewer
    steps, and its `repeat` steps have fewer seconds and rounds.
    """
    return _steps(course, _level(course, place.level), first_side=not place.sides_done)


@lru_cache(maxsize=CACHED)
def mirrors_setup(course: Course) -> bool:
    """Whether people set up the second side by mirroring the first, without being told again.

    True in the short form when it drops set-up that belongs to a side, unless a step has a `second` text.
    """
    cut = CUTS.get(course.form)
    if cut is None or cut.keeps_second_setup or not has_steps(course):
        return False
    setup = _needed(_setup(course))
    return any(not step.once for step in setup) and all(step.second is None for step in setup)


def step_at(course: Course, place: WalkPlace) -> Step | None:
    """The step at a place; None at an offer."""
    place = clamp(course, place)
    steps = steps_at(course, place)
    return steps[place.step] if place.step < len(steps) else None


def offer_at(course: Course, place: WalkPlace) -> Level | None:
    """The level offered at a place; None at a step."""
    place = clamp(course, place)
    if place.step < len(steps_at(course, place)):
        return None
    after = _level_after(course, place)
    return None if after is None else course.variation.levels[after]


def is_first_ring(course: Course, place: WalkPlace) -> bool:
    """Whether this step shows the first rings of the walk. Never on the second side, which only repeats them."""
    place = clamp(course, place)
    return not place.sides_done and (place.level, place.step) == _first_ring(course, place.side)


def progress(course: Course, place: WalkPlace) -> tuple[int, int]:
    """(3, 9): step 3 of 9 in this side's level. At an offer, (9, 9)."""
    place = clamp(course, place)
    total = len(steps_at(course, place))
    return min(place.step + 1, total), total


def forward(course: Course, place: WalkPlace) -> WalkPlace | None:
    """The next place; None when the walk is over. At an offer, forward declines the level.

    After a level of the first side comes the next level if it is usual, else its offer. On the other side comes the
    next level that was accepted on the first. After a side comes the other one, unless it is done.
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
    """Accept the level offered at a place: its first step. Anywhere else the same place."""
    place = clamp(course, place)
    after = _level_after(course, place)
    if after is None or place.step < len(steps_at(course, place)):
        return place
    return replace(place, level=after, step=0, reached=after)


def enough(course: Course, place: WalkPlace) -> WalkPlace | None:
    """Finish this side: the first step of the other one; None when this was the last side."""
    place = clamp(course, place)
    other = _mirror(place.side)
    if other in place.sides_done or not has_steps(course):
        return None
    done = place.sides_done if place.side in place.sides_done else (*place.sides_done, place.side)
    return WalkPlace(side=other, sides_done=done, reached=place.reached)


def back(course: Course, place: WalkPlace) -> WalkPlace:
    """The place before; at the very beginning the same place.

    Before a level's first step comes its offer, as if the level had not been accepted, or without an offer the last
    step of the level below. Before the other side's first step comes the end of the finished side, at the level reached
    there, even when that side was ended early.
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
    """The same step on the other leg. Finished sides stay finished."""
    place = clamp(course, place)
    return clamp(course, replace(place, side=_mirror(place.side)))


def is_at_end(course: Course, place: WalkPlace) -> bool:
    """Whether nothing but optional steps follows in this level: its last step, or the offer after it."""
    place = clamp(course, place)
    return all(step.optional for step in steps_at(course, place)[place.step + 1 :])


def transfer(place: WalkPlace, old: Course, new: Course) -> WalkPlace:
    """The place in another course on the same side: the same step where it exists, else about as far along.

    For a change of position, form or flags during a walk. A set-up step leads to the set-up, or without one to the
    first step; an offer leads to an offer, or without one to the last step.
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
    """Start this side again at its first step. Accepted levels are forgotten, finished sides stay finished."""
    place = clamp(course, place)
    return clamp(course, WalkPlace(side=place.side, sides_done=place.sides_done))


def easier(course: Course, place: WalkPlace) -> WalkPlace:
    """The first moving step of this side in the first level. Levels accepted before are forgotten.

    Usual levels would still follow on the first side, so the caller also continues with a course whose `usual` is 0.
    """
    start = side_again(course, place)
    steps = steps_at(course, start)
    return replace(start, step=next((index for index, step in enumerate(steps) if step.kind != "setup"), 0))


@lru_cache(maxsize=CACHED)
def clamp(course: Course, place: WalkPlace) -> WalkPlace:
    """The place itself if it is valid in this course, else the nearest valid one."""
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
    """A step's text, or any other text of it, as it is said while this side works."""
    text = said_on(step.text if isinstance(step, Step) else step, side)
    words = {"side": sides[side], "other": sides[_mirror(side)]}
    words |= {name.capitalize(): word[:1].upper() + word[1:] for name, word in words.items()}
    return re.sub(r"\{(side|other|Side|Other)\}", lambda match: words[match[1]], text)


@lru_cache(maxsize=CACHED)
def seconds(course: Course, *, reached: int = 0) -> int:
    """Seconds for both sides together, with the levels up to `reached` and the usual ones, optional steps included."""
    return sum(
        step.seconds
        for first_side in (True, False)
        for level in _levels(course)
        if level <= max(reached, course.usual)
        for step in _steps(course, level, first_side=first_side)
    )


def minutes(course: Course, *, reached: int = 0) -> int:
    """`seconds` in whole minutes, at least 1."""
    return max(1, (seconds(course, reached=reached) + 30) // 60)


def _mirror(side: Side) -> Side:
    return "left" if side == "right" else "right"


@lru_cache(maxsize=CACHED)
def _levels(course: Course) -> tuple[int, ...]:
    """Indices of the course's levels; empty when the variation does not suit."""
    if not has_steps(course):
        return ()
    if course.form in CUTS:
        return (0,)
    levels = enumerate(course.variation.levels)
    return tuple(index for index, level in levels if level.when(course.avoid))


def _level(course: Course, wanted: int) -> int:
    """The wanted level, or the nearest one below it that the course has. Level 0 always exists."""
    return max((level for level in _levels(course) if level <= wanted), default=0)


def _level_after(course: Course, place: WalkPlace) -> int | None:
    """The next level: on the first side any, on the other one none above the level reached. None when there is none."""
    after = next((level for level in _levels(course) if level > place.level), None)
    return None if after is None or (place.sides_done and after > place.reached) else after


def _is_offered(course: Course, place: WalkPlace, after: int) -> bool:
    """Whether the next level is offered first: on the first side, unless it is usual."""
    return not place.sides_done and after > course.usual


@lru_cache(maxsize=CACHED)
def _first_ring(course: Course, side: Side) -> tuple[int, int] | None:
    """(Level, step) of the first rings on the first side, when `side` works; None without rings."""
    for level in _levels(course):
        for number, step in enumerate(_steps(course, level, first_side=True)):
            if side in step.clips and step.clips[side].rings:
                return level, number
    return None


def _at_end(course: Course, place: WalkPlace) -> WalkPlace:
    """The last place in a level: the offer of the next one, or the last step."""
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
    """The steps of set-up and first level that the form keeps, at their full length."""
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
    """Limit in seconds for `repeat` steps in a shorter form: the largest with which both sides meet its aim.

    One limit for all steps cuts the longest first, and both sides alike.
    """
    steps = [step for first_side in (True, False) for step in _kept(course, first_side=first_side)]
    repeats = [step.seconds for step in steps if step.kind == "repeat"]
    left = CUTS[course.form].aim_seconds - sum(step.seconds for step in steps if step.kind != "repeat")
    for longest in range(max(repeats, default=0), SHORTEST_REPEAT_SECONDS, -1):
        if sum(min(each, longest) for each in repeats) <= left:
            return longest
    return SHORTEST_REPEAT_SECONDS


def _shortened(step: Step, longest: int) -> Step:
    """The step itself when within the limit, else cut to `longest` seconds, with rounds in proportion."""
    if step.kind != "repeat" or step.seconds <= longest:
        return step

    def fewer(rounds: int) -> int:
        return min(rounds, max(FEWEST_ROUNDS, int(rounds * longest / step.seconds + 0.5)))

    rounds = None if step.rounds is None else (fewer(step.rounds[0]), fewer(step.rounds[1]))
    return replace(step, seconds=longest, rounds=rounds)
