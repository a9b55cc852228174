"""Times that are denied beside the one that is wanted: "not at 8 tomorrow, make it 9". Pure.

Times stand in the plain form of `time_phrases`; the words that deny are in the catalogue.
"""

from __future__ import annotations

import re
from datetime import time
from functools import lru_cache
from typing import NamedTuple

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.time_phrases import with_plain_times
from bot.understanding.times.times import halves_of_day
from bot.understanding.times.weekdays import WEEKDAYS
from bot.understanding.wishes.own_hours import CLOCK
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished, time_in

# "Not 8 minutes" denies no time of day.
_LENGTHS = r"(?! ?(?:min|minutes?|h|hours?|days?|weeks?|months?|times?|x|steps?|rounds?|sessions?|reminders?)\b)"


def without(text: str, words: Words) -> str:
    """A text without a time that is denied, where another one is left; else the text as it is."""
    rest = _left(text, words)
    return rest if rest is not None and time_in(rest, words) else text


def time_wanted(text: str, words: Words) -> str | None:
    """The other time, with its days, where one is denied; empty where none is left, and None where none is denied."""
    rest = _left(with_plain_times(text, words), words)
    return None if rest is None else time_in(rest, words)


class Correction(NamedTuple):
    """The times that a text may want, and those that it may deny: 8 is in the morning and in the evening."""

    wanted: tuple[time, ...]
    denied: tuple[time, ...]


def correction(text: str, words: Words) -> Correction | None:
    """One time in place of another, without days: "8, not 7", "I said 20:00, not 19:00". None for anything else."""
    said = " ".join(with_plain_times(text, words).split())
    denied, rest = list(_denied(words).finditer(said)), _left(said, words)
    if len(denied) != 1 or rest is None:
        return None
    clocks = [re.findall(CLOCK, part, re.IGNORECASE) for part in (rest, denied[0][0])]
    if any(len(found) != 1 for found in clocks) or not WEEKDAYS.keys().isdisjoint(plain(said).split()):
        return None
    wanted, old = (halves_of_day(found[0]) for found in clocks)
    return Correction(wanted, old) if wanted and old else None


def as_wanted(wishes: tuple[Wished, ...], wanted: str) -> tuple[Wished, ...]:
    """The wishes of a text in which a time is denied. A reminder is to come at the other time, `wanted`, and is asked
    about; without one nothing is to come then, and the reminders are shown."""
    if wanted and not wishes:
        return (Wished(Wish.MOVE, wanted, sure=False, plain=True),)
    meant, timed = (Wish.MOVE, (Wish.REMIND,)) if wanted else (Wish.REMINDERS, (Wish.REMIND, Wish.MOVE))
    return tuple(
        Wished(meant, one.detail if wanted else "", sure=not wanted, plain=True) if one.wish in timed else one
        for one in wishes
    )


def _left(text: str, words: Words) -> str | None:
    """What is left of a text without the times that are denied; None where none is."""
    rest = " ".join(_denied(words).sub(" ", text).split()).strip(" ,;")
    return rest if rest != " ".join(text.split()).strip(" ,;") else None


@lru_cache(maxsize=8)
def _denied(words: Words) -> re.Pattern[str]:
    denials = "|".join(sorted(map(re.escape, words.options("hear.time_denied")), key=len, reverse=True))
    unfit = "|".join(sorted(map(re.escape, words.options("hear.time_unfit")), key=len, reverse=True))
    before = rf"(?:(?<=\s)|^)(?:{denials}) (?:at |for )?{CLOCK}{_LENGTHS}"
    return re.compile(rf"{before}|(?:(?<=\s)|^){CLOCK} (?:{unfit})\b", re.IGNORECASE)
