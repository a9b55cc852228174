"""The two queues: an update takes effect once, a call is made in its turn, and neither leaves its text behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from storage.queues import INBOX_KEPT, OUTBOX_KEPT

from storage.records import Draft, InboxItem, Lane, OutboxRow, TurnResult, Verb
from storage.store import Store

from .cast import ANA, BEN, DAY, HOUR, MINUTE, NOW, decision, known, reading, table, update, words
from .cast import DAILY as DAILY_REMINDER

CANARY = "canary-in-the-coal-mine"


def ids(items: list[InboxItem]) -> list[int]:
    """Update ids."""
    return [item.update_id for item in items]


def states(store: Store) -> list[str]:
    """The states of all calls, in the order in which they were put there."""
    return [str(row["state"]) for row in table(store, "outbox")]


def texts(rows: list[OutboxRow]) -> list[str]:
    """What claimed calls say."""
    return [str(row.payload.get("text", row.verb)) for row in rows]


def send_all(store: Store) -> list[str]:
    """Make all calls, one after another, each under a message id that is its row id and a thousand; what was said."""
    said = []
    while rows := store.take_out(NOW, 1, []):
        said += texts(rows)
        store.sent(rows[0].id, NOW, rows[0].id + 1000)
    return said


# Updates


def test_an_update_is_taken_once(store: Store) -> None:
    """The same id again is dropped: later, in the same batch, and after it was done."""
    assert ids(store.take_in([update(5), update(6), update(5)], NOW)) == [5, 6]
    assert ids(store.take_in([update(6), update(7)], NOW)) == [7]
    store.commit_turn(TurnResult(6, None, None), NOW)
    assert store.take_in([update(6)], NOW + 47 * HOUR) == []
    assert store.take_in([], NOW) == []


def test_ids_that_jump_backwards_are_new(store: Store) -> None:
    """Telegram may start anywhere after a quiet week: what counts is the exact id, never "higher than the last"."""
    store.take_in([update(900_000_000)], NOW)
    assert ids(store.take_in([update(900_000_000), update(3), update(2)], NOW)) == [3, 2]
    assert ids(store.waiting_updates()) == [2, 3, 900_000_000]


def test_what_waits_comes_back_as_it_was(store: Store) -> None:
    """After a restart: with its person, its text and its attempts."""
    store.take_in([InboxItem(1, -100_200, '{"text":"🦵 \\\\"quoted\\\\""}')], NOW)
    store.update_failed(1, "KeyError in somewhere:1")
    assert store.waiting_updates() == [InboxItem(1, -100_200, '{"text":"🦵 \\\\"quoted\\\\""}', attempts=1)]


def test_a_done_update_keeps_no_body(store: Store) -> None:
    """What stays is that it was done."""
    store.take_in([update(1, body=CANARY)], NOW)
    store.commit_turn(TurnResult(1, None, None), NOW)
    assert [(row["state"], row["body"], row["attempts"]) for row in table(store, "inbox")] == [("done", None, 1)]
    assert store.waiting_updates() == []


def test_failed_attempts_are_counted(store: Store) -> None:
    """The reason of the last one is kept, at most 200 characters of it."""
    store.take_in([update(1)], NOW)
    assert [store.update_failed(1, "first"), store.update_failed(1, "x" * 300)] == [1, 2]
    assert table(store, "inbox")[0]["reason"] == "x" * 200
    assert store.update_failed(404, "never heard of") == 0


def test_an_update_that_is_given_up_keeps_its_reason_and_no_body(store: Store) -> None:
    """And the person's sentence waits in the same transaction."""
    store.take_in([update(1, body=CANARY), update(2)], NOW)
    store.set_aside(1, "ValueError in decide:12", [words("Sorry")], NOW)
    row = table(store, "inbox")[0]
    assert (row["state"], row["reason"], row["body"]) == ("aside", "ValueError in decide:12", None)
    assert ids(store.waiting_updates()) == [2]
    assert [row["payload"] for row in table(store, "outbox")] == [{"text": "Sorry"}]


