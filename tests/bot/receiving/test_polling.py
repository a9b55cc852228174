"""Polling: an update is confirmed after it is stored, and polling goes on after every kind of failure."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from telegram import Bot

from bot.client.startup import TokenRefused
from bot.client.transport import Http1Request
from bot.emulator.faults import Fault
from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from bot.receiving.polling import next_offset, poll
from storage.records.replica import InboxItem
from storage.store import Store
from tests.bot.conftest import Clock, Plan, eventually
from tests.bot.receiving.conftest import Street, said


class Polling:
    """A poll under way, and what it says about the connection."""

    def __init__(self, telegram: LocalTelegram, street: Street) -> None:
        self.telegram, self.street = telegram, street
        self.troubles: list[str | None] = []
        self.task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to poll."""
        self.request = Http1Request(1)
        await self.request.initialize()
        self.bot = Bot(self.telegram.token, base_url=f"{self.telegram.url}/bot")
        self.task = asyncio.create_task(
            poll(self.bot, self.request, self.street.inbox, on_trouble=self.troubles.append), name="polling"
        )

    async def close(self) -> None:
        """End at once, in the middle of whatever it is."""
        assert self.task is not None
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError, TokenRefused):
            await self.task
        await self.request.shutdown()

    async def confirmed(self) -> None:
        """Wait until nothing waits at Telegram's any more."""
        await self.telegram.until(lambda: not self.telegram.state.updates, what="all to be confirmed")


@pytest.fixture
async def polling(telegram: LocalTelegram, street: Street) -> AsyncIterator[Polling]:
    """A poll under way."""
    opened = Polling(telegram, street)
    await opened.open()
    yield opened
    await opened.close()


async def test_what_people_say_arrives(polling: Polling, street: Street, ana: LocalPerson, ben: LocalPerson) -> None:
    """In order, and Telegram keeps nothing back."""
    numbers = [said_now(who, text) for who, text in ((ana, "a"), (ben, "b"), (ana, "c"))]
    await polling.confirmed()
    await street.inbox.settle()
    assert sorted(street.done) == numbers
    assert polling.troubles[-1] is None


def said_now(person: LocalPerson, text: str) -> int:
    """Somebody writes; the id of the update."""
    person.say(text)
    return int(person.state.updates[-1]["update_id"])


