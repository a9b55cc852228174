"""Scenes of people who write: how soon is each answered, how many a second, and what does an answer cost?"""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.bench.bulk import NO_ALLOWANCE
from tests.bench.measure import Bench, Record, Row, Written, percentile
from tests.bench.people import populate
from tests.bench.programs import Limber, Naive, Program, Telegram, until

WALKERS = 1000
# Updates a second in the stream.
RATE = 50
# Seconds for which the naive bot is flooded: it would need minutes for all.
PATIENCE = 12.0


def handed(update: Written) -> float:
    """When the server gave an update to the bot; how long it took to ask for it is the network's business."""
    return update.handed


def updates(bench: Bench) -> Iterator[Row]:
    """A flood of "next", then a stream of it."""
    flood, stream = bench.size(3000), bench.size(1000)
    naive = together = waits = None
    with Telegram() as telegram:
        populate(bench.folder / "updates.db", WALKERS)
        with Limber(telegram, bench.folder / "updates.db", NO_ALLOWANCE) as bot:
            bot.until_ready()
            bot.until_at_rest()
            begin_walks(telegram, WALKERS)
            limber = flooded(telegram, bot, flood, 120)
            limber_waits = streamed(telegram, stream)
            shown = telegram.count()
        if bench.beside:
            naive = _naive_flooded(telegram, bench, flood, "--people=0")
            together = _naive_flooded(telegram, bench, flood, "--concurrent")
            with Naive(telegram, bench.folder) as bot:
                bot.until_ready()
                waits = streamed(telegram, stream)
    what = f"{flood:,} updates at once"
    yield Row(
        f"{what}: answered a second", naive[0] if naive else None, limber[0], "≥ 500/s", "/s", more_is_better=True
    )
    yield Row(f"{what}: CPU an update", naive[1] if naive else None, limber[1], "≤ 2 ms", "ms")
    what = f"{what} (naive: concurrent_updates)"
    yield Row(f"{what}: answered a second", together[0] if together else None, limber[0], "", "/s", more_is_better=True)
    yield Row(f"{what}: CPU an update", together[1] if together else None, limber[1], "", "ms")
    what = f"{RATE} updates a second"
    for percent, goal in ((50, ""), (99, "≤ 25 ms")):
        naive_wait = percentile(waits, percent) * 1000 if waits else None
        yield Row(
            f"{what}: answered after, p{percent}", naive_wait, percentile(limber_waits, percent) * 1000, goal, "ms"
        )
    share = 100 * shown["uploads"] / max(1, shown["pictures"])
    yield Row(f"{what}: clips that had to be uploaded, each once", None, share, "0 % later", "%")
    answered = None if waits is None else len(waits)
    yield Row(f"{what}: answered at the end", answered, len(limber_waits), f"{stream:,}", more_is_better=True)


def begin_walks(telegram: Telegram, walkers: int, first: int = 1) -> None:
    """Have everybody stand at the first step of a walk."""
    telegram.begin()
    telegram.feed("/today", first=first, people=walkers, count=walkers)
    telegram.until_reached(walkers, 120)
    time.sleep(1)


def flooded(telegram: Telegram, bot: Program, flood: int, patience: float) -> tuple[float, float]:
    """So many updates at once, and at most `patience` seconds: answers a second, milliseconds of CPU for each."""
    telegram.begin()
    cpu = bot.cpu_seconds()
    telegram.feed("next", first=1, people=WALKERS, count=flood)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and telegram.count()["messages"] < flood:
        time.sleep(0.1)
    time.sleep(0.2)
    cpu = bot.cpu_seconds() - cpu
    record = Record(telegram.record())
    answers = record.messages()
    return len(answers) / (answers[-1].at - record.updates[0].made), cpu / len(answers) * 1000


def streamed(telegram: Telegram, count: int) -> list[float]:
    """So many updates at a rate; seconds from the moment when each was handed out to its answer."""
    telegram.begin()
    telegram.feed("next", first=1, people=WALKERS, count=count, rate=RATE)
    until(lambda: telegram.count()["made"] >= count, count / RATE + 10, "all updates")
    time.sleep(1)
    return Record(telegram.record()).waits(handed)


def _naive_flooded(telegram: Telegram, bench: Bench, flood: int, way: str) -> tuple[float, float]:
    with Naive(telegram, bench.folder, way) as bot:
        bot.until_ready()
        return flooded(telegram, bot, flood, PATIENCE)
