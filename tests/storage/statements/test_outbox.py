"""Calls to Telegram: whose turn it is, what became of each, and that none leaves its text behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.records.calls import Dead, DeadReason, Lane, OutboxRow, OutgoingCall, Retry, Sent, Verb
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, MINUTE, NOW, texts, words
from tests.storage.store_actions import send, send_all, table


def states(store: Store) -> list[str]:
    """The states of all calls, in the order in which they were put there."""
    return [str(row["state"]) for row in table(store, "outbox")]


def claimed(store: Store, *outgoing: OutgoingCall) -> list[OutboxRow]:
    """Put calls on record, and take them in hand."""
    store.enqueue(outgoing, NOW)
    return store.claim(100)


# Whose turn it is


def test_calls_of_one_chat_are_made_in_order(store: Store) -> None:
    """The order in which they were put there."""
    store.enqueue([words("one"), words("two")], NOW)
    store.enqueue([words("three")], NOW)
    assert texts(send_all(store)) == ["one", "two", "three"]


def test_replies_go_before_prompts_and_prompts_before_broadcasts(store: Store) -> None:
    """Whenever they were put there, and within one chat too; also within what is taken at once."""
    store.enqueue([words("news", lane=Lane.BROADCAST), words("good morning", lane=Lane.PROMPT)], NOW)
    store.enqueue([words("news", BEN, lane=Lane.BROADCAST), words("hello", BEN), words("hi")], NOW)
    rows = store.claim(10)
    assert texts(rows) == ["hello", "hi", "good morning", "news", "news"]
    assert [row.id for row in rows if row.lane is Lane.BROADCAST] == sorted(
        row.id for row in rows if row.lane is Lane.BROADCAST
    )
    store.release([row.id for row in rows])
    assert texts(send_all(store)) == texts(rows)


def test_no_more_calls_are_claimed_than_asked_for(store: Store) -> None:
    """And the rest waits; what is in hand is not claimed again."""
    store.enqueue([OutgoingCall(number, Verb.SEND, {"text": str(number)}) for number in range(1, 8)], NOW)
    assert texts(store.claim(3)) == ["1", "2", "3"]
    assert store.waiting_calls() == (4, 3)
    assert texts(store.claim(10)) == ["4", "5", "6", "7"]
    assert store.claim(10) == []
    assert store.waiting_calls() == (0, 7)


def test_a_call_that_is_let_go_can_be_claimed_again(store: Store) -> None:
    """One that was begun cannot be let go: it may have arrived."""
    first, second = claimed(store, words("one"), words("two", BEN))
    store.settle(begin=[first.id])
    store.release([first.id, second.id])
    assert texts(store.claim(10)) == ["two"]
    assert states(store) == ["sending", "pending"]


# What became of it


def test_a_call_that_begins_is_on_record_as_being_sent(store: Store) -> None:
    """Before it is made, so that a crash leaves it known as uncertain."""
    first, _ = claimed(store, words("hello"), words("again"))
    assert (first.attempts, first.uncertain, first.held, first.begun) == (0, 0, True, False)
    assert store.settle(begin=[first.id]) == {first.id}
    assert [(row["state"], row["attempts"], row["holder"]) for row in table(store, "outbox")] == [
        ("sending", 1, store.me),
        ("pending", 0, store.me),
    ]
    assert store.waiting_calls() == (0, 2)


def test_a_call_that_was_marked_already_may_begin(store: Store) -> None:
    """The mark was written and its answer lost: whoever asks again is told, and it counts as one attempt more."""
    (row,) = claimed(store, words("hello"))
    assert [store.settle(begin=[row.id]) for _ in range(2)] == [{row.id}] * 2
    assert [(kept["state"], kept["attempts"]) for kept in table(store, "outbox")] == [("sending", 2)]


def test_a_replica_can_ask_what_it_has_claimed(store: Store) -> None:
    """Since before a moment: also what is being sent, replies first; neither what is free nor what is settled."""
    store.enqueue([words("news", lane=Lane.BROADCAST), words("old", BEN), words("sent")], NOW - MINUTE)
    rows = {row.payload["text"]: row for row in store.claim(10)}
    store.enqueue([words("young")], NOW)
    store.claim(1)
    store.enqueue([words("free", BEN)], NOW - MINUTE)
    send(store, rows["sent"])
    store.settle(begin=[rows["news"].id])
    assert texts(store.claimed(NOW)) == ["old", "news"]
    assert store.claimed(NOW)[0] == rows["old"]


@pytest.mark.parametrize("before", ["free", "sent", "dead", "unknown"])
def test_only_a_call_claimed_may_begin(store: Store, before: str) -> None:
    """Of those asked for, the others are left out, and nothing about them changes."""
    row, good = store.enqueue([words("hello"), words("fine", BEN)], NOW)
    if before == "free":
        store.claim(10)
        store.release([row.id])
    else:
        store.claim(10)
    if before == "sent":
        store.settle(begin=[row.id])
        store.settle(sent=[Sent(row.id, NOW, 7)])
    elif before == "dead":
        store.settle(dead=[Dead(row.id, "no", DeadReason.REFUSED)])
    was = table(store, "outbox")[0]
    asked_for = 404 if before == "unknown" else row.id
    assert store.settle(begin=[asked_for, good.id]) == {good.id}
    assert table(store, "outbox")[0] == was


def test_a_sent_call_keeps_its_message_and_no_text(store: Store) -> None:
    """So that its buttons can be taken away later."""
    (row,) = claimed(store, words("hello", slot="walk"))
    store.settle(again=[Retry(row.id, NOW, "Bad Gateway", 1, 0)])
    store.settle(begin=[row.id])
    store.settle(sent=[Sent(row.id, NOW + MINUTE, 77)])
    (kept,) = table(store, "outbox")
    assert (kept["state"], kept["message_id"], kept["sent_at"], kept["payload"]) == ("sent", 77, NOW + MINUTE, None)
    assert (kept["error"], kept["holder"], kept["not_before"], kept["live"]) == (None, None, None, True)
    assert store.waiting_calls() == (0, 0)


def test_a_call_that_is_put_back_says_when_and_why_and_stays_claimed(store: Store) -> None:
    """Its attempts and doubts are what is told; whoever claims it later, after a restart, knows all of it."""
    (row,) = claimed(store, words("hello"))
    store.settle(begin=[row.id])
    store.settle(again=[Retry(row.id, NOW + MINUTE, "Bad Gateway " * 30, attempts=1, uncertain=1)])
    (kept,) = table(store, "outbox")
    assert (kept["state"], kept["holder"], str(kept["error"])) == ("pending", store.me, ("Bad Gateway " * 30)[:200])
    store.release([row.id])
    (again,) = store.claim(10)
    assert again == replace(row, attempts=1, uncertain=1, not_before=NOW + MINUTE)


def test_a_call_that_is_given_up_says_why(store: Store) -> None:
    """In at most 200 characters, and without its text."""
    (row,) = claimed(store, words("hello", slot="walk"))
    store.settle(dead=[Dead(row.id, "Bad Request: " + "x" * 300, DeadReason.REFUSED)])
    (kept,) = table(store, "outbox")
    assert (kept["state"], kept["payload"], kept["live"], kept["holder"]) == ("dead", None, False, None)
    assert str(kept["error"]) == ("Bad Request: " + "x" * 300)[:200]


def test_a_round_is_noted_in_one_transaction(store: Store) -> None:
    """What was sent, put back and given up, and what begins: each row as it is told, all others as they were."""
    rows = claimed(store, *(replace(words(str(chat)), chat_id=chat) for chat in range(1, 8)))
    sent, again, dead, begin, *_ = (row.id for row in rows)
    store.settle(begin=[sent, again, dead])
    begun = store.settle(
        begin=[begin, rows[4].id],
        sent=[Sent(sent, NOW, 11)],
        again=[Retry(again, NOW, "later", 1, 0)],
        dead=[Dead(dead, "no", DeadReason.REFUSED)],
    )
    assert begun == {begin, rows[4].id}
    assert states(store) == ["sent", "pending", "dead", "sending", "sending", "pending", "pending"]
    assert store.settle() == set()


# Chats that close or move


def test_what_waits_for_a_closed_chat_is_given_up(store: Store) -> None:
    """Also the call that is being made; what was sent stays sent."""
    store.enqueue([words("sent"), words("sending"), words("waiting"), words("for Ben", BEN)], NOW)
    sent, sending, *_ = store.claim(2)
    send(store, sent)
    store.settle(begin=[sending.id])
    assert store.cancel_chat(ANA.id, "chat not found " * 30) == 2
    assert states(store) == ["sent", "dead", "dead", "pending"]
    assert [(row["holder"], row["payload"], row["error"]) for row in table(store, "outbox")[1:3]] == [
        (None, None, ("chat not found " * 30)[:200])
    ] * 2
    assert store.cancel_chat(ANA.id, "once more") == 0


def test_a_group_that_moved_takes_its_calls_along(store: Store) -> None:
    """The call that found out, too: all are free, and in their order; what was sent stays where it was."""
    outgoing = [OutgoingCall(-100, Verb.SEND, {"text": text}) for text in ("sent", "one", "two")]
    store.enqueue([*outgoing, words("for Ana")], NOW)
    sent, one, *_ = store.claim(10)
    send(store, sent)
    store.settle(begin=[one.id])
    store.move_chat(-100, -100_200_300_400)
    assert [(row.chat_id, row.payload["text"]) for row in store.claim(10)] == [
        (-100_200_300_400, "one"),
        (-100_200_300_400, "two"),
    ]
    assert [row["chat_id"] for row in table(store, "outbox")] == [-100, *[-100_200_300_400] * 2, ANA.id]
