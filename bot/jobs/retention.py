"""Retention: deletes what was kept long enough, and tells people before. Periods are in `storage.records`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.conversations.preferences import stopping
from bot.i18n.catalogue import Words
from bot.logs import get_logger
from bot.replies import to_call
from bot.timing.zones import zone_of
from storage.executor import StoreExecutor
from storage.records.calls import Lane, OutboxRow, OutgoingCall
from storage.records.person import Person
from storage.retention import Retention

log = get_logger("limber.retention")

# Seconds between two batches: others wait for the same thread.
PAUSE = 0.2


class RetentionJob:
    """Goes through the record. `hand_over` takes the calls that are to be made."""

    def __init__(
        self,
        executor: StoreExecutor,
        clock: Callable[[], datetime],
        words_for: Callable[[str | None], Words],
        hand_over: Callable[[Sequence[OutboxRow]], None],
    ) -> None:
        self._executor, self._clock, self._words_for, self._hand_over = executor, clock, words_for, hand_over
        self._retention = Retention(executor.store)

    async def run(self) -> None:
        """Tell people whose data will be deleted soon, then delete what was kept long enough."""
        now = self._clock()
        while calls := await self._executor.run(self._retention.tell, now, self._notice):
            log.info("end_notices_queued", calls=len(calls))
            self._hand_over(calls)
            await asyncio.sleep(PAUSE)
        while any(forgotten := await self._executor.run(self._retention.forget, now)):
            log.info("records_deleted", **forgotten._asdict())
            await asyncio.sleep(PAUSE)
        if await self._executor.run(self._retention.tidy, now):
            log.info("database_vacuumed")

    def _notice(self, person: Person, ends: datetime) -> OutgoingCall:
        words = self._words_for(person.settings.spoken_language).suiting(person.settings)
        day = ends.astimezone(zone_of(person.settings.zone)).date()
        notice = stopping.end_notice(words, day)
        return to_call(notice, person.id, lane=Lane.BROADCAST, right_to_left=words.is_right_to_left)
