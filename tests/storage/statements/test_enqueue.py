"""How calls get on record: in the hand of whoever put them there, and with what strips the buttons of older ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from storage.records.calls import Dead, DeadReason, Lane, OutboxRow, OutgoingCall, Sent, Verb
from storage.records.turn import TurnResult
from storage.schema import tables
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, MINUTE, NOW, texts, words
from tests.storage.store_actions import put_person, send, send_all, table


def live(store: Store) -> list[object]:
    """Which calls count as having buttons, in the order in which they were put there."""
    return [row["live"] for row in table(store, "outbox")]


def strips(rows: list[OutboxRow]) -> list[tuple[int | None, int | None]]:
    """Message or call whose buttons go."""
    return [(row.target, row.target_row) for row in rows if row.verb is Verb.STRIP]


# Their ids


def test_ids_rise_and_are_never_given_out_again(store: Store) -> None:
    """One at a time or many at once, and also when the newest rows are gone, or were written and rolled back."""
    ids = [row.id for text in ("One", "Two") for row in store.enqueue([words(text)], NOW)]
    ids += [row.id for row in store.enqueue([words("Three"), words("Four", BEN)], NOW)]
    store.write(lambda connection: connection.execute(sa.delete(tables.outbox)))
    ids += [row.id for row in store.enqueue([words("Five")], NOW)]
    ids += [row.id for row in store.enqueue([words("Six"), words("Seven")], NOW)]
    with pytest.raises(sa.exc.IntegrityError):
        store.enqueue([words("Eight"), replace(words("?"), event=None)], NOW)  # type: ignore[arg-type]
    ids += [row.id for row in store.enqueue([words("Nine"), words("Ten")], NOW)]
    assert ids == sorted(set(ids))
    assert [row["id"] for row in table(store, "outbox")] == ids[4:]


# Whose they are


def test_replies_are_in_the_hand_of_the_replica_that_put_them_there(store: Store) -> None:
    """Nobody else takes them; many at once are nobody's yet."""
    ana = put_person(store, ANA)
    outgoing = (words("One"), words("Two"), words("News", BEN, lane=Lane.BROADCAST))
    calls = store.commit_turn(TurnResult(None, ana, ana, outgoing), NOW)
    assert calls is not None
    assert [(row.payload["text"], row.held, row.begun, row.attempts) for row in calls] == [
        ("One", True, False, 0),
        ("Two", True, False, 0),
        ("News", False, False, 0),
    ]
    assert [(row["state"], row["holder"]) for row in table(store, "outbox")] == [
        ("pending", store.me),
        ("pending", store.me),
        ("pending", None),
    ]
    assert texts(store.claim(10)) == ["News"]


def test_the_first_reply_may_be_begun_with_its_turn(store: Store) -> None:
    """Record, reply and "is being sent" in one transaction; the second reply waits."""
    ana = put_person(store, ANA)
    calls = store.commit_turn(TurnResult(None, ana, ana, (words("One"), words("Two"))), NOW, begin=True)
    assert calls is not None
    assert [(row.held, row.begun, row.attempts) for row in calls] == [(True, True, 1), (True, False, 0)]
    assert [(row["state"], row["attempts"]) for row in table(store, "outbox")] == [("sending", 1), ("pending", 0)]


def test_an_edit_is_never_begun_with_its_turn(store: Store) -> None:
    """Made twice it changes nothing, so nobody has to know that it was begun."""
    ana = put_person(store, ANA)
    edit = OutgoingCall(ANA.id, Verb.EDIT, {"text": "answered"}, target=7)
    calls = store.commit_turn(TurnResult(None, ana, ana, (edit, words("Next"))), NOW, begin=True)
    assert [(row.verb, row.begun) for row in calls or ()] == [(Verb.EDIT, False), (Verb.SEND, False)]


def test_a_call_that_is_put_on_record_is_as_it_was_meant(store: Store) -> None:
    """What comes back is what a replica that claims it would get."""
    (put,) = store.enqueue(
        [OutgoingCall(ANA.id, Verb.EDIT, {"text": "🦵"}, target=7, lane=Lane.PROMPT, event="e")], NOW
    )
    expected = OutboxRow(
        id=put.id,
        chat_id=ANA.id,
        verb=Verb.EDIT,
        payload={"text": "🦵"},
        target=7,
        target_row=None,
        lane=Lane.PROMPT,
        attempts=0,
        uncertain=0,
        event="e",
        created_at=NOW,
        held=False,
    )
    assert put == expected
    (claimed,) = store.claim(1)
    assert (claimed.held, claimed.begun) == (True, False)
    assert [getattr(claimed, name) for name in ("id", "payload", "target", "lane", "event", "created_at")] == [
        getattr(expected, name) for name in ("id", "payload", "target", "lane", "event", "created_at")
    ]


