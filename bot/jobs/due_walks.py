"""Open walks in which something is due: the next step by itself, or the question after a film.

Each is a turn like any other, decided on the record and written only if that still stands: a word of the person, or
another replica, is never overtaken, and nothing comes twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversations.turn import DiaryNotRead, RecordingsNotRead, Turn
from bot.conversations.walk.by_the_clock import come_due
from bot.i18n.catalogue import Words
from bot.logs import get_logger
from content.library import Library
from storage.executor import StoreExecutor
from storage.recordings import Recordings
from storage.records.calls import Lane, OutboxRow
from storage.records.diary import Diary
from storage.records.person import Person
from storage.records.recordings import RecordedLine
from storage.records.turn import TurnResult
from storage.statements.people import RecordChanged

log = get_logger("limber.walks")

# Walks that are seen to in one tick, each in a transaction of its own.
MOST = 40
# What could not be sent so long after it was due is of no use any more.
LATEST = timedelta(minutes=10)


class DueWalks:
    """Sees to open walks. `room` says whether more calls may be claimed: while there is none, steps wait, so that each
    lasts longer and none comes in the middle of another."""

    def __init__(
        self,
        executor: StoreExecutor,
        library: Library,
        hand_over: Callable[[Sequence[OutboxRow]], None],
        room: Callable[[], bool],
        words_for: Callable[[str | None], Words],
    ) -> None:
        self._executor, self._library, self._words_for = executor, library, words_for
        self._hand_over, self._room = hand_over, room

    async def see_to(self, now: datetime) -> None:
        """Send what is due now (UTC)."""
        if not self._room():
            return
        for person in await self._executor.run(self._executor.store.due_walks, now, MOST):
            try:
                calls = await self._executor.run(
                    self._executor.store.commit_turn, await self._decided(person, now), now
                )
            except RecordChanged:
                # The person was quicker, or another replica was.
                continue
            self._hand_over(calls or ())

    async def _decided(self, person: Person, now: datetime) -> TurnResult:
        """What comes; nothing, and never again, of a walk over which we stumble."""
        try:
            turn = await self._taken(person, now)
            return turn.result(None, lane=Lane.PROMPT, not_after=now + LATEST)
        except Exception:
            log.exception("due_walk_failed", chat=person.id)
            quiet = None if person.walk is None else replace(person.walk, due_at=None)
            return TurnResult(None, person, replace(person, walk=quiet))

    async def _taken(self, person: Person, now: datetime) -> Turn:
        """The turn, taken with as much of the record as it needs."""
        store, words = self._executor.store, self._words_for(person.settings.spoken_language)
        diary: Diary | None = None
        recordings: Sequence[RecordedLine] | None = None
        while True:
            turn = Turn(person, now, words, self._library, diary=diary, recordings=recordings)
            try:
                come_due(turn)
            except DiaryNotRead:
                diary = await self._executor.run(store.diary, person.id)
            except RecordingsNotRead:
                recordings = await self._executor.run(Recordings(store).lines)
            else:
                return turn
