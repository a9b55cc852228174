"""A person's next prompt, after something changed. Pure: the record and the moment come in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.habits.quiet_hours import digest_time, is_quiet
from bot.timing.recurrence import Due, mask_to_weekdays, next_due_after, weekdays_to_mask
from bot.timing.zones import zone_of
from storage.records.person import DIGEST, Person, PromptPerson, Reminder

SUNDAY = 6
# The least days from one digest to the next, when its day of the week changes.
BETWEEN_DIGESTS = timedelta(days=4)
# Prompts from one to the other are waited for by the digest, for an hour.
EVENING, LATEST_BEFORE_DIGEST = time(17), time(21)


def planned(person: Person, reminder: Reminder, now: datetime, *, not_before: date | None = None) -> Reminder:
    """The reminder with its next moment after `now` (UTC), or after the pause; at rest when the person is.

    `not_before` is the first local date that counts. A moment that has come, and that nobody put off, stays: the tick
    says what becomes of it. After a prompt, the next keeps its distance and has a later date, in whatever zone.
    One that comes once keeps its date, also in a pause: the tick skips it then. Its moment is None once it has passed.
    """
    if person.resting or not reminder.active:
        return replace(reminder, next_due=None, next_date=None)
    if reminder.once_on is not None:
        return _planned_once(person, reminder, now, not_before)
    after = now
    if person.account.paused and person.account.paused_until is not None:
        after = max(now, person.account.paused_until - timedelta(microseconds=1))
    if reminder.next_due is not None and reminder.next_due <= now == after and not_before is None:
        return reminder
    last = None
    if reminder.last_due is not None and reminder.last_date is not None:
        last = Due(reminder.last_due, reminder.last_date)
    weekdays = mask_to_weekdays(reminder.weekdays)
    due = next_due_after(
        after, reminder.at, weekdays, zone_of(person.settings.zone), not_before_date=not_before, last=last
    )
    return replace(reminder, next_due=due.moment.astimezone(UTC), next_date=due.local_date)


def _planned_once(person: Person, reminder: Reminder, now: datetime, not_before: date | None) -> Reminder:
    assert reminder.once_on is not None  # noqa: S101 - callers look first
    if reminder.next_due is not None and reminder.next_due <= now and not_before is None:
        return reminder
    weekdays, zone = frozenset({reminder.once_on.weekday()}), zone_of(person.settings.zone)
    due = next_due_after(
        now, reminder.at, weekdays, zone, not_before_date=max(reminder.once_on, not_before or date.min)
    )
    if due.local_date != reminder.once_on:
        return replace(reminder, next_due=None, next_date=None)
    return replace(reminder, next_due=due.moment.astimezone(UTC), next_date=due.local_date)


def _still_to_come(person: Person, reminders: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """The reminders without those for once that have no moment any more."""
    return tuple(one for one in reminders if one.once_on is None or one.next_due is not None or person.resting)


def replanned(person: Person, now: datetime) -> Person:
    """The person with all reminders planned again: after a change of zone, a pause, or a return."""
    reminders = _still_to_come(person, (planned(person, reminder, now) for reminder in person.reminders))
    return with_digest(replace(person, reminders=reminders), now)


def with_digest(person: Person, now: datetime) -> Person:
    """The person with the weekly digest planned at an hour that is not quiet, or without one if they want none.

    It begins once somebody is set up, and comes on the last day of the week on which a reminder does.
    """
    if person.account.setup is not None or not person.settings.wants_digest:
        return replace(person, digest=None)
    at, weekdays = _digest_time(person), weekdays_to_mask({digest_weekday(person)})
    had = person.digest or Reminder(DIGEST, at, weekdays)
    if had.weekdays == weekdays:
        return replace(person, digest=planned(person, replace(had, at=at), now))
    moved = replace(had, at=at, weekdays=weekdays, next_due=None, next_date=None)
    first = None if had.last_date is None else had.last_date + BETWEEN_DIGESTS
    return replace(person, digest=planned(person, moved, now, not_before=first))


def digest_weekday(person: Person) -> int:
    """The weekday (Monday 0) of the digest: the last on which a reminder comes each week; Sunday where none does."""
    return max(weekdays_planned(person), default=SUNDAY)


def without_today(person: Person, now: datetime) -> Person:
    """The person with every reminder still to come today moved to its next day, and without one for once today."""
    return without_date(person, now.astimezone(zone_of(person.settings.zone)).date(), now)


def without_date(person: Person, settled: date, now: datetime) -> Person:
    """The person with every reminder still to come for a local date moved to its next day, and without one for once on
    it; those of other dates stay as they are."""
    return replace(
        person,
        reminders=_still_to_come(
            person,
            [
                planned(person, reminder, now, not_before=settled + timedelta(days=1))
                if reminder.next_date == settled
                else reminder
                for reminder in person.reminders
            ],
        ),
    )


def _digest_time(person: Person) -> time:
    """An hour after its day's last prompt, where that is in the evening; else as `quiet_hours.digest_time` says."""
    usual = digest_time(person.settings.quiet_from, person.settings.quiet_until)
    day = weekdays_to_mask({digest_weekday(person)})
    last = max((one.at for one in person.recurring if one.active and one.weekdays & day), default=time.min)
    if not EVENING <= last <= LATEST_BEFORE_DIGEST:
        return usual
    after = time(last.hour + 1, last.minute)
    return usual if is_quiet(after, person.settings.quiet_from, person.settings.quiet_until) else after


def weekdays_planned(person: Person) -> frozenset[int]:
    """The weekdays (Monday 0) on which any reminder that is on comes each week."""
    masks = [mask_to_weekdays(reminder.weekdays) for reminder in person.recurring if reminder.active]
    return frozenset().union(*masks)


def is_quiet_at(person: PromptPerson, moment: datetime) -> bool:
    """Whether a UTC moment lies in the person's quiet hours."""
    local = moment.astimezone(zone_of(person.settings.zone)).time()
    return is_quiet(local, person.settings.quiet_from, person.settings.quiet_until)


def next_prompt(person: Person) -> Reminder | None:
    """The reminder that comes first, with the moment at which it really does; None when none is set or all rest.

    On a day that is done and in a rest nothing comes but what was asked for once, and in the quiet hours and in a pause
    nothing at all.
    """
    coming = [
        _after_free_days(person, reminder)
        for reminder in person.reminders
        if reminder.next_due is not None
        and not (reminder.once_on is not None and _is_in_pause(person, reminder))
        and not is_quiet(reminder.at, person.settings.quiet_from, person.settings.quiet_until)
    ]
    return min(coming, key=lambda reminder: (reminder.next_due, reminder.number), default=None)


def _is_in_pause(person: Person, reminder: Reminder) -> bool:
    until = person.account.paused_until
    return reminder.next_due is not None and until is not None and reminder.next_due < until


def _after_free_days(person: Person, reminder: Reminder) -> Reminder:
    """The reminder with its first moment that is neither on a day that is done nor in a rest; one for once as it is."""
    if reminder.once_on is not None:
        return reminder
    zone, weekdays = zone_of(person.settings.zone), mask_to_weekdays(reminder.weekdays)
    while reminder.next_due is not None and reminder.next_date is not None:
        rest = person.rest_on(reminder.next_date)
        if rest is None and reminder.next_date != person.streak.until:
            break
        here, end = Due(reminder.next_due, reminder.next_date), rest[1] if rest is not None else None
        due = next_due_after(here.moment, reminder.at, weekdays, zone, not_before_date=end, last=here)
        reminder = replace(reminder, next_due=due.moment.astimezone(UTC), next_date=due.local_date)
    return reminder
