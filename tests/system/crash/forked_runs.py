"""A warm process that starts one run of the bot after another, as the crash loop wants them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import Self

from tests.harness.patience import HANGS
from tests.harness.stage import TOKEN
from tests.system.crash.self_killing_program import HASTE

PROJECT = Path(__file__).parents[3]
# Seconds in which a program has to start.
STARTING = HANGS


class ForkedRuns:
    """A warm process that starts one run after another."""

    def __init__(self, folder: Path, url: str, haste: float) -> None:
        self.output = folder / "output.txt"
        self._file = self.output.open("wb")
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PROJECT),
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": url,
            "DATABASE_URL": f"sqlite:///{folder / 'limber.db'}",
            "MESSAGES_PER_SECOND": "1000",
            "LOG_LEVEL": "WARNING",
            HASTE: str(haste),
        }
        self._process: asyncio.subprocess.Process | None = None
        self.pid = 0

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.system.crash.self_killing_program"),
            env=self._environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=self._file,
        )
        try:
            assert await self._line(STARTING) == "warm"
        except BaseException:
            # Nobody calls __aexit__ then.
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._process is not None
        if self.pid:
            self.kill()
        self._process.kill()
        await self._process.wait()
        self._file.close()

    async def _line(self, seconds: float | None) -> str:
        assert self._process is not None and self._process.stdout is not None
        async with asyncio.timeout(seconds):
            line = await self._process.stdout.readline()
        assert line, f"the warm process ended: {self.output.read_text()[-2000:]}"
        return line.decode().strip()

    async def begin(self, point: str, count: int) -> None:
        """A new run, to be ended at a point."""
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(f"{point} {count}\n".encode())
        self.pid = int(await self._line(STARTING))

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End this run from outside, unless it just did so itself."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, how)

    async def ended(self, seconds: float) -> int | None:
        """The exit status of this run; None when it still goes on then."""
        try:
            status = int(await self._line(seconds))
        except TimeoutError:
            return None
        self.pid = 0
        return status
