"""Until when somebody wants a pause, as they say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.catalogue import words_in
from bot.understanding.times.pauses import PauseProblem, PauseWish, parse_pause

WORDS = words_in("en")
# A Friday.
TODAY = date(2026, 11, 27)

# (what is said, the date on which prompts come again)
AT_ONCE = {
    # Lengths.
    "5": "2026-12-02",
    "for 5": "2026-12-02",
    "3d": "2026-11-30",
    "3 d": "2026-11-30",
    "1w": "2026-12-04",
    "2 wks": "2026-12-11",
    "2wks": "2026-12-11",
    "1 wk": "2026-12-04",
    "a week": "2026-12-04",
    "for a week": "2026-12-04",
    "for 3 dyas": "2026-11-30",
    "the next 5 days": "2026-12-02",
    "two weeks please": "2026-12-11",
    "a couple of days": "2026-11-29",
    "1 week and 3 days": "2026-12-07",
    "10 days from now": "2026-12-07",
    "a year": "2027-11-27",
    # Until a day.
    "until monday": "2026-11-30",
    "until mon": "2026-11-30",
    "till monday": "2026-11-30",
    "til monday": "2026-11-30",
    "untill mondya": "2026-11-30",
    "monday": "2026-11-30",
    "until friday": "2026-12-04",
    "until next monday": "2026-11-30",
    "until this sunday": "2026-11-29",
    "until tomorrow": "2026-11-28",
    "until the day after tomorrow": "2026-11-29",
    "today": "2026-11-28",
    "for today": "2026-11-28",
    "until and including sunday": "2026-11-30",
    "through sunday": "2026-11-30",
    "until after sunday": "2026-11-30",
    "until 2026-12-05": "2026-12-05",
    "2026-12-05": "2026-12-05",
    "until 5 January": "2027-01-05",
    "until 5th january": "2027-01-05",
    "until the 5th of january": "2027-01-05",
    "until Jan 5": "2027-01-05",
    "until January 5th, 2027": "2027-01-05",
    "until 5 Jan 2027": "2027-01-05",
    "until 5.1.": "2027-01-05",
    "until 05.12.2026": "2026-12-05",
    "until 15/12": "2026-12-15",
    "until 12/15": "2026-12-15",
    "until the 5th": "2026-12-05",
    "the 5th": "2026-12-05",
    "until the 28th": "2026-11-28",
    "until december": "2026-12-01",
    "until january": "2027-01-01",
    "until next week": "2026-11-30",
    "until next month": "2026-12-01",
    "until christmas": "2026-12-25",
    "until after christmas": "2026-12-26",
    "until new year": "2027-01-01",
    # Until something is over.
    "until the end of the week": "2026-11-30",
    "until the end of next week": "2026-12-07",
    "until the end of the month": "2026-12-01",
    "till the weekend is over": "2026-11-30",
    "until after the weekend": "2026-11-30",
    "the rest of the week": "2026-11-30",
    "this week": "2026-11-30",
    "this month": "2026-12-01",
    # Coming back.
    "back on the 5th": "2026-12-05",
    "back on monday": "2026-11-30",
    "back monday": "2026-11-30",
    "I'm back on 5 January": "2027-01-05",
    "I will be back in 10 days": "2026-12-07",
    "back in a week": "2026-12-04",
    "back next week": "2026-11-30",
    "back tomorrow": "2026-11-28",
    "back in january": "2027-01-01",
    "back after the weekend": "2026-11-30",
    # In sentences.
    "I'm away until Friday": "2026-12-04",
    "im away till thursday dont text me": "2026-12-03",
    "I'm on holiday until 5 December": "2026-12-05",
    "I will be out of station till 4th december kindly pause": "2026-12-04",
    "leave me alone till the weekend is over": "2026-11-30",
    "please to make pause from reminders 1 week, I have vacation": "2026-12-04",
    "I go to hospital for an operation, please pause all for a month": "2026-12-27",
    "no reminders for two weeks pls": "2026-12-11",
    "away from today until friday": "2026-12-04",
    "my back hurts, pause for a week": "2026-12-04",
    "pause for ten days, I'm in the mountains": "2026-12-07",
    "may I pause for a week?": "2026-12-04",
    "I am travelling and cannot do it for 10 days": "2026-12-07",
    "see you in january": "2027-01-01",
    "friday to sunday": "2026-11-30",
}
# (what is said, the first day of the pause, the date on which prompts come again)
LATER_ON = {
    "for the weekend": "2026-11-28 2026-11-30",
    "the weekend": "2026-11-28 2026-11-30",
    "over the weekend": "2026-11-28 2026-11-30",
    "next weekend": "2026-12-05 2026-12-07",
    "next week": "2026-11-30 2026-12-07",
    "holiday next week": "2026-11-30 2026-12-07",
    "I'm on vacation in december": "2026-12-01 2027-01-01",
    "on sunday": "2026-11-29 2026-11-30",
    "from monday to friday": "2026-11-30 2026-12-05",
    "from 1 dec to 5 dec": "2026-12-01 2026-12-06",
    "1-5 december": "2026-12-01 2026-12-06",
    "dec 1 - 5": "2026-12-01 2026-12-06",
    "12/24 to 1/2": "2026-12-24 2027-01-03",
    "24.12. - 2.1.": "2026-12-24 2027-01-03",
    "monday to saturday": "2026-11-30 2026-12-06",
    "from monday for two weeks": "2026-11-30 2026-12-14",
    "two weeks from monday": "2026-11-30 2026-12-14",
    "I go in vacations on monday for two weeks, please no messages": "2026-11-30 2026-12-14",
    "away from monday, back on thursday": "2026-11-30 2026-12-03",
}
# (what is said, the date on which prompts come again, the same by the other reading)
TWO_READINGS = {
    "tomorrow": "2026-11-28 2026-11-29",
    "until 5/1": "2027-01-05 2027-05-01",
    "until next sunday": "2026-11-29 2026-12-06",
}
UNCLEAR = [
    "", "0", "forever", "5 apples", "1 2", "room 7", "until I'm 50", "until 5pm", "until tonight", "for 2 hours",
    "for 20 minutes",
    "a few days", "2-3 days", "until mid december", "until monday or tuesday",
    "until 31 february", "until 5", "from monday", "every monday", "monday and wednesday", "in a week",
    "not until 5 or 6", "until further notice", "99999", "99999999999", "until the 45th", "until 2026-13-01", "<b>",
]  # fmt: skip
PROBLEMS = {
    **dict.fromkeys(UNCLEAR, PauseProblem.UNCLEAR),
    **dict.fromkeys(["until yesterday", "until 2026-10-01", "until 5 november", "back on 1 october 2026"],
                    PauseProblem.PAST),
    **dict.fromkeys(["367", "9999", "53 weeks", "until 2028-01-01", "two years"], PauseProblem.LONG),
}  # fmt: skip


@pytest.mark.parametrize(("said", "back"), AT_ONCE.items())
def test_a_pause_from_now_on(said: str, back: str) -> None:
    """A length, or the day on which the person is back."""
    assert parse_pause(said, TODAY, WORDS) == PauseWish(date.fromisoformat(back))


@pytest.mark.parametrize(("said", "days"), LATER_ON.items())
def test_a_pause_that_begins_later(said: str, days: str) -> None:
    """With its first day."""
    starts, back = map(date.fromisoformat, days.split())
    assert parse_pause(said, TODAY, WORDS) == PauseWish(back, starts=starts)


@pytest.mark.parametrize(("said", "days"), TWO_READINGS.items())
def test_a_pause_that_may_be_read_in_two_ways(said: str, days: str) -> None:
    """The likelier one is first."""
    back, other = map(date.fromisoformat, days.split())
    assert parse_pause(said, TODAY, WORDS) == PauseWish(back, other=other)


@pytest.mark.parametrize(("said", "problem"), PROBLEMS.items())
def test_what_gives_no_pause(said: str, problem: PauseProblem) -> None:
    """And why."""
    assert parse_pause(said, TODAY, WORDS) is problem


def test_figures_are_read_in_the_order_of_the_persons_place() -> None:
    """In America the month is first."""
    american = replace(WORDS, locale=Locale.parse("en_US"))
    wish = parse_pause("until 1/5", TODAY, american)
    assert wish == PauseWish(date(2027, 1, 5), other=date(2027, 5, 1))


def test_the_weekend_that_has_begun_ends_on_monday() -> None:
    """On Saturday and on Sunday it is a pause from now on."""
    for day in (28, 29):
        assert parse_pause("for the weekend", date(2026, 11, day), WORDS) == PauseWish(date(2026, 11, 30))


@given(st.text(max_size=100), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_text_makes_the_reading_fail(text: str, today: date) -> None:
    """Whatever arrives; and a pause lasts from a day to a year."""
    wish = parse_pause(text, today, WORDS)
    assert isinstance(wish, PauseProblem) or 1 <= (wish.back - today).days <= 366
