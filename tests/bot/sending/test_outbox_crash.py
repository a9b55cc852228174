"""What a crash, an end or a failing record leaves, and how few transactions many calls take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bot.emulator.faults import Fault
from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from bot.replies import strip_call
from bot.sending import outbox
from storage.records.calls import Lane, OutgoingCall, Verb
from storage.records.person import with_fields
from storage.records.replica import InboxItem
from storage.records.turn import TurnResult
from storage.statements.outbox import CUT_OFF_FOR, MOST_CUT_OFF, REPLY_WAITS
from storage.store import Store
from tests.bot.conftest import Clock, Plan, eventually, started
from tests.harness.outbox_harness import Gate, another, buttons, error, on_record, text
from tests.harness.patience import HANGS


@pytest.fixture
async def gate(telegram: LocalTelegram, store: Store, clock: Clock) -> AsyncIterator[Gate]:
    """An outbox that runs."""
    opened = await Gate(telegram, store, clock).open()
    yield opened
    await opened.close()


# A crash, and an end


async def test_a_crash_in_the_middle_of_a_call_loses_nothing(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """It had not arrived: after the restart it does, and what waited behind it too."""
    plan.before("sendMessage", Fault(delay=5))
    gate.put(text(ana, "one"), text(ana, "two"))
    await eventually(lambda: plan.count("sendMessage") == 1)
    await gate.crash()
    assert (ana.texts, gate.states()) == ([], ["sending", "pending"])
    async with another(gate):
        assert ana.texts == ["one", "two"]


async def test_each_crash_after_a_call_arrived_makes_one_duplicate_at_most(
    gate: Gate, ana: LocalPerson, plan: Plan
) -> None:
    """It waits longer each time; one that ends of the program fall upon for hours is given up: perhaps it ends it."""
    plan.after("sendMessage", *[Fault(delay=5)] * (MOST_CUT_OFF + 1))
    gate.put(text(ana))
    await ana.hears("Hello")
    await gate.crash()
    for life in range(2, MOST_CUT_OFF + 2):
        again = await Gate(gate.telegram, gate.store, gate.clock).open()
        again.clock.passes(seconds=REPLY_WAITS[-1])
        again.outbox.wake()
        await ana.hears("Hello", after=ana.inbox[-1]["message_id"])
        assert len(ana.texts) == life
        assert gate.states() == ["sending"]
        await again.crash()
    gate.clock.passes(seconds=CUT_OFF_FOR.total_seconds())
    async with another(gate):
        assert (len(ana.texts), gate.states()) == (MOST_CUT_OFF + 1, ["dead"])


async def test_with_care_a_crash_blames_one_call(
    telegram: LocalTelegram, gate: Gate, ana: LocalPerson, ben: LocalPerson
) -> None:
    """Nothing else is marked before it is noted what became of the one under way; a turn's reply waits, too."""
    gate.careful = True
    marked: list[int] = []

    def count(connection: sa.Connection) -> None:
        found = connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE state = 'sending'")
        marked.append(found.scalar_one())

    sa.event.listen(gate.store.engine, "commit", count)
    gate.put(*(text(started(telegram, f"P{number}"), lane=Lane.PROMPT) for number in range(10)), text(ben))
    assert await gate.says(text(ana))
    await gate.rests()
    assert (gate.states(), max(marked)) == (["sent"] * 12, 1)


