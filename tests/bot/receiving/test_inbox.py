"""How updates come in: stored before they are confirmed, one person's in order, and a bad one stops only itself."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.conversations.apology import apology
from bot.i18n.catalogue import words_in
from bot.receiving import inbox as module
from bot.receiving.flood_limits import BURST, Limits
from bot.receiving.inbox import chat_key
from bot.receiving.polling import next_offset
from storage.records.calls import OutgoingCall
from storage.records.replica import InboxItem
from storage.records.turn import TurnResult
from storage.statements.people import save
from storage.store import Store
from tests.bot.conftest import Clock, eventually
from tests.bot.receiving.conftest import ANA, BEN, Street, said
from tests.harness.patience import HANGS
from tests.harness.stage import Stage, stage_at
from tests.harness.tabled import tabled

# Whose turn it is


async def test_one_persons_updates_take_effect_in_order(street: Street) -> None:
    """The second is not even begun before the first is done."""
    street.hold(1)
    await street.inbox.take([said(1), said(2), said(3)])
    await eventually(lambda: street.begun == [1])
    street.let_go(1)
    await street.inbox.settle()
    assert street.begun == street.done == [1, 2, 3]


async def test_other_people_are_served_beside(street: Street) -> None:
    """Ana's slow turn holds up nobody."""
    street.hold(1)
    await street.inbox.take([said(1), said(2, who=BEN), said(3, who=BEN)])
    await eventually(lambda: street.done == [2, 3])
    street.let_go(1)
    await street.inbox.settle()
    assert street.done == [2, 3, 1]


