"""What is tried again: what was surely not sent, what Telegram told to wait with, and what may have arrived."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.emulator.faults import Fault
from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from bot.replies import strip_call
from bot.sending import delivery, rate_limiter
from storage.records.calls import Lane, OutboxRow, OutgoingCall, Sent, Verb
from storage.records.turn import TurnResult
from storage.store import Store
from tests.bot.conftest import Clock, Plan, eventually, started
from tests.harness.outbox_harness import Gate, buttons, error, text


@pytest.fixture
async def gate(telegram: LocalTelegram, store: Store, clock: Clock) -> AsyncIterator[Gate]:
    """An outbox that runs."""
    opened = await Gate(telegram, store, clock).open()
    yield opened
    await opened.close()


# What is tried again

SURELY_NOT_SENT = [
    error(500, "Internal Server Error"),
    Fault(error=(502, "Bad Gateway"), plain=True),
    error(503, "Service Unavailable"),
    error(429, "Too Many Requests"),
    error(401, "Unauthorized"),
]


@pytest.mark.parametrize("fault", SURELY_NOT_SENT)
async def test_what_telegram_did_not_take_is_tried_again(
    gate: Gate, ana: LocalPerson, plan: Plan, fault: Fault
) -> None:
    """After a second, then after two, and so on, until it gets through; exactly once."""
    plan.before("sendMessage", fault, fault, fault)
    await gate.send(text(ana))
    waits = []
    for _ in range(3):
        (wait,) = gate.waits()
        waits.append(wait)
        await gate.later(seconds=wait)
    assert [low <= wait <= high for wait, (low, high) in zip(waits, ((0.8, 1.2), (1.6, 2.4), (3.2, 4.8)), strict=True)]
    assert (ana.texts, gate.states()) == (["Hello"], ["sent"])
    assert (plan.count("sendMessage"), gate.outbox.counters.retried) == (4, 3)


async def test_what_was_put_back_waits_for_its_moment(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """However often the outbox is told to look, and however much comes behind it."""
    plan.before("sendMessage", error(502, "Bad Gateway"))
    await gate.send(text(ana, "one"))
    await gate.send(text(ana, "two"))
    await gate.later(seconds=0.7)
    assert (plan.count("sendMessage"), ana.texts) == (1, [])
    await gate.later(seconds=0.5)
    assert ana.texts == ["one", "two"]


class RealClock(Clock):
    """Time as it passes."""

    def now(self) -> datetime:
        """The moment it is."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some beginning."""
        return time.monotonic()


@pytest.fixture
async def by_itself(telegram: LocalTelegram, store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gate]:
    """An outbox whose time passes by itself, and whose pauses are short."""
    monkeypatch.setattr(delivery, "FIRST_WAIT", 0.02)
    opened = await Gate(telegram, store, RealClock()).open()
    yield opened
    await opened.close()


async def test_what_was_put_back_is_tried_again_by_itself(by_itself: Gate, ana: LocalPerson, plan: Plan) -> None:
    """Nobody has to say anything for it: the outbox knows the moment."""
    plan.before("sendMessage", error(502, "Bad Gateway"))
    by_itself.put(text(ana))
    await ana.hears("Hello")
    assert by_itself.outbox.counters.retried == 1


