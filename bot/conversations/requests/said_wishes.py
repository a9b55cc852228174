"""What was asked for in a text: it is done, and what of the text no wish holds is answered first."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations.preferences import reminder_phrases
from bot.conversations.requests import requests
from bot.conversations.turn import Turn
from bot.understanding.times.date_bounds import is_bounded
from bot.understanding.times.rhythms import says_date
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

# Wishes with a time, which comes again until it is changed.
_COMES_AGAIN = (Wish.REMIND, Wish.MOVE, Wish.ONLY_THESE)


def fulfil(turn: Turn, said: str, wishes: Sequence[Wished], others: Sequence[Wished] = ()) -> None:
    """Do what a text asks for, in place of what was asked about. `others` may be meant instead."""
    requests.replace_meant(turn, wishes)
    told = [one.detail for one in wishes if one.wish in _COMES_AGAIN]
    # A first or a last day is no part of these wishes, but where it is one it is answered with them.
    if told and not any(says_date(detail.casefold()) or is_bounded(detail, turn.own_words) for detail in told):
        reminder_phrases.say_bounds(turn, said)
    requests.fulfil(turn, wishes, others)
