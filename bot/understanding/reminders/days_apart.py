"""Days apart: the days that a sentence names as those without a reminder, and what else it says: "at nine, but weekends
not". For languages whose wishes are told by examples. Pure.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.i18n.catalogue import Words
from bot.timing.recurrence import ALL_DAYS
from bot.understanding.text.own_clauses import clauses_of, is_said
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.time_phrases import UNKNOWN, readings
from bot.understanding.times.weekdays import parse_weekdays
from bot.understanding.wishes.wish_details import without_days
from bot.understanding.wishes.wishes import time_in

# Words of the plain form that name no day.
_AROUND = frozenset({"not", "only", "except", "without"})
_JOINTS, _DENIAL, _KEPT = "hear.days_joints", "hear.denial", "hear.days_kept"


class Apart(NamedTuple):
    """What a sentence says besides, as typed, and the days without a reminder in the plain form."""

    rest: str
    days: str


def read(text: str, words: Words) -> Apart | None:
    """The days that a text takes away; None where it takes none, or is read in English."""
    if not words.is_translated:
        return None
    rest, days = list[str](), list[str]()
    for clause in clauses_of(text, words, _JOINTS):
        denied = _denied(clause, words)
        (days if denied else rest).append(denied or clause)
    return Apart(", ".join(rest), " and ".join(days)) if days else None


def reminder(text: str, words: Words) -> str | None:
    """The reminder that such a sentence asks for, as the readers of times know it; None for anything else."""
    apart = read(text, words)
    if apart is None:
        return None
    said = time_in(readings(apart.rest, words)[0].replace(UNKNOWN, ""), words) or apart.rest
    found = parse_reminders(said, words)
    if not isinstance(found, tuple) or len(found) != 1 or found[0].once:
        return None
    is_of_some = found[0].weekdays not in (None, ALL_DAYS)
    told = said.removeprefix("only ") if is_of_some else without_days(f"{found[0].time:%H:%M}", apart.days)
    return told if isinstance(parse_reminders(told), tuple) else None


def _denied(clause: str, words: Words) -> str:
    """The days of a clause that denies them, in the plain form; empty for any other clause, and one with a time."""
    if not is_said(clause, words, _DENIAL) or is_said(clause, words, _KEPT):
        return ""
    spoken = [word for word in readings(clause, words)[0].split() if not word.startswith(UNKNOWN)]
    days = " ".join(word for word in spoken if word not in _AROUND).removeprefix("at ").removeprefix("on ")
    return days if parse_weekdays(days) is not None and not any(map(str.isdigit, days)) else ""