def settle_update(store: Store) -> None:
    """An update that held the canary is done."""
    store.take_in([update(1, body=CANARY * 200), update(2)], NOW)
    store.commit_turn(TurnResult(1, None, None), NOW)


def settle_aside(store: Store) -> None:
    """An update that held the canary is set aside."""
    store.take_in([update(1, body=CANARY * 200)], NOW)
    store.set_aside(1, "bad", [], NOW)


def settle_message(store: Store) -> None:
    """A message that held the canary is sent."""
    (row,) = store.put([words(CANARY * 200)], NOW)
    store.take_out(NOW, 1, [])
    store.sent(row, NOW, 5)


def settle_dead_message(store: Store) -> None:
    """A message that held the canary is given up."""
    (row,) = store.put([words(CANARY * 200)], NOW)
    store.give_up(row, "no")


def settle_erased_person(store: Store) -> None:
    """A person by the name of the canary is erased."""
    person = known(store, replace(ANA, first_name=CANARY, asking=CANARY))
    store.commit_turn(TurnResult(None, person, person, erase=True), NOW)


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    "settle", [settle_update, settle_aside, settle_message, settle_dead_message, settle_erased_person]
)
def test_no_byte_of_a_text_stays_in_the_file(store: Store, database: Path, settle: Callable[[Store], None]) -> None:
    """Deleted data is overwritten, not only forgotten: in the file, and after housekeeping in its log as well."""
    log = database.with_name(database.name + "-wal")
    settle(store)
    store.prune(NOW)
    assert [path.name for path in (database, log) if CANARY.encode() in path.read_bytes()] == []
    store.close()
    assert CANARY.encode() not in database.read_bytes()
    assert not log.exists()


@pytest.mark.only("sqlite")
def test_the_canary_would_be_found(store: Store, database: Path) -> None:
    """The test above looks in the right places."""
    store.take_in([update(1, body=CANARY * 200)], NOW)
    assert CANARY.encode() in database.with_name(database.name + "-wal").read_bytes()
    store.close()
    assert CANARY.encode() in database.read_bytes()


# Calls: whose turn it is


def test_calls_of_one_chat_are_made_in_order(store: Store) -> None:
    """The order in which they were put there."""
    store.put([words("one"), words("two")], NOW)
    store.put([words("three")], NOW)
    assert send_all(store) == ["one", "two", "three"]


def test_replies_go_before_prompts_and_prompts_before_broadcasts(store: Store) -> None:
    """Whenever they were put there, and within one chat too."""
    store.put([words("news", lane=Lane.BROADCAST), words("good morning", lane=Lane.PROMPT)], NOW)
    store.put([words("news", BEN, lane=Lane.BROADCAST), words("hello", BEN), words("hello")], NOW)
    assert send_all(store) == ["hello", "hello", "good morning", "news", "news"]


def test_one_call_a_chat_is_claimed_at_a_time(store: Store) -> None:
    """The second of a chat waits until the first is settled; other chats go beside."""
    store.put([words("a1"), words("a2"), words("b1", BEN), words("b2", BEN)], NOW)
    assert texts(store.take_out(NOW, 10, [])) == ["a1", "b1"]
    assert texts(store.take_out(NOW, 10, [ANA.id, BEN.id])) == []
    assert texts(store.take_out(NOW, 10, [ANA.id])) == ["b2"]


def test_no_more_calls_are_claimed_than_asked_for(store: Store) -> None:
    """And the rest waits."""
    store.put([Draft(number, Verb.SEND, {"text": str(number)}) for number in range(1, 8)], NOW)
    assert texts(store.take_out(NOW, 3, [])) == ["1", "2", "3"]
    assert texts(store.take_out(NOW, 10, [])) == ["4", "5", "6", "7"]


def test_a_chat_with_a_long_queue_does_not_hide_the_others(store: Store) -> None:
    """Somebody who taps a hundred times holds up nobody else."""
    store.put([words(f"a{number}") for number in range(100)], NOW)
    store.put([words("b", BEN), words("c", replace(BEN, id=9))], NOW)
    assert texts(store.take_out(NOW, 5, [])) == ["a0", "b", "c"]


