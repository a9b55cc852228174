"""What is done again and again: begun at once, and ended in silence."""

from __future__ import annotations

import asyncio
import logging
import math
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import utc_now
from bot.jobs.scheduler import Every, Schedule
from tests.harness.patience import HANGS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Seconds after it, in our years.
NEAR = 1_795_970_000


async def test_a_job_that_is_due_while_it_is_at_work_waits_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    """As the first tick of a start is, which takes longer than what is left of its second."""
    through, again = asyncio.Event(), asyncio.Event()
    begun: list[int] = []
    others: list[int] = []

    async def slow() -> None:
        begun.append(1)
        if len(begun) == 2:
            again.set()
        await through.wait()

    async def quick() -> None:
        others.append(1)
        if len(others) == 5:
            through.set()

    schedule = Schedule(utc_now)
    schedule.add("slow", slow, 0.001)
    schedule.add("quick", quick, 0.001)
    with caplog.at_level(logging.WARNING):
        schedule.start()
        async with asyncio.timeout(HANGS):
            await through.wait()
            assert len(begun) == 1
            await again.wait()
        await schedule.stop()
    assert not caplog.records


@pytest.mark.parametrize("steps", range(4))
async def test_the_end_of_the_program_is_no_error_of_a_job(steps: int, caplog: pytest.LogCaptureFixture) -> None:
    """Whether a job is at work then, was just begun, or is only due: a SIGTERM comes whenever it likes."""

    async def job() -> None:
        await asyncio.sleep(3600)

    schedule = Schedule(utc_now)
    schedule.add("job", job, 3600)
    with caplog.at_level(logging.ERROR):
        schedule.start()
        for _ in range(steps):
            await asyncio.sleep(0)
        await schedule.stop()
        for _ in range(4):  # until what was cut off has ended, and said so
            await asyncio.sleep(0)
    assert not caplog.records


@pytest.mark.parametrize("seconds", [1.0, 0.1, 0.25, 1 / 3, 3600.0])
def test_the_next_run_is_always_later_than_now(seconds: float) -> None:
    """Around each multiple, to the microsecond: at the same moment again it would be asked for ever."""
    every, first = Every(seconds), math.floor(NEAR / seconds)
    for number in range(first, first + 2000):
        for off in (-1, 0, 1):
            now = EPOCH + timedelta(seconds=number * seconds, microseconds=off)
            assert now < every.get_next_fire_time(None, now) <= now + timedelta(seconds=seconds, microseconds=1)
