"""Own removals: the reminder of one day that is not wanted, in languages whose wishes are told by examples: "the one at
nine tomorrow is not needed". Pure."""

from __future__ import annotations

from datetime import time

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.time_phrases import UNKNOWN, readings
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wishes import time_in

_DAYS = {"today": "today", "tonight": "today", "tomorrow": "tomorrow"}
_DENIED, _KEPT = ("hear.denial", "hear.left_out"), "hear.days_kept"


def read(text: str, words: Words, known: Known) -> str:
    """The day and the time of the reminder that a text leaves out, in plain form; empty where it names no reminder by
    its time, or asks for it: "don't forget me at nine tomorrow"."""
    if not words.is_translated or "?" in text or not is_said(text, words, *_DENIED) or is_said(text, words, _KEPT):
        return ""
    said = readings(text, words)[0].casefold().replace(UNKNOWN, "").split()
    days = {_DAYS[word] for word in said if word in _DAYS}
    at = _time_in(" ".join(word for word in said if word not in _DAYS), words)
    named = [one for one in (at, _half_a_day_later(at)) if one in known.reminded]
    return f"{days.pop()} {named[0]:%H:%M}" if len(days) == 1 and named else ""


def _time_in(said: str, words: Words) -> time | None:
    """The only time of a text in plain form."""
    found = parse_reminders(time_in(said, words))
    return found[0].time if isinstance(found, tuple) and len(found) == 1 and found[0].weekdays is None else None


def _half_a_day_later(at: time | None) -> time | None:
    return None if at is None or at.hour > 11 else at.replace(hour=at.hour + 12)
