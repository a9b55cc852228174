"""Scenes of people who write: how soon is each answered, how many a second, and what does an answer cost?"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from tests.bench.bulk import NO_ALLOWANCE, careful_people
from tests.bench.measure import Bench, Record, Row, Written, percentile
from tests.bench.people import populate
from tests.bench.programs import CarefulBot, Limber, Program, Telegram, TypicalBot, until

WALKERS = 1000
# Updates a second in the stream.
RATE = 50
# Seconds for which the others are flooded: the typical bot would need minutes for all.
PATIENCE = 12.0


def handed(update: Written) -> float:
    """When the server gave an update to the bot; how long it took to ask for it is the network's business."""
    return update.handed


def updates(bench: Bench) -> Iterator[Row]:
    """A flood of "next", then a stream of it."""
    flood, stream = bench.size(3000), bench.size(1000)
    typical = careful = typical_waits = careful_waits = None
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
            typical, typical_waits = _typical(telegram, bench, flood, stream)
            careful, careful_waits = _careful(telegram, bench, flood, stream)
    what = f"{flood:,} updates at once"
    for number, (name, goal, unit) in enumerate(
        (("answers a second", "≥ 550/s", "/s"), ("CPU an update", "≤ 1.8 ms", "ms"))
    ):
        typical_value, careful_value = (None if found is None else found[number] for found in (typical, careful))
        yield Row(f"{what}: {name}", typical_value, limber[number], goal, unit, number == 0, careful_value)
    what = f"{RATE} updates a second"
    for percent, goal in ((50, "≤ 8 ms"), (99, "≤ 15 ms")):
        typical_value, careful_value, value = (
            _late(waits, percent) for waits in (typical_waits, careful_waits, limber_waits)
        )
        yield Row(f"{what}: answered after, p{percent}", typical_value, value, goal, "ms", careful=careful_value)
    share = 100 * shown["uploads"] / max(1, shown["pictures"])
    yield Row(f"{what}: clips that had to be uploaded, each once", None, share, "0 % later", "%")
    typical_value, careful_value = (None if waits is None else len(waits) for waits in (typical_waits, careful_waits))
    yield Row(f"{what}: answered at the end", typical_value, len(limber_waits), f"{stream:,}", "", True, careful_value)


def _late(waits: Sequence[float] | None, percent: int) -> float | None:
    """Milliseconds; None when fewer than two were answered."""
    return percentile(waits, percent) * 1000 if waits and len(waits) > 1 else None


def begin_walks(telegram: Telegram, walkers: int, first: int = 1) -> None:
    """Have everybody stand at the first step of a walk."""
    telegram.begin()
    telegram.feed("/today", first=first, people=walkers, count=walkers)
    telegram.until_reached(walkers, 120)
    time.sleep(1)


def flooded(
    telegram: Telegram, bot: Program, flood: int, patience: float, *, walkers: int = WALKERS
) -> tuple[float, float]:
    """So many updates of `walkers` in turn at once, and at most `patience` seconds: answers a second, milliseconds of
    CPU for each."""
    telegram.begin()
    cpu = bot.cpu_seconds()
    telegram.feed("next", first=1, people=walkers, count=flood)
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


def _typical(telegram: Telegram, bench: Bench, flood: int, stream: int) -> tuple[tuple[float, float], list[float]]:
    # A process each: the typical bot would still be busy with the flood.
    with TypicalBot(telegram, bench.folder) as bot:
        bot.until_ready()
        found = flooded(telegram, bot, flood, PATIENCE)
    with TypicalBot(telegram, bench.folder) as bot:
        bot.until_ready()
        return found, streamed(telegram, stream)


def _careful(telegram: Telegram, bench: Bench, flood: int, stream: int) -> tuple[tuple[float, float], list[float]]:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    database = careful_people(bench.folder, WALKERS, tomorrow)
    with CarefulBot(telegram, database, tomorrow, 0) as bot:
        bot.until_ready()
        begin_walks(telegram, WALKERS)
        found = flooded(telegram, bot, flood, PATIENCE)
    with CarefulBot(telegram, database, tomorrow, 0) as bot:
        bot.until_ready()
        return found, streamed(telegram, stream)
