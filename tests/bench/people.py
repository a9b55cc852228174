"""A database with many people on record, made fast: a few are written as the bot would, the rest are copies of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa
import tzdata

from bot.habits.planning import with_digest
from bot.jobs.replanning import ZONE_DATA
from storage.records.person import DIGEST, Account, Person, PersonSettings, Reminder
from storage.schema import tables
from storage.statements.people import save
from storage.store import Store

# Where reminders are spread over the day, as many different moments as a day has minutes.
MINUTES = 24 * 60


def populate(database: Path, people: int, due: datetime | None = None, *, others: int = 0) -> None:
    """Make a SQLite database with the people 1 to `people`, each with a daily reminder and the digest, and as many
    `others` with none.

    All are due at one moment (UTC); None spreads them over the day that comes, the first in half an hour."""
    Path.unlink(database, missing_ok=True)
    url = f"sqlite:///{database}"
    store = Store(url)
    store.migrate()
    store.close()
    fill(url, people, due, others=others)


def fill(url: str, people: int, due: datetime | None = None, *, others: int = 0) -> None:
    """Put the people of `populate` into an empty database that is up to date, of any kind."""
    now = datetime.now(UTC)
    first = now + timedelta(minutes=30)
    originals = 1 if due is not None else min(people, MINUTES)
    moments = [due if due is not None else first + timedelta(minutes=number) for number in range(originals)]
    engine = sa.create_engine(url)
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.begin() as connection:
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA synchronous = OFF")
        for number, moment in enumerate(moments, start=1):
            person = _person(number, moment, now)
            save(connection, replace(person, reminders=(), digest=None), person)
        # Else the bot plans all of them again when it starts, as after a new version of the zone data.
        connection.execute(sa.insert(tables.fact), [{"name": ZONE_DATA, "value": tzdata.IANA_VERSION}])
        _copy(connection, tables.person, "id", originals, people + others)
        _copy(connection, tables.reminder, "person_id", originals, people)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)" if is_sqlite else "ANALYZE")
    engine.dispose()


def make_due(url: str, due: datetime) -> None:
    """Let everybody's daily reminder come due at one moment (UTC), in a database that a bot may be running on: how long
    that took to come up does not matter then."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        planned = {"next_due": due, "next_date": due.date(), "at": _time_of(due)}
        connection.execute(sa.update(tables.reminder).where(tables.reminder.c.number != DIGEST).values(planned))
    engine.dispose()


def _time_of(moment: datetime) -> time:
    return moment.time().replace(second=0, microsecond=0)


def _copy(connection: sa.Connection, table: sa.Table, key: str, originals: int, last: int) -> None:
    """Rows for everybody else up to the id `last`, like those of the originals in turn."""
    if last <= originals:
        return
    first = sa.select(sa.literal(originals + 1).label("number")).cte(recursive=True)
    others = first.union_all(sa.select(first.c.number + 1).where(first.c.number < last))
    original = table.alias()
    same = [column.name for column in table.c if column.name not in ("id", key)]
    rows = sa.select(others.c.number, *(original.c[name] for name in same)).join_from(
        others, original, original.c[key] == (others.c.number - 1) % originals + 1
    )
    connection.execute(sa.insert(table).from_select([key, *same], rows))


def _person(number: int, moment: datetime, now: datetime) -> Person:
    person = Person(
        id=number,
        created_at=now,
        settings=PersonSettings(language="en", position="seated", gentle=False, zone="UTC"),
        account=Account(first_name="Walker", reminders_made=1),
        reminders=(Reminder(1, _time_of(moment), 127, moment, moment.date()),),
    )
    return with_digest(person, now)
