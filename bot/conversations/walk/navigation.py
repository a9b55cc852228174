"""The walk: one movement, one step a message, by "next" or by taps; never two steps for one tap, never stuck.

Every change of place raises the walk's `moves`; buttons carry the number of the walk and its moves, so a button
that was pressed before, or stands under an old step, is known as old and only shows where the person is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

from bot.conversations import session
from bot.conversations.safety import screening
from bot.conversations.session import DOUBLE_TAP, button, current, in_form, just_ended, move, show, step_buttons
from bot.conversations.turn import ASK, PROMPT, WALK, Turn
from bot.conversations.walk import check_in, feel, offer, pain, positions
from bot.habits.cadence import with_start
from bot.habits.prompt_variants import GAP, is_after_gap
from bot.replies import Html, number_in, rows, unpack
from bot.understanding.intents import Word, normal
from content.library import Variation
from content.walk import (
    Course,
    Form,
    Place,
    back,
    enough,
    first_place,
    forward,
    mirrors_setup,
    other_side,
    progress,
    step_at,
    take_level,
)
from storage.records.person import Person, Walk, WalkState
from storage.records.prompts import PromptTouch

# After this long, "next" first shows the step where they stopped instead of going on from it.
AWAY = timedelta(hours=1)
PAUSED = "paused"


# Starting


def start(
    turn: Turn,
    variation: Variation,
    *,
    form: Form | None = None,
    lead: Html | None = None,
) -> None:
    """Begin a walk and show its first step. One that was open is broken off by it, and comes first another day.

    `form` is how long it is; None for what is usual for the person, and one minute after a gap.
    """
    person = turn.person
    form = form or offer.form_for(person, turn.today)
    broken_off = None
    if (had := current(turn)) is not None:
        broken_off = had[0].movement
        turn.change(walk=replace(had[0], state=WalkState.LEFT, ended_at=turn.now))
    if person.gentle is None and not person.walks_begun:
        screening.before_first_step(turn)
    usual = person.levels.get(variation.id, (0, 0))[0]
    place = first_place(Course(variation, session.avoided_by(person), form, usual))
    number = person.walks_begun + 1
    unfinished = broken_off if broken_off != variation.movement_id else None
    turn.change(
        walk=Walk(
            number=number,
            movement=variation.movement_id,
            variation=variation.id,
            side=place.side,
            started_at=turn.now,
            moved_at=turn.now,
            gentle=offer.is_gentle(person),
            avoids=person.avoids,
            form=form,
            usual=usual,
        ),
        far_starts=with_start(person.far_starts, turn.local_now.hour * 60 + turn.local_now.minute, _times(person)),
        walks_begun=number,
        unfinished_movement=unfinished or person.unfinished_movement,
        asking=None,
    )
    turn.retire += [ASK, PROMPT]
    turn.forget_again = True
    if not check_in.asks_before(turn, lead):
        show(turn, lead=lead)


def _times(person: Person) -> tuple[time, ...]:
    return tuple(reminder.at for reminder in person.reminders if reminder.active)


def start_todays(turn: Turn, *, form: Form | None = None) -> None:
    """Start today's movement at once, or go on with the walk that is open."""
    if current(turn) is not None:
        resume(turn, form=form)
        return
    form = form or offer.form_for(turn.person, turn.today)
    choice = offer.todays(turn.person, turn.library)
    if choice is None:
        turn.say(turn.words.say("today.nothing"))
        return
    lost = offer.lost(turn) if offer.open_walk(turn.person) else None
    lines = [
        lost,
        turn.words.say("today.offer", what=offer.describe(choice, turn.person, turn.words, form=form)),
        # Why a walk was stopped says as much.
        offer.why_other_position(choice, turn.person, turn.library, turn.words) if lost is None else None,
    ]
    start(turn, choice.variation, form=form, lead=Html("\n".join(line for line in lines if line)))


def start_form(turn: Turn, variation_id: str) -> None:
    """Start the form that a button names; the same form that is open already is gone on with."""
    variation = turn.library.variation(variation_id)
    if variation is None or not variation.suits(session.avoided_by(turn.person)):
        offer.offer(turn, lead=turn.words.say("walk.gone"))
        return
    if (had := current(turn)) is not None and had[0].variation == variation_id:
        resume(turn)
        return
    start(turn, variation)


def start_from_prompt(turn: Turn, touch: PromptTouch, *, form: Form | None = None) -> None:
    """Start on a prompt, in the form that was pressed."""
    turn.prompt = touch
    start_todays(turn, form=form)


