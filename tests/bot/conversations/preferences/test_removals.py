"""Are the reminders that go those that are asked about, also a day later, and when others changed meanwhile?"""

from __future__ import annotations

from datetime import timedelta

from tests.harness.chat import Chat, set_up
from tests.harness.lives import do, reminders_told

NINE_AND_TOMORROW = ("/remind off", "/remind 21:00", "/remind tomorrow 22:00")


def _with(*steps: str) -> Chat:
    chat = set_up(language="en").fork()
    for step in steps:
        do(chat, step)
    return chat


def test_a_yes_of_the_next_day_leaves_out_no_other_day() -> None:
    """ "Tomorrow" is told by its date: that day has begun, and the one behind it is not meant."""
    chat = _with(*NINE_AND_TOMORROW, "no need for the 9pm tomorrow")
    chat.now += timedelta(days=1)
    chat.taps("Yes")
    assert [one for one in reminders_told(chat) if one.startswith("without")] == ["without 2026-11-23..2026-11-24"]


def test_a_yes_for_a_date_that_is_over_removes_nothing() -> None:
    """It is asked which one is meant."""
    chat = _with(*NINE_AND_TOMORROW, "no need for the 9pm tomorrow")
    chat.now += timedelta(days=3)
    told = chat.taps("Yes")
    assert told == ["Which one should I remove?"]
    assert "21:00" in reminders_told(chat)
    assert not any(one.startswith("without") for one in reminders_told(chat))


def test_a_reminder_that_is_gone_already_takes_no_other_with_it() -> None:
    """The number of the reminder that was asked about is no other's."""
    chat = _with("/remind off", "/remind 21:00", "no need for the 9pm tomorrow", "/remind off", "/remind 20:00")
    chat.taps("Yes")
    assert reminders_told(chat) == ["20:00"]


def test_a_date_without_another_reminder_is_left_out_whole() -> None:
    """It is a rest like others, and one tap takes it back."""
    chat = _with("/remind off", "/remind 21:00", "skip the 21:00 tomorrow")
    assert reminders_told(chat) == ["21:00", "without 2026-11-23..2026-11-24"]
    chat.taps("Undo")
    assert reminders_told(chat) == ["21:00"]
