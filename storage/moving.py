"""Moving of a record to another database: from SQLite to PostgreSQL or back, while no bot runs on either.

All rows go in batches within one transaction of the target, and are compared before it commits. So the target holds
everything, or nothing; the source stays as it is.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from storage.backup import BackupRefused, look
from storage.copying import TABLES, Differs, NotTaken, compare, count, give_out_after, last_given_out, read, write
from storage.database import (
    DatabaseUnusable,
    bring_up_to_date,
    hold_file,
    knows,
    open_engine,
    require_schema,
    revision_of,
    sqlite_file,
)
from storage.schema import tables

# Seconds to wait for others to end what they are writing.
LOCK_SECONDS = 10
# Told after each batch: how many rows it had, and how many there are in all. Each row counts twice: copied, compared.
Progress = Callable[[int, int], None]


class MoveRefused(Exception):
    """Nothing was moved. The text says why, and what to do; no password is in it."""


class AddressUnusable(MoveRefused):
    """One of the two addresses leads to no database."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved: how many rows, by table. All were compared, and so were ids given out, and the audit."""

    rows: Mapping[str, int]


def move(source_url: str, target_url: str, now: datetime, progress: Progress) -> Moved:
    """Copy a record into an empty database, and compare the two.

    Raises AddressUnusable; MoveRefused when a bot runs on either, the source has another schema, the target is not
    empty, or the two differ in the end.
    """
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(_opened("FROM", source_url))
        target = stack.enter_context(_opened("TO", target_url))
        if _place(source.url) == _place(target.url):
            raise MoveRefused("FROM and TO are the same database")
        with _explained("FROM"):
            require_schema(source)
            stack.enter_context(_held("FROM", source))
            _require_sound(source)
        with _explained("TO"):
            _require_empty(target)
            stack.enter_context(_held("TO", target))
            bring_up_to_date(target)
        moved = _move(source, target, now, progress)
        with _explained("TO"):
            _settle(target)
    return moved


@contextlib.contextmanager
def _opened(name: str, url: str) -> Iterator[sa.Engine]:
    with _explained(name, AddressUnusable):
        if name == "FROM" and (file := sqlite_file(url)) is not None and not file.is_file():
            raise AddressUnusable(f"{name}: there is no database at {file}")
        engine = open_engine(url)
    try:
        with _explained(name, AddressUnusable), engine.connect():
            pass
        yield engine
    finally:
        engine.dispose()


@contextlib.contextmanager
def _explained(name: str, kind: type[MoveRefused] = MoveRefused) -> Iterator[None]:
    """What goes wrong with one of the two becomes one line that names it."""
    try:
        yield
    except MoveRefused:
        raise
    except (DatabaseUnusable, BackupRefused, Differs, NotTaken) as error:
        raise kind(f"{name}: {error}") from error
    except ValueError as error:
        # A port that is no number. Its text may quote a password.
        raise kind(f"{name}: this is no database address") from error
    except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
        lines = str(getattr(error, "orig", None) or error).splitlines()
        raise kind(f"{name}: {lines[0] if lines else type(error).__name__}") from error


def _place(url: sa.URL) -> tuple[object, ...]:
    if url.get_backend_name() == "sqlite":
        return (Path(str(url.database)).resolve(),)
    return url.host, url.port or 5432, url.database, url.query.get("host")


@contextlib.contextmanager
def _held(name: str, engine: sa.Engine) -> Iterator[None]:
    """Nobody serves a SQLite file meanwhile. A replica on PostgreSQL is noticed by its row, see `_locked`."""
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            _require_no_replica(name, connection)
        yield
        return
    try:
        held = hold_file(Path(str(engine.url.database)))
    except DatabaseUnusable as error:
        raise MoveRefused(f"{name}: a bot runs on it; stop it first") from error
    with contextlib.closing(held):
        yield


def _require_no_replica(name: str, connection: sa.Connection) -> None:
    """By the database's clock, as replicas count each other. Raises MoveRefused."""
    if not sa.inspect(connection).has_table(tables.replica.name):
        return
    alive = tables.replica.c.alive_until > sa.func.clock_timestamp()
    if count := connection.scalar(sa.select(sa.func.count()).select_from(tables.replica).where(alive)):
        many = "a bot runs on it; stop it" if count == 1 else f"{count} bots run on it; stop them"
        raise MoveRefused(f"{name}: {many} first; after a crash wait for a quarter of a minute")


def _require_sound(engine: sa.Engine) -> None:
    """Raises BackupRefused when a SQLite file is broken: half of it would be moved, and the other half lost."""
    if engine.dialect.name == "sqlite":
        look(Path(str(engine.url.database)))


def _require_empty(engine: sa.Engine) -> None:
    revision = revision_of(engine)
    with engine.connect() as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
        if revision is None and names:
            raise MoveRefused("TO: it holds another program's tables; take an empty database")
        if revision is not None and not knows(revision):
            raise MoveRefused(f"TO: its schema is a newer one ({revision}); take an empty database")
        for name in names:
            if connection.execute(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)).first() is not None:
                raise MoveRefused(_not_empty(name))


def _move(source: sa.Engine, target: sa.Engine, now: datetime, progress: Progress) -> Moved:
    names = ", ".join(table.name for table in TABLES)
    with (
        _transaction("FROM", source, f"LOCK TABLE {tables.replica.name} IN SHARE MODE") as reading,
        _transaction("TO", target, f"LOCK TABLE {names} IN EXCLUSIVE MODE") as writing,
    ):
        with _explained("FROM"):
            counts = {table.name: count(reading, table) for table in TABLES}
        with _explained("TO"):
            # Something may have been written before it was locked.
            if filled := [table.name for table in TABLES if count(writing, table)]:
                raise MoveRefused(_not_empty(filled[0]))
        total = 2 * sum(counts.values())
        for table in TABLES:
            with _explained(f"{table.name}"):
                with contextlib.closing(read(reading, table)) as batches:
                    for rows in batches:
                        write(writing, table, rows)
                        progress(len(rows), total)
                give_out_after(writing, table, last_given_out(reading, table))
        with _explained("the comparison"):
            compare(reading, writing, now, lambda rows: progress(rows, total))
    return Moved(counts)


@contextlib.contextmanager
def _transaction(name: str, engine: sa.Engine, lock: str) -> Iterator[sa.Connection]:
    """A transaction that sees one moment of a database, in which no bot begins."""
    with contextlib.ExitStack() as stack:
        with _explained(name):
            connection = stack.enter_context(engine.connect())
            if engine.dialect.name == "sqlite":
                stack.enter_context(connection.begin())
                connection.exec_driver_sql("BEGIN" if name == "FROM" else "BEGIN IMMEDIATE")
            else:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
                stack.enter_context(connection.begin())
                connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
                connection.exec_driver_sql(lock)
                _require_no_replica(name, connection)
        yield connection


def _settle(engine: sa.Engine) -> None:
    """What the planner has to know; and no log beside a file."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql("ANALYZE")


def _not_empty(table: str) -> str:
    return f"TO: it is not empty, the table `{table}` has rows; take an empty database"