def resume(turn: Turn, *, form: Form | None = None) -> None:
    """Show the step where the walk stands, with a line that says when it was left and a way to start over.

    After a gap it goes on in its one-minute form, at the step where it was left or about as far on.
    """
    had = current(turn)
    if had is None:
        start_todays(turn)
        return
    gap = _is_after_gap(turn, had[0])
    if gap or form is not None:
        had = in_form(turn, had, offer.SHORT if gap else form or offer.FULL)
    walk, course, place = had
    away = turn.now - walk.moved_at > AWAY
    if walk.moves == 0 and not away:
        again(turn)
        return
    number, of = progress(course, place)
    day = turn.words.on_day(walk.moved_at.astimezone(turn.zone).date(), turn.today)
    side = turn.library.called(place.side)
    if gap:
        lead = turn.words.say("walk.resumed_gap")
    elif step_at(course, place) is None:
        lead = turn.words.say("walk.resumed_offer", side=side, day=day)
    elif away:
        lead = turn.words.say("walk.resumed", step=number, of=of, side=side, day=day)
    else:
        lead = turn.words.say("walk.resumed_now")
    touched = replace(walk, moves=walk.moves + 1, moved_at=turn.now)
    turn.change(walk=touched, asking=None)
    turn.retire += [ASK, PROMPT]
    show(turn, lead=lead, start_over=True)


def _is_after_gap(turn: Turn, walk: Walk) -> bool:
    """Whether somebody comes back to a walk that was left long ago."""
    return turn.now - walk.moved_at > GAP and (turn.person.run_until is None or is_after_gap(turn.person, turn.today))


def again(turn: Turn, *, lead: Html | None = None) -> None:
    """Show the step where the walk stands once more, with buttons that work."""
    had = current(turn)
    if had is None:
        offer.offer(turn, lead=lead)
        return
    turn.change(asking=None)
    show(turn, lead=lead)


# What was said or pressed


def tap(turn: Turn, data: str) -> None:
    """A button under a step: `w:<walk>:<moves>:<action>`. An old one shows where the person is."""
    parts = unpack(data)
    number, moves = (number_in(part) for part in parts[1:3]) if len(parts) >= 4 else (None, None)
    walk = turn.person.walk
    if walk is not None and number == walk.number and just_ended(turn):
        turn.toast = turn.words.label("toast.done")
        return
    if walk is None or number != walk.number or walk.state is not WalkState.OPEN or current(turn) is None:
        turn.strip_pressed()
        feel.where_you_are(turn)
        return
    action = parts[3]
    if action == "hurts":
        # Pain is heard from any button of this walk, however old.
        _hurts(turn)
        return
    if moves != walk.moves:
        stale(turn)
        return
    if action in ("take", "stay"):
        answer_offer(turn, take=action == "take")
    elif action == "more":
        expand(turn, more=True)
    elif action == "less":
        expand(turn, more=False)
    elif action == "position" and len(parts) == 5:
        positions.change_to(turn, parts[4])
    elif action in _BUTTONS:
        say(turn, _BUTTONS[action])
    else:
        stale(turn)


def stale(turn: Turn) -> None:
    """A button that is not of this moment: a toast for a double tap, else the step again."""
    had = current(turn)
    assert had is not None  # noqa: S101 - callers have one
    walk, course, place = had
    number, of = progress(course, place)
    turn.toast = (
        turn.words.label("toast.offer")
        if step_at(course, place) is None
        else turn.words.label("toast.here", step=number, of=of)
    )
    if turn.now - walk.moved_at > DOUBLE_TAP:
        turn.strip_pressed()
        show(turn)


def expand(turn: Turn, *, more: bool) -> None:
    """More and Less: the same message with other buttons under it."""
    had = current(turn)
    step = step_at(had[1], had[2]) if had is not None else None
    if had is None or step is None:
        again(turn)
    elif turn.message_id is None:
        show(turn, more=more)
    else:
        turn.edit_buttons(step_buttons(had[0], step, turn.words, more=more))


def say(turn: Turn, word: Word) -> bool:
    """A word inside a walk. False when it means nothing here: then somebody else may answer."""
    if current(turn) is None:
        return False
    action = _WORDS.get(word)
    if action is None:
        return False
    action(turn)
    return True


def is_on(turn: Turn, said: str) -> bool:
    """Whether a text names the very side that the walk is on: "left", said on the left, changes nothing."""
    had = current(turn)
    return had is not None and normal(turn.library.sides[had[2].side]) in normal(said).split()


