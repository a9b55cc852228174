"""Replanning of reminders after new zone data, or after a wrong clock.

What people chose themselves stays: a pause until a date, the times, the weekdays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import tzdata

from bot.habits.planning import planned
from bot.logs import get_logger
from bot.timing.zones import zone_of
from storage.executor import StoreExecutor
from storage.records.person import Person, Reminder, with_fields
from storage.replanning import AHEAD, LeftBehind

log = get_logger("limber.replanning")

# People whose records are written in one transaction, for which others wait.
BATCH = 500
# The stored fact that names the zone data by which the reminders were planned.
ZONE_DATA = "zone_data"
# Other zone data moves a moment by less than this, also over the date line.
MOST_MOVED = timedelta(days=2)
# The latest date that a reminder for once is taken for, and a day for those who travel.
FURTHEST_ONCE = timedelta(days=8)
_BEFORE_ALL = -(2**62)


class Replanning:
    """Goes through the record, in batches. Moments are UTC."""

    def __init__(self, executor: StoreExecutor, clock: Callable[[], datetime]) -> None:
        self._executor, self._clock = executor, clock
        self._left_behind = LeftBehind(executor.store)
        self._by_one = asyncio.Lock()

    async def follow_zone_data(self) -> None:
        """Plan reminders again when the zone data is another than they were planned by; those that are due stay."""
        async with self._by_one:
            if await self._executor.run(self._executor.store.fact, ZONE_DATA) != tzdata.IANA_VERSION:
                await self._plan_all()

    async def _plan_all(self) -> None:
        store, now = self._executor.store, self._clock()
        after_id, changed = _BEFORE_ALL, 0
        while people := await self._executor.run(store.people_with_reminders, after_id, BATCH):
            after_id = people[-1].id
            changes = [(person, moved) for person in people if (moved := by_zone_data(person, now)) != person]
            if changes:
                changed += await self._executor.run(store.save_all, changes)
        await self._executor.run(store.note_fact, ZONE_DATA, tzdata.IANA_VERSION)
        log.info("reminders_replanned", zone_data=tzdata.IANA_VERSION, people=changed)

    async def put_right(self, *, confirmed: bool) -> None:
        """Plan again what a wrong clock put further ahead than its rule allows, if there is a sign of one.

        What was decided about dates that have not come is forgotten only where Telegram `confirmed` the time: a clock
        that is merely believed may itself be years behind.
        """
        now = self._clock()
        if not await self._executor.run(self._left_behind.is_there, now, confirmed=confirmed):
            return
        waits = await self._executor.run(self._left_behind.let_go, now)
        after_id: int | None = _BEFORE_ALL
        people = 0
        while after_id is not None:
            after_id, changed = await self._executor.run(
                self._left_behind.put_right,
                *(after_id, BATCH, now, lambda person: within_reach(person, now)),
                confirmed=confirmed,
            )
            people += changed
        if people or waits:
            log.warning("reminders_corrected", people=people, waits=waits)


def by_zone_data(person: Person, now: datetime) -> Person:
    """The person with every future reminder at its new moment of the same date, be it past: then it is due.

    A moment that has passed by the old data is due already, not to be moved.
    """
    kept = tuple(
        old
        if old.next_due is None or old.next_due <= now
        else planned(person, old, old.next_due - MOST_MOVED, not_before=old.next_date)
        for old in person.reminders
    )
    return person if kept == person.reminders else replace(person, reminders=kept)


def within_reach(person: Person, now: datetime) -> Person:
    """The person with reminders no further ahead than their rules allow, and last heard of no later than now; without
    those for once that a wrong clock put further ahead than anybody can."""
    furthest = now.astimezone(zone_of(person.settings.zone)).date() + FURTHEST_ONCE
    return with_fields(
        person,
        heard_at=now
        if person.account.heard_at is not None and person.account.heard_at > now + AHEAD
        else person.account.heard_at,
        reminders=tuple(
            _within_reach(person, reminder, now)
            for reminder in person.reminders
            if reminder.once_on is None or reminder.once_on <= furthest
        ),
        digest=None if person.digest is None else _within_reach(person, person.digest, now),
    )


def _within_reach(person: Person, reminder: Reminder, now: datetime) -> Reminder:
    """The reminder, moved to where its rule has it if it would come later."""
    if reminder.next_due is None or reminder.next_due <= now:
        return reminder
    first = latest = planned(person, reminder, now)
    today = now.astimezone(zone_of(person.settings.zone)).date()
    if first.next_date == today:
        # Today's may have been passed over, by "not today".
        latest = planned(person, reminder, now, not_before=today + timedelta(days=1))
    is_beyond = latest.next_due is None or reminder.next_due > latest.next_due
    return first if is_beyond else reminder
