"""The scene of a power cut in the middle of all the prompts: what is lost, and what comes twice?"""

from __future__ import annotations

import time
from collections.abc import Iterator

import sqlalchemy as sa

from storage import models
from tests.bench.bulk import LIMBER_BEFORE, LIMBER_EACH, NAIVE_BEFORE, NAIVE_QUIET, moment_in, monotonic
from tests.bench.measure import Bench, Record, Row
from tests.bench.people import populate
from tests.bench.programs import Limber, Naive, Program, Telegram, until

ALLOWANCE = 1000


def kill(bench: Bench) -> Iterator[Row]:
    """Killed when half of the prompts are out, and started again."""
    people, few = bench.size(10_000), 500
    with Telegram() as telegram:
        record, under_way = _killed(telegram, bench, people)
        naive = _naive_killed(telegram, bench, few) if bench.beside else None
    lost = people - len(_reached(record))
    twice = len(record.messages()) - len(_reached(record))
    naive_lost = None if naive is None else (few - len(_reached(naive))) / few * 100
    what = f"kill -9 in the middle of {people:,}"
    yield Row(f"{what}: lost (naive: of {few})", naive_lost, lost / people * 100, "0 %", "%")
    yield Row(f"{what}: came twice", None, twice / people * 100, "≤ 0.6 %", "%")
    yield Row(f"{what}: came twice, of how many under way", None, f"{twice} of {under_way}", "only of these")


def _reached(record: Record) -> set[int]:
    return {call.chat for call in record.messages()}


def _killed(telegram: Telegram, bench: Bench, people: int) -> tuple[Record, int]:
    """What the server saw of both lives, and how many calls were under way at the end of the first."""
    due = moment_in(LIMBER_BEFORE + people * LIMBER_EACH)
    database = bench.folder / "kill.db"
    populate(database, people, due)
    telegram.begin()
    with Limber(telegram, database, ALLOWANCE) as bot:
        _cut(telegram, bot, monotonic(due), people // 2)
    engine = sa.create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        being_sent = sa.select(sa.func.count()).where(models.outbox.c.state == "sending")
        under_way = connection.execute(being_sent).scalar_one()
    engine.dispose()
    with Limber(telegram, database, ALLOWANCE) as bot:
        bot.until_ready()
        telegram.until_reached(people, 120)
        time.sleep(5)  # what is sent again comes a little later
    return Record(telegram.record()), under_way


def _naive_killed(telegram: Telegram, bench: Bench, people: int) -> Record:
    due = moment_in(NAIVE_BEFORE)
    arguments = f"--people={people}", f"--due={due.isoformat()}"
    telegram.begin()
    with Naive(telegram, bench.folder, *arguments) as bot:
        _cut(telegram, bot, monotonic(due), people // 5)
    with Naive(telegram, bench.folder, *arguments) as bot:
        bot.until_ready()
        telegram.until_reached(people, 30, NAIVE_QUIET)
    return Record(telegram.record())


def _cut(telegram: Telegram, bot: Program, due: float, after: int) -> None:
    """Kill it as soon as `after` chats were reached."""
    until(lambda: telegram.count()["reached"] >= after, due - time.monotonic() + 60, f"{after} messages", look=0.01)
    bot.kill()
