"""Check of this machine's clock. While it is off by more than ten minutes from Telegram's, nothing is decided by it: no
prompts, no broadcasts, no deletion. Replies go on by Telegram's clock from the first moment: `now` compares the two
each time.

    believed ──> doubted ──> wrong ──> believed
       ^            │
       └────────────┘

What Telegram said last, and the seconds since, are looked at before each job. A clock that does not go with them any
more was set, or the machine slept: it is doubted until Telegram says more, for which it is asked at once. A clock that
Telegram says nothing about is believed; where it jumps, what it may have done before is looked for all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from bot.client.server_time import ServerTime
from bot.jobs.scheduler import Job
from bot.logs import get_logger

log = get_logger("limber.clock")

# How far the clock may be from Telegram's. Certificates and prompts bear minutes; a date that is wrong bears nothing.
MOST_OFF = timedelta(minutes=10)
# Seconds between two looks, and for which an answer is news enough for one.
LOOK_SECONDS, NEWS_SECONDS = 3600.0, 60.0
# Seconds until Telegram is asked again, when it could not be reached.
ASK_AGAIN = 10.0

DOUBTED = "this machine's clock jumped, and Telegram was not heard since: no prompt is sent until it is"


def is_wrong(ours: datetime, theirs: datetime | None) -> bool:
    """Whether a clock that shows `ours` is too far from Telegram's; False when that is not known."""
    return theirs is not None and abs(ours - theirs) > MOST_OFF


def in_words(ahead: timedelta) -> str:
    """A sentence about a clock that is so far ahead, or behind."""
    minutes = abs(ahead) // timedelta(minutes=1)
    hours, days = minutes // 60, minutes // (24 * 60)
    span = f"{minutes} minutes" if hours < 2 else f"{hours} hours" if days < 2 else f"{days} days"
    way = "fast" if ahead > timedelta() else "slow"
    return f"this machine's clock is {span} {way}: no prompt is sent until it is right"


class ClockCheck:
    """The machine's clock, held against Telegram's. Moments are UTC.

    `ask` makes any call to Telegram, and says whether it was answered. `plan_again` is awaited whenever the clock was
    looked at and found right, before anything is decided by it; it hears whether Telegram confirmed that, or the clock
    is only believed.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        server: ServerTime,
        monotonic: Callable[[], float],
        ask: Callable[[], Awaitable[bool]],
        plan_again: Callable[[bool], Awaitable[None]],
    ) -> None:
        self.is_wrong = False
        self._doubted = False
        self._clock, self._server, self._monotonic = clock, server, monotonic
        self._ask, self._plan_again = ask, plan_again
        self._asked_in_vain_at = float("-inf")
        self._looked: tuple[datetime, float] | None = None
        self._looking = asyncio.Lock()

    def now(self) -> datetime:
        """The moment it is: by this machine's clock, or, while that does not go with Telegram's, by Telegram's.

        Where the machine slept that is some hours early, until the first answer, which is asked for within a second.
        """
        ours, theirs = self._clock(), self._server.now()
        return theirs if theirs is not None and is_wrong(ours, theirs) else ours

    @property
    def ahead(self) -> timedelta:
        """How far the clock is ahead, negative behind, while it is known to be wrong; else zero."""
        theirs = self._server.now() if self.is_wrong else None
        return timedelta() if theirs is None else self._clock() - theirs

    @property
    def trouble(self) -> str | None:
        """Why nothing is decided by the clock, in a sentence; None when all is well."""
        if self.is_wrong:
            return in_words(self.ahead)
        return DOUBTED if self._doubted else None

    def on_right_time(self, job: Job) -> Callable[[], Coroutine[Any, Any, None]]:
        """The job, left out while the clock cannot be believed."""

        async def if_right() -> None:
            if await self.may_decide():
                await job()

        return if_right

    async def may_decide(self) -> bool:
        """Whether anything may be decided by the clock now. One that seems to have changed is looked at first."""
        if self._seems_wrong() != self.is_wrong or self._doubted or self._has_jumped():
            await self.look()
        return not (self.is_wrong or self._doubted)

    async def look(self) -> None:
        """Compare the clocks; where what Telegram said last is old, or is no longer so, with what it says now. Never
        raises."""
        async with self._looking:
            heard = self._server.count
            if self._server.age() > NEWS_SECONDS or (self._seems_wrong() and not self.is_wrong):
                await self._hear()
            wrong = self._seems_wrong()
            # The seconds since then do not count those for which the machine slept: only what is heard now is proof.
            self._doubted = wrong and not self.is_wrong and self._server.count == heard
            if self._doubted:
                return
            self._looked = self._clock(), self._monotonic()
            self._note(wrong=wrong)
            if not wrong:
                try:
                    await self._plan_again(self._server.now() is not None)
                except Exception:
                    log.exception("replanning_failed")

    def _seems_wrong(self) -> bool:
        return is_wrong(self._clock(), self._server.now())

    def _has_jumped(self) -> bool:
        """Whether the clock was set since the last look: all that can be seen where Telegram tells no time."""
        if self._looked is None:
            return False
        showed, at = self._looked
        return is_wrong(self._clock(), showed + timedelta(seconds=self._monotonic() - at))

    async def _hear(self) -> None:
        """Let Telegram tell the time."""
        if self._monotonic() - self._asked_in_vain_at < ASK_AGAIN:
            return
        heard = self._server.count
        if not await self._ask():
            self._asked_in_vain_at = self._monotonic()
        elif self._server.count == heard:
            self._server.forget()

    def _note(self, *, wrong: bool) -> None:
        if wrong != self.is_wrong:
            self.is_wrong = wrong
            if wrong:
                log.error("clock_wrong", by=round(self.ahead.total_seconds()))
            else:
                log.warning("clock_recovered")
