"""Durable inbox: each update is stored, and only then confirmed to Telegram.

Updates of one person run in order, those of different people in parallel. An update that cannot be read, or whose
handler keeps failing, is set aside with its reason, and the next is served. Nothing is stored from somebody who floods
until they pause, of where a live location moves to, and from senders that are no person.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.logs import FAULTS_OF_OURS, get_logger
from bot.receiving.edits import is_location_move
from bot.receiving.flood_limits import Limits, Verdict
from bot.receiving.reading import Unreadable, is_misshapen
from bot.receiving.senders import is_from_no_person
from storage.executor import StoreExecutor
from storage.records.calls import OutboxRow, OutgoingCall
from storage.records.person import MOST_ID
from storage.records.replica import InboxItem

log = get_logger("limber.inbox")

# People served at once; one person's updates always go one after another.
MOST_AT_ONCE = 64
# A handler that fails over something that may pass is tried again after these pauses, in seconds. A fault of ours would
# be the same each time: it is tried once more at once, so that nobody waits for it.
PAUSES = (0.2, 1.0)
# Seconds until it is asked again whether another replica is through with a chat.
BEHIND_PAUSE = 0.02
# What a column for update ids can hold.
MOST_UPDATE_ID = 2**63 - 2


Process = Callable[[int, dict[str, Any]], Awaitable[None]]
Apology = Callable[[dict[str, Any]], Sequence[OutgoingCall]]


def chat_key(update: Mapping[str, Any]) -> int:
    """The key that orders updates: the id of their private chat or person, 0 for anything else."""
    for kind, content in update.items():
        if kind == "update_id" or not isinstance(content, dict):
            continue
        for place in ("chat", "from", "user"):
            owner = content.get(place)
            if isinstance(owner, dict) and is_whole(owner.get("id"), MOST_ID):
                return int(owner["id"])
    return 0


def tap_of(update: Mapping[str, Any]) -> str | None:
    """The id under which a tap is answered; None when this is no tap."""
    query = update.get("callback_query")
    number = query.get("id") if isinstance(query, dict) else None
    return number if isinstance(number, str) else None


def is_whole(number: object, most: int) -> bool:
    """Whether this is an int that the column can hold, and not a bool."""
    return type(number) is int and abs(number) <= most


class Inbox:
    """Stores updates and hands them on. `process` raises when an update could not take effect."""

    def __init__(
        self,
        executor: StoreExecutor,
        process: Process,
        apology: Apology,
        hand_over: Callable[[Sequence[OutboxRow]], None],
        clock: Callable[[], datetime],
        *,
        pauses: Sequence[float] = PAUSES,
        limits: Limits | None = None,
        too_much: Apology = lambda _: (),
        handled: Callable[[float], None] = lambda seconds: None,
        answer_again: Callable[[str], None] = lambda query_id: None,
    ) -> None:
        self.taken = self.set_aside = self.flooded = self.skipped = 0
        self._answer_again = answer_again
        self._limits, self._too_much, self._handled = limits, too_much, handled
        # Updates that are being stored: when that fails they come again, and are counted once all the same.
        self._judged: dict[int, Verdict] = {}
        self._executor, self._process, self._apology, self._clock = executor, process, apology, clock
        self._hand_over = hand_over
        self._pauses = pauses
        self._queues: dict[int, deque[InboxItem]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(MOST_AT_ONCE)
        self._stopping = False

    def adopt(self, items: Sequence[InboxItem]) -> None:
        """Serve what was stored and not done when this program, or another replica, ended."""
        for item in items:
            if item.update_id not in {waiting.update_id for waiting in self._queues.get(item.chat_key, ())}:
                self._hand_on(item)

    def skip(self, reason: str, **fields: int | None) -> None:
        """Leave something that came in place of an update: one line in the log, and a count."""
        self.skipped += 1
        log.warning("update_skipped", reason=reason, **fields)

    async def take(self, updates: Sequence[Any]) -> None:
        """Store updates, then hand on those not seen before. Once this returns they may be confirmed.

        A tap that comes again although it took effect is answered without words: a kill may have cut its answer.
        """
        items, seen, taps = [], [], {}
        for update in updates:
            if isinstance(update, dict) and is_whole(update.get("update_id"), MOST_UPDATE_ID):
                seen.append(update["update_id"])
                if is_location_move(update) or is_from_no_person(update):
                    continue
                if await self._is_too_much(update):
                    continue
                # In ASCII, so that no half of an emoji keeps an update from being stored.
                body = json.dumps(update, separators=(",", ":"))
                items.append(InboxItem(update["update_id"], chat_key(update), body))
                if (query_id := tap_of(update)) is not None:
                    taps[update["update_id"]] = query_id
            else:
                self.skip("no_update")
        stored = await self._executor.take_in(items, self._clock())
        for number in seen:
            self._judged.pop(number, None)
        for item in stored:
            self.taken += 1
            self._hand_on(item)
            taps.pop(item.update_id, None)
        if taps:
            for number in await self._executor.run(self._executor.store.through, list(taps)):
                self._answer_again(taps[number])

    async def _is_too_much(self, update: dict[str, Any]) -> bool:
        """Whether a person floods; they are told once. Telegram's updates about the chat itself do not count: a
        blocked bot has to be noticed."""
        person_id = chat_key(update)
        if self._limits is None or not person_id or "my_chat_member" in update:
            return False
        if (verdict := self._judged.get(update["update_id"])) is None:
            verdict = self._judged[update["update_id"]] = self._limits.judge(person_id)
        if verdict is Verdict.TAKEN:
            return False
        self.flooded += 1
        if verdict is Verdict.FIRST:
            log.warning("flood_started", chat=person_id)
            if outgoing := self._too_much(update):
                self._hand_over(await self._executor.run(self._executor.store.enqueue, outgoing, self._clock()))
                self._judged[update["update_id"]] = Verdict.MORE
        return True

    def _hand_on(self, item: InboxItem) -> None:
        if item.chat_key in self._queues:
            self._queues[item.chat_key].append(item)
            return
        self._queues[item.chat_key] = deque([item])
        worker = asyncio.create_task(self._work(item.chat_key), name=f"inbox-{item.chat_key}")
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, key: int) -> None:
        queue = self._queues[key]
        try:
            while queue and not self._stopping:
                item = queue[0]
                try:
                    if await self._is_behind(item):
                        # What was taken over from another replica may be older than what waits here.
                        queue.append(queue.popleft())
                        await asyncio.sleep(BEHIND_PAUSE)
                        continue
                    await self._serve(item)
                except Exception:
                    # The record itself fails: nothing can be noted now, and nothing may be passed over.
                    log.exception("inbox_failed", update=item.update_id)
                    await asyncio.sleep(self._pauses[-1])
                else:
                    queue.popleft()
        finally:
            del self._queues[key]

    async def _is_behind(self, item: InboxItem) -> bool:
        """Whether another replica has an earlier update of the same chat. On SQLite there is no other."""
        return not self._executor.store.is_sqlite and await self._executor.run(self._executor.store.is_behind, item)

    async def _serve(self, item: InboxItem) -> None:
        try:
            update = json.loads(item.body)
        except ValueError as error:
            await self._give_up(item, {}, error)
            return
        loop = asyncio.get_running_loop()
        for pause in (*self._pauses, None):
            try:
                began = loop.time()
                async with self._room:
                    await self._process(item.update_id, update)
                self._handled(loop.time() - began)
                return
            except Exception as error:
                if isinstance(error, Unreadable) or is_misshapen(update):
                    await self._give_up(item, update, error)
                    return
                attempts = await self._executor.run(self._executor.store.update_failed, item.update_id, _reason(error))
                log.exception("update_failed", update=item.update_id)
                if self._stopping:
                    return  # the next start tries again
                is_ours = isinstance(error, FAULTS_OF_OURS)
                if pause is None or (is_ours and attempts > 1):
                    await self._give_up(item, update, error)
                    return
                if not is_ours:
                    await asyncio.sleep(pause)

    async def _give_up(self, item: InboxItem, update: dict[str, Any], error: Exception) -> None:
        self.set_aside += 1
        log.error("update_set_aside", update=item.update_id, reason=_reason(error))
        try:
            outgoing = self._apology(update)
        except Exception:
            log.exception("apology_failed", update=item.update_id)
            outgoing = ()
        calls = await self._executor.run(
            self._executor.store.set_aside, item.update_id, _reason(error), outgoing, self._clock()
        )
        self._hand_over(calls)

    async def settle(self) -> None:
        """Wait until every update that was taken is done: for tests and benchmarks."""
        while self._workers:
            await asyncio.wait(self._workers)

    async def stop(self) -> None:
        """Finish the updates under way; the rest stays stored for the next start."""
        self._stopping = True
        workers = list(self._workers)
        try:
            if workers:
                await asyncio.wait(workers)
        finally:
            # Told to hurry: what is cut off now was not committed, so it is stored as well.
            for worker in workers:
                worker.cancel()


def _reason(error: Exception) -> str:
    """The kind of an error and where it came from, without what it says: that might quote a person."""
    if isinstance(error, Unreadable) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__}{where}"
