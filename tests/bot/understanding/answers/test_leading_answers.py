"""The yes or no that a text begins with, what comes behind it, and the days that stand in it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding.answers.ends import days_in
from bot.understanding.answers.intents import Intent
from bot.understanding.answers.leading_answers import leading_answer

WORDS = words_in("en")


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("No, only until Monday.", Intent.NO, "only until Monday"),
        ("no no. come back monday", Intent.NO, "come back monday"),
        ("Yes, please, until the fifteenth.", Intent.YES, "until the fifteenth"),
        ("Oh yes, but just for today", Intent.YES, "but just for today"),
        ("no thank you, I would like to stand", Intent.NO, "I would like to stand"),
    ],
)
def test_a_leading_answer_is_read(text: str, word: Intent, rest: str) -> None:
    """With the rest in its own words."""
    assert leading_answer(text, WORDS) == (word, rest)


@pytest.mark.parametrize("text", ["yes", "no thanks", "No idea", "no sundays", "Nothing on Monday", "", "..."])
def test_other_texts_begin_with_none(text: str) -> None:
    """They are an answer alone, or none."""
    assert leading_answer(text, WORDS) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("it is only this week, from Thursday until Saturday", "from Thursday until Saturday"),
        ("I am away for two weeks as we travel", "for two weeks"),
        ("come back monday", "back monday"),
        ("just without Sundays, please", ""),
        ("not for ever", ""),
    ],
)
def test_the_days_of_a_rest_are_found(text: str, days: str) -> None:
    """Among other words."""
    assert days_in(text, date(2026, 11, 22), WORDS) == days
