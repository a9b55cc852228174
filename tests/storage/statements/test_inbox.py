"""What came in: an update takes effect once, whichever replica serves it, and leaves no text behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from storage.records.replica import InboxItem
from storage.records.turn import TurnResult
from storage.statements.inbox import FORGOTTEN
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, HOUR, MINUTE, NOW, update, words
from tests.storage.store_actions import expire_lease, table

SECOND = MINUTE / 60

CANARY = "canary-in-the-coal-mine"


def ids(items: list[InboxItem]) -> list[int]:
    """Update ids."""
    return [item.update_id for item in items]


def after_a_restart(store: Store, others: Callable[[], Store]) -> list[InboxItem]:
    """What a replica begins with that comes after this one died."""
    expire_lease(store)
    return others().join(NOW).updates


def test_an_update_is_taken_once(store: Store) -> None:
    """The same id again is dropped: later, in the same batch, and after it was done."""
    assert ids(store.take_in([update(5), update(6), update(5)], NOW)) == [5, 6]
    assert ids(store.take_in([update(6), update(7)], NOW)) == [7]
    store.commit_turn(TurnResult(6, None, None), NOW)
    assert store.take_in([update(6)], NOW + 47 * HOUR) == []
    assert store.take_in([], NOW) == []


def test_ids_that_jump_backwards_are_new(store: Store, others: Callable[[], Store]) -> None:
    """Telegram may start anywhere after a quiet week: what counts is the exact id, never "higher than the last"."""
    store.take_in([update(900_000_000)], NOW)
    assert ids(store.take_in([update(900_000_000), update(3), update(2)], NOW)) == [3, 2]
    assert ids(after_a_restart(store, others)) == [2, 3, 900_000_000]


def test_the_last_word_on_an_update_that_comes_twice_in_a_batch_counts(store: Store) -> None:
    """What is handed on is what is stored."""
    handed_on = store.take_in([update(5, body="first"), update(5, body="second")], NOW)
    assert [item.body for item in handed_on] == ["second"] == [row["body"] for row in table(store, "inbox")]


def test_what_waits_comes_back_as_it_was(store: Store, others: Callable[[], Store]) -> None:
    """After a restart: with its person, its text and its attempts."""
    store.take_in([InboxItem(1, -100_200, '{"text":"🦵 \\\\"quoted\\\\""}')], NOW)
    store.update_failed(1, "KeyError in somewhere:1")
    assert after_a_restart(store, others) == [InboxItem(1, -100_200, '{"text":"🦵 \\\\"quoted\\\\""}', attempts=1)]


def test_a_done_update_keeps_no_body(store: Store, others: Callable[[], Store]) -> None:
    """What stays is that it was done; nobody has it in hand."""
    store.take_in([update(1, body=CANARY)], NOW)
    store.commit_turn(TurnResult(1, None, None), NOW)
    (row,) = table(store, "inbox")
    assert (row["state"], row["body"], row["attempts"], row["holder"]) == ("done", None, 1, None)
    assert after_a_restart(store, others) == []


def test_failed_attempts_are_counted(store: Store) -> None:
    """The reason of the last one is kept, at most 200 characters of it."""
    store.take_in([update(1)], NOW)
    assert [store.update_failed(1, "first"), store.update_failed(1, "x" * 300)] == [1, 2]
    assert table(store, "inbox")[0]["reason"] == "x" * 200
    assert store.update_failed(404, "never heard of") == 0


def test_an_update_that_is_given_up_keeps_its_reason_and_no_body(store: Store, others: Callable[[], Store]) -> None:
    """And the person's sentence is in hand by the same transaction."""
    store.take_in([update(1, body=CANARY), update(2)], NOW)
    (call,) = store.set_aside(1, "ValueError in decide:12", [words("Sorry")], NOW)
    row = table(store, "inbox")[0]
    assert (row["state"], row["reason"], row["body"], row["holder"]) == ("aside", "ValueError in decide:12", None, None)
    assert [(row["id"], row["payload"], row["holder"]) for row in table(store, "outbox")] == [
        (call.id, {"text": "Sorry"}, store.me)
    ]
    assert ids(after_a_restart(store, others)) == [2]


@pytest.mark.parametrize("before", ["done", "aside", "unknown"])
def test_an_update_that_does_not_wait_cannot_be_given_up(store: Store, before: str) -> None:
    """Another replica was through with it: no second sentence, and it stays what it was."""
    if before != "unknown":
        store.take_in([update(1)], NOW)
    if before == "done":
        store.commit_turn(TurnResult(1, None, None), NOW)
    elif before == "aside":
        store.set_aside(1, "first", [], NOW)
    was = table(store, "inbox")
    assert store.set_aside(1, "second", [words("Sorry")], NOW) == []
    assert (table(store, "inbox"), table(store, "outbox")) == (was, [])


def test_an_update_that_was_set_aside_is_not_done_any_more(store: Store) -> None:
    """Whoever still works on it writes nothing."""
    store.take_in([update(1)], NOW)
    store.set_aside(1, "bad", [], NOW)
    assert store.commit_turn(TurnResult(1, ANA, ANA, (words("Hello"),)), NOW) is None
    assert (store.load(ANA.id), table(store, "outbox")) == (None, [])


def test_an_update_of_ones_own_that_was_forgotten_comes_back(store: Store) -> None:
    """It was stored, and the answer to that lost: after a while it is served, and after no shorter time."""
    store.take_in([update(1), update(2)], NOW)
    store.commit_turn(TurnResult(2, None, None), NOW)
    assert store.beat(NOW + FORGOTTEN, wants_to_poll=False).updates == []
    assert store.beat(NOW + FORGOTTEN + SECOND, wants_to_poll=False).updates == [update(1)]


# Several replicas


@pytest.mark.only("postgresql")
def test_an_update_that_comes_to_two_replicas_is_served_by_the_first(store: Store, second: Store) -> None:
    """Two that poll for a moment, or a web hook that Telegram repeats: also while the first one works on it."""
    assert ids(store.take_in([update(1), update(2)], NOW)) == [1, 2]
    assert ids(second.take_in([update(2), update(3)], NOW)) == [3]
    assert [row["holder"] for row in table(store, "inbox")] == [store.me, store.me, second.me]


def test_an_update_waits_for_an_earlier_one_of_its_chat(store: Store) -> None:
    """That it takes effect after that, whichever replica serves it: done or set aside, it waits no more."""
    store.take_in([update(1), update(2), update(3)], NOW)
    assert [store.is_behind(update(number)) for number in (1, 2, 3)] == [False, True, True]
    store.commit_turn(TurnResult(1, None, None), NOW)
    assert [store.is_behind(update(number)) for number in (2, 3)] == [False, True]
    store.set_aside(2, "bad", [], NOW)
    assert not store.is_behind(update(3))


def test_an_update_waits_for_nobody_elses(store: Store) -> None:
    """Nor for later ones of its own chat."""
    store.take_in([update(1, BEN), update(2, replace(ANA, id=-100)), update(9)], NOW)
    assert not store.is_behind(update(5))


@pytest.mark.only("postgresql")
def test_an_update_waits_for_one_that_another_replica_serves(store: Store, second: Store) -> None:
    """The record knows what neither of them knows alone."""
    store.take_in([update(1)], NOW)
    (later,) = second.take_in([update(2)], NOW + MINUTE)
    assert second.is_behind(later)
    store.commit_turn(TurnResult(1, None, None), NOW)
    assert not second.is_behind(later)
