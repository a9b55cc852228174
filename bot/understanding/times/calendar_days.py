"""Days that are named from another one: the next Friday, the next 5th, a month's first, next week. Pure."""

from __future__ import annotations

from datetime import date, timedelta

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def next_weekday(weekday: int, first: date) -> date:
    """The first day of that name from a date on."""
    return first + (weekday - first.weekday()) % 7 * _DAY


def next_of_number(number: int, today: date) -> date | None:
    """The next day behind a date that has that number in its month; None where there is none."""
    for months in range(3):
        month = month_start(today, months)
        day = month + (number - 1) * _DAY
        if number >= 1 and day > today and day.month == month.month:
            return day
    return None


def month_start(today: date, months: int) -> date:
    """The first day of a month, so many after this one."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, 1)


def stretches(today: date, monday: date) -> dict[str, tuple[date, date]]:
    """The first day of each stretch, and the first one after it."""
    return {
        "week": (monday, monday + _WEEK),
        "next week": (monday + _WEEK, monday + 2 * _WEEK),
        "weekend": (monday + 5 * _DAY, monday + _WEEK),
        "next weekend": (monday + 12 * _DAY, monday + 2 * _WEEK),
        "month": (month_start(today, 0), month_start(today, 1)),
        "next month": (month_start(today, 1), month_start(today, 2)),
        "year": (date(today.year, 1, 1), date(today.year + 1, 1, 1)),
        "next year": (date(today.year + 1, 1, 1), date(today.year + 2, 1, 1)),
    }
