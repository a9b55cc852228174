"""This week: another time on some days of one week alone: "this week Thursday and Friday at 9:30 pm". Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.timing.recurrence import ALL_DAYS
from bot.understanding.reminders import other_days
from bot.understanding.text.own_clauses import clauses_of, is_said
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.weekdays import short_names
from bot.understanding.wishes.wishes import time_in

# The same in the plain form of `time_phrases`.
_PLAIN = " this week "
_KEY, _EVERY = "hear.in_this_week", "hear.each_week"


def read(text: str, words: Words) -> str:
    """The days with their time, as `parse_reminders` reads them for once; empty for another text."""
    is_named = is_said(text, words, _KEY) or _PLAIN in f" {plain(text)} "
    is_asked = text.rstrip().endswith(("?", "\u061f"))
    if is_asked or not is_named or is_said(text, words, _EVERY) or other_days.is_named(text, words):
        return ""
    found = [wish for clause in clauses_of(text, words) if (wish := other_days.only(clause, words)) is not None]
    if len(found) != 1 or not found[0].weekdays or found[0].weekdays == ALL_DAYS or not time_in(text, words):
        return ""
    return f"{short_names(found[0].weekdays)} {found[0].time:%H:%M} once"
