"""The words that answer a reminder with less than a session: later, not today, unwell, or one minute."""

from __future__ import annotations

from bot.conversations import selection
from bot.conversations.prompts import prompt, putting_off
from bot.conversations.turn import Turn
from bot.conversations.walk import starting
from bot.understanding.answers.intents import PUT_OFF, Intent, recognize


def answer(turn: Turn, said: str) -> bool:
    """Answer later, not today, unwell, or only one minute. False for anything else."""
    word = recognize(said, turn.words, PUT_OFF)
    if word is Intent.NOT_TODAY:
        prompt.not_today(turn)
    elif word is Intent.UNWELL:
        prompt.unwell_today(turn)
    elif word is Intent.SHORT:
        starting.begin(turn, selection.SHORT)
    elif word is Intent.LATER:
        putting_off.put_off(turn, "")
    return word is not None
