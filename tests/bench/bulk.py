"""Many prompts due at one moment, sent by one of the bots: what a scene needs to know of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.careful_bot import People
from tests.bench.measure import Call, Record
from tests.bench.people import make_due, populate
from tests.bench.programs import QUIET, CarefulBot, Limber, Program, Telegram, TypicalBot

# Limber's people are planned for so much later, and made due so many seconds ahead once it has come to rest.
LATER, AHEAD = timedelta(hours=6), 2.0
# Seconds from the start of another bot to the moment when everybody is due: time to come up and to come to rest, and
# what each person adds to it.
TYPICAL_BEFORE, TYPICAL_EACH = 5.0, 0.001
CAREFUL_BEFORE = 5.0
# The typical bot tries nothing again, but its first message may take many seconds of processor time.
TYPICAL_QUIET = 15.0
# The careful bot is at its best far below what Limber may take: it needs a minute for 10,000.
CAREFUL_PATIENCE = 180.0
# What the bot is set to when it may send as fast as it can.
NO_ALLOWANCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Task:
    """Prompts for the people 1 to `people`, all due at once.

    They are waited for `least` seconds after that, and at most `patience`, or `quiet` seconds after the last one.
    `others` are stored without a reminder; they are waited for as well. `before` is called when the bot is at rest,
    and `during` when all are due.
    """

    people: int
    least: float = 0.0
    patience: float = 60.0
    quiet: float = QUIET
    others: int = 0
    before: Callable[[], None] | None = None
    during: Callable[[], None] | None = None


@dataclass(slots=True)
class Bulk:
    """What became of `people` prompts that were due at `due` (monotonic seconds); `cpu` is in seconds."""

    people: int
    due: float
    record: Record
    cpu: float
    late: list[tuple[float, float]] = field(default_factory=list)

    @property
    def prompts(self) -> list[Call]:
        """The prompts that arrived, in order."""
        return self.record.messages(1, self.people)

    @property
    def lost(self) -> int:
        """People whom nothing reached."""
        return self.people - len({call.chat for call in self.prompts})

    @property
    def seconds(self) -> float | None:
        """From the moment that all were due to the arrival of the last; None when none arrived."""
        return self.prompts[-1].at - self.due if self.prompts else None

    @property
    def rate(self) -> float | None:
        """Prompts a second, from the moment that all were due."""
        return len(self.prompts) / self.seconds if self.seconds else None

    @property
    def milliseconds_each(self) -> float | None:
        """Processor time of a prompt."""
        return self.cpu / len(self.prompts) * 1000 if self.prompts else None

    @property
    def first(self) -> float | None:
        """Milliseconds from the moment that all were due to the first that arrived; None when none did."""
        return (self.prompts[0].at - self.due) * 1000 if self.prompts else None

    @property
    def stall(self) -> str:
        """The longest time that the loop stood still while they went out; a process that waits for the processor is
        not busy."""
        wall, busy = max(self.late, default=(0.0, 0.0))
        return f"{wall * 1000:.0f} ms, {busy * 1000:.0f} of it busy"


def limber_sends(telegram: Telegram, folder: Path, per_second: int, task: Task, **conduct: float) -> Bulk:
    """Have Limber do it, set to `per_second`; the server behaves as `tests.bench.telegram_stub.Conduct` says."""
    database = folder / "bulk.db"
    populate(database, task.people, datetime.now(UTC) + LATER, others=task.others)
    with Limber(telegram, database, per_second) as bot:
        bulk = _send(telegram, bot, lambda: soon_due(f"sqlite:///{database}"), task, conduct)
    bulk.late = bot.stalls(bulk.due, bulk.due + (bulk.seconds or 0.0))
    return bulk


def typical_sends(telegram: Telegram, folder: Path, task: Task, **conduct: float) -> Bulk:
    """Have the typical bot do it, as fast as it goes."""
    due = moment_in(TYPICAL_BEFORE + task.people * TYPICAL_EACH)
    with TypicalBot(telegram, folder, "--people", str(task.people), "--due", due.isoformat()) as bot:
        return _send(telegram, bot, lambda: due, replace(task, quiet=TYPICAL_QUIET), conduct)


def careful_sends(telegram: Telegram, folder: Path, per_second: int, task: Task, **conduct: float) -> Bulk:
    """Have the careful bot do it, set to `per_second`; 0 means as fast as it goes."""
    due = moment_in(CAREFUL_BEFORE)
    with CarefulBot(telegram, careful_people(folder, task.people, due), due, per_second) as bot:
        return _send(telegram, bot, lambda: due, replace(task, patience=max(task.patience, CAREFUL_PATIENCE)), conduct)


def careful_people(folder: Path, people: int, due: datetime) -> Path:
    """A new database for the careful bot, with the people 1 to `people`, all due at once."""
    database = folder / "careful.db"
    for path in folder.glob(f"{database.name}*"):
        path.unlink()
    table = People(database)
    table.fill(people, due.timestamp())
    table.close()
    return database


def typical_broadcasts(telegram: Telegram, folder: Path, people: int, at_once: int) -> Bulk:
    """Have the typical bot send to all from one job, so many calls at once."""
    with TypicalBot(telegram, folder, "--people", str(people), "--at-once", str(at_once)) as bot:
        return _broadcast(telegram, bot, people)


def client_broadcasts(telegram: Telegram, folder: Path, people: int, at_once: int) -> Bulk:
    """Have Limber's transport alone send to all, so many calls at once."""
    with Program(["tests.bench.client", str(people), str(at_once)], telegram, folder, {}) as client:
        return _broadcast(telegram, client, people)


def _broadcast(telegram: Telegram, bot: Program, people: int) -> Bulk:
    bot.until_ready()
    telegram.begin()
    cpu = bot.cpu_seconds()
    telegram.until_reached(people, 60, TYPICAL_QUIET)
    cpu = bot.cpu_seconds() - cpu
    record = Record(telegram.record())
    return Bulk(people, record.messages()[0].at, record, cpu)


def soon_due(url: str) -> datetime:
    """Make everybody due in a moment, in the database of a Limber that runs: when that is."""
    due = moment_in(AHEAD)
    make_due(url, due)
    return due


def moment_in(seconds: float) -> datetime:
    """A whole second that is at least so far ahead, UTC."""
    return (datetime.now(UTC) + timedelta(seconds=seconds + 1)).replace(microsecond=0)


def monotonic(moment: datetime) -> float:
    """A moment on the clock by which calls are noted."""
    return time.monotonic() + moment.timestamp() - time.time()


def _send(
    telegram: Telegram, bot: Program, planned: Callable[[], datetime], task: Task, conduct: dict[str, float]
) -> Bulk:
    """`planned` is asked when all are due once the bot has come to rest."""
    bot.until_ready()
    if isinstance(bot, Limber):
        bot.until_at_rest()
    if task.before is not None:
        task.before()
    due = monotonic(planned())
    if time.monotonic() > due - 0.5:
        sys.stderr.write("  the bot was not ready when the prompts were due: do not trust this figure\n")
    time.sleep(max(0.0, due - time.monotonic() - 0.3))
    telegram.begin(**conduct)
    cpu = bot.cpu_seconds()
    time.sleep(max(0.0, due - time.monotonic()))
    if task.during is not None:
        task.during()
    telegram.until_reached(task.people + task.others, task.patience, task.quiet)
    time.sleep(max(0.0, due + task.least - time.monotonic()))
    cpu = bot.cpu_seconds() - cpu
    return Bulk(task.people, due, Record(telegram.record()), cpu)
