"""Others: answers to what is told of somebody else: an illness in the family, patients, "not me, my wife".

Nothing of it is stored. What is asked for in the same breath is done instead of an answer.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.conversations import session, typed_labels
from bot.conversations.preferences import pausing
from bot.conversations.preferences.days_off import ASKING
from bot.conversations.requests import requests
from bot.conversations.safety import after_alarm
from bot.conversations.safety.emergency_call import say_with_number
from bot.conversations.turn import ASK, Turn
from bot.conversations.ways_on import button_for
from bot.markup import Html
from bot.replies import Rows, rows
from bot.understanding.examples import meanings
from bot.understanding.hearing import hear
from bot.understanding.second_look import TAKEN_UP
from bot.understanding.symptoms.after_alarm import without_help
from bot.understanding.symptoms.others import Other, Told
from bot.understanding.text.phrase_patterns import STOP
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.wish_rules import Wish
from storage.records.diary import MarkKind

# What may be wanted beside it.
_BESIDE = frozenset(
    {Wish.PAUSE, Wish.START, Wish.TODAYS, Wish.LENGTH, Wish.NOT_TODAY, Wish.LATER, Wish.MOVEMENT, Wish.POSITION_TODAY}
    | {Wish.REMIND, Wish.MOVE, Wish.DONE_TODAY, Wish.YESTERDAY, Wish.RESUME, Wish.STOP_SESSION, Wish.PAUSE_SESSION}
    | {Wish.NEXT, Wish.SKIP, Wish.GOODBYE, Wish.DAYS_OFF, Wish.STREAK, Wish.FORGIVEN}
)
# "Two days no session" names no time of a reminder.
_OF_TIMES = frozenset({Wish.REMIND, Wish.MOVE})


def answer(turn: Turn, said: str, told: Told, answer_text: Callable[[str], None]) -> bool:
    """Answer what is told of somebody else. False where another dialogue answers it: after an alarm, while setting up,
    a question about it. `answer_text` answers what is wanted besides. Raises ShownNotRead."""
    if turn.person.account.setup is not None or after_alarm.is_lately(turn):
        return False
    if told.kind is Other.NOT_ME:
        return _take_back(turn)
    if (part := wanted(turn, told.rest)) is not None:
        answer_text(part)
        return True
    if is_question(said):
        return False
    _close_questions(turn)
    turn.leave_no_trace = True
    if session.is_on(turn):
        turn.say(turn.words.say(f"others.{told.kind.value}_on"), event="talk")
    else:
        turn.say(turn.words.say(f"others.{told.kind.value}"), _ways(turn, told.kind), slot=ASK, event="talk")
    return True


def answer_helped(turn: Turn, said: str, answer_text: Callable[[str], None]) -> bool:
    """Answer that somebody else is being helped, where no alarm is open, and what is wanted besides."""
    if after_alarm.is_lately(turn) or not after_alarm.tells_of_their_help(said, turn.words):
        return False
    say_with_number(turn, "alarm.other_helped")
    if (part := wanted(turn, without_help(said, turn.words))) is not None:
        answer_text(part)
    return True


def wanted(turn: Turn, rest: str) -> str | None:
    """What is wanted beside it: one part of the rest, or all of it. None for nothing."""
    for part in (*reversed(rest.split(STOP)), rest):
        heard = hear(part.strip(), turn.words, requests.where(turn), requests.known(turn))
        is_word = heard.word is not None and session.is_on(turn)
        if is_word or any(one.wish in _BESIDE and (one.sure or one.wish not in _OF_TIMES) for one in heard.wishes):
            return part.strip()
    # Languages whose wishes are told by examples.
    likely = meanings.read(rest, turn.words, requests.where(turn), requests.known(turn))[:1]
    is_likely = any(one.wished.wish in _BESIDE and one.likelihood >= TAKEN_UP for one in likely)
    return rest if is_likely and turn.words.is_translated else None


def _ways(turn: Turn, kind: Other) -> Rows:
    now, off = button_for(turn, Wish.LENGTH), button_for(turn, Wish.NOT_TODAY)
    if kind is Other.WORK:
        return rows((now,), (button_for(turn, Wish.LATER), off))
    return rows((now, off), (pausing.days_button(turn, 3),))


def _take_back(turn: Turn) -> bool:
    """Take back that the person is unwell today, where that was understood, and leave everything as it is."""
    words, newest = turn.words, typed_labels.newest(turn)
    keep = words.label("button.keep_gentle")
    line = words.say("others.not_me")
    if newest is not None and any(label == keep for label, _ in newest.buttons):
        # What was asked for them was answered as of the person.
        line = Html(f"{line} {words.say('faq.others_conditions')}")
    if session.is_on(turn):
        turn.say(line, event="talk")
        return True
    _close_questions(turn)
    if any(mark.kind is MarkKind.UNWELL and mark.on_date == turn.today for mark in turn.diary.marks):
        turn.unmark(MarkKind.UNWELL, turn.today)
        turn.replan()
    turn.say(line, rows((button_for(turn, Wish.START),)), slot=ASK, event="talk")
    return True


def _close_questions(turn: Turn) -> None:
    """Close the question whether the person is unwell, or wants a pause, which was understood of them."""
    turn.close_question(ASKING)
    turn.retire.append(ASK)
