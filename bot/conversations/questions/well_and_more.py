"""Well and more: an all-clear after an alarm with the position that is wanted then: "I'm fine. Carry on with the floor
ones". The alarm is answered first, as it is alone; only once it is over the position is asked about."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.conversations.requests import requests
from bot.conversations.turn import Turn
from bot.understanding.answers import all_clear
from bot.understanding.answers.all_clear import AllClear
from bot.understanding.hearing import hear
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.after_alarm import read as read_after_alarm
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes import positions_told
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

_POSITION = frozenset({Wish.POSITION, Wish.POSITION_TODAY})
_GOING_ON = frozenset({Wish.START, Wish.NEXT, Wish.TODAYS})
_BOUNDARY = re.compile(r"[.!?;,\u061f\u060c]+\s+")


def answer(turn: Turn, said: str, answer_text: Callable[[str], None]) -> bool:
    """Answer the all-clear by `answer_text`, and ask about the position where that ended the alarm. False for any other
    text, where anything is told of the body, and while no alarm is open."""
    if not turn.has_alarm() or turn.person.account.setup is not None or is_question(said):
        return False
    told = symptoms.read(said, turn.words)
    is_well = told is None or told.symptom is Symptom.RELIEF
    if not is_well or all_clear.read(said, turn.words) is not AllClear.WELL:
        return False
    # What is told of somebody else, or of help, stays with the all-clear.
    about = read_after_alarm(said, turn.words)
    for found in reversed([*_BOUNDARY.finditer(said)]):
        first, second = said[: found.end()].strip(), said[found.end() :].strip()
        position = _wanted(turn, second)
        is_clear = all_clear.read(first, turn.words) is AllClear.WELL and read_after_alarm(first, turn.words) is about
        if position is None or not is_clear:
            continue
        answer_text(first)
        if not turn.has_alarm():
            requests.ask(turn, Wished(Wish.POSITION, position, sure=False))
        return True
    return False


def _wanted(turn: Turn, said: str) -> str | None:
    """The one position in which a text wants to go on; None for none, and where one is only told of."""
    told = positions_told.read(said, turn.words)
    heard = hear(said, turn.words, requests.where(turn), requests.known(turn))
    wished = {one.wish for one in heard.wishes}
    if len(told.wanted) != 1 or told.denied or not wished or heard.symptom is not None or heard.question is not None:
        return None
    asks = all(one.sure for one in heard.wishes) or is_said(said, turn.words, "hear.way_told.wants")
    is_it = wished <= _GOING_ON or (wished <= _POSITION | _GOING_ON and asks)
    return next(iter(told.wanted)) if is_it else None
