"""The scene of a power cut in the middle of all the prompts: what is lost, and what comes twice?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa

from storage.schema import tables
from tests.bench.bulk import (
    CAREFUL_BEFORE,
    LATER,
    TYPICAL_BEFORE,
    TYPICAL_QUIET,
    careful_people,
    moment_in,
    monotonic,
    soon_due,
)
from tests.bench.measure import Bench, Record, Row
from tests.bench.people import populate
from tests.bench.programs import CarefulBot, Limber, Program, Telegram, TypicalBot, until

ALLOWANCE = 1000


def kill(bench: Bench) -> Iterator[Row]:
    """Killed when half of the prompts are out, and started again."""
    people, few, some = bench.size(10_000), 500, bench.size(2000)
    typical = careful = None
    with Telegram() as telegram:
        limber, under_way = _killed(telegram, bench, people)
        if bench.beside:
            typical = _typical_killed(telegram, bench, few)
            careful = _careful_killed(telegram, bench, some)
    records = ((typical, few), (careful, some), (limber, people))
    what = f"kill -9 in the middle of {people:,}"
    sizes = f"typical: of {few}; careful: of {some:,}"
    shares = [None if record is None else (size - len(_reached(record))) / size * 100 for record, size in records]
    yield Row(f"{what}: lost ({sizes})", shares[0], shares[2], "0 %", "%", careful=shares[1])
    shares = [None if record is None else _twice(record) / size * 100 for record, size in records]
    yield Row(f"{what}: came twice ({sizes})", shares[0], shares[2], "≤ 0.6 %", "%", careful=shares[1])
    yield Row(f"{what}: came twice, of how many under way", None, f"{_twice(limber)} of {under_way}", "only of these")


def _reached(record: Record) -> set[int]:
    return {call.chat for call in record.messages()}


def _twice(record: Record) -> int:
    """Messages beyond the first of each chat."""
    return len(record.messages()) - len(_reached(record))


def _killed(telegram: Telegram, bench: Bench, people: int) -> tuple[Record, int]:
    """What the server saw of both lives, and how many calls were under way at the end of the first."""
    database = bench.folder / "kill.db"
    url = f"sqlite:///{database}"
    populate(database, people, datetime.now(UTC) + LATER)
    telegram.begin()
    with Limber(telegram, database, ALLOWANCE) as bot:
        bot.until_ready()
        bot.until_at_rest()
        _cut(telegram, bot, monotonic(soon_due(url)), people // 2)
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        being_sent = sa.select(sa.func.count()).where(tables.outbox.c.state == "sending")
        under_way = connection.execute(being_sent).scalar_one()
    engine.dispose()
    with Limber(telegram, database, ALLOWANCE) as bot:
        bot.until_ready()
        telegram.until_reached(people, 120)
        time.sleep(5)  # what is sent again comes a little later
    return Record(telegram.record()), under_way


def _typical_killed(telegram: Telegram, bench: Bench, people: int) -> Record:
    due = moment_in(TYPICAL_BEFORE)
    arguments = f"--people={people}", f"--due={due.isoformat()}"
    telegram.begin()
    with TypicalBot(telegram, bench.folder, *arguments) as bot:
        _cut(telegram, bot, monotonic(due), people // 5)
    with TypicalBot(telegram, bench.folder, *arguments) as bot:
        bot.until_ready()
        telegram.until_reached(people, 30, TYPICAL_QUIET)
    return Record(telegram.record())


def _careful_killed(telegram: Telegram, bench: Bench, people: int) -> Record:
    due = moment_in(CAREFUL_BEFORE)
    database = careful_people(bench.folder, people, due)
    telegram.begin()
    with CarefulBot(telegram, database, due, 0) as bot:
        _cut(telegram, bot, monotonic(due), people // 2)
    with CarefulBot(telegram, database, due, 0) as bot:
        bot.until_ready()
        telegram.until_reached(people, 120, TYPICAL_QUIET)
        time.sleep(5)
    return Record(telegram.record())


def _cut(telegram: Telegram, bot: Program, due: float, after: int) -> None:
    """Kill it as soon as `after` chats were reached."""
    until(lambda: telegram.count()["reached"] >= after, due - time.monotonic() + 60, f"{after} messages", look=0.01)
    bot.kill()