async def test_only_so_many_are_served_at_once(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of people does not become a flood of work."""
    monkeypatch.setattr(module, "MOST_AT_ONCE", 3)
    street = Street(store, clock)
    street.hold(*range(1, 11))
    await street.inbox.take([said(number, who=number) for number in range(1, 11)])
    await eventually(lambda: len(street.begun) == 3)
    assert not street.done
    for number in range(1, 11):
        await eventually(lambda number=number: number in street.begun)  # type: ignore[misc]
        assert len(street.begun) - len(street.done) <= 3
        street.let_go(number)
        await eventually(lambda number=number: number in street.done)  # type: ignore[misc]
    await street.inbox.settle()
    street.executor.close()


async def test_a_hundred_people_with_ten_updates_each(street: Street) -> None:
    """All done, each person's in order."""
    updates = [said(number, who=number % 100) for number in range(1, 1001)]
    for start in range(0, 1000, 100):
        await street.inbox.take(updates[start : start + 100])
    await street.inbox.settle()
    assert sorted(street.done) == list(range(1, 1001))
    for who in range(100):
        own = [number for number in street.done if number % 100 == who]
        assert own == sorted(own)


@tabled(
    ("update", "key"),
    [
        (said(1), ANA),
        ({"update_id": 1, "edited_message": said(1)["message"]}, ANA),
        ({"update_id": 1, "callback_query": {"id": "7", "from": {"id": BEN}, "message": said(1)["message"]}}, BEN),
        ({"update_id": 1, "message": {"chat": {"id": -100_200}, "from": {"id": BEN}}}, -100_200),
        ({"update_id": 1, "channel_post": {"chat": {"id": -100_300}}}, -100_300),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": ANA}, "from": {"id": ANA}}}, ANA),
        ({"update_id": 1, "poll_answer": {"user": {"id": BEN}}}, BEN),
        ({"update_id": 1, "poll": {"id": "5"}}, 0),
        ({"update_id": 1, "message": {"chat": {"id": "forty-one"}, "from": None}}, 0),
        ({"update_id": 1, "message": "text"}, 0),
        ({"update_id": 1}, 0),
    ],
)
def test_whose_update_it_is(update: dict[str, Any], key: int) -> None:
    """The chat, else the person; whatever names neither is in one queue."""
    assert chat_key(update) == key


# Stored, once


async def test_an_update_takes_effect_once(street: Street) -> None:
    """However often Telegram repeats it."""
    await street.take(said(1), said(1))
    await street.take(said(1))
    assert (street.done, street.inbox.taken) == ([1], 1)


async def test_what_has_no_id_is_dropped_and_the_rest_served(street: Street, caplog: pytest.LogCaptureFixture) -> None:
    """Junk cannot even be named; the log says so."""
    await street.take("junk", {"message": {}}, {"update_id": "1"}, None, said(2))
    assert street.done == [2]
    assert caplog.text.count("update_skipped") == 4


async def test_half_an_emoji_stops_nothing(street: Street) -> None:
    """JSON may hold what no UTF-8 can: it is stored all the same."""
    await street.take(json.loads('{"update_id": 1, "message": {"text": "\\ud83e"}}'), said(2))
    assert street.states() == ["done", "done"]


# What fails


async def test_a_failing_turn_is_tried_again(street: Street, caplog: pytest.LogCaptureFixture) -> None:
    """And done when it works; the attempts are on record."""
    street.failures[1] = [OSError("once"), OSError("twice")]
    await street.take(said(1), said(2))
    assert (street.begun, street.done) == ([1, 1, 1, 2], [1, 2])
    assert street.rows()[1][:2] == ("done", 3)
    assert caplog.text.count("update_failed update=1") == 2


async def test_a_turn_that_always_fails_is_set_aside_and_the_next_is_served(street: Street) -> None:
    """With its reason, which says where and not what; the person gets a sentence."""
    street.failures[1] = [OSError("my hip hurts")] * 3
    await street.take(said(1, "my hip hurts"), said(2))
    assert street.done == [2]
    state, attempts, reason = street.rows()[1]
    assert (state, attempts, street.inbox.set_aside) == ("aside", 3, 1)
    assert reason is not None
    assert reason.startswith("OSError in process:")
    assert [(row.payload, row.held) for row in street.handed] == [({"text": "Sorry"}, True)]
    assert street.store.waiting_calls() == (0, 1)


async def test_nobody_waits_for_a_fault_of_ours(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be the same each time: once more at once, and then it is set aside."""
    monkeypatch.setattr(street.inbox, "_pauses", (3600.0, 3600.0))
    street.failures[1] = [KeyError("my hip hurts")] * 3
    await street.take(said(1), said(2))
    assert (street.begun, street.done) == ([1, 1, 2], [2])
    assert street.rows()[1][:2] == ("aside", 2)


async def test_somebody_who_floods_is_answered_once(street: Street, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing more of theirs is stored; others are served, and so is what Telegram tells of the chat."""
    now = [0.0]
    street.inbox._limits, street.inbox._too_much = Limits(lambda: now[0]), street.apology
    gone = {"update_id": 900, "my_chat_member": {"chat": {"id": ANA, "type": "private"}}}
    flood = [said(number) for number in range(1, 200)]
    await street.take(*flood, said(800, who=BEN), gone, {"update_id": 901, "poll": {"id": "7"}})
    assert sorted(street.done) == [*range(1, BURST + 1), 800, 900, 901]
    assert street.inbox.flooded == 199 - BURST
    assert [row.payload for row in street.handed] == [{"text": "Sorry"}]
    assert caplog.text.count(f"flood_started chat={ANA}") == 1
    now[0] += 16.0
    await street.take(said(1000))
    assert street.done[-1] == 1000


async def test_nobody_pays_twice_for_a_record_that_fails(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be stored comes again, and counts as what it was: none of it is taken for a flood."""
    street.inbox._limits = Limits(lambda: 0.0)
    updates = [said(number) for number in range(1, BURST + 1)]
    store = street.store.take_in

    def failing(items: Sequence[InboxItem], now: datetime) -> list[InboxItem]:
        raise OSError(28, "No space left")

    monkeypatch.setattr(street.store, "take_in", failing)
    for _ in range(3):
        with pytest.raises(OSError, match="No space left"):
            await street.inbox.take(updates)
    monkeypatch.setattr(street.store, "take_in", store)
    await street.take(*updates)
    assert (street.done, street.inbox.flooded) == (list(range(1, BURST + 1)), 0)
    assert not street.inbox._judged


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**40, True, "7", None, 1.0, [7], {}])
async def test_a_number_that_no_column_holds_keeps_nobody_waiting(street: Street, number: Any) -> None:
    """As an update's it is passed over; as somebody's the update is nobody's, and served."""
    street.inbox._limits = Limits(lambda: 0.0)
    await street.take(said(1) | {"update_id": number}, said(2, who=number), said(3))
    assert sorted(street.done) == [2, 3]
    assert next_offset([said(1) | {"update_id": number}, said(3)]) == 4


async def test_an_update_that_cannot_be_read_any_more_is_set_aside(street: Street) -> None:
    """Its body was damaged on disk; it is not tried three times."""
    street.store.take_in([InboxItem(1, ANA, "{"), InboxItem(2, ANA, json.dumps(said(2)))], street.clock.now())
    street.orphan()
    assert street.restore() == 2
    await street.inbox.settle()
    assert (street.begun, street.states()) == ([2], ["aside", "done"])


async def test_an_apology_that_fails_too_keeps_nobody_waiting(
    street: Street, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The update is set aside without a sentence."""

    def failing(update: dict[str, Any]) -> Sequence[OutgoingCall]:
        raise LookupError(update)

    monkeypatch.setattr(street.inbox, "_apology", failing)
    street.failures[1] = [ValueError()] * 3
    await street.take(said(1), said(2))
    assert (street.done, street.states()) == ([2], ["aside", "done"])
    assert "apology_failed update=1" in caplog.text


async def test_a_record_that_fails_for_a_moment_loses_nothing(
    street: Street, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing can be noted, not even the failure: the update is kept, and so is the order."""
    disk_full = sa.exc.OperationalError("UPDATE", {}, Exception("database or disk is full"))
    note = street.store.update_failed
    failures = [disk_full, disk_full]

    def failing(update_id: int, reason: str) -> int:
        if failures:
            raise failures.pop()
        return note(update_id, reason)

    monkeypatch.setattr(street.store, "update_failed", failing)
    street.failures[1] = [disk_full, disk_full]
    await street.take(said(1), said(2))
    assert street.done == [1, 2]
    assert caplog.text.count("inbox_failed update=1") == 2


# A crash, and an end


async def test_what_was_stored_and_not_done_is_taken_up_again(street: Street, clock: Clock) -> None:
    """In Telegram's order, each person's behind one another; what was done is not."""
    for number, who in ((5, ANA), (3, ANA), (4, BEN), (1, ANA)):
        street.store.take_in([InboxItem(number, who, json.dumps(said(number, who=who)))], clock.now())
    street.store.commit_turn(TurnResult(1, None, None), clock.now())
    street.orphan()
    assert street.restore() == 3
    await street.inbox.settle()
    assert [number for number in street.done if number != 4] == [3, 5]
    assert sorted(street.done) == [3, 4, 5]


async def test_at_the_end_what_is_claimed_is_finished_and_the_rest_kept(street: Street) -> None:
    """For the next start."""
    street.hold(1)
    await street.inbox.take([said(1), said(2)])
    await eventually(lambda: street.begun == [1])
    stopping = asyncio.create_task(street.inbox.stop())
    await asyncio.sleep(0)
    street.let_go(1)
    await stopping
    assert (street.done, street.states()) == ([1], ["done", "new"])
    after = Street(street.store, street.clock)
    assert after.restore() == 1
    await after.inbox.settle()
    assert after.done == [2]


async def test_a_turn_that_fails_at_the_end_is_not_given_up(street: Street) -> None:
    """It has tries left, and the next start has time for them."""
    street.hold(1)
    street.failures[1] = [ValueError()]
    await street.inbox.take([said(1)])
    await eventually(lambda: street.begun == [1])
    stopping = asyncio.create_task(street.inbox.stop())
    await asyncio.sleep(0)
    street.let_go(1)
    await stopping
    assert (street.begun, street.states(), street.handed) == ([1], ["new"], [])


# Among others


class Shared(Street):
    """An inbox on a record that another replica shares, which has an earlier update of Ana's."""

    def __init__(self, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(store, clock)
        self.store.take_in([InboxItem(1, ANA, json.dumps(said(1)))], clock.now())
        monkeypatch.setattr(Store, "is_sqlite", property(lambda store: False))
        monkeypatch.setattr(module, "BEHIND_PAUSE", 0.002)

    def other_is_done(self) -> None:
        """The other replica served it."""
        self.store.commit_turn(TurnResult(1, None, None), self.clock.now())


async def test_an_update_waits_for_an_earlier_one_that_another_replica_serves(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One person's take effect in order, whoever serves them; other people's go beside."""
    with monkeypatch.context() as shared:
        street = Shared(store, clock, shared)
        await street.inbox.take([said(2), said(3), said(4, who=BEN)])
        await eventually(lambda: street.done == [4])
        street.other_is_done()
        await street.inbox.settle()
    assert street.done == [4, 2, 3]
    street.executor.close()


async def test_what_is_taken_over_goes_before_what_came_later(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other replica died: its update comes here, behind one that waits for it."""
    with monkeypatch.context() as shared:
        street = Shared(store, clock, shared)
        await street.inbox.take([said(2)])
        await asyncio.sleep(0)
        street.inbox.adopt([InboxItem(1, ANA, json.dumps(said(1)))])
        await street.inbox.settle()
    assert street.done == [1, 2]
    street.executor.close()


async def test_at_the_end_nobody_waits_for_another_replica(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is behind stays stored."""
    with monkeypatch.context() as shared:
        street = Shared(store, clock, shared)
        await street.inbox.take([said(2)])
        async with asyncio.timeout(HANGS):
            await street.inbox.stop()
    assert (street.done, street.states()) == ([], ["new", "new"])
    street.executor.close()


# The whole bot


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot itself."""
    async with stage_at(tmp_path) as opened:
        yield opened


UNREADABLE = [
    {"message": {"text": "a message without a chat"}},
    {"message": []},
    {"callback_query": {"id": "7"}},
    {"message": {"message_id": "x", "date": "yesterday", "chat": {"id": 5_100_000_001, "type": "private"}}},
]


@pytest.mark.parametrize("update", UNREADABLE)
async def test_an_update_that_the_library_cannot_read_is_set_aside(
    stage: Stage, update: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stalls polling for ever in the library's own way of doing it; here the next is served, and the reason kept."""
    monkeypatch.setattr(stage.bot.inbox, "_pauses", (0.0, 0.0))
    ana = stage.player()
    number = stage.telegram.state.push_raw(update)
    assert await ana.says("/help")
    with stage.store.engine.connect() as connection:
        row = connection.execute(sa.text("SELECT * FROM inbox WHERE update_id = :n"), {"n": number}).one()
    assert (row.state, row.body) == ("aside", None)
    assert row.reason


async def test_kinds_of_updates_that_nobody_asked_for_are_simply_done(stage: Stage) -> None:
    """Telegram adds new ones every few months."""
    stage.telegram.state.push_raw({"hologram": {"from": {"id": 1}}})
    stage.telegram.state.push_raw({"poll_answer": {"poll_id": "1", "option_ids": [0], "option_persistent_ids": []}})
    ana = stage.player()
    assert await ana.says("/help")
    assert stage.store.census() == {"people": 1, "inbox_done": 3, "outbox_sent": len(ana.texts)}


async def test_somebody_whose_turn_always_fails_gets_a_sentence(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A mistake of ours in one person's record: they hear that we are sorry, everybody else is served."""

    def failing(connection: sa.Connection, before: Any, after: Any) -> None:
        if after.account.first_name == "Boom":
            raise ZeroDivisionError("my hip hurts")
        save(connection, before, after)

    monkeypatch.setattr("storage.statements.people.save", failing)
    monkeypatch.setattr(stage.bot.inbox, "_pauses", (0.0, 0.0))
    boom, ana = stage.player("Boom"), stage.player("Ana")
    (sorry,) = await boom.says("/start")
    assert sorry == stage.parts.words_for("en").say("sorry")
    assert await ana.says("/start")
    (sorry_again,) = await boom.says("hello")
    assert sorry_again == sorry
    assert stage.store.census()["inbox_aside"] == 2
    assert [record.levelno for record in caplog.records if "update_set_aside" in record.message] == [logging.ERROR] * 2


PERSON, GROUP = {"id": ANA, "language_code": 7}, {"id": -ANA}


@pytest.mark.parametrize(
    ("update", "chats"),
    [
        ({"message": {"from": PERSON, "chat": PERSON}}, [ANA]),
        ({"callback_query": {"from": PERSON}}, [ANA]),
        ({"message": {"from": PERSON, "chat": GROUP}}, []),
        ({"message": {"from": {"id": "x"}, "chat": {"id": "x"}}}, []),
        ({"message": {"from": PERSON, "chat": None}}, []),
        ({"message": "text"}, []),
        ({"poll": {}}, []),
    ],
)
def test_who_is_apologised_to(update: dict[str, Any], chats: list[int]) -> None:
    """The person, in their private chat; nobody in a group, nor where nobody is named."""
    assert [call.chat_id for call in apology(update, words_in)] == chats