def test_many_calls_at_once_keep_their_order(store: Store) -> None:
    """Two thousand in one statement or several: each row id belongs to its text, and rises."""
    rows = store.enqueue([OutgoingCall(number, Verb.SEND, {"text": str(number)}) for number in range(1, 2001)], NOW)
    assert [row.id for row in rows] == sorted(row.id for row in rows)
    assert [(row["id"], row["payload"]) for row in table(store, "outbox")] == [(row.id, row.payload) for row in rows]


# Buttons


def test_a_new_message_in_a_slot_strips_the_one_before(store: Store) -> None:
    """The new message goes first; the old one is known by its message id."""
    (old,) = store.enqueue([words("first", slot="walk")], NOW)
    send_all(store)
    put = store.enqueue([words("second", slot="walk")], NOW)
    new, strip = store.claim(5)
    assert [row.id for row in put] == [new.id, strip.id]
    assert (new.payload, strip.verb, strip.target, strip.target_row, strip.event) == (
        {"text": "second"},
        Verb.STRIP,
        old.id + 1000,
        None,
        "retire",
    )


def test_a_message_that_is_not_sent_yet_is_stripped_after_it_was(store: Store) -> None:
    """Its message id is looked up when the strip's turn has come."""
    first, second, strip = store.enqueue([words("first", slot="walk"), words("second", slot="walk")], NOW)
    assert strips([strip]) == [(None, first.id)]
    assert store.message_id_of(first.id) is None
    assert texts(send_all(store)) == ["first", "second", "strip"]
    assert store.message_id_of(first.id) == first.id + 1000
    assert live(store) == [False, True, False]
    store.enqueue([words("third", slot="walk")], NOW)
    assert strips(store.claim(5)) == [(second.id + 1000, None)]


def test_a_message_that_waits_in_a_slower_lane_is_stripped_behind_it(store: Store) -> None:
    """A prompt that is still queued when the person starts by themselves comes without live buttons in the end."""
    ana = put_person(store, ANA)
    (prompt,) = store.enqueue([words("good morning", slot="prompt", lane=Lane.PROMPT)], NOW)
    calls = store.commit_turn(TurnResult(None, ana, ana, (words("step 1"),), retire=("prompt",)), NOW)
    assert calls is not None
    store.release([row.id for row in calls])
    rows = send_all(store)
    assert [(row.verb, row.lane, row.target_row) for row in rows] == [
        (Verb.SEND, Lane.REPLY, None),
        (Verb.SEND, Lane.PROMPT, None),
        (Verb.STRIP, Lane.PROMPT, prompt.id),
    ]


def test_a_message_that_died_needs_no_strip(store: Store) -> None:
    """Nothing is there to be touched."""
    store.enqueue([words("first", slot="walk")], NOW)
    (first,) = store.claim(1)
    store.settle(dead=[Dead(first.id, "no", DeadReason.REFUSED)])
    store.enqueue([words("second", slot="walk")], NOW)
    assert texts(send_all(store)) == ["second"]


def test_a_message_that_dies_after_its_strip_was_put_there_leaves_nothing_to_touch(store: Store) -> None:
    """The strip's target is not known, then or ever."""
    store.enqueue([words("first", slot="walk"), words("second", slot="walk")], NOW)
    first, second, strip = store.claim(9)
    store.settle(dead=[Dead(first.id, "no", DeadReason.REFUSED)])
    send(store, second)
    assert (strip.verb, strip.target, strip.target_row) == (Verb.STRIP, None, first.id)
    assert store.message_id_of(first.id) is None
    assert store.message_id_of(404) is None


def test_slots_are_each_chats_own(store: Store) -> None:
    """Another slot, or another person's message in the same one, keeps its buttons."""
    store.enqueue([words("walk", slot="walk"), words("menu", slot="menu"), words("walk", BEN, slot="walk")], NOW)
    send_all(store)
    store.enqueue([words("next", slot="walk")], NOW)
    assert texts(send_all(store)) == ["next", "strip"]
    assert live(store) == [False, True, True, True, False]


def test_many_chats_at_once_strip_each_its_own(store: Store) -> None:
    """As with a batch of prompts: every new message strips the old one of its own chat."""
    chats = range(1, 6)
    old = store.enqueue(
        [OutgoingCall(chat, Verb.SEND, {"text": "old"}, slot="prompt", lane=Lane.PROMPT) for chat in chats], NOW
    )
    send_all(store)
    new = store.enqueue(
        [OutgoingCall(chat, Verb.SEND, {"text": "new"}, slot="prompt", lane=Lane.PROMPT) for chat in chats], NOW
    )
    assert [row.verb for row in new] == [Verb.SEND] * 5 + [Verb.STRIP] * 5
    assert sorted((row.chat_id, row.target) for row in new[5:]) == [(row.chat_id, row.id + 1000) for row in old]


