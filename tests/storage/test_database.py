"""How the database is opened: which addresses are taken, and with which safety belts on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from storage.database import DatabaseUnusable, open_engine, writing
from storage.schema import tables
from storage.schema.tables import UtcDateTime
from storage.store import Store
from tests.storage.sample_people import ANA, DAILY, NOW, words
from tests.storage.store_actions import put_person, reading

# The address, and what is said about it.
UNUSABLE = [
    ("limber.db", "this is no database address; write for example sqlite:///data/limber.db"),
    ("", "this is no database address; write for example sqlite:///data/limber.db"),
    ("sqlite://", "this names no file; write for example sqlite:///data/limber.db"),
    ("sqlite:///:memory:", "this names no file; write for example sqlite:///data/limber.db"),
    ("oracle9://x/y", "this asks for a driver that is not installed: oracle9"),
    ("mysql+nothing://x/y", "this asks for a driver that is not installed: mysql.nothing"),
]


@pytest.mark.parametrize(("url", "said"), UNUSABLE)
def test_an_address_that_cannot_be_used_says_why(url: str, said: str) -> None:
    """In one line; the command line puts the variable before it."""
    with pytest.raises(DatabaseUnusable) as caught:
        open_engine(url)
    assert str(caught.value).replace("Can't load plugin: sqlalchemy.dialects:", "") == said


def test_a_folder_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "data").write_text("a file")
    with pytest.raises(DatabaseUnusable, match="the folder of the database cannot be made"):
        open_engine(f"sqlite:///{tmp_path}/data/limber.db")


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("foreign_keys", 1),
        ("journal_mode", "wal"),
        ("busy_timeout", 30_000),
        ("secure_delete", 1),
    ],
)
def test_every_connection_has_its_belts_on(store: Store, pragma: str, value: object) -> None:
    """Also the second one, and also one that came back to the pool."""
    with reading(store) as first, reading(store) as second:
        assert [c.exec_driver_sql(f"PRAGMA {pragma}").scalar() for c in (first, second)] == [value, value]
    with reading(store) as again:
        assert again.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_reminder_without_its_person_is_refused(store: Store) -> None:
    """Foreign keys do what they say."""
    insert = "INSERT INTO reminder (person_id, number, at, weekdays) VALUES (404, 1, '07:30:00', 127)"
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)foreign key"), writing(store.engine) as connection:
        connection.exec_driver_sql(insert)


@pytest.mark.parametrize("mask", [0, -1, 128])
def test_a_reminder_on_no_weekday_is_refused(store: Store, mask: int) -> None:
    """The database itself keeps the mask between 1 and 127."""
    put_person(store, ANA)
    wrong = sa.insert(tables.reminder).values(person_id=ANA.id, number=1, at=DAILY.at, weekdays=mask)
    with pytest.raises(sa.exc.IntegrityError, match="ck_reminder_weekdays"), writing(store.engine) as connection:
        connection.execute(wrong)


@pytest.mark.only("sqlite")
@pytest.mark.parametrize("read_before", [False, True])
def test_a_writing_transaction_begins_immediately(store: Store, read_before: bool) -> None:
    """BEGIN IMMEDIATE is sent before anything is read, so that two writers never meet half-way; whatever the
    connection was used for before."""
    sent: list[str] = []
    if read_before:
        store.load(1)
    # One connection, kept by the pool, so that its trace is what the store runs on.
    with reading(store) as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_trace_callback(sent.append)
    store.write(lambda connection: connection.execute(sa.text("SELECT 1")))
    driver.set_trace_callback(None)
    assert sent == ["BEGIN IMMEDIATE", "SELECT 1", "COMMIT"]


@pytest.mark.only("sqlite")
def test_nobody_else_can_write_once_a_writer_has_begun(store: Store, database: Path) -> None:
    """Also before it has written anything."""
    other = sqlite3.connect(database, timeout=0, isolation_level=None)
    with writing(store.engine), pytest.raises(sqlite3.OperationalError, match="database is locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


@pytest.mark.only("sqlite")
def test_reading_takes_no_lock(store: Store, database: Path) -> None:
    """A reader neither waits for a writer nor holds one up."""
    writer = sqlite3.connect(database, timeout=0, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert store.load(1) is None
    assert store.census() == {"people": 0}
    writer.execute("COMMIT")
    writer.close()


class Stubborn(sqlite3.Connection):
    """A database that another process is just switching to the write-ahead log: it says so without waiting."""

    refusals = 0

    def cursor(self, *_: object) -> sqlite3.Cursor:  # type: ignore[override]
        """A cursor that meets the other process."""
        return super().cursor(StubbornCursor)


class StubbornCursor(sqlite3.Cursor):
    """Refuses to switch as long as there are refusals left."""

    def execute(self, sql: str, parameters: object = ()) -> sqlite3.Cursor:  # type: ignore[override]
        """The statement, or the refusal."""
        if sql == "PRAGMA journal_mode = WAL" and Stubborn.refusals:
            Stubborn.refusals -= 1
            busy = sqlite3.OperationalError("database is locked")
            busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise busy
        return super().execute(sql, parameters)  # type: ignore[arg-type]


@pytest.fixture
def contested(tmp_path: Path) -> Iterator[sa.Engine]:
    """An engine on a new file that another process opens at the same time."""
    engine = open_engine(f"sqlite:///{tmp_path}/contested.db")

    @sa.event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, args: tuple[Any, ...], options: dict[str, Any]) -> Stubborn:
        return sqlite3.connect(*args, **options, factory=Stubborn)

    yield engine
    Stubborn.refusals = 0
    engine.dispose()


def test_two_processes_may_open_a_new_file_at_once(contested: sa.Engine) -> None:
    """SQLite itself does not wait while another switches to the write-ahead log; a start must not fail by that."""
    Stubborn.refusals = 3
    with contested.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert Stubborn.refusals == 0


def test_the_wait_for_another_process_has_an_end(contested: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the error is the database's own."""
    monkeypatch.setattr("storage.database.SQLITE_BUSY_SECONDS", 0)
    Stubborn.refusals = 1
    with pytest.raises(sa.exc.OperationalError, match="database is locked"):
        contested.connect()


