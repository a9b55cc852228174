"""Scenes of many people on record: how soon is the bot ready, how much memory does it take, what does it do at rest?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.bench.measure import Bench, Row, percentile
from tests.bench.people import populate
from tests.bench.programs import Limber, Naive, Telegram

# Seconds for which a bot at rest is looked at.
AT_REST = 20.0


def many(bench: Bench) -> Iterator[Row]:
    """A hundred thousand people, then a million."""
    few, most = bench.size(100_000), bench.size(1_000_000)
    naive = _naive(bench, few) if bench.beside else None
    with Telegram() as telegram:
        for people in (few, most):
            database = bench.folder / f"{people}.db"
            populate(database, people)
            with Limber(telegram, database, 25, watch=False) as bot:
                ready = bot.until_ready()
                bot.until_at_rest()
                memory = bot.megabytes()
                began, cpu = time.monotonic(), bot.cpu_seconds()
                time.sleep(AT_REST)
                ended, cpu = time.monotonic(), bot.cpu_seconds() - cpu
            ticks = [seconds * 1000 for seconds in bot.ticks(began, ended)]
            times, guessed = (1, "") if people == few else (most / few, " (naive: extrapolated)")
            what = f"{people:,} people{guessed}"
            yield Row(f"{what}: ready after", naive[0] * times if naive else None, ready, "≤ 1 s", "s")
            yield Row(f"{what}: memory", naive[1] * times if naive else None, memory, "≤ 100 MB", "MB")
    what = f"{most:,} people, at rest"
    yield Row(f"{what}: share of a core", None, cpu / (ended - began) * 100, "≤ 0.5 %", "%")
    yield Row(f"{what}: a tick, p50", None, percentile(ticks, 50), "≤ 1 ms", "ms")
    yield Row(f"{what}: a tick, p95", None, percentile(ticks, 95), "", "ms")


def _naive(bench: Bench, people: int) -> tuple[float, float]:
    """Seconds until it is ready, and megabytes."""
    due = datetime.now(UTC) + timedelta(hours=23)
    with Telegram() as telegram, Naive(telegram, bench.folder, f"--people={people}", f"--due={due.isoformat()}") as bot:
        ready = bot.until_ready()
        bot.until_at_rest()
        return ready, bot.megabytes()


def claims(bench: Bench) -> Iterator[Row]:
    """How many due rows a second can be claimed."""
    yield from ()
