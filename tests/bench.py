"""`make bench`: how fast is the bot, and how much does it need? Prints a table; asserts nothing.

The real program runs as a process of its own against the Bot API stand-in, which answers at once. Machines differ and
are noisy: compare figures of one run with each other, not with those of another machine.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from datetime import time as time_of_day
from pathlib import Path
from statistics import quantiles
from typing import Any

import sqlalchemy as sa

from bot.conversations.schedule import planned
from bot.local.people import LocalPerson
from bot.local.server import LocalTelegram
from storage import models
from storage.records import Person, Reminder
from storage.store import Store

UPDATES_PER_SECOND = 50
SECONDS = 20
# Each of them says "next" every six seconds: somebody who moves fast.
WALKERS = 300
PEOPLE = 100_000
TOKEN = "10:" + "A" * 35
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Program:
    """`python -m bot run` as a process."""

    def __init__(self, database: Path, telegram: LocalTelegram) -> None:
        self.environment = {
            "PATH": os.environ["PATH"],
            "BOT_TOKEN": TOKEN,
            "DATABASE_URL": f"sqlite:///{database}",
            "TELEGRAM_API_URL": telegram.url,
            "MESSAGES_PER_SECOND": "1000",
            "LOG_LEVEL": "WARNING",
        }
        self.telegram = telegram
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> float:
        """Start; seconds until it asks Telegram for updates."""
        began = time.monotonic()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=self.environment, stderr=asyncio.subprocess.DEVNULL
        )
        polls = self.telegram.polls
        await self.telegram.until(lambda: self.telegram.polls > polls, 60, "a first poll")
        return time.monotonic() - began

    async def stop(self) -> None:
        """End it as a service manager would."""
        if self.process is not None:
            self.process.terminate()
            await self.process.wait()

    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        assert self.process is not None
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    def megabytes(self) -> float:
        """Resident memory."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


async def replies(folder: Path) -> list[tuple[str, str]]:
    """How long from "next" to its reply, and what an update costs."""
    async with LocalTelegram(token=TOKEN) as telegram:
        people = [telegram.person(f"Walker {number}") for number in range(WALKERS)]
        store = Store(f"sqlite:///{folder / 'replies.db'}")
        store.migrate()
        _populate(store, [person.id for person in people], reminders=False)
        store.close()
        program = Program(folder / "replies.db", telegram)
        await program.start()
        # The map of places is read in the background; it is not what is measured here.
        await asyncio.sleep(4)
        for person in people:
            person.say("/today")
        await telegram.until(lambda: all(person.inbox for person in people), 60, "an answer to everybody")
        waits: list[float] = []
        cpu = program.cpu_seconds()
        began = time.monotonic()
        tasks = []
        for number in range(UPDATES_PER_SECOND * SECONDS):
            await asyncio.sleep(max(0.0, began + number / UPDATES_PER_SECOND - time.monotonic()))
            tasks.append(asyncio.create_task(_next(people[number % WALKERS], waits)))
        await asyncio.gather(*tasks)
        cost = (program.cpu_seconds() - cpu) / len(waits) * 1000
        await program.stop()
    cuts = quantiles(waits, n=100)
    return [
        (f'"next" to its reply at {UPDATES_PER_SECOND}/s, p50', f"{cuts[49] * 1000:.1f} ms"),
        (f'"next" to its reply at {UPDATES_PER_SECOND}/s, p99', f"{cuts[98] * 1000:.1f} ms"),
        ("processor time an update, with its replies", f"{cost:.2f} ms"),
    ]


async def _next(person: LocalPerson, waits: list[float]) -> None:
    began = time.monotonic()
    said = person.say("next")
    await person.hears(after=said, seconds=30)
    waits.append(time.monotonic() - began)


async def at_rest(folder: Path) -> list[tuple[str, str]]:
    """Start-up and memory with many people on record."""
    store = Store(f"sqlite:///{folder / 'many.db'}")
    store.migrate()
    for start in range(0, PEOPLE, 5000):
        _populate(store, list(range(start + 1, start + 5001)), reminders=True)
    store.close()
    async with LocalTelegram(token=TOKEN) as telegram:
        program = Program(folder / "many.db", telegram)
        ready = await program.start()
        await asyncio.sleep(20)
        cpu = program.cpu_seconds()
        await asyncio.sleep(10)
        idle = (program.cpu_seconds() - cpu) / 10
        memory = program.megabytes()
        await program.stop()
    return [
        (f"start-up with {PEOPLE:,} people, to the first poll", f"{ready:.2f} s"),
        (f"memory at rest with {PEOPLE:,} people", f"{memory:.0f} MB"),
        (f"processor at rest with {PEOPLE:,} people", f"{idle * 100:.1f} % of a core"),
    ]


def _populate(store: Store, ids: list[int], *, reminders: bool) -> None:
    now = datetime.now(UTC)
    people: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for person_id in ids:
        person = replace(_person(person_id, now), first_name=f"Walker {person_id}")
        people.append({column.name: getattr(person, column.name) for column in models.person.c})
        if reminders:
            at = time_of_day(person_id % 24, person_id % 60)
            plan = planned(person, Reminder(1, at, 127), now)
            rows.append({"person_id": person_id, "number": 1, "at": at, "weekdays": 127,
                         "next_due": plan.next_due, "next_date": plan.next_date})  # fmt: skip
    with store.engine.begin() as connection:
        connection.execute(sa.insert(models.person), people)
        if rows:
            connection.execute(sa.insert(models.reminder), rows)


def _person(person_id: int, now: datetime) -> Person:
    return Person(
        id=person_id,
        created_at=now,
        version=1,
        language="en",
        position="seated",
        gentle=False,
        zone="Europe/Lisbon",
        reminders_made=1,
    )


async def main() -> None:
    """Run all and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = await replies(folder) + await at_rest(folder)
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        print(f"{label:<{width}}  {value:>14}")


if __name__ == "__main__":
    asyncio.run(main())
