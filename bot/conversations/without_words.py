"""Without words: the answer to a sticker, a photo, a voice message, and what else says nothing."""

from __future__ import annotations

from bot.conversations import setup_stages
from bot.conversations.account import onboarding
from bot.conversations.admin import recording
from bot.conversations.turn import Turn

# What is no content of a new message: a command that there is not, and an edit.
_NOT_SENT = ("command", "edited")


def answer(turn: Turn, kind: str) -> None:
    """Answer a sticker, a photo, a voice message, or anything else without words."""
    if kind not in _NOT_SENT and recording.refuse_other(turn):
        return
    words = turn.words
    key = f"else.{kind}" if words.has(f"else.{kind}") else "else.other"
    turn.say(words.say(key), event="fallback")
    if turn.person.account.setup is not None and turn.person.account.setup != setup_stages.HELLO:
        onboarding.ask_open(turn)
