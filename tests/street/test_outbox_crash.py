"""What a crash, an end or a failing record leaves, and how few transactions many calls take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bot import outbox
from bot.local.faults import Fault
from bot.local.people import LocalPerson
from bot.local.server import LocalTelegram
from storage.door import Door
from storage.records import Draft, Lane, TurnResult, Verb
from storage.store import Store

from .conftest import Clock, Plan, eventually, started
from .gate import Gate, another, error, text


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


async def test_a_crash_after_a_call_arrived_makes_one_duplicate_at_most(
    gate: Gate, ana: LocalPerson, plan: Plan
) -> None:
    """A second crash at the same place gives the call up."""
    plan.after("sendMessage", Fault(delay=5), Fault(delay=5))
    gate.put(text(ana))
    await ana.hears("Hello")
    await gate.crash()
    second = await Gate(gate.telegram, gate.store, gate.clock).open()
    await eventually(lambda: ana.texts == ["Hello", "Hello"])
    await second.crash()
    async with another(gate):
        assert (ana.texts, gate.states()) == (["Hello", "Hello"], ["dead"])


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
    """A call that has its place in a long line goes back on record, as surely not sent."""
    gate.pace.halt(3600)
    gate.put(text(ana), text(ben))
    await eventually(lambda: gate.states() == ["sending", "sending"])
    async with asyncio.timeout(1):
        await gate.close()
    assert gate.rows() == [("pending", "not begun")] * 2
    gate.clock.passes(hours=1)
    async with another(gate) as after:
        assert (ana.texts, ben.texts) == (["Hello"], ["Hello"])
        assert after.outbox.counters.uncertain == 0


class SlowDoor(Door):
    """A door that is late with the answer to one question."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()
        self.slow: Callable[..., Any] | None = None
        self.answers: list[Any] = []

    async def __call__(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The method's result, once a test allows."""
        found = await super().__call__(method, *args, **kwargs)
        if method == self.slow:
            self.asked.set()
            await self.may_answer.wait()
            self.answers.append(found)
        return found


async def test_a_call_that_is_put_back_at_the_wrong_moment_is_not_forgotten(
    telegram: LocalTelegram, store: Store, clock: Clock, ana: LocalPerson, plan: Plan
) -> None:
    """The outbox has just found that nothing waits when something is put back: its moment is still kept."""
    gate = Gate(telegram, store, clock)
    gate.door = door = SlowDoor(store)
    door.slow = store.next_wait
    plan.before("sendMessage", Fault(error=(502, "Bad Gateway"), delay=0.02))
    store.put([text(ana)], clock.now())
    await gate.open()
    await door.asked.wait()
    await eventually(lambda: gate.states() == ["pending"])
    door.may_answer.set()
    moment = store.next_wait(clock.now())
    await eventually(lambda: door.answers[-1:] == [moment], "the outbox to know the moment", seconds=1)
    assert door.answers[0] is None
    await gate.close()


async def test_a_record_that_fails_for_a_moment_ends_nothing(
    gate: Gate, ana: LocalPerson, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The disk is full, then it is not: the outbox goes on by itself."""
    take_out, failures = gate.store.take_out, iter([sa.exc.OperationalError("BEGIN", {}, Exception("disk full"))])

    def failing(now: datetime, limit: int, busy: list[int]) -> Any:
        if (failure := next(failures, None)) is not None:
            raise failure
        return take_out(now, limit, busy)

    monkeypatch.setattr(gate.store, "take_out", failing)
    gate.put(text(ana))
    await eventually(lambda: "outbox_stumbled" in caplog.text)
    gate.outbox.wake()
    await gate.rests()
    assert ana.texts == ["Hello"]


