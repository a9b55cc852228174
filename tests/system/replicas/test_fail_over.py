"""N copies of which one polls: it ends, or it is killed, and another one polls; with the times as shipped."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.emulator.calls import Call
from bot.emulator.faults import Fault
from tests.harness.libraries import shipped_library
from tests.system.crash.people import Tally, Walker, enter, spread, walk_of_today
from tests.system.replicas.copies import SHORT, Copy, Fleet, eventually, fleet_at

pytestmark = pytest.mark.system

# Seconds within which another copy polls: after a kill, as promised; after an end in order, a beat and a bit.
PROMISED, IN_ORDER = 20, 6
# Seconds that the last call of a copy takes that ends.
FINISHING = 5
WALKERS, SLEEPERS = 6, 400
# Seconds that a call to Telegram takes at most.
WAY = 0.2

_chance = random.Random(3)


async def slow(call: Call) -> Fault | None:
    """The way to Telegram takes a while, so that calls are under way whenever a copy is killed."""
    return Fault(delay=_chance.uniform(0, WAY)) if call.sends and not call.done else None


@asynccontextmanager
async def walking(walkers: list[Walker]) -> AsyncIterator[None]:
    """People go on with their walks, whatever happens meanwhile."""

    async def walk() -> None:
        while True:
            for walker in walkers:
                walker.act(time.monotonic(), _chance)
            await asyncio.sleep(0.02)

    task = asyncio.create_task(walk())
    try:
        yield
    finally:
        task.cancel()


async def another_polls(fleet: Fleet, gone: Copy, seconds: float) -> float:
    """Wait until somebody else polls; the seconds that took."""
    began, polls = time.monotonic(), fleet.telegram.polls

    async def other() -> bool:
        return fleet.telegram.polls > polls and await asyncio.to_thread(fleet.poller) not in (gone, None)

    await eventually(other, seconds, "a poll of another copy")
    return time.monotonic() - began


async def test_another_copy_polls_soon_and_nothing_is_lost_or_done_twice(
    addresses: tuple[str, str], tmp_path: Path
) -> None:
    """The first is told to end, the second is killed while it sends; people walk on, and prompts come due."""
    async with fleet_at(tmp_path, addresses, slow) as fleet:
        course = walk_of_today(shipped_library())
        walkers = [Walker(one, course, taps=bool(n % 2)) for n, one in enumerate(enter(fleet.telegram, WALKERS, "W"))]
        ids = [person.id for person in enter(fleet.telegram, SLEEPERS)]
        everybody = [*(walker.person.id for walker in walkers), *ids]
        fleet.populate(everybody, [None] * WALKERS + [datetime.now(UTC) + timedelta(days=1)] * SLEEPERS)
        first, *_ = await fleet.start(3)
        await eventually(lambda: fleet.all_know_of(3), what="all to know of all")
        fleet.make_due(ids, spread(SLEEPERS, datetime.now(UTC), 15.0))
        async with walking(walkers):
            await eventually(lambda: first.sent(20), what="its first calls")
            first.send_signal(signal.SIGTERM)
            assert await first.ended() == 0
            in_order = await another_polls(fleet, first, IN_ORDER)
            second = fleet.poller()
            assert second is not None
            await eventually(lambda: second.sent(30), what="its first calls")
            second.send_signal(signal.SIGKILL)
            await second.ended()
            in_flight = fleet.in_flight()
            killed = await another_polls(fleet, second, PROMISED)
            (third,) = (copy for copy in fleet.copies if copy.runs)
            assert fleet.poller() is third
        await fleet.at_rest()
        tally = Tally()
        tally.take(fleet.telegram)
        assert killed <= PROMISED and in_order <= IN_ORDER
        for walker in walkers:
            assert fleet.stands(walker)
            assert sorted(tally.steps[walker.person.id]) == list(range(walker.moves + 1))
        assert set(tally.prompts) == set(ids)
        twice = sum(map(tally.twice, everybody)) - sum(walker.repeats for walker in walkers)
        assert twice <= fleet.uncertain() <= in_flight
        assert (tally.out_of_order, tally.others, tally.refused) == ([], [], {})
        assert fleet.unaccounted() == {}
        assert not [line for copy in (first, third) for line in copy.lines("ERROR", "Traceback")]


async def test_one_that_is_told_to_end_lets_another_poll_while_it_finishes(
    addresses: tuple[str, str], tmp_path: Path
) -> None:
    """A call that takes its time keeps the copy for some beats; it takes no more updates, and nobody waits for it."""
    held = asyncio.Event()

    async def hold(call: Call) -> Fault | None:
        if call.sends and not call.done and not held.is_set():
            held.set()
            return Fault(delay=FINISHING)
        return None

    async with fleet_at(tmp_path, addresses, hold) as fleet:
        first, _ = await fleet.start(2, SHORT)
        await eventually(lambda: fleet.all_know_of(2), what="both to know of both")
        fleet.telegram.person("Ana").start()
        await held.wait()
        first.send_signal(signal.SIGTERM)
        await another_polls(fleet, first, FINISHING)
        assert first.runs
        ben = fleet.telegram.person("Ben")
        ben.start()
        await ben.hears("Hello Ben")
        assert first.runs
        assert await first.ended() == 0
        await fleet.at_rest()
        assert (fleet.unaccounted(), fleet.uncertain()) == ({}, 0)
        assert not first.lines("polling_conflict", "Traceback", "ERROR")
