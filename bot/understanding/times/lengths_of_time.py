"""Lengths of time as people write them: "in 20 minutes", "an hour and a half", "15 minutes daily". Pure.

A length is no time of day. Most take "in" before them or the unit behind them; "8 hours" alone is eight o'clock. The
words are those of the plain form, in which `time_phrases` puts other languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from bot.understanding.times.times import NUMBERS, TENS


@dataclass(frozen=True, slots=True)
class LengthOfTime:
    """A length where a time of day was asked for. `is_wait`: it is to begin after that long; else it says how long
    something takes."""

    length: timedelta
    is_wait: bool


class FoundLength(NamedTuple):
    """A length in a text: what it is, and the text without it. `in_days`: it was given in days or weeks."""

    length: LengthOfTime
    rest: str
    in_days: bool


_WORDS = {
    **{word: float(number) for word, number in NUMBERS.items()},
    **{word: float(number) for word, number in TENS.items()},
    **{"a": 1.0, "an": 1.0, "half an": 0.5, "half a": 0.5, "a half": 0.5, "half": 0.5},
    **{"a couple of": 2.0, "couple of": 2.0, "a couple": 2.0},
}
_SPOKEN = "|".join(sorted(_WORDS, key=len, reverse=True))
_TENS_AND_ONES = rf"(?:{'|'.join(TENS)})[ -](?:one|two|three|four|five|six|seven|eight|nine)"
_AMOUNT = rf"\d+(?:[.,]\d+)?|{_TENS_AND_ONES}|{_SPOKEN}"
_UNITS = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
_UNIT = r"minuten|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w"
_QUARTERS = (
    (re.compile(r"\bthree quarters of an hour\b"), "45 minutes"),
    (re.compile(r"\b(?:an? )?quarter of an hour\b"), "15 minutes"),
    (re.compile(r"\b(an?|one) hour and a (half|quarter)\b"), r"1 hour \2"),
    (re.compile(r"\b(\d+|\w+) hours and a (half|quarter)\b"), r"\1 hours \2"),
)
# What follows makes it a part of an hour: "10 minutes to six".
_OF_AN_HOUR = r"(?!\w)(?!\s*(?:to|past|after|before|of|till|til)\b(?! that| now))"
_LENGTH = re.compile(
    rf"(?:\b(?P<lead>in|within|after|for)\s+)?(?:(?:about|around|roughly|only|just)\s+)?"
    rf"(?<![\w:.,])(?P<amount>{_AMOUNT})\s?(?P<unit>{_UNIT})(?:"
    rf"(?:\s?(?:and\s)?|(?<=h))(?P<more>\d+|{_TENS_AND_ONES}|{_SPOKEN})\s?(?P<minutes>minutes?|mins?|m)\b"
    rf"|(?<=h)(?P<close>\d\d)\b|\s(?P<part>half|quarter)\b)?{_OF_AN_HOUR}"
    rf"(?P<trail>'?\s(?:from now|from here|later|time)\b)?"
)
_WAITS = frozenset({"in", "within", "after"})
_PARTS = {"half": 30, "quarter": 15}
# From this many hours on, "8 hours" and "8h" are a time of day.
_HOURS_OF_DAY = 5


def find_length(plain: str) -> FoundLength | None:
    """The length in a text in lower case; None when there is none."""
    for form, plainer in _QUARTERS:
        plain = form.sub(plainer, plain)
    for match in _LENGTH.finditer(plain):
        found = _read(match)
        if found is not None:
            minutes, is_wait = found
            rest = " ".join(f"{plain[: match.start()]} {plain[match.end() :]}".split())
            return FoundLength(
                LengthOfTime(timedelta(minutes=minutes), is_wait=is_wait), rest, in_days=match["unit"][0] in "dw"
            )
    return None


def _read(match: re.Match[str]) -> tuple[int, bool] | None:
    """(Minutes, whether it is a wait); None for what is a time of day after all."""
    lead, unit = match["lead"], match["unit"]
    if len(unit) == 1 and not match["amount"][0].isdecimal():
        return None  # the "a m" of "7 a m"
    says_minutes = match["minutes"] is not None
    if not lead and not match["trail"] and not says_minutes:
        if unit[0] in "dw" or match["close"]:
            return None  # "7h30"
        if unit[0] == "h" and _amount(match["amount"]) >= _HOURS_OF_DAY:
            return None
    minutes = _amount(match["amount"]) * _UNITS[unit[0]]
    minutes += _amount(match["more"]) if says_minutes else int(match["close"] or 0)
    minutes += _PARTS.get(match["part"] or "", 0)
    return round(minutes), lead in _WAITS or (lead is None)


def _amount(text: str) -> float:
    if text[0].isdecimal():
        return float(text.replace(",", "."))
    if text in _WORDS:
        return _WORDS[text]
    tens, ones = re.split("[ -]", text)
    return _WORDS[tens] + _WORDS[ones]
