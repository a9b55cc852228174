"""The open walk: its place, to and from the record, and its moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from bot.conversations.turn import Turn
from bot.replies import Button, pack
from content.library import Flag, Library, Side
from content.movement import avoided
from content.walk import (
    FORMS,
    Course,
    Form,
    WalkPlace,
    clamp,
    step_at,
    transfer,
)
from storage.records.person import PromptPerson, Walk, WalkState

# A second tap within this time is the same tap: a toast says where the person is, the step is not sent again.
DOUBLE_TAP = timedelta(seconds=3)
# At most this much of a wait between two taps counts as moving: the rest was the kettle.
LONGEST_STEP = timedelta(minutes=3)


# Place and course, to and from the record


def avoided_by(who: PromptPerson | Walk) -> frozenset[Flag]:
    """What a person leaves out, or what their walk does: twists and rolls until they said that no caution applies."""
    chosen = who.settings if isinstance(who, PromptPerson) else who
    return avoided(gentle=chosen.gentle is not False, wishes=chosen.avoids)


def course_of(walk: Walk, library: Library) -> Course | None:
    """The course of a walk; None when the library has its variation no longer, or no longer a form of it that suits."""
    variation, avoid = library.variation(walk.variation), avoided_by(walk)
    if variation is None or not variation.suits(avoid):
        return None
    form = next((form for form in FORMS if form == walk.form), FORMS[-1])
    return Course(variation, avoid, form, walk.usual)


def place_of(walk: Walk, course: Course) -> WalkPlace:
    """Where the walk stands, made valid again should the library have changed."""
    return clamp(
        course,
        WalkPlace(
            side=cast(Side, walk.side),
            sides_done=cast("tuple[Side, ...]", walk.sides_done),
            level=walk.level,
            step=walk.step,
            reached=walk.reached,
        ),
    )


def at_place(walk: Walk, place: WalkPlace, now: datetime) -> Walk:
    """The walk moved to a place; the time since the last move is added, idle stretches cut."""
    spent = min(max(now - walk.moved_at, timedelta()), LONGEST_STEP)
    return replace(
        walk,
        side=place.side,
        sides_done=tuple(place.sides_done),
        level=place.level,
        step=place.step,
        reached=place.reached,
        moves=walk.moves + 1,
        seconds=walk.seconds + round(spent.total_seconds()),
        moved_at=now,
    )


def current(turn: Turn) -> tuple[Walk, Course, WalkPlace] | None:
    """The walk that is open, with its course and place; None when there is none that can be gone on with."""
    walk = turn.person.walk
    if walk is None or walk.state is not WalkState.OPEN:
        return None
    course = course_of(walk, turn.library)
    return None if course is None else (walk, course, place_of(walk, course))


def just_ended(turn: Turn) -> bool:
    """Whether the newest walk ended a moment ago, so that a tap is the second one of a double tap."""
    walk = turn.person.walk
    return walk is not None and walk.ended_at is not None and turn.now - walk.ended_at <= DOUBLE_TAP


def at_offer(turn: Turn) -> bool:
    """Whether the open walk stands at the question for the next level."""
    had = current(turn)
    return had is not None and step_at(had[1], had[2]) is None


def move_to(turn: Turn, place: WalkPlace) -> None:
    """Move the open walk to a place on record."""
    walk = turn.person.walk
    assert walk is not None  # noqa: S101 - callers have one
    turn.change(walk=at_place(walk, place, turn.now), asking=None)


def in_form(turn: Turn, had: tuple[Walk, Course, WalkPlace], form: Form) -> tuple[Walk, Course, WalkPlace]:
    """The open walk in another form, at the same step or about as far on."""
    walk, course, place = had
    if walk.form == form:
        return had
    other = replace(course, form=form)
    there = transfer(place, course, other)
    changed = replace(
        walk,
        form=form,
        side=there.side,
        sides_done=there.sides_done,
        level=there.level,
        step=there.step,
        reached=there.reached,
    )
    turn.change(walk=changed)
    return changed, other, there


# Showing


def walk_button(walk: Walk, action: str, label: str) -> Button:
    """A button of this very moment of a walk."""
    return Button(label, pack("w", walk.number, walk.moves, action))


def is_gentle(person: PromptPerson) -> bool:
    """The gentle setting; on until the person said that none of the cautions apply."""
    return person.settings.gentle is not False


# After this long, "next" first shows the step where they stopped instead of going on from it.
AWAY = timedelta(hours=1)


# What `account.asking` holds of a walk that was held up: by its person, or because it hurt.
PAUSED, HURTS = "paused", "hurts"


def follow_wishes(turn: Turn) -> None:
    """What is left out was changed: the walk that is open leaves out the same, and its buttons are old.

    Where its variation cannot do without, there is nothing to go on with (`steps.current`), until it may again. A walk
    does not become less gentle because the setting was turned off: it was begun so, or it hurt.
    """
    walked, person = turn.person.walk, turn.person
    if walked is None or walked.state is not WalkState.OPEN or not is_gentle(person):
        return
    if (walked.gentle, walked.avoids) == (True, person.settings.avoids):
        return
    turn.change(walk=replace(walked, gentle=True, avoids=person.settings.avoids, moves=walked.moves + 1))
