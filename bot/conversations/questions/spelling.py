"""Spelling: what somebody means who types in a hurry, or as it sounds, at the question that is open."""

from __future__ import annotations

from bot.conversations import setup_stages
from bot.conversations.preferences import time_zone
from bot.conversations.turn import Turn
from bot.understanding.misspelt import as_meant as read_as_meant
from bot.understanding.text.short_forms import spelled


def as_meant(turn: Turn, said: str) -> str:
    """A text with short forms written out and misspelt words as they are meant; a name of a place stays."""
    asking = (turn.person.account.asking or "").partition(":")[0]
    asks_place = asking == time_zone.ASKING or turn.person.account.setup == setup_stages.ZONE
    return read_as_meant(spelled(said, turn.words), turn.words, asks_place=asks_place)
