"""The gate to Telegram: what is sent, in which order, and what becomes of what Telegram refuses."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable

import pytest

from bot.emulator.people import LocalPerson, buttons_of, words_of
from bot.emulator.server import LocalTelegram
from bot.sending import queue
from bot.sending.rate_limiter import RateLimiter
from storage.records.calls import Lane, OutgoingCall, Verb
from storage.store import Store
from tests.bot.conftest import Clock, Plan, eventually, started
from tests.harness.outbox_harness import Gate, buttons, error, on_record, text


@pytest.fixture
async def gate(telegram: LocalTelegram, store: Store, clock: Clock) -> AsyncIterator[Gate]:
    """An outbox that runs."""
    opened = await Gate(telegram, store, clock).open()
    yield opened
    await opened.close()


# What is sent


async def test_a_message_is_sent_and_noted(gate: Gate, ana: LocalPerson) -> None:
    """With its HTML, under its message id, and its text is gone from the record."""
    await gate.send(text(ana, "<b>Hello</b> &amp; welcome"))
    assert ana.texts == ["Hello & welcome"]
    assert ana.last["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    (row,) = gate.table()
    assert (row.state, row.message_id, row.payload) == ("sent", ana.last["message_id"], None)
    assert gate.outbox.counters.sent == 1


async def test_buttons_and_keyboards_are_sent(gate: Gate, ana: LocalPerson) -> None:
    """Inline buttons, a keyboard that asks for the place, and its end."""
    keyboard = {"keyboard": [[{"text": "Share", "request_location": True}]], "one_time_keyboard": True}
    await gate.send(OutgoingCall(ana.id, Verb.SEND, {"text": "One", "markup": buttons("Next", "Back")}))
    assert ana.buttons == ["Next", "Back"]
    await gate.send(OutgoingCall(ana.id, Verb.SEND, {"text": "Where?", "markup": keyboard}))
    assert ana.keyboard == ["Share"]
    await gate.send(OutgoingCall(ana.id, Verb.SEND, {"text": "Thanks", "markup": {"remove_keyboard": True}}))
    assert ana.keyboard == []


async def test_a_document_is_sent(gate: Gate, ana: LocalPerson) -> None:
    """As a file with its name."""
    await gate.send(OutgoingCall(ana.id, Verb.SEND, {"text": "Here", "document": ["limber.json", '{"ö": 1}']}))
    document = ana.last["document"]
    assert (document["file_name"], ana.texts) == ("limber.json", ["Here"])
    assert gate.telegram.state.blobs[document["file_unique_id"]] == '{"ö": 1}'.encode()


async def test_edits_change_the_message_that_is_there(gate: Gate, ana: LocalPerson) -> None:
    """Its text and buttons, or the buttons alone; a strip takes them away."""
    await gate.send(OutgoingCall(ana.id, Verb.SEND, {"text": "One", "markup": buttons("Next")}, slot="walk"))
    target = ana.last["message_id"]
    await gate.send(OutgoingCall(ana.id, Verb.EDIT, {"text": "<i>Two</i>", "markup": buttons("Back")}, target=target))
    assert (ana.texts, ana.buttons) == (["Two"], ["Back"])
    await gate.send(OutgoingCall(ana.id, Verb.EDIT, {"markup": buttons("More")}, target=target))
    assert (ana.texts, ana.buttons) == (["Two"], ["More"])
    await gate.send(OutgoingCall(ana.id, Verb.STRIP, target=target))
    assert (ana.texts, ana.buttons) == (["Two"], [])


async def test_a_new_message_takes_the_buttons_of_the_one_before(gate: Gate, ana: LocalPerson) -> None:
    """Also when both were put on record before either was sent."""
    step = [OutgoingCall(ana.id, Verb.SEND, {"text": words, "markup": buttons("Next")}, slot="walk") for words in "abc"]
    await gate.send(*step)
    assert [(words_of(message), len(buttons_of(message))) for message in ana.inbox] == [("a", 0), ("b", 0), ("c", 1)]


async def test_what_has_nothing_to_touch_is_done(gate: Gate, ana: LocalPerson, plan: Plan) -> None:
    """An edit of a message that never came to be: no call at all."""
    await gate.send(OutgoingCall(ana.id, Verb.STRIP), OutgoingCall(ana.id, Verb.EDIT, {"text": "x"}))
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
    monkeypatch.setattr(queue, "MOST_UNDER_WAY", 2)
    monkeypatch.setattr(RateLimiter, "most_under_way", lambda self: 2)
    monkeypatch.setattr(queue, "MOST_REPLIES", 0)
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
    assert (gone.account.blocked_at, gone.reminders[0].next_due) == (gate.clock.now(), None)
    assert (there.account.blocked_at, there.reminders[0].next_due is None) == (None, False)
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
    await gate.send(
        OutgoingCall(group.id, Verb.SEND, {"text": "one"}), OutgoingCall(group.id, Verb.SEND, {"text": "two"})
    )
    assert gate.rows() == [("dead", "Forbidden: bot was kicked from the group chat")] * 2
    assert plan.count("sendMessage") == 1


async def test_an_edit_that_changes_nothing_is_as_it_should_be(gate: Gate, ana: LocalPerson) -> None:
    """No error, no second try."""
    await gate.send(OutgoingCall(ana.id, Verb.SEND, {"text": "One"}))
    target = ana.last["message_id"]
    await gate.send(
        OutgoingCall(ana.id, Verb.EDIT, {"text": "One"}, target=target), OutgoingCall(ana.id, Verb.STRIP, target=target)
    )
    assert gate.states() == ["sent"] * 3
    assert gate.outbox.counters.given_up == 0


async def test_a_message_that_is_gone_needs_no_edit(gate: Gate, ana: LocalPerson) -> None:
    """The person deleted it."""
    await gate.send(
        OutgoingCall(ana.id, Verb.STRIP, target=404), OutgoingCall(ana.id, Verb.EDIT, {"text": "x"}, target=404)
    )
    assert gate.states() == ["sent", "sent"]


async def test_html_that_telegram_cannot_read_is_sent_bare_at_once(
    gate: Gate, ana: LocalPerson, plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    """The person gets their text and buttons; the log says that we made a mistake."""
    await gate.send(OutgoingCall(ana.id, Verb.SEND, {"text": "<b>never &amp; closed", "markup": buttons("Next")}))
    assert (ana.texts, ana.buttons) == (["never & closed"], ["Next"])
    assert plan.count("sendMessage") == 2
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == [
        "markup_refused row=1 kind=reply"
    ]


async def test_an_edit_that_telegram_cannot_read_is_made_bare(gate: Gate, ana: LocalPerson) -> None:
    """As a message is."""
    await gate.send(text(ana))
    await gate.send(OutgoingCall(ana.id, Verb.EDIT, {"text": "<b>never closed"}, target=ana.last["message_id"]))
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
    assert person.account.blocked_at is None
    assert (gate.outbox.counters.given_up, gate.outbox.counters.sent) == (1, 1)


# Where it goes


async def test_a_group_that_became_a_supergroup_is_followed(gate: Gate, ana: LocalPerson) -> None:
    """The message goes to the new id at once, and so does what waits behind it."""
    group = gate.telegram.group("Hips", ana)
    group.add_bot(ana)
    new = group.upgrade(ana)
    await gate.send(*(OutgoingCall(group.id, Verb.SEND, {"text": words}) for words in ("one", "two")))
    assert (new.texts, group.texts) == (["one", "two"], [])
    assert gate.states() == ["sent", "sent"]
