"""Dead man's switch: once a UTC day an address is called, when all prompts of the day that ended are accounted for. The
service behind it raises the alarm when the call does not come.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

import aiohttp
import tenacity
from tenacity.wait import wait_base

from bot.client.proxies import open_session, proxy_of
from bot.logs import get_logger
from storage.executor import StoreExecutor
from storage.health import is_first, unsettled_before

log = get_logger("limber.deadman")

# Seconds between two looks whether the call is due, and for its answer.
CHECK_SECONDS = 300.0
ANSWER_SECONDS = 10.0
# The call is made so often, and again at the next look.
ATTEMPTS = 4
PAUSES = tenacity.wait_exponential(multiplier=2, max=30)
# The stored fact that names the newest reported day, and the lease that one replica holds for the call.
PINGED = "pinged_day"
TASK = "ping"


class Ping(Enum):
    """What is to be done about the call."""

    NOTHING = "nothing"  # the day was told of
    WAIT = "wait"  # some of its prompts are still on their way
    ALARM = "alarm"  # something is lost: no call, which is the alarm
    CALL = "call"


@dataclass(frozen=True, slots=True)
class CheckedDay:
    """How a UTC day that ended stands: prompts that are not settled, and counts of what should not be, by name."""

    date: date
    unsettled: int
    lost: Mapping[str, int]


def newest_ended(now: datetime) -> date:
    """The newest UTC day that is over."""
    return now.astimezone(UTC).date() - timedelta(days=1)


def is_told(day: date, pinged: date | None) -> bool:
    """Whether a day was told of, by the newest that was. One that is further ahead than two clocks can be apart at
    midnight is of a clock that was wrong, and says nothing: else there would be no call until then."""
    return pinged is not None and timedelta() <= pinged - day <= timedelta(days=1)


def decide(day: CheckedDay, pinged: date | None) -> Ping:
    """What is to be done about a day that ended; `pinged` is the newest that was told of."""
    if is_told(day.date, pinged):
        return Ping.NOTHING
    if any(day.lost.values()):
        return Ping.ALARM
    return Ping.WAIT if day.unsettled else Ping.CALL


class DeadMansSwitch:
    """Calls `url`. `look` is to be called every few minutes."""

    def __init__(
        self, executor: StoreExecutor, url: str, clock: Callable[[], datetime], *, pauses: wait_base = PAUSES
    ) -> None:
        self._executor, self._url, self._clock, self._pauses = executor, url, clock, pauses

    async def check(self) -> None:
        """Make the call if it is due. Never raises: a fault is logged, and the next look tries again."""
        try:
            await self._check()
        except (aiohttp.ClientError, TimeoutError) as error:
            # What the error says has the address in it, and that may be a secret.
            log.warning("ping_failed", error=type(error).__name__)
        except Exception:
            log.exception("ping_check_failed")

    async def _check(self) -> None:
        store, now = self._executor.store, self._clock()
        ended = newest_ended(now)
        known = await self._executor.run(store.fact, PINGED)
        pinged = date.fromisoformat(known) if known is not None else None
        if is_told(ended, pinged):
            return
        if not await self._executor.run(is_first, store, TASK):
            return
        midnight = datetime.combine(ended + timedelta(days=1), time(), UTC)
        day = CheckedDay(
            ended,
            await self._executor.run(unsettled_before, store, midnight),
            await self._executor.run(store.unaccounted, now),
        )
        todo = decide(day, pinged)
        if todo is Ping.CALL:
            await self._call()
            await self._executor.run(store.note_fact, PINGED, ended.isoformat())
            log.info("ping_sent", day=ended)
        elif todo is Ping.ALARM:
            lost = {name: count for name, count in day.lost.items() if count}
            log.error("ping_withheld", day=ended, **lost)
        else:
            log.info("ping_delayed", day=ended, unsettled=day.unsettled)

    async def _call(self) -> None:
        """One GET that has to be answered with a 2xx. Raises ClientError or TimeoutError when none was."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with open_session(proxy_of(self._url), timeout) as session:
            async for attempt in tenacity.AsyncRetrying(
                retry=tenacity.retry_if_exception_type((aiohttp.ClientError, TimeoutError)),
                stop=tenacity.stop_after_attempt(ATTEMPTS),
                wait=self._pauses,
                reraise=True,
            ):
                with attempt:
                    async with session.get(self._url) as response:
                        response.raise_for_status()
