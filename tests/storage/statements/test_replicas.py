"""Replicas: each says that it lives, what a dead one had in hand goes to others, and a dead one changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from storage.records.calls import Dead, DeadReason, Lane, Retry, Sent
from storage.records.prompts import LastPrompt, PromptState
from storage.records.replica import Heartbeat, InboxItem
from storage.records.turn import TurnResult
from storage.statements.outbox import CUT_OFF_FOR, MOST_CUT_OFF, OTHER_WAITS, REPLY_WAITS
from storage.statements.replicas import ALIVE_FOR, BEAT_SECONDS, Fenced
from storage.store import Store
from tests.storage.races import stopped
from tests.storage.sample_people import ANA, BEN, DAILY, DUE, MINUTE, NOW, texts, update, words
from tests.storage.store_actions import expire_lease, load_person, put_person, send, settle_due, table

# A beat that brought nothing, of a replica that is alone.
ALONE = Heartbeat(alive=1, updates=[], calls_again=0, calls_given_up=0, polls=False)


def successor(store: Store, others: Callable[[], Store]) -> tuple[Store, Heartbeat]:
    """A replica that comes after this one died, and what it took over."""
    expire_lease(store)
    after = others()
    return after, after.join(NOW)


def test_a_replica_that_has_not_joined_has_nothing_claimed(others: Callable[[], Store]) -> None:
    """What needs a hand says so."""
    other = others()
    assert other.replica_id is None
    for work in (
        lambda: other.claim(1),
        lambda: other.take_in([update(1)], NOW),
        lambda: other.beat(NOW, wants_to_poll=False),
    ):
        with pytest.raises(RuntimeError, match="this replica has not joined"):
            work()


def test_a_replica_that_joins_finds_itself_alive(others: Callable[[], Store], store: Store) -> None:
    """And the one that is there, unless this is SQLite, which serves one alone."""
    other = others()
    alive = 1 if store.is_sqlite else 2
    assert other.join(NOW) == replace(ALONE, alive=alive, unclean_ends=int(store.is_sqlite))
    assert other.beat(NOW, wants_to_poll=False) == replace(ALONE, alive=alive)
    assert other.me > store.me


def test_a_replica_has_time_for_some_beats_before_it_counts_as_dead() -> None:
    """One that is lost, and one that is slow, change nothing."""
    assert ALIVE_FOR.total_seconds() >= 3 * BEAT_SECONDS


def test_ids_are_never_given_out_again(store: Store, others: Callable[[], Store]) -> None:
    """Not even that of the newest: what a dead one still tries must not count as a living one's."""
    ids = [store.me]
    store.leave()
    for _ in range(3):
        other = others()
        other.join(NOW)
        ids.append(other.me)
        other.leave()
    store.join(NOW)
    ids.append(store.me)
    assert ids == sorted(set(ids))


@pytest.mark.only("postgresql")
def test_a_replica_lives_from_beat_to_beat_by_the_databases_clock(store: Store, second: Store) -> None:
    """Each beat is good for the same time, whatever the machine's own clock says."""
    expire_lease(store)
    before = table(store, "replica")
    second.beat(NOW, wants_to_poll=False)
    assert [row["id"] for row in before] == [store.me, second.me]
    (left,) = table(store, "replica")
    assert left["id"] == second.me
    assert left["alive_until"] > before[1]["alive_until"]  # type: ignore[operator]


@pytest.mark.only("postgresql")
def test_a_replica_that_was_silent_for_too_long_is_told_so(store: Store, second: Store) -> None:
    """Whether or not another one has noticed; it begins anew under another id."""
    for noticed in (False, True):
        expire_lease(store)
        if noticed:
            assert second.beat(NOW, wants_to_poll=False).alive == 1
        with pytest.raises(Fenced):
            store.beat(NOW, wants_to_poll=True)
        old = store.me
        assert store.join(NOW).alive == 2
        assert store.me > old


# What a dead one leaves


