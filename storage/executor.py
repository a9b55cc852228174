"""The executor: the event loop asks the store on threads of its own, so that nothing else waits for the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import ParamSpec, TypeVar

from storage.batcher import Batcher
from storage.database import POOL_SIZE
from storage.records.calls import OutboxRow
from storage.records.person import Person
from storage.records.replica import InboxItem
from storage.records.turn import TurnResult
from storage.statements.turns import Commit, can_be_grouped
from storage.store import Store

P = ParamSpec("P")
R = TypeVar("R")


class StoreExecutor:
    """The one way from the event loop to a Store: `await executor.run(store.claim, 10)`.

    What many people's updates ask for at the same time has methods of its own (`load`, `commit_turn`, `take_in`): while
    the store is busy, they are batched, many into one transaction. One thread for SQLite, which has one writer; a small
    pool otherwise.
    """

    def __init__(self, store: Store, threads: int | None = None) -> None:
        self.store = store
        count = threads or (1 if store.is_sqlite else POOL_SIZE)
        self._threads = ThreadPoolExecutor(max_workers=count, thread_name_prefix="store")
        # Where transactions run side by side, one that hangs must not hold up all others.
        lanes = (count + 1) // 2
        self._updates = Batcher(self._threads, self._take_in, self._take_in_many, lanes=lanes)
        self._loads = Batcher(self._threads, self._load, self._load_many, lanes=lanes)
        self._commits = Batcher(
            self._threads, self._commit, self._commit_many, lanes=lanes, key=lambda asked: asked.person_id
        )

    async def run(self, method: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a store method on a thread of the pool; gives back what it returns, and raises what it raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: method(*args, **kwargs))

    async def take_in(self, items: Sequence[InboxItem], now: datetime) -> list[InboxItem]:
        """As `Store.take_in`."""
        return await self._updates((items, now))

    async def load(self, person_id: int) -> Person | None:
        """As `Store.load`."""
        return await self._loads(person_id)

    async def commit_turn(self, result: TurnResult, now: datetime, *, begin: bool = False) -> list[OutboxRow] | None:
        """As `Store.commit_turn`."""
        if can_be_grouped(result):
            return await self._commits(Commit(result, now, begin))
        return await self.run(self.store.commit_turn, result, now, begin=begin)

    def _take_in(self, taken: tuple[Sequence[InboxItem], datetime]) -> list[InboxItem]:
        return self.store.take_in(*taken)

    def _take_in_many(self, taken: Sequence[tuple[Sequence[InboxItem], datetime]]) -> Mapping[int, list[InboxItem]]:
        return self.store.take_in_many(taken)

    def _load(self, person_id: int) -> Person | None:
        return self.store.load(person_id)

    def _load_many(self, person_ids: Sequence[int]) -> Mapping[int, Person | None]:
        found = self.store.load_many(person_ids)
        return {place: found.get(person_id) for place, person_id in enumerate(person_ids)}

    def _commit(self, asked: Commit) -> list[OutboxRow] | None:
        return self.store.commit_turn(asked.result, asked.now, begin=asked.begin)

    def _commit_many(self, asked: Sequence[Commit]) -> Mapping[int, list[OutboxRow] | None]:
        return self.store.commit_turns(asked)

    async def run_slow_read(self, method: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a slow read-only query off the pool, so that nobody waits behind it."""
        return await asyncio.to_thread(method, *args, **kwargs)

    def close(self) -> None:
        """Wait for what is under way, then close the connections."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self.store.close()
