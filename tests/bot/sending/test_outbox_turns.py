"""What a turn says: under way at once where nothing stands before it, and in hand without a look at the record."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.emulator.people import LocalPerson, buttons_of
from bot.emulator.server import LocalTelegram
from bot.sending import outbox
from storage.records.calls import Lane, OutgoingCall, Verb
from storage.records.person import Person, with_fields
from storage.records.replica import InboxItem
from storage.records.turn import TurnResult
from storage.statements.people import RecordChanged
from storage.store import Store
from tests.bot.conftest import Clock, Plan, eventually, started
from tests.harness.outbox_harness import Gate, buttons, on_record, text


@pytest.fixture
async def gate(telegram: LocalTelegram, store: Store, clock: Clock) -> AsyncIterator[Gate]:
    """An outbox that runs."""
    opened = await Gate(telegram, store, clock).open()
    yield opened
    await opened.close()


def commits_of(store: Store) -> list[object]:
    """Grows with every transaction that is committed."""
    commits: list[object] = []
    sa.event.listen(store.engine, "commit", commits.append)
    return commits


async def test_a_reply_is_written_and_marked_in_one_transaction(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """It is under way before the record is touched again; that it was sent is the second transaction."""
    await gate.outbox.settle()  # its first look at the record
    commits = commits_of(gate.store)
    held = plan.hold("sendMessage")
    assert await gate.says(text(ana))
    (row,) = gate.table()
    assert (row.state, row.attempts, len(commits)) == ("sending", 1, 1)
    await eventually(lambda: plan.count("sendMessage") == 1)
    held.set()
    await gate.rests()
    assert (ana.texts, gate.states(), len(commits)) == (["Hello"], ["sent"], 2)


async def test_replies_to_many_at_once_are_written_and_marked_in_one_transaction(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan
) -> None:
    """Both are under way before the record is touched again, and known as being sent."""
    turns = []
    for someone in (ana, ben):
        before = on_record(gate.store, someone, gate.clock)
        turns.append(TurnResult(None, before, with_fields(before, position="lying"), (text(someone),)))
    await gate.outbox.settle()
    commits = commits_of(gate.store)
    held = [plan.hold("sendMessage"), plan.hold("sendMessage")]
    assert await asyncio.gather(*(gate.outbox.commit_turn(turn, gate.clock.now()) for turn in turns)) == [True, True]
    assert (gate.states(), len(commits)) == (["sending", "sending"], 1)
    await eventually(lambda: plan.count("sendMessage") == 2)
    for one in held:
        one.set()
    await gate.rests()
    assert (ana.texts, ben.texts, gate.states()) == (["Hello"], ["Hello"], ["sent", "sent"])


async def test_the_replies_of_a_turn_come_in_order(gate: Gate, ana: LocalPerson) -> None:
    """The first at once, the others behind it, and the buttons of the one before go last."""
    await gate.says(OutgoingCall(ana.id, Verb.SEND, {"text": "old", "markup": buttons("Next")}, slot="walk"))
    new = OutgoingCall(ana.id, Verb.SEND, {"text": "new", "markup": buttons("Next")}, slot="walk")
    await gate.says(text(ana, "one"), text(ana, "two"), new)
    await gate.rests()
    assert ana.texts == ["old", "one", "two", "new"]
    assert [len(buttons_of(message)) for message in ana.inbox] == [0, 0, 0, 1]


async def test_a_second_turn_waits_for_the_first(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """One call a chat at a time: its reply is in hand, and not marked as being sent."""
    held = plan.hold("sendMessage")
    await gate.says(text(ana, "one"))
    await gate.says(text(ana, "two"))
    await eventually(lambda: plan.count("sendMessage") == 1)
    assert gate.states() == ["sending", "pending"]
    assert gate.store.waiting_calls() == (0, 2)
    held.set()
    await gate.rests()
    assert ana.texts == ["one", "two"]


async def test_a_reply_that_edits_is_made_without_a_mark(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """Made twice it changes nothing."""
    await gate.says(text(ana, "One"))
    await gate.rests()
    held = plan.hold("editMessageText")
    await gate.says(OutgoingCall(ana.id, Verb.EDIT, {"text": "Two"}, target=ana.last["message_id"]))
    await eventually(lambda: plan.count("editMessageText") == 1)
    assert gate.states() == ["sent", "pending"]
    held.set()
    await gate.rests()
    assert (ana.texts, gate.states()) == (["Two"], ["sent", "sent"])


async def test_a_turn_of_an_update_that_was_done_says_nothing(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """And the chat is free for the next turn."""
    gate.store.take_in([InboxItem(7, ana.id, "{}")], gate.clock.now())
    turn = TurnResult(7, None, None, (text(ana),))
    assert await gate.outbox.commit_turn(turn, gate.clock.now())
    await gate.rests()
    assert not await gate.outbox.commit_turn(turn, gate.clock.now())
    await gate.says(text(ana, "next"))
    await gate.rests()
    assert (ana.texts, plan.count("sendMessage")) == (["Hello", "next"], 2)


async def test_a_turn_on_a_record_that_changed_meanwhile_says_nothing(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """Whoever was first was heard; and the chat is free for the next try."""
    on_record(gate.store, ana, gate.clock)
    stale = Person(id=ana.id, created_at=gate.clock.now(), version=7)
    with pytest.raises(RecordChanged):
        await gate.outbox.commit_turn(
            TurnResult(None, stale, with_fields(stale, first_name="A"), (text(ana),)), gate.clock.now()
        )
    assert (gate.states(), plan.count("sendMessage")) == ([], 0)
    await gate.says(text(ana, "next"))
    await gate.rests()
    assert ana.texts == ["next"]


async def test_a_broadcast_of_a_turn_is_claimed_little_by_little(
    gate: Gate, ana: LocalPerson, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory holds so many and no more; the rest waits on record, and everybody gets theirs, once."""
    monkeypatch.setattr(outbox, "CLAIM", 2)
    monkeypatch.setattr(outbox, "MOST_HELD", 4)
    people = [started(gate.telegram, f"P{number}") for number in range(11)]
    gate.rate_limiter.on_retry_after(0, 10, bulk=True)
    await gate.says(text(ana, "Sent to 11"), *(text(person, lane=Lane.BROADCAST) for person in people))
    await ana.hears("Sent to 11")
    await eventually(lambda: not gate.outbox.room() and not gate.outbox._tasks)
    await eventually(lambda: gate.store.waiting_calls() == (7, 4), "Ana's reply to be noted")
    gate.clock.passes(seconds=11)
    gate.outbox.wake()
    await gate.rests()
    assert [person.texts for person in people] == [["Hello"]] * 11
    assert gate.outbox.room()


