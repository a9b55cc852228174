"""The zone of the machine, as its TZ names it, changes nothing: people have zones, and the bot's own clock is UTC."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.harness.shortened import shortened

# Reads dates and days of a pause, and runs a job of the schedule once.
PROGRAM = """
import asyncio
from datetime import UTC, date, datetime
from bot.i18n.catalogue import words_in
from bot.jobs.scheduler import Schedule
from bot.understanding.answers import periods

for said in ("1 Oct to 15 Nov", "two weeks ago to yesterday", "last 10 days", "monday to today"):
    found = periods.read(said, date(2026, 11, 22), words_in("en"))
    print(found.first, found.last)


async def main():
    done = asyncio.Event()

    async def job():
        done.set()

    schedule = Schedule(lambda: datetime.now(UTC))
    schedule.add("job", job, 3600)
    schedule.start()
    await done.wait()
    await schedule.stop()
    print("ran")


asyncio.run(main())
"""
PRINTED = """2026-10-01 2026-11-15
2026-11-08 2026-11-21
2026-11-13 2026-11-22
2026-11-16 2026-11-22
ran
"""


@pytest.mark.parametrize("zone", shortened(["CET-1CEST", "UTC-2", "EST5EDT,M3.2.0,M11.1.0", "Nonsense/City"], 4))
def test_the_machines_zone_is_never_asked(zone: str) -> None:
    """In POSIX's way of writing, or none at all: nothing fails, nothing is said of it, and each date is the same."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (PRINTED, "")