def test_an_error_of_the_database_quotes_nobody(store: Store) -> None:
    """It ends in a log: which statement failed, and not with which values."""
    store.enqueue([words("my hip hurts")], NOW)
    with pytest.raises(sa.exc.IntegrityError) as caught, writing(store.engine) as connection:
        connection.execute(sa.insert(tables.outbox).values(id=1, payload={"text": "my hip hurts"}))
    assert "INSERT INTO outbox" in str(caught.value)
    assert "hurts" not in str(caught.value)


# Moments

LISBON, KOLKATA = ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Kolkata")


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        datetime(2026, 7, 1, 8, 30, tzinfo=LISBON),
        datetime(2026, 7, 1, 8, 30, 15, 999_999, tzinfo=KOLKATA),
        datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=LISBON),
        datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=-11, minutes=-30))),
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(9999, 12, 30, tzinfo=UTC),
    ],
)
def test_a_moment_of_any_zone_comes_back_as_the_same_moment_in_utc(store: Store, moment: datetime) -> None:
    """To the microsecond, and also from the second of two equal hours in a fold."""
    store.remember_file(1, "clip", "file", moment)
    with reading(store) as connection:
        column = sa.column("stored_at", UtcDateTime())
        found = connection.scalar(sa.select(column).select_from(sa.table("media")))
    assert found == moment.astimezone(UTC)
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    """With its value in the error, and nothing is written."""
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(sa.exc.StatementError, match="a moment without a zone cannot be stored"):
        store.remember_file(1, "clip", "file", naive)
    assert store.file_id(1, "clip") is None


POSTGRES = sa.make_url("postgresql+psycopg://x/y").get_dialect()


@pytest.mark.parametrize(
    ("dialect", "bound"),
    [(sqlite.dialect(), "2026-11-22 14:35:00.000000"), (POSTGRES(), NOW)],
    ids=("sqlite", "postgres"),
)
def test_each_database_gets_moments_in_its_own_way(dialect: sa.Dialect, bound: object) -> None:
    """SQLite has no zones and gets the text that SQLAlchemy writes; PostgreSQL may answer in a zone of its own."""
    kind = UtcDateTime()
    write, read = kind.bind_processor(dialect), kind.result_processor(dialect, None)
    assert write is not None and read is not None
    assert write(NOW.astimezone(KOLKATA)) == write(NOW) == bound
    assert read(bound) == NOW
    assert read(bound).tzinfo is UTC
    assert write(None) is None
    assert read(None) is None
    with pytest.raises(ValueError, match="without a zone"):
        write(NOW.replace(tzinfo=None))


def test_postgres_may_answer_in_any_zone() -> None:
    """It is the same moment, and told in UTC."""
    read = UtcDateTime().result_processor(POSTGRES(), None)
    assert read is not None
    assert (read(NOW.astimezone(KOLKATA)), read(NOW.astimezone(KOLKATA)).tzinfo) == (NOW, UTC)
