"""Position talk: a position that is missed rather than asked for: "this is sitting, not standing?", "no standing?"."""

from __future__ import annotations

from bot.conversations import missing_forms, selection
from bot.conversations.preferences.preferred_position import ASKING_POSITION
from bot.conversations.requests import requests, said_settings
from bot.conversations.turn import Turn
from bot.conversations.walk import positions
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.wishes import positions_told
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

# The most words of such a text, and of one that asks without a mark: "no standing".
_LONGEST, _BARE = 10, 2
_ASKING = ("?", "\u061f")


def answer(turn: Turn, said: str) -> bool:
    """Say why the session, or today's movement, comes in its position, or that it has no form in the one that is
    missed. False for any other text."""
    here = missing_forms.todays(turn)
    is_beside = turn.person.account.setup is not None or turn.person.account.asking == ASKING_POSITION
    if here is None or is_beside or len(said.split()) > _LONGEST:
        return False
    told = positions_told.missed(said, turn.words)
    if len(told.denied) != 1 or here.position in told.denied:
        return False
    missing = next(iter(told.denied))
    is_asked = said.rstrip().endswith(_ASKING)
    if told.wanted:
        is_told = is_asked or f"{plain(said)} ".startswith(
            tuple(f"{plain(one)} " for one in turn.words.options("hear.this_is"))
        )
        is_why = told.wanted == {here.position} and is_told
        if is_why:
            positions.say_why(turn, missing)
        return is_why
    if not is_asked and len(said.split()) > _BARE:
        return False
    if said_settings.say_missing(turn, missing):
        return True
    if is_asked and missing != selection.position_of(turn.person, turn.library):
        requests.ask(turn, Wished(Wish.POSITION, missing, sure=False))
        return True
    return False
