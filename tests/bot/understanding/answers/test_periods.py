"""Which two dates does somebody mean, as they say it in their language, and what is wrong with them?"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.catalogue import words_in
from bot.understanding.answers import periods
from bot.understanding.answers.periods import Period, Trouble

WORDS = words_in("en")
# A Sunday.
TODAY = date(2026, 11, 22)


def period(text: str, trouble: Trouble | None = None) -> Period:
    """Two dates as figures."""
    first, last = map(date.fromisoformat, text.split())
    return Period(first, last, trouble)


READ = [
    ("2026-10-01 2026-11-15", "2026-10-01 2026-11-15"),
    ("2026-10-1 to 2026-11-15", "2026-10-01 2026-11-15"),
    ("from 2026-10-01 until 2026-11-15", "2026-10-01 2026-11-15"),
    ("2026-10-01–2026-11-15", "2026-10-01 2026-11-15"),
    ("2026-10-01 - 15 Nov", "2026-10-01 2026-11-15"),
    ("1 Oct to 15 Nov", "2026-10-01 2026-11-15"),
    ("1 oct - 15 nov", "2026-10-01 2026-11-15"),
    ("1 Oct–15 Nov", "2026-10-01 2026-11-15"),
    ("1 Oct .. 15 Nov", "2026-10-01 2026-11-15"),
    ("between 1 Oct and 15 Nov", "2026-10-01 2026-11-15"),
    ("Oct 1st through November 15", "2026-10-01 2026-11-15"),
    ("1 Oct 15 Nov", "2026-10-01 2026-11-15"),
    ("1 October 2026 15 November 2026", "2026-10-01 2026-11-15"),
    ("1/10 - 15/11", "2026-10-01 2026-11-15"),
    ("1/10-15/11", "2026-10-01 2026-11-15"),
    ("1.10. - 15.11.", "2026-10-01 2026-11-15"),
    ("01.10.2026 to 15.11.2026", "2026-10-01 2026-11-15"),
    ("two weeks ago to yesterday", "2026-11-08 2026-11-21"),
    ("monday to today", "2026-11-16 2026-11-22"),
    ("1 Dec to 15 Jan", "2025-12-01 2026-01-15"),
    ("September to October", "2026-09-01 2026-10-31"),
    ("1 Oct", "2026-10-01 2026-11-22"),
    ("since 1 Oct", "2026-10-01 2026-11-22"),
    ("October", "2026-10-01 2026-10-31"),
    ("November", "2026-11-01 2026-11-22"),
    ("December", "2025-12-01 2025-12-31"),
    ("October to November", "2026-10-01 2026-11-22"),
    ("2026", "2026-01-01 2026-11-22"),
    ("yesterday to today.", "2026-11-21 2026-11-22"),
    ("2026-11-22 2026-11-22", "2026-11-22 2026-11-22"),
    ("2025-11-22 2026-11-22", "2025-11-22 2026-11-22"),
    ("0001-01-01 0001-12-31", "0001-01-01 0001-12-31"),
    # Two days of one month.
    ("1-15 November", "2026-11-01 2026-11-15"),
    ("1 - 15 November", "2026-11-01 2026-11-15"),
    ("1–15 Nov", "2026-11-01 2026-11-15"),
    ("1 to 15 November", "2026-11-01 2026-11-15"),
    ("from 1 to 15 November", "2026-11-01 2026-11-15"),
    ("between 1 and 15 November", "2026-11-01 2026-11-15"),
    ("1st - 15th November", "2026-11-01 2026-11-15"),
    ("1. - 15. November", "2026-11-01 2026-11-15"),
    ("Nov 1-15", "2026-11-01 2026-11-15"),
    ("November 1 - 15", "2026-11-01 2026-11-15"),
    ("Nov 1 to 15", "2026-11-01 2026-11-15"),
    ("Nov 1st to 15th", "2026-11-01 2026-11-15"),
    ("from Nov 1 to 15", "2026-11-01 2026-11-15"),
    ("1-15 October 2025", "2025-10-01 2025-10-15"),
    ("October 1-15, 2025", "2025-10-01 2025-10-15"),
    ("25-30 November", "2025-11-25 2025-11-30"),
    ("1-15 December", "2025-12-01 2025-12-15"),
    # What can only be month-first makes both so.
    ("10/1 to 11/15", "2026-10-01 2026-11-15"),
    ("from 10/1 to 11/15", "2026-10-01 2026-11-15"),
    ("10/1-11/15", "2026-10-01 2026-11-15"),
    ("10/1/2026 - 11/15/2026", "2026-10-01 2026-11-15"),
    ("10/15 to 11/1", "2026-10-15 2026-11-01"),
    ("15/10 to 1/11", "2026-10-15 2026-11-01"),
    # So long, up to today.
    ("last 10 days", "2026-11-13 2026-11-22"),
    ("the last 10 days", "2026-11-13 2026-11-22"),
    ("past 2 weeks", "2026-11-09 2026-11-22"),
    ("the past two weeks", "2026-11-09 2026-11-22"),
    ("previous 30 days", "2026-10-24 2026-11-22"),
    ("last 3 months", "2026-08-23 2026-11-22"),
    ("last 1 day", "2026-11-22 2026-11-22"),
    # From a day or a month on.
    ("since October", "2026-10-01 2026-11-22"),
    ("from October", "2026-10-01 2026-11-22"),
    ("from 1 Oct", "2026-10-01 2026-11-22"),
    ("from 1 Oct on", "2026-10-01 2026-11-22"),
    ("1 Oct onwards", "2026-10-01 2026-11-22"),
    ("since November", "2026-11-01 2026-11-22"),
    ("since yesterday", "2026-11-21 2026-11-22"),
    ("since monday", "2026-11-16 2026-11-22"),
]


@pytest.mark.parametrize(("said", "dates"), READ, ids=[row[0] for row in READ])
def test_two_dates_are_read_as_people_write_them(said: str, dates: str) -> None:
    """Without a year they lie in the past; one alone begins what ends today; a month is the whole of it."""
    assert periods.read(said, TODAY, WORDS) == period(dates)


TROUBLES = [
    ("2026-11-15 2026-10-01", Trouble.BACKWARDS, "2026-11-15 2026-10-01"),
    ("15 Nov to 1 Oct", Trouble.BACKWARDS, "2026-11-15 2026-10-01"),
    ("today to yesterday", Trouble.BACKWARDS, "2026-11-22 2026-11-21"),
    ("2026-10-01 2026-11-23", Trouble.AHEAD, "2026-10-01 2026-11-23"),
    ("1 Oct to tomorrow", Trouble.AHEAD, "2026-10-01 2026-11-23"),
    ("tomorrow", Trouble.AHEAD, "2026-11-23 2026-11-23"),
    ("2030-01-01 2026-01-01", Trouble.AHEAD, "2030-01-01 2026-01-01"),
    ("2030-01-01 2029-01-01", Trouble.AHEAD, "2030-01-01 2029-01-01"),
    ("2025-11-21 2026-11-22", Trouble.LONG, "2025-11-21 2026-11-22"),
    ("1 Jan 2020 to today", Trouble.LONG, "2020-01-01 2026-11-22"),
    ("20-30 November", Trouble.AHEAD, "2026-11-20 2026-11-30"),
    ("Nov 20-30", Trouble.AHEAD, "2026-11-20 2026-11-30"),
    ("15-1 November", Trouble.BACKWARDS, "2026-11-15 2026-11-01"),
    ("last 500 days", Trouble.LONG, "2025-07-11 2026-11-22"),
]


@pytest.mark.parametrize(("said", "trouble", "dates"), TROUBLES, ids=[row[0] for row in TROUBLES])
def test_two_dates_that_make_no_period_say_why(said: str, trouble: Trouble, dates: str) -> None:
    """The dates come back as they were understood."""
    assert periods.read(said, TODAY, WORDS) == period(dates, trouble)


@pytest.mark.parametrize(
    "said",
    ["", "blah", "to", "31 Feb to 1 Mar", "2026-13-01 2026-11-15", "2026-02-30 2026-03-30", "1 Oct to nonsense",
     "a to today", "from to", "hello there", "1 Oct to 15 Nov " * 8, "99999999999999999999 to 5",
     "0000-00-00 0000-00-00", "1-32 November", "1 - 15", "Nov 1-31", "last days", "10/32 to 11/15",
     f"2026-10-01 {'x' * 60} 2026-11-15"],
)  # fmt: skip
def test_what_is_no_two_dates_is_none(said: str) -> None:
    """However nearly it is."""
    assert periods.read(said, TODAY, WORDS) is None


@pytest.mark.parametrize(
    ("locale", "said"),
    [("de_DE", "1. Oktober - 15. November"), ("pt_BR", "1 de outubro - 15 de novembro"), ("en_US", "10/1 - 11/15"),
     ("de_DE", "1.10. - 15.11."), ("sv_SE", "1 oktober - 15 november"), ("fr_FR", "1 octobre - 15 novembre"),
     ("ja_JP", "10月1日 - 11月15日"), ("en_US", "1/10 - 15/11"), ("en_US", "1.10. - 15.11.")],
)  # fmt: skip
def test_dates_are_read_in_the_persons_own_language(locale: str, said: str) -> None:
    """And in its order of day and month."""
    words = replace(WORDS, locale=Locale.parse(locale))
    assert periods.read(said, TODAY, words) == Period(date(2026, 10, 1), date(2026, 11, 15))


def test_a_language_that_the_reader_does_not_know_is_read_as_any() -> None:
    """Rather than not at all."""
    words = replace(WORDS, locale=Locale.parse("scn"))
    assert periods.read("1 oct - 15 nov", TODAY, words) == Period(date(2026, 10, 1), date(2026, 11, 15))


def test_the_last_weeks_and_months_end_today() -> None:
    """Four weeks are 28 days; three months are as long as they are."""
    assert periods.last_weeks(TODAY) == Period(date(2026, 10, 26), TODAY)
    assert periods.last_months(TODAY) == Period(date(2026, 8, 23), TODAY)
    assert periods.last_months(date(2026, 5, 31)) == Period(date(2026, 3, 1), date(2026, 5, 31))


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [("2026-11-22", 3, "2026-08-22"), ("2026-05-31", 3, "2026-02-28"), ("2024-05-31", 3, "2024-02-29"),
     ("2026-01-15", 1, "2025-12-15"), ("2026-03-31", 12, "2025-03-31"), ("2024-02-29", 12, "2023-02-28"),
     ("2026-12-31", 1, "2026-11-30")],
)  # fmt: skip
def test_so_many_months_before_is_the_same_day_or_the_last(day: str, months: int, before: str) -> None:
    """Of a shorter month."""
    assert periods.months_before(date.fromisoformat(day), months) == date.fromisoformat(before)


@pytest.mark.parametrize(
    ("said", "is_it"),
    [("31 Feb", True), ("monday to blursday", True), ("hello", False), ("inner thigh", False), ("thanks", False)],
)
def test_what_has_a_number_or_two_ends_was_meant_as_dates(said: str, is_it: bool) -> None:
    """Readable or not."""
    assert periods.looks_like_dates(said, WORDS) is is_it


@given(first=st.dates(date(2020, 1, 1), date(2030, 1, 1)), last=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_any_two_dates_in_figures_are_those_two_dates(first: date, last: date) -> None:
    """A period when they lie in order, at most a year apart and not ahead; else there is a trouble."""
    found = periods.read(f"{first} {last}", TODAY, WORDS)
    assert found is not None
    assert (found.first, found.last) == (first, last)
    is_sound = first <= last <= TODAY and last - first <= timedelta(days=365)
    assert (found.trouble is None) == is_sound or last - first == timedelta(days=366)


@given(said=st.text(max_size=90))
def test_whatever_is_typed_breaks_nothing(said: str) -> None:
    """It is a period, one with a trouble, or none."""
    found = periods.read(said, TODAY, WORDS)
    assert found is None or isinstance(found, Period)


def test_what_reads_dates_is_not_read_in_before_it_is_needed() -> None:
    """Nor is it by the rest of the bot."""
    code = "import sys, bot.receiving.handlers; sys.exit('dateparser' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
