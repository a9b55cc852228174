"""How does the event loop ask the store? On threads of its own, so that nobody waits for the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from storage.database import POOL_SIZE
from storage.store import Store

P = ParamSpec("P")
R = TypeVar("R")


class Door:
    """The one way from the event loop to a Store: `await door(store.load, 41)`.

    One thread for SQLite, which has one writer, a small pool otherwise. `close` waits for what is under way.
    """

    def __init__(self, store: Store, threads: int | None = None) -> None:
        self.store = store
        count = threads or (1 if store.is_sqlite else POOL_SIZE)
        self._threads = ThreadPoolExecutor(max_workers=count, thread_name_prefix="store")

    async def __call__(self, method: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a store method on a thread of its own and wait for it without holding up the loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: method(*args, **kwargs))

    async def aside(self, method: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run what reads for seconds and writes nothing, beside the threads for which everybody else waits."""
        return await asyncio.to_thread(method, *args, **kwargs)

    def close(self) -> None:
        """Wait for what is under way, then close the connections."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self.store.close()
