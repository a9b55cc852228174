"""A first or a last day beside the time of a reminder: "at 8 until Friday", "at 7 from 3 January". Pure.

Reminders have neither, which is said. The words are those of the plain form, in which `time_phrases` puts other
languages.
"""

from __future__ import annotations

import re

from bot.i18n.catalogue import Words
from bot.understanding.times.rhythms import DATE, MONTHS
from bot.understanding.times.time_phrases import readings
from bot.understanding.times.weekdays import ONE_WEEKDAY

_DAY = rf"(?:(?:next|this|coming) )?(?:{ONE_WEEKDAY})(?!\w)"
_TO_DAY = rf"(?: ?(?:-|–|to|until|till|til|thru|through|and) ?(?:{ONE_WEEKDAY})\b)"
_MOMENT = (
    rf"(?:{DATE}|the \d{{1,2}}\b|(?:the )?\d{{1,2}}(?:st|nd|rd|th)\b|\d{{1,2}}/\d{{1,2}}\b"
    rf"|(?:the )?end of (?:the |this |next )?(?:week|month|year|{MONTHS})\b"
    rf"|(?:the )?(?:next|coming) (?:week|month|year)\b|(?:christmas|easter|new year|{MONTHS})\b)"
)
_UNTIL = r"\b(?:until|till|til|through|thru|up to) (?:on |the )?"
_STARTING = r"\b(?:starting|beginning|as of|as from)(?: from| on| in)? "
_LAST = re.compile(rf"{_UNTIL}(?:{_MOMENT}|{_DAY})")
_FIRST = re.compile(rf"(?:{_STARTING}|\bfrom (?:on )?)(?:{_MOMENT}|{_DAY}(?!{_TO_DAY}))")
# From one day of each week to another.
_OF_EACH_WEEK = re.compile(rf"\b(?:from )?(?:{ONE_WEEKDAY}){_TO_DAY}")
# The same, or a day that bounds and is none of each week.
_BOUNDING_DAYS = re.compile(
    rf"(?P<weekly>{_OF_EACH_WEEK.pattern})|(?:{_STARTING}|\bfrom (?:on )?){_DAY} on(?:wards?)?\b"
    rf"|{_STARTING}{_DAY}(?!{_TO_DAY})|{_UNTIL}{_DAY}"
)


def without_bounding_days(plain: str) -> str:
    """The plain form of a text without the weekday on which something is to begin or to end."""
    return " ".join(_BOUNDING_DAYS.sub(lambda found: found["weekly"] or " ", plain).split())


def is_bounded(text: str, words: Words) -> bool:
    """Whether a text names the first or the last day of something that comes again."""
    said = _OF_EACH_WEEK.sub(" ", readings(text.casefold(), words)[0])
    return _LAST.search(said) is not None or _FIRST.search(said) is not None
