"""The gate to Telegram: what each of its errors means, what is tried again and how often, and what a crash leaves."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot import outbox
from bot.local.faults import Fault
from bot.local.people import LocalPerson, buttons_of, words_of
from bot.local.server import LocalTelegram
from bot.outbox import Fate, Outbox, judge, markup_object
from bot.pacing import Pace
from bot.transport import AiohttpRequest, CutOff, NotSent
from storage.door import Door
from storage.records import Draft, Lane, Person, Reminder, TurnResult, Verb
from storage.store import Store

from .conftest import Clock, Plan, eventually, started

GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01"
GIF += b"\x00\x01\x00\x00\x02\x02D\x01\x00;"
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"

# Rows that may be sent now: none of their chat is held back.
READY = sa.text(
    "SELECT count(*) FROM outbox WHERE state = 'sending' OR state = 'pending' AND chat_id NOT IN "
    "(SELECT chat_id FROM outbox WHERE state = 'pending' AND not_before > :now)"
)


class Gate:
    """An outbox that runs, and its record."""

    def __init__(self, telegram: LocalTelegram, store: Store, clock: Clock, clips: Path | None = None) -> None:
        self.telegram, self.store, self.clock, self.clips = telegram, store, clock, clips
        self.pace = Pace(1000, clock.monotonic, chat_limits=False)
        self.door = Door(store)
        self.closed = False

    async def open(self) -> Gate:
        """Begin to send."""
        self.bot = Bot(
            self.telegram.token,
            base_url=f"{self.telegram.url}/bot",
            request=AiohttpRequest(8),
            get_updates_request=AiohttpRequest(1),
        )
        await self.bot.initialize()
        self.outbox = Outbox(self.door, self.bot, self.pace, self.clock.now, clips=self.clips)
        await self.outbox.start()
        return self

    async def close(self) -> None:
        """End as a program ends; once."""
        if not self.closed:
            self.closed = True
            await self.outbox.stop()
            await self.bot.shutdown()
            self.door.close()

    async def crash(self) -> None:
        """End as a power cut ends: whatever is under way is cut off."""
        self.closed = True
        names = ("outbox", "send-")
        tasks = [task for task in asyncio.all_tasks() if task.get_name().startswith(names)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.bot.shutdown()
        self.door.close()

    def put(self, *drafts: Draft) -> list[int]:
        """Put calls on record and say so."""
        rows = self.store.put(drafts, self.clock.now())
        self.outbox.wake()
        return rows

    async def send(self, *drafts: Draft) -> list[int]:
        """Put calls on record and wait until all that may be sent is sent, or put back, or given up."""
        rows = self.put(*drafts)
        await self.rests()
        return rows

    async def later(self, **span: float) -> None:
        """Let time pass; what was put back and has its moment now is sent."""
        self.clock.passes(**span)
        self.outbox.wake()
        await self.rests()

    async def rests(self) -> None:
        """Wait until nothing is under way and nothing may be sent."""
        await eventually(lambda: not self.ready(), "an outbox at rest")

    def ready(self) -> int:
        """How many calls are under way or may be made now."""
        with self.reading() as connection:
            return int(
                connection.scalar(READY, {"now": self.clock.now().replace(tzinfo=None).isoformat(" ", "microseconds")})
                or 0
            )

    def rows(self) -> list[tuple[str, str | None]]:
        """State and error of every call on record."""
        with self.reading() as connection:
            return [(row.state, row.error) for row in connection.execute(sa.text("SELECT * FROM outbox ORDER BY id"))]

    def states(self) -> list[str]:
        """The state of every call on record."""
        return [state for state, _ in self.rows()]

    def reading(self) -> sa.Connection:
        """A connection that holds up no writer."""
        return self.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT", limber_begin=False)


@pytest.fixture
async def gate(telegram: LocalTelegram, store: Store, clock: Clock, tmp_path: Path) -> AsyncIterator[Gate]:
    """An outbox that runs; its clips lie in a folder of the test."""
    opened = await Gate(telegram, store, clock, clips=tmp_path).open()
    yield opened
    await opened.close()


@contextlib.asynccontextmanager
async def another(gate: Gate) -> AsyncIterator[Gate]:
    """The outbox of the program's next run, on the same record."""
    opened = await Gate(gate.telegram, gate.store, gate.clock, gate.clips).open()
    await opened.rests()
    yield opened
    await opened.close()


