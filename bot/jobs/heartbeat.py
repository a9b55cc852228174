"""Heartbeat of this replica. On SQLite it is the only one; on PostgreSQL there may be many.

Each replica says every few seconds that it is alive. One that could not for too long sends nothing more (fencing): the
others count it as dead and take over its claimed calls. Once it can again, it joins again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

from bot.logs import get_logger
from storage.executor import StoreExecutor
from storage.records.replica import Heartbeat
from storage.statements.replicas import ALIVE_FOR, BEAT_SECONDS, Fenced

log = get_logger("limber.replica")

# Seconds for which calls are made one at a time after an end without leaving: another end then blames one call alone.
CAREFUL_SECONDS = 30.0


class Replica:
    """This replica among the others. `on_beat` gets each answer, `on_fenced` hears that all claims are lost.

    `polls`: this replica is the one that polls Telegram, if it wants to. `unclean_ends`: how many ends in a row
    came without leaving, before this program or one from which it took over; 0 once it has been up for a while.
    """

    def __init__(
        self,
        executor: StoreExecutor,
        clock: Callable[[], datetime],
        *,
        wants_to_poll: bool,
        on_beat: Callable[[Heartbeat], None],
        on_fenced: Callable[[], None],
        monotonic: Callable[[], float] = time.monotonic,
        beat_seconds: float = BEAT_SECONDS,
    ) -> None:
        self.alive = 1
        self.polls = False
        self.unclean_ends = 0
        self._executor, self._clock, self._monotonic = executor, clock, monotonic
        self._wants_to_poll, self._on_beat, self._on_fenced = wants_to_poll, on_beat, on_fenced
        self._beat_seconds = beat_seconds
        self._believed_until = self._careful_until = float("-inf")

    def is_careful(self) -> bool:
        """Whether the program, or one from which it took over, ended without leaving a short while ago."""
        return self._monotonic() < self._careful_until

    def may_send(self) -> bool:
        """Whether the others count this replica as alive. If not, they send the calls it claimed."""
        return self._monotonic() < self._believed_until

    async def join(self) -> None:
        """Join the replicas, and take over what dead ones left."""
        began = self._monotonic()
        self._hear(await self._executor.run(self._executor.store.join, self._clock()), began)
        if self._executor.store.is_sqlite:
            self._believed_until = float("inf")
            self.polls = self._wants_to_poll
        else:
            await self._beat()

    async def run(self) -> None:
        """Go on saying that it is alive, until cancelled. Alone, there is nobody to say it to."""
        while not self._executor.store.is_sqlite or self.unclean_ends:
            await asyncio.sleep(self._beat_seconds)
            try:
                await self._note_steady()
                if not self._executor.store.is_sqlite:
                    await self._beat()
            except Fenced:
                log.error("replica_fenced", id=self._executor.store.me)
                await self._begin_again()
            except Exception:
                log.exception("heartbeat_failed")

    async def stop_polling(self) -> None:
        """Let another replica poll while this one finishes its claimed calls."""
        self._wants_to_poll = self.polls = False
        if not self._executor.store.is_sqlite and self._executor.store.replica_id is not None:
            try:
                await self._beat()
            except Exception:
                log.exception("heartbeat_failed")

    async def leave(self) -> None:
        """End in order: others go on at once."""
        try:
            await self._executor.run(self._executor.store.leave)
        except Exception:
            log.exception("replica_leave_failed")

    async def _beat(self) -> None:
        began = self._monotonic()
        self._hear(
            await self._executor.run(self._executor.store.beat, self._clock(), wants_to_poll=self._wants_to_poll), began
        )

    async def _note_steady(self) -> None:
        """Up for a while since the last end without leaving: the row of them is over."""
        if self.unclean_ends and not self.is_careful():
            await self._executor.run(self._executor.store.steady)
            log.info("crash_count_cleared", unclean_ends=self.unclean_ends)
            self.unclean_ends = 0

    async def _begin_again(self) -> None:
        self._believed_until, self.polls = float("-inf"), False
        self._on_fenced()
        try:
            await self.join()
        except Exception:
            log.exception("heartbeat_failed")

    def _hear(self, beat: Heartbeat, began: float) -> None:
        # Counted from before the question: the answer may have been long under way.
        self._believed_until = began + ALIVE_FOR.total_seconds()
        if beat.alive != self.alive:
            log.info("replicas_changed", alive=beat.alive)
        self.alive, self.polls = beat.alive, beat.polls
        if beat.unclean_ends:
            # In what follows one call at a time is made, so that another end blames that one alone.
            self.unclean_ends = max(self.unclean_ends, beat.unclean_ends)
            self._careful_until = self._monotonic() + CAREFUL_SECONDS
            log.warning("crash_detected", times=beat.unclean_ends, careful_seconds=round(CAREFUL_SECONDS))
        if beat.calls_again or beat.calls_given_up:
            log.warning("calls_taken_over", again=beat.calls_again, given_up=beat.calls_given_up)
        self._on_beat(beat)
