"""What lies further ahead than its rule allows, and what is left where people put it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.jobs.replanning import by_zone_data, within_reach
from storage.records.person import DIGEST, Person, PersonSettings, Reminder, with_fields
from tests.harness.tabled import tabled

# A Monday; Lisbon's clock shows UTC.
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
DAY, YEAR = timedelta(days=1), timedelta(days=365)
ANA = Person(id=41, created_at=NOW, settings=PersonSettings(zone="Europe/Lisbon"))
DAILY, WORKDAYS, MONDAYS = 127, 31, 1


def at(day: int) -> datetime:
    """Half past seven on a day of the month."""
    return datetime(2026, 11, day, 7, 30, tzinfo=UTC)


# The weekdays, what it is planned for, and what it is planned for then.
PLANS = [
    ("today", DAILY, at(23), at(23)),
    ("tomorrow, for today was passed over", DAILY, at(24), at(24)),
    ("the day after", DAILY, at(25), at(23)),
    ("in a year", DAILY, at(23) + YEAR, at(23)),
    ("due", DAILY, NOW - DAY, NOW - DAY),
    ("on Friday", WORKDAYS, at(27), at(23)),
    ("next Monday, for today was passed over", MONDAYS, at(30), at(30)),
    ("the Monday after", MONDAYS, at(30) + 7 * DAY, at(23)),
    ("on Tuesday", 2, at(24), at(24)),
    ("the Tuesday after", 2, at(24) + 7 * DAY, at(24)),
]


@tabled(("_how", "weekdays", "planned", "then"), PLANS)
def test_a_reminder_comes_when_its_rule_has_it(_how: str, weekdays: int, planned: datetime, then: datetime) -> None:
    """What can be meant stays."""
    reminder = Reminder(1, time(7, 30), weekdays, planned, planned.date())
    (found,) = within_reach(replace(ANA, reminders=(reminder,)), NOW).reminders
    assert (found.next_due, found.next_date) == (then, then.date())


def test_twelve_hours_are_kept_from_the_last_one() -> None:
    """And its date does not come again."""
    reminder = Reminder(1, time(7, 30), DAILY, at(23) + YEAR, date(2027, 11, 23))
    late = replace(reminder, last_due=datetime(2026, 11, 22, 20, tzinfo=UTC), last_date=date(2026, 11, 23))
    (found,) = within_reach(replace(ANA, reminders=(late,)), NOW).reminders
    assert found.next_due == at(24)


def test_a_pause_until_a_date_stays() -> None:
    """It was chosen; the first reminder after it is planned as ever."""
    until = NOW + 90 * DAY
    after = Reminder(1, time(7, 30), DAILY, datetime(2027, 2, 21, 7, 30, tzinfo=UTC), date(2027, 2, 21))
    paused = with_fields(ANA, paused=True, paused_until=until, reminders=(after,))
    assert within_reach(paused, NOW) == paused
    beyond = replace(after, next_due=at(23) + YEAR, next_date=date(2027, 11, 23))
    assert within_reach(replace(paused, reminders=(beyond,)), NOW) == paused


def test_what_rests_goes_on_resting() -> None:
    """Without a moment there is none that could be wrong."""
    resting = with_fields(ANA, paused=True, reminders=(Reminder(1, time(7, 30), DAILY),))
    assert within_reach(resting, NOW) == resting


def test_a_reminder_for_once_stays_within_the_days_that_can_be_named() -> None:
    """A week at most, and a day for those who travel; one for a day further ahead is a wrong clock's."""

    def once(ahead: timedelta) -> Reminder:
        moment = at(23) + ahead
        return Reminder(2, time(7, 30), 1 << moment.weekday(), moment, moment.date(), once_on=moment.date())

    reminders = (once(DAY), once(8 * DAY), once(9 * DAY), once(YEAR))
    assert within_reach(replace(ANA, reminders=reminders), NOW).reminders == reminders[:2]


def test_other_zone_data_moves_a_reminder_for_once_on_its_date() -> None:
    """It was planned for the wrong hour of the same date."""
    kept = Reminder(2, time(7, 30), 2, at(24) + timedelta(hours=1), date(2026, 11, 24), once_on=date(2026, 11, 24))
    (found,) = by_zone_data(replace(ANA, reminders=(kept,)), NOW).reminders
    assert (found.next_due, found.next_date) == (at(24), date(2026, 11, 24))


def test_the_digest_comes_on_sunday() -> None:
    """And not a week later, nor in a year."""
    sunday = Reminder(DIGEST, time(18), 64, datetime(2026, 11, 29, 18, tzinfo=UTC), date(2026, 11, 29))
    for off in (timedelta(), 7 * DAY, 52 * 7 * DAY):
        assert sunday.next_due is not None
        assert sunday.next_date is not None
        beyond = replace(sunday, next_due=sunday.next_due + off, next_date=sunday.next_date + off)
        assert within_reach(replace(ANA, digest=beyond), NOW).digest == sunday


@pytest.mark.parametrize(("heard_at", "then"), [(None, None), (NOW - DAY, NOW - DAY), (NOW + YEAR, NOW)])
def test_nobody_was_heard_of_in_the_future(heard_at: datetime | None, then: datetime | None) -> None:
    """Or all that comes until then would count as answered."""
    assert within_reach(with_fields(ANA, heard_at=heard_at), NOW).account.heard_at == then
