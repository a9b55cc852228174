"""What people write about time, and what is made of it."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.times.times import TimeProblem, parse_clock, parse_offset, parse_time_of_day

TIMES_OF_DAY = {
    "00:00": ["midnight", "24:00", "12 am", "12 at night", "0:00", "12 midnight", "12 in the evening"],
    "00:30": ["12:30 am", "half past midnight", "0:30"],
    "03:00": ["3 at night", "03", "3:00", "3 in the morning"],
    "05:00": ["five", "5", "5 o'clock"],
    "05:50": ["ten to six", "10 to 6", "ten before six", "10 minutes to six", "ten of six"],
    "07:00": [
        "seven",
        "7",
        "at 7",
        "7 o'clock",
        "7 o’clock",
        "seven oclock",
        "7h",
        "07",
        "7 am",
        "7a.m.",
        "sevn",
        "700",
    ],
    "07:05": ["seven oh five", "five past seven", "7:05"],
    "07:15": ["quarter past seven", "a quarter past 7", "quater past sevn", "seven fifteen", "quarter after seven"],
    "07:30": [
        "07:30",
        "7:30",
        "7.30",
        "0730",
        "7h30",
        "7 h 30",
        "7 30",
        "7:30:00",
        "half past seven",
        "7 and half",
        "seven and a half",
        "half seven",
        "seven thirty",
        "７：３０",
        "٧:٣٠",
        "at half past seven in the mornng",
        "tomorrow at 7:30",
        "7:30 please",
        "7:30!",
    ],
    "07:45": ["quarter to eight", "seven forty five", "quarter till eight"],
    "08:00": ["8 in the morning", "tomorrow at 8", "eigth", "remind me at 8", "8 hours"],
    "11:40": ["twenty to 12", "twenty to noon"],
    "12:00": ["noon", "midday", "12 noon", "twelve noon", "12", "twelve", "12 pm", "12:00 noon"],
    "12:45": ["quarter to one", "quarter to one pm"],
    "13:00": ["one", "1", "13", "13 pm", "1 in the afternoon"],
    "15:30": ["half past three", "half past 3pm", "three thirty"],
    "16:30": ["half past four", "four thirty"],
    "18:20": ["twenty past 6 pm", "six twenty in the evening", "1820", "18.20"],
    "19:00": ["7pm", "7 p.m.", "7 P. M.", "nineteen hundred", "1900 hours", "19h", "seven tonight", "7 in the evening"],
    "19:15": ["quarter past seven in the evening", "19:15", "7:15 pm at night", "this evening at quarter past 7"],
    "19:30": ["7:30pm", "7.30 PM", "7:30 p.m.", "730 pm"],
    "20:00": ["8 at night", "8pm tonight"],
    "21:30": ["twenty one thirty", "21:30", "half past nine in the evening"],
    "23:45": ["quarter to 12 at night", "quarter to midnight", "23:45"],
}


def alike(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(text, meaning) for meaning, texts in table.items() for text in texts]


@pytest.mark.parametrize(("text", "expected"), alike(TIMES_OF_DAY))
def test_times_of_day_that_people_write(text: str, expected: str) -> None:
    """Figures, words, parts of the day, slips of the finger."""
    assert parse_time_of_day(text) == time.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        "8:75",
        "25:00",
        "24:30",
        "2575",
        "13 am",
        "0 pm",
        "99",
        "5 past 25",
        "seventy",
        "70 past 3",
        "15 in the morning",
        "half past 13 am",
    ],
)
def test_times_that_no_clock_shows(text: str) -> None:
    """It looks like a time: the answer can say that this one does not exist."""
    assert parse_time_of_day(text) is TimeProblem.NO_SUCH_TIME


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "no",
        "🙂",
        "7-8",
        "7 or 8",
        "room 7",
        "-5",
        "quarter past",
        "past seven",
        "half",
        "evening",
        "7 am in the evening",
        "7:5",
        "1 2 3",
        "12345",
        "seven noon",
        "half past blue",
        "7" * 90,
        "quarter 7 past 8",
    ],
)
def test_texts_that_are_no_times(text: str) -> None:
    """What does not fit to the last word is not read as a wrong time."""
    assert parse_time_of_day(text) is TimeProblem.NOT_A_TIME


@given(st.times())
def test_every_minute_is_read_back(moment: time) -> None:
    """On the 24-hour clock with and without a sign, and on the 12-hour clock."""
    expected = moment.replace(second=0, microsecond=0, fold=0)
    for pattern in ("%H:%M", "%H.%M", "%H%M", "%I:%M %p", "%I.%M%p"):
        assert parse_time_of_day(expected.strftime(pattern)) == expected


@given(st.text(max_size=100))
def test_no_text_makes_the_reading_fail(text: str) -> None:
    """Whatever arrives, each reader answers with a value or with nothing."""
    for read in (parse_time_of_day, parse_offset, parse_clock):
        read(text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("UTC+2", 2),
        ("+02:00", 2),
        ("gmt-3", -3),
        ("+5:30", 5.5),
        ("UTC+0530", 5.5),
        ("+5.5", 5.5),
        ("UTC −3", -3),
        ("utc", 0),
        ("Gmt + 1", 1),
        ("+12:45", 12.75),
        ("-12", -12),
        ("+14", 14),
        ("+15", None),
        ("-13", None),
        ("2", None),
        ("utc2", None),
        ("+2:75", None),
        ("berlin", None),
        ("", None),
    ],
)
def test_offsets_that_people_type(text: str, hours: float | None) -> None:
    """With a sign, in hours and minutes, as far as offsets go on Earth."""
    assert parse_offset(text) == (None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it is 14:35 here", ["14:35"]),
        ("It’s 2:35 pm for me", ["14:35"]),
        ("14:35", ["14:35"]),
        ("02:35", ["02:35"]),
        ("it's 2:35", ["02:35", "14:35"]),
        ("it's half past two here", ["14:30", "02:30"]),
        ("12:05", ["12:05", "00:05"]),
        ("0:15", ["00:15"]),
        ("it is noon here", ["12:00"]),
        ("my clock says 9 pm.", ["21:00"]),
        ("it's 9 at night", ["21:00"]),
        ("7", []),
        ("1435", []),
        ("it is Lisbon here", []),
        ("here", []),
        ("8:75", []),
    ],
)
def test_clocks_that_people_read_out(text: str, expected: list[str]) -> None:
    """A bare number is no clock; a reading that fits morning and afternoon is both, the likelier first."""
    assert parse_clock(text) == tuple(time.fromisoformat(shown) for shown in expected)
