"""Retention: deletes what is older than `retention_periods` says, and tells people before their record goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from storage.records.calls import OutboxRow, OutgoingCall
from storage.records.person import Person
from storage.records.retention_periods import BROADCASTS_KEPT, CHECKIN_DAYS, STOPPED_KEPT, TOLD_BEFORE
from storage.schema.tables import broadcast, checkin, person
from storage.statements import enqueue, inbox, outbox, people, shown
from storage.statements import prompts as prompting
from storage.store import Store

# The fact that says when the file was rebuilt (VACUUM), and how often it is.
TIDIED_AT, TIDIED_EVERY = "tidied_at", timedelta(days=1)
# Rows that are erased in one transaction, and people that are told or erased in one: others wait for the same thread.
BATCH, PEOPLE = 2000, 50


class Forgotten(NamedTuple):
    """How many rows were deleted in one go, and of how many calls the buttons were forgotten."""

    updates: int
    calls: int
    prompts: int
    checkins: int
    broadcasts: int
    people: int
    buttons: int


class Retention:
    """Every method is one transaction. Moments are UTC."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def forget(self, now: datetime) -> Forgotten:
        """Delete some of what has been kept long enough. Call it until nothing is left."""
        erased: list[tuple[int, datetime]] = []

        def work(connection: sa.Connection) -> Forgotten:
            updates, calls = inbox.prune(connection, now, BATCH), outbox.prune(connection, now, BATCH)
            prompts = prompting.prune(connection, now, BATCH)
            checkins, broadcasts = _checkins(connection, now), _broadcasts(connection, now)
            erased[:] = _people(connection, now)
            buttons = shown.forget(connection, now, BATCH)
            return Forgotten(updates, calls, prompts, checkins, broadcasts, len(erased), buttons)

        forgotten = self._store.write(work)
        # Noted once it is certain: of those who did not ask for it, nobody may be erased who came back meanwhile.
        self._store.note_erased(erased, now)
        if forgotten.people or forgotten.checkins or not any(forgotten):
            self._store.empty_log()
        return forgotten

    def tell(self, now: datetime, say: Callable[[Person, datetime], OutgoingCall]) -> list[OutboxRow]:
        """Tell some of the people who stopped when their record will be erased; the calls to be made. Call it until
        there are none. `say` is called within the transaction, with the person and that moment."""

        def work(connection: sa.Connection) -> list[OutboxRow]:
            wanted = sa.and_(
                person.c.stopped_at <= now - (STOPPED_KEPT - TOLD_BEFORE), person.c.blocked_at.is_(None), ~_TOLD
            )
            chosen = sa.select(person.c.id).where(wanted).order_by(person.c.id).limit(PEOPLE)
            # Another replica tells the others.
            ids = connection.scalars(chosen.with_for_update(skip_locked=True)).all()
            found = people.load_many(connection, ids)
            connection.execute(sa.update(person).where(person.c.id.in_(ids)).values(end_told_at=now))
            messages = [say(one, ends_at(one, now)) for one in found.values()]
            return enqueue.enqueue_calls(connection, messages, now, holder=self._store.replica_id)

        return self._store.write(work)

    def tidy(self, now: datetime) -> bool:
        """VACUUM a SQLite file when the last time was a day ago or longer; True when it was done."""
        if not self._store.is_sqlite:
            return False
        noted = self._store.first_fact(TIDIED_AT, now.isoformat())
        # A moment that lies ahead was noted by a wrong clock.
        if timedelta() <= now - datetime.fromisoformat(noted) < TIDIED_EVERY:
            return False
        self._store.note_fact(TIDIED_AT, now.isoformat())
        self._store.rebuild()
        return True


def ends_at(whose: Person, now: datetime) -> datetime:
    """When the record of somebody who stopped, and is told of it now, will be erased."""
    stopped = whose.account.stopped_at or now
    return max(stopped + STOPPED_KEPT, now + TOLD_BEFORE)


# Told since they stopped for the last time.
_TOLD = sa.and_(person.c.end_told_at.is_not(None), person.c.end_told_at >= person.c.stopped_at)


def _people(connection: sa.Connection, now: datetime) -> list[tuple[int, datetime]]:
    """Erase people who stopped and were told, and people who cannot be told for they blocked the bot; who, and when
    their rows were made."""
    ended = sa.and_(person.c.stopped_at <= now - STOPPED_KEPT, _TOLD, person.c.end_told_at <= now - TOLD_BEFORE)
    gone = person.c.blocked_at <= now - STOPPED_KEPT
    chosen = sa.select(person.c.id, person.c.created_at).where(sa.or_(ended, gone)).order_by(person.c.id).limit(PEOPLE)
    found = [(row[0], row[1]) for row in connection.execute(chosen)]
    for person_id, _ in found:
        people.erase(connection, person_id, keep_update=None)
    return found


def _checkins(connection: sa.Connection, now: datetime) -> int:
    """Erase check-ins that are older than their people want. A day more, for it is still yesterday somewhere."""
    erased = 0
    for days in CHECKIN_DAYS:
        whose = sa.select(person.c.id).where(person.c.checkin_days == days)
        oldest = now.date() - timedelta(days=days + 1)
        old = sa.and_(checkin.c.on_date < oldest, checkin.c.person_id.in_(whose))
        erased += connection.execute(sa.delete(checkin).where(old)).rowcount
    return erased


def _broadcasts(connection: sa.Connection, now: datetime) -> int:
    return connection.execute(sa.delete(broadcast).where(broadcast.c.created_at < now - BROADCASTS_KEPT)).rowcount
