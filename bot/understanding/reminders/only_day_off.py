"""The only day off: the days that a text names as the only ones without a reminder: "no, only Friday off", "everything
but Friday". Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.time_phrases import first_read
from bot.understanding.times.weekdays import ONE_OR_GROUP, parse_weekdays

_DAYS = rf"(?P<days>(?:{ONE_OR_GROUP})(?: (?:and |or |to )?(?:{ONE_OR_GROUP}))*)"
_BEFORE = r"(?:(?P<no>no|nope|nah)|i mean|i meant|i said|i want|id like|make it|sorry|please|but|then|ok|okay|so)"
_ON = r"(?:(?:on|for|the|every|each|have|take|keep) )*"
_FIRST, _BEHIND, _EXCEPT = (_DAYS.replace("days", name) for name in ("first", "behind", "except"))
_DAY_OFF = re.compile(
    rf"(?:{_BEFORE} )*(?:(?:only|just) {_ON}{_DAYS} (?:off|free|out)"
    rf"|{_ON}{_FIRST} (?:off|free) only"
    rf"|(?:only|just) (?:off|free) {_ON}{_BEHIND}"
    r"|(?P<all>every ?day|all days|all the days|each day|everything|all|the whole week|all week)"
    rf" (?:but|except|bar|minus|apart from|other than) {_ON}{_EXCEPT})(?: please| thanks)*"
)


class DayOff(NamedTuple):
    """These weekdays (Monday 0); whether a no stands before them; and whether it is told that all others come."""

    days: frozenset[int]
    is_correction: bool
    names_all: bool


def read(text: str, words: Words | None, weekend: frozenset[int]) -> DayOff | None:
    """The days of such a text; None for any other."""
    return first_read(text, words, lambda said: _read(said, weekend), lambda found: found is not None)


def _read(text: str, weekend: frozenset[int]) -> DayOff | None:
    found = _DAY_OFF.fullmatch(" ".join(plain(text.replace(",", " ")).split()))
    if found is None:
        return None
    named = next(filter(None, (found[each] for each in ("days", "first", "behind", "except"))))
    days = parse_weekdays(named, weekend=weekend)
    every = found["all"]
    return None if not days else DayOff(days, found["no"] is not None, every is not None and "day" in every)
