"""Pace: how long each step gets, and where there is more time: a step waits, a film and the voice have one speed."""

from __future__ import annotations

from bot.conversations import selection, session
from bot.conversations.turn import Turn
from bot.conversations.walk import by_themselves
from bot.conversations.walk.film_view import SESSION_WAY, is_film
from bot.conversations.walk.step_view import about
from bot.markup import Html
from bot.replies import Button, pack, rows
from bot.understanding.talk import pace
from bot.understanding.talk.pace import Pace
from bot.understanding.wishes.wish_details import TODAY
from content.walk import Course, WalkPlace, first_place, forward, step_at
from storage.records.person import FILM, SOUND, STEPS


def answer(turn: Turn, said: str) -> bool:
    """Answer what is said of the time of steps. False for anything else, for a step that is shown, whose own time is
    told elsewhere, and where nothing is too fast that waits."""
    if turn.person.account.setup is not None and session.current(turn) is None:
        return False
    told = pace.read(said, turn.words)
    if told is None or (told is Pace.EACH and session.is_by_steps(turn)):
        return False
    if told is Pace.TOO_FAST and not (_is_seen_or_heard(turn) or by_themselves.is_in_force(turn)):
        return False
    length = _lengths(turn) if told is Pace.EACH else None
    text = turn.words.say("pace.steps_wait") if length is None else length
    turn.say(text, rows((_button(turn),)), event="pace")
    return True


def _button(turn: Turn) -> Button | None:
    """What lets each step wait."""
    if _is_seen_or_heard(turn):
        return Button(turn.words.label("button.way_steps"), pack(SESSION_WAY, STEPS, TODAY))
    return by_themselves.button(turn) if by_themselves.is_in_force(turn) else None


def _is_seen_or_heard(turn: Turn) -> bool:
    opened = session.current(turn) if session.is_on(turn) else None
    return is_film(opened.walk) if opened is not None else turn.person.settings.way in (FILM, SOUND)


def _lengths(turn: Turn) -> Html | None:
    """From the shortest to the longest step of the open session, or of today's movement."""
    opened, choice = session.current(turn), selection.todays(turn.person, turn.library)
    if opened is None and choice is None:
        return None
    if opened is not None:
        course = opened.course
    else:
        assert choice is not None  # noqa: S101 - said above
        form = selection.form_for(turn.person, turn.today)
        course = Course(choice.variation, session.avoided_by(turn.person), form)
    place: WalkPlace | None = first_place(course)
    seconds = list[int]()
    while place is not None and not place.sides_done:
        seconds += [step.seconds] if (step := step_at(course, place)) is not None else []
        place = forward(course, place)
    words = turn.words
    return words.say("pace.lengths", least=about(min(seconds), words), most=about(max(seconds), words))
