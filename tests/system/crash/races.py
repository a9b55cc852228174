"""Two at the same thing: the same button tapped twice at once, and many writers of one record.

Everything takes a database's address, so that it runs on whatever the bot runs on.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa
from telegram import Update

from bot.app import Limber, Parts
from bot.callback_signature import CallbackSigner
from bot.emulator.calls import Json
from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from bot.settings import Settings
from storage.records.calls import OutboxRow, OutgoingCall, Verb
from storage.records.person import with_fields
from storage.records.replica import InboxItem
from storage.records.turn import TurnResult
from storage.schema import tables
from storage.statements.people import RecordChanged
from storage.store import Store
from tests.harness.libraries import shipped_library
from tests.harness.patience import HANGS
from tests.harness.stage import TOKEN
from tests.system.crash.people import Walker, enter, fill, tidy, walk_of_today

PEOPLE = 50
WRITERS = 8
# Calls that one worker takes in hand at once.
CLAIM = 10


@dataclass
class Taps:
    """What became of pairs of taps."""

    pairs: int = 0
    wrong: list[str] = field(default_factory=list)
    steps_shown: int = 0
    seconds: float = 0.0


class Way(StrEnum):
    """How two taps come in at once."""

    INBOX = "through the inbox"  # which puts one person's updates in order
    TOGETHER = "both turns at once"  # the record alone decides
    REPLICAS = "on two replicas"  # one tap on each; not on SQLite, which serves one


async def double_taps(url: str, pairs: int, way: Way) -> Taps:
    """So many buttons tapped twice at once; on record each of them moves its walk by one step."""
    began = time.monotonic()
    report = Taps()
    library = shipped_library()
    chance = random.Random(1)
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(LocalTelegram(token=TOKEN, tells_time=False))
        walkers = [Walker(person, walk_of_today(library), taps=True) for person in enter(telegram, PEOPLE, "W")]
        settings = Settings(token=TOKEN, database_url=url, telegram_api_url=telegram.url, messages_per_second=1000)
        store = Store(url)
        stack.callback(store.close)
        store.migrate()
        fill(store.engine, [walker.person.id for walker in walkers], [None] * PEOPLE, datetime.now(UTC))
        # The clock stands still for each pair: however slow the machine is, both taps are of one moment.
        moment = [datetime.now(UTC)]
        limbers = []
        for _ in range(2 if way is Way.REPLICAS else 1):
            limber = Limber(settings, library, Store(url), Parts(clock=lambda: moment[0], chat_limits=False))
            stack.push_async_callback(limber.stop)
            await limber.start()
            limbers.append(limber)
        for walker in walkers:
            walker.act(time.monotonic(), chance)
        await telegram.until(lambda: not telegram.state.updates, HANGS, "everybody's start")
        await _settled(limbers)
        while report.pairs < pairs and not report.wrong:
            moment[0] = datetime.now(UTC)
            taps = [_two_taps(telegram, limbers[0].signer, walker) for walker in walkers]
            if way is Way.TOGETHER:
                await _at_the_same_time(limbers[0], [tap for pair in taps for tap in pair])
            else:
                one, other = [pair[0] for pair in taps], [pair[1] for pair in taps]
                await asyncio.gather(limbers[0].inbox.take(one), limbers[-1].inbox.take(other))
                await asyncio.gather(*(limber.inbox.settle() for limber in limbers))
            report.pairs += len(walkers)
            _compare(store, walkers, report)
            tidy(walker.person for walker in walkers)
        await _settled(limbers)
        report.steps_shown = sum(call.sends for call in telegram.state.ledger)
        census = store.census()
        report.wrong += [f"{census[kind]} x {kind}" for kind in ("inbox_new", "inbox_aside") if kind in census]
    report.seconds = time.monotonic() - began
    return report


async def _settled(limbers: Sequence[Limber]) -> None:
    for limber in limbers:
        await limber.settle()


def _two_taps(telegram: LocalTelegram, signer: CallbackSigner, walker: Walker) -> list[Json]:
    """The same button twice, as Telegram sends it; the walker then counts on one step."""
    moves = walker.moves
    _, action = walker.go_on()
    data = signer.sign(walker.person.id, f"w:1:{moves}:{action}")
    return [_tap(telegram, walker.person, data) for _ in range(2)]


def _tap(telegram: LocalTelegram, person: LocalPerson, data: str) -> Json:
    state = telegram.state
    state.next_update_id += 1
    message = {"message_id": 1, "date": state.now(), "chat": person.chat.as_chat(), "from": state.bot, "text": "-"}
    query = {"id": str(state.number()), "from": person.person.as_user(), "message": message, "data": data}
    return {"update_id": state.next_update_id, "callback_query": query | {"chat_instance": "1"}}


async def _at_the_same_time(limber: Limber, updates: Sequence[Json]) -> None:
    """Past the queues of the inbox: every update is stored, then all are served at once."""
    now = datetime.now(UTC)
    items = [InboxItem(update["update_id"], update["callback_query"]["from"]["id"], "{}") for update in updates]
    await limber.executor.run(limber.store.take_in, items, now)
    read = [Update.de_json(dict(limber.signer.on_update(update)), limber.bot) for update in updates]
    await asyncio.gather(*(limber.application.process_update(update) for update in read))


def _compare(store: Store, walkers: Sequence[Walker], report: Taps) -> None:
    for walker in walkers:
        person, place = store.load(walker.person.id), walker.place
        assert person is not None and person.walk is not None and place is not None
        walk = person.walk
        found, expected = (
            (walk.moves, walk.side, walk.level, walk.step),
            (walker.moves, place.side, place.level, place.step),
        )
        if found != expected:
            report.wrong.append(f"{walker.person.id}: {found}, not {expected}")


# Many writers of one record


def count_up(url: str, person_id: int, times: int) -> tuple[int, int]:
    """Raise a number on a person's record so many times, each with a reply; (raised, how often others were quicker)."""
    store = Store(url)
    raised = races = 0
    try:
        while raised < times:
            before = store.load(person_id)
            assert before is not None
            after = with_fields(before, streak=replace(before.streak, total_days=before.streak.total_days + 1))
            call = OutgoingCall(person_id, Verb.SEND, {"text": "up"})
            try:
                store.commit_turn(TurnResult(None, before, after, (call,)), datetime.now(UTC))
                raised += 1
            except RecordChanged:
                races += 1
    finally:
        store.close()
    return raised, races


