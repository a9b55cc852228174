"""The scene of a power cut in the middle of all the prompts: what is lost, and what comes twice?"""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.bench.bulk import BEFORE, LIMBER_EACH, NAIVE_EACH, moment_in, monotonic
from tests.bench.measure import Bench, Record, Row
from tests.bench.people import populate
from tests.bench.programs import Limber, Naive, Program, Telegram, until

ALLOWANCE = 1000


def kill(bench: Bench) -> Iterator[Row]:
    """Killed when half of the prompts are out, and started again."""
    people, few = bench.size(10_000), 500
    with Telegram() as telegram:
        limber = _killed(telegram, bench, people)
        naive = _naive_killed(telegram, bench, few) if bench.beside else None
    sent = len(limber.messages())
    lost, twice = (
        people - len({call.chat for call in limber.messages()}),
        sent - len({c.chat for c in limber.messages()}),
    )
    in_flight = sum(not call.answered for call in limber.messages())
    what = f"kill -9 in the middle of {people:,} (naive: of {few})"
    naive_lost = None if naive is None else (few - len({call.chat for call in naive.messages()})) / few * 100
    yield Row(f"{what}: lost", naive_lost, lost / people * 100, "0 %", "%")
    yield Row(f"{what}: came twice", None, twice / people * 100, "<= 0.6 %", "%")
    yield Row(f"{what}: came twice, of those in flight", None, f"{twice} of {in_flight}", "only of these")


def _killed(telegram: Telegram, bench: Bench, people: int) -> Record:
    due = moment_in(BEFORE + people * LIMBER_EACH)
    database = bench.folder / "kill.db"
    populate(database, people, due)
    telegram.begin()
    with Limber(telegram, database, ALLOWANCE) as bot:
        _cut(telegram, bot, monotonic(due), people // 2)
    with Limber(telegram, database, ALLOWANCE) as bot:
        bot.until_ready()
        telegram.until_reached(people, 120)
        time.sleep(5)  # what is sent again comes a little later
    return Record(telegram.record())


def _naive_killed(telegram: Telegram, bench: Bench, people: int) -> Record:
    due = moment_in(BEFORE + people * NAIVE_EACH)
    arguments = f"--people={people}", f"--due={due.isoformat()}"
    telegram.begin()
    with Naive(telegram, bench.folder, *arguments) as bot:
        _cut(telegram, bot, monotonic(due), people // 5)
    with Naive(telegram, bench.folder, *arguments) as bot:
        bot.until_ready()
        telegram.until_reached(people, 30)
    return Record(telegram.record())


def _cut(telegram: Telegram, bot: Program, due: float, after: int) -> None:
    """Kill it as soon as `after` chats were reached."""
    until(lambda: telegram.count()["reached"] >= after, due - time.monotonic() + 60, f"{after} messages", look=0.01)
    bot.kill()
