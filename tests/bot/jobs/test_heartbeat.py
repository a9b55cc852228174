"""Whether this copy of the bot counts as alive: beats, silence, and beginning anew; with a record written by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import pytest

from bot.jobs.heartbeat import CAREFUL_SECONDS, Replica
from storage.executor import StoreExecutor
from storage.records.replica import Heartbeat, InboxItem
from storage.statements.replicas import ALIVE_FOR, Fenced
from storage.store import Store
from tests.bot.conftest import Clock, eventually
from tests.harness.patience import HANGS

ALIVE_SECONDS = ALIVE_FOR.total_seconds()
OLD = InboxItem(7, 41, "{}")


def beat(
    alive: int = 1, *, polls: bool = False, updates: tuple[InboxItem, ...] = (), again: int = 0, ends: int = 0
) -> Heartbeat:
    """What the record answers."""
    return Heartbeat(alive, list(updates), again, 0, polls, unclean_ends=ends)


class Others(Store):
    """A record that other copies share: what it answers to each question is written down beforehand."""

    def __init__(self, *, sqlite: bool = False) -> None:
        self.sqlite = sqlite
        self.answers: list[Heartbeat | Exception] = []
        self.asked: list[str] = []
        self.replica_id = None

    @property
    def is_sqlite(self) -> bool:
        """Whether this copy is the only one."""
        return self.sqlite

    def join(self, now: datetime) -> Heartbeat:
        """Become a copy, under the next id."""
        self.replica_id = (self.replica_id or 0) + 1
        return self.answer("join")

    def beat(self, now: datetime, *, wants_to_poll: bool) -> Heartbeat:
        """Alive, and asks for the polling or not."""
        return self.answer("beat, wants to poll" if wants_to_poll else "beat")

    def leave(self) -> None:
        """End in order."""
        self.answer("leave")

    def steady(self) -> None:
        """Up for a while."""
        self.answer("steady")

    def answer(self, question: str) -> Heartbeat:
        """The next answer."""
        self.asked.append(question)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Slow(StoreExecutor):
    """An executor that takes its time, and waits when no answer is written down."""

    def __init__(self, store: Others, clock: Clock) -> None:
        self.store: Others = store
        self.clock, self.seconds, self.unasked = clock, 0.0, 0

    async def run(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The answer, after so many seconds."""
        while not self.store.answers:
            self.unasked += 1
            await asyncio.sleep(0.001)
        self.clock.passes(seconds=self.seconds)
        return method(*args, **kwargs)


class Copy:
    """One copy of the bot, and what it heard."""

    def __init__(self, *, sqlite: bool = False, wants_to_poll: bool = True) -> None:
        self.clock = Clock()
        self.record = Others(sqlite=sqlite)
        self.executor = Slow(self.record, self.clock)
        self.heard: list[Heartbeat] = []
        self.fenced = 0
        self.replica = Replica(
            self.executor,
            self.clock.now,
            wants_to_poll=wants_to_poll,
            on_beat=self.heard.append,
            on_fenced=self.lose,
            monotonic=self.clock.monotonic,
            beat_seconds=0,
        )
        self.running: asyncio.Task[None] | None = None

    def lose(self) -> None:
        """All in hand is lost."""
        self.fenced += 1

    def answers(self, *answers: Heartbeat | Exception) -> None:
        """What the record will say."""
        self.record.answers += answers

    async def joins(self, *answers: Heartbeat) -> None:
        """It comes up."""
        self.answers(*(answers or (beat(), beat())))
        await self.replica.join()

    async def hears(self, *answers: Heartbeat | Exception) -> None:
        """It goes on saying that it is alive, until these are answered."""
        self.answers(*answers)
        if self.running is None:
            self.running = asyncio.create_task(self.replica.run())
        asked = self.executor.unasked
        await eventually(lambda: not self.record.answers and self.executor.unasked > asked)


@pytest.fixture
async def copy() -> AsyncIterator[Copy]:
    """A copy among others that has not joined yet."""
    made = Copy()
    yield made
    if made.running is not None:
        made.running.cancel()
        await asyncio.gather(made.running, return_exceptions=True)


async def test_before_it_joined_it_sends_nothing(copy: Copy) -> None:
    """Nobody knows of it."""
    assert not copy.replica.may_send()
    await copy.joins()
    assert copy.replica.may_send()


async def test_alone_it_is_alive_for_good() -> None:
    """On SQLite there is nobody to say it to; it polls if it wants to."""
    for wants in (True, False):
        alone = Copy(sqlite=True, wants_to_poll=wants)
        await alone.joins(beat(updates=(OLD,)))
        async with asyncio.timeout(HANGS):
            await alone.replica.run()
        alone.clock.passes(days=30)
        assert (alone.replica.may_send(), alone.replica.polls) == (True, wants)
        assert (alone.record.asked, [found.updates for found in alone.heard]) == (["join"], [[OLD]])


async def test_what_dead_ones_left_is_heard_of(copy: Copy, caplog: pytest.LogCaptureFixture) -> None:
    """At the start, and with every beat."""
    await copy.joins(beat(updates=(OLD,)), beat(2, again=3))
    assert [found.updates for found in copy.heard] == [[OLD], []]
    assert "calls_taken_over again=3 given_up=0" in caplog.text
    await copy.hears(beat(1, updates=(OLD,)))
    assert copy.heard[-1].updates == [OLD]