def test_a_claimed_call_is_on_record_as_being_sent(store: Store) -> None:
    """Before it is made, so that a crash leaves it known as uncertain."""
    store.put([words("hello"), words("again")], NOW)
    (claimed,) = store.take_out(NOW, 10, [])
    assert (claimed.attempts, claimed.uncertain, claimed.lane, claimed.event) == (1, 0, Lane.REPLY, "reply")
    assert states(store) == ["sending", "pending"]
    assert store.waiting_calls() == 2


def test_a_chat_whose_call_was_put_back_is_held_back_whole(store: Store) -> None:
    """What comes after it must not overtake it; other chats go on."""
    first, _, _ = store.put([words("a1"), words("a2"), words("b1", BEN)], NOW)
    store.take_out(NOW, 1, [])
    store.send_again(first, NOW + MINUTE, "Bad Gateway")
    assert texts(store.take_out(NOW, 10, [])) == ["b1"]
    assert store.next_wait(NOW) == NOW + MINUTE
    (again,) = store.take_out(NOW + MINUTE, 10, [])
    assert (again.payload, again.attempts, again.uncertain) == ({"text": "a1"}, 2, 0)
    assert store.next_wait(NOW + MINUTE) is None


def test_the_earliest_call_that_was_put_back_is_known(store: Store) -> None:
    """So that the gate knows how long to rest."""
    rows = store.put([words("a"), words("b", BEN)], NOW)
    store.send_again(rows[0], NOW + HOUR, "later")
    store.send_again(rows[1], NOW + MINUTE, "later", uncertain=True)
    assert store.next_wait(NOW) == NOW + MINUTE
    assert [row["uncertain"] for row in table(store, "outbox")] == [0, 1]


def test_a_sent_call_keeps_its_message_and_no_text(store: Store) -> None:
    """So that its buttons can be taken away later."""
    (row,) = store.put([words("hello", slot="walk")], NOW)
    store.take_out(NOW, 1, [])
    store.sent(row, NOW + MINUTE, 77)
    kept = table(store, "outbox")[0]
    assert (kept["state"], kept["message_id"], kept["sent_at"], kept["payload"]) == ("sent", 77, NOW + MINUTE, None)
    assert store.waiting_calls() == 0


def test_a_call_that_is_given_up_says_why(store: Store) -> None:
    """In at most 200 characters, and without its text."""
    (row,) = store.put([words("hello", slot="walk")], NOW)
    store.give_up(row, "Bad Request: " + "x" * 300)
    kept = table(store, "outbox")[0]
    assert (kept["state"], kept["payload"], kept["live"]) == ("dead", None, False)
    assert str(kept["error"]) == ("Bad Request: " + "x" * 300)[:200]


def test_what_waits_for_a_closed_chat_is_given_up(store: Store) -> None:
    """Also the call that is being made; what was sent stays sent."""
    store.put([words("sent"), words("sending"), words("waiting"), words("for Ben", BEN)], NOW)
    send_first = store.take_out(NOW, 1, [])[0]
    store.sent(send_first.id, NOW, 1)
    store.take_out(NOW, 1, [BEN.id])
    assert store.cancel_chat(ANA.id, "chat not found") == 2
    assert states(store) == ["sent", "dead", "dead", "pending"]


def test_a_group_that_moved_takes_its_calls_along(store: Store) -> None:
    """The call that found out goes first, at once."""
    drafts = [Draft(-100, Verb.SEND, {"text": text}) for text in ("one", "two")]
    store.put(drafts, NOW)
    (claimed,) = store.take_out(NOW, 1, [])
    store.move_chat(claimed.id, -100, -100_200_300_400, NOW)
    assert [(row.chat_id, row.payload["text"]) for row in store.take_out(NOW, 1, [])] == [(-100_200_300_400, "one")]
    assert [row["chat_id"] for row in table(store, "outbox")] == [-100_200_300_400] * 2


# Calls: a crash


