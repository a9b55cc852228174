"""Transactions on one database; its lock, its schema, its housekeeping, and facts about it."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
import tenacity

from storage.damage import CHECK_SECONDS, FIX, DamageWatch, quick_check
from storage.database import (
    DatabaseUnusable,
    bring_up_to_date,
    hold_alone,
    insert_new,
    is_passing,
    open_engine,
    require_schema,
    writing,
)
from storage.schema import tables

# How often a transaction is tried that PostgreSQL aborts for another one (deadlock, serialization).
MOST_ATTEMPTS = 5

R = TypeVar("R")

log = logging.getLogger("limber.database")


class Transactions:
    """An open database. Safe to call from any thread."""

    def __init__(self, url: str) -> None:
        """Open the database behind a SQLAlchemy URL. Raises DatabaseUnusable."""
        self.engine: sa.Engine = open_engine(url)
        self._held: sqlite3.Connection | None = None
        # SQLite's driver begins no transaction by itself.
        self._reading = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.damage_watch = DamageWatch(self.engine)

    @property
    def is_sqlite(self) -> bool:
        """True when the database takes one writer at a time and serves one replica."""
        return self.engine.dialect.name == "sqlite"

    @property
    def is_damaged(self) -> bool:
        """Whether SQLite said since the start that its file is damaged."""
        return self.damage_watch.noticed

    def write(self, work: Callable[[sa.Connection], R]) -> R:
        """Run `work` in a transaction; again when PostgreSQL aborted it for another one."""
        if self.is_sqlite:
            with writing(self.engine) as connection:
                return work(connection)
        for attempt in tenacity.Retrying(
            retry=tenacity.retry_if_exception(is_passing),
            stop=tenacity.stop_after_attempt(MOST_ATTEMPTS),
            wait=tenacity.wait_random(0, 0.05),
            reraise=True,
        ):
            with attempt, writing(self.engine) as connection:
                return work(connection)
        raise AssertionError  # pragma: no cover - the last attempt raises

    def read(self, work: Callable[[sa.Connection], R]) -> R:
        """Run a query, without a transaction."""
        with self._reading.connect() as connection:
            return work(connection)

    def look(self, work: Callable[[sa.Connection], R]) -> R:
        """Run a query that reads many rows little by little, which PostgreSQL does in a transaction alone."""
        with self.engine.connect() as connection:
            return work(connection)

    def hold_alone(self) -> None:
        """Keep other processes from sending out of this database until `close`. Raises DatabaseUnusable."""
        self._held = hold_alone(self.engine)

    def migrate(self) -> bool:
        """Apply missing migrations; True when there were any."""
        return bring_up_to_date(self.engine)

    def require_sound_file(self) -> None:
        """Check a SQLite file, as much of it as can be seen in CHECK_SECONDS. Raises DatabaseUnusable when it is
        damaged."""
        file = Path(str(self.engine.url.database))
        if not self.is_sqlite or not file.is_file():
            return
        found = quick_check(file, CHECK_SECONDS)
        if found.problem is not None:
            raise DatabaseUnusable(f"{file} is damaged: {found.problem}; {FIX}")
        if not found.is_whole:
            fix = "the doctor looks at all of it: python -m bot doctor"
            log.info("file_check_skipped", extra={"file": str(file), "after_seconds": CHECK_SECONDS, "fix": fix})

    def require_schema(self) -> None:
        """Raises DatabaseUnusable when there is no database of this schema. Changes nothing."""
        require_schema(self.engine)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        if self._held is not None:
            self._held.close()

    # Housekeeping

    def empty_log(self) -> None:
        """Truncate SQLite's WAL, so that erased data and typed text do not linger there."""
        if self.is_sqlite:
            with self._reading.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def rebuild(self) -> None:
        """VACUUM: erased data may survive in free space of the pages. A second for each 100 MB; nobody writes then."""
        if self.is_sqlite:
            with self._reading.connect() as connection:
                connection.exec_driver_sql("VACUUM")
            self.empty_log()

    # Facts about the record itself

    def fact(self, name: str) -> str | None:
        """A single fact about the record itself; None when it was never noted."""
        wanted = sa.select(tables.fact.c.value).where(tables.fact.c.name == name)
        found: str | None = self.read(lambda connection: connection.scalar(wanted))
        return found

    def note_fact(self, name: str, value: str) -> None:
        """Note a fact, in place of what was noted before."""

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(tables.fact).where(tables.fact.c.name == name))
            connection.execute(insert_new(tables.fact, connection.dialect.name).values(name=name, value=value))

        self.write(work)

    def first_fact(self, name: str, value: str) -> str:
        """The fact; noted now, as `value`, when it never was: of several that do so at once one is the first."""

        def work(connection: sa.Connection) -> str:
            connection.execute(insert_new(tables.fact, connection.dialect.name).values(name=name, value=value))
            return str(connection.scalar(sa.select(tables.fact.c.value).where(tables.fact.c.name == name)))

        return self.write(work)
