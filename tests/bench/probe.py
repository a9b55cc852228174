"""How long does a program's event loop stand still? Runs `python -m <program>` with a stopwatch on its loop.

    python -m tests.bench.probe bot run

BENCH_PROBE names the file that is written when the program ends: every time that the loop came late, as (monotonic
seconds, seconds late, seconds of these that the process was busy), and every tick of the daily prompts, as (monotonic
seconds, seconds that it took). BENCH_WATCH=no leaves the loop alone, for figures of a program at rest. A bot that is
measured without an allowance may be set to one that the settings would not take.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import runpy
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from bot import settings
from bot.jobs import prompts

T = TypeVar("T")

# The loop is looked at this often, and is late when it comes this much after that. Seconds.
BEAT, LATE = 0.01, 0.01
NO_ALLOWANCE = 1_000_000


def watch(late: list[tuple[float, float, float]]) -> None:
    """Note from now on whenever the running loop comes late."""
    loop = asyncio.get_running_loop()

    def look(due: float, used: float) -> None:
        # The loop's own clock may stand still while a callback runs.
        now, using = time.monotonic(), time.process_time()
        if now - due > LATE:
            late.append((now, now - due, using - used))
        loop.call_later(BEAT, look, now + BEAT, using)

    look(time.monotonic(), time.process_time())


def watch_every_loop(late: list[tuple[float, float, float]]) -> None:
    """Watch the loop of whatever is run by `asyncio.run`."""
    run = asyncio.Runner.run

    def run_watched(self: asyncio.Runner, coroutine: Coroutine[Any, Any, T], **options: Any) -> T:
        async def watched() -> T:
            watch(late)
            return await coroutine

        return run(self, watched(), **options)

    asyncio.Runner.run = run_watched  # type: ignore[method-assign, assignment]


def time_every_tick(ticks: list[tuple[float, float]]) -> None:
    """Note how long each tick of the daily prompts takes."""
    tick = prompts.Prompts.tick

    async def timed(self: prompts.Prompts) -> None:
        began = time.monotonic()
        await tick(self)
        ticks.append((began, time.monotonic() - began))

    prompts.Prompts.tick = timed  # type: ignore[method-assign]


def main() -> None:
    """Run the program that the arguments name."""
    late: list[tuple[float, float, float]] = []
    ticks: list[tuple[float, float]] = []
    path = Path(os.environ["BENCH_PROBE"])
    atexit.register(lambda: path.write_text(json.dumps({"late": late, "ticks": ticks})))
    if os.environ.get("BENCH_WATCH") != "no":
        watch_every_loop(late)
    time_every_tick(ticks)
    settings.MOST_MESSAGES_PER_SECOND = max(NO_ALLOWANCE, settings.MOST_MESSAGES_PER_SECOND)
    program, *sys.argv[1:] = sys.argv[1:]
    runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
