"""Backup and restore of a record in SQLite, while a bot may be writing to it.

Both use SQLite's online backup, which copies one moment of the record. A copy is checked, then renamed in one step:
there is a whole file of that name, or none.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from storage.database import (
    SQLITE_BUSY_SECONDS,
    DatabaseUnusable,
    bring_up_to_date,
    hold_file,
    knows,
    open_engine,
    writing,
)
from storage.erasures import Erasures
from storage.file_modes import make_file, make_folder
from storage.schema import tables
from storage.statements.erasing import erase_returned

# Columns that say when something was written, by table. All other moments are plans, or lie ahead.
WRITTEN_AT = {
    "person": ("created_at", "heard_at"),
    "walk": ("started_at", "moved_at", "ended_at"),
    "prompt": ("created_at", "sent_at"),
    "inbox": ("received_at",),
    "outbox": ("created_at", "sent_at"),
    "media": ("stored_at",),
    "recording": ("recorded_at",),
    "broadcast": ("created_at", "started_at", "shown_at", "ended_at"),
}
# Files beside a database: SQLite's own, and our lock.
BESIDE = ("-wal", "-shm", "-journal", ".running")


class BackupRefused(Exception):
    """Nothing was changed. The text says why, and what to do."""


class NotReadable(BackupRefused):
    """The file is no SQLite database, or a broken one."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a record holds. `newest` (UTC) is when anything was written last, None for never; `size` is in bytes."""

    people: int
    newest: datetime | None
    size: int
    revision: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored. `kept` is where the record that was replaced lies, None without one; `cancelled` counts the
    broadcasts that were under way in the backup, `erased` the people who were erased since, and are again."""

    holding: Holding
    kept: Path | None
    cancelled: int
    erased: int = 0


def back_up(record: Path, target: Path, *, force: bool = False) -> Holding:
    """Copy a record into a file that only its owner can read; gives back what the copy holds.

    Raises BackupRefused when there is no sound record, or `target` is there already (unless `force`) or cannot be
    written.
    """
    if not record.is_file():
        raise BackupRefused(f"there is no record at {record}; run this in the bot's folder, with its DATABASE_URL")
    _not_the_record(target, record)
    if not target.parent.is_dir():
        raise BackupRefused(f"there is no folder {target.parent}; make it first: mkdir -m 700 {target.parent}")
    _not_there(target, force=force)
    fresh = _beside(target)
    try:
        _copy(record, fresh)
        found = look(fresh)
        _without_replicas(fresh)
        _without_gaps(fresh)
        _not_there(target, force=force)
        _take_place(fresh, target)
    except OSError as error:
        raise BackupRefused(f"{target} cannot be written: {error.strerror}") from error
    finally:
        _remove(fresh)
    return found


def restore(
    record: Path, source: Path, now: datetime, *, force: bool = False, erasures: Erasures | None = None
) -> Restored:
    """Replace a record by a backup, and migrate it; the record that was there is kept beside it.

    A broadcast that was under way in the backup is cancelled: it would go out a second time. Whom the record of
    erasures knows is erased before anybody can read the copy. Raises ErasuresUnusable; DatabaseUnusable
    when a bot runs on the record; BackupRefused when `source` is no sound record that this program knows, or (unless
    `force`) when the record is newer.
    """
    if not source.is_file():
        raise BackupRefused(f"there is no file {source}")
    _not_the_record(source, record)
    try:
        make_folder(record.parent)
    except OSError as error:
        raise BackupRefused(f"{record.parent} cannot be made: {error.strerror}") from error
    fresh, kept = _beside(record), None
    with contextlib.closing(hold_file(record)):
        try:
            _copy(source, fresh)
            found = look(fresh)
            replaces = _replaces(record, found, force=force)
            cancelled, erased = _make_ready(fresh, now, erasures)
            if replaces:
                kept = record.with_name(f"{record.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
                _keep(record, kept)
            # SQLite would play the old database's log into the new one.
            for suffix in ("-wal", "-shm", "-journal"):
                record.with_name(record.name + suffix).unlink(missing_ok=True)
            _take_place(fresh, record)
        except OSError as error:
            raise BackupRefused(f"{record} cannot be written: {error.strerror}") from error
        finally:
            _remove(fresh)
    return Restored(found, kept, cancelled, erased)


def look(file: Path) -> Holding:
    """What a record holds, after an integrity check. Raises NotReadable when it is broken, BackupRefused when it is no
    record of Limber or a newer program wrote it."""
    with _reading(file) as connection:
        if (broken := connection.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
            raise NotReadable(f"{file} is broken: {' '.join(broken.split())}")
        columns = {
            table: {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
            for table in (*WRITTEN_AT, "alembic_version")
        }
        if not (columns["alembic_version"] and columns["person"] and columns["outbox"]):
            raise BackupRefused(f"{file} is no record of Limber")
        revision = str((connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("none",))[0])
        if not knows(revision):
            raise BackupRefused(
                f"{file} was written by a newer Limber (its schema is {revision}, this program knows "
                f"{tables.HEAD_REVISION}); install that version first"
            )
        if lost := len(connection.execute("PRAGMA foreign_key_check").fetchall()):
            raise NotReadable(f"{file} is broken: {lost} rows are without their owner")
        moments = [
            connection.execute(f'SELECT max("{column}") FROM "{table}"').fetchone()[0]  # noqa: S608 - our own names
            for table, names in WRITTEN_AT.items()
            for column in names
            if column in columns[table]
        ]
        people = int(connection.execute("SELECT count(*) FROM person").fetchone()[0])
    newest = max((moment for moment in moments if moment is not None), default=None)
    return Holding(
        people=people,
        newest=None if newest is None else datetime.fromisoformat(newest).replace(tzinfo=UTC),
        size=file.stat().st_size,
        revision=revision,
    )


@contextlib.contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection. Raises NotReadable for any error of SQLite."""
    try:
        address = f"file:{quote(str(file.resolve()))}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=SQLITE_BUSY_SECONDS)) as connection:
            yield connection
    except sqlite3.DatabaseError as error:
        raise NotReadable(f"{file} cannot be read: {error}") from error


