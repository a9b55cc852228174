"""What people write about spans, and what is made of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.spans import parse_days, parse_span


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
