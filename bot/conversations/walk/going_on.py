"""Going on with a session, in somebody's own words: with the side that is left, from the beginning, or with the next
step once one is done often enough."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations import selection, session
from bot.conversations.dialogue import Dialogue
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import follow_along, navigation, side_talk, starting
from bot.conversations.walk.feel import FEEL, told
from bot.conversations.walk.film_view import is_film
from bot.habits.prompt_variants import is_after_alarm
from bot.replies import Button, number_in, pack, rows, unpack
from bot.understanding.answers.intents import Intent
from bot.understanding.talk import session_place, told_done
from bot.understanding.text.phrase_patterns import matches_any
from bot.understanding.text.written_forms import is_question
from content.library import Side
from content.walk import Form, enough, first_place
from storage.records.person import Walk, WalkState

# `side:<walk>`: the other side of a session that ended.
OTHER_SIDE = "side"


def answer(turn: Turn, said: str) -> bool:
    """Answer a wish for a place in the open session, or that a side of the last one was left out. False for anything
    else, and while it is held for pain."""
    if (turn.person.account.asking or "").partition(":")[0] == FEEL:
        return _answer_missing(turn, said)
    opened = session.current(turn)
    if not session.is_held(turn) and side_talk.answer(turn, said):
        return True
    if opened is None or session.is_held(turn) or turn.person.account.setup is not None:
        return False
    is_whole = matches_any(said, turn.words, "hear.whole_length")
    if is_whole and is_question(said):
        return False
    if session_place.wants_start(said, turn.words):
        start_over(turn, whole=is_whole and not is_after_alarm(turn.person, turn.today))
        return True
    if session.is_on(turn):
        return _answer_rounds(turn, said)
    return _answer_side(turn, said)


def start_over(turn: Turn, *, whole: bool = False) -> None:
    """The open session from its first step; in its whole length where that is said, and on another day in the length
    and the way of that day."""
    opened = session.open_walk(turn)
    form: Form | None = selection.FULL if whole else None
    if session.tells_another_day(turn):
        form = form or selection.form_for(turn.person, turn.today)
        turn.change(walk=replace(opened.walk, way=turn.person.settings.way, due_at=None))
        opened = session.open_walk(turn)
    if form is not None:
        session.in_form(turn, opened, form)
    turn.retire.append(ASK)
    if not follow_along.follow_word(turn, Intent.START_OVER):
        navigation.start_over(turn, form)


def _answer_rounds(turn: Turn, said: str) -> bool:
    """ "So, three times done": the next step, and behind the last one of a side the other side."""
    if follow_along.is_out(turn) or session.at_offer(turn) or not session_place.tells_rounds(said, turn.words):
        return False
    if told_done.tells_me_finished(said, turn.words):
        return False
    return navigation.follow_word(turn, Intent.NEXT)


def _answer_side(turn: Turn, said: str) -> bool:
    """Go on with the side that is left, of a session that was stopped; also where its first side was done without the
    bot."""
    _, course, place = session.open_walk(turn)
    done = _other(place.side)
    if session_place.wants_side(said, turn.words, place.side, done):
        if not place.sides_done and not session_place.tells_side_done(said, turn.words, done):
            return False
    elif place.sides_done and session_place.wants_side(said, turn.words, done, place.side):
        # The sides are mixed up: the one that is left begins, and is named.
        if session_place.tells_side_done(said, turn.words, place.side):
            return False
    elif not place.sides_done and session_place.wants_side(said, turn.words, done, place.side):
        if not session_place.tells_side_done(said, turn.words, place.side):
            return False
        session.move_to(turn, enough(course, place) or place)
    else:
        return False
    turn.change(asking=session.PAUSED)
    walk, _, place = session.open_walk(turn)
    lead = None if is_film(walk) else turn.words.say("walk.side_changed", side=turn.library.called(place.side))
    starting.resume_walk(turn, lead=lead)
    return True


def _answer_missing(turn: Turn, said: str) -> bool:
    """ "But I have not done the left side", right after a session: the other side is offered."""
    walk = turn.person.walk
    course = None if walk is None else session.course_of(walk, turn.library)
    if walk is None or course is None or not _is_just_over(turn, walk):
        return False
    if not session_place.misses_side(said, turn.words) or told(turn, said) is not None:
        return False
    side = turn.library.called(_other(first_place(course).side))
    go_on = Button(turn.words.label("button.film_rest"), pack(OTHER_SIDE, walk.number))
    turn.say(turn.words.say("end.side_missing", side=side), rows((go_on,)), slot=ASK, event="side_missing")
    return True


def _is_just_over(turn: Turn, walk: Walk) -> bool:
    return walk.state is WalkState.DONE and walk.ended_at is not None and turn.now - walk.ended_at <= session.AWAY


def tap(turn: Turn, data: str) -> bool:
    """`side:<walk>`: a session of the other side alone; the one before stays counted."""
    walk, parts = turn.person.walk, unpack(data)
    if walk is None or len(parts) != 2 or number_in(parts[1]) != walk.number or not _is_just_over(turn, walk):
        return False
    course = session.course_of(walk, turn.library)
    if course is None:
        return False
    side = turn.library.called(_other(first_place(course).side))
    lead = turn.words.say("walk.other_side_now", side=side)
    starting.start_walk(turn, course.variation, form=course.form, lead=lead, way=walk.way, other_side=True)
    return True


def _other(side: Side) -> Side:
    return "left" if side == "right" else "right"


DIALOGUE = Dialogue(module=__name__, taps={OTHER_SIDE: tap})