def go_on(turn: Turn) -> None:
    """Next: one step on; at an offer, the other side. After a long while away, the step where they stopped."""
    walk, course, place = _here(turn)
    typed_after_a_while = turn.message_id is None and turn.now - walk.moved_at > AWAY
    if turn.person.asking == pain.ASKING:
        again(turn, lead=turn.words.say("hurt.again"))
    elif turn.person.asking == PAUSED or typed_after_a_while:
        resume(turn)
    else:
        arrive(turn, course, place, forward(course, place))


def arrive(turn: Turn, course: Course, before: Place, place: Place | None) -> None:
    """Come to a place, with a line when the side has changed; None is the end."""
    if place is None:
        feel.finish(turn)
        return
    move(turn, place)
    lead = None
    if place.sides_done != before.sides_done and place.sides_done:
        key = "walk.other_side_mirrored" if mirrors_setup(course) else "walk.other_side_now"
        lead = turn.words.say(key, side=turn.library.called(place.side))
    show(turn, lead=lead)


def answer_offer(turn: Turn, *, take: bool) -> None:
    """A little more, or stay with this."""
    _, course, place = _here(turn)
    if step_at(course, place) is not None:
        stale(turn)
    elif take:
        arrive(turn, course, place, take_level(course, place))
    else:
        arrive(turn, course, place, forward(course, place))


def _here(turn: Turn) -> tuple[Walk, Course, Place]:
    had = current(turn)
    assert had is not None  # noqa: S101 - callers have one
    return had


def _back(turn: Turn) -> None:
    _, course, place = _here(turn)
    earlier = back(course, place)
    lead = turn.words.say("walk.at_start") if earlier == place else None
    move(turn, earlier)
    show(turn, lead=lead)


def _more(turn: Turn) -> None:
    _, course, place = _here(turn)
    if step_at(course, place) is None:
        answer_offer(turn, take=True)
    else:
        expand(turn, more=True)


def _enough(turn: Turn) -> None:
    _, course, place = _here(turn)
    arrive(turn, course, place, enough(course, place))


def _skip(turn: Turn) -> None:
    walk, course, place = _here(turn)
    if (step := step_at(course, place)) is not None:
        turn.change(walk=replace(walk, skipped=tuple(dict.fromkeys((*walk.skipped, step.id)))))
    arrive(turn, course, place, forward(course, place))


def _other_side(turn: Turn) -> None:
    _, course, place = _here(turn)
    there = other_side(course, place)
    move(turn, there)
    show(turn, lead=turn.words.say("walk.side_changed", side=turn.library.called(there.side)))


def _pause(turn: Turn) -> None:
    _, course, place = _here(turn)
    number, of = progress(course, place)
    move(turn, place)
    turn.change(asking=PAUSED)
    at_step = turn.words.say("walk.paused", step=number, of=of)
    text = turn.words.say("walk.paused_offer") if step_at(course, place) is None else at_step
    paused = _here(turn)[0]
    turn.say(text, rows((button(paused, "next", turn.words.label("button.go_on")),)), slot=WALK, event="paused")


def _stop(turn: Turn) -> None:
    walk, _, place = _here(turn)
    move(turn, place)
    turn.change(asking=PAUSED, unfinished_movement=walk.movement)
    turn.retire.append(WALK)
    turn.say(turn.words.say("walk.stopped", when=feel.next_time(turn)), event="stopped")


def _start_over(turn: Turn) -> None:
    _, course, _ = _here(turn)
    move(turn, first_place(course))
    turn.change(walk=replace(_here(turn)[0], started_at=turn.now, seconds=0))
    show(turn)


def _hurts(turn: Turn) -> None:
    pain.stop(turn)


def _easier(turn: Turn) -> None:
    pain.gentler(turn)


def _other_position(turn: Turn) -> None:
    positions.ask(turn)


_WORDS: dict[Word, Callable[[Turn], None]] = {
    Word.NEXT: go_on,
    Word.BACK: _back,
    Word.REPEAT: again,
    Word.MORE: _more,
    Word.ENOUGH: _enough,
    Word.OTHER_SIDE: _other_side,
    Word.OTHER_POSITION: _other_position,
    Word.PAUSE: _pause,
    Word.STOP: _stop,
    Word.SKIP: _skip,
    Word.HURTS: _hurts,
    Word.EASIER: _easier,
    Word.START_OVER: _start_over,
}

# Actions of buttons that mean the same as a word.
_BUTTONS: dict[str, Word] = {word.value: word for word in _WORDS}