async def test_an_update_is_confirmed_only_after_it_was_stored(
    polling: Polling, street: Street, ana: LocalPerson, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the record is slow, Telegram still has it and no other poll is made."""
    take_in, leave = street.store.take_in, asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(items: Sequence[InboxItem], now: datetime) -> list[InboxItem]:
        asyncio.run_coroutine_threadsafe(leave.wait(), loop).result(60)
        return take_in(items, now)

    monkeypatch.setattr(street.store, "take_in", slow)
    await eventually(lambda: plan.count("getUpdates") == 1)
    number = said_now(ana, "next")
    assert not await polling.telegram.change(0.1)
    assert (plan.count("getUpdates"), len(polling.telegram.state.updates), street.rows()) == (1, 1, {})
    leave.set()
    await polling.confirmed()
    assert list(street.rows()) == [number]


async def test_a_kill_between_storing_and_confirming_repeats_nothing(
    polling: Polling, street: Street, ana: LocalPerson, store: Store, clock: Clock, plan: Plan
) -> None:
    """Telegram brings the update again to the next run, which knows it already."""
    plan.after("getUpdates", None)
    plan.before("getUpdates", None, Fault(drop=True), Fault(drop=True), Fault(drop=True))
    number = said_now(ana, "next")
    street.hold(number)
    await eventually(lambda: street.begun == [number])
    await polling.close()
    assert len(polling.telegram.state.updates) == 1
    after = Street(store, clock)
    assert after.restore() == 1
    again = Polling(polling.telegram, after)
    await again.open()
    await polling.confirmed()
    await after.inbox.settle()
    assert (after.done, after.inbox.taken) == ([number], 0)
    await again.close()
    after.executor.close()


async def test_a_kill_between_confirming_and_serving_loses_nothing(
    polling: Polling, street: Street, ana: LocalPerson, store: Store, clock: Clock
) -> None:
    """Telegram has forgotten the updates; the record has not."""
    numbers = [said_now(ana, text) for text in ("one", "two")]
    street.hold(*numbers)
    await polling.confirmed()
    await polling.close()
    after = Street(store, clock)
    assert after.restore() == 2
    await after.inbox.settle()
    assert after.done == numbers
    after.executor.close()


async def test_polling_goes_on_after_every_kind_of_failure(
    polling: Polling, street: Street, ana: LocalPerson, plan: Plan
) -> None:
    """Refused, cut off, in pieces, no JSON at all: it backs off, says so, and goes on; nothing is lost."""
    plan.before(
        "getUpdates",
        *(None, Fault(error=(502, "Bad Gateway")), Fault(drop=True), Fault(error=(502, "x"), plain=True)),
        *(Fault(error=(200, "x"), plain=True), Fault(error=(400, "Bad Request: x"))),
    )
    plan.after("getUpdates", Fault(drop=True))
    numbers = [said_now(ana, text) for text in ("one", "two")]
    await polling.confirmed()
    await street.inbox.settle()
    assert street.done == numbers
    assert set(polling.troubles) == {None, "Telegram cannot be reached"}
    assert polling.troubles.count("Telegram cannot be reached") == 6
    assert polling.troubles[-1] is None


async def test_telegram_may_be_away_for_a_while(polling: Polling, street: Street, plan: Plan) -> None:
    """The pauses get longer up to the last one, which repeats."""
    plan.always("getUpdates", Fault(error=(502, "Bad Gateway")))
    await eventually(lambda: len(polling.troubles) > 10)
    plan.always("getUpdates", None)
    await eventually(lambda: plan.seen[-1] == "getupdates")
    number = said_now(polling.telegram.person("Ana"), "hello")
    await polling.confirmed()
    await eventually(lambda: street.done == [number])


async def test_a_refused_token_ends_polling_at_once(polling: Polling, ana: LocalPerson, plan: Plan) -> None:
    """No use to try again."""
    plan.before("getUpdates", None, Fault(error=(401, "Unauthorized")))
    ana.say("hello")
    assert polling.task is not None
    with pytest.raises(TokenRefused):
        await polling.task
    assert plan.count("getUpdates") == 2


async def test_another_copy_is_complained_about_and_waited_out(
    polling: Polling, street: Street, ana: LocalPerson, plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    """Telegram ends our poll for the other one's: health shows why; once it is gone all is well."""
    plan.before("getUpdates", None, *[Fault(error=(409, "Conflict: terminated by other getUpdates request"))] * 2)
    ana.say("hello")
    await eventually(lambda: polling.troubles[-1:] == ["another copy polls with the same token"])
    await polling.confirmed()
    ana.say("again")
    await eventually(lambda: polling.troubles[-1] is None)
    assert "stop one of them" in caplog.text


async def test_two_real_copies_disturb_each_other_and_lose_nothing(
    polling: Polling, street: Street, telegram: LocalTelegram, ana: LocalPerson
) -> None:
    """The stand-in ends the older poll, as Telegram does; every update is done once."""
    other = Polling(telegram, street)
    await other.open()
    await eventually(lambda: [t for t in polling.troubles + other.troubles if t is not None])
    number = said_now(ana, "hello")
    await polling.confirmed()
    await eventually(lambda: street.done == [number])
    await other.close()


async def test_told_to_wait_polling_waits(polling: Polling, ana: LocalPerson, plan: Plan) -> None:
    """As long as Telegram said."""
    plan.before("getUpdates", None, Fault(retry_after=1))
    ana.say("hello")
    began = asyncio.get_running_loop().time()
    await polling.confirmed()
    assert asyncio.get_running_loop().time() - began >= 1.0


async def test_a_first_timeout_is_nothing_a_second_is_trouble(
    polling: Polling, plan: Plan, ana: LocalPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long poll now and then gets lost; that is no reason to alarm anybody."""
    monkeypatch.setattr("bot.receiving.polling.POLL_SECONDS", 0)
    monkeypatch.setattr("bot.receiving.polling.POLL_GRACE", 0.03)
    plan.before("getUpdates", None, Fault(delay=0.1), None, Fault(delay=0.1), Fault(delay=0.1))
    ana.say("hello")
    await eventually(lambda: plan.count("getUpdates") >= 8)
    assert [trouble for trouble in polling.troubles if trouble] == ["Telegram cannot be reached"]


async def test_a_record_that_fails_confirms_nothing_and_polling_goes_on(
    polling: Polling,
    street: Street,
    ana: LocalPerson,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The disk is full for a moment: Telegram keeps the update until it could be stored."""
    take_in = street.store.take_in
    failures = [sa.exc.OperationalError("INSERT", {}, Exception("disk full")) for _ in range(3)]

    def failing(items: Sequence[InboxItem], now: datetime) -> list[InboxItem]:
        if failures:
            raise failures.pop()
        return take_in(items, now)

    monkeypatch.setattr(street.store, "take_in", failing)
    number = said_now(ana, "hello")
    await polling.confirmed()
    await eventually(lambda: street.done == [number])
    assert polling.troubles.count("updates cannot be stored") == 3
    assert caplog.text.count("update_storing_failed") == 3


@pytest.mark.parametrize(
    ("updates", "offset"),
    [
        ([said(5)], 6),
        ([said(5), said(900)], 901),
        ([said(900), said(5)], 901),
        ([said(5), "junk", {}], 6),
        (["junk"], 0),
        ([], 0),
    ],
)
def test_what_confirms_updates(updates: list[Any], offset: int) -> None:
    """The highest id and one; nothing when there is nothing."""
    assert next_offset(updates) == offset


async def test_ids_may_jump_backwards_after_a_quiet_week(
    polling: Polling, street: Street, telegram: LocalTelegram, ana: LocalPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty poll confirmed all that was: the next one has no offset, so a lower id is not passed over."""
    monkeypatch.setattr("bot.receiving.polling.POLL_SECONDS", 0)
    high = said_now(ana, "before the quiet week")
    await polling.confirmed()
    polls = telegram.polls
    await eventually(lambda: telegram.polls > polls + 2)
    telegram.state.push_raw(said(7, "after it", ana.id))
    await polling.confirmed()
    await eventually(lambda: street.done == [high, 7])
