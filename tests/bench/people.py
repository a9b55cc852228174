"""A database with many people on record, made fast: a few are written as the bot would, the rest are copies of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import tzdata

from bot.app import ZONE_DATA
from storage import models
from storage.records import Person
from storage.store import Store

# Where reminders are spread over the day, as many different moments as a day has minutes.
MINUTES = 24 * 60


def populate(database: Path, people: int, due: datetime | None = None, *, others: int = 0) -> None:
    """Make a SQLite database with the people 1 to `people`, each with a daily reminder, and as many `others` with none.

    All are due at one moment (UTC); None spreads them over the day that comes, the first in half an hour."""
    now = datetime.now(UTC)
    Path.unlink(database, missing_ok=True)
    url = f"sqlite:///{database}"
    store = Store(url)
    store.migrate()
    store.close()
    first = now + timedelta(minutes=30)
    originals = 1 if due is not None else min(people, MINUTES)
    moments = [due if due is not None else first + timedelta(minutes=number) for number in range(originals)]
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA synchronous = OFF")
        connection.execute(sa.insert(models.person), [_person(number + 1, now) for number in range(originals)])
        connection.execute(sa.insert(models.reminder), [_reminder(n + 1, moment) for n, moment in enumerate(moments)])
        # Else the bot plans all of them anew when it starts, as after a new version of the zone data.
        connection.execute(sa.insert(models.fact), [{"name": ZONE_DATA, "value": tzdata.IANA_VERSION}])
        _copy(connection, models.person, "id", originals, people + others)
        _copy(connection, models.reminder, "person_id", originals, people)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


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


def _person(number: int, now: datetime) -> dict[str, Any]:
    person = Person(
        id=number,
        created_at=now,
        version=1,
        first_name="Walker",
        language="en",
        position="seated",
        gentle=False,
        zone="UTC",
        reminders_made=1,
    )
    return {column.name: getattr(person, column.name) for column in models.person.c}


def _reminder(number: int, moment: datetime) -> dict[str, Any]:
    at: time = moment.time().replace(second=0, microsecond=0)
    day: date = moment.date()
    return {"person_id": number, "number": 1, "at": at, "weekdays": 127, "next_due": moment, "next_date": day}
