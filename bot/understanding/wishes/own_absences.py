"""Own absences: the days from one until another on which somebody is away, in languages whose wishes are told by
examples: "from Friday until Monday I'm not here". Days of each week are none. Pure: today comes in.
"""

from __future__ import annotations

import re
from datetime import date

from bot.i18n.catalogue import WEEKDAYS, Words
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.pauses import PauseWish, parse_pause
from bot.understanding.times.time_phrases import UNKNOWN, readings
from bot.understanding.wishes.absences import MONTHS, Absence

_DAY = "|".join(WEEKDAYS)
_MONTH = "|".join(MONTHS)
_DATE = rf"\d{{1,2}}(?:th)?(?: (?:{_MONTH}))?"
_DAYS = re.compile(rf"\b(?:from )?(?:{_DAY}) (?:to|until|through) (?:{_DAY})\b")
_DATES = re.compile(rf"\b(?:from )?{_DATE} (?:to|until|through) \d{{1,2}}(?:th)? (?:{_MONTH})\b")
# What makes them the days of a reminder: a time, or each week.
_WEEKLY = re.compile(rf"\b(?:every|each|(?:{_DAY})s|at \d|\d+ oclock|\d+ (?:am|pm)|in the|noon|midnight)\b|\d[:.]\d\d")


def read(text: str, words: Words, today: date) -> Absence | None:
    """The absence that a text tells of, never sure; None for none. `words`: those of the person's own language."""
    if not words.is_translated or "?" in text or not is_said(text, words, "hear.absence"):
        return None
    wish = read_span(text, words, today)
    return None if wish is None else Absence(wish.starts or today, wish.back, sure=False)


def read_span(text: str, words: Words, today: date) -> PauseWish | None:
    """The days from one until another that a text names; None for none, for several, and with a time."""
    said = plain(readings(text, words)[0].replace(UNKNOWN, ""))
    found = [*_DAYS.finditer(said), *_DATES.finditer(said)]
    if len(found) != 1 or _WEEKLY.search(said):
        return None
    wish = parse_pause(found[0][0], today, words)
    return wish if isinstance(wish, PauseWish) and wish.starts is not None else None
