"""Open walks in which something is due: found by their moment, and written once whoever was quicker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.records.calls import Lane, Sent
from storage.records.person import Walk, WalkState
from storage.records.turn import TurnResult
from storage.statements.people import RecordChanged
from storage.store import Store
from tests.storage.sample_people import ANA, HOUR, MINUTE, NOW, having, words
from tests.storage.store_actions import load_person, put_person, table

OPEN = Walk(
    number=1,
    movement="inner-thigh-stretch",
    variation="seated-inner-thigh",
    side="left",
    started_at=NOW,
    moved_at=NOW,
    way="film",
    due_at=NOW + HOUR,
)
BEN = having(ANA, id=ANA.id + 1, walk=replace(OPEN, due_at=NOW + MINUTE))


def test_what_is_due_is_found_the_longest_due_first(store: Store) -> None:
    """Nothing before its moment."""
    put_person(store, having(ANA, walk=OPEN))
    put_person(store, BEN)
    assert store.any_due(NOW)[2] is False
    assert store.due_walks(NOW, 5) == []
    assert [one.id for one in store.due_walks(NOW + MINUTE, 5)] == [BEN.id]
    assert store.any_due(NOW + HOUR)[2] is True
    assert [one.id for one in store.due_walks(NOW + HOUR, 5)] == [BEN.id, ANA.id]
    assert [one.id for one in store.due_walks(NOW + HOUR, 1)] == [BEN.id]
    assert store.due_walks(NOW + HOUR, 1)[0].walk == BEN.walk


def test_while_a_call_waits_for_somebody_nothing_more_is_due_for_them(store: Store) -> None:
    """However short the allowance is, one step at a time waits for each, so that none comes on the heels of another."""
    store.join(NOW)
    put_person(store, having(ANA, walk=OPEN))
    [call] = store.enqueue([words("Step 1", lane=Lane.PROMPT)], NOW)
    assert store.due_walks(NOW + HOUR, 5) == []
    [claimed] = store.claim(5)
    assert store.settle(begin=[claimed.id]) == {call.id}
    assert store.due_walks(NOW + HOUR, 5) == []
    store.settle(sent=[Sent(call.id, NOW, 7)])
    assert [one.id for one in store.due_walks(NOW + HOUR, 5)] == [ANA.id]


@pytest.mark.parametrize("state", [WalkState.DONE, WalkState.LEFT])
def test_a_walk_that_ended_is_not_due(state: WalkState, store: Store) -> None:
    """Whatever its row still says."""
    put_person(store, having(ANA, walk=replace(OPEN, state=state)))
    assert store.any_due(NOW + HOUR)[2] is False
    assert store.due_walks(NOW + HOUR, 5) == []


def test_a_walk_that_another_one_breaks_off_is_not_due_any_more(store: Store) -> None:
    """Only the newest is anybody's walk."""
    ana = put_person(store, having(ANA, walk=OPEN))
    following = replace(OPEN, number=2, started_at=NOW + MINUTE, due_at=None, way="steps")
    store.commit_turn(TurnResult(None, ana, having(ana, walk=following)), NOW)
    assert store.due_walks(NOW + HOUR, 5) == []
    assert [row["due_at"] for row in table(store, "walk")] == [None, None]


def test_of_two_who_see_to_the_same_walk_one_writes(store: Store) -> None:
    """The message and the cleared moment are one transaction: the second finds the record changed."""
    put_person(store, having(ANA, walk=OPEN))
    [first] = store.due_walks(NOW + HOUR, 5)
    [second] = store.due_walks(NOW + HOUR, 5)
    asked = TurnResult(None, first, having(first, walk=replace(OPEN, due_at=None)), (words("Did you do it?"),))
    assert store.commit_turn(asked, NOW + HOUR)
    with pytest.raises(RecordChanged):
        store.commit_turn(replace(asked, before=second), NOW + HOUR)
    assert load_person(store, ANA).walk == replace(OPEN, due_at=None)
    assert store.due_walks(NOW + HOUR, 5) == []
