"""Scheduler of repeated jobs (APScheduler): the tick of the prompts every second, retention every few hours.

APScheduler waits for a time of day. Our own trigger counts from now, not from the last run: after a clock was put
forward by a day, no missed second is made up for. After a clock was put back, all waits start again.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.logs import get_logger

log = get_logger("limber.scheduling")

Job = Callable[[], Awaitable[None]]

# More than APScheduler can find at work: it warns of each run that it leaves out, and `_Alone` leaves them out itself.
MOST_AT_WORK = 1000
# The clock was set when it is this many seconds further from where it should be than at the last look.
CLOCK_SET = 1.0


class Every(BaseTrigger):  # type: ignore[misc]  # the package has no types
    """The next multiple of so many seconds: reminders are for whole minutes, and looked at on the second."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The moment after `now`."""
        since = now.timestamp()
        wait = timedelta(seconds=(math.floor(since / self.seconds) + 1) * self.seconds - since)
        # What is counted in parts of a second is not exact. APScheduler would ask for ever for a moment after `now`.
        return now + (wait if wait > timedelta(0) else wait + timedelta(seconds=self.seconds))


class Schedule:
    """Jobs at intervals in seconds. `clock` is the computer's, in UTC: what APScheduler goes by."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._jobs: dict[str, tuple[Job, float]] = {}
        self._watch: asyncio.Task[None] | None = None

    def add(self, name: str, job: Job, seconds: float) -> None:
        """Add a job with its interval. Late runs are done once, and a job never runs twice at the same time."""
        self._jobs[name] = _Alone(job).run, seconds

    def start(self) -> None:
        """Begin; every job is done once at once."""
        self._time_all()
        self._scheduler.start()
        self._watch = asyncio.create_task(self._watch_clock(), name="watch-clock")

    async def stop(self) -> None:
        """Begin nothing any more, and cut off what is under way."""
        if self._watch is not None:
            self._watch.cancel()
        if self._scheduler.running:
            self._scheduler.pause()
            # A job that is cut off before its first step fails in the scheduler's eyes, and in its log: so let those
            # that were just begun take it.
            await asyncio.sleep(0)
            self._scheduler.shutdown(wait=False)

    def _time_all(self) -> None:
        for name, (job, seconds) in self._jobs.items():
            self._scheduler.add_job(
                job,
                Every(seconds),
                id=name,
                replace_existing=True,
                coalesce=True,
                max_instances=MOST_AT_WORK,
                misfire_grace_time=None,
                next_run_time=self._clock(),
            )

    async def _watch_clock(self) -> None:
        often = min(seconds for _, seconds in self._jobs.values())
        ahead = self._ahead()
        while True:
            await asyncio.sleep(often)
            before, ahead = ahead, self._ahead()
            if abs(ahead - before) > CLOCK_SET:
                log.warning("clock_changed", by=round(ahead - before))
                self._time_all()

    def _ahead(self) -> float:
        """How far the clock is ahead of the time that has really passed since some beginning, in seconds."""
        return self._clock().timestamp() - asyncio.get_running_loop().time()


class _Alone:
    """A job that does not run while it is at work: at the start it is done at once, and may well be due again before
    it is through. Its cancellation at the end of the program is no error in APScheduler's log."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._at_work = False

    async def run(self) -> None:
        """Do the job, unless it is being done."""
        if self._at_work:
            return
        self._at_work = True
        try:
            await self._job()
        except asyncio.CancelledError:
            log.debug("job_stopped")
        finally:
            self._at_work = False
