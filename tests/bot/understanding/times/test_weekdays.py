"""Weekdays that people write, and what is made of them."""

from __future__ import annotations

import pytest

from bot.timing.recurrence import ALL_DAYS, WEEKEND, WORKDAYS
from bot.understanding.times.weekdays import parse_days_off, parse_weekdays


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon,wed,fri", {0, 2, 4}),
        ("mo we fr", {0, 2, 4}),
        ("Mon-Fri", WORKDAYS),
        ("mon – thu", {0, 1, 2, 3}),
        ("monday to friday", WORKDAYS),
        ("fri-mon", {4, 5, 6, 0}),
        ("weekdays", WORKDAYS),
        ("week days", WORKDAYS),
        ("every working day", WORKDAYS),
        ("wekdays", WORKDAYS),
        ("weekends", WEEKEND),
        ("at weekends", WEEKEND),
        ("every day", ALL_DAYS),
        ("daily", ALL_DAYS),
        ("all days", ALL_DAYS),
        ("every day except sunday", ALL_DAYS - {6}),
        ("every day, but sunday not", ALL_DAYS - {6}),
        ("every day, saturday and sunday no", ALL_DAYS - {5, 6}),
        ("tue & thu", {1, 3}),
        ("tusday, thrusday", {1, 3}),
        ("wensday", {2}),
        ("mondays and fridays", {0, 4}),
        ("every monday", {0}),
        ("but only on working days", WORKDAYS),
        ("but only at the weekend", WEEKEND),
        ("but just on workdays", WORKDAYS),
        ("but on weekdays", WORKDAYS),
        ("no, only on weekdays", WORKDAYS),
        ("no no, weekdays only", WORKDAYS),
        ("no only weekdays please", WORKDAYS),
        ("every day but on sunday", ALL_DAYS - {6}),
        ("but not on weekdays", None),
        ("not only on weekdays", None),
        ("sunday except sunday", None),
        ("every", None),
        ("", None),
        ("someday", None),
        ("mon, wed and more", None),
    ],
)
def test_weekdays_that_people_write(text: str, expected: set[int] | None) -> None:
    """Lists, ranges also over Sunday, groups, exceptions; None as soon as a word is unknown."""
    assert parse_weekdays(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not on sundays", {6}),
        ("no, not on sundays", {6}),
        ("no, Sunday no please", {6}),
        ("no, only on weekdays", None),
        ("but only on weekdays", None),
        ("not only on weekdays", None),
        ("not on weekdays only", None),
    ],
)
def test_days_that_people_take_away(text: str, expected: set[int] | None) -> None:
    """Never those that are to stay."""
    assert parse_days_off(text) == expected
