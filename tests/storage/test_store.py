"""The record: one way in from the event loop, and many threads that never lose a write."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
import sqlalchemy as sa

from storage.database import DatabaseUnusable, hold_alone
from storage.executor import StoreExecutor
from storage.records.person import with_fields
from storage.records.turn import TurnResult
from storage.statements.people import RecordChanged
from storage.store import Store
from tests.harness.patience import HANGS
from tests.storage.sample_people import ANA, NOW, update, words
from tests.storage.store_actions import load_person, table

ROOT = Path(__file__).parents[2]


@pytest.fixture
def executor(store: Store) -> Iterator[StoreExecutor]:
    """The way from the event loop to the record."""
    opened = StoreExecutor(store)
    yield opened
    opened.close()


# Single facts


def test_a_fact_is_what_was_noted_last(store: Store) -> None:
    """None before the first time."""
    assert store.fact("zone_data") is None
    store.note_fact("zone_data", "2026a")
    store.note_fact("zone_data", "2026b")
    assert store.fact("zone_data") == "2026b"
    assert len(table(store, "fact")) == 1


def test_a_clips_file_is_remembered_for_one_bot(store: Store) -> None:
    """File ids belong to one bot; one that died is forgotten."""
    store.remember_file(7, "hash", "file-1", NOW)
    store.remember_file(8, "hash", "file-2", NOW)
    store.remember_file(7, "hash", "file-3", NOW)
    assert [store.file_id(bot, "hash") for bot in (7, 8, 9)] == ["file-3", "file-2", None]
    store.remember_file(7, "hash", None, NOW)
    assert [store.file_id(bot, "hash") for bot in (7, 8)] == [None, "file-2"]


# One process


@pytest.mark.only("sqlite")
def test_only_one_process_at_a_time_sends_out_of_a_file(store: Store, database: Path) -> None:
    """The second is refused in a line, as long as the first one lives; reading and writing go on as before."""
    store.hold_alone()
    second = Store(f"sqlite:///{database}")
    with pytest.raises(DatabaseUnusable) as caught:
        second.hold_alone()
    assert str(caught.value) == "another Limber runs on this database; end that first, or take another one"
    store.enqueue([words("hello")], NOW)
    store.close()
    second.hold_alone()
    assert second.waiting_calls() == (1, 0)
    second.close()


@pytest.mark.only("sqlite")
def test_a_process_that_was_killed_holds_nothing(store: Store, database: Path) -> None:
    """The lock dies with it."""
    code = (
        f"import os; from storage.store import Store; store = Store('sqlite:///{database}'); store.hold_alone(); "
        "print('held', flush=True); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, stdout=subprocess.PIPE)
    assert (killed.returncode, killed.stdout) == (-9, b"held\n")
    store.hold_alone()


def test_a_database_for_many_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL keeps workers apart by itself."""
    engine = sa.create_mock_engine("postgresql+psycopg://", lambda *_: None)
    assert hold_alone(cast("sa.Engine", engine)) is None


# Many threads


def test_eight_threads_that_write_at_once_lose_nothing(store: Store) -> None:
    """160 turns on one record, each decided again when another was quicker, and 160 calls; nothing says "locked"."""
    store.commit_turn(TurnResult(None, ANA, ANA), NOW)
    together = threading.Barrier(8)

    def turns(worker: int) -> int:
        together.wait()
        races = 0
        for turn in range(20):
            number = worker * 20 + turn
            store.take_in([update(number)], NOW)
            while True:
                before = load_person(store, ANA)
                after = with_fields(before, streak=replace(before.streak, total_days=before.streak.total_days + 1))
                try:
                    calls = store.commit_turn(TurnResult(number, before, after, (words(str(number)),)), NOW)
                    assert [row.payload["text"] for row in calls or ()] == [str(number)]
                    break
                except RecordChanged:
                    races += 1
        return races

    with ThreadPoolExecutor(8) as pool:
        races = sum(pool.map(turns, range(8)))
    assert races > 0
    assert load_person(store, ANA).streak.total_days == 160
    assert load_person(store, ANA).version == 161
    assert {row["state"] for row in table(store, "inbox")} == {"done"}
    assert sorted(int(str(row["payload"]["text"])) for row in table(store, "outbox")) == list(range(160))  # type: ignore[index]


