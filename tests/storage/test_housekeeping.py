"""What is forgotten, and when: old rows a batch at a time, and texts at once, to the last byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import writing
from storage.records.calls import Dead, DeadReason
from storage.records.person import with_fields
from storage.records.retention_periods import INBOX_KEPT, OUTBOX_KEPT, PROMPTS_KEPT
from storage.records.turn import TurnResult
from storage.retention import Retention
from storage.schema import tables
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, DAILY, DAY, MINUTE, NOW, update, words
from tests.storage.store_actions import decision, put_person, send, send_all, settle_due, table

CANARY = "canary-in-the-coal-mine"

# Texts


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
    store.enqueue([words(CANARY * 200)], NOW)
    assert len(send_all(store)) == 1


def settle_dead_message(store: Store) -> None:
    """A message that held the canary is given up."""
    store.enqueue([words(CANARY * 200)], NOW)
    store.settle(dead=[Dead(store.claim(1)[0].id, "no", DeadReason.REFUSED)])


def settle_prompt(store: Store) -> None:
    """A prompt that held the canary is sent."""
    put_person(store, replace(ANA, reminders=(DAILY,)))
    (row,) = settle_due(store, text=CANARY * 200)
    send(store, row)


def settle_unreachable(store: Store) -> None:
    """Messages that held the canary wait for somebody who cannot be reached, and for a chat that is closed."""
    store.enqueue([words(CANARY * 200), words(CANARY * 200, BEN)], NOW)
    store.claim(1)
    store.mark_blocked(ANA.id, NOW, "blocked")
    store.cancel_chat(BEN.id, "chat not found")


def settle_erased_person(store: Store) -> None:
    """A person by the name of the canary is erased."""
    person = put_person(store, with_fields(ANA, first_name=CANARY, asking=CANARY))
    store.commit_turn(TurnResult(None, person, person, erase=True), NOW)


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    "settle",
    [
        settle_update,
        settle_aside,
        settle_message,
        settle_dead_message,
        settle_prompt,
        settle_unreachable,
        settle_erased_person,
    ],
)
def test_no_byte_of_a_text_stays_in_the_file(store: Store, database: Path, settle: Callable[[Store], None]) -> None:
    """Deleted data is overwritten, not only forgotten: in the file, and after housekeeping in its log as well."""
    log = database.with_name(database.name + "-wal")
    settle(store)
    assert Retention(store).forget(NOW)[:3] == (0, 0, 0)
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


@pytest.mark.only("sqlite")
@pytest.mark.parametrize("how", ["erase", "leave_no_trace"])
def test_what_may_not_stay_is_gone_from_the_log_with_its_turn(store: Store, database: Path, how: str) -> None:
    """Nobody waits for housekeeping: neither in the file nor in its log, as soon as the turn is through."""
    ana = put_person(store, with_fields(ANA, first_name=CANARY) if how == "erase" else ANA)
    store.take_in([update(1, body=CANARY * 200)], NOW)
    result = TurnResult(1, ana, ana, erase=how == "erase", leave_no_trace=how == "leave_no_trace")
    assert store.commit_turn(result, NOW) == []
    files = (database, database.with_name(database.name + "-wal"))
    assert [path.name for path in files if CANARY.encode() in path.read_bytes()] == []


# Rows


def test_old_updates_and_calls_are_forgotten_and_waiting_ones_never(store: Store) -> None:
    """Updates after 48 hours, calls after 30 days; to the moment."""
    edge = NOW - INBOX_KEPT
    store.take_in([update(1), update(2), update(3)], edge - MINUTE)
    store.take_in([update(4)], edge)
    store.commit_turn(TurnResult(1, None, None), NOW)
    store.commit_turn(TurnResult(4, None, None), NOW)
    store.set_aside(2, "bad", [], NOW)
    store.enqueue([words("sent"), words("dead"), words("pending"), words("sending")], NOW - OUTBOX_KEPT - MINUTE)
    store.enqueue([words("young")], NOW - OUTBOX_KEPT)
    sent, dead, _, sending, young = store.claim(5)
    send(store, sent)
    send(store, young)
    store.settle(begin=[sending.id], dead=[Dead(dead.id, "no", DeadReason.REFUSED)])
    assert Retention(store).forget(NOW)[:3] == (2, 2, 0)
    assert Retention(store).forget(NOW)[:3] == (0, 0, 0)
    assert [row["update_id"] for row in table(store, "inbox")] == [3, 4]
    assert [row["state"] for row in table(store, "outbox")] == ["pending", "sending", "sent"]


def test_prompts_are_forgotten_after_400_days(store: Store) -> None:
    """To the moment."""
    put_person(store, replace(ANA, reminders=(DAILY,)))
    for day in range(3):
        store.settle_due(NOW + day * DAY, 500, decision, claims=True)
    assert Retention(store).forget(NOW + PROMPTS_KEPT)[:3] == (0, 0, 0)
    assert Retention(store).forget(NOW + PROMPTS_KEPT + DAY + MINUTE)[:3] == (0, 0, 2)
    assert [row["local_date"] for row in table(store, "prompt")] == [(NOW + 2 * DAY).date()]


def test_what_is_old_is_forgotten_in_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no transaction is long; the oldest first, until nothing is left."""
    monkeypatch.setattr("storage.retention.BATCH", 10)
    put_person(store, ANA)
    calls = {"lane": 0, "verb": "send", "event": "reply", "live": False, "attempts": 1, "uncertain": 0}
    prompts = {"person_id": ANA.id, "reminder_number": 1, "due_at": NOW, "state": "sent"}
    with writing(store.engine) as connection:
        for number in range(25):
            moment = NOW - (25 - number) * MINUTE
            updates = {"update_id": number, "chat_key": 1, "state": "done", "attempts": 1, "received_at": moment}
            connection.execute(sa.insert(tables.inbox).values(updates))
            connection.execute(
                sa.insert(tables.outbox).values(calls | {"chat_id": 1, "state": "sent", "created_at": moment})
            )
            date = NOW.date() + number * DAY
            connection.execute(sa.insert(tables.prompt).values(prompts | {"local_date": date, "created_at": moment}))
    later = NOW + 500 * DAY
    assert Retention(store).forget(later)[:3] == (10, 10, 10)
    assert [row["update_id"] for row in table(store, "inbox")] == list(range(10, 25))
    assert len({row["created_at"] for row in table(store, "outbox")}) == 15
    assert min(row["local_date"] for row in table(store, "prompt")) == NOW.date() + 10 * DAY  # type: ignore[type-var]
    assert [Retention(store).forget(later)[:3] for _ in range(3)] == [(10, 10, 10), (5, 5, 5), (0, 0, 0)]


def test_a_new_call_never_gets_the_id_of_a_forgotten_one(store: Store) -> None:
    """A prompt remembers its call by id: another person's message must not count as this prompt's sending."""
    put_person(store, replace(ANA, reminders=(DAILY,)))
    (prompted,) = settle_due(store)
    send(store, prompted)
    while any(Retention(store).forget(NOW + 31 * DAY)):
        pass
    assert table(store, "outbox") == []
    (other,) = store.enqueue([words("hello", BEN)], NOW + 31 * DAY)
    assert other.id > prompted.id
    send_all(store, NOW + 31 * DAY)
    last = store.last_prompt(ANA.id)
    assert last is not None
    assert last.sent_at == NOW
