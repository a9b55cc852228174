"""Single dates as people write them in their language: "5 Jan", "the 5th", "11/15". A range of them is in `periods`.

Without a year they lie in the past or in the future, as is wished; the person's own today is handed in. The date parser
is imported at first use: it is large and slow.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from typing import Any, Literal

from babel import dates

from bot.i18n.catalogue import Words

ISO = re.compile(r"(?<!\d)(\d{4}-\d{1,2}-\d{1,2})(?!\d)")
# A day and a month with dots would be taken for a time of day.
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.?")
SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?!\d)")
NUMBER = r"(\d{1,2})(?:st|nd|rd|th|\.)?"
MONTH = r"[^\W\d_]{3,}\.?"
DAY_THEN_MONTH = re.compile(rf"{NUMBER}\s+(?:of\s+)?({MONTH}(?:\s+\d{{4}})?)", re.IGNORECASE)
MONTH_THEN_DAY = re.compile(rf"({MONTH})\s+{NUMBER}", re.IGNORECASE)
# A day and a month, or two days; not a day and a year: "Nov 1-31".
TWO_NUMBERS = re.compile(r"(?<![\d-])(\d{1,2})\s*[-–—]\s*(\d{1,2})(?![\d-])")
MONTHS_OF_YEAR = 12

Order = Literal["DMY", "MDY"]
Which = Literal["first", "last", "current"]


def iso(text: str) -> date:
    """The date of year, month and day with dashes. ValueError where there is none."""
    year, month, day = map(int, text.split("-"))
    return date(year, month, day)


def shows(said: str, day: date) -> bool:
    """Whether a day and a month that were written without a year are those of the date: "Nov 31" is no day of 1931."""
    if match := SLASHED.fullmatch(said) or TWO_NUMBERS.search(said):
        return {day.day, day.month} == {int(match[1]), int(match[2])}
    match = DAY_THEN_MONTH.fullmatch(said) or MONTH_THEN_DAY.fullmatch(said)
    return match is None or day.day in [int(part) for part in re.findall(r"\d+", match[0])]


def parsed(
    said: str, which: Which, today: date, words: Words, order: Order, *, prefer: Literal["past", "future"] = "past"
) -> date | None:
    """The date of a text, None for none; of a month or a year alone its first or last day, or today's. Without a
    year it lies where it is preferred. The machine's zone is not asked."""
    import dateparser

    settings: Any = {
        "PREFER_DATES_FROM": prefer,
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "DATE_ORDER": order,
        "PREFER_DAY_OF_MONTH": which,
        "PREFER_MONTH_OF_YEAR": which,
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    found = dateparser.parse(said, languages=_languages(words.locale.language), settings=settings)
    return None if found is None else found.date()


def order_in(half: str) -> Order | None:
    """The order that the figures of a date can only have: 11/15 has the month first. None where they fit either."""
    match = SLASHED.search(half)
    if match is None:
        return None
    first, second = int(match[1]), int(match[2])
    if first <= MONTHS_OF_YEAR < second:
        return "MDY"
    return "DMY" if second <= MONTHS_OF_YEAR < first else None


def order_of(words: Words) -> Order:
    """Whether this language writes the day before the month. A leading year is recognized by its four digits."""
    pattern = dates.get_date_format("short", locale=words.locale).pattern.lower()
    return "DMY" if pattern.find("d") < pattern.find("m") else "MDY"


@cache
def _languages(language: str) -> list[str] | None:
    """The languages for the date parser, English last; None, any language, when it does not know this one."""
    from dateparser.data.languages_info import language_order

    return list(dict.fromkeys((language, "en"))) if language in language_order else None


def of_figures(said: str, order: Order, read: Callable[[str, Order], date | None]) -> date | None:
    """The date of year, month and day with dashes, None where there is none; of any other text what `read` makes of it,
    with slashes for dots, which have the day first."""
    if ISO.fullmatch(said):
        try:
            return iso(said)
        except ValueError:
            return None
    return read(DOTTED.sub(r"\1/\2", said), "DMY") if DOTTED.fullmatch(said) else read(said, order)


def date_ahead(said: str, today: date, words: Words, order: Order) -> date | None:
    """The date of a day with its month, which lies ahead unless it has a year; None for anything else."""

    def read(text: str, order: Order) -> date | None:
        found = parsed(text, "first", today, words, order, prefer="future")
        return found if found is not None and shows(text, found) else None

    return of_figures(said, order, read)