def test_a_call_that_a_crash_cut_off_is_tried_once_more_and_no_oftener(store: Store) -> None:
    """It may have arrived: one duplicate at most, then it is given up."""
    store.put([words("hello")], NOW)
    store.take_out(NOW, 1, [])
    assert store.interrupted(NOW) == (1, 0)
    (again,) = store.take_out(NOW, 1, [])
    assert (again.uncertain, again.attempts) == (1, 2)
    assert store.interrupted(NOW) == (0, 1)
    assert (states(store), table(store, "outbox")[0]["error"]) == (["dead"], "uncertain twice")


def test_what_waited_at_a_crash_just_goes_on_waiting(store: Store) -> None:
    """It was never begun, so it is not uncertain."""
    store.put([words("hello")], NOW)
    assert store.interrupted(NOW) == (0, 0)
    assert [row.uncertain for row in store.take_out(NOW, 1, [])] == [0]


# Calls: buttons


def test_a_new_message_in_a_slot_strips_the_one_before(store: Store) -> None:
    """The new message goes first; the old one is known by its message id."""
    store.put([words("first", slot="walk")], NOW)
    send_all(store)
    store.put([words("second", slot="walk")], NOW)
    new, strip = store.take_out(NOW, 5, []) + store.take_out(NOW, 5, [])
    assert (new.payload, strip.verb, strip.target, strip.event) == ({"text": "second"}, Verb.STRIP, 1001, "retire")


def test_a_message_that_is_not_sent_yet_is_stripped_after_it_was(store: Store) -> None:
    """Its message id is looked up when the strip's turn has come."""
    store.put([words("first", slot="walk"), words("second", slot="walk")], NOW)
    assert send_all(store) == ["first", "second", "strip"]
    assert [row["live"] for row in table(store, "outbox")] == [False, True, False]
    store.put([words("third", slot="walk")], NOW)
    assert [row.target for row in (*store.take_out(NOW, 1, []), *store.take_out(NOW, 1, []))] == [None, 1002]


def test_a_message_that_waits_in_a_slower_lane_is_stripped_behind_it(store: Store) -> None:
    """A prompt that is still queued when the person starts by themselves comes without live buttons in the end."""
    ana = known(store, ANA)
    store.put([words("good morning", slot="prompt", lane=Lane.PROMPT)], NOW)
    store.commit_turn(TurnResult(None, ana, ana, (words("step 1"),), retire=("prompt",)), NOW)
    rows = []
    while claimed := store.take_out(NOW, 1, []):
        rows += claimed
        store.sent(claimed[0].id, NOW, claimed[0].id + 1000)
    assert [(row.verb, row.target) for row in rows] == [
        (Verb.SEND, None),
        (Verb.SEND, None),
        (Verb.STRIP, rows[1].id + 1000),
    ]


def test_a_message_that_died_needs_no_strip(store: Store) -> None:
    """Nothing is there to be touched."""
    (first,) = store.put([words("first", slot="walk")], NOW)
    store.give_up(first, "no")
    store.put([words("second", slot="walk")], NOW)
    assert send_all(store) == ["second"]


def test_a_message_that_dies_after_its_strip_was_put_there_leaves_nothing_to_touch(store: Store) -> None:
    """The strip's target is None then."""
    first, _ = store.put([words("first", slot="walk"), words("second", slot="walk")], NOW)
    store.give_up(first, "no")
    store.sent(store.take_out(NOW, 1, [])[0].id, NOW, 5)
    (strip,) = store.take_out(NOW, 1, [])
    assert (strip.verb, strip.target) == (Verb.STRIP, None)


def test_slots_are_each_chats_own(store: Store) -> None:
    """Another slot, or another person's message in the same one, keeps its buttons."""
    store.put([words("walk", slot="walk"), words("menu", slot="menu"), words("walk", BEN, slot="walk")], NOW)
    send_all(store)
    store.put([words("next", slot="walk")], NOW)
    assert send_all(store) == ["next", "strip"]
    assert [row["live"] for row in table(store, "outbox")] == [False, True, True, True, False]


