"""Session: the open walk, where it stands, how it is stored, and its moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, cast

from bot.conversations.turn import WAYS, Turn
from bot.habits.session_date import date_of_session
from bot.replies import Button, Style, pack
from content.film_lengths import as_film
from content.library import Flag, Library, Side
from content.movement import avoided
from content.walk import (
    FORMS,
    Course,
    Form,
    WalkPlace,
    clamp,
    enough,
    first_place,
    forward,
    step_at,
    transfer,
)
from storage.records.person import BY_ITSELF, FILM, SOUND, STEPS, PromptPerson, Walk, WalkState

# A second tap within this time is a double tap: a toast says where the person is, and no step is sent.
DOUBLE_TAP = timedelta(seconds=3)
# The most of a pause between two taps that counts as time spent moving.
LONGEST_STEP = timedelta(minutes=3)
# After a pause of this length, "next" first shows the step where they stopped, and does not go on from it.
AWAY = timedelta(hours=1)
# Nobody who said nothing for so long is in the middle of a walk, though it is open and can go on.
LEFT_ALONE = timedelta(hours=3)


# Place and course


def avoided_by(who: PromptPerson | Walk) -> frozenset[Flag]:
    """What a person or their walk leaves out: twists and rolls, too, until they said that no caution applies."""
    chosen = who.settings if isinstance(who, PromptPerson) else who
    return avoided(gentle=chosen.gentle is not False, wishes=chosen.avoids)


def course_of(walk: Walk, library: Library) -> Course | None:
    """The course of a walk; None when the library no longer has its variation, or has no form of it that suits."""
    variation, avoid = library.variation(walk.variation), avoided_by(walk)
    if variation is None or not variation.suits(avoid):
        return None
    form = next((form for form in FORMS if form == walk.form), FORMS[-1])
    return in_way(Course(variation, avoid, form, walk.usual), walk.way, library)


def in_way(course: Course, way: str, library: Library) -> Course:
    """The course as it comes in a way: a film or a sound has fewer steps where all of them would take longer than its
    form is meant to. The walk keeps the form that was chosen."""
    return as_film(course, library) if comes_as_film(way, library) else course


def comes_as_film(way: str, library: Library) -> bool:
    """Whether sessions of this way come as a film or a sound."""
    return way in (FILM, SOUND) and bool(library.pieces.sounds)


def place_of(walk: Walk, course: Course) -> WalkPlace:
    """Where the walk stands, moved to a valid place when the library has changed."""
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
    """The walk moved to a place. Adds the time since the last move, with long pauses cut. Nothing is due any more."""
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
        due_at=None,
    )


def last_place(course: Course) -> WalkPlace:
    """The last step of a course without the levels that would be offered."""
    place = first_place(course)
    while (following := forward(course, place)) is not None:
        place = following
    return place


def other_side_of(course: Course) -> WalkPlace:
    """The first step of the second side."""
    return enough(course, first_place(course)) or first_place(course)


class OpenWalk(NamedTuple):
    """The walk that is open: as it is stored, with its course through the library, and its place on it."""

    walk: Walk
    course: Course
    place: WalkPlace


def current(turn: Turn) -> OpenWalk | None:
    """The open walk, with its course and place; None when there is none that can go on."""
    walk = turn.person.walk
    return None if walk is None or walk.state is not WalkState.OPEN else _opened(walk, turn.library)


@lru_cache(maxsize=16)
def _opened(walk: Walk, library: Library) -> OpenWalk | None:
    # Dialogues ask for it dozens of times in a turn.
    course = course_of(walk, library)
    return None if course is None else OpenWalk(walk, course, place_of(walk, course))


def open_walk(turn: Turn) -> OpenWalk:
    """The same, where the caller knows that there is one."""
    opened = current(turn)
    assert opened is not None  # noqa: S101 - said above
    return opened


def just_ended(turn: Turn) -> bool:
    """Whether the newest walk ended a moment ago, so that a tap is the second one of a double tap."""
    walk = turn.person.walk
    return walk is not None and walk.ended_at is not None and turn.now - walk.ended_at <= DOUBLE_TAP


def counts_for(turn: Turn, ended: datetime | None = None) -> date:
    """The local date that the newest walk counts for: where it is open, as if it `ended` then, or now. Raises
    DiaryNotRead."""
    walk = turn.person.walk
    assert walk is not None  # noqa: S101 - callers have one
    return walk.ended_on or date_of_session(walk, ended or turn.now, turn.zone, turn.person.reminders, turn.diary)


def day(turn: Turn) -> date:
    """The local date that the conversation is about: today, and for a while after a walk that ended past midnight the
    one it counts for."""
    walk = turn.person.walk
    if walk is None or walk.ended_on is None or walk.ended_at is None or turn.now - walk.ended_at > AWAY:
        return turn.today
    return walk.ended_on if walk.ended_at.astimezone(turn.zone).date() == turn.today else turn.today


def is_on(turn: Turn) -> bool:
    """Whether the person is in the middle of a walk: one is open, was not stopped, and not left alone for hours. What
    was stopped comes first another day, until a step of it is shown again."""
    opened = current(turn)
    if opened is None or turn.now - opened.walk.moved_at > LEFT_ALONE:
        return False
    return turn.person.progression.unfinished_movement != opened.walk.movement


def is_by_steps(turn: Turn) -> bool:
    """Whether the person is in the middle of a walk whose steps are shown one at a time, and that is no film or
    sound."""
    walk = turn.person.walk
    return walk is not None and walk.way in (STEPS, BY_ITSELF) and is_on(turn)


def tells_another_day(turn: Turn) -> bool:
    """Whether the open walk was left alone on an earlier day: what is told as done today is not it."""
    opened = current(turn)
    return opened is not None and opened.walk.moved_at.astimezone(turn.zone).date() < turn.today and not is_on(turn)


def at_offer(turn: Turn) -> bool:
    """Whether the open walk stands at the question for the next level."""
    opened = current(turn)
    return opened is not None and step_at(opened.course, opened.place) is None


def move_to(turn: Turn, place: WalkPlace) -> None:
    """Move the open walk to a place."""
    walk = turn.person.walk
    assert walk is not None  # noqa: S101 - callers have one
    turn.change(walk=at_place(walk, place, turn.now), asking=None)


def at_step(place: WalkPlace, step: int) -> WalkPlace:
    """The place at another step of the same level and side."""
    return replace(place, step=step)


def as_steps(turn: Turn) -> None:
    """Let the open walk go on step by step, each when it is asked for."""
    walk = turn.person.walk
    if walk is not None and walk.state is WalkState.OPEN and (walk.way, walk.due_at) != (STEPS, None):
        turn.change(walk=replace(walk, way=STEPS, due_at=None))


def hold(turn: Turn) -> None:
    """Something was said or pressed: no step comes by itself before the next one is asked for. A second tap says
    nothing."""
    walk = turn.person.walk
    if walk is None or walk.way != BY_ITSELF or walk.due_at is None:
        return
    if turn.message_id is None or turn.now - walk.moved_at > DOUBLE_TAP:
        turn.change(walk=replace(walk, due_at=None))


def in_form(turn: Turn, opened: OpenWalk, form: Form) -> OpenWalk:
    """The open walk changed to another form, at the same step or about as far along."""
    walk, course, place = opened
    if walk.form == form:
        return opened
    other = in_way(replace(course, form=form), walk.way, turn.library)
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
    return OpenWalk(changed, other, there)


# Showing


# What goes on, and what stops: seen from two metres away.
_STYLES: Mapping[str, Style] = {"next": "primary", "hurts": "danger"}


def walk_button(walk: Walk, action: str, label: str) -> Button:
    """A button that is valid until the walk's next move."""
    return Button(label, pack(STEP, walk.number, walk.moves, action), style=_STYLES.get(action))