def test_updates_of_a_dead_replica_are_taken_over(store: Store, others: Callable[[], Store]) -> None:
    """In Telegram's order, once, and only those that had not taken effect."""
    store.take_in([update(3), update(1), update(2, BEN, "hi")], NOW)
    store.commit_turn(TurnResult(1, None, None), NOW)
    after, beat = successor(store, others)
    assert beat == replace(ALONE, updates=[InboxItem(2, BEN.id, "hi"), update(3)], unclean_ends=1)
    assert [row["holder"] for row in table(after, "inbox")] == [None, after.me, after.me]
    assert after.beat(NOW, wants_to_poll=False) == ALONE


@pytest.mark.only("postgresql")
def test_nothing_is_taken_from_a_living_replica(store: Store, second: Store) -> None:
    """Neither updates nor calls, whether they wait or are being sent."""
    store.take_in([update(1)], NOW)
    store.enqueue([words("one"), words("two", BEN)], NOW)
    one, _ = store.claim(2)
    store.settle(begin=[one.id])
    was = table(store, "outbox")
    assert second.beat(NOW, wants_to_poll=False) == replace(ALONE, alive=2)
    assert table(store, "outbox") == was


def test_calls_that_a_dead_replica_had_not_begun_are_free(store: Store, others: Callable[[], Store]) -> None:
    """They were never begun, so they are not uncertain."""
    store.enqueue([words("hello"), words("again")], NOW)
    store.claim(2)
    after, beat = successor(store, others)
    assert beat == replace(ALONE, unclean_ends=1)
    assert [(row.attempts, row.uncertain) for row in after.claim(5)] == [(0, 0), (0, 0)]


@pytest.mark.parametrize("lane", [Lane.REPLY, Lane.PROMPT, Lane.BROADCAST])
def test_a_call_that_a_crash_cut_off_is_made_again_but_not_for_ever(
    store: Store, others: Callable[[], Store], lane: Lane
) -> None:
    """It may have arrived each time: it waits longer after each end, and after some hours of them it is given up."""
    store.enqueue([replace(words("hello", slot="walk"), lane=lane)], NOW)
    (row,) = store.claim(1)
    store.settle(begin=[row.id])
    after = store
    waits = []
    for times in range(1, MOST_CUT_OFF + 3):
        after, beat = successor(after, others)
        assert beat == replace(ALONE, calls_again=1, unclean_ends=times)
        (again,) = after.claim(1)
        assert (again.id, again.uncertain, again.attempts) == (row.id, times, times)
        assert again.not_before is not None
        waits.append((again.not_before - NOW).total_seconds())
        after.settle(begin=[row.id])
    expected = REPLY_WAITS if lane is Lane.REPLY else OTHER_WAITS
    assert waits == [*expected, expected[-1], expected[-1]]
    assert sorted(set(waits)) == list(expected)
    expire_lease(after)
    last = others()
    beat = last.join(NOW + CUT_OFF_FOR + MINUTE)
    assert beat == replace(ALONE, calls_given_up=1, unclean_ends=MOST_CUT_OFF + 3)
    assert last.claim(1) == []
    (dead,) = table(last, "outbox")
    assert (dead["state"], dead["error"]) == ("dead", "cut off again and again")
    assert (dead["payload"], dead["live"], dead["holder"]) == (None, False, None)


def test_a_call_is_not_given_up_for_its_age_alone(store: Store, others: Callable[[], Store]) -> None:
    """Hours old, and cut off for the fifth time: once more."""
    store.enqueue([words("hello")], NOW)
    after = store
    for times in range(1, MOST_CUT_OFF + 1):
        (row,) = after.claim(1)
        after.settle(begin=[row.id])
        expire_lease(after)
        after = others()
        assert after.join(NOW + 3 * CUT_OFF_FOR).calls_again == 1, times