@dataclass(frozen=True)
class Writes:
    """What became of many writes: as many as were made have to be on record."""

    made: int
    races: int
    number: int
    version: int
    replies: int
    seconds: float


def many_writers(url: str, times: int, *, processes: bool) -> Writes:
    """Eight writers, as threads or as processes, that raise the same number on one record. Raises what they raise."""
    store = Store(url)
    store.migrate()
    fill(store.engine, [41], [None], datetime.now(UTC))
    pool: ProcessPoolExecutor | ThreadPoolExecutor
    pool = _processes() if processes else ThreadPoolExecutor(WRITERS)
    began = time.monotonic()
    with pool:
        work: list[Future[tuple[int, int]]] = [pool.submit(count_up, url, 41, times) for _ in range(WRITERS)]
        done = [future.result() for future in work]
    person = store.load(41)
    replies = sum(store.waiting_calls())
    store.close()
    assert person is not None
    return Writes(
        made=sum(raised for raised, _ in done),
        races=sum(races for _, races in done),
        number=person.streak.total_days,
        version=person.version - 1,
        replies=replies,
        seconds=time.monotonic() - began,
    )


def _processes() -> ProcessPoolExecutor:
    """As many processes as there are writers. They have nothing of this one, and what they need is read in once for
    all of them: each on its own would take longer for that than for its work."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(WRITERS, mp_context=context)


# Many workers at one queue


@dataclass(frozen=True)
class Claims:
    """What eight workers took in hand: each call once, and how long it took them."""

    calls: int
    claimed: list[int]
    p99_ms: float


def claim_all(url: str) -> tuple[list[int], list[float]]:
    """Join as a replica and claim until nothing is left; (the ids, seconds that each claim took)."""
    store = Store(url)
    ids: list[int] = []
    took: list[float] = []
    try:
        store.join(datetime.now(UTC))
        while True:
            began = time.perf_counter()
            rows: list[OutboxRow] = store.claim(CLAIM)
            took.append(time.perf_counter() - began)
            if not rows:
                return ids, took
            ids += [row.id for row in rows]
    finally:
        store.close()


def _put_many(store: Store, count: int, *, first: int) -> None:
    """So many calls, each to a chat of its own from `first` on: one is written as the bot would, the rest copied."""
    [row] = store.enqueue([OutgoingCall(first, Verb.SEND, {"text": "-"})], datetime.now(UTC))
    same = [column.name for column in tables.outbox.c if column.name not in ("id", "chat_id")]
    numbers = sa.select(sa.literal(1).label("n")).cte(recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(numbers.c.n < count - 1))
    copies = sa.select(tables.outbox.c.chat_id + numbers.c.n, *(tables.outbox.c[name] for name in same))
    copies = copies.select_from(tables.outbox.join(numbers, sa.true())).where(tables.outbox.c.id == row.id)
    with store.engine.begin() as connection:
        connection.execute(sa.insert(tables.outbox).from_select(["chat_id", *same], copies))


def many_claims(url: str, calls: int, dead: int) -> Claims:
    """Eight replicas claim `calls` calls, each to another chat, among `dead` that are settled."""
    store = Store(url)
    store.migrate()
    _put_many(store, dead, first=10**9)
    with store.engine.begin() as connection:
        connection.execute(sa.update(tables.outbox).values(state="sent", payload=sa.null()))
    _put_many(store, calls, first=1)
    with _processes() as pool:
        done = [future.result() for future in [pool.submit(claim_all, url) for _ in range(WRITERS)]]
    store.close()
    took = sorted(seconds for _, all_of_one in done for seconds in all_of_one)
    return Claims(calls, [row_id for ids, _ in done for row_id in ids], took[int(len(took) * 0.99)] * 1000)
