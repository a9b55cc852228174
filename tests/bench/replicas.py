"""The scene of several copies on one PostgreSQL: how much faster do all the prompts go out with a second and a third?

Each copy is allowed 1,000 messages a second, as if each had a bot of its own. The server of the database, the one that
stands for Telegram and the copies share the cores, so the rows say where these went: on two cores that is the limit.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.store import Store
from tests.bench.bulk import LATER, monotonic, soon_due
from tests.bench.load import LoadMeter, seconds_below
from tests.bench.measure import Bench, Record, Row
from tests.bench.people import fill
from tests.bench.programs import Limber, Telegram
from tests.harness.postgres import find_server, open_postgres

ALLOWANCE = 1000
COPIES = 3
# Seconds until all copies know of all.
HEARD = 4.0
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Shared:
    """What so many copies did: prompts a second, of how many nothing came, and cores that were busy meanwhile: those of
    the copies, those of both servers, and the share of the machine that other work took."""

    rate: float
    lost: int
    copies: float
    servers: float
    others: float


def replicas(bench: Bench) -> Iterator[Row]:
    """One copy, then two, then three."""
    people = bench.size(10_000)
    if find_server() is None:
        yield Row("replicas on PostgreSQL", None, "not measured: no server here", "1.8 × and 2.5 × of one")
        return
    with open_postgres() as postgres:
        found = []
        for copies in range(1, COPIES + 1):
            with postgres.database(f"copies_{copies}") as url:
                found.append(_sent_by(copies, url, bench.folder, people))
    cores = os.cpu_count() or 1
    for copies, shared in enumerate(found, start=1):
        what = f"{people:,} due, PostgreSQL, {copies} × {ALLOWANCE:,}/s"
        goal = {1: "", 2: "≥ 1.8 ×", 3: "≥ 2.5 ×"}[copies]
        times = f"{shared.rate:,.0f}/s, {shared.rate / found[0].rate:.2f} × of one" + (
            f", {shared.lost} lost" if shared.lost else ""
        )
        yield Row(f"{what}: a second", None, times, goal)
        busy = f"{shared.copies:.1f} copies, {shared.servers:.1f} servers, {shared.others * cores:.1f} others"
        yield Row(f"{what}: cores, of {cores}", None, busy)


def _sent_by(copies: int, url: str, folder: Path, people: int) -> Shared:
    _migrate(url)
    with Telegram() as telegram, ExitStack() as running:
        fill(url, people, datetime.now(UTC) + LATER)
        bots = []
        for number in range(copies):
            own = folder / f"{copies}-{number}"
            own.mkdir()
            bot = Limber(telegram, own / "copy.db", ALLOWANCE * copies, watch=False, url=url)
            bots.append(running.enter_context(bot))
            bot.until_says("runs as @")
        for bot in bots:
            bot.until_at_rest()
        time.sleep(HEARD)
        moment = monotonic(soon_due(url))
        time.sleep(max(0.0, moment - time.monotonic() - 0.3))
        telegram.begin()
        meter, before, cpu = LoadMeter(), seconds_below(os.getpid()), sum(bot.cpu_seconds() for bot in bots)
        began = time.monotonic()
        telegram.until_reached(people, PATIENCE)
        seconds = time.monotonic() - began
        cpu = sum(bot.cpu_seconds() for bot in bots) - cpu
        all_ours = seconds_below(os.getpid()) - before
        others = meter.share()
        prompts = Record(telegram.record()).messages(1, people)
    lost = people - len({call.chat for call in prompts})
    rate = len(prompts) / (prompts[-1].at - moment)
    return Shared(rate, lost, cpu / seconds, max(0.0, all_ours - cpu) / seconds, others)


def _migrate(url: str) -> None:
    store = Store(url)
    store.migrate()
    store.close()
