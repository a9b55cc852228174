"""What is tried again: what was surely not sent, what Telegram told to wait with, and what may have arrived."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import outbox
from bot.local.faults import Fault
from bot.local.people import LocalPerson
from bot.local.server import LocalTelegram
from storage.records import Draft, Lane, Verb
from storage.store import Store

from .conftest import Clock, Plan, eventually, started
from .gate import Gate, another, buttons, error, text


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
        moment = gate.store.next_wait(gate.clock.now())
        assert moment is not None
        waits.append((moment - gate.clock.now()).total_seconds())
        await gate.later(seconds=waits[-1])
    assert [low <= wait <= high for wait, (low, high) in zip(waits, ((0.8, 1.2), (1.6, 2.4), (3.2, 4.8)), strict=True)]
    assert (ana.texts, gate.states()) == (["Hello"], ["sent"])
    assert gate.outbox.counters.retried == 3


class RealClock(Clock):
    """Time as it passes."""

    def now(self) -> datetime:
        """The moment it is."""
        return datetime.now(UTC)


async def test_what_was_put_back_is_tried_again_by_itself(
    telegram: LocalTelegram, store: Store, ana: LocalPerson, plan: Plan
) -> None:
    """Nobody has to say anything for it: the outbox knows the moment."""
    plan.before("sendMessage", error(502, "Bad Gateway"))
    gate = await Gate(telegram, store, RealClock()).open()
    gate.put(text(ana))
    await ana.hears("Hello")
    await gate.close()
    assert gate.outbox.counters.retried == 1


async def test_a_long_outage_is_waited_out(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """Three hours without Telegram lose nothing; the pauses never get longer than five minutes and a little."""
    plan.always("sendMessage", error(502, "Bad Gateway"))
    end = gate.clock.now() + timedelta(hours=3)
    await gate.send(text(ana))
    longest = timedelta()
    while gate.clock.now() < end:
        moment = gate.store.next_wait(gate.clock.now())
        assert moment is not None, gate.rows()
        longest = max(longest, moment - gate.clock.now())
        await gate.later(seconds=(moment - gate.clock.now()).total_seconds())
    assert timedelta(minutes=4) <= longest <= timedelta(minutes=6)
    plan.always("sendMessage", None)
    await gate.later(minutes=6)
    assert ana.texts == ["Hello"]


async def test_an_outage_without_end_is_given_up_at_last(
    gate: Gate, ana: LocalPerson, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the reason."""
    monkeypatch.setattr(outbox, "MOST_ATTEMPTS", 3)
    plan.always("sendMessage", error(502, "Bad Gateway"))
    await gate.send(text(ana))
    await gate.later(minutes=6)
    await gate.later(minutes=6)
    assert gate.rows() == [("dead", "Bad Gateway")]
    assert plan.count("sendMessage") == 3


async def test_a_refused_connection_is_tried_again(gate: Gate, ana: LocalPerson) -> None:
    """Telegram is down: surely nothing was sent, so this is not counted as uncertain."""
    await gate.telegram.stop()
    await gate.send(text(ana))
    assert (gate.states(), gate.outbox.counters.uncertain) == (["pending"], 0)
    assert gate.rows()[0][1] == "ClientConnectorError"


async def test_a_flood_is_waited_out_to_the_second(gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan) -> None:
    """As long as Telegram said, and nothing goes out to anybody meanwhile."""
    plan.before("sendMessage", Fault(retry_after=7))
    await gate.send(text(ana))
    assert gate.store.next_wait(gate.clock.now()) == gate.clock.now() + timedelta(seconds=7)
    assert gate.pace.halted() == 7.0
    gate.put(text(ben, "meanwhile"))
    await eventually(lambda: gate.states() == ["pending", "sending"])
    assert ben.texts == []
    await gate.close()
    assert gate.states() == ["pending", "pending"]
    gate.clock.passes(seconds=7)
    async with another(gate):
        assert (ana.texts, ben.texts) == (["Hello"], ["meanwhile"])


async def test_a_call_that_waited_for_its_moment_hears_of_a_flood(
    telegram: LocalTelegram, store: Store, clock: Clock, ana: LocalPerson, ben: LocalPerson, plan: Plan
) -> None:
    """It had its place in the line before; it goes back to waiting instead of making things worse."""
    gate = Gate(telegram, store, clock)
    gate.pace = Pace(10, asyncio.get_running_loop().time, chat_limits=False)
    await gate.open()
    plan.before("sendMessage", Fault(retry_after=3600))
    gate.put(text(ana), text(ben))
    await eventually(lambda: gate.pace.halted() > 0)
    assert not await gate.telegram.change(0.2)  # Ben's place was a tenth of a second behind Ana's
    assert (plan.count("sendMessage"), gate.states()) == (1, ["pending", "sending"])
    await gate.close()
    assert gate.states() == ["pending", "pending"]


# What may have arrived


async def test_a_read_timeout_is_tried_once_more(
    gate: Gate, ana: LocalPerson, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It did arrive, and nobody said so: one duplicate, counted, and no third."""
    monkeypatch.setattr("bot.transport.READ", 0.05)
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
    assert gate.rows() == [("dead", "ServerDisconnectedError"), ("sent", None)]
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
    await gate.send(Draft(ana.id, Verb.SEND, {"no": "text"}), text(ana, "next"))
    await gate.later(seconds=5)
    assert gate.rows() == [("dead", "stumbled: KeyError"), ("sent", None)]
    assert ana.texts == ["next"]
    assert "outbox_row_stumbled row=1" in caplog.text


