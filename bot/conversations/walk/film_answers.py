"""Answers about sessions as films and sounds, and the words of a step that is asked for by its place.

The session stays where it is.
"""

from __future__ import annotations

from bot.conversations import session
from bot.conversations.turn import ASK, WAYS, Turn
from bot.conversations.walk import films
from bot.conversations.walk.film_view import SESSION_WAY
from bot.markup import Html
from bot.replies import Button, in_rows, pack, rows
from bot.understanding.questions import film_questions
from bot.understanding.questions.film_questions import LAST, FilmQuestion
from bot.understanding.wishes.wish_details import TODAY
from content.walk import Course, WalkPlace, first_place, forward, step_at, steps_at, words_for
from storage.records.person import FILM, SOUND, WalkState

# What stands before each way in the list of them.
_ITEM = "\u2013 "


def answer(turn: Turn, said: str) -> bool:
    """Answer what is asked about films, or for a step by its place; False for anything else."""
    asked = film_questions.way_asked_about(said, turn.words)
    if asked is not None and asked in films.kinds_for(turn):
        _explain(turn, asked)
        return True
    told = _step_told(turn, said)
    if told is None and (question := film_questions.read(said, turn.words)) is not None:
        told = _told(turn, question)
    if told is None:
        return False
    go_on = session.next_below(turn)
    turn.say(told, rows((go_on,)), slot=None if go_on is None else WAYS, event="answer")
    return True


def _explain(turn: Turn, way: str) -> None:
    """What a way of sessions is, with the button that begins one in it; beside a film also the sound."""
    shown = [one for one in films.kinds_for(turn) if one in (way, SOUND)]
    buttons = [Button(turn.words.label(f"button.way_{one}"), pack(SESSION_WAY, one, TODAY)) for one in shown]
    told = turn.words.say(f"way.what_{way}").removeprefix(_ITEM)
    turn.say(Html(told), in_rows(buttons, 2), slot=ASK, event="answer")


def _told(turn: Turn, question: FilmQuestion) -> Html | None:
    """The answer; None where the person has neither film nor sound that it could be about."""
    words = turn.words
    if question is FilmQuestion.BUTTONS:
        return words.say("faq.words")
    kinds = films.kinds_for(turn)
    if not kinds or (question is FilmQuestion.SOUND and FILM not in kinds):
        return None
    ending = ".no_voice" if SOUND not in kinds else ""
    return words.say(f"film.has_sound{ending}" if question is FilmQuestion.SOUND else f"film.says_change{ending}")


def _step_told(turn: Turn, said: str) -> Html | None:
    """The words of a step of the session that is open, or was a moment ago; None where none is asked for."""
    asked, found = film_questions.step_asked_for(said, turn.words), _course_and_place(turn)
    if asked is None or found is None:
        return None
    course, place = found
    steps = steps_at(course, place)
    if asked >= len(steps):
        return turn.words.say("ask.no_step", of=len(steps))
    step = step_at(course, _last_of_side(course, place)) if asked == LAST else steps[asked]
    if step is None:
        return None
    text = " ".join(words_for(step, place.side, turn.library.sides).split())
    number = len(steps) if asked == LAST else asked + 1
    return turn.words.say("ask.step_text", step=number, text=text)


def _last_of_side(course: Course, place: WalkPlace) -> WalkPlace:
    """The last step of the side that a place is on, without the levels that would be offered."""
    while True:
        following = forward(course, place)
        if following is None or following.sides_done != place.sides_done or step_at(course, following) is None:
            return place
        place = following


def _course_and_place(turn: Turn) -> tuple[Course, WalkPlace] | None:
    if (opened := session.current(turn)) is not None:
        return opened.course, opened.place
    walk = turn.person.walk
    is_just_over = walk is not None and walk.state is WalkState.DONE and walk.ended_at is not None
    if walk is None or walk.ended_at is None or not is_just_over or turn.now - walk.ended_at > session.AWAY:
        return None
    course = session.course_of(walk, turn.library)
    return None if course is None else (course, first_place(course))
