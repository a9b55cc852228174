"""What the tests of the street share: a clock to turn, a Telegram where things go wrong as planned, a real database."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.emulator.calls import Call
from bot.emulator.faults import Fault
from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from bot.settings import VARIABLES
from storage.executor import StoreExecutor
from storage.store import Store
from tests.harness.patience import HANGS
from tests.harness.stage import TOKEN, empty_database


class Clock:
    """Time that passes only when a test says so."""

    def __init__(self) -> None:
        self.at = self._began = datetime(2026, 11, 22, 14, 35, tzinfo=UTC)

    def now(self) -> datetime:
        """The moment it is, in UTC."""
        return self.at

    def monotonic(self) -> float:
        """Seconds since some beginning."""
        return (self.at - self._began).total_seconds()

    def passes(self, **span: float) -> None:
        """Let time pass, as in `passes(seconds=3)`."""
        self.at += timedelta(**span)


class Plan:
    """What happens to the next calls of a method, in this order; None lets a call pass. All others pass."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._before: dict[str, list[Fault | None]] = defaultdict(list)
        self._after: dict[str, list[Fault | None]] = defaultdict(list)
        self._always: dict[str, Fault] = {}
        self._held: dict[str, list[asyncio.Event]] = defaultdict(list)

    def hold(self, method: str, calls: int = 1) -> asyncio.Event:
        """Let the next calls wait before they take effect, until the event is set."""
        leave = asyncio.Event()
        self._held[method.lower()] += [leave] * calls
        return leave

    def before(self, method: str, *faults: Fault | None) -> None:
        """Faults that keep a call from taking effect."""
        self._before[method.lower()] += faults

    def after(self, method: str, *faults: Fault | None) -> None:
        """Faults of the answer to a call that took effect."""
        self._after[method.lower()] += faults

    def always(self, method: str, fault: Fault | None) -> None:
        """The same fault before every call, until it is taken back with None."""
        self._always.pop(method.lower(), None)
        if fault is not None:
            self._always[method.lower()] = fault

    def count(self, method: str) -> int:
        """How often a method was called."""
        return self.seen.count(method.lower())

    async def __call__(self, call: Call) -> Fault | None:
        """What happens to this call now."""
        method = call.method.lower()
        if not call.done:
            self.seen.append(method)
            if self._held[method]:
                await self._held[method].pop(0).wait()
            if method in self._always:
                return self._always[method]
        queue = (self._after if call.done else self._before)[method]
        return queue.pop(0) if queue else None


async def eventually(true: Callable[[], object | Awaitable[object]], what: str = "it", seconds: float = HANGS) -> None:
    """Wait until a condition holds that nothing tells about. Raises AssertionError that names it."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        found = true()
        if await found if isinstance(found, Awaitable) else found:
            return
        assert asyncio.get_running_loop().time() < deadline, f"waited {seconds} s in vain for {what}"
        await asyncio.sleep(0.002)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still on a Sunday afternoon."""
    return Clock()


@pytest.fixture
def plan() -> Plan:
    """No faults yet."""
    return Plan()


@pytest.fixture
async def telegram(clock: Clock, plan: Plan) -> AsyncIterator[LocalTelegram]:
    """A Telegram on this machine."""
    async with LocalTelegram(token=TOKEN, clock=clock.now, faults=plan, retry_seconds=0.01) as local:
        yield local


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The file of a migrated database without anybody in it."""
    path = tmp_path / "limber.db"
    path.write_bytes(empty_database())
    return path


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    """The record, empty."""
    opened = Store(f"sqlite:///{database}")
    yield opened
    opened.close()


@pytest.fixture
def executor(store: Store) -> Iterator[StoreExecutor]:
    """The way to the record."""
    opened = StoreExecutor(store)
    yield opened
    opened.close()


@pytest.fixture
def ana(telegram: LocalTelegram) -> LocalPerson:
    """Ana, who has pressed START; nothing of that waits for the bot any more."""
    return started(telegram, "Ana")


@pytest.fixture
def ben(telegram: LocalTelegram) -> LocalPerson:
    """Ben, likewise."""
    return started(telegram, "Ben")


def started(telegram: LocalTelegram, name: str) -> LocalPerson:
    """Somebody to whom the bot may write."""
    person = telegram.person(name)
    person.start()
    telegram.state.forget_updates(telegram.state.next_update_id)
    return person


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record in a folder of its own, which DATABASE_URL names."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "limber.db"
    file.write_bytes(empty_database())
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    return file
