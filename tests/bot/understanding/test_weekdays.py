"""Weekdays that people write, and what is made of them."""

from __future__ import annotations

import pytest

from bot.timing.recurrence import ALL_DAYS, WEEKEND, WORKDAYS
from bot.understanding.weekdays import parse_weekdays


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