async def test_at_the_end_what_is_under_way_is_finished(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """And nothing new is begun: that stays on record."""
    leave = plan.hold("sendMessage")
    gate.put(text(ana, "one"), text(ana, "two"))
    await eventually(lambda: plan.count("sendMessage") == 1)
    closing = asyncio.create_task(gate.close())
    await asyncio.sleep(0)
    leave.set()
    await closing
    assert (ana.texts, gate.states()) == (["one"], ["sent", "pending"])
    async with another(gate):
        assert ana.texts == ["one", "two"]


async def test_at_the_end_nobody_waits_for_the_pace(gate: Gate, ana: LocalPerson, ben: LocalPerson) -> None:
    """A call that has its place in a long line stays on record, as surely not sent."""
    gate.rate_limiter.on_retry_after(0, 3600, bulk=True)
    gate.put(text(ana, lane=Lane.PROMPT), text(ben, lane=Lane.BROADCAST))
    await eventually(lambda: gate.store.waiting_calls() == (0, 2))
    async with asyncio.timeout(HANGS):
        await gate.close()
    assert [(row.state, row.attempts, row.uncertain) for row in gate.table()] == [("pending", 0, 0)] * 2
    gate.clock.passes(hours=1)
    async with another(gate) as after:
        assert (ana.texts, ben.texts) == (["Hello"], ["Hello"])
        assert after.outbox.counters.uncertain == 0


async def test_a_crash_before_a_call_was_begun_costs_it_nothing(gate: Gate, ana: LocalPerson) -> None:
    """It was in hand and not marked: it is sent as if for the first time."""
    gate.rate_limiter.on_retry_after(0, 3600, bulk=True)
    gate.put(text(ana, lane=Lane.PROMPT))
    await eventually(lambda: gate.store.waiting_calls() == (0, 1))
    await gate.crash()
    async with another(gate) as after:
        assert (after.taken_over.calls_again, ana.texts) == (0, ["Hello"])


async def test_a_crash_in_the_middle_of_an_edit_makes_it_again(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """It was not marked, for made twice it changes nothing."""
    await gate.send(OutgoingCall(ana.id, Verb.SEND, {"text": "One", "markup": buttons("Next")}))
    plan.after("editMessageReplyMarkup", Fault(delay=5))
    gate.put(strip_call(ana.id, ana.last["message_id"]))
    await eventually(lambda: ana.buttons == [])
    await gate.crash()
    assert gate.states() == ["sent", "pending"]
    async with another(gate) as after:
        assert (after.states(), plan.count("editMessageReplyMarkup")) == (["sent", "sent"], 2)


async def test_at_the_end_what_was_sent_is_noted_although_another_call_hangs(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan
) -> None:
    """The end is cut off while Ben's call hangs: Ana's, which got through, is not made again."""
    held = [plan.hold("sendMessage"), plan.hold("sendMessage")]
    gate.put(text(ana))
    await eventually(lambda: plan.count("sendMessage") == 1)
    gate.put(text(ben))
    await eventually(lambda: plan.count("sendMessage") == 2)
    stopping = asyncio.create_task(gate.outbox.stop())
    await asyncio.sleep(0)
    held[0].set()
    await ana.hears("Hello")
    try:
        await eventually(lambda: gate.states() == ["sent", "sending"], "Ana's call to be noted")
    finally:
        stopping.cancel()
        await asyncio.gather(stopping, return_exceptions=True)
    held[1].set()


# A record that fails


def failing(store: Store, name: str, monkeypatch: pytest.MonkeyPatch, *, when: Callable[..., bool]) -> list[str]:
    """The next time that a method of the record is asked for this, it fails; what is in the list has failed."""
    method = getattr(store, name)
    failed: list[str] = []

    def once(*args: Any, **kwargs: Any) -> Any:
        if not failed and when(*args):
            failed.append(name)
            raise sa.exc.OperationalError("BEGIN", {}, Exception("disk full"))
        return method(*args, **kwargs)

    monkeypatch.setattr(store, name, once)
    monkeypatch.setattr(outbox, "STUMBLE_PAUSE", 0.01)
    return failed


async def test_a_record_that_fails_for_a_moment_ends_nothing(
    gate: Gate, ana: LocalPerson, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The disk is full, then it is not: the outbox goes on by itself."""
    await gate.outbox.settle()  # its first look at the record
    failing(gate.store, "claim", monkeypatch, when=lambda limit: True)
    await gate.send(text(ana))
    assert ana.texts == ["Hello"]
    assert "outbox_round_failed" in caplog.text


async def test_what_could_not_be_marked_is_not_begun(
    gate: Gate, ana: LocalPerson, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps its place, and is sent once, in order, when the record works again."""
    failed = failing(gate.store, "settle", monkeypatch, when=lambda begin, *rest: bool(begin))
    await gate.send(text(ana, "one"), text(ana, "two"))
    assert (failed, ana.texts, plan.count("sendMessage")) == (["settle"], ["one", "two"], 2)


async def test_outcomes_that_could_not_be_noted_are_kept(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sent is not sent again, what is given up not tried again, and both are on record in the end."""
    failed = failing(gate.store, "settle", monkeypatch, when=lambda begin, sent=(), again=(), dead=(): bool(sent))
    plan.before("sendMessage", error(400, "Bad Request: message is too long"), None)
    held = plan.hold("sendMessage", calls=2)
    gate.put(text(ana), text(ben))
    await eventually(lambda: plan.count("sendMessage") == 2)
    held.set()
    await gate.rests()
    assert failed == ["settle"]
    assert sorted(gate.states()) == ["dead", "sent"]
    assert (plan.count("sendMessage"), len(ana.texts) + len(ben.texts)) == (2, 1)


async def test_a_call_put_back_that_could_not_be_noted_is_tried_all_the_same(
    gate: Gate, ana: LocalPerson, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its pause."""
    failed = failing(gate.store, "settle", monkeypatch, when=lambda begin, sent=(), again=(), dead=(): bool(again))
    plan.before("sendMessage", error(502, "Bad Gateway"))
    gate.put(text(ana))
    await eventually(lambda: gate.states() == ["pending"] and failed)
    await gate.later(seconds=2)
    assert (ana.texts, gate.states(), plan.count("sendMessage")) == (["Hello"], ["sent"], 2)


def lost_answer(store: Store, name: str, monkeypatch: pytest.MonkeyPatch, *, when: Callable[..., bool]) -> None:
    """A method of the record does its work once, and the connection breaks before it can say so."""
    method = getattr(store, name)
    lost: list[str] = []

    def once(*args: Any, **kwargs: Any) -> Any:
        found = method(*args, **kwargs)
        if not lost and when(*args):
            lost.append(name)
            raise sa.exc.OperationalError("COMMIT", {}, Exception("server closed the connection"))
        return found

    monkeypatch.setattr(store, name, once)
    monkeypatch.setattr(outbox, "STUMBLE_PAUSE", 0.01)


async def test_a_mark_that_was_written_unheard_keeps_no_call_from_being_made(
    gate: Gate, ana: LocalPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record has it as being sent, and nobody makes it: it is made in the next round."""
    lost_answer(gate.store, "settle", monkeypatch, when=lambda begin, *rest: bool(begin))
    gate.put(text(ana))
    await eventually(lambda: gate.states() == ["sent"])
    assert ana.texts == ["Hello"]


async def test_a_turn_that_was_written_unheard_is_answered_all_the_same(
    gate: Gate, ana: LocalPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its update counts as done when it is tried again, so the replies on record are all that there is."""
    gate.store.take_in([InboxItem(7, ana.id, "{}")], gate.clock.now())
    lost_answer(gate.store, "commit_turn", monkeypatch, when=lambda *_: True)
    turn = TurnResult(7, None, None, (text(ana),))
    with pytest.raises(sa.exc.OperationalError):
        await gate.outbox.commit_turn(turn, gate.clock.now())
    assert not await gate.outbox.commit_turn(turn, gate.clock.now())
    gate.clock.passes(minutes=1)
    gate.outbox.wake()
    await eventually(lambda: gate.states() == ["sent"])
    assert ana.texts == ["Hello"]


async def test_turns_of_many_that_were_written_unheard_are_answered_all_the_same(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection broke at a group's commit: each of its updates turns out to be done, and its reply is there."""
    turns = []
    for number, someone in enumerate((ana, ben)):
        before = on_record(gate.store, someone, gate.clock)
        gate.store.take_in([InboxItem(number, someone.id, "{}")], gate.clock.now())
        turns.append(TurnResult(number, before, with_fields(before, position="lying"), (text(someone),)))
    lost_answer(gate.store, "commit_turns", monkeypatch, when=lambda *_: True)
    assert await asyncio.gather(*(gate.outbox.commit_turn(turn, gate.clock.now()) for turn in turns)) == [False, False]
    assert gate.states() == ["sending", "sending"]
    gate.clock.passes(minutes=1)
    gate.outbox.wake()
    await eventually(lambda: gate.states() == ["sent", "sent"])
    assert (ana.texts, ben.texts) == (["Hello"], ["Hello"])


async def test_an_end_without_a_record_is_an_end(
    gate: Gate, ana: LocalPerson, plan: Plan, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The disk is gone for good: what was sent stays uncertain, the log says so, and nobody waits."""
    held = plan.hold("sendMessage")
    gate.put(text(ana))
    await eventually(lambda: plan.count("sendMessage") == 1)

    def never(*args: Any) -> set[int]:
        raise sa.exc.OperationalError("BEGIN", {}, Exception("no disk"))

    with monkeypatch.context() as away:
        away.setattr(gate.store, "settle", never)
        held.set()
        async with asyncio.timeout(HANGS):
            await gate.close()
    assert (ana.texts, gate.states()) == (["Hello"], ["sending"])
    assert "outbox_write_failed" in caplog.text


# Few transactions for many calls


async def test_many_calls_take_few_transactions(
    telegram: LocalTelegram, store: Store, clock: Clock, plan: Plan
) -> None:
    """A hundred prompts: taken in hand at once, marked at once, and noted in rounds."""
    people = [started(telegram, f"P{number}") for number in range(100)]
    gate = await Gate(telegram, store, clock, connections=128).open()
    commits: list[object] = []
    sa.event.listen(store.engine, "commit", commits.append)
    held = plan.hold("sendMessage", calls=100)
    gate.put(*(text(person, lane=Lane.PROMPT) for person in people))
    await eventually(lambda: plan.count("sendMessage") == 100)
    assert len(commits) <= 4  # put there, taken in hand, marked; one round may have come between
    held.set()
    await gate.rests()
    assert gate.states() == ["sent"] * 100
    assert [person.texts for person in people] == [["Hello"]] * 100
    assert len(commits) <= 40
    await gate.close()


# In other hands


async def held_up(gate: Gate, *outgoing: OutgoingCall) -> list[int]:
    """Calls that wait in hand, for nothing goes out in bulk; their ids."""
    gate.rate_limiter.on_retry_after(0, 10, bulk=True)
    rows = gate.put(*outgoing)
    await eventually(lambda: gate.store.waiting_calls() == (0, len(outgoing)))
    return [row.id for row in rows]


async def test_a_call_that_is_not_claimed_any_more_is_let_go(
    gate: Gate, ana: LocalPerson, plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    """And what waits behind it in the chat too; whoever finds them free makes them, in order and once."""
    caplog.set_level("INFO")
    await held_up(gate, text(ana, "one", lane=Lane.PROMPT), text(ana, "two", lane=Lane.PROMPT))
    gate.meddle("UPDATE outbox SET holder = 999")
    gate.clock.passes(seconds=11)
    gate.outbox.hand_over([])
    await eventually(lambda: "calls_released rows=2" in caplog.text)
    assert plan.count("sendMessage") == 0
    gate.meddle("UPDATE outbox SET holder = NULL")
    gate.outbox.wake()
    await gate.later(seconds=1)
    assert (ana.texts, plan.count("sendMessage"), gate.states()) == (["one", "two"], 2, ["sent", "sent"])


async def test_a_call_in_other_hands_is_left_to_them(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """Another replica makes it."""
    await held_up(gate, text(ana, lane=Lane.PROMPT))
    gate.meddle("UPDATE outbox SET holder = 999")
    gate.clock.passes(seconds=11)
    gate.outbox.wake()
    await eventually(lambda: not gate.outbox._queue.waiting and not gate.outbox._queue.under_way)
    assert (plan.count("sendMessage"), gate.states()) == (0, ["pending"])


async def test_what_is_not_on_record_any_more_is_not_sent(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan
) -> None:
    """Somebody deleted all that is known of them while a prompt waited in memory."""
    await held_up(gate, text(ana, lane=Lane.PROMPT), text(ben, lane=Lane.PROMPT))
    gate.meddle("DELETE FROM outbox WHERE chat_id = :ana", ana=ana.id)
    await gate.later(seconds=11)
    assert (ana.texts, ben.texts, plan.count("sendMessage")) == ([], ["Hello"], 1)


async def test_a_replica_that_counts_as_dead_sends_nothing(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """It waits until it is heard again; what had a place already is put back as surely not sent."""
    gate.alive = False
    gate.put(text(ana))
    await gate.says(text(ana, "two"))
    await asyncio.sleep(0.05)
    assert (plan.count("sendMessage"), gate.states()) == (0, ["pending", "pending"])
    gate.alive = True
    gate.outbox.wake()
    await gate.rests()
    assert sorted(ana.texts) == ["Hello", "two"]
    assert gate.outbox.counters.uncertain == 0


async def test_a_replica_that_begins_again_sends_what_it_had_claimed_once(
    gate: Gate, ana: LocalPerson, plan: Plan
) -> None:
    """Others would have it; alone it takes it in hand again, under its new id."""
    await held_up(gate, text(ana, "one", lane=Lane.PROMPT), text(ana, "two", lane=Lane.PROMPT))
    gate.outbox.abandon()
    gate.store.join(gate.clock.now())
    await gate.later(seconds=11)
    assert (ana.texts, plan.count("sendMessage"), gate.states()) == (["one", "two"], 2, ["sent", "sent"])
