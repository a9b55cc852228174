"""Outbox: stored calls are made, paced and retried, and their outcomes stored.

Calls claimed by this replica wait in memory (`queue`). One round after another notes what became of the last ones and
marks the next ones as being sent, in one transaction, before they are made: so a crash leaves each call known as
not begun, or as uncertain, and an uncertain one is made at most once more.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.logs import get_logger
from bot.sending.delivery import Delivery
from bot.sending.queue import CallQueue
from bot.sending.rate_limiter import RateLimiter
from bot.sending.requests import Calls
from bot.token_bucket import FOREVER
from storage.executor import StoreExecutor
from storage.records.calls import DeadReason, Lane, OutboxRow, Verb
from storage.records.turn import TurnResult
from storage.replanning import MOST_HELD_UP

log = get_logger("limber.outbox")

# Calls claimed at once, and how many are held in memory before no more are claimed.
CLAIM, MOST_HELD = 500, 2000
# What is sent in bulk goes out in rounds at least this far apart, in seconds: each is a transaction.
ROUND = 0.006
# Seconds until the outbox looks for calls that another replica has let go of.
LOOK_AROUND, LOOK_SOON = 1.0, 0.05
# Seconds for which it looks often, once a reply waits behind another replica's calls.
LOOK_OFTEN = 3.0
# Seconds until the next round after one that failed: the record cannot be reached, or there is a fault of ours.
STUMBLE_PAUSE = 1.0
# Seconds between two comparisons with the stored claims. When the database's answer to a claim was lost on its way, the
# claim stands there and nobody here knows of it.
COMPARE = 30.0


class Outbox:
    """Sends stored calls: those handed over, and, after `wake`, those stored by others.

    `may_send` says whether this replica counts as alive: one that was silent for too long sends nothing. `careful` says
    whether calls go one at a time, each noted before the next is marked: so an end of the program blames that one
    alone. `answered` hears of how many seconds Telegram took to answer a call.
    """

    def __init__(
        self,
        executor: StoreExecutor,
        calls: Calls,
        rate_limiter: RateLimiter,
        clock: Callable[[], datetime],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        may_send: Callable[[], bool] = lambda: True,
        careful: Callable[[], bool] = lambda: False,
        answered: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self.rate_limiter = rate_limiter
        self._executor, self._clock, self._monotonic = executor, clock, monotonic
        self._may_send = may_send
        self._queue = CallQueue(rate_limiter, careful)
        self._delivery = Delivery(
            *(executor, calls, rate_limiter, clock, monotonic),
            wait_again=self._wait_again,
            settled_elsewhere=self._settled_elsewhere,
            answered=answered,
        )
        self.counters = self._delivery.counters
        self._claimed: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._awake = asyncio.Event()
        self._hurry = False
        self._more = True  # there may be stored calls that nobody claimed
        self._look_at = FOREVER
        self._look_often_until = 0.0
        self._compare_at = monotonic() + COMPARE
        self._loop: asyncio.Task[None] | None = None
        self._ending = False
        self._resting = True  # nothing is claimed, nothing is to be stored

    # From outside

    def wake(self) -> None:
        """Say that there are stored calls that nobody claimed."""
        self._more = True
        self._stir()

    def room(self) -> bool:
        """Whether more calls may be claimed."""
        return self._queue.waiting < MOST_HELD

    async def commit_turn(self, result: TurnResult, now: datetime) -> bool:
        """Commit a turn and send its replies; the first goes out at once when nothing stands before it.

        False when the update had been done already. Raises RecordChanged.
        """
        first = next((call for call in result.calls if call.lane is Lane.REPLY), None)
        begin = first is not None and first.verb is Verb.SEND and self._ready_for(first.chat_id)
        rows = None
        try:
            rows = await self._executor.commit_turn(result, now, begin=begin)
        finally:
            if begin and first is not None and not any(row.begun for row in rows or ()):
                self._queue.done(first.chat_id, self._monotonic())
        self.hand_over(rows or ())
        return rows is not None

    def _ready_for(self, chat_id: int) -> bool:
        return not self._ending and self._may_send() and self._queue.reserve(chat_id, self._monotonic())

    def hand_over(self, rows: Iterable[OutboxRow]) -> None:
        """Take over calls that were just stored: those claimed by this replica wait here, others in the database."""
        now = self._monotonic()
        for row in rows:
            if row.held:
                self._claimed.add(row.id)
            if row.begun:
                self._start(row)
            elif row.held:
                self._queue.add(row, now)
                self._hurry = self._hurry or row.lane is Lane.REPLY
            elif row.lane is Lane.REPLY:
                self._look_at = min(self._look_at, now + LOOK_SOON)
                self._look_often_until = now + LOOK_OFTEN
            else:
                self._more = True
        self._stir()

    def abandon(self) -> None:
        """This replica counted as dead: others have claimed what waited here."""
        self._claimed.difference_update(row.id for row in self._queue.drop_all())
        self.wake()

    async def start(self) -> None:
        """Claim the replies that wait, so that none is overtaken; then send whatever comes."""
        while rows := await self._executor.run(self._executor.store.claim, CLAIM):
            self._take(rows)
            if rows[-1].lane is not Lane.REPLY:
                break
        self._loop = asyncio.create_task(self._run(), name="outbox")

    async def stop(self) -> None:
        """Begin nothing new; finish the calls under way, and store their outcomes."""
        self._ending = True
        self._stir()
        try:
            if self._loop is not None:
                await self._loop
            while self._tasks or self._delivery.outcomes:
                await self._note([])
                if self._tasks:
                    await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        except Exception:
            log.exception("outbox_write_failed")
        finally:
            # Told to hurry: what is cut off now stays stored as uncertain.
            for task in self._tasks:
                task.cancel()

    async def settle(self) -> None:
        """Wait until nothing waits to be sent: for tests and benchmarks."""
        while True:
            if self._resting and not self._awake.is_set() and not self._tasks:
                if not any(await self._executor.run(self._executor.store.waiting_calls)):
                    return
                self._more = True
                self._stir()
            await asyncio.sleep(0.002)

    # Rounds

    def _stir(self) -> None:
        self._resting = False
        self._awake.set()

    async def _run(self) -> None:
        while not self._ending:
            self._awake.clear()
            try:
                pause = await self._round()
            except Exception:
                log.exception("outbox_round_failed")
                await asyncio.sleep(STUMBLE_PAUSE)
                self._stir()
                continue
            if pause > 0 and not self._awake.is_set():
                self._resting = not (self._tasks or self._delivery.outcomes or self._queue.waiting)
            await self._rest(pause)

    async def _rest(self, pause: float) -> None:
        """Wait for something to do; in bulk, until some of it has gathered."""
        if not self._hurry and not self._ending and (self._queue.waiting or self._tasks):
            await asyncio.sleep(ROUND)
        self._hurry = False
        try:
            async with asyncio.timeout(None if pause == FOREVER else pause):
                await self._awake.wait()
        except TimeoutError:
            pass

    async def _round(self) -> float:
        """One round: store outcomes, mark the next calls, begin them. Gives back the seconds until the next round."""
        now = self._monotonic()
        if self._look_at <= now:
            self._more, self._look_at = True, FOREVER
        if self._more and self.room() and self._may_send():
            self._more = False  # whatever is stored from now on is looked for once more
            try:
                rows = await self._executor.run(self._executor.store.claim, CLAIM)
            except BaseException:
                self._more = True
                raise
            self._more = self._more or len(rows) == CLAIM
            self._take(rows)
        if self._compare_at <= now:
            self._compare_at = now + COMPARE
            self._take(
                await self._executor.run(self._executor.store.claimed, self._clock() - timedelta(seconds=COMPARE))
            )
        if not self._executor.store.is_sqlite:
            often = now < self._look_often_until
            self._look_at = min(self._look_at, now + (LOOK_SOON if often else LOOK_AROUND))
        calls: list[OutboxRow] = []
        pause = FOREVER
        if self._may_send() and not self._ending:
            calls, pause = self._queue.next_calls(self._monotonic())
        await self._note(self._fresh(calls))
        return min(pause, max(0.0, min(self._look_at, self._compare_at) - self._monotonic()))

    def _take(self, rows: Iterable[OutboxRow]) -> None:
        now, moment = self._monotonic(), self._clock()
        for row in rows:
            if row.id in self._claimed:
                continue
            self._claimed.add(row.id)
            wait = (row.not_before - moment).total_seconds() if row.not_before is not None else 0.0
            # A clock that was set back must not hold a call up for a day.
            self._queue.add(row, now, now + min(wait, MOST_HELD_UP.total_seconds()) if wait > 0 else 0.0)

    def _fresh(self, calls: Iterable[OutboxRow]) -> list[OutboxRow]:
        """The calls that are still in time: a prompt hours late would only confuse."""
        fresh = []
        for row in calls:
            if row.not_after is not None and self._clock() > row.not_after:
                self._delivery.give_up(row, "hours late", DeadReason.LATE)
                self._queue.done(row.chat_id, self._monotonic())
                self._stir()
            else:
                fresh.append(row)
        return fresh

    async def _note(self, calls: list[OutboxRow]) -> None:
        """One transaction stores the outcomes and marks the next calls as being sent. Then these begin."""
        marked = [row for row in calls if row.verb is Verb.SEND]
        for row in calls:
            if row.verb is not Verb.SEND:
                self._start(row)
        outcomes = self._delivery.take_outcomes()
        if not marked and not outcomes:
            return
        begin = [row.id for row in marked]
        try:
            begun = await self._executor.run(
                self._executor.store.settle, begin, outcomes.sent, outcomes.again, outcomes.dead
            )
        except BaseException:
            self._delivery.outcomes.put_back(outcomes)
            for row in marked:
                self._queue.add(row, self._monotonic())
                self._queue.done(row.chat_id, self._monotonic())
            self._compare_at = self._monotonic()
            raise
        # Until its outcome is stored, a call counts as claimed.
        self._claimed.difference_update(outcomes.settled())
        left = []
        for row in marked:
            if row.id in begun:
                self._start(replace(row, attempts=row.attempts + 1, begun=True))
            else:
                left.append(row)
        await self._let_go(left)

    async def _let_go(self, rows: list[OutboxRow]) -> None:
        """Release calls that may not begin: another replica works on that chat, or they were deleted."""
        if not rows:
            return
        free = [row.id for row in rows]
        for row in rows:
            free += self._drop(row.chat_id)
            self._claimed.discard(row.id)
            self._queue.done(row.chat_id, self._monotonic())
        log.info("calls_released", rows=len(free))
        await self._executor.run(self._executor.store.release, free)
        self._look_at = min(self._look_at, self._monotonic() + LOOK_SOON)

    def _drop(self, chat_id: int) -> list[int]:
        """Drop what waits for a chat: the database decides what becomes of it."""
        dropped = [row.id for row in self._queue.drop(chat_id)]
        self._claimed.difference_update(dropped)
        return dropped

    def _start(self, row: OutboxRow) -> None:
        task = asyncio.create_task(self._deliver(row), name=f"send-{row.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, row: OutboxRow) -> None:
        try:
            if not self._may_send():
                self._delivery.put_back(_as_not_begun(row), 0.0, "not begun")
            elif (wait := self.rate_limiter.closed_for(row.chat_id, bulk=row.lane is not Lane.REPLY)) > 0:
                # Telegram said so while the call was being marked.
                self._delivery.put_back(_as_not_begun(row), wait, "told to wait")
            else:
                await self._delivery.make(row)
        finally:
            self._queue.done(row.chat_id, self._monotonic())
            self._hurry = self._hurry or row.lane is Lane.REPLY
            self._stir()

    def _wait_again(self, row: OutboxRow, wait: float) -> None:
        """Queue a retry, after `wait` seconds."""
        now = self._monotonic()
        self._queue.add(row, now, now + wait if wait > 0 else 0.0)

    def _settled_elsewhere(self, row: OutboxRow) -> None:
        """Drop a call and everything that waits for its chat: the database decides what becomes of them."""
        self._drop(row.chat_id)
        self._claimed.discard(row.id)
        self.wake()


def _as_not_begun(row: OutboxRow) -> OutboxRow:
    """A call that was marked as being sent, and then was not."""
    return replace(row, attempts=row.attempts - 1) if row.begun else row