def test_eight_threads_never_claim_the_same_call(store: Store) -> None:
    """Each of 200 calls is taken by one of them."""
    store.enqueue([replace(words(str(chat)), chat_id=chat) for chat in range(1, 201)], NOW)
    together = threading.Barrier(8)

    def take(_worker: int) -> list[int]:
        together.wait()
        taken = []
        while rows := store.claim(5):
            taken += [row.id for row in rows]
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [row for rows in pool.map(take, range(8)) for row in rows]
    assert sorted(taken) == [row["id"] for row in table(store, "outbox")]


# The executor


@pytest.mark.only("sqlite")
async def test_calls_through_the_door_come_in_order(executor: StoreExecutor) -> None:
    """SQLite has one writer, so the executor has one thread: what is asked first is done first."""
    done: list[int] = []
    await asyncio.gather(*(executor.run(done.append, number) for number in range(100)))
    assert done == list(range(100))


async def test_the_loop_goes_on_while_the_door_works(executor: StoreExecutor) -> None:
    """A slow statement holds up nobody who is not waiting for it."""
    release = threading.Event()
    slow = asyncio.create_task(executor.run(release.wait, 10))
    await asyncio.sleep(0)
    assert not slow.done()
    release.set()
    assert await slow


async def test_the_door_gives_back_what_the_method_gives(executor: StoreExecutor) -> None:
    """With positional and named arguments."""
    (row,) = await executor.run(executor.store.enqueue, [words("hello")], NOW)
    assert await executor.run(executor.store.claim, limit=1) == [replace(row, held=True)]
    assert await executor.run(executor.store.settle, [row.id], sent=()) == {row.id}
    assert table(executor.store, "outbox")[0]["state"] == "sending"


async def test_what_a_method_raises_comes_out_at_the_door(executor: StoreExecutor) -> None:
    """The same exception, and the next is still served."""
    with pytest.raises(RecordChanged):
        await executor.run(executor.store.commit_turn, TurnResult(None, replace(ANA, version=5), ANA), NOW)
    assert await executor.run(executor.store.load, ANA.id) is None


async def test_closing_waits_for_what_is_under_way(store: Store) -> None:
    """What was begun is finished, what was only asked for is not begun."""
    executor = StoreExecutor(store, threads=1)
    begun, release = threading.Event(), threading.Event()
    done: list[str] = []

    def slow() -> None:
        begun.set()
        release.wait(HANGS)
        done.append("slow")

    under_way = asyncio.create_task(executor.run(slow))
    asked_for = asyncio.create_task(executor.run(done.append, "never"))
    await asyncio.to_thread(begun.wait, HANGS)
    closing = asyncio.create_task(asyncio.to_thread(executor.close))
    with pytest.raises(asyncio.CancelledError):
        await asked_for
    await asyncio.wait({closing}, timeout=0.05)
    assert not closing.done()
    release.set()
    await closing
    await under_way
    assert done == ["slow"]
    with pytest.raises(RuntimeError):
        await executor.run(store.load, 1)


async def test_a_door_may_have_more_threads(store: Store) -> None:
    """For a database that takes several writers: two calls are under way at once."""
    executor = StoreExecutor(store, threads=2)
    meeting = threading.Barrier(2, timeout=HANGS)
    await asyncio.gather(executor.run(meeting.wait), executor.run(meeting.wait))
    executor.close()


def test_a_store_does_not_touch_its_file_before_it_is_used(tmp_path: Path) -> None:
    """Opening connects to nothing."""
    store = Store(f"sqlite:///{tmp_path}/deep/down/limber.db")
    assert store.is_sqlite
    assert list((tmp_path / "deep" / "down").iterdir()) == []
    store.close()
