"""What is done again and again: begun at once, and ended in silence."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.clock import utc_now
from bot.jobs.scheduler import Schedule


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