def test_ends_without_leaving_are_counted_until_one_has_been_up_for_a_while(
    store: Store, others: Callable[[], Store]
) -> None:
    """One that leaves, or is steady, ends the row of them."""
    after = store
    for times in (1, 2, 3):
        after, beat = successor(after, others)
        assert beat == replace(ALONE, unclean_ends=times)
    after.steady()
    after, beat = successor(after, others)
    assert beat == replace(ALONE, unclean_ends=1)
    after.leave()
    assert others().join(NOW) == ALONE


@pytest.mark.only("postgresql")
def test_one_that_missed_a_beat_may_have_ended(store: Store, others: Callable[[], Store]) -> None:
    """One that joins meanwhile is careful; what the silent one holds is its own until its time has run out."""
    assert others().join(NOW) == replace(ALONE, alive=2)
    with store.engine.begin() as connection:
        overdue = sa.text("UPDATE replica SET alive_until = alive_until - interval '5 seconds' WHERE id = :me")
        connection.execute(overdue, {"me": store.me})
    assert others().join(NOW) == replace(ALONE, alive=3, unclean_ends=1)


def test_a_prompt_that_was_cut_off_for_ever_is_dead_as_uncertain(store: Store, others: Callable[[], Store]) -> None:
    """Nobody knows: that is what is noted; until then it is queued."""
    put_person(store, replace(ANA, reminders=(DAILY,)))
    (row,) = settle_due(store)
    store.settle(begin=[row.id])
    after = store
    for _ in range(MOST_CUT_OFF):
        after, _ = successor(after, others)
        assert after.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.QUEUED, None, None)
        (row,) = after.claim(1)
        after.settle(begin=[row.id])
    expire_lease(after)
    last = others()
    last.join(NOW + CUT_OFF_FOR + MINUTE)
    assert last.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.DEAD, "uncertain", None)
    assert [(row["state"], row["reason"]) for row in table(last, "prompt")] == [("dead", "uncertain")]


def test_an_uncertain_call_that_arrives_in_the_end_is_sent(store: Store, others: Callable[[], Store]) -> None:
    """The second try is as good as the first."""
    put_person(store, replace(ANA, reminders=(DAILY,)))
    (row,) = settle_due(store)
    store.settle(begin=[row.id])
    after, _ = successor(store, others)
    (row,) = after.claim(1)
    send(after, row, NOW + MINUTE)
    assert after.last_prompt(ANA.id) == LastPrompt(DUE, PromptState.SENT, None, NOW + MINUTE)


# A dead one that does not know it


@pytest.mark.parametrize("fate", ["sent", "again", "dead", "begin", "release"])
def test_what_a_dead_replica_still_notes_changes_nothing(store: Store, others: Callable[[], Store], fate: str) -> None:
    """Neither call nor prompt: another one has taken both over."""
    put_person(store, replace(ANA, reminders=(DAILY,)))
    (row,) = settle_due(store)
    store.settle(begin=[row.id])
    after, _ = successor(store, others)
    for _ in ("free", "in the other's hand"):
        was = table(after, "outbox"), table(after, "prompt")
        if fate == "sent":
            store.settle(sent=[Sent(row.id, NOW, 66, of_prompt=True)])
        elif fate == "again":
            store.settle(again=[Retry(row.id, NOW, "later", 9, 0)])
        elif fate == "dead":
            store.settle(dead=[Dead(row.id, "no", DeadReason.REFUSED)])
        elif fate == "begin":
            assert store.settle(begin=[row.id]) == set()
        else:
            store.release([row.id])
        assert (table(after, "outbox"), table(after, "prompt")) == was
        after.claim(1)


def test_what_a_dead_replica_puts_on_record_is_taken_over(store: Store, others: Callable[[], Store]) -> None:
    """Its turn took effect; the reply that it meant to send is sent by another one."""
    after, _ = successor(store, others)
    store.take_in([update(1)], NOW)
    store.commit_turn(TurnResult(None, ANA, ANA, (words("hello"),)), NOW)
    assert after.beat(NOW, wants_to_poll=False).updates == [update(1)]
    assert texts(after.claim(5)) == ["hello"]
    assert load_person(after, ANA).version == 1


