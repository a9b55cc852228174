"""Cache of Telegram's file ids: a picture or a film is uploaded once, and sent by its id from then on.

Ids belong to one bot and can expire; they are stored by the SHA-256 of a picture's file, and of what a film is made of.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal
from weakref import WeakValueDictionary

from storage.executor import StoreExecutor
from storage.records.files import OF_THE_LIBRARY, FileOwner

# What is counted apart.
MediaKind = Literal["pictures", "films"]
# Ids kept in memory; the library's own are far fewer, what people have drawn is without end.
MOST_KNOWN = 4096


class MediaCache:
    """The pictures and films of a library's folder. `shown` and `uploads` count since the start."""

    def __init__(self, executor: StoreExecutor, clock: Callable[[], datetime], folder: Path | None) -> None:
        self.uploads: Counter[MediaKind] = Counter()
        self.shown: Counter[MediaKind] = Counter()
        self._executor, self._clock, self._folder = executor, clock, folder
        self._ids: dict[str, str] = {}
        # A lock is there as long as somebody holds it or waits for it.
        self._uploading: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def read(self, name: str) -> bytes | None:
        """A file to be uploaded; None when it is not there, or cannot be read."""
        if self._folder is None:
            return None
        try:
            return await asyncio.to_thread((self._folder / name).read_bytes)
        except OSError:
            return None

    @asynccontextmanager
    async def file_id(self, bot_id: int, digest: str, kind: MediaKind = "pictures") -> AsyncIterator[str | None]:
        """Telegram's id of a picture or film; None when it has to be uploaded. The caller alone uploads it then."""
        self.shown[kind] += 1
        if (known := await self.known(bot_id, digest)) is not None:
            yield known
            return
        lock = self._uploading.setdefault(digest, asyncio.Lock())
        async with lock:
            yield await self.known(bot_id, digest)

    async def known(self, bot_id: int, digest: str) -> str | None:
        """Telegram's id of a picture or film; None when there is none."""
        if digest not in self._ids:
            found = await self._executor.run(self._executor.store.file_id, bot_id, digest)
            if found is None:
                return None
            self._keep(digest, found)
        return self._ids[digest]

    async def remember(
        self,
        bot_id: int,
        digest: str,
        file_id: str,
        owner: FileOwner = OF_THE_LIBRARY,
        kind: MediaKind | None = "pictures",
    ) -> None:
        """Store the id of what was uploaded; `kind` None is not counted. What belongs to a person is not cached in
        memory: it would outlive their erasure there."""
        if kind is not None:
            self.uploads[kind] += 1
        if owner == OF_THE_LIBRARY:
            self._keep(digest, file_id)
        await self._executor.run(self._executor.store.remember_file, bot_id, digest, file_id, self._clock(), owner)

    def _keep(self, digest: str, file_id: str) -> None:
        while len(self._ids) >= MOST_KNOWN:
            del self._ids[next(iter(self._ids))]
        self._ids[digest] = file_id

    async def forget(self, bot_id: int, digest: str) -> bool:
        """Telegram takes that id no longer; False when there was none."""
        if await self.known(bot_id, digest) is None:
            return False
        self._ids.pop(digest, None)
        await self._executor.run(self._executor.store.remember_file, bot_id, digest, None, self._clock())
        return True