def _copy(source: Path, target: Path) -> None:
    """Copy one moment of a database into a single file. Raises NotReadable, and OSError.

    Page by page: VACUUM INTO would copy what it can read of a broken file, and the copy would look sound.
    """
    make_file(target)
    with _reading(source) as connection, contextlib.closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)
        # In WAL mode the first reader would put a log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")


def _without_replicas(copy: Path) -> None:
    """Nobody serves a copy: a bot that starts on it would take the one that ran meanwhile for one that crashed."""
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'replica'").fetchone() is not None:
            connection.execute("DELETE FROM replica")
            connection.commit()


def _without_gaps(copy: Path) -> None:
    """VACUUM: erased data may survive in free space of the pages, and a backup is kept for long."""
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        connection.execute("VACUUM")


def _replaces(record: Path, backup: Holding, *, force: bool) -> bool:
    """Whether there is a record to keep. Raises BackupRefused when it may not be replaced."""
    if not record.exists() or _is_empty(record):
        return False
    try:
        there = look(record)
    except NotReadable:
        return True  # what a backup is for
    except BackupRefused as error:
        if force:
            return True
        raise BackupRefused(f"{error}; with --force it is replaced, and kept beside") from error
    if there.newest is not None and (backup.newest is None or there.newest > backup.newest) and not force:
        raise BackupRefused(
            f"the record is newer: it was written last at {shown(there.newest)}, the backup at {shown(backup.newest)}; "
            "with --force it is replaced, and kept beside"
        )
    return True


def _is_empty(record: Path) -> bool:
    try:
        with _reading(record) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    except NotReadable:
        return False


def _make_ready(fresh: Path, now: datetime, erasures: Erasures | None) -> tuple[int, int]:
    """Migrate a copy, cancel its broadcasts, and erase again; (how many broadcasts, how many people)."""
    engine = open_engine(sa.URL.create("sqlite", database=str(fresh.resolve())).render_as_string())
    try:
        bring_up_to_date(engine)
        with writing(engine) as connection:
            # A backup of an older program has the replica that ran.
            connection.execute(sa.delete(tables.replica))
            cancelled = _cancel_broadcasts(connection, now)
            erased = 0 if erasures is None else erase_returned(connection, erasures)
    except DatabaseUnusable as error:
        raise BackupRefused(f"the backup cannot be brought up to date: {error}") from error
    finally:
        engine.dispose()
    with contextlib.closing(sqlite3.connect(fresh)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return cancelled, erased


def _cancel_broadcasts(connection: sa.Connection, now: datetime) -> int:
    waiting = sa.and_(tables.outbox.c.broadcast_id.is_not(None), tables.outbox.c.state.in_(("pending", "sending")))
    connection.execute(
        sa.update(tables.outbox)
        .where(waiting)
        .values(state="dead", error="cancelled", payload=sa.null(), live=False, holder=None, not_before=None)
    )
    under_way = tables.broadcast.c.state.in_(("draft", "sending"))
    ended = {"state": "cancelled", "text": None, "ended_at": now, "version": tables.broadcast.c.version + 1}
    return connection.execute(sa.update(tables.broadcast).where(under_way).values(**ended)).rowcount


def _keep(record: Path, kept: Path) -> None:
    """Keep the record that is replaced, with its log; a broken one is copied byte by byte."""
    if not make_file(kept):
        raise BackupRefused(f"{kept} is there already; try again in a second")
    try:
        _copy(record, kept)
    except NotReadable:
        shutil.copyfile(record, kept)
        log = record.with_name(f"{record.name}-wal")
        if log.is_file():
            kept_log = kept.with_name(f"{kept.name}-wal")
            make_file(kept_log)
            shutil.copyfile(log, kept_log)


def _not_the_record(file: Path, record: Path) -> None:
    own = {record.with_name(record.name + suffix).resolve() for suffix in ("", *BESIDE)}
    if file.resolve() in own:
        raise BackupRefused(f"{file} is the record itself; name another file")


def _not_there(target: Path, *, force: bool) -> None:
    if target.exists() and not (force and target.is_file()):
        raise BackupRefused(f"{target} is there already; take another name, or --force")


def _beside(file: Path) -> Path:
    return file.with_name(f".{file.name}.{os.getpid()}.new")


def _take_place(fresh: Path, file: Path) -> None:
    """Rename a file in one step, after fsync."""
    _on_disk(fresh)
    fresh.replace(file)
    _on_disk(file.parent)


def _on_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(fresh: Path) -> None:
    for suffix in ("", *BESIDE):
        fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)


def shown(moment: datetime | None) -> str:
    """A moment for the operator, in UTC to the second; "never" for none."""
    return "never" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
