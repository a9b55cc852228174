"""What is kept, and for how long: who stopped is told and then forgotten; check-ins go when their people want."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database import writing
from storage.records.calls import Lane, OutgoingCall, Verb
from storage.records.diary import CheckIn
from storage.records.person import Person, with_fields
from storage.records.retention_periods import BROADCASTS_KEPT, STOPPED_KEPT, TOLD_BEFORE
from storage.records.turn import TurnResult
from storage.retention import Retention
from storage.schema import tables
from storage.store import Store
from tests.storage.sample_people import ANA, BEN, DAY, MINUTE, NOW, TODAY, update
from tests.storage.store_actions import load_person, put_person

TOLD_AT = NOW + STOPPED_KEPT - TOLD_BEFORE
ENDS_AT = NOW + STOPPED_KEPT


def stopped(store: Store, who: Person = ANA, at: datetime = NOW) -> Person:
    """Somebody who does not want prompts any more."""
    return put_person(store, with_fields(who, stopped_at=at))


def told(store: Store, now: datetime) -> list[tuple[int, object]]:
    """Who is told at a moment, and of which end."""

    def say(person: Person, ends: datetime) -> OutgoingCall:
        return OutgoingCall(person.id, Verb.SEND, {"text": ends.isoformat()}, lane=Lane.PROMPT)

    found = []
    while rows := Retention(store).tell(now, say):
        found += [(row.chat_id, row.payload["text"]) for row in rows]
    return found


def erased(store: Store, now: datetime) -> int:
    """How many people are forgotten at a moment."""
    retention, count = Retention(store), 0
    while any(forgotten := retention.forget(now)):
        count += forgotten.people
    return count


def test_somebody_who_stopped_is_told_a_week_before_and_then_forgotten(store: Store) -> None:
    """To the moment, and once; whoever goes on is not touched."""
    stopped(store)
    ben = put_person(store, BEN)
    assert told(store, TOLD_AT - MINUTE) == []
    assert told(store, TOLD_AT) == [(ANA.id, ENDS_AT.isoformat())]
    assert told(store, TOLD_AT + DAY) == []
    assert erased(store, ENDS_AT - MINUTE) == 0
    assert erased(store, ENDS_AT) == 1
    assert store.load(ANA.id) is None
    assert load_person(store, BEN) == ben


def test_nobody_is_forgotten_who_was_not_told(store: Store) -> None:
    """However long ago they stopped: from the word on they have their week."""
    stopped(store, at=NOW - 300 * DAY)
    assert erased(store, NOW) == 0
    assert told(store, NOW) == [(ANA.id, (NOW + TOLD_BEFORE).isoformat())]
    assert erased(store, NOW + TOLD_BEFORE - MINUTE) == 0
    assert erased(store, NOW + TOLD_BEFORE) == 1


def test_somebody_who_comes_back_stays_and_is_told_again(store: Store) -> None:
    """A second farewell has its own ninety days, and its own word before."""
    ana = stopped(store)
    told(store, TOLD_AT)
    assert store.commit_turn(TurnResult(None, ana, with_fields(ana, stopped_at=None)), TOLD_AT) is not None
    assert erased(store, ENDS_AT + DAY) == 0
    ana = load_person(store, ANA)
    again = ENDS_AT + DAY
    assert store.commit_turn(TurnResult(None, ana, with_fields(ana, stopped_at=again)), again) is not None
    assert erased(store, again + STOPPED_KEPT + DAY) == 0
    assert told(store, again + STOPPED_KEPT) == [(ANA.id, (again + STOPPED_KEPT + TOLD_BEFORE).isoformat())]


def test_a_turn_does_not_undo_that_somebody_was_told(store: Store) -> None:
    """It read the record before."""
    ana = stopped(store)
    told(store, TOLD_AT)
    assert store.commit_turn(TurnResult(None, ana, with_fields(ana, first_name="Anna")), TOLD_AT) is not None
    assert told(store, TOLD_AT) == []


def test_somebody_who_blocked_the_bot_is_forgotten_after_ninety_days(store: Store) -> None:
    """There is nobody to tell."""
    put_person(store, with_fields(ANA, blocked_at=NOW, stopped_at=NOW - DAY))
    put_person(store, BEN)
    assert told(store, NOW + STOPPED_KEPT) == []
    assert erased(store, NOW + STOPPED_KEPT - MINUTE) == 0
    assert erased(store, NOW + STOPPED_KEPT) == 1
    assert [store.load(one.id) is None for one in (ANA, BEN)] == [True, False]


def test_check_ins_are_kept_as_long_as_their_person_wants(store: Store) -> None:
    """Three months, a year, or as long as the record; a day more, until it is over everywhere on earth."""
    dates = [TODAY - timedelta(days=days) for days in (0, 91, 92, 366, 367)]
    for number, days in enumerate((None, 90, 365)):
        person = put_person(store, replace(with_fields(ANA, checkin_days=days), id=ANA.id + number))
        for date in dates:
            store.commit_turn(
                TurnResult(None, load_person(store, person), load_person(store, person), checkin=CheckIn(date, 4, 3)),
                NOW,
            )
    assert Retention(store).forget(NOW).checkins == 4
    kept = [len(store.diary(ANA.id + number).checkins) for number in range(3)]
    assert kept == [5, 2, 4]


def test_a_broadcast_is_forgotten_after_400_days(store: Store) -> None:
    """With its counts; the text went long before."""
    values = {
        "admin_id": 1,
        "version": 0,
        "audience": "all",
        "state": "done",
        "people": 2,
        "queued": 2,
        "sent": 2,
        "failed": 0,
    }
    with writing(store.engine) as connection:
        connection.execute(sa.insert(tables.broadcast).values(values | {"created_at": NOW}))
    assert Retention(store).forget(NOW + BROADCASTS_KEPT).broadcasts == 0
    assert Retention(store).forget(NOW + BROADCASTS_KEPT + MINUTE).broadcasts == 1


def test_a_clock_that_was_ahead_puts_no_rebuilding_off(store: Store) -> None:
    """It noted a day in a year; the file is rebuilt at once, and a day later."""
    retention = Retention(store)
    retention.tidy(NOW + 365 * DAY)
    assert retention.tidy(NOW) is store.is_sqlite
    assert retention.tidy(NOW + 60 * MINUTE) is False
    assert retention.tidy(NOW + DAY) is store.is_sqlite


def test_the_file_is_written_again_once_a_day(store: Store) -> None:
    """A day after the first look, by SQLite alone; what was free in it is gone, and with it whatever stood there."""

    def pages() -> int:
        if not store.is_sqlite:
            return 0
        with store.engine.connect() as connection:
            return int(connection.exec_driver_sql("PRAGMA freelist_count").scalar() or 0)

    retention = Retention(store)
    assert retention.tidy(NOW) is False
    store.take_in([update(number, body="x" * 2000) for number in range(500)], NOW)
    with writing(store.engine) as connection:
        connection.execute(sa.delete(tables.inbox))
    assert retention.tidy(NOW + DAY - MINUTE) is False
    assert (pages() > 100) is store.is_sqlite
    assert retention.tidy(NOW + DAY) is store.is_sqlite
    assert pages() == 0
    assert retention.tidy(NOW + DAY + MINUTE) is False
