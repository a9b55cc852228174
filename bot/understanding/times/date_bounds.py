"""A first or a last day beside the time of a reminder: "at 8 until Friday", "at 7 from 3 January". Pure.

Reminders have neither, which is said. The words are those of the plain form, in which `time_phrases` puts other
languages.
"""

from __future__ import annotations

import re

from bot.i18n.catalogue import Words
from bot.understanding.times.rhythms import MONTHS
from bot.understanding.times.time_phrases import readings
from bot.understanding.times.weekdays import ONE_WEEKDAY

_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:{_NUMBER} ?\.?(?: of)? {MONTHS}|{MONTHS} (?:the )?{_NUMBER}(?![:.h]\d| ?[ap]m)|the {_NUMBER}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)|\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?"
    rf"|(?:the )?end of (?:the |this |next )?(?:week|month|year|{MONTHS})|(?:the )?(?:next|coming) (?:week|month|year)"
    rf"|christmas|easter|new year|{MONTHS})(?!\w)"
)
_DAY = rf"(?:(?:next|this|coming) )?(?:{ONE_WEEKDAY})(?!\w)"
_TO_DAY = rf"(?: ?(?:-|–|to|until|till|til|thru|through|and) ?(?:{ONE_WEEKDAY})\b)"
_LAST = re.compile(rf"\b(?:until|till|til|through|thru|up to) (?:on |the )?(?:{_DATE}|{_DAY})")
_FIRST = re.compile(
    rf"\b(?:starting|beginning|as of|as from)(?: from| on| in)? (?:{_DATE}|{_DAY}(?!{_TO_DAY}))"
    rf"|\bfrom (?:on )?(?:{_DATE}|{_DAY}(?!{_TO_DAY}))"
)
# From one day of each week to another.
_OF_EACH_WEEK = re.compile(rf"\b(?:from )?(?:{ONE_WEEKDAY}){_TO_DAY}")


_BEGINS_ON = re.compile(
    rf"\b(?:from|starting|beginning|as of|as from)(?: from| on)? {_DAY} on(?:wards?)?\b"
    rf"|\b(?:starting|beginning|as of|as from)(?: from| on)? {_DAY}(?!{_TO_DAY})"
)


def without_first_day(plain: str) -> str:
    """The plain form of a text without the day on which something is to begin, which is none of each week."""
    return " ".join(_BEGINS_ON.sub(" ", plain).split())


def is_bounded(text: str, words: Words) -> bool:
    """Whether a text names the first or the last day of something that comes again."""
    said = _OF_EACH_WEEK.sub(" ", readings(text.casefold(), words)[0])
    return _LAST.search(said) is not None or _FIRST.search(said) is not None