def test_a_slot_can_be_retired_with_nothing_in_its_place(store: Store) -> None:
    """A typed "stop" leaves no buttons."""
    ana = known(store, ANA)
    store.put([words("walk", slot="walk"), words("menu", slot="menu")], NOW)
    send_all(store)
    store.commit_turn(TurnResult(None, ana, ana, retire=("walk", "menu", "nothing here")), NOW)
    assert [(row.verb, row.target) for row in store.take_out(NOW, 1, []) + store.take_out(NOW, 1, [])] == [
        (Verb.STRIP, 1001),
        (Verb.STRIP, 1002),
    ]


def test_an_edit_without_buttons_leaves_nothing_to_be_stripped(store: Store) -> None:
    """One call, not two."""
    store.put([words("question", slot="ask")], NOW)
    send_all(store)
    store.put([Draft(ANA.id, Verb.EDIT, {"text": "answered"}, target=1001)], NOW)
    store.put([words("next question", slot="ask")], NOW)
    assert send_all(store) == ["answered", "next question"]


def test_an_edit_with_buttons_keeps_the_message_live(store: Store) -> None:
    """The next message in its slot strips it."""
    store.put([words("list", slot="menu")], NOW)
    send_all(store)
    store.put([Draft(ANA.id, Verb.EDIT, {"text": "list", "markup": {"inline_keyboard": []}}, target=1001)], NOW)
    store.put([words("other", slot="menu")], NOW)
    assert send_all(store) == ["list", "other", "strip"]


# Housekeeping


def test_old_updates_and_calls_are_forgotten_and_waiting_ones_never(store: Store) -> None:
    """Updates after 48 hours, calls after 30 days; to the moment."""
    edge = NOW - INBOX_KEPT
    store.take_in([update(1), update(2), update(3)], edge - MINUTE)
    store.take_in([update(4)], edge)
    store.commit_turn(TurnResult(1, None, None), NOW)
    store.commit_turn(TurnResult(4, None, None), NOW)
    store.set_aside(2, "bad", [], NOW)
    old = store.put([words("sent"), words("dead"), words("pending")], NOW - OUTBOX_KEPT - MINUTE)
    store.put([words("young")], NOW - OUTBOX_KEPT)
    store.sent(old[0], NOW, 1)
    store.give_up(old[1], "no")
    assert store.prune(NOW) == (2, 2)
    assert [row["update_id"] for row in table(store, "inbox")] == [3, 4]
    assert states(store) == ["pending", "pending"]


def test_a_new_call_never_gets_the_id_of_a_forgotten_one(store: Store) -> None:
    """A prompt remembers its call by id: another person's message must not count as this prompt's sending."""
    known(store, replace(ANA, reminders=(DAILY_REMINDER,)))
    (due,) = store.due_reminders(NOW, 10)
    (prompted,) = store.commit_prompts([decision(due)], NOW)
    store.sent(prompted, NOW, 1)
    store.prune(NOW + 31 * DAY)
    assert table(store, "outbox") == []
    (other,) = store.put([words("hello", BEN)], NOW + 31 * DAY)
    store.sent(other, NOW + 31 * DAY, 2)
    last = store.last_prompt(ANA.id)
    assert last is not None
    assert last.sent_at == NOW


def test_the_census_counts_rows_by_state(store: Store) -> None:
    """What /stats and /metrics show."""
    known(store, ANA)
    store.take_in([update(1), update(2), update(3)], NOW)
    store.commit_turn(TurnResult(1, None, None), NOW)
    store.set_aside(2, "bad", [words("Sorry"), words("Sorry", BEN)], NOW)
    store.take_out(NOW, 1, [])
    assert store.census() == {
        "people": 1,
        "inbox_new": 1,
        "inbox_done": 1,
        "inbox_aside": 1,
        "outbox_sending": 1,
        "outbox_pending": 1,
    }


@pytest.mark.only("sqlite")
def test_finding_the_next_call_does_not_read_what_was_sent(store: Store) -> None:
    """A year of sent messages costs nothing: the partial index is used."""
    with reading(store) as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM outbox WHERE state = 'pending' ORDER BY lane, id LIMIT 9"
        ).all()
    assert [row[3] for row in plan] == ["SCAN outbox USING INDEX ix_outbox_pending"]
