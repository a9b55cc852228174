"""When does this person's next prompt come, now that something changed? Pure: the record and the moment come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import places
from bot.timing import Due, mask_to_weekdays, next_due_after
from storage.records import Person, Reminder


def zone_of(name: str | None) -> ZoneInfo:
    """The zone of a name on record; UTC until there is one, or when the zone data no longer knows it."""
    found = places.zone_named(name) if name else None
    return found or ZoneInfo("UTC")


def planned(person: Person, reminder: Reminder, now: datetime, *, not_before: date | None = None) -> Reminder:
    """The reminder with its next moment after `now` (UTC), or after the pause; at rest when the person is.

    `not_before` is the first local date that counts. A moment that has come, and that nobody put off, stays: the tick
    says what becomes of it. After a prompt, the next keeps its distance and has a later date, in whatever zone.
    """
    if person.resting:
        return replace(reminder, next_due=None, next_date=None)
    after = now
    if person.paused and person.paused_until is not None:
        after = max(now, person.paused_until - timedelta(microseconds=1))
    if reminder.next_due is not None and reminder.next_due <= now == after and not_before is None:
        return reminder
    last = None
    if reminder.last_due is not None and reminder.last_date is not None:
        last = Due(reminder.last_due, reminder.last_date)
    weekdays = mask_to_weekdays(reminder.weekdays)
    due = next_due_after(after, reminder.at, weekdays, zone_of(person.zone), not_before_date=not_before, last=last)
    return replace(reminder, next_due=due.moment.astimezone(UTC), next_date=due.local_date)


def replanned(person: Person, now: datetime) -> Person:
    """The person with all reminders planned anew: after a change of zone, a pause, or a return."""
    return replace(person, reminders=tuple(planned(person, reminder, now) for reminder in person.reminders))


def without_today(person: Person, now: datetime) -> Person:
    """The person with every reminder that is still to come on this day passed over to its next one."""
    today = now.astimezone(zone_of(person.zone)).date()
    return replace(
        person,
        reminders=tuple(
            planned(person, reminder, now, not_before=today + timedelta(days=1))
            if reminder.next_date == today
            else reminder
            for reminder in person.reminders
        ),
    )


def next_prompt(person: Person) -> Reminder | None:
    """The reminder that comes first; None when none is set or all rest."""
    waiting = [reminder for reminder in person.reminders if reminder.next_due is not None]
    return min(waiting, key=lambda reminder: (reminder.next_due, reminder.number), default=None)
