"""A reminder that is to begin or to end on some day: that it can't is said, and nothing of it is dropped in silence."""

from __future__ import annotations

import pytest

from tests.harness.chat import after
from tests.harness.said import said


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("remind me at 8 every day until friday", "Every day at 08:00 instead, or as well?"),
        ("from monday on remind me at 8", "Every day at 08:00 instead, or as well?"),
        ("remind me at 6pm starting next week", "Every day at 18:00 instead, or as well?"),
        ("every day at 9 till christmas", "Every day at 09:00 instead, or as well?"),
        ("starting monday 7am every day", "Every day at 07:00 instead, or as well?"),
        ("/remind 8 until friday", "Every day at 08:00 instead, or as well?"),
        ("/remind from monday on 8", "Every day at 08:00 instead, or as well?"),
    ],
)
def test_a_day_that_bounds_it_is_said_not_to_be_on_offer(text: str, asked: str) -> None:
    """Before what is asked about the time, and the days are those that were meant."""
    chat = after()
    line, question = chat.says(text)
    assert line == said("remind.no_last_day")
    assert question.endswith(asked)
    assert len(chat.person.reminders) == 1


@pytest.mark.parametrize(
    "text", ["remind me at 8", "remind me at 8 from monday to friday", "from tomorrow at 8", "at 8 on friday"]
)
def test_days_of_each_week_are_on_offer(text: str) -> None:
    """Nothing is said of a first or a last day."""
    assert said("remind.no_last_day") not in after().says(text)


def test_a_date_is_answered_once() -> None:
    """What cannot be planned at all needs no second line."""
    assert after().says("from 1 january remind me at 8") == [said("time.a_date")]


@pytest.mark.parametrize(
    ("steps", "set_to"),
    [
        (("/remind", "* Add a reminder"), ["07:30", "08:00"]),
        (("/remind", "* every day at 07:30 ✎", "* Change time"), ["08:00"]),
    ],
)
def test_what_answers_a_question_for_a_time_says_it_too(steps: tuple[str, ...], set_to: list[str]) -> None:
    """For a new reminder, and for one that is changed; each comes every day."""
    chat = after(*steps)
    line, _ = chat.says("8 until friday")
    assert line == said("remind.no_last_day")
    assert [f"{one.at:%H:%M}" for one in chat.person.reminders] == set_to
    assert {one.weekdays for one in chat.person.reminders} == {127}
