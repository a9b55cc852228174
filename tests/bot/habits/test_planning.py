"""When does a reminder for once come, and when not at all?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.habits.planning import next_prompt, planned, replanned, weekdays_planned, without_today
from storage.records.person import Account, Person, PersonSettings, Reminder, Streak

# A Monday morning in Lisbon, whose clock shows UTC in winter.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MONDAY, DAY = NOW.date(), timedelta(days=1)
TUESDAY = MONDAY + DAY
DAILY = Reminder(1, time(7, 30), 127)


def once(day: date, at: time = time(8)) -> Reminder:
    """A reminder for once."""
    return Reminder(2, at, 1 << day.weekday(), once_on=day)


def ana(*reminders: Reminder, zone: str = "Europe/Lisbon", streak: Streak | None = None, **account: Any) -> Person:
    """Ana, with reminders that are planned."""
    person = Person(
        id=1,
        created_at=NOW,
        settings=PersonSettings(zone=zone),
        streak=streak or Streak(),
        account=Account(**account),
        reminders=reminders,
    )
    return replace(person, reminders=tuple(planned(person, one, NOW) for one in reminders))


def coming(person: Person) -> list[datetime | None]:
    """The moments of all reminders."""
    return [one.next_due for one in person.reminders]


def test_it_comes_on_its_date_alone() -> None:
    """Also a week ahead; one whose moment has passed has none."""
    for ahead in (1, 7):
        assert coming(ana(once(MONDAY + ahead * DAY))) == [datetime(2026, 11, 23 + ahead, 8, tzinfo=UTC)]
    assert coming(ana(once(MONDAY))) == [None]
    assert coming(ana(once(MONDAY, time(9, 1)))) == [NOW + timedelta(minutes=1)]


def test_it_moves_with_its_person_to_another_clock() -> None:
    """The date and the time of day stay."""
    there = replace(ana(once(TUESDAY)), settings=PersonSettings(zone="America/New_York"))
    assert coming(replanned(there, NOW)) == [datetime(2026, 11, 24, 13, tzinfo=UTC)]


def test_one_that_passed_while_nobody_could_be_reached_is_dropped() -> None:
    """It rests while its person does; the daily one comes again."""
    gone = replanned(ana(DAILY, once(TUESDAY), stopped_at=NOW), NOW)
    assert coming(gone) == [None, None]
    back = replace(gone, account=Account())
    assert coming(replanned(back, NOW)) == [datetime(2026, 11, 24, 7, 30, tzinfo=UTC), NOW.replace(hour=8) + DAY]
    assert [one.number for one in replanned(back, NOW + 2 * DAY).reminders] == [1]


def test_one_that_is_due_waits_for_the_tick() -> None:
    """As the others do: the tick says what becomes of it."""
    due = ana(once(TUESDAY))
    later = NOW + 2 * DAY
    assert replanned(due, later).reminders == due.reminders


def test_not_today_drops_it_on_its_day_alone() -> None:
    """The daily reminder moves a day on."""
    person = ana(DAILY, once(MONDAY, time(18)), replace(once(TUESDAY), number=3))
    assert [one.number for one in without_today(person, NOW).reminders] == [1, 3]


def test_one_for_once_comes_on_a_day_that_is_done() -> None:
    """It was asked for by itself, perhaps after the session; the daily one has nothing to say there."""
    evening = once(MONDAY, time(18))
    for streak in (Streak(), Streak(days=1, until=MONDAY)):
        assert next_prompt(ana(DAILY, evening, streak=streak)) == ana(evening).reminders[0]
    done = next_prompt(ana(DAILY, streak=Streak(days=1, until=TUESDAY)))
    assert done is not None
    assert done.next_date == TUESDAY + DAY


def test_the_next_prompt_is_never_one_in_a_pause() -> None:
    """Its row stays for the tick."""
    found = next_prompt(paused := ana(DAILY, once(TUESDAY), paused=True, paused_until=NOW + 3 * DAY))
    assert found is not None
    assert found.number == 1
    assert paused.reminders[1].next_due is not None
    assert next_prompt(ana(once(TUESDAY), paused=True, paused_until=NOW + 3 * DAY)) is None


def test_it_is_no_day_of_the_week() -> None:
    """Neither a goal for the week, nor the evening that the digest follows."""
    assert weekdays_planned(ana(Reminder(1, time(7, 30), 0b11111), once(date(2026, 11, 28)))) == frozenset(range(5))
    sunday = date(2026, 11, 29)
    with_it, without = (replanned(ana(DAILY, *extra), NOW) for extra in ((once(sunday, time(19)),), ()))
    assert with_it.digest == without.digest
    assert with_it.digest is not None


def test_the_digest_comes_on_the_last_day_with_a_reminder() -> None:
    """On no other day: somebody may have left out Sundays. Without any reminder it comes on Sunday."""
    for mask, day in ((0b11111, 27), (127, 29), (0b0010100, 27), (0b1, 23)):
        digest = replanned(ana(Reminder(1, time(7, 30), mask)), NOW).digest
        assert digest is not None
        assert digest.next_date == date(2026, 11, day)
    alone = replanned(ana(), NOW).digest
    assert alone is not None
    assert alone.next_date == date(2026, 11, 29)


def test_the_digest_keeps_its_distance_where_its_day_changes() -> None:
    """After one of Friday none comes on that Sunday, and after one of Sunday one on the next Friday."""
    weekdays, daily = (replanned(ana(Reminder(1, time(7, 30), mask)), NOW) for mask in (0b11111, 127))
    for before, reminders, sent, following in (
        (weekdays, daily.reminders, date(2026, 11, 27), date(2026, 12, 6)),
        (daily, weekdays.reminders, date(2026, 11, 29), date(2026, 12, 4)),
    ):
        assert before.digest is not None
        last = replace(before.digest, last_date=sent, last_due=datetime(2026, 11, sent.day, 18, tzinfo=UTC))
        moved = replanned(
            replace(before, digest=last, reminders=reminders), datetime(2026, 11, sent.day, 19, tzinfo=UTC)
        )
        assert moved.digest is not None
        assert moved.digest.next_date == following
