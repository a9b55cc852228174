"""Navigation in a walk: one step a message, by "next" or by taps; one tap is never two steps.

Every change of place raises the walk's `moves`. Buttons carry the number of the walk and its moves. So a button that
was pressed before, or stands under an old step, is recognized as old and only shows where the person is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversations import phrases, selection, session
from bot.conversations.dialogue import Dialogue
from bot.conversations.session import AWAY, PAUSED, current, just_ended, move_to, open_walk, walk_button
from bot.conversations.turn import ASK, WALK, Turn
from bot.conversations.walk import easing, film_view, finish, follow_along, pain, positions
from bot.conversations.walk.resuming import answer_old_button, expand_buttons, show_again
from bot.conversations.walk.starting import resume_walk
from bot.conversations.walk.step_view import change_over, show_step
from bot.markup import in_lines
from bot.replies import number_in, rows, unpack
from bot.understanding.answers.intents import Intent, normalize, recognize_whole
from bot.understanding.text.written_forms import is_question
from content.walk import (
    Course,
    Form,
    WalkPlace,
    back,
    enough,
    first_place,
    forward,
    is_at_end,
    mirrors_setup,
    other_side,
    progress,
    step_at,
    take_level,
)
from storage.records.person import WalkState

# Starting


# What was said or pressed


def tap(turn: Turn, data: str) -> bool:
    """A button under a step: `w:<walk>:<moves>:<action>`. An old one shows where the person is."""
    parts = unpack(data)
    number, moves = (number_in(part) for part in parts[1:3]) if len(parts) >= 4 else (None, None)
    walk = turn.person.walk
    if walk is not None and number == walk.number and just_ended(turn):
        turn.toast = turn.words.label("toast.done")
        return True
    if walk is None or number != walk.number or walk.state is not WalkState.OPEN or current(turn) is None:
        return False
    action = parts[3]
    if action == "hurts":
        # "It hurts" counts from any button of this walk, however old.
        _hurts(turn)
        return True
    if moves != walk.moves:
        answer_old_button(turn)
        return True
    if follow_along.is_out(turn) and action not in _OF_ANY_WAY and turn.person.account.asking != PAUSED:
        # A step's button: the step came instead of a film that could not be sent.
        turn.close_question(film_view.OUT)
        session.as_steps(turn)
    if action in ("take", "stay"):
        answer_offer(turn, take=action == "take")
    elif action == "more":
        expand_buttons(turn, more=True)
    elif action == "less":
        expand_buttons(turn, more=False)
    elif action == "position" and len(parts) == 5:
        positions.change_position(turn, parts[4])
    elif action in _BUTTONS:
        follow_word(turn, _BUTTONS[action])
    else:
        answer_old_button(turn)
    return True


def follow_word(turn: Turn, word: Intent) -> bool:
    """Follow a word inside a walk; False when it has no meaning here, and another dialogue may answer."""
    if current(turn) is None:
        return False
    action = _WORDS.get(word)
    if action is None:
        return False
    if not follow_along.follow_word(turn, word):
        action(turn)
    return True


def follow_next(turn: Turn, said: str) -> bool:
    """Follow the word for the next step in a step where nothing else is asked: most texts are that, and nothing more
    need be read. False for any other text, and everywhere else."""
    account = turn.person.account
    if account.setup is not None or account.asking is not None or not session.is_by_steps(turn):
        return False
    if session.at_offer(turn) or is_question(said) or recognize_whole(said, turn.words) is not Intent.NEXT:
        return False
    return follow_word(turn, Intent.NEXT)


def is_on(turn: Turn, said: str) -> bool:
    """Whether a text names the side that the walk is on: "left", said on the left, changes nothing."""
    opened = current(turn)
    if opened is None:
        return False
    side = opened.place.side
    names = {normalize(name) for name in (turn.library.sides[side], *turn.words.options(f"hear.side.{side}"))}
    return not names.isdisjoint(normalize(said).split())


def take_next(turn: Turn) -> None:
    """Go one step on; at an offer, to the other side. After a long pause, show the step where they stopped."""
    walk, course, place = open_walk(turn)
    typed_after_a_while = turn.message_id is None and turn.now - walk.moved_at > AWAY
    if session.is_held(turn):
        show_again(turn, lead=turn.words.say("hurt.again"))
    elif turn.person.account.asking == PAUSED or typed_after_a_while:
        resume_walk(turn)
    else:
        come_to(turn, course, place, forward(course, place))


def come_to(turn: Turn, course: Course, before: WalkPlace, place: WalkPlace | None) -> None:
    """Go to a place, and say when the side has changed; None is the end."""
    if place is None:
        finish.finish_walk(turn)
        return
    move_to(turn, place)
    lead = None
    if place.sides_done != before.sides_done and place.sides_done:
        key = "walk.other_side_mirrored" if mirrors_setup(course) else "walk.other_side_now"
        lead = turn.words.say(key, side=turn.library.called(place.side))
    show_step(turn, lead=lead)


def answer_offer(turn: Turn, *, take: bool) -> None:
    """Answer the offer of the next level: take it, or stay at this one."""
    _, course, place = open_walk(turn)
    if step_at(course, place) is not None:
        answer_old_button(turn)
    elif take:
        come_to(turn, course, place, take_level(course, place))
    else:
        come_to(turn, course, place, forward(course, place))


def _back(turn: Turn) -> None:
    _, course, place = open_walk(turn)
    earlier = back(course, place)
    note = turn.words.say("walk.at_start") if earlier == place else None
    move_to(turn, earlier)
    show_step(turn, note=note)


def _more(turn: Turn) -> None:
    _, course, place = open_walk(turn)
    if step_at(course, place) is None:
        answer_offer(turn, take=True)
    else:
        expand_buttons(turn, more=True)


def _enough(turn: Turn) -> None:
    _, course, place = open_walk(turn)
    come_to(turn, course, place, enough(course, place))


def _skip(turn: Turn) -> None:
    walk, course, place = open_walk(turn)
    if (step := step_at(course, place)) is not None:
        turn.change(walk=replace(walk, skipped=tuple(dict.fromkeys((*walk.skipped, step.id)))))
    come_to(turn, course, place, forward(course, place))


def _other_side(turn: Turn) -> None:
    _, course, place = open_walk(turn)
    if not place.sides_done and is_at_end(course, place):
        # This side is done: the other one begins at its beginning.
        come_to(turn, course, place, enough(course, place))
        return
    there = other_side(course, place)
    move_to(turn, there)
    changed = turn.words.say("walk.side_changed", side=turn.library.called(there.side))
    show_step(turn, lead=in_lines(changed, change_over(turn)))


def _pause(turn: Turn) -> None:
    _, course, place = open_walk(turn)
    number, of = progress(course, place)
    move_to(turn, place)
    turn.change(asking=PAUSED)
    at_step = turn.words.say("walk.paused", step=number, of=of)
    is_elsewhere = step_at(course, place) is None or follow_along.is_out(turn)
    text = turn.words.say("walk.paused_offer") if is_elsewhere else at_step
    paused = open_walk(turn).walk
    turn.say(text, rows((walk_button(paused, "next", turn.words.label("button.go_on")),)), slot=WALK, event="paused")


def _stop(turn: Turn) -> None:
    walk, _, place = open_walk(turn)
    if walk.moves == 0 and selection.done_today(turn):
        # Begun by mistake: it leaves nothing behind.
        turn.change(walk=replace(walk, state=WalkState.LEFT, ended_at=turn.now, due_at=None), asking=None)
        turn.retire += [WALK, ASK]
        turn.say(turn.words.say("walk.not_meant", when=phrases.next_time(turn)), event="stopped")
        return
    move_to(turn, place)
    turn.change(asking=PAUSED, unfinished_movement=walk.movement)
    turn.retire.append(WALK)
    turn.say(turn.words.say("walk.stopped", when=phrases.next_time(turn)), event="stopped")


def start_over(turn: Turn, form: Form | None = None) -> None:
    """Begin the open walk again at its first step, in a form that is asked for; without one, a walk of another day in
    the form that sessions have today."""
    opened = open_walk(turn)
    # What was gone on with today has the length of today.
    if form is None and opened.walk.moved_at.astimezone(turn.zone).date() != turn.today:
        form = selection.form_for(turn.person, turn.today)
    if form is not None:
        session.in_form(turn, opened, form)
    _, course, _ = open_walk(turn)
    move_to(turn, first_place(course))
    turn.change(walk=replace(open_walk(turn).walk, started_at=turn.now, seconds=0))
    show_step(turn)


def _hurts(turn: Turn) -> None:
    pain.stop_for_pain(turn)


def _easier(turn: Turn) -> None:
    easing.ease(turn, asks=True)


def _other_position(turn: Turn) -> None:
    positions.ask_position(turn)


_WORDS: dict[Intent, Callable[[Turn], None]] = {
    Intent.NEXT: take_next,
    Intent.BACK: _back,
    Intent.REPEAT: show_again,
    Intent.MORE: _more,
    Intent.ENOUGH: _enough,
    Intent.OTHER_SIDE: _other_side,
    Intent.OTHER_POSITION: _other_position,
    Intent.PAUSE: _pause,
    Intent.STOP: _stop,
    Intent.SKIP: _skip,
    Intent.HURTS: _hurts,
    Intent.EASIER: _easier,
    Intent.START_OVER: start_over,
}

# Actions of buttons that stand under other messages than a step, too.
_OF_ANY_WAY = ("position", "repeat")
# Actions of buttons that are the same as a word.
_BUTTONS: dict[str, Intent] = {word.value: word for word in _WORDS}

DIALOGUE = Dialogue(module=__name__, taps={"w": tap})
