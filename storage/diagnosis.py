"""The state of the database, for the operator. It is only read, and a bot may be running on it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

import sqlalchemy as sa

from storage.damage import quick_check
from storage.database import DatabaseUnusable, is_held, knows, open_engine, revision_of, sqlite_file
from storage.erasures import Erasures, ErasuresUnusable, key_beside
from storage.file_modes import is_open_to_others
from storage.schema import tables as models
from storage.statements.erasing import find_returned
from storage.statements.replicas import unclean_ends

# Seconds that a query waits for a bot that is writing.
PATIENCE = 5.0
ONE_DAY, ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)


class SchemaState(Enum):
    """The schema of a database, compared with this program's."""

    NONE = "none"  # there is no record yet
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found. `file` is None for a server. `problem` says why the database cannot be used, `read_only` why not
    be written. `running` is how many copies of the bot run on it. Sizes are in bytes, `free` None where that cannot be
    seen. `exposed` are the record's files that anybody on the machine can read. `busiest` is the minute (UTC) of the
    next 24 hours in which most prompts are due, and how many; None when there are none. `unclean_ends` counts how often
    in a row the bot ended without leaving."""

    kind: str
    file: Path | None
    exists: bool = True
    problem: str | None = None
    read_only: str | None = None
    running: int = 0
    revision: str | None = None
    schema: SchemaState = SchemaState.NONE
    size: int = 0
    free: int | None = None
    exposed: tuple[Path, ...] = field(default=())
    busiest: tuple[datetime, int] | None = None
    unclean_ends: int = 0


@dataclass(frozen=True, slots=True)
class ErasuresFound:
    """The state of the record of erasures. `problem` says why it cannot be used. `noted` counts its lines, None where
    there is no file yet; `returned` counts people of the database who were erased before."""

    file: Path
    problem: str | None = None
    noted: int | None = None
    returned: int = 0
    exposed: tuple[Path, ...] = ()


def look_at_erasures(url: str, file: Path) -> ErasuresFound:
    """Examine the record of erasures, and whether anybody in the database was erased before; makes neither."""
    if not file.is_file():
        can_be_made = os.access(_nearest(file.parent), os.W_OK)
        return ErasuresFound(file, problem=None if can_be_made else f"{file} cannot be made: its folder is read-only")
    exposed = tuple(path for path in (file, key_beside(file)) if path.is_file() and is_open_to_others(path))
    engine = open_engine(url)
    try:
        erasures = Erasures(file)
        with engine.connect() as connection:
            returned = len(find_returned(connection, erasures))
        return ErasuresFound(file, noted=len(erasures.marks()), returned=returned, exposed=exposed)
    except ErasuresUnusable as error:
        return ErasuresFound(file, problem=str(error))
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        return ErasuresFound(file, problem=f"the database cannot be read: {reason}")
    finally:
        engine.dispose()


def check_up(url: str, now: datetime) -> Checkup:
    """Examine a database. Does not raise for what is wrong with it, but returns it."""
    try:
        file = sqlite_file(url)
        if file is None:
            return _server(url, now)
        found = Checkup("SQLite", file, exists=file.is_file(), free=_free(file.parent))
        return _file(found, file, url, now) if found.exists else found
    except DatabaseUnusable as error:
        return Checkup("?", None, problem=str(error))


def _free(folder: Path) -> int | None:
    with contextlib.suppress(OSError):
        return shutil.disk_usage(_nearest(folder)).free
    return None


def _nearest(folder: Path) -> Path:
    """The folder, or the first one above it that is there."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())


def _file(found: Checkup, file: Path, url: str, now: datetime) -> Checkup:
    beside = [file.with_name(file.name + suffix) for suffix in ("", "-wal", "-shm")]
    files = [path for path in beside if path.is_file()]
    found = replace(
        found,
        running=int(is_held(file)),
        size=sum(path.stat().st_size for path in files),
        exposed=tuple(path for path in files if is_open_to_others(path)),
    )
    if (problem := quick_check(file, patience=PATIENCE).problem) is not None:
        return replace(found, problem=problem)
    try:
        with contextlib.closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return replace(found, read_only=str(error))
    return _record(found, url, now)


def _record(found: Checkup, url: str, now: datetime) -> Checkup:
    """What only a look into the record can tell."""
    engine = open_engine(url)
    try:
        revision = revision_of(engine)
        if revision is None:
            with engine.connect() as connection:
                tables = sa.inspect(connection).get_table_names()
            return replace(found, problem="it holds another program's tables") if tables else found
        schema = SchemaState.CURRENT if revision == models.HEAD_REVISION else SchemaState.OLDER
        if not knows(revision):
            return replace(found, revision=revision, schema=SchemaState.NEWER)
        with engine.connect() as connection:
            found = replace(found, revision=revision, schema=schema, busiest=busiest_minute(connection, now))
            return replace(found, unclean_ends=unclean_ends(connection))
    except sa.exc.SQLAlchemyError as error:
        return replace(found, problem=f"it cannot be read: {str(getattr(error, 'orig', error)).splitlines()[0]}")
    finally:
        engine.dispose()


def _server(url: str, now: datetime) -> Checkup:
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            size = connection.scalar(sa.text("SELECT pg_database_size(current_database())"))
            found = Checkup("PostgreSQL", None, size=int(size or 0))
            if connection.scalar(sa.text("SHOW transaction_read_only")) == "on":
                found = replace(found, read_only="the server takes no writes: it is a standby, or set so")
            if sa.inspect(connection).has_table("replica"):
                alive = models.replica.c.alive_until > sa.func.clock_timestamp()
                running = connection.scalar(sa.select(sa.func.count()).select_from(models.replica).where(alive))
                found = replace(found, running=int(running or 0))
                granted = sa.text("SELECT has_table_privilege('person', 'INSERT, UPDATE, DELETE')")
                if not connection.scalar(granted):
                    found = replace(found, read_only="this user may not write to its tables")
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        return Checkup("PostgreSQL", None, exists=False, problem=f"it cannot be reached: {reason}")
    finally:
        engine.dispose()
    return _record(found, url, now)


def busiest_minute(connection: sa.Connection, now: datetime) -> tuple[datetime, int] | None:
    """The minute (UTC) of the next 24 hours in which most prompts are due, and how many; None when none are."""
    column = models.reminder.c.next_due
    soon = sa.and_(column >= now, column < now + ONE_DAY)
    minutes: Counter[datetime] = Counter()
    for moment, count in connection.execute(sa.select(column, sa.func.count()).where(soon).group_by(column)):
        minutes[moment.replace(second=0, microsecond=0)] += int(count)
    return max(minutes.items(), key=lambda pair: (pair[1], -pair[0].timestamp()), default=None)
