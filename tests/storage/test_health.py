"""How the record does: how long the oldest call waits, and what of a day's prompts is not settled; both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from storage.database import writing
from storage.health import is_first, record_health, unsettled_before
from storage.records.calls import Lane
from storage.schema import tables
from storage.store import Store
from tests.storage.sample_people import ANA, DAILY, HOUR, MINUTE, NOW, TODAY
from tests.storage.store_actions import put_person

NOTHING = dict.fromkeys(Lane, timedelta())
CALL = {"verb": "send", "event": "x", "live": False, "state": "pending", "attempts": 0, "uncertain": 0}


def put(store: Store, lane: Lane, **values: object) -> None:
    """A call that was put on record ten minutes ago."""
    row = CALL | {"chat_id": ANA.id, "lane": lane, "created_at": NOW - 10 * MINUTE} | values
    with writing(store.engine) as connection:
        connection.execute(sa.insert(tables.outbox).values(**row))


def test_the_lag_is_that_of_the_oldest_call_that_may_be_made(store: Store) -> None:
    """By lane; in somebody's hand or free; not what is being sent, is settled, or waits for a later moment."""
    assert record_health(store, NOW).lag == NOTHING
    put(store, Lane.REPLY, created_at=NOW - HOUR, state="sent")
    put(store, Lane.REPLY, created_at=NOW - HOUR, state="sending", holder=store.me)
    put(store, Lane.REPLY, created_at=NOW - HOUR, not_before=NOW + MINUTE)
    assert record_health(store, NOW).lag == NOTHING
    put(store, Lane.PROMPT)
    put(store, Lane.PROMPT, created_at=NOW - 3 * MINUTE)
    put(store, Lane.REPLY, created_at=NOW - HOUR, not_before=NOW - 2 * MINUTE, holder=store.me)
    assert record_health(store, NOW).lag == NOTHING | {Lane.PROMPT: 10 * MINUTE, Lane.REPLY: 2 * MINUTE}
    put(store, Lane.PROMPT, created_at=NOW - 12 * MINUTE, holder=store.me)
    seen = record_health(store, NOW)
    assert seen.lag[Lane.PROMPT] == 12 * MINUTE
    assert seen.waiting == store.backlog()
    assert seen.unaccounted == store.unaccounted(NOW)


def test_a_day_is_settled_when_nothing_of_it_is_due_or_queued(store: Store) -> None:
    """What comes due later is no matter of it."""
    put_person(store, replace(ANA, reminders=(replace(DAILY, next_due=NOW),)))
    assert [unsettled_before(store, moment) for moment in (NOW, NOW + MINUTE)] == [0, 1]
    prompt = {"person_id": ANA.id, "reminder_number": 7, "local_date": TODAY, "created_at": NOW}
    with writing(store.engine) as connection:
        connection.execute(sa.insert(tables.prompt).values(**prompt, due_at=NOW - HOUR, state="queued"))
    assert [unsettled_before(store, moment) for moment in (NOW - HOUR, NOW, NOW + MINUTE)] == [0, 1, 2]
    with writing(store.engine) as connection:
        connection.execute(sa.update(tables.prompt).values(state="sent"))
    assert unsettled_before(store, NOW) == 0


def test_one_replica_does_a_task_until_it_ends(store: Store) -> None:
    """It stays the one."""
    assert is_first(store, "ping")
    assert is_first(store, "ping")
    assert is_first(store, "another")


def test_the_other_replica_does_it_afterwards(store: Store, second: Store) -> None:
    """On PostgreSQL, where there are others. On SQLite the second one makes the first one dead by joining."""
    if store.is_sqlite:
        assert is_first(second, "ping")
        return
    assert is_first(store, "ping")
    assert not is_first(second, "ping")
    store.leave()
    assert is_first(second, "ping")
