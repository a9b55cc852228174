"""The bot as a process: `python -m bot run`, or another module, in a folder of its own."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.harness.patience import HANGS

PROJECT = Path(__file__).parents[2]


def free_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Program:
    """A process, and what it writes to standard error; without a token the bot opens the local chat."""

    def __init__(self, folder: Path, command: Sequence[str] = ("bot", "run"), **environment: str) -> None:
        self.folder, self.command = folder, command
        self.url = ""
        self.said: list[str] = []
        self._environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), **environment}
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def start(self, ready: str = "in a browser") -> None:
        """Start, and wait for the line that says it is ready; `url` is the local chat's address, if there is one."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *self.command),
            cwd=self.folder,
            env=self._environment,
            stderr=asyncio.subprocess.PIPE,
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

    @property
    def pid(self) -> int:
        """The number of the process, once it was started."""
        assert self._process is not None
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether the process is there, stopped or not."""
        return self._process is not None and self._process.returncode is None

    def send_signal(self, number: signal.Signals) -> None:
        """Send the process a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    async def ended(self) -> int:
        """The exit status, once it is over."""
        assert self._process is not None
        async with asyncio.timeout(HANGS):
            status = await self._process.wait()
        if self._reader is not None:
            await self._reader
        return status

    async def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C, or any other signal; the exit status."""
        self.send_signal(how)
        return await self.ended()

    async def close(self) -> None:
        """Kill the process if it is there."""
        if self.runs:
            await self.end(signal.SIGKILL)

    def lines(self, *words: str) -> list[str]:
        """What it said with one of these words in it."""
        return [line for line in self.said if any(word in line for word in words)]
