"""What people write about spans, and what is made of it."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.times.spans import parse_days, parse_span
from bot.understanding.times.times import TimeProblem


@given(st.text(max_size=100))
def test_no_text_makes_the_reading_fail(text: str) -> None:
    """Whatever arrives, each reader answers with a value or with nothing."""
    for read in (parse_days, parse_span):
        read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", 5),
        ("5 days", 5),
        ("a day", 1),
        ("a week", 7),
        ("two weeks", 14),
        ("week", 7),
        ("for 3 dyas", 3),
        ("365", 365),
        ("twenty one days", 21),
        ("a fortnight", 14),
        ("a month", 30),
        ("3d", 3),
        ("1w", 7),
        ("2 wks", 14),
        ("1mo", 30),
        ("a couple of days", 2),
        ("next week", 7),
        ("0", None),
        ("366", None),
        ("99999", None),
        ("53 weeks", None),
        ("", None),
        ("forever", None),
        ("5 apples", None),
        ("1 2", None),
    ],
)
def test_lengths_of_a_pause(text: str, expected: int | None) -> None:
    """Days, weeks, a month of thirty days; from one day to a year."""
    assert parse_days(text) == expected


NIGHT_OR_DAY = {
    "10 to 6": "22:00-06:00 10:00-18:00",
    "10-6": "22:00-06:00 10:00-18:00",
    "10 – 6": "22:00-06:00 10:00-18:00",
    "10 ‑ 6": "22:00-06:00 10:00-18:00",
    "ten to six": "22:00-06:00 10:00-18:00",
    "from 10 till 7": "22:00-07:00 10:00-19:00",
    "between 10 and 6": "22:00-06:00 10:00-18:00",
    "11 to 7": "23:00-07:00 11:00-19:00",
    "9 to 7": "21:00-07:00 09:00-19:00",
    "12 to 8": "00:00-08:00 12:00-20:00",
    "1 to 9": "01:00-09:00 13:00-21:00",
    "8 to 12": "20:00-00:00 08:00-12:00",
    "half past ten to six": "22:30-06:00 10:30-18:00",
    "10:30 to 6": "22:30-06:00 10:30-18:00",
    "10:00 to 6:00": "22:00-06:00 10:00-18:00",
}
ONE_READING = {
    "22:00 to 7:00": "22:00-07:00",
    "22:00-07:00": "22:00-07:00",
    "22:00–07:00": "22:00-07:00",
    "22 to 7": "22:00-07:00",
    "22h - 7h": "22:00-07:00",
    "10pm - 6am": "22:00-06:00",
    "10 p.m. to 6 a.m.": "22:00-06:00",
    "10 to 6am": "22:00-06:00",
    "10pm to 6": "22:00-06:00",
    "10 to 6pm": "10:00-18:00",
    "10 at night to 6 in the morning": "22:00-06:00",
    "10 in the evening till 7": "22:00-07:00",
    "midnight to 6": "00:00-06:00",
    "noon to 3": "12:00-15:00",
    "9:00 to 17:00": "09:00-17:00",
    "1:00 to 9:00": "01:00-09:00",
    "8:30 - 12:00": "08:30-12:00",
    "07:00 to 06:00": "07:00-06:00",
    "20:00 to 16:00": "20:00-16:00",
    "7:35 to 20:00": "07:35-20:00",
    "6:00 to 21:00": "06:00-21:00",
    "quarter to ten pm to six am": "21:45-06:00",
    "after 10 pm before 7 am": "22:00-07:00",
    "quiet from 21:30 until 8": "21:30-08:00",
    "22:00 to 22:00": "22:00-22:00",
    "7 to 7": "07:00-07:00",
}


@pytest.mark.parametrize(("text", "expected"), (NIGHT_OR_DAY | ONE_READING).items())
def test_hours_from_and_to(text: str, expected: str) -> None:
    """Of what was left open, the readings of half a day at most, that of the night first."""
    found = parse_span(text)
    assert not isinstance(found, TimeProblem)
    assert " ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in found) == expected


@pytest.mark.parametrize(
    "text", ["", "22:00", "22:00 to", "to 7", "at night", "10 to six apples", "1, 2, 3", "x" * 400]
)
def test_what_is_no_hours(text: str) -> None:
    """Nothing is made up."""
    assert parse_span(text) is TimeProblem.NOT_A_TIME


def test_hours_that_no_clock_shows_are_said_to_be() -> None:
    """Rather than not being understood."""
    assert parse_span("25 to 7") is TimeProblem.NO_SUCH_TIME
    assert parse_span("22:00 to 7:75") is TimeProblem.NO_SUCH_TIME


@given(st.times(), st.times())
def test_hours_of_24_are_read_as_they_stand(begin: time, end: time) -> None:
    """With two figures for the hour, however long it is."""
    begin, end = (each.replace(second=0, microsecond=0, fold=0) for each in (begin, end))
    found = parse_span(f"{begin:%H:%M} - {end:%H:%M}")
    assert found == ((begin, end),) or {begin.hour, end.hour} <= {10, 11, 12}
