"""Scenes of many people on record: how soon is the bot ready, how much memory does it take, what does it do at rest?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from storage.records.calls import Lane, OutgoingCall, Verb
from storage.schema import tables
from storage.store import Store
from tests.bench.bulk import careful_people
from tests.bench.measure import Bench, Row, percentile
from tests.bench.people import populate
from tests.bench.programs import CarefulBot, Limber, Program, Telegram, TypicalBot
from tests.harness.postgres import find_server, open_postgres

# Seconds for which a bot at rest is looked at.
AT_REST = 20.0


@dataclass(frozen=True, slots=True)
class Rest:
    """A bot that has come to rest: seconds until it was ready, seconds of CPU of its start, megabytes, and the share of
    a core that it takes, between two moments (monotonic)."""

    ready: float
    start: float
    memory: float
    share: float
    began: float
    ended: float


def many(bench: Bench) -> Iterator[Row]:
    """A hundred thousand people, then a million."""
    few, most = bench.size(100_000), bench.size(1_000_000)
    typical = _typical(bench, few) if bench.beside else None
    with Telegram() as telegram:
        for people in (few, most):
            careful = _careful(telegram, bench, people) if bench.beside else None
            database = bench.folder / f"{people}.db"
            populate(database, people)
            with Limber(telegram, database, 25, watch=False) as bot:
                limber = _at_rest(bot)
            times, guessed = (1.0, "") if people == few else (most / few, " (typical: extrapolated)")
            what = f"{people:,} people{guessed}"
            for name, field, goal, unit in (
                ("ready after", "ready", "≤ 0.8 s", "s"),
                ("memory at rest", "memory", "≤ 95 MB", "MB"),
                ("CPU of a start", "start", "≤ 1.6 s", "s"),
            ):
                typical_value = None if typical is None else getattr(typical, field) * times
                careful_value = None if careful is None else getattr(careful, field)
                yield Row(f"{what}: {name}", typical_value, getattr(limber, field), goal, unit, careful=careful_value)
    what = f"{most:,} people, at rest"
    ticks = [seconds * 1000 for seconds in bot.ticks(limber.began, limber.ended)]
    careful_share = None if careful is None else careful.share
    yield Row(f"{what}: share of a core", None, limber.share, "≤ 0.2 %", "%", careful=careful_share)
    yield Row(f"{what}: a tick, p50", None, percentile(ticks, 50), "≤ 1 ms", "ms")
    yield Row(f"{what}: a tick, p95", None, percentile(ticks, 95), "", "ms")


def _at_rest(bot: Program) -> Rest:
    ready = bot.until_ready()
    bot.until_at_rest()
    start, memory = bot.cpu_seconds(), bot.megabytes()
    began, cpu = time.monotonic(), bot.cpu_seconds()
    time.sleep(AT_REST)
    ended, cpu = time.monotonic(), bot.cpu_seconds() - cpu
    return Rest(ready, start, memory, cpu / (ended - began) * 100, began, ended)


def _typical(bench: Bench, people: int) -> Rest:
    due = datetime.now(UTC) + timedelta(hours=23)
    with (
        Telegram() as telegram,
        TypicalBot(telegram, bench.folder, f"--people={people}", f"--due={due.isoformat()}") as bot,
    ):
        return _at_rest(bot)


def _careful(telegram: Telegram, bench: Bench, people: int) -> Rest:
    due = datetime.now(UTC) + timedelta(hours=23)
    with CarefulBot(telegram, careful_people(bench.folder, people, due), due, 25) as bot:
        return _at_rest(bot)


CLAIM, SETTLED = 500, 100_000


def claims(bench: Bench) -> Iterator[Row]:
    """How many calls a second are claimed in batches, with 100,000 settled ones in the way, on both databases."""
    count, settled = bench.size(20_000), bench.size(SETTLED)
    yield Row(
        f"claims in batches of {CLAIM}, {settled:,} settled rows, SQLite",
        None,
        _claimed_a_second(f"sqlite:///{bench.folder / 'claims.db'}", count, settled),
        "≥ 20,000/s",
        "/s",
        more_is_better=True,
    )
    if find_server() is None:
        yield Row(f"claims in batches of {CLAIM}, PostgreSQL", None, "no server here", "≥ 35,000/s")
        return
    with open_postgres() as server:
        yield Row(
            f"claims in batches of {CLAIM}, {settled:,} settled rows, PostgreSQL",
            None,
            _claimed_a_second(server.empty_record(), count, settled),
            "≥ 35,000/s",
            "/s",
            more_is_better=True,
        )


def _claimed_a_second(url: str, count: int, settled: int) -> float:
    store = Store(url)
    store.migrate()
    now = datetime.now(UTC)
    store.join(now)
    drafts = [OutgoingCall(chat, Verb.SEND, {"text": "Good morning"}, lane=Lane.PROMPT) for chat in range(1, count + 1)]
    with store.engine.begin() as connection:
        row = {"lane": 0, "verb": "send", "event": "step", "live": False, "attempts": 1, "uncertain": 0}
        row |= {"created_at": now, "state": "sent", "sent_at": now, "message_id": 1}
        connection.execute(sa.insert(tables.outbox), [row | {"chat_id": chat} for chat in range(settled)])
    for start in range(0, count, CLAIM):
        store.enqueue(drafts[start : start + CLAIM], now)
    if not store.is_sqlite:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    began = time.monotonic()
    claimed = 0
    while rows := store.claim(CLAIM):
        claimed += len(rows)
    seconds = time.monotonic() - began
    store.close()
    if claimed != count:
        raise AssertionError(f"{claimed} claimed of {count}")
    return claimed / seconds
