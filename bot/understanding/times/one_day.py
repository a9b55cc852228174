"""One day: the next date of the only weekday that a text names, for what is meant once. Pure: today comes in."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.i18n.catalogue import Words
from bot.understanding.times.time_phrases import UNKNOWN, readings
from bot.understanding.times.weekdays import PLURALS, WEEKDAYS

_NAMES = "|".join(sorted((name for name in WEEKDAYS if len(name) > 2), key=len, reverse=True))
_NAMED = re.compile(rf"\b(?:{_NAMES})\b")


def next_date(text: str, today: date, words: Words) -> date | None:
    """The next date, after today, of the one weekday that a text names in the singular; None for none, several, and
    those of each week. In plain form, as `time_phrases` gives it."""
    said = _NAMED.findall(readings(text.casefold(), words)[0].replace(UNKNOWN, ""))
    days = {WEEKDAYS[name] for name in said}
    if len(days) != 1 or not PLURALS.isdisjoint(said):
        return None
    ahead = (days.pop() - today.weekday()) % 7
    return today + timedelta(days=ahead) if ahead else None


def as_rest(day: date) -> str:
    """A day as the detail of a rest: `parse_pause` reads it."""
    return f"{day} to {day}"
