"""The gate to Telegram: calls on record are made, paced and retried, and what became of each is noted.

Calls in this replica's hand wait in memory (`bot.queue`). One round after another notes what became of the last ones
and marks the next ones as being sent, in one transaction, before they are made: so a crash leaves each call known as
not begun, or as uncertain, and an uncertain one is made at most once more.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.calls import Calls
from bot.fates import Fate, judge
from bot.outcomes import Counters, Outcomes
from bot.pacing import FOREVER, Pace
from bot.queue import CallQueue
from bot.replies import without_markup
from bot.timing import LATE_LIMIT
from bot.transport import wait_asked_for
from storage.door import Door
from storage.records import Again, Dead, DeadReason, Lane, OutboxRow, Sent, TurnResult, Verb

log = logging.getLogger("limber.outbox")

# A call that Telegram did not take is tried again after 1, 2, 4 ... seconds, at most this far apart, and given up after
# so many attempts: some hours, in which a prompt may still come.
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
MOST_ATTEMPTS = 200
# Calls taken in hand at once, and how many are held in memory before no more are taken.
CLAIM, MOST_HELD = 500, 2000
# What is sent in bulk goes out in rounds at least this far apart, in seconds: each is a transaction.
ROUND = 0.01
# Seconds until the outbox looks for calls that another replica has let go of.
LOOK_AROUND, LOOK_SOON = 1.0, 0.05
# Seconds until the next round after one that failed: the record cannot be reached, or there is a fault of ours.
STUMBLE_PAUSE = 1.0
# Ids of messages that are remembered for stripping their buttons.
MOST_REMEMBERED = 4096


class Outbox:
    """Sends what is on record: what is handed over, and, after `wake`, what others put there.

    `may_send` says whether this replica counts as alive: one that was silent for too long sends nothing.
    """

    def __init__(
        self,
        door: Door,
        calls: Calls,
        pace: Pace,
        clock: Callable[[], datetime],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        may_send: Callable[[], bool] = lambda: True,
    ) -> None:
        self.counters = Counters()
        self.pace = pace
        self._door, self._calls, self._clock, self._monotonic = door, calls, clock, monotonic
        self._may_send = may_send
        self._queue = CallQueue(pace)
        self._outcomes = Outcomes()
        self._tasks: set[asyncio.Task[None]] = set()
        self._message_ids: OrderedDict[int, int] = OrderedDict()
        self._awake = asyncio.Event()
        self._hurry = False
        self._more = True  # there may be calls on record that nobody has in hand
        self._look_at = FOREVER
        self._loop: asyncio.Task[None] | None = None
        self._ending = False
        self._resting = True  # nothing is in hand, nothing is to be noted

    # From outside

    def wake(self) -> None:
        """There is something on record that nobody has in hand."""
        self._more = True
        self._stir()

    def room(self) -> bool:
        """Whether more calls may be taken in hand."""
        return self._queue.waiting < MOST_HELD

    async def commit_turn(self, result: TurnResult, now: datetime) -> bool:
        """Write a turn and see to its replies; the first is under way at once when nothing stands before it.

        False when the update had been done already. Raises RecordChanged.
        """
        first = next((draft for draft in result.drafts if draft.lane is Lane.REPLY), None)
        begin = first is not None and first.verb is Verb.SEND and self._ready_for(first.chat_id)
        rows = None
        try:
            rows = await self._door(self._door.store.commit_turn, result, now, begin=begin)
        finally:
            if begin and first is not None and not any(row.begun for row in rows or ()):
                self._queue.done(first.chat_id, self._monotonic())
        self.hand_over(rows or ())
        return rows is not None

    def _ready_for(self, chat_id: int) -> bool:
        return not self._ending and self._may_send() and self._queue.reserve(chat_id)

    def hand_over(self, rows: Iterable[OutboxRow]) -> None:
        """Calls that were just put on record: those in this replica's hand wait here, others on record."""
        now = self._monotonic()
        for row in rows:
            if row.begun:
                self._start(row)
            elif row.held:
                self._queue.add(row, now)
                self._hurry = self._hurry or row.lane is Lane.REPLY
            elif row.lane is Lane.REPLY:
                self._look_at = min(self._look_at, now + LOOK_SOON)
            else:
                self._more = True
        self._stir()

    def abandon(self) -> None:
        """This replica counted as dead: what waited here is in other hands."""
        self._queue.drop_all()
        self.wake()

    async def start(self) -> None:
        """Take the replies that wait in hand, so that none is overtaken; then send whatever comes."""
        while rows := await self._door(self._door.store.claim, CLAIM):
            self._take(rows)
            if rows[-1].lane is not Lane.REPLY:
                break
        self._loop = asyncio.create_task(self._run(), name="outbox")

    async def stop(self) -> None:
        """Begin nothing new; finish the calls that are under way, and note what became of them."""
        self._ending = True
        self._stir()
        if self._loop is not None:
            await self._loop
        try:
            while self._tasks or self._outcomes:
                if self._tasks:
                    await asyncio.wait(self._tasks)
                await self._note([])
        except Exception:
            log.exception("outbox_not_noted")
        finally:
            # Told to hurry: what is cut off now stays on record as uncertain.
            for task in self._tasks:
                task.cancel()

    async def settle(self) -> None:
        """Wait until nothing waits to be sent: for tests and benchmarks."""
        while True:
            if self._resting and not self._awake.is_set() and not self._tasks:
                if not any(await self._door(self._door.store.waiting_calls)):
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
                log.exception("outbox_stumbled")
                await asyncio.sleep(STUMBLE_PAUSE)
                self._stir()
                continue
            if pause > 0 and not self._awake.is_set():
                self._resting = not (self._tasks or self._outcomes or self._queue.waiting)
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
        """Note, mark, begin; the seconds until there is more to do unless something happens before."""
        now = self._monotonic()
        if self._look_at <= now:
            self._more, self._look_at = True, FOREVER
        if self._more and self.room() and self._may_send():
            rows = await self._door(self._door.store.claim, CLAIM)
            self._more = len(rows) == CLAIM
            self._take(rows)
        if not self._door.store.is_sqlite:
            self._look_at = min(self._look_at, now + LOOK_AROUND)
        calls: list[OutboxRow] = []
        pause = FOREVER
        if self._may_send() and not self._ending:
            calls, pause = self._queue.next_calls(self._monotonic())
        await self._note(self._fresh(calls))
        return min(pause, max(0.0, self._look_at - self._monotonic()))

    def _take(self, rows: Iterable[OutboxRow]) -> None:
        now, moment = self._monotonic(), self._clock()
        for row in rows:
            wait = (row.not_before - moment).total_seconds() if row.not_before is not None else 0.0
            # A clock that was set back must not hold a call up for longer than it was put back.
            self._queue.add(row, now, now + min(wait, LONGEST_WAIT) if wait > 0 else 0.0)

    def _fresh(self, calls: Iterable[OutboxRow]) -> list[OutboxRow]:
        """Those of the calls that still make sense: a prompt that is hours late would only puzzle."""
        fresh = []
        for row in calls:
            if row.lane is Lane.PROMPT and row.verb is Verb.SEND and self._clock() - row.created_at > LATE_LIMIT:
                self._give_up(row, row.attempts, "hours late", DeadReason.LATE)
                self._queue.done(row.chat_id, self._monotonic())
            else:
                fresh.append(row)
        return fresh

    async def _note(self, calls: list[OutboxRow]) -> None:
        """One transaction: what became of calls, and which are about to be made. Then these begin."""
        marked = [row for row in calls if row.verb is Verb.SEND]
        for row in calls:
            if row.verb is not Verb.SEND:
                self._start(row)
        outcomes, self._outcomes = self._outcomes, Outcomes()
        if not marked and not outcomes:
            return
        begin = [row.id for row in marked]
        try:
            begun = await self._door(self._door.store.settle, begin, outcomes.sent, outcomes.again, outcomes.dead)
        except BaseException:
            self._outcomes.put_back(outcomes)
            for row in marked:
                self._queue.add(row, self._monotonic())
                self._queue.done(row.chat_id, self._monotonic())
            raise
        left = []
        for row in marked:
            if row.id in begun:
                self._start(replace(row, attempts=row.attempts + 1, begun=True))
            else:
                left.append(row)
        await self._let_go(left)

    async def _let_go(self, rows: list[OutboxRow]) -> None:
        """Calls that may not be begun: another replica is at that chat, or they are gone from the record."""
        if not rows:
            return
        free = [row.id for row in rows]
        for row in rows:
            free += [behind.id for behind in self._queue.drop(row.chat_id)]
            self._queue.done(row.chat_id, self._monotonic())
        log.info("calls_let_go rows=%d", len(free))
        await self._door(self._door.store.release, free)
        self._look_at = min(self._look_at, self._monotonic() + LOOK_SOON)

    def _start(self, row: OutboxRow) -> None:
        task = asyncio.create_task(self._deliver(row), name=f"send-{row.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # One call

    async def _deliver(self, row: OutboxRow) -> None:
        try:
            if not self._may_send():
                self._again(row, 0.0, "not begun")
                return
            await self._try(row, row.payload)
        except Exception as error:
            log.exception("outbox_row_stumbled row=%d", row.id)
            self._uncertain(row, 5.0, f"stumbled: {type(error).__name__}")
        finally:
            self._queue.done(row.chat_id, self._monotonic())
            self._hurry = self._hurry or row.lane is Lane.REPLY
            self._stir()

    async def _try(self, row: OutboxRow, payload: Mapping[str, Any]) -> None:
        try:
            target = row.target if row.target_row is None else await self._target(row.target_row)
            message_id = await self._calls.make(row, payload, target)
        except TelegramError as error:
            await self._failed(row, payload, error)
        else:
            self.pace.went_through(bulk=row.lane is not Lane.REPLY)
            self._sent(row, message_id)

    async def _target(self, row_id: int) -> int | None:
        """The message of an earlier call, None when that never arrived."""
        known = self._message_ids.get(row_id)
        return known if known is not None else await self._door(self._door.store.message_id_of, row_id)

    def _sent(self, row: OutboxRow, message_id: int | None) -> None:
        self.counters.sent += 1
        if message_id is not None and row.verb is Verb.SEND:
            self._message_ids[row.id] = message_id
            if len(self._message_ids) > MOST_REMEMBERED:
                self._message_ids.popitem(last=False)
        of_prompt = row.lane is Lane.PROMPT and row.verb is Verb.SEND
        self._outcomes.sent.append(Sent(row.id, self._clock(), message_id, of_prompt))
        log.info("sent row=%d event=%s chat=%d message=%s", row.id, row.event, row.chat_id, message_id)

    async def _failed(self, row: OutboxRow, payload: Mapping[str, Any], error: TelegramError) -> None:
        fate = judge(error)
        level = logging.DEBUG if fate is Fate.DONE else logging.WARNING
        log.log(level, "send_failed row=%d event=%s fate=%s error=%s", row.id, row.event, fate.value, error.message)
        if fate is Fate.DONE:
            self._sent(row, row.target)
        elif fate is Fate.PLAIN and not payload.get("plain"):
            log.error("markup_refused row=%d event=%s", row.id, row.event)
            await self._try(row, without_markup(payload))
        elif fate is Fate.UPLOAD and "clip" in payload and await self._calls.forget_clip(payload):
            self._again(row, 0.0, error.message)
        elif fate in (Fate.UPLOAD, Fate.GIVE_UP) and "clip" in payload:
            # Better a step without its picture than no step.
            log.error("clip_refused row=%d clip=%s", row.id, payload["clip"])
            await self._try(row, {name: value for name, value in payload.items() if name != "clip"})
        elif isinstance(error, RetryAfter):
            self.counters.floods += 1
            wait = wait_asked_for(error).total_seconds()
            self.pace.flooded(row.chat_id, wait, bulk=row.lane is not Lane.REPLY)
            self._again(row, wait, error.message)
        elif isinstance(error, ChatMigrated):
            await self._door(self._door.store.move_chat, row.chat_id, error.new_chat_id)
            self._queue.drop(row.chat_id)
            self.wake()
        elif fate is Fate.UNREACHABLE:
            await self._unreachable(row.chat_id, error.message)
        elif fate is Fate.RETRY and row.attempts < MOST_ATTEMPTS:
            self.pace.failed()
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(row.attempts - 1, 16))
            self._again(row, wait * random.uniform(0.8, 1.2), error.message)  # noqa: S311 - spreads retries
        elif fate is Fate.UNCERTAIN:
            self.pace.failed()
            self._uncertain(row, FIRST_WAIT, error.message)
        else:
            self._give_up(row, row.attempts, error.message, DeadReason.REFUSED)

    async def _unreachable(self, chat_id: int, why: str) -> None:
        self.counters.given_up += 1
        if chat_id > 0:
            await self._door(self._door.store.mark_blocked, chat_id, self._clock(), why)
        else:
            await self._door(self._door.store.cancel_chat, chat_id, why)
        self._queue.drop(chat_id)

    def _uncertain(self, row: OutboxRow, wait: float, why: str) -> None:
        """It may have arrived: once more, then no more. An edit changes nothing when it is made twice."""
        if row.verb is not Verb.SEND:
            if row.attempts < MOST_ATTEMPTS:
                self._again(row, wait, why)
            else:
                self._give_up(row, row.attempts, why, DeadReason.REFUSED)
        elif row.uncertain < 1:
            self.counters.uncertain += 1
            self._again(replace(row, uncertain=row.uncertain + 1), wait, why)
        else:
            self._give_up(row, row.attempts, why, DeadReason.UNCERTAIN)

    def _give_up(self, row: OutboxRow, attempts: int, why: str, reason: DeadReason) -> None:
        self.counters.given_up += 1
        log.warning("given_up row=%d event=%s attempts=%d reason=%s", row.id, row.event, attempts, reason.value)
        self._outcomes.dead.append(Dead(row.id, why, reason))

    def _again(self, row: OutboxRow, wait: float, why: str) -> None:
        """Put a call back, for the chat's next turn after `wait` seconds."""
        self.counters.retried += 1
        attempts = row.attempts if row.verb is Verb.SEND else row.attempts + 1
        later = self._clock() + timedelta(seconds=wait)
        self._outcomes.again.append(Again(row.id, later, why, attempts, row.uncertain))
        now = self._monotonic()
        self._queue.add(replace(row, attempts=attempts, begun=False), now, now + wait if wait > 0 else 0.0)
