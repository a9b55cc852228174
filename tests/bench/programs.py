"""The programs of a measurement: the server that stands for Telegram, the bot, and the two that are measured beside it.

Each is a process of its own; what one of them uses of the processor and of memory is read from the system.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

TOKEN = "10:" + "A" * 35
# Seconds that a program may take to come up: a million jobs in memory take their time.
COME_UP = 300.0
# Seconds between two looks at how far something is.
LOOK = 0.1
# Looks at a program's threads in each second until it is at rest.
LOOKS = 20
# After so many seconds without a call no more are expected: longer than a bot waits before it tries again.
QUIET = 20.0


class TookTooLong(Exception):
    """What was waited for did not happen."""


def until(happened: Callable[[], bool], seconds: float, what: str, look: float = LOOK) -> None:
    """Wait for something, at most `seconds`. Raises TookTooLong."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TookTooLong(what)
        time.sleep(look)


class Telegram:
    """The stub server. `begin` before every measurement, `record` after it."""

    def __init__(self, certificate: tuple[Path, Path] | None = None) -> None:
        """Start it; with a certificate and its key it speaks TLS."""
        command = [sys.executable, "-m", "tests.bench.telegram_stub", *map(str, certificate or ())]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        ports = json.loads(self._process.stdout.readline())
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{ports['port']}"
        self.certificate = certificate[0] if certificate else None
        self._control = HTTPConnection("127.0.0.1", ports["control"], timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._control.close()
        self._process.kill()
        self._process.communicate()

    def _tell(self, name: str, **content: Any) -> Any:
        self._control.request("POST", f"/{name}", json.dumps(content).encode())
        return json.loads(self._control.getresponse().read())

    def begin(self, **conduct: float) -> None:
        """Forget what was, and behave as `tests.bench.telegram_stub.Conduct` says."""
        self._tell("begin", **conduct)

    def feed(self, text: str, *, first: int, people: int, count: int, rate: float = 0) -> None:
        """`people` people from the id `first` on write `count` times in turn; `rate` a second, 0 means at once."""
        self._tell("feed", text=text, first=first, people=people, count=count, rate=rate)

    def count(self) -> dict[str, float]:
        """How far it is: polls, calls, reached, messages, last, made."""
        found: dict[str, float] = self._tell("count")
        return found

    def record(self) -> dict[str, dict[str, list[Any]]]:
        """All calls and updates since `begin`, column by column."""
        found: dict[str, dict[str, list[Any]]] = self._tell("record")
        return found

    def until_reached(self, chats: int, seconds: float, quiet: float = QUIET) -> None:
        """Wait until so many chats got something, at most `seconds`, or until nothing came for `quiet` seconds. How
        many it were is for the record to say."""
        began = time.monotonic()
        while (now := time.monotonic()) < began + seconds:
            count = self.count()
            if count["reached"] >= chats or now - max(count["last"], began) > quiet:
                break
            time.sleep(LOOK)
        time.sleep(0.2)  # the last answers are on their way


class Program:
    """A bot as a process. It is ready once it asks Telegram for updates."""

    def __init__(self, module: list[str], telegram: Telegram, folder: Path, environment: Mapping[str, str]) -> None:
        """Start `python -m` with the module's name and arguments; its output goes to a file in the folder."""
        self._telegram = telegram
        self.output = folder / "output.txt"
        self._file: IO[str] = self.output.open("a")
        settings = {"PATH": os.environ["PATH"], "BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, **environment}
        if telegram.certificate is not None:
            settings["SSL_CERT_FILE"] = str(telegram.certificate)
        self._polls = telegram.count()["polls"]
        self.began = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", *module], env=settings, stdout=self._file, stderr=self._file
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._file.close()
        if error is not None:
            sys.stderr.write("".join(self.output.read_text().splitlines(keepends=True)[-20:]))

    def until_ready(self) -> float:
        """Wait for its first poll; seconds since it was started."""

        def ready() -> bool:
            if self._process.poll() is not None:
                raise TookTooLong(f"it ended with {self._process.returncode}: {self.output.read_text()[-1000:]}")
            return self._telegram.count()["polls"] > self._polls

        until(ready, COME_UP, "a first poll", look=0.02)
        return time.monotonic() - self.began

    def until_says(self, words: str) -> None:
        """Wait until it wrote some words to its output."""

        def said() -> bool:
            if self._process.poll() is not None:
                raise TookTooLong(f"it ended with {self._process.returncode}: {self.output.read_text()[-1000:]}")
            return words in self.output.read_text()

        until(said, COME_UP, words)

    def until_at_rest(self, seconds: float = 60.0) -> None:
        """Wait until it does nothing: what it prepares in the background is not what is measured. On a busy machine one
        that uses little of the processor may be waiting for it, so its threads are looked at as well."""
        deadline = time.monotonic() + seconds
        while time.monotonic() + 1 < deadline:
            used, active = self.cpu_seconds(), 0
            for _ in range(LOOKS):
                time.sleep(1 / LOOKS)
                active += self._has_active_thread()
            if self.cpu_seconds() - used < 0.05 and active <= LOOKS // 4:
                return

    def _has_active_thread(self) -> bool:
        """Whether one runs, waits for the processor or waits for the disk just now: states R and D of proc(5)."""
        for stat in Path(f"/proc/{self._process.pid}/task").glob("*/stat"):
            with contextlib.suppress(OSError):  # the thread has just ended
                if stat.read_text().rpartition(")")[2].split()[0] in "RD":
                    return True
        return False

    def stop(self) -> None:
        """End it as a service manager would."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def cpu_seconds(self) -> float:
        """Processor time used so far, by all its threads. /proc counts in hundredths of a second, too coarse for a bot
        at rest; so from the process's own clock, whose number clock_getcpuclockid(3) makes like this on Linux."""
        return time.clock_gettime((~self._process.pid << 3) | 2)

    def megabytes(self) -> float:
        """Resident memory."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


class Limber(Program):
    """`python -m bot run`, with a stopwatch on its loop."""

    def __init__(
        self, telegram: Telegram, database: Path, per_second: int, *, watch: bool = True, url: str | None = None
    ) -> None:
        """Start it on a database that is up to date: that file, or the one at `url`; what it notes goes beside the
        file."""
        self._probe = database.with_suffix(".probe")
        environment = {
            "DATABASE_URL": url or f"sqlite:///{database}",
            "MESSAGES_PER_SECOND": str(per_second),
            "BENCH_PROBE": str(self._probe),
            "BENCH_WATCH": "yes" if watch else "no",
        }
        super().__init__(["tests.bench.probe", "bot", "run"], telegram, database.parent, environment)

    def stalls(self, first: float, last: float) -> list[tuple[float, float]]:
        """How late the loop came between two moments (monotonic), and how much of that the process was busy; in
        seconds. Once it ended."""
        found = json.loads(self._probe.read_text())["late"]
        return [(wall, busy) for moment, wall, busy in found if first <= moment <= last]

    def ticks(self, first: float, last: float) -> list[float]:
        """Seconds that each tick of the prompts took that began between two moments (monotonic). Once it ended."""
        found = json.loads(self._probe.read_text())["ticks"]
        return [seconds for moment, seconds in found if first <= moment <= last]


class TypicalBot(Program):
    """`tests.bench.typical_bot`: see there."""

    def __init__(self, telegram: Telegram, folder: Path, *arguments: str) -> None:
        """Start it with the arguments that it takes."""
        super().__init__(["tests.bench.typical_bot", *arguments], telegram, folder, {})


class CarefulBot(Program):
    """`tests.bench.careful_bot`, on its own database: see there."""

    def __init__(self, telegram: Telegram, database: Path, due: datetime, per_second: int) -> None:
        """Start it, with a run of its job at `due`; `per_second` 0 means as fast as it goes."""
        arguments = f"--database={database}", f"--due={due.isoformat()}", f"--per-second={per_second}"
        super().__init__(["tests.bench.careful_bot", *arguments], telegram, database.parent, {})
