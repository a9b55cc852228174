"""Dates as they are spoken: days of a month in words, and the "may" that is no month, in the plain form of
`time_phrases`. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.i18n.catalogue import WEEKDAYS
from bot.understanding.times.time_vocabulary import MONTHS as NAMES_OF_MONTHS

MONTHS = {
    **{name: month for month, name in enumerate(NAMES_OF_MONTHS, 1)},
    **{name[:3]: month for month, name in enumerate(NAMES_OF_MONTHS, 1)},
    "sept": 9,
}
_TO_NINTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TO_TWENTIETH = (
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
)
_ORDINALS = {
    **{word: number for number, word in enumerate((*_TO_NINTH, *_TO_TWENTIETH), 1)},
    **{f"twenty {word}": number for number, word in enumerate(_TO_NINTH, 21)},
    **{"thirtieth": 30, "thirty first": 31},
}
_WORDS_OF_DAYS = "|".join(word.replace(" ", "[ -]") for word in sorted(_ORDINALS, key=len, reverse=True))
_ORDINAL_WORD = re.compile(rf"\b(?:{_WORDS_OF_DAYS})\b(?=,? (?:of )?(?:{'|'.join(MONTHS)})\b)")
# "From the fifth of December until the twelfth."
_AN_END = re.compile(rf"(?:(?<=til the )|(?<=till the )|(?<=to the ))(?:{_WORDS_OF_DAYS})\b(?=[ .!?,]*$)")
# "Until Sunday evening" and "until the end of Sunday": nothing comes on that day.
_DAY = rf"(?:(?:next|this|coming) )?(?:{'|'.join(WEEKDAYS)}|tomorrow)"
_EVENING = r"(?:,? (?:(?:late )?in the |at |late )?(?:evening|night))"
_UNTIL_EVENING = re.compile(rf"\b(?:until|till|til) (?:the )?(?:(?:late|end of) )?({_DAY}){_EVENING}\b")
# "Until I am back in Leeds on Saturday": what is done then says nothing of when.
_UNTIL_BACK = re.compile(
    r"\b(until|till|til) (?:i|i'm|im|we|we're|were)\b(?: (?!(?:every|each|say|tell|until|from|or)\b)[a-z']+){1,7}?"
    rf"(?: on)? (?=(?:(?:next|this|coming) )?(?:{'|'.join(WEEKDAYS)}|tomorrow)\b|the \d)",
    re.IGNORECASE,
)
_MONTH_AND_WORD = re.compile(rf"\b({'|'.join(MONTHS)}) (?:the )?({_WORDS_OF_DAYS})\b")
_WEEKDAYS = {
    **{name: day for day, name in enumerate(WEEKDAYS)},
    **{name[:3]: day for day, name in enumerate(WEEKDAYS)},
    **{"tues": 1, "thur": 3, "thurs": 3},
}
_NAMES = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
# "Once a week on Monday" and "for a week on Monday" name no such day.
_A_WEEK_ON = re.compile(rf"(?<!once )(?<!twice )(?<!times )(?<!days )(?<!for )\ba week (?:on )?({_NAMES})\b")
_DAY_WEEK = re.compile(rf"\b({_NAMES}) week\b(?! (?:of|on)\b)")
_OF_NEXT_WEEK = re.compile(rf"\bnext week (?:on )?({_NAMES})\b(?! and\b)")
# "May I pause" and "I may be away" name no month.
_MAY = re.compile(
    r"(?<!\bin )(?<!\bof )(?<!til )(?<!till )(?<!\d )\bmay (?=(?:i|we|it|you)\b)|(?<=\bi )may\b|(?<=\bwe )may\b",
    re.IGNORECASE,
)


def in_figures(text: str) -> str:
    """The text, in lower case, with days of a month in figures: "the fourth of January" is "the 4th of january"."""
    text = _MONTH_AND_WORD.sub(lambda match: f"{match[1]} {_figures(match[2])}", text)
    text = _AN_END.sub(lambda match: _figures(match[0]), text)
    return _ORDINAL_WORD.sub(lambda match: _figures(match[0]), text)


def to_its_end(text: str) -> str:
    """The text, in lower case, with "until Sunday evening" as "through Sunday": that day counts; and with "until I am
    back on Sunday" as "until Sunday"."""
    return _UNTIL_EVENING.sub(r"through \1", until_back(text))


def until_back(text: str) -> str:
    """The text with "until I am back in Leeds on Sunday" as "until Sunday"."""
    return _UNTIL_BACK.sub(r"\1 ", text)


def weeks_ahead(text: str, today: date) -> str:
    """The text, in lower case, with days of a week ahead as dates: "a week on Monday", "Monday week", "next week
    Tuesday"."""
    text = _A_WEEK_ON.sub(lambda match: _date_of(match[1], today, weeks=1), text)
    text = _DAY_WEEK.sub(lambda match: _date_of(match[1], today, weeks=1), text)
    return _OF_NEXT_WEEK.sub(lambda match: _of_next_week(match[1], today), text)


def _date_of(name: str, today: date, *, weeks: int) -> str:
    ahead = (_WEEKDAYS[name] - today.weekday() - 1) % 7 + 1
    return f"{today + timedelta(days=ahead + 7 * weeks)}"


def _of_next_week(name: str, today: date) -> str:
    return f"{today + timedelta(days=7 - today.weekday() + _WEEKDAYS[name])}"


def _figures(word: str) -> str:
    return f"{_ORDINALS[word.replace('-', ' ')]}th"


def without_may(text: str) -> str:
    """The text without the "may" that is no month."""
    return _MAY.sub(" ", text)