def text(person: LocalPerson, words: str = "Hello", **fields: Any) -> Draft:
    """A message to somebody."""
    return Draft(person.id, Verb.SEND, {"text": words}, **fields)


def clip(person: LocalPerson, name: str = "breathe.gif", words: str = "Breathe") -> Draft:
    """A message with a clip."""
    return Draft(person.id, Verb.SEND, {"text": words, "clip": name})


def buttons(*labels: str) -> dict[str, Any]:
    """Inline buttons in the form of the Bot API."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label} for label in labels]]}


def error(code: int, words: str) -> Fault:
    """Telegram's refusal."""
    return Fault(error=(code, words))


# What is sent


async def test_a_message_is_sent_and_noted(gate: Gate, ana: LocalPerson) -> None:
    """With its HTML, under its message id, and its text is gone from the record."""
    await gate.send(text(ana, "<b>Hello</b> &amp; welcome"))
    assert ana.texts == ["Hello & welcome"]
    assert ana.last["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    with gate.reading() as connection:
        row = connection.execute(sa.text("SELECT * FROM outbox")).one()
    assert (row.state, row.message_id, row.payload) == ("sent", ana.last["message_id"], None)
    assert gate.outbox.counters.sent == 1


async def test_buttons_and_keyboards_are_sent(gate: Gate, ana: LocalPerson) -> None:
    """Inline buttons, a keyboard that asks for the place, and its end."""
    keyboard = {"keyboard": [[{"text": "Share", "request_location": True}]], "one_time_keyboard": True}
    await gate.send(Draft(ana.id, Verb.SEND, {"text": "One", "markup": buttons("Next", "Back")}))
    assert ana.buttons == ["Next", "Back"]
    await gate.send(Draft(ana.id, Verb.SEND, {"text": "Where?", "markup": keyboard}))
    assert ana.keyboard == ["Share"]
    await gate.send(Draft(ana.id, Verb.SEND, {"text": "Thanks", "markup": {"remove_keyboard": True}}))
    assert ana.keyboard == []


async def test_a_document_is_sent(gate: Gate, ana: LocalPerson) -> None:
    """As a file with its name."""
    await gate.send(Draft(ana.id, Verb.SEND, {"text": "Here", "document": ["limber.json", '{"ö": 1}']}))
    document = ana.last["document"]
    assert (document["file_name"], ana.texts) == ("limber.json", ["Here"])
    assert gate.telegram.state.blobs[document["file_unique_id"]] == '{"ö": 1}'.encode()


async def test_edits_change_the_message_that_is_there(gate: Gate, ana: LocalPerson) -> None:
    """Its text and buttons, or the buttons alone; a strip takes them away."""
    await gate.send(Draft(ana.id, Verb.SEND, {"text": "One", "markup": buttons("Next")}, slot="walk"))
    target = ana.last["message_id"]
    await gate.send(Draft(ana.id, Verb.EDIT, {"text": "<i>Two</i>", "markup": buttons("Back")}, target=target))
    assert (ana.texts, ana.buttons) == (["Two"], ["Back"])
    await gate.send(Draft(ana.id, Verb.EDIT, {"markup": buttons("More")}, target=target))
    assert (ana.texts, ana.buttons) == (["Two"], ["More"])
    await gate.send(Draft(ana.id, Verb.STRIP, target=target))
    assert (ana.texts, ana.buttons) == (["Two"], [])


async def test_a_new_message_takes_the_buttons_of_the_one_before(gate: Gate, ana: LocalPerson) -> None:
    """Also when both were put on record before either was sent."""
    step = [Draft(ana.id, Verb.SEND, {"text": words, "markup": buttons("Next")}, slot="walk") for words in "abc"]
    await gate.send(*step)
    assert [(words_of(message), len(buttons_of(message))) for message in ana.inbox] == [("a", 0), ("b", 0), ("c", 1)]


async def test_what_has_nothing_to_touch_is_done(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """An edit of a message that never came to be: no call at all."""
    await gate.send(Draft(ana.id, Verb.STRIP), Draft(ana.id, Verb.EDIT, {"text": "x"}))
    assert gate.states() == ["sent", "sent"]
    assert plan.count("editMessageReplyMarkup") + plan.count("editMessageText") == 0


# In which order


async def test_one_chats_messages_come_in_order(gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan) -> None:
    """However slow one of them is, and other chats go beside."""
    leave = plan.hold("sendMessage")
    gate.put(*(text(ana, str(number)) for number in range(8)))
    await eventually(lambda: plan.count("sendMessage") == 1)
    gate.put(text(ben, "beside"))
    await ben.hears("beside")
    assert ana.texts == []
    leave.set()
    await gate.rests()
    assert ana.texts == [str(number) for number in range(8)]


async def test_replies_go_before_prompts_and_these_before_broadcasts(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan
) -> None:
    """What waits for one chat is sent by lane, whenever it was put there."""
    leave = plan.hold("sendMessage")
    gate.put(text(ana, "first"))
    await eventually(lambda: plan.count("sendMessage") == 1)
    gate.put(*(text(ana, lane.name, lane=lane) for lane in (Lane.BROADCAST, Lane.PROMPT, Lane.REPLY)))
    leave.set()
    await gate.rests()
    assert ana.texts == ["first", "REPLY", "PROMPT", "BROADCAST"]


async def test_a_chat_whose_message_was_put_back_is_not_overtaken(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """The second waits until the first got through."""
    plan.before("sendMessage", error(502, "Bad Gateway"))
    await gate.send(text(ana, "one"), text(ana, "two"))
    assert (ana.texts, gate.states()) == ([], ["pending", "pending"])
    await gate.later(seconds=2)
    assert ana.texts == ["one", "two"]


async def test_only_so_many_calls_are_under_way_at_once(
    telegram: LocalTelegram, store: Store, clock: Clock, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others wait on record, and get their turn."""
    monkeypatch.setattr(outbox, "MOST_AT_ONCE", 2)
    gate = await Gate(telegram, store, clock).open()
    people = [started(telegram, name) for name in ("Ana", "Ben", "Caro", "Dan", "Eve")]
    leave = plan.hold("sendMessage", calls=2)
    gate.put(*map(text, people))
    await eventually(lambda: plan.count("sendMessage") == 2)
    gate.outbox.wake()
    assert gate.states() == ["sending", "sending", "pending", "pending", "pending"]
    leave.set()
    await gate.rests()
    assert [person.texts for person in people] == [["Hello"]] * 5
    await gate.close()


# What each error means

KEPT_BUT_DONE = ["message to edit not found", "message can't be edited", "message to delete not found"]

FATES: list[tuple[TelegramError, Fate]] = [
    (RetryAfter(7), Fate.FLOOD),
    (ChatMigrated(-100_1), Fate.MIGRATED),
    (Forbidden("Forbidden: bot was blocked by the user"), Fate.UNREACHABLE),
    (Forbidden("Forbidden: user is deactivated"), Fate.UNREACHABLE),
    (Forbidden("Forbidden: bot was kicked from the group chat"), Fate.UNREACHABLE),
    (BadRequest("Bad Request: chat not found"), Fate.UNREACHABLE),
    (BadRequest("Bad Request: PEER_ID_INVALID"), Fate.UNREACHABLE),
    (BadRequest("Bad Request: have no rights to send a message"), Fate.UNREACHABLE),
    (BadRequest("Bad Request: message is not modified: specified new message content ..."), Fate.DONE),
    *((BadRequest(f"Bad Request: {words}"), Fate.DONE) for words in KEPT_BUT_DONE),
    (BadRequest('Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'), Fate.PLAIN),
    (BadRequest("Bad Request: wrong file identifier/HTTP URL specified"), Fate.UPLOAD),
    (BadRequest("Bad Request: wrong remote file identifier specified: can't unserialize it"), Fate.UPLOAD),
    (BadRequest("Bad Request: BUTTON_DATA_INVALID"), Fate.GIVE_UP),
    (BadRequest("Bad Request: message is too long"), Fate.GIVE_UP),
    (NotSent("ClientConnectorError"), Fate.RETRY),
    (NetworkError("Internal Server Error (500)"), Fate.RETRY),
    (NetworkError("Bad Gateway"), Fate.RETRY),
    (InvalidToken("Unauthorized"), Fate.RETRY),
    (CutOff("ServerDisconnectedError"), Fate.UNCERTAIN),
    (TimedOut(), Fate.UNCERTAIN),
    (TelegramError("Invalid server response"), Fate.UNCERTAIN),
    (Conflict("Conflict"), Fate.UNCERTAIN),
]


@pytest.mark.parametrize(("failure", "fate"), FATES)
def test_what_an_error_means(failure: TelegramError, fate: Fate) -> None:
    """One table, in Telegram's own words."""
    assert judge(failure) is fate


def on_record(store: Store, person: LocalPerson, clock: Clock) -> None:
    """Somebody with a reminder is on record."""
    before = Person(id=person.id, created_at=clock.now(), first_name=person.name)
    due = clock.now() + timedelta(hours=1)
    reminder = Reminder(1, due.time(), 127, due, due.date())
    after = Person(id=person.id, created_at=clock.now(), first_name=person.name, reminders=(reminder,))
    store.commit_turn(TurnResult(None, before, after), clock.now())


def block(person: LocalPerson) -> None:
    """They block the bot."""
    person.block()


def deactivate(person: LocalPerson) -> None:
    """They delete their account."""
    person.deactivate()


def forget(person: LocalPerson) -> None:
    """Telegram does not know them any more."""
    del person.state.chats[person.id]


@pytest.mark.parametrize(
    ("leave", "said"),
    [
        (block, "Forbidden: bot was blocked by the user"),
        (deactivate, "Forbidden: user is deactivated"),
        (forget, "Bad Request: chat not found"),
    ],
)
async def test_somebody_who_is_gone_is_left_in_peace(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, plan: Plan, leave: Callable[[LocalPerson], None], said: str
) -> None:
    """One call finds out: reminders rest, what else waits for them is given up, nobody else is touched."""
    on_record(gate.store, ana, gate.clock)
    on_record(gate.store, ben, gate.clock)
    leave(ana)
    await gate.send(text(ana, "one"), text(ana, "two", lane=Lane.PROMPT), text(ben, "for Ben"))
    assert plan.count("sendMessage") == 2
    assert [row for row in gate.rows() if row[0] != "sent"] == [("dead", row_error(said))] * 2
    gone, there = gate.store.load(ana.id), gate.store.load(ben.id)
    assert gone is not None
    assert there is not None
    assert (gone.blocked_at, gone.reminders[0].next_due) == (gate.clock.now(), None)
    assert (there.blocked_at, there.reminders[0].next_due is None) == (None, False)
    assert ben.texts == ["for Ben"]
    assert gate.outbox.counters.given_up == 1


def row_error(said: str) -> str:
    """Telegram's words as they stand on record: the Telegram library takes the beginning off a 400."""
    return said.removeprefix("Bad Request: ").capitalize() if said.startswith("Bad Request") else said


async def test_a_group_that_removed_the_bot_is_left_in_peace(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """What waits for it is given up; no person is marked."""
    group = gate.telegram.group("Hips", ana)
    group.add_bot(ana)
    group.remove_bot(ana)
    await gate.send(Draft(group.id, Verb.SEND, {"text": "one"}), Draft(group.id, Verb.SEND, {"text": "two"}))
    assert gate.rows() == [("dead", "Forbidden: bot was kicked from the group chat")] * 2
    assert plan.count("sendMessage") == 1


async def test_an_edit_that_changes_nothing_is_as_it_should_be(gate: Gate, ana: LocalPerson) -> None:
    """No error, no second try."""
    await gate.send(Draft(ana.id, Verb.SEND, {"text": "One"}))
    target = ana.last["message_id"]
    await gate.send(Draft(ana.id, Verb.EDIT, {"text": "One"}, target=target), Draft(ana.id, Verb.STRIP, target=target))
    assert gate.states() == ["sent"] * 3
    assert gate.outbox.counters.given_up == 0


async def test_a_message_that_is_gone_needs_no_edit(gate: Gate, ana: LocalPerson) -> None:
    """The person deleted it."""
    await gate.send(Draft(ana.id, Verb.STRIP, target=404), Draft(ana.id, Verb.EDIT, {"text": "x"}, target=404))
    assert gate.states() == ["sent", "sent"]


async def test_html_that_telegram_cannot_read_is_sent_bare_at_once(
    gate: Gate, ana: LocalPerson, plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    """The person gets their text and buttons; the log says that we made a mistake."""
    await gate.send(Draft(ana.id, Verb.SEND, {"text": "<b>never &amp; closed", "markup": buttons("Next")}))
    assert (ana.texts, ana.buttons) == (["never & closed"], ["Next"])
    assert plan.count("sendMessage") == 2
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == [
        "markup_refused row=1 event=reply"
    ]


async def test_an_edit_that_telegram_cannot_read_is_made_bare(gate: Gate, ana: LocalPerson) -> None:
    """As a message is."""
    await gate.send(text(ana))
    await gate.send(Draft(ana.id, Verb.EDIT, {"text": "<b>never closed"}, target=ana.last["message_id"]))
    assert ana.texts == ["never closed"]


async def test_bare_text_that_is_refused_too_is_given_up(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """Twice and no more."""
    plan.always("sendMessage", error(400, "Bad Request: can't parse entities"))
    await gate.send(text(ana))
    assert (gate.states(), plan.count("sendMessage")) == (["dead"], 2)


@pytest.mark.parametrize("words", ["Bad Request: message is too long", "Bad Request: BUTTON_DATA_INVALID"])
async def test_what_will_never_work_is_given_up_and_the_next_is_sent(
    gate: Gate, ana: LocalPerson, plan: Plan, words: str
) -> None:
    """Once; the reason stays on record, and the person is not marked as gone."""
    plan.before("sendMessage", error(400, words))
    on_record(gate.store, ana, gate.clock)
    await gate.send(text(ana, "one"), text(ana, "two"))
    assert gate.states() == ["dead", "sent"]
    person = gate.store.load(ana.id)
    assert person is not None
    assert person.blocked_at is None
    assert (gate.outbox.counters.given_up, gate.outbox.counters.sent) == (1, 1)


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


# Where it goes


async def test_a_group_that_became_a_supergroup_is_followed(gate: Gate, ana: LocalPerson) -> None:
    """The message goes to the new id at once, and so does what waits behind it."""
    group = gate.telegram.group("Hips", ana)
    group.add_bot(ana)
    new = group.upgrade(ana)
    await gate.send(*(Draft(group.id, Verb.SEND, {"text": words}) for words in ("one", "two")))
    assert (new.texts, group.texts) == (["one", "two"], [])
    assert gate.states() == ["sent", "sent"]


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


# Clips


@pytest.mark.parametrize(("name", "content"), [("breathe.gif", GIF), ("breathe.mp4", MP4)], ids=["gif", "mp4"])
async def test_a_clip_is_uploaded_once_and_then_known_by_its_id(
    gate: Gate, ana: LocalPerson, ben: LocalPerson, tmp_path: Path, name: str, content: bytes
) -> None:
    """For everybody, and also after a restart."""
    (tmp_path / name).write_bytes(content)
    await gate.send(clip(ana, name))
    await gate.send(clip(ben, name, "Again"))
    sent = [call for call in gate.telegram.state.ledger if call.method == "sendAnimation"]
    assert [list(call.files.values()) != [] for call in sent] == [True, False]
    file_id = sent[1].params["animation"]
    assert (ana.last["animation"]["file_id"], ana.texts, ben.texts) == (file_id, ["Breathe"], ["Again"])
    assert gate.telegram.state.blobs[ana.last["animation"]["file_unique_id"]] == content
    await gate.close()
    async with another(gate) as after:
        await after.send(clip(ana, name, "And again"))
        assert gate.telegram.state.ledger[-1].params["animation"] == file_id


async def test_a_clip_that_was_changed_is_uploaded_anew(gate: Gate, ana: LocalPerson, tmp_path: Path) -> None:
    """It is known by what is in it, not by its name."""
    (tmp_path / "breathe.gif").write_bytes(GIF)
    await gate.send(clip(ana))
    (tmp_path / "breathe.gif").write_bytes(GIF + b" ")
    await gate.send(clip(ana))
    first, second = (message["animation"]["file_unique_id"] for message in ana.inbox)
    assert gate.telegram.state.blobs[first] + b" " == gate.telegram.state.blobs[second]


async def test_a_clip_whose_id_died_is_uploaded_again(gate: Gate, ana: LocalPerson, tmp_path: Path, plan: Plan) -> None:
    """At once, and known by its new id from then on."""
    (tmp_path / "breathe.gif").write_bytes(GIF)
    await gate.send(clip(ana))
    dead = ana.last["animation"]["file_id"]
    del gate.telegram.state.files[dead]
    await gate.send(clip(ana, words="Again"))
    assert ana.texts == ["Breathe", "Again"]
    assert ana.last["animation"]["file_id"] != dead
    await gate.send(clip(ana, words="And again"))
    assert ana.last["animation"]["file_id"] == ana.inbox[1]["animation"]["file_id"]
    assert plan.count("sendAnimation") == 4


async def test_a_clip_that_telegram_keeps_refusing_goes_without(
    gate: Gate, ana: LocalPerson, plan: Plan, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Better a step without its picture than no step; the log says so."""
    (tmp_path / "breathe.gif").write_bytes(GIF)
    plan.always("sendAnimation", error(400, "Bad Request: wrong file identifier/HTTP URL specified"))
    await gate.send(clip(ana))
    assert (ana.texts, gate.states()) == (["Breathe"], ["sent"])
    assert "clip_refused row=1 clip=breathe.gif" in caplog.text


async def test_an_empty_clip_goes_without(gate: Gate, ana: LocalPerson, tmp_path: Path) -> None:
    """Telegram takes no empty file."""
    (tmp_path / "breathe.gif").write_bytes(b"")
    await gate.send(clip(ana))
    assert (ana.texts, gate.states()) == (["Breathe"], ["sent"])


async def test_a_clip_that_is_missing_goes_without(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """Deleted after the library was checked: the text is sent."""
    await gate.send(clip(ana, "gone.gif"))
    assert (ana.texts, plan.count("sendAnimation")) == (["Breathe"], 0)


async def test_a_text_too_long_for_a_caption_goes_without_its_clip(
    gate: Gate, ana: LocalPerson, tmp_path: Path, plan: Plan
) -> None:
    """What is read counts, not its tags: 1,024 characters stand under a clip, 1,025 do not."""
    (tmp_path / "breathe.gif").write_bytes(GIF)
    longest = f"<b>{'x' * 1022}</b>&amp;y"
    await gate.send(clip(ana, words=longest), clip(ana, words=longest + "z"))
    assert ["animation" in message for message in ana.inbox] == [True, False]
    assert [len(words) for words in ana.texts] == [1024, 1025]
    assert plan.count("sendAnimation") == 1


async def test_a_clip_with_html_that_cannot_be_read_keeps_its_picture(
    gate: Gate, ana: LocalPerson, tmp_path: Path
) -> None:
    """Only the markup goes."""
    (tmp_path / "breathe.gif").write_bytes(GIF)
    await gate.send(clip(ana, words="<b>never closed"))
    assert (ana.texts, "animation" in ana.last) == (["never closed"], True)


def test_a_markup_of_none_is_none() -> None:
    """Nothing is said about buttons then."""
    assert markup_object(None) is None
