"""Two transactions at the same moment: one of them has effect, or both do; none is lost, and none fails for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from storage.database import is_passing
from storage.records.calls import OutgoingCall, Sent, Verb
from storage.records.person import with_fields
from storage.records.turn import TurnResult
from storage.schema import tables
from storage.statements.people import RecordChanged
from storage.store import Store
from storage.transactions import MOST_ATTEMPTS
from tests.storage.races import stopped, wait_for_a_lock, watched_errors
from tests.storage.sample_people import ANA, BEN, NOW, texts, update, words
from tests.storage.store_actions import change_person, load_person, put_person, table


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """The same thing in several threads at the same moment: what each gave back."""
    together = threading.Barrier(count)

    def one(number: int) -> Any:
        together.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def meeting(
    first: Store, second: Store, part: str, one: Callable[[], Any], other: Callable[[], Any]
) -> tuple[Any, Any]:
    """Two things of which the first is stopped after a statement until the second waits for it; what each gave, or
    the error that it raised."""
    with ThreadPoolExecutor(2) as pool, stopped(first, part, after=True) as half_way:
        early = pool.submit(one)
        half_way.wait_for()
        late = pool.submit(other)
        wait_for_a_lock(first)
        half_way.go_on()
        return early.exception() or early.result(), late.exception() or late.result()


# The same thing, twice


def test_an_update_that_comes_many_times_at_once_is_taken_once(store: Store) -> None:
    """As when a web hook is repeated while the first one is still being written."""
    batches = at_once(6, lambda _: store.take_in([update(number) for number in range(50)], NOW))
    assert sorted(item.update_id for batch in batches for item in batch) == list(range(50))


@pytest.mark.only("postgresql")
def test_of_two_replicas_that_take_an_update_in_at_once_one_gets_it(store: Store, second: Store) -> None:
    """The second one waits until the first is through, and finds it there; what only it has is its own."""
    early, late = meeting(
        store,
        second,
        "INSERT INTO inbox",
        lambda: store.take_in([update(1), update(2)], NOW),
        lambda: second.take_in([update(2), update(3)], NOW),
    )
    assert (early, late) == ([update(1), update(2)], [update(3)])
    assert [row["holder"] for row in table(store, "inbox")] == [store.me, store.me, second.me]


@pytest.mark.only("postgresql")
def test_an_update_that_two_replicas_serve_takes_effect_once(store: Store, second: Store) -> None:
    """One was thought dead, and is not: its turn and that of the other one are written at once."""
    store.take_in([update(1)], NOW)
    turn = TurnResult(1, None, None, (words("hello"),))
    early, late = meeting(
        store, second, "UPDATE inbox", lambda: store.commit_turn(turn, NOW), lambda: second.commit_turn(turn, NOW)
    )
    assert (texts(early), late) == (["hello"], None)
    assert len(table(store, "outbox")) == 1


@pytest.mark.only("postgresql")
def test_of_two_who_put_a_new_person_on_record_at_once_one_is_told(store: Store, second: Store) -> None:
    """That somebody else was quicker: not that the database broke; and nothing else of it is written."""
    turns = [TurnResult(None, ANA, with_fields(ANA, position=place), (words(place),)) for place in ("lying", "seated")]
    early, late = meeting(
        store,
        second,
        "INSERT INTO person",
        lambda: store.commit_turn(turns[0], NOW),
        lambda: second.commit_turn(turns[1], NOW),
    )
    assert texts(early) == ["lying"]
    assert isinstance(late, RecordChanged)
    assert (load_person(store, ANA).settings.position, len(table(store, "outbox"))) == ("lying", 1)


@pytest.mark.only("postgresql")
def test_of_two_who_change_a_record_at_once_one_is_told(store: Store, second: Store) -> None:
    """It reads again, and decides again."""
    ana = put_person(store, ANA)
    early, late = meeting(
        store,
        second,
        "UPDATE person",
        lambda: change_person(store, ana, with_fields(ana, position="lying")),
        lambda: change_person(second, ana, with_fields(ana, position="seated")),
    )
    assert early.settings.position == "lying"
    assert isinstance(late, RecordChanged)
    assert load_person(store, ANA) == replace(with_fields(ana, position="lying"), version=2)


@pytest.mark.parametrize("there_before", [False, True])
def test_a_fact_that_many_note_at_once_is_noted(store: Store, there_before: bool) -> None:
    """By one of them; nobody fails."""
    if there_before:
        store.note_fact("zone_data", "2025a")
    at_once(6, lambda number: store.note_fact("zone_data", f"2026{number}"))
    assert [(row["name"], str(row["value"])[:4]) for row in table(store, "fact")] == [("zone_data", "2026")]


@pytest.mark.parametrize("there_before", [False, True])
def test_a_clip_that_many_upload_at_once_is_remembered(store: Store, there_before: bool) -> None:
    """By one of them; nobody fails."""
    if there_before:
        store.remember_file(7, "hash", "old", NOW)
    at_once(6, lambda number: store.remember_file(7, "hash", f"new-{number}", NOW))
    assert [str(row["file_id"])[:4] for row in table(store, "media")] == ["new-"]


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("there_before", [False, True])
def test_a_fact_and_a_clip_are_noted_twice_at_the_same_moment(store: Store, second: Store, there_before: bool) -> None:
    """The second one waits for the first one, and does not trip over it."""
    if there_before:
        store.note_fact("zone_data", "2025a")
        store.remember_file(7, "hash", "old", NOW)
    facts = meeting(
        store,
        second,
        "INSERT INTO fact",
        lambda: store.note_fact("zone_data", "2026a"),
        lambda: second.note_fact("zone_data", "2026b"),
    )
    files = meeting(
        store,
        second,
        "INSERT INTO media",
        lambda: store.remember_file(7, "hash", "new-1", NOW),
        lambda: second.remember_file(7, "hash", "new-2", NOW),
    )
    assert facts == files == (None, None)
    assert (store.fact("zone_data"), store.file_id(7, "hash")) == ("2026a", "new-1")


# Two that wait for each other


def lock_two(store: Store, first: int, then: int, meet: threading.Barrier, tries: list[int]) -> str:
    """Change one person's row and then another one's; the first time only when somebody else has begun, too."""

    def work(connection: sa.Connection) -> str:
        tries.append(first)
        change = sa.update(tables.person).values(days_total=tables.person.c.days_total + 1)
        connection.execute(change.where(tables.person.c.id == first))
        if tries.count(first) == 1:
            meet.wait(60)
        connection.execute(change.where(tables.person.c.id == then))
        return "done"

    return store.write(work)


@pytest.mark.only("postgresql")
def test_a_transaction_that_another_one_shut_out_is_tried_again(store: Store, second: Store) -> None:
    """A real deadlock: PostgreSQL ends one of the two, and in the end both took effect, once each."""
    put_person(store, ANA)
    put_person(store, BEN)
    meet = threading.Barrier(2)
    tries: list[int] = []
    with ThreadPoolExecutor(2) as pool:
        both = [
            pool.submit(lock_two, store, ANA.id, BEN.id, meet, tries),
            pool.submit(lock_two, second, BEN.id, ANA.id, meet, tries),
        ]
        assert [one.result() for one in both] == ["done", "done"]
    assert len(tries) == 3
    assert [load_person(store, person).streak.total_days for person in (ANA, BEN)] == [2, 2]


@pytest.mark.only("postgresql")
def test_what_keeps_being_shut_out_fails_in_the_end(store: Store) -> None:
    """With the database's own error; all else fails at once."""
    tries: list[type[Exception]] = []

    def fail(error: type[Exception]) -> Callable[[sa.Connection], None]:
        def work(_connection: sa.Connection) -> None:
            tries.append(error)
            raise sa.exc.DBAPIError("UPDATE", {}, error())

        return work

    passing = [psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure]
    for error in (*passing, psycopg.errors.UniqueViolation):
        with pytest.raises(sa.exc.DBAPIError) as caught:
            store.write(fail(error))
        assert isinstance(caught.value.orig, error)
    assert [tries.count(error) for error in passing] == [MOST_ATTEMPTS] * 2
    assert tries.count(psycopg.errors.UniqueViolation) == 1
    assert not is_passing(ZeroDivisionError())


