"""A rest that was planned ahead: which reminder comes next?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.habits.planning import next_prompt, planned, replanned
from storage.records.person import Account, Person, PersonSettings, Reminder, Streak

# A Monday morning in Lisbon, whose clock shows UTC in winter.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MONDAY, DAY = NOW.date(), timedelta(days=1)
TUESDAY, WEDNESDAY, SATURDAY, NEXT_MONDAY = MONDAY + DAY, MONDAY + 2 * DAY, MONDAY + 5 * DAY, MONDAY + 7 * DAY
DAILY = Reminder(1, time(7, 30), 127)
WORKDAYS = Reminder(1, time(7, 30), 0b11111)

# Rests, the reminder, and the date of the next prompt.
RESTS: list[tuple[list[tuple[date, date]], Reminder, date]] = [
    ([], DAILY, TUESDAY),
    ([(WEDNESDAY, WEDNESDAY + DAY)], DAILY, TUESDAY),
    ([(TUESDAY, WEDNESDAY)], DAILY, WEDNESDAY),
    ([(MONDAY, WEDNESDAY)], DAILY, WEDNESDAY),
    ([(TUESDAY, WEDNESDAY), (WEDNESDAY, SATURDAY)], DAILY, SATURDAY),
    ([(TUESDAY, SATURDAY)], WORKDAYS, NEXT_MONDAY),
    ([(MONDAY - 7 * DAY, MONDAY)], DAILY, TUESDAY),
]


def ben(*reminders: Reminder, rests: list[tuple[date, date]], streak: Streak | None = None) -> Person:
    """Ben, who planned rests."""
    person = Person(
        id=2,
        created_at=NOW,
        settings=PersonSettings(zone="Europe/Lisbon"),
        streak=streak or Streak(),
        account=Account(rests=tuple(rests)),
        reminders=reminders,
    )
    return replace(person, reminders=tuple(planned(person, one, NOW) for one in reminders))


@pytest.mark.parametrize(("rests", "reminder", "expected"), RESTS)
def test_the_next_prompt_comes_after_the_rest(
    rests: list[tuple[date, date]], reminder: Reminder, expected: date
) -> None:
    """Also after two rests in a row, and after all is planned again."""
    person = ben(reminder, rests=rests)
    for who in (person, replanned(person, NOW)):
        found = next_prompt(who)
        assert found is not None
        assert found.next_date == expected
        assert found.next_due == datetime.combine(expected, time(7, 30), UTC)


def test_a_day_that_is_done_before_a_rest_counts_too() -> None:
    """Neither the day itself nor the rest brings one."""
    person = ben(DAILY, rests=[(WEDNESDAY, SATURDAY)], streak=Streak(days=1, until=TUESDAY))
    found = next_prompt(person)
    assert found is not None
    assert found.next_date == SATURDAY


def test_a_reminder_for_once_comes_in_a_rest() -> None:
    """It was asked for by itself."""
    once = Reminder(2, time(8), 1 << WEDNESDAY.weekday(), once_on=WEDNESDAY)
    found = next_prompt(ben(DAILY, once, rests=[(TUESDAY, SATURDAY)]))
    assert found is not None
    assert found.number == 2
