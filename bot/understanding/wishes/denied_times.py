"""Times that are denied beside the one that is wanted: "not at 8 tomorrow, make it 9". Pure.

Times stand in the plain form of `time_phrases`; the words that deny are in the catalogue.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.i18n.catalogue import Words
from bot.understanding.times.time_phrases import with_plain_times
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


def as_wanted(wishes: tuple[Wished, ...], wanted: str) -> tuple[Wished, ...]:
    """The wishes of a text in which a time is denied. A reminder is to come at the other time, `wanted`, and is asked
    about; without one nothing is to come then, and the reminders are shown."""
    if wanted and not wishes:
        return (Wished(Wish.MOVE, wanted, sure=False, plain=True),)
    meant = Wish.MOVE if wanted else Wish.REMINDERS
    return tuple(
        Wished(meant, one.detail if wanted else "", sure=not wanted, plain=True) if one.wish is Wish.REMIND else one
        for one in wishes
    )


def _left(text: str, words: Words) -> str | None:
    """What is left of a text without the times that are denied; None where none is."""
    rest = " ".join(_denied(words).sub(" ", text).split()).strip(" ,;")
    return rest if rest != " ".join(text.split()).strip(" ,;") else None


@lru_cache(maxsize=8)
def _denied(words: Words) -> re.Pattern[str]:
    denials = "|".join(sorted(map(re.escape, words.options("hear.time_denied")), key=len, reverse=True))
    return re.compile(rf"(?:(?<=\s)|^)(?:{denials}) (?:at |for )?{CLOCK}{_LENGTHS}", re.IGNORECASE)
