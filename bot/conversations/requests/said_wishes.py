"""What was asked for in a text: it is done, and what of the text cannot be done is said first."""

from __future__ import annotations

from collections.abc import Sequence

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
    comes_again = [one for one in wishes if one.wish in _COMES_AGAIN and not says_date(one.detail.casefold())]
    if comes_again and is_bounded(said, turn.own_words):
        turn.say(turn.words.say("remind.no_last_day"), event="time_bounded")
    requests.fulfil(turn, wishes, others)
