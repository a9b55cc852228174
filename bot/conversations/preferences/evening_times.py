"""Evening times: "half past seven" said without a part of the day, by somebody whose reminders come in the evening.

Only where the clock is written with twelve hours. What is changed by it is asked about, or shown.
"""

from __future__ import annotations

from datetime import time, timedelta

from babel.dates import get_time_format

from bot.conversations.turn import Turn
from bot.understanding.times.reminder_wishes import IN_THE_EVENING, parse_reminders

_NOON = time(12)
# Hours that are of the morning where no part of the day is told.
_MORNING = range(5, 12)
_HALF_A_DAY = timedelta(hours=12)


def in_evening(turn: Turn, text: str) -> str:
    """The text with the evening told in it, where its only time may be of the morning or the evening, and all
    reminders come after noon; else the text as it is."""
    is_of_halves = "a" in get_time_format("short", locale=turn.words.locale).pattern
    if not is_of_halves or not turn.person.recurring or any(one.at < _NOON for one in turn.person.recurring):
        return text
    later = f"{text} {IN_THE_EVENING}"
    found, shifted = parse_reminders(text, turn.own_words), parse_reminders(later, turn.own_words)
    if not isinstance(found, tuple) or not isinstance(shifted, tuple) or len(found) != 1 or len(shifted) != 1:
        return text
    is_open = (
        found[0].time.hour in _MORNING
        and _since_midnight(shifted[0].time) - _since_midnight(found[0].time) == _HALF_A_DAY
    )
    return later if is_open and not found[0].once else text


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)
