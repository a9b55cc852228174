"""Cache of Telegram's file ids: a picture is uploaded once, and sent by its id from then on.

Ids belong to one bot and can expire; they are stored by the SHA-256 of the file.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from storage.executor import StoreExecutor


class MediaCache:
    """The pictures of a library's folder."""

    def __init__(self, executor: StoreExecutor, clock: Callable[[], datetime], folder: Path | None) -> None:
        self.uploads = self.shown = 0
        self._executor, self._clock, self._folder = executor, clock, folder
        self._ids: dict[str, str] = {}
        self._uploading: dict[str, asyncio.Lock] = {}

    async def read(self, name: str) -> bytes | None:
        """A file to be uploaded; None when it is not there, or cannot be read."""
        if self._folder is None:
            return None
        try:
            return await asyncio.to_thread((self._folder / name).read_bytes)
        except OSError:
            return None

    @asynccontextmanager
    async def file_id(self, bot_id: int, digest: str) -> AsyncIterator[str | None]:
        """Telegram's id of a picture; None when it has to be uploaded. The caller alone uploads it then."""
        self.shown += 1
        if (known := await self._known(bot_id, digest)) is not None:
            yield known
            return
        lock = self._uploading.setdefault(digest, asyncio.Lock())
        async with lock:
            yield await self._known(bot_id, digest)

    async def _known(self, bot_id: int, digest: str) -> str | None:
        if digest not in self._ids:
            found = await self._executor.run(self._executor.store.file_id, bot_id, digest)
            if found is None:
                return None
            self._ids[digest] = found
        return self._ids[digest]

    async def remember(self, bot_id: int, digest: str, file_id: str, person_id: int | None = None) -> None:
        """Store the id of an uploaded picture. A person's own picture is not cached in memory."""
        self.uploads += 1
        if person_id is None:
            self._ids[digest] = file_id
        await self._executor.run(self._executor.store.remember_file, bot_id, digest, file_id, self._clock(), person_id)

    async def forget(self, bot_id: int, digest: str) -> bool:
        """Telegram takes that id no longer; False when there was none."""
        if await self._known(bot_id, digest) is None:
            return False
        del self._ids[digest]
        await self._executor.run(self._executor.store.remember_file, bot_id, digest, None, self._clock())
        return True
