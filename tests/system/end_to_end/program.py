"""The program as a person starts it: `python -m bot run` in a folder of its own."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

from tests.harness.patience import HANGS

PROJECT = Path(__file__).parents[3]


class Program:
    """The bot as a process; without a token it opens the local chat."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.url = ""
        self.said: list[str] = []
        self._environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), **environment}
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def start(self, ready: str = "in a browser") -> None:
        """Start, and wait for the line that says it is ready; `url` is the local chat's address, if there is one."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=self.folder, env=self._environment, stderr=asyncio.subprocess.PIPE
        )
        assert self._process.stderr is not None
        async with asyncio.timeout(HANGS):
            line = ""
            while ready not in line:
                line = (await self._process.stderr.readline()).decode()
                assert line, f"the program ended: {self.said}"
                self.said.append(line)
        found = re.search(r"open (http://[0-9.:]+)/ in a browser", line)
        self.url = found[1] if found else ""
        self._reader = asyncio.create_task(self._listen(self._process.stderr))

    async def _listen(self, stderr: asyncio.StreamReader) -> None:
        while line := await stderr.readline():
            self.said.append(line.decode())

    async def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C, or any other signal; the exit status."""
        assert self._process is not None
        self._process.send_signal(how)
        async with asyncio.timeout(HANGS):
            status = await self._process.wait()
        if self._reader is not None:
            await self._reader
        return status
