"""Health: whether the bot is alive and can serve, and what is wrong. In words, without anything about a person.

Liveness fails when a restart would help: the event loop or the tick hangs. Readiness fails while people cannot be
served, even when another program is the cause.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.logs import get_logger
from storage.executor import StoreExecutor
from storage.health import RecordHealth, record_health
from storage.records.calls import Lane

log = get_logger("limber.health")

# The tick, which comes every second, is missed when it has not come round for this long, and stuck when it was not even
# begun for this long: ten thousand prompts at once take less.
TICK_MISSED = timedelta(seconds=60)
TICK_STUCK = timedelta(seconds=300)
# How long a reply, and a prompt, may wait for its turn. Ten thousand prompts of one minute take nearly seven.
LAG = {Lane.REPLY: timedelta(seconds=60), Lane.PROMPT: timedelta(minutes=15)}
# Seconds in which the database has to answer.
ANSWER_SECONDS = 2.0

STARTING = "not started yet: Telegram was not reached"
NO_TICK = "the daily prompts do not tick"
STUCK = "the daily prompts are stuck"
DATABASE_AWAY = "the database does not answer"
DAMAGED = "the database file is damaged: stop the bot and restore the newest backup (docs/operating.md)"
TELEGRAM_AWAY = "Telegram cannot be reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What is known without a query. Moments are UTC, None before the first. `trouble` is the trouble of polling,
    `out_of_reach` says that one call after another failed, `clock` why it is not believed, `damaged` what SQLite
    says of its file."""

    now: datetime
    started: bool = True
    tick_begun: datetime | None = None
    tick_done: datetime | None = None
    trouble: str | None = None
    out_of_reach: bool = False
    clock: str | None = None
    damaged: bool = False


def stuck(signs: Signs) -> list[str]:
    """What a restart would fix; empty when nothing."""
    if not signs.started or signs.clock is not None:
        # With a wrong clock nothing is decided, and no restart sets it.
        return []
    return [STUCK] if _is_older(signs.tick_begun, TICK_STUCK, signs.now) else []


def unready(signs: Signs, seen: RecordHealth | None) -> list[str]:
    """What keeps people from being served; empty when nothing does. `seen` None: the database gave no answer."""
    if not signs.started:
        return [STARTING]
    wrong = [DAMAGED] if signs.damaged else []
    wrong += [signs.trouble] if signs.trouble else []
    if signs.out_of_reach and signs.trouble is None:
        wrong.append(TELEGRAM_AWAY)
    if signs.clock is not None:
        wrong.append(signs.clock)
    elif _is_older(signs.tick_done, TICK_MISSED, signs.now):
        wrong.append(NO_TICK)
    if seen is None:
        return [*wrong, DATABASE_AWAY]
    late = ((lane, seen.lag[lane]) for lane, most in LAG.items() if seen.lag[lane] > most)
    return wrong + [f"a {lane.name.lower()} waits for {lag.total_seconds():.0f} s" for lane, lag in late]


def unaccounted(seen: RecordHealth | None) -> list[str]:
    """Rows that should not be stored, or not any more."""
    lost = seen.unaccounted if seen is not None else {}
    return [f"unaccounted for: {count} {name.replace('_', ' ')}" for name, count in lost.items() if count]


def _is_older(moment: datetime | None, most: timedelta, now: datetime) -> bool:
    # In either direction: a clock that was set must not hide it.
    return moment is None or abs(now - moment) > most


class Health:
    """The answers of the health routes: lists of what is wrong, empty when all is well. `look` gives the signs."""

    def __init__(
        self, executor: StoreExecutor, look: Callable[[], Signs], *, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        self._executor, self.look, self._answer_seconds = executor, look, answer_seconds
        self._asking: asyncio.Task[RecordHealth] | None = None

    async def live(self) -> list[str]:
        """What a restart would fix. Makes no query."""
        return stuck(self.look())

    async def ready(self) -> list[str]:
        """What keeps people from being served now."""
        return unready(self.look(), await self.record_health())

    async def wrong(self) -> list[str]:
        """Everything that is wrong."""
        seen, signs = await self.record_health(), self.look()
        return [*stuck(signs), *unready(signs, seen), *unaccounted(seen)]

    async def record_health(self) -> RecordHealth | None:
        """The database's vitals; None when it gives no answer in two seconds."""
        if self._asking is None or self._asking.done():
            # One query at a time: queries to a database that hangs must not take all its connections.
            self._asking = asyncio.create_task(
                self._executor.run(record_health, self._executor.store, self.look().now), name="vitals"
            )
        asking = self._asking
        await asyncio.wait({asking}, timeout=self._answer_seconds)
        if not asking.done():
            log.warning("database_slow")
            return None
        if asking.cancelled() or (error := asking.exception()) is not None:
            log.warning("database_failed", error="cancelled" if asking.cancelled() else type(error).__name__)
            return None
        return asking.result()

    async def stop(self) -> None:
        """Make no more queries."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