# One that joins while another one looks who is dead


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("what", ["an update", "a call", "a call that is being sent", "the polling"])
def test_nothing_is_taken_from_a_replica_that_joins_during_a_beat(
    store: Store, others: Callable[[], Store], what: str
) -> None:
    """It is alive, although the other one had looked who is before it came."""
    store.enqueue([words("hello")], NOW)
    with ThreadPoolExecutor(1) as pool, stopped(store, "SELECT replica.id", after=True) as looking:
        beating = pool.submit(store.beat, NOW, wants_to_poll=True)
        looking.wait_for()
        newcomer = others()
        newcomer.join(NOW)
        if what == "an update":
            newcomer.take_in([update(1)], NOW)
        elif what == "the polling":
            assert newcomer.beat(NOW, wants_to_poll=True).polls
        else:
            (row,) = newcomer.claim(1)
            newcomer.settle(begin=[row.id] if what.endswith("sent") else [])
        was = table(store, "outbox"), table(store, "inbox")
        looking.go_on()
        beat = beating.result()
    assert beat == replace(ALONE, alive=beat.alive, polls=what != "the polling")
    assert (table(store, "outbox"), table(store, "inbox")) == was


# Who polls


@pytest.mark.only("postgresql")
def test_one_replica_polls_at_a_time(store: Store, second: Store) -> None:
    """The one that asked first keeps it from beat to beat; one that does not want to never has it."""
    assert not second.beat(NOW, wants_to_poll=False).polls
    assert [store.beat(NOW, wants_to_poll=True).polls for _ in range(2)] == [True, True]
    assert not second.beat(NOW, wants_to_poll=True).polls
    assert store.beat(NOW, wants_to_poll=True).polls


@pytest.mark.only("postgresql")
def test_another_replica_polls_once_the_one_that_did_is_dead(store: Store, second: Store) -> None:
    """And not before; should the dead one come back, it has to wait for its turn."""
    assert store.beat(NOW, wants_to_poll=True).polls
    expire_lease(store)
    assert second.beat(NOW, wants_to_poll=True).polls
    store.join(NOW)
    assert not store.beat(NOW, wants_to_poll=True).polls


def test_a_single_replica_polls(store: Store, others: Callable[[], Store]) -> None:
    """Also after another one that died while it did."""
    assert store.beat(NOW, wants_to_poll=True).polls
    after, _ = successor(store, others)
    assert after.beat(NOW, wants_to_poll=True).polls


# An end in order


def test_a_replica_that_leaves_frees_what_it_had_not_begun_at_once(store: Store, others: Callable[[], Store]) -> None:
    """Nobody has to wait until its time has run out."""
    store.enqueue([words("one"), words("two", BEN)], NOW)
    one, _ = store.claim(2)
    store.settle(begin=[one.id])
    store.leave()
    assert table(store, "replica") == []
    assert [(row["state"], row["holder"]) for row in table(store, "outbox")] == [
        ("sending", store.me),
        ("pending", None),
    ]
    assert others().join(NOW) == replace(ALONE, calls_again=1, unclean_ends=1)


@pytest.mark.only("postgresql")
def test_others_go_on_at_once_when_a_replica_leaves(store: Store, second: Store) -> None:
    """Its calls can be claimed before their next beat; with that come its updates, and the polling."""
    store.take_in([update(1)], NOW)
    store.enqueue([words("hello")], NOW)
    store.claim(1)
    assert store.beat(NOW, wants_to_poll=True).polls
    store.leave()
    assert texts(second.claim(1)) == ["hello"]
    assert second.beat(NOW, wants_to_poll=True) == Heartbeat(1, [update(1)], 0, 0, polls=True)
    with pytest.raises(Fenced):
        store.beat(NOW, wants_to_poll=True)
