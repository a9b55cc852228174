"""Unknown commands: what is typed behind a slash and is no command, but may be a wish: "/unsubscribe"."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.conversations import without_words
from bot.conversations.requests import requests
from bot.conversations.turn import Turn
from bot.understanding.hearing import hear

# A name of letters, and what stands behind it. One with another bot's name behind "@" is meant for that bot.
_COMMAND = re.compile(r"/(\w+)(?!@)(?:\s+(.*))?", re.DOTALL)


def answer(turn: Turn, said: str, answer_text: Callable[[Turn, str], None]) -> None:
    """Answer a command that there is not as the words that it consists of where these surely ask for something, with
    `answer_text`; else say that there is no such command."""
    found = _COMMAND.fullmatch(said.strip())
    text = "" if found is None else " ".join(filter(None, (found[1].replace("_", " "), found[2])))
    heard = hear(text, turn.words, requests.where(turn), requests.known(turn))
    is_word = heard.word is not None or heard.symptom is not None
    if is_word or (heard.wishes and all(one.sure and one.wish not in requests.OF_ADMINS for one in heard.wishes)):
        answer_text(turn, text)
    else:
        without_words.answer(turn, "command")