async def test_after_an_end_without_leaving_it_is_careful_for_a_while(
    copy: Copy, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether it was its own or that of another, from which it took over; then the row of such ends is over."""
    assert not copy.replica.is_careful()
    await copy.joins(beat(ends=4), beat())
    assert (copy.replica.is_careful(), copy.replica.unclean_ends) == (True, 4)
    assert "crash_detected times=4" in caplog.text
    copy.clock.passes(seconds=CAREFUL_SECONDS - 1)
    await copy.hears(beat(ends=1))
    copy.clock.passes(seconds=CAREFUL_SECONDS - 0.001)
    assert (copy.replica.is_careful(), copy.replica.unclean_ends) == (True, 4)
    copy.clock.passes(seconds=0.001)
    assert not copy.replica.is_careful()
    await copy.hears(beat(), beat(), beat())
    assert (copy.record.asked.count("steady"), copy.replica.unclean_ends) == (1, 0)


async def test_alone_too_it_notes_that_it_is_steady() -> None:
    """Then there is nothing more to say."""
    alone = Copy(sqlite=True)
    await alone.joins(beat(ends=2))
    assert alone.replica.is_careful()
    alone.clock.passes(seconds=CAREFUL_SECONDS)
    alone.answers(beat())
    async with asyncio.timeout(HANGS):
        await alone.replica.run()
    assert (alone.record.asked, alone.replica.unclean_ends) == (["join", "steady"], 0)


async def test_it_knows_how_many_are_alive(copy: Copy) -> None:
    """As of the last beat."""
    await copy.joins(beat(1), beat(3))
    assert copy.replica.alive == 3
    await copy.hears(beat(2))
    assert copy.replica.alive == 2


async def test_it_asks_for_the_polling_and_polls_once_it_is_its_own(copy: Copy) -> None:
    """Not before another copy let go of it."""
    await copy.joins(beat(), beat(2, polls=False))
    assert (copy.record.asked, copy.replica.polls) == (["join", "beat, wants to poll"], False)
    await copy.hears(beat(1, polls=True))
    assert copy.replica.polls


async def test_with_a_webhook_it_never_asks_for_the_polling() -> None:
    """Updates come by themselves."""
    hooked = Copy(wants_to_poll=False)
    await hooked.joins()
    assert (hooked.record.asked, hooked.replica.polls) == (["join", "beat"], False)


async def test_silent_for_too_long_it_sends_nothing(copy: Copy) -> None:
    """The others think it dead then, to the second."""
    await copy.joins()
    copy.clock.passes(seconds=ALIVE_SECONDS - 0.001)
    assert copy.replica.may_send()
    copy.clock.passes(seconds=0.001)
    assert not copy.replica.may_send()


async def test_a_beat_that_is_not_heard_changes_nothing_at_once(copy: Copy, caplog: pytest.LogCaptureFixture) -> None:
    """The record is away for a moment: it sends on for as long as it is believed alive, and is heard later."""
    await copy.joins()
    copy.clock.passes(seconds=ALIVE_SECONDS - 1)
    await copy.hears(OSError("no route to the database"))
    assert (copy.replica.may_send(), copy.fenced) == (True, 0)
    assert "heartbeat_failed" in caplog.text
    copy.clock.passes(seconds=1)
    assert not copy.replica.may_send()
    await copy.hears(beat())
    assert copy.replica.may_send()


async def test_the_time_of_the_answers_way_counts(copy: Copy) -> None:
    """It is believed alive from when it asked, not from when it heard."""
    await copy.joins()
    copy.executor.seconds = ALIVE_SECONDS / 2
    await copy.hears(beat())
    copy.clock.passes(seconds=ALIVE_SECONDS / 2 - 0.001)
    assert copy.replica.may_send()
    copy.clock.passes(seconds=0.001)
    assert not copy.replica.may_send()


async def test_counted_as_dead_it_begins_again(copy: Copy, caplog: pytest.LogCaptureFixture) -> None:
    """What it had in hand is lost to others; under a new id it goes on."""
    await copy.joins(beat(), beat(polls=True))
    await copy.hears(Fenced(), beat(2), beat(2))
    assert (copy.fenced, copy.record.replica_id, copy.replica.may_send()) == (1, 2, True)
    assert copy.record.asked[2:] == ["beat, wants to poll", "join", "beat, wants to poll"]
    assert (copy.replica.polls, copy.replica.alive) == (False, 2)
    assert "replica_fenced id=1" in caplog.text


async def test_counted_as_dead_and_out_of_reach_it_sends_and_polls_nothing(copy: Copy) -> None:
    """Until it could join anew; it goes on trying."""
    await copy.joins(beat(), beat(polls=True))
    await copy.hears(Fenced(), OSError("no route to the database"))
    assert (copy.fenced, copy.replica.may_send(), copy.replica.polls) == (1, False, False)
    await copy.hears(Fenced(), beat(), beat())
    assert (copy.fenced, copy.replica.may_send()) == (2, True)


async def test_it_leaves_in_order(copy: Copy, caplog: pytest.LogCaptureFixture) -> None:
    """Others need not wait for its death; a record that is away then keeps nobody from ending."""
    await copy.joins()
    copy.answers(beat(), OSError("no route to the database"))
    await copy.replica.leave()
    await copy.replica.leave()
    assert copy.record.asked[-2:] == ["leave", "leave"]
    assert caplog.text.count("replica_leave_failed") == 1