async def test_a_prompt_is_claimed_without_being_looked_for(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """What is handed over with its record is known."""
    rows = gate.store.enqueue([text(ana)], gate.clock.now())
    gate.meddle("UPDATE outbox SET holder = :me", me=gate.store.me)
    gate.outbox.hand_over([replace(row, held=True) for row in rows])
    await gate.rests()
    assert (ana.texts, gate.states()) == (["Hello"], ["sent"])


async def test_a_prompt_that_would_be_hours_late_is_not_sent(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """It would only puzzle: given up with the reason, and what waits behind it is sent, without anybody's asking."""
    gate.rate_limiter.on_retry_after(0, 4 * 3600, bulk=True)
    gate.put(text(ana, "in the morning", lane=Lane.PROMPT, not_after=gate.clock.now() + timedelta(hours=3)))
    gate.clock.passes(hours=3, seconds=1)
    gate.put(text(ana, "now", lane=Lane.PROMPT))
    await eventually(lambda: gate.outbox._queue.waiting == 2)
    await gate.later(hours=1)
    assert gate.rows() == [("dead", "hours late"), ("sent", None)]
    assert (ana.texts, plan.count("sendMessage"), gate.outbox.counters.given_up) == (["now"], 1, 1)


@pytest.mark.parametrize("lane", [Lane.REPLY, Lane.BROADCAST])
async def test_only_a_prompt_can_be_too_late(gate: Gate, ana: LocalPerson, lane: Lane) -> None:
    """An answer, or what an admin wrote to everybody, is welcome later too."""
    gate.rate_limiter.on_retry_after(ana.id, timedelta(hours=4).total_seconds(), bulk=True)
    gate.put(text(ana, lane=lane))
    await eventually(lambda: gate.store.waiting_calls() == (0, 1))
    await gate.later(hours=5)
    assert ana.texts == ["Hello"]
