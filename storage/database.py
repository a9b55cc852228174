"""How a database is opened: the engine with its safety settings, and the schema brought up to date.

SQLite: write-ahead log, foreign keys on, BEGIN IMMEDIATE for every transaction that writes (with the driver's
deferred one, writers that meet lose updates), a commit waits for the disk, 30 s of patience for a lock, deleted data
overwritten.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from storage.damage import FIX, is_damage
from storage.file_modes import make_file, make_folder
from storage.schema import tables

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

# Seconds that SQLite waits for another process's lock before it gives up.
SQLITE_BUSY_SECONDS = 30
# Seconds to wait for the program's own lock, which others take for a moment only.
HOLD_SECONDS = 0.2
# What SQLite waits for at each commit: FULL, until the disk has it. With NORMAL a power cut may undo what was
# committed, and an update that Telegram was told is stored would be lost.
SYNCHRONOUS = "FULL"
# Seconds between two attempts to switch to WAL: SQLite's busy timeout does not cover that.
SWITCH_PAUSE_SECONDS = 0.02

# Seconds after which PostgreSQL ends the transaction of a program that stands still. Less than the lease of a replica:
# those that wait for its locks must not count as dead.
IDLE_SECONDS = 5
# Connections to PostgreSQL, one for each thread that may ask.
POOL_SIZE = 8

PSYCOPG: dict[str, Any] = {
    # A pooler that hands out connections by the transaction knows nothing of prepared statements.
    "prepare_threshold": None,
    # Seconds, milliseconds: a database host that vanishes is noticed while the lease still holds.
    "connect_timeout": 5,
    "tcp_user_timeout": 8000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}

NO_ADDRESS = "this is no database address; write for example sqlite:///data/limber.db"
NO_FILE = "this names no file; write for example sqlite:///data/limber.db"

MIGRATIONS = Path(__file__).with_name("migrations")


class DatabaseUnusable(Exception):
    """The database cannot be opened or is not ours; the text says which, and what to do."""


def open_engine(url: str) -> sa.Engine:
    """An engine for a SQLAlchemy URL, such as `sqlite:///data/limber.db`. Nothing is connected yet.

    Its errors name no values: these are people's names and words, and errors end in logs.
    Raises DatabaseUnusable when the URL cannot be read, its driver is missing, or a SQLite folder cannot be made.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise DatabaseUnusable(NO_ADDRESS) from error
    try:
        if parsed.get_backend_name() != "sqlite":
            engine = sa.create_engine(
                parsed,
                pool_size=POOL_SIZE,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args=PSYCOPG if parsed.get_driver_name() == "psycopg" else {},
            )
            sa.event.listen(engine, "handle_error", _quote_nobody)
            if parsed.get_backend_name() == "postgresql":
                tables.add_postgresql_options()
            return engine
        if parsed.database in (None, "", ":memory:"):
            raise DatabaseUnusable(NO_FILE)
        make_folder(Path(str(parsed.database)).parent)
        waiting = {"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False}
        engine = sa.create_engine(parsed, connect_args=waiting, hide_parameters=True)
    except OSError as error:
        raise DatabaseUnusable(f"the folder of the database cannot be made: {error}") from error
    except (sa.exc.NoSuchModuleError, ModuleNotFoundError) as error:
        raise DatabaseUnusable(f"this asks for a driver that is not installed: {error}") from error
    sa.event.listen(engine, "do_connect", _make_private)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLAlchemy URL; None when that is another database. Raises DatabaseUnusable."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise DatabaseUnusable(NO_ADDRESS) from error
    if parsed.get_backend_name() != "sqlite":
        return None
    if parsed.database in (None, "", ":memory:"):
        raise DatabaseUnusable(NO_FILE)
    return Path(str(parsed.database))


def _quote_nobody(context: sa.engine.ExceptionContext) -> None:
    """Keep the first line of PostgreSQL's error: the others quote values of the row, people's names and words."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        diagnosis = getattr(context.original_exception, "diag", None)
        if error is not None and diagnosis is not None and diagnosis.message_detail:
            error.args = (f"{diagnosis.severity}: {diagnosis.message_primary}",)


def _make_private(_dialect: sa.Dialect, _record: object, args: list[Any], _options: object) -> None:
    """Create a new file for its owner alone, not by the umask; SQLite gives the log and the index the same mode."""
    with contextlib.suppress(OSError):  # it says itself, and better, what cannot be opened
        make_file(Path(args[0]))


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own BEGIN is deferred and comes late; ours is sent by `writing` instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor)
    for pragma in (
        "foreign_keys = ON",
        f"synchronous = {SYNCHRONOUS}",
        # On macOS a disk says that it has something before it has; elsewhere this means nothing.
        "fullfsync = ON",
        f"busy_timeout = {SQLITE_BUSY_SECONDS * 1000}",
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    if cursor.execute("PRAGMA foreign_keys").fetchone() != (1,):  # pragma: no cover - a SQLite built without them
        raise DatabaseUnusable("this SQLite was built without foreign keys; install the usual one")
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Switch to the write-ahead log. SQLite does not wait for another process that does the same, so this does."""
    deadline = time.monotonic() + SQLITE_BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            time.sleep(SWITCH_PAUSE_SECONDS)


@contextlib.contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that writes; on SQLite it holds the write lock from its first moment.

    Not by SQLAlchemy's "begin" event: with any such event it looks for listeners at every statement.
    """
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # A program that stands still within a transaction keeps its locks, and all others wait.
            connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'")
        yield connection


def is_passing(error: BaseException) -> bool:
    """Whether a transaction failed only because of another one, so that it may be tried again: a deadlock, or rows
    that changed under it (SQLSTATE 40P01 and 40001)."""
    return isinstance(error, sa.exc.DBAPIError) and getattr(error.orig, "sqlstate", None) in ("40P01", "40001")


def insert_new(table: sa.Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that leaves out rows whose key is there already."""
    # Each import loads the whole dialect, so only the one in use is imported.
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_postgresql

        return insert_postgresql(table).on_conflict_do_nothing()
    from sqlalchemy.dialects.sqlite import insert as insert_sqlite

    return insert_sqlite(table).on_conflict_do_nothing()


def hold_alone(engine: sa.Engine) -> sqlite3.Connection | None:
    """Lock a SQLite file for this process: two processes would send everything twice.

    The lock is held while the returned connection is open, at the longest until the process ends. None for PostgreSQL,
    which several replicas may share. Raises DatabaseUnusable when another process holds it.
    """
    return hold_file(Path(str(engine.url.database))) if engine.dialect.name == "sqlite" else None


def hold_file(path: Path) -> sqlite3.Connection:
    """The same for the file of a record. Raises DatabaseUnusable."""
    # A lock on the file itself would keep its own writer out.
    lock = _lock_of(path)
    try:
        make_file(lock)
        held = sqlite3.connect(lock, timeout=HOLD_SECONDS, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.OperationalError) as error:
        raise DatabaseUnusable(f"{lock} cannot be made: {error}") from error
    try:
        held.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        held.close()
        raise DatabaseUnusable("another Limber runs on this database; end that first, or take another one") from error
    return held


def is_held(path: Path) -> bool:
    """Whether a process holds the file of a record. Asking locks it for a moment; a start waits for that."""
    lock = _lock_of(path)
    if not lock.is_file():
        return False
    with contextlib.closing(sqlite3.connect(lock, timeout=0, isolation_level=None)) as asking:
        try:
            asking.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.OperationalError as error:
            return error.sqlite_errorcode == sqlite3.SQLITE_BUSY
    return False


def _lock_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.running")


def bring_up_to_date(engine: sa.Engine) -> bool:
    """Apply the migrations that are missing. True when there was anything to do.

    Safe when several processes start at once: the first holds the write lock (SQLite) or an advisory lock
    (PostgreSQL), the others then find nothing to do. Raises DatabaseUnusable when the file is not a database, holds
    another program's tables, or its schema is newer than this program.
    """
    try:
        if revision_of(engine) == tables.HEAD_REVISION:
            return False
    except sa.exc.DatabaseError as error:
        raise _unreadable(error) from error

    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with _without_foreign_keys(engine) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseUnusable(
            f"the database was written by a newer Limber (its schema is {revision_of(engine)}, "
            f"this program knows {tables.HEAD_REVISION}); install that version, take another database, or "
            "restore a backup from before the update: python -m bot restore --force FILE"
        ) from error
    except sa.exc.DatabaseError as error:
        raise DatabaseUnusable(f"the database cannot be brought up to date: {error.orig}") from error
    return True


def _unreadable(error: sa.exc.DatabaseError) -> DatabaseUnusable:
    fix = f"; {FIX}" if is_damage(error.orig) else ""
    return DatabaseUnusable(f"the database cannot be read: {str(error.orig).splitlines()[0]}{fix}")


def knows(revision: str) -> bool:
    """Whether a schema is this program's, or one that it can bring up to date."""
    if revision == tables.HEAD_REVISION:
        return True
    from alembic.script import ScriptDirectory

    return any(script.revision == revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def require_schema(engine: sa.Engine) -> None:
    """Raises DatabaseUnusable when the database is not there, or its schema is not this program's."""
    path = engine.url.database
    if engine.dialect.name == "sqlite" and path is not None and not Path(path).is_file():
        raise DatabaseUnusable(f"there is no database at {path}")
    try:
        revision = revision_of(engine)
    except sa.exc.DatabaseError as error:
        raise _unreadable(error) from error
    if revision != tables.HEAD_REVISION:
        raise DatabaseUnusable(
            f"the schema of the database is {revision or 'not there'}, this program knows {tables.HEAD_REVISION}; "
            "run: python -m bot migrate"
        )


def revision_of(engine: sa.Engine) -> str | None:
    """The schema's revision, None for a database without one. Raises sqlalchemy's DatabaseError."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return cast("str | None", connection.scalar(sa.text("SELECT version_num FROM alembic_version")))


@contextlib.contextmanager
def _without_foreign_keys(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection in one transaction in which tables can be rebuilt without their children being deleted."""
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        driver = cast(Any, connection.connection.driver_connection)
        if sqlite:
            driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                if sqlite:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                else:
                    # Any number will do, as long as every replica asks for the same one.
                    connection.execute(sa.text("SELECT pg_advisory_xact_lock(7246302)"))
                yield connection
                if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                    raise DatabaseUnusable(f"the migration would leave {len(broken)} rows without their owner")
        finally:
            if sqlite:
                driver.execute("PRAGMA foreign_keys = ON")
