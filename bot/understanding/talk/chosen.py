"""Chosen: one of a list by its place, with the position and the minutes that it is wanted in: "second one, chair, 3
min". For English alone. Pure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple, get_args

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import covered, phrases_of
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.lasting import FORMS_BY_MINUTES, LONGEST
from bot.understanding.wishes.sentence import lexicon_of
from bot.understanding.wishes.wish_details import WAIT
from content.movement import Position

# The most words of such a text, and the most minutes of a session.
LONGEST_TEXT, MOST_MINUTES = 12, 60
_POSITIONS: tuple[Position, ...] = get_args(Position)
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_])")


class Chosen(NamedTuple):
    """The words that name the place in the list; the position, and the form of a session by its minutes."""

    which: str
    position: Position | None
    form: str | None


def read(text: str, words: Words) -> Chosen | None:
    """What a text chooses from a list and how it is wanted; None where it says only which, or anything more."""
    tokens = [one for one in plain(_GLUED.sub(" ", text)).split() if one != STOP]
    if words.is_translated or is_question(text) or len(tokens) > LONGEST_TEXT:
        return None
    minutes, timed = _minutes(tokens, words)
    if timed and WAIT in tokens[max(0, min(timed) - 2) : min(timed)]:
        # "The first one in 5 minutes".
        return None
    position, placed = _position(tokens, words)
    rest = [one for at, one in enumerate(tokens) if at not in timed | placed]
    if not timed and not placed:
        return None
    form = None if minutes is None else next((form for most, form in FORMS_BY_MINUTES if minutes <= most), LONGEST)
    return Chosen(" ".join(rest), position, form)


def _minutes(tokens: list[str], words: Words) -> tuple[int | None, set[int]]:
    numbers, units = lexicon_of(words.catalogue).numbers, phrases_of(words, "hear.minutes.unit")
    for at, (token, unit) in enumerate(pairwise(tokens)):
        value = int(token) if token.isdecimal() else numbers.get(token)
        if unit in units and value is not None and 0 < int(value) <= MOST_MINUTES:
            return int(value), {at, at + 1}
    return None, set()


def _position(tokens: list[str], words: Words) -> tuple[Position | None, set[int]]:
    found = {
        one: places for one in _POSITIONS if (places := covered(tokens, phrases_of(words, f"hear.position_{one}")))
    }
    if len(found) != 1:
        return None, set()
    [(position, places)] = found.items()
    return position, places
