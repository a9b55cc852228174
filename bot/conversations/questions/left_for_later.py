"""Left for later: what is said after pain, and the time with which a session is left for tomorrow: "tomorrow at 8"."""

from __future__ import annotations

from collections.abc import Set

from bot.conversations import session
from bot.conversations.questions import done_and_hurt
from bot.conversations.requests import requests
from bot.conversations.safety import safety_questions
from bot.conversations.turn import Turn
from bot.conversations.walk import not_hurt, pain
from bot.understanding.hearing import hear
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.wishes.wish_rules import Where, Wish


def answer(turn: Turn, said: str, symptom: Symptom | None, wished: Set[Wish]) -> bool:
    """Answer what is no pain of now. Where that leaves the session for another day, the time that is named for it is a
    wish for a reminder. False for anything else."""
    if safety_questions.answer_long_ago(turn, said) or not_hurt.answer(turn, said, symptom):
        return True
    if done_and_hurt.answer(turn, said, symptom):
        return True
    was_open = session.current(turn) is not None
    if not pain.answer_asked(turn, said, symptom, wished):
        return False
    if was_open and session.current(turn) is None:
        heard = hear(said, turn.words, Where.OUT, requests.known(turn))
        requests.fulfil(turn, tuple(one for one in heard.wishes if one.wish is Wish.REMIND))
    return True
