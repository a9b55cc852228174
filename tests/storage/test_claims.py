"""Several replicas, one outbox: no call is in two hands, and no chat hears two replicas at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from storage.records.calls import Dead, DeadReason, Lane, OutboxRow, Retry, Sent
from storage.records.turn import TurnResult
from storage.store import Store
from tests.storage.races import stopped, wait_for_a_lock
from tests.storage.sample_people import ANA, BEN, NOW, texts, words
from tests.storage.store_actions import put_person, send, table

pytestmark = pytest.mark.only("postgresql")

# What is found in the statements that take calls in hand, and that mark them as being sent.
CLAIM, BEGIN = "UPDATE outbox SET holder=", "attempts=(outbox.attempts + "


def holders(store: Store) -> list[object]:
    """In whose hand each call is."""
    return [row["holder"] for row in table(store, "outbox")]


def test_replicas_never_claim_the_same_call(store: Store, second: Store) -> None:
    """Each of 400 calls is taken by one of eight threads of two replicas."""
    store.enqueue([replace(words(str(chat)), chat_id=chat) for chat in range(1, 401)], NOW)
    together = threading.Barrier(8)

    def take(worker: int) -> list[int]:
        replica = (store, second)[worker % 2]
        together.wait()
        taken: list[int] = []
        while rows := replica.claim(7):
            assert len(rows) <= 7
            taken += [row.id for row in rows]
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [row for rows in pool.map(take, range(8)) for row in rows]
    assert sorted(taken) == [row["id"] for row in table(store, "outbox")]
    assert set(holders(store)) == {store.me, second.me}


def test_a_claim_passes_over_what_another_is_just_claiming(store: Store, second: Store) -> None:
    """It waits for nobody: the first one's transaction is still open."""
    store.enqueue([words("a"), words("b", BEN)], NOW)
    with ThreadPoolExecutor(1) as pool, stopped(store, CLAIM, after=True) as claiming:
        first = pool.submit(store.claim, 1)
        claiming.wait_for()
        assert texts(second.claim(5)) == ["b"]
        claiming.go_on()
        assert texts(first.result()) == ["a"]


def test_no_call_is_claimed_to_a_chat_that_another_replica_has_claimed(store: Store, second: Store) -> None:
    """Or the later call might overtake the earlier one; once that is through, it is free for all."""
    store.enqueue([words("a1")], NOW)
    (first,) = store.claim(1)
    store.enqueue([words("a2"), words("b", BEN)], NOW)
    assert texts(second.claim(5)) == ["b"]
    send(store, first)
    assert texts(second.claim(5)) == ["a2"]


def test_a_reply_is_free_where_another_replica_has_claimed_the_chat(store: Store, second: Store) -> None:
    """It is not begun, whatever is asked, and waits on record until the other one is through."""
    ana = put_person(store, ANA)
    store.enqueue([words("good morning", lane=Lane.PROMPT)], NOW)
    (prompt,) = second.claim(1)
    calls = store.commit_turn(TurnResult(None, ana, ana, (words("hello"), words("there"))), NOW, begin=True)
    assert [(row.held, row.begun, row.attempts) for row in calls or []] == [(False, False, 0)] * 2
    assert store.claim(5) == []
    send(second, prompt)
    assert texts(store.claim(5)) == ["hello", "there"]


def test_nothing_begins_where_another_replica_is_sending(store: Store, second: Store) -> None:
    """Should both have calls of one chat in hand: one that is being sent is let finish."""
    first, other = both_claimed(store, second, begun=True)
    assert store.settle(begin=[first.id]) == set()
    second.settle(sent=[Sent(other.id, NOW, 1)])
    assert store.settle(begin=[first.id]) == {first.id}


def test_of_two_that_have_begun_nothing_the_older_replica_goes_on(store: Store, second: Store) -> None:
    """So that one of them does; calls to other chats begin all the same."""
    _, other = both_claimed(store, second)
    second.enqueue([words("b", BEN)], NOW)
    (for_ben,) = second.claim(5)
    assert second.settle(begin=[other.id, for_ben.id]) == {for_ben.id}
    second.release([other.id])
    assert second.claim(5) == []


def both_claimed(store: Store, second: Store, *, begun: bool = False) -> tuple[OutboxRow, OutboxRow]:
    """Two calls of one chat in two hands: both replicas looked before either had taken anything.

    With `begun` the second one has even begun before the first one's transaction is through.
    """
    store.enqueue([words("a1"), words("a2")], NOW)
    with ThreadPoolExecutor(1) as pool, stopped(store, CLAIM, after=True) as claiming:
        claim = pool.submit(store.claim, 1)
        claiming.wait_for()
        (other,) = second.claim(1)
        if begun:
            assert second.settle(begin=[other.id]) == {other.id}
        claiming.go_on()
        (first,) = claim.result()
    assert (first.payload["text"], other.payload["text"]) == ("a1", "a2")
    assert holders(store) == [store.me, second.me]
    return first, other


def test_two_that_begin_in_one_chat_at_the_same_moment_do_not_both(store: Store, second: Store) -> None:
    """The chat's lock makes the second look only when the first is through."""
    first, other = both_claimed(store, second)
    with ThreadPoolExecutor(2) as pool, stopped(store, BEGIN, after=True) as beginning:
        older = pool.submit(store.settle, [first.id])
        beginning.wait_for()
        newer = pool.submit(second.settle, [other.id])
        wait_for_a_lock(store)
        assert not newer.done()
        beginning.go_on()
        assert (older.result(), newer.result()) == ({first.id}, set())


def test_a_turn_and_a_round_of_another_replica_do_not_both_begin(store: Store, second: Store) -> None:
    """A reply is put on record while another replica claims the chat's prompt: one of them sends."""
    ana = put_person(store, ANA)
    store.enqueue([words("good morning", lane=Lane.PROMPT)], NOW)
    with ThreadPoolExecutor(1) as pool, stopped(second, CLAIM, after=True) as claiming:
        claim = pool.submit(second.claim, 5)
        claiming.wait_for()
        calls = store.commit_turn(TurnResult(None, ana, ana, (words("hello"),)), NOW, begin=True)
        assert [row.begun for row in calls or []] == [True]
        claiming.go_on()
        (prompt,) = claim.result()
    assert second.settle(begin=[prompt.id]) == set()


# Whose hand it is not


def test_what_is_in_another_hand_cannot_be_settled(store: Store, second: Store) -> None:
    """Begun, sent, put back, given up or let go: nothing of it counts."""
    store.enqueue([words("a"), words("b", BEN)], NOW)
    a, b = (row.id for row in store.claim(2))
    store.settle(begin=[a])
    was = table(store, "outbox")
    assert second.settle(begin=[a, b], sent=[Sent(a, NOW, 1)]) == set()
    second.settle(again=[Retry(a, NOW, "later", 9, 9)])
    second.settle(dead=[Dead(a, "no", DeadReason.REFUSED), Dead(b, "no", DeadReason.REFUSED)])
    second.release([a, b])
    assert table(store, "outbox") == was