async def test_what_is_put_on_record_while_the_outbox_looks_is_not_forgotten(
    by_itself: Gate, ana: LocalPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has just found that nothing waits there when something is put there and it is told so."""
    claim, late = by_itself.store.claim, [text(ana)]

    def claim_just_before(limit: int) -> list[OutboxRow]:
        found = claim(limit)
        if late:
            by_itself.store.enqueue([late.pop()], by_itself.clock.now())
            loop.call_soon_threadsafe(by_itself.outbox.wake)
        return found

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(by_itself.store, "claim", claim_just_before)
    by_itself.outbox.wake()
    await ana.hears("Hello")


async def test_a_call_that_is_put_back_while_the_record_is_slow_is_not_forgotten(
    by_itself: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ana's is put back while it is being noted that Ben's was sent: its moment is still kept."""
    settle, noting, leave = by_itself.store.settle, threading.Event(), threading.Event()

    def slow(begin: Sequence[int] = (), sent: Sequence[Sent] = (), *rest: Any) -> set[int]:
        if sent and not noting.is_set():
            noting.set()
            leave.wait(60)
        return settle(begin, sent, *rest)

    monkeypatch.setattr(by_itself.store, "settle", slow)
    held = plan.hold("sendMessage")
    plan.before("sendMessage", error(502, "Bad Gateway"))
    by_itself.put(text(ana))
    await eventually(lambda: plan.count("sendMessage") == 1)
    by_itself.put(text(ben, "beside"))
    await ben.hears("beside")
    await eventually(noting.is_set)
    held.set()
    await eventually(lambda: by_itself.outbox.counters.retried == 1)
    leave.set()
    await ana.hears("Hello")
    await by_itself.outbox.settle()
    assert (ana.texts, ben.texts, by_itself.states()) == (["Hello"], ["beside"], ["sent", "sent"])


async def test_a_long_outage_is_waited_out(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """Three hours without Telegram lose nothing; the pauses never get longer than a minute and a little."""
    plan.always("sendMessage", error(502, "Bad Gateway"))
    end = gate.clock.now() + timedelta(hours=3)
    await gate.send(text(ana))
    longest = 0.0
    while gate.clock.now() < end:
        waits = gate.waits()
        assert waits, gate.rows()
        longest = max(longest, *waits)
        # The outage closes the way out for everybody, for some seconds at most, beside the wait of the call itself.
        await gate.later(seconds=max(*waits, rate_limiter.LONGEST_PAUSE))
    assert 50 <= longest <= 72
    plan.always("sendMessage", None)
    await gate.later(seconds=80)
    assert (ana.texts, gate.states()) == (["Hello"], ["sent"])


async def test_an_outage_without_end_is_given_up_at_last(
    gate: Gate, ana: LocalPerson, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the reason."""
    monkeypatch.setattr(delivery, "MOST_ATTEMPTS", 3)
    plan.always("sendMessage", error(502, "Bad Gateway"))
    await gate.send(text(ana))
    await gate.later(minutes=2)
    await gate.later(minutes=2)
    assert gate.rows() == [("dead", "Bad Gateway")]
    assert (plan.count("sendMessage"), gate.outbox.counters.given_up) == (3, 1)


async def test_an_edit_is_given_up_at_last_too(
    gate: Gate, ana: LocalPerson, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its attempts are counted although it is never marked as being sent."""
    monkeypatch.setattr(delivery, "MOST_ATTEMPTS", 3)
    plan.always("editMessageReplyMarkup", Fault(drop=True))
    await gate.send(text(ana))
    await gate.send(strip_call(ana.id, ana.last["message_id"]))
    for _ in range(4):
        await gate.later(minutes=2)
    assert gate.states() == ["sent", "dead"]
    assert 3 <= plan.count("editMessageReplyMarkup") <= 4


async def test_a_refused_connection_is_tried_again(gate: Gate, ana: LocalPerson) -> None:
    """Telegram is down: surely nothing was sent, so this is not counted as uncertain."""
    await gate.telegram.stop()
    await gate.send(text(ana))
    assert (gate.states(), gate.outbox.counters.uncertain) == (["pending"], 0)
    assert gate.rows()[0][1] == "ConnectionRefusedError"


async def test_out_of_reach_one_call_at_a_time_tries(gate: Gate, plan: Plan) -> None:
    """After eight failures in a row the others wait; when one gets through, so do all, once each."""
    people = [started(gate.telegram, f"P{number}") for number in range(12)]
    plan.always("sendMessage", error(502, "Bad Gateway"))
    gate.put(*map(text, people[:8]))
    await eventually(lambda: gate.outbox.counters.retried == 8)
    gate.put(*map(text, people[8:]))
    gate.clock.passes(seconds=0.4)
    gate.outbox.wake()
    await eventually(lambda: gate.store.waiting_calls() == (0, 12))
    assert plan.count("sendMessage") == 8
    held = plan.hold("sendMessage")
    plan.always("sendMessage", None)
    gate.clock.passes(seconds=2)
    gate.outbox.wake()
    await eventually(lambda: plan.count("sendMessage") == 9)
    assert gate.states().count("sending") == 1
    held.set()
    await gate.rests()
    assert [person.texts for person in people] == [["Hello"]] * 12
    assert plan.count("sendMessage") == 20


# What Telegram told to wait with


async def test_a_flood_is_waited_out_to_the_second(gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan) -> None:
    """As long as Telegram said, nothing goes to that chat; a reply to somebody else does, for a person waits."""
    plan.before("sendMessage", Fault(retry_after=7))
    await gate.send(text(ana), text(ana, "behind it"))
    assert (gate.waits(), gate.outbox.counters.floods) == ([7.0], 1)
    await gate.send(text(ben, "meanwhile"))
    assert (ana.texts, ben.texts) == ([], ["meanwhile"])
    await gate.later(seconds=6.99)
    assert ana.texts == []
    await gate.later(seconds=0.01)
    assert ana.texts == ["Hello", "behind it"]
    assert gate.states() == ["sent"] * 3


async def test_a_flood_holds_up_all_that_goes_out_in_bulk(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """Then one prompt tries, and the others follow once it got through."""
    others = [started(gate.telegram, f"P{number}") for number in range(5)]
    plan.before("sendMessage", Fault(retry_after=7))
    await gate.send(text(ana))
    gate.put(*(text(person, lane=Lane.PROMPT) for person in others))
    gate.clock.passes(seconds=6)
    gate.outbox.wake()
    await eventually(lambda: gate.store.waiting_calls() == (0, 6))
    assert plan.count("sendMessage") == 1
    await gate.outbox.commit_turn(TurnResult(None, None, None, (text(ana, "second"),)), gate.clock.now())
    held = plan.hold("sendMessage", calls=2)
    gate.clock.passes(seconds=2)
    gate.outbox.wake()
    # Ana's own call, which waited for as long as it was told to, and one prompt.
    await eventually(lambda: plan.count("sendMessage") == 3)
    assert gate.states().count("sending") == 2
    held.set()
    await gate.rests()
    assert ana.texts == ["Hello", "second"]
    assert [person.texts for person in others] == [["Hello"]] * 5


async def test_a_probe_in_bulk_goes_alone(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """The first prompt after a flood is waited for before the second is begun."""
    others = [started(gate.telegram, f"P{number}") for number in range(3)]
    plan.before("sendMessage", Fault(retry_after=7))
    gate.put(text(others[0], lane=Lane.PROMPT))
    await eventually(lambda: gate.outbox.counters.floods == 1)
    gate.put(*(text(person, lane=Lane.PROMPT) for person in others[1:]))
    held = plan.hold("sendMessage")
    gate.clock.passes(seconds=8)
    gate.outbox.wake()
    await eventually(lambda: plan.count("sendMessage") == 2)
    await gate.outbox.commit_turn(TurnResult(None, None, None, (text(ana, "a reply"),)), gate.clock.now())
    await ana.hears("a reply")
    assert plan.count("sendMessage") == 3
    held.set()
    await gate.rests()
    assert [person.texts for person in others] == [["Hello"]] * 3


async def test_a_second_flood_of_a_reply_to_somebody_else_closes_everything(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan
) -> None:
    """It was not meant for one chat alone: nobody gets anything until it is over."""
    caro = started(gate.telegram, "Caro")
    plan.before("sendMessage", Fault(retry_after=7), Fault(retry_after=7))
    await gate.send(text(ana))
    await gate.send(text(ben))
    gate.put(text(caro))
    gate.clock.passes(seconds=6)
    gate.outbox.wake()
    await eventually(lambda: gate.store.waiting_calls() == (0, 3))
    assert plan.count("sendMessage") == 2
    await gate.later(seconds=1)
    assert [person.texts for person in (ana, ben, caro)] == [["Hello"]] * 3
    assert plan.count("sendMessage") == 5


async def test_a_call_that_waited_for_its_turn_hears_of_a_flood(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan
) -> None:
    """It was in hand before; it goes on waiting instead of making things worse, and is not marked as being sent."""
    held = plan.hold("sendMessage")
    plan.before("sendMessage", Fault(retry_after=3600))
    gate.put(text(ana, "one", lane=Lane.PROMPT))
    await eventually(lambda: plan.count("sendMessage") == 1)
    gate.put(text(ana, "two", lane=Lane.PROMPT))
    await eventually(lambda: gate.store.waiting_calls() == (0, 2))
    held.set()
    await eventually(lambda: gate.outbox.counters.floods == 1)
    gate.put(text(ben, lane=Lane.PROMPT))
    await eventually(lambda: gate.store.waiting_calls() == (0, 3))
    await gate.close()
    assert (plan.count("sendMessage"), gate.states()) == (1, ["pending"] * 3)


# What may have arrived


async def test_a_read_timeout_is_tried_once_more(
    gate: Gate, ana: LocalPerson, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It did arrive, and nobody said so: one duplicate, counted, and no third."""
    monkeypatch.setattr("bot.client.transport.READ", 0.05)
    plan.after("sendMessage", Fault(delay=5))
    await gate.send(text(ana))
    assert (gate.rows(), gate.outbox.counters.uncertain) == ([("pending", "Timed out")], 1)
    await gate.later(seconds=1)
    assert (ana.texts, gate.states()) == (["Hello", "Hello"], ["sent"])


@pytest.mark.parametrize("lost", ["before", "after"])
async def test_a_connection_that_breaks_twice_is_given_up(gate: Gate, ana: LocalPerson, plan: Plan, lost: str) -> None:
    """Before or after Telegram took it: nobody can tell, so it is tried once more and then no more."""
    getattr(plan, lost)("sendMessage", Fault(drop=True), Fault(drop=True))
    await gate.send(text(ana, "one"), text(ana, "two"))
    await gate.later(seconds=1)
    assert gate.rows() == [("dead", "Disconnected"), ("sent", None)]
    assert ana.texts == (["two"] if lost == "before" else ["one", "one", "two"])


async def test_an_answer_that_cannot_be_read_is_tried_once_more(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """Something between us and Telegram answers 200 with a page of its own."""
    plan.before("sendMessage", Fault(error=(200, "hello"), plain=True), Fault(error=(200, "hello"), plain=True))
    await gate.send(text(ana))
    assert gate.states() == ["pending"]
    await gate.later(seconds=1)
    assert gate.states() == ["dead"]


async def test_a_call_that_trips_over_our_own_mistake_does_not_trip_for_ever(
    gate: Gate, ana: LocalPerson, caplog: pytest.LogCaptureFixture
) -> None:
    """A row that cannot be sent at all is tried once more, then given up; the next is sent."""
    await gate.send(OutgoingCall(ana.id, Verb.SEND, {"no": "text"}), text(ana, "next"))
    await gate.later(seconds=5)
    assert gate.rows() == [("dead", "stumbled: KeyError"), ("sent", None)]
    assert ana.texts == ["next"]
    assert "call_crashed row=1" in caplog.text


# What Telegram does not take


async def test_an_effect_that_telegram_refuses_is_left_away(
    gate: Gate, ana: LocalPerson, plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    """Its effects are Telegram's own to give and to take back: the words and the buttons arrive at once without it."""
    plan.before("sendMessage", error(400, "Bad Request: EFFECT_ID_INVALID"))
    payload = {"text": "Seven days", "effect": "5104841245755180586", "markup": buttons("Good")}
    await gate.send(OutgoingCall(ana.id, Verb.SEND, payload))
    assert (ana.texts, ana.buttons, gate.states()) == (["Seven days"], ["Good"], ["sent"])
    assert "effect_id" not in ana.last
    assert (plan.count("sendMessage"), gate.outbox.counters.retried) == (2, 0)
    assert "attachment_refused row=1 kind=reply attachment=effect" in caplog.text
    await gate.send(OutgoingCall(ana.id, Verb.SEND, payload))
    assert ana.last["effect_id"] == "5104841245755180586"
