"""Passed: something small was felt in a session and is over, or muscles are felt "in a good way"."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversations import session
from bot.conversations.requests import requests
from bot.conversations.turn import Turn
from bot.conversations.walk import feel, pain
from bot.replies import unpack
from bot.understanding.symptoms import slight
from bot.understanding.symptoms.slight import Slight, Told
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from storage.records.person import Feel


def count(turn: Turn, answer_text: Callable[[str], None]) -> None:
    """Count what is told to be done: a session that is open, after a question where it is step by step; or today's."""
    if session.current(turn) is None:
        requests.fulfil(turn, (Wished(Wish.DONE_TODAY, sure=False),))
    elif session.is_by_steps(turn):
        requests.fulfil(turn, (Wished(Wish.SESSION_DONE, sure=False),))
    else:
        answer_text(turn.words.options("hear.film_done")[0])
    turn.leave_no_trace = True


def answer(turn: Turn, told: Told, answer_text: Callable[[str], None]) -> bool:
    """Something small was felt and has passed, or muscles in a good way: good to hear; what is told to be done counts,
    and how it felt is asked where it was. False where of muscles nothing else is told."""
    is_felt = told.kind is Slight.PRAISED
    if is_felt and unpack(turn.person.account.asking or "")[0] == feel.FEEL:
        feel.record_feel(turn, Feel.GOOD)
    elif is_felt and not slight.says_done(told.rest, turn.words):
        return False
    elif session.current(turn) is not None and session.is_held(turn):
        pain.answer_relief(turn)
    elif unpack(turn.person.account.asking or "")[0] == feel.FEEL:
        if (how := feel.told(turn, told.rest)) is not None:
            feel.record_feel(turn, how)
        else:
            feel.ask_feel(turn, lead=turn.words.say("hurt.relieved"))
    elif slight.says_done(told.rest, turn.words):
        turn.say(turn.words.say("hurt.relieved"), event="talk")
        count(turn, answer_text)
    else:
        pain.answer_relief(turn)
    turn.leave_no_trace = True
    return True