def next_below(turn: Turn) -> Button | None:
    """Next, for below what is said in a session by steps: the step is above, out of reach for somebody on a mat. None
    outside of one, and while it is held for pain."""
    if not is_by_steps(turn) or is_held(turn):
        return None
    return walk_button(open_walk(turn).walk, "next", turn.words.label("button.next"))


def put_next_below(turn: Turn) -> None:
    """Put Next below the answer to a text in a session by steps that has no button yet, and leaves no question open."""
    if turn.message_id is not None or not turn.replies or turn.person.account.asking is not None:
        return
    last, go_on = turn.replies[-1], next_below(turn)
    if go_on is not None and last.text is not None and not (last.buttons or last.keys or last.edit):
        turn.replies[-1] = replace(last, buttons=((go_on,),), slot=WAYS)


def is_held(turn: Turn) -> bool:
    """Whether the walk was stopped for pain or dizziness, and it is open what to do now."""
    return turn.person.account.asking in (HURTS, DIZZY)


def is_gentle(person: PromptPerson) -> bool:
    """The gentle setting; on until the person said that none of the cautions apply."""
    return person.settings.gentle is not False


# What `account.asking` holds for a walk that was paused by its person, or because it hurt.
PAUSED, HURTS = "paused", "hurts"
# The same after dizziness, which is no pain.
DIZZY = f"{HURTS}:dizzy"
# The first word of the data of a step's buttons.
STEP = "w"


def follow_wishes(turn: Turn) -> None:
    """Let the open walk leave out what the person now leaves out. Its buttons become old.

    When its variation cannot do without that, the walk cannot go on (`session.current` is None) until it is allowed
    again. A walk that began gentle, or hurt, stays gentle when the setting is turned off.
    """
    walked, person = turn.person.walk, turn.person
    if walked is None or walked.state is not WalkState.OPEN or not is_gentle(person):
        return
    if (walked.gentle, walked.avoids) == (True, person.settings.avoids):
        return
    turn.change(walk=replace(walked, gentle=True, avoids=person.settings.avoids, moves=walked.moves + 1))