def test_three_messages_for_one_slot_leave_the_last_with_buttons(store: Store) -> None:
    """All put there in one transaction."""
    ana = put_person(store, ANA)
    outgoing = tuple(words(text, slot="walk") for text in ("one", "two", "three"))
    calls = store.commit_turn(TurnResult(None, ana, ana, outgoing), NOW)
    assert calls is not None
    one, two, three = (row.id for row in calls if row.verb is Verb.SEND)
    assert strips(calls) == [(None, one), (None, two)]
    assert [row["id"] for row in table(store, "outbox") if row["live"]] == [three]


def test_a_slot_can_be_retired_with_nothing_in_its_place(store: Store) -> None:
    """A typed "stop" leaves no buttons."""
    ana = put_person(store, ANA)
    rows = store.enqueue([words("walk", slot="walk"), words("menu", slot="menu")], NOW)
    send_all(store)
    calls = store.commit_turn(TurnResult(None, ana, ana, retire=("walk", "menu", "nothing here")), NOW)
    assert strips(calls or []) == [(rows[0].id + 1000, None), (rows[1].id + 1000, None)]
    assert all(row.held for row in calls or [])
    assert live(store) == [False] * 4


def test_what_a_turn_brings_itself_it_does_not_retire(store: Store) -> None:
    """Other buttons under the prompt that it is about, or a message for the slot; the next prompt strips them."""
    ana = put_person(store, ANA)
    (prompt,) = store.enqueue([words("good morning", slot="prompt")], NOW)
    send_all(store)
    other_buttons = OutgoingCall(
        ANA.id, Verb.EDIT, {"text": "not today", "markup": {"inline_keyboard": [[]]}}, target=prompt.id + 1000
    )
    outgoing = (other_buttons, words("question", slot="ask"))
    calls = store.commit_turn(TurnResult(None, ana, ana, outgoing, retire=("prompt", "ask")), NOW)
    assert calls is not None
    edit, question = calls
    assert (edit.verb, question.verb) == (Verb.EDIT, Verb.SEND)
    put = store.enqueue([words("good evening", slot="prompt"), words("answer", slot="ask")], NOW)
    assert strips(put) == [(prompt.id + 1000, None), (None, question.id)]


def test_an_edit_without_buttons_does_not_keep_a_slot(store: Store) -> None:
    """Nor one of another message."""
    ana = put_person(store, ANA)
    (prompt,) = store.enqueue([words("good morning", slot="prompt")], NOW)
    send_all(store)
    elsewhere = OutgoingCall(ANA.id, Verb.EDIT, {"markup": {"inline_keyboard": [[]]}}, target=prompt.id + 999)
    calls = store.commit_turn(TurnResult(None, ana, ana, (elsewhere,), retire=("prompt",)), NOW)
    assert strips(calls or []) == [(prompt.id + 1000, None)]


@pytest.mark.parametrize("person", [ANA, BEN], ids=["their own", "nobody else's"])
def test_retiring_is_about_ones_own_chat(store: Store, person: object) -> None:
    """Ana's turn touches Ana's messages."""
    ana = put_person(store, ANA)
    store.enqueue([words("walk", BEN if person is BEN else ANA, slot="walk")], NOW)
    send_all(store)
    calls = store.commit_turn(TurnResult(None, ana, ana, retire=("walk",)), NOW)
    assert len(calls or []) == (0 if person is BEN else 1)


def test_an_edit_without_buttons_leaves_nothing_to_be_stripped(store: Store) -> None:
    """One call, not two."""
    (row,) = store.enqueue([words("question", slot="ask")], NOW)
    send_all(store)
    store.enqueue([OutgoingCall(ANA.id, Verb.EDIT, {"text": "answered"}, target=row.id + 1000)], NOW)
    store.enqueue([words("next question", slot="ask")], NOW)
    assert texts(send_all(store)) == ["answered", "next question"]


def test_an_edit_with_buttons_keeps_the_message_live(store: Store) -> None:
    """The next message in its slot strips it."""
    (row,) = store.enqueue([words("list", slot="menu")], NOW)
    send_all(store)
    markup = {"inline_keyboard": list[object]()}
    store.enqueue([OutgoingCall(ANA.id, Verb.EDIT, {"text": "list", "markup": markup}, target=row.id + 1000)], NOW)
    store.enqueue([words("other", slot="menu")], NOW)
    assert texts(send_all(store)) == ["list", "other", "strip"]


def test_a_message_id_of_another_chat_is_another_message(store: Store) -> None:
    """Message ids are each chat's own: an edit in one takes no buttons from the other."""
    store.enqueue([words("question", slot="ask"), words("question", BEN, slot="ask")], NOW)
    for row in store.claim(2):
        store.settle(begin=[row.id])
        store.settle(sent=[Sent(row.id, NOW, 5)])
    store.enqueue([OutgoingCall(ANA.id, Verb.EDIT, {"text": "answered"}, target=5)], NOW + MINUTE)
    assert live(store) == [False, True, False]
