"""Days told: past days by their names on which somebody did a session apart from the bot, or that are asked about:
"I did it on my own on Wednesday and Thursday", "did Thursday count?". Pure: today comes in.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from bot.i18n.catalogue import WEEKDAYS, Words
from bot.understanding.text.own_clauses import clauses_of, is_said
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.time_phrases import UNKNOWN, readings
from bot.understanding.times.weekdays import PLURALS
from bot.understanding.wishes.wishes import time_in

# The most words of such a text.
_LONGEST = 30
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_DAYS = {
    **{name: day for day, name in enumerate(WEEKDAYS)},
    **{name[:3]: day for day, name in enumerate(WEEKDAYS) if name[:3] not in ("sun", "sat")},
    **{"tues": 1, "thur": 3, "thurs": 3},
}
_YESTERDAY = "yesterday"


class DaysTold(NamedTuple):
    """Past dates, the newest last, and whether it is asked if they count."""

    days: tuple[date, ...]
    is_asked: bool


def read(text: str, words: Words, today: date) -> DaysTold | None:
    """The days of such a text; None for any other, and where yesterday alone is told of."""
    if len(text.split()) > _LONGEST or time_in(text, words):
        return None
    is_question = text.rstrip().endswith(("?", "\u061f"))
    clauses = [part for part in clauses_of(text, words, "hear.told_done.joints") if _days(part, words)]
    asked = [part for part in clauses if is_said(part, words, "hear.day_counted")]
    done = [part for part in clauses if is_said(part, words, "hear.told_done") and not is_question]
    for parts, is_asked in ((asked, True), (done, False)):
        meant = [part for part in parts if is_asked or not is_said(part, words, "hear.told_done.not")]
        names = [name for part in meant for name in _days(part, words)]
        if names and set(names) != {_YESTERDAY}:
            return DaysTold(tuple(sorted({_date_of(name, today) for name in names})), is_asked)
    return None


def days_alone(text: str, words: Words, today: date) -> tuple[date, ...]:
    """The past days that a text names; empty where it names none."""
    return tuple(sorted({_date_of(name, today) for name in _days(text, words)}))


def _days(text: str, words: Words) -> list[str]:
    said = plain(readings(_POSSESSIVE.sub("", text), words)[0].replace(UNKNOWN, "")).split()
    return [] if not PLURALS.isdisjoint(said) else [word for word in said if word in _DAYS or word == _YESTERDAY]


def _date_of(name: str, today: date) -> date:
    """The newest date of a weekday before today."""
    back = 1 if name == _YESTERDAY else (today.weekday() - _DAYS[name] - 1) % 7 + 1
    return today - timedelta(days=back)