@pytest.mark.only("postgresql")
def test_a_round_and_a_turn_of_one_chat_do_not_wait_for_each_other(store: Store) -> None:
    """A message is noted as sent, the next one begins, and at that moment a new one takes the first one's buttons."""
    ana = put_person(store, ANA)
    calls = store.commit_turn(TurnResult(None, ana, ana, (words("one", slot="walk"), words("two"))), NOW, begin=True)
    assert calls is not None
    one, two = calls
    turn = TurnResult(None, ana, ana, (words("three", slot="walk"),))
    with (
        watched_errors(store) as errors,
        ThreadPoolExecutor(2) as pool,
        stopped(store, "INSERT INTO outbox", after=True) as half_way,
    ):
        answering = pool.submit(store.commit_turn, turn, NOW)
        half_way.wait_for()
        noting = pool.submit(store.settle, [two.id], [Sent(one.id, NOW, 1)])
        wait_for_a_lock(store)
        half_way.go_on()
        assert noting.result() == {two.id}
        assert [row.verb for row in answering.result() or ()] == [Verb.SEND, Verb.STRIP]
    assert errors == []


def test_many_chats_in_any_order_lock_nobody_out(store: Store) -> None:
    """Batches to the same chats, each in another order, put there and settled by several threads."""

    def work(number: int) -> int:
        chats = list(range(1, 21))[:: 1 if number % 2 else -1]
        made = 0
        for _ in range(5):
            store.enqueue([OutgoingCall(chat, Verb.SEND, {"text": "x"}, slot="s") for chat in chats], NOW)
            rows = store.claim(40)
            begun = store.settle(begin=[row.id for row in rows])
            store.settle(sent=[Sent(row.id, NOW, row.id) for row in rows if row.id in begun])
            made += len(begun)
        return made

    made = sum(at_once(4, work))
    while rows := store.claim(100):
        made += len(store.settle(begin=[row.id for row in rows]))
    assert made == len(table(store, "outbox"))
