"""Instead of: a time in place of the one that is named behind it: "remind me at half past nine instead of nine",
"at 1 pm instead of 8:30 pm, still on weekdays". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from bot.i18n.catalogue import Words
from bot.understanding.reminders.moves import Move
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.times import halves_of_day
from bot.understanding.times.weekdays import GROUPS, WEEKDAYS, parse_weekdays, short_names
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished, time_in

# In front of a reminder's name in a detail.
_NAMED = "@"
# The most words of a time.
_LONGEST_TIME = 6
_INSTEAD = re.compile(r",? (?:and )?(?:not|instead of|insted of|rather than|in place of)(?: (?:at|the|of|my))* ")
# What is of one date alone, of a session, or asked, is no move of a reminder.
_OTHER = re.compile(
    r"^(?:is|was|are|what|would it|does|do) |\bthis (?:\w+day|week|morning|afternoon|evening|time)\b"
    r"|\b(?:today|tonight|tomorrow|once|as well|too|sessions?|minutes?|mins?|did|done|why|hurts?)\b"
)
_DAY = "|".join(sorted(WEEKDAYS.keys() | GROUPS, key=len, reverse=True))
_DAYS_BEHIND = re.compile(rf"(?P<still>(?:still|but|only|just|again|and)? ?(?:on|from|at)? ?(?P<days>(?:{_DAY})\b.*))$")


def read(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> tuple[Wished, ...] | None:
    """The move from the time behind these words to the one before them, with the days that are told; None for anything
    else."""
    said = " ".join(text.casefold().split()).strip(" .!?")
    led = _INSTEAD.search(said)
    if led is None or _OTHER.search(said):
        return None
    old, rest = _first_time(said[led.end() :])
    told = time_in(said[: led.start()], words)
    found = parse_reminders(told) if told else None
    if not old or not isinstance(found, tuple) or len(found) != 1 or found[0].once:
        return None
    behind = _DAYS_BEHIND.search(plain(rest))
    named = found[0].weekdays or (parse_weekdays(behind["days"]) if behind is not None else None)
    had = next((one for one in old if one in known.reminded), None)
    if (had is None and not wished) or (rest and behind is None and len(plain(rest).split()) > 1):
        return None
    new = f"{found[0].time:%H:%M}"
    if named is None:
        return None if says(text, words, "once_instead.not") else (Wished(Wish.MOVE, new),)
    if had is None:
        return None
    if named == known.reminded[had] and len(known.reminded) > 1:
        return (Wished(Wish.MOVE, Move(f"{_NAMED}{had:%H:%M}", found[0].time, 0).detail),)
    return (Wished(Wish.MOVE, f"{short_names(named)} {new}"),) if len(known.reminded) == 1 else None


def _first_time(said: str) -> tuple[Sequence[time], str]:
    """The time that a text begins with, in either half of the day, and what stands behind it."""
    spoken = said.split()
    for size in range(min(_LONGEST_TIME, len(spoken)), 0, -1):
        first = " ".join(spoken[:size]).strip(",.;")
        found = parse_reminders(first)
        if isinstance(found, tuple) and len(found) == 1 and found[0].weekdays is None and not found[0].once:
            return (found[0].time, *halves_of_day(first)), " ".join(spoken[size:])
    return (), ""
