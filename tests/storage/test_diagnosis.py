"""What a look at the database tells whoever runs the bot: on both kinds, in use, broken, old and new."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.diagnosis import SchemaState, check_up
from storage.records.person import Reminder
from storage.schema import tables
from storage.store import Store
from tests.harness.postgres import Postgres
from tests.storage.sample_people import ANA, BEN, DAILY, DAY, HOUR, MINUTE, NOW
from tests.storage.store_actions import expire_lease, put_person


def test_a_database_in_use_is_told_as_it_is(store: Store, address: str) -> None:
    """Sound, up to date, with its size, and how many bots run on it: one that ended does not count."""
    if store.is_sqlite:
        store.hold_alone()
    found = check_up(address, NOW)
    assert (found.problem, found.read_only, found.running) == (None, None, 1)
    assert (found.revision, found.schema) == (tables.HEAD_REVISION, SchemaState.CURRENT)
    assert found.size > 100_000
    assert found.busiest is None
    assert (found.kind, found.free is None) == (("SQLite", False) if store.is_sqlite else ("PostgreSQL", True))
    if store.is_sqlite:
        store.close()
    expire_lease(store)
    assert check_up(address, NOW).running == 0


def test_the_busiest_minute_is_that_of_the_next_24_hours(store: Store, address: str) -> None:
    """Three at different seconds of a minute are more than two; what is due already, or after that, does not count."""
    due = [NOW - MINUTE, NOW - MINUTE, *[NOW + DAY] * 4, NOW + HOUR, NOW + HOUR]
    due += [NOW + 2 * HOUR + seconds * (MINUTE / 60) for seconds in (0, 20, 24)]
    reminders = tuple(Reminder(n, DAILY.at, 127, moment, moment.date()) for n, moment in enumerate(due, 1))
    put_person(store, replace(ANA, reminders=reminders[:6]))
    put_person(store, replace(BEN, reminders=reminders[6:]))
    assert check_up(address, NOW).busiest == (NOW + 2 * HOUR, 3)


@pytest.mark.parametrize(("revision", "schema"), [("0004", SchemaState.OLDER), ("9999", SchemaState.NEWER)])
def test_another_schema_is_told_from_ours(store: Store, address: str, revision: str, schema: SchemaState) -> None:
    """It is only looked at."""
    version = sa.text("UPDATE alembic_version SET version_num = :revision")
    store.write(lambda connection: connection.execute(version, {"revision": revision}))
    try:
        found = check_up(address, NOW)
        assert (found.problem, found.revision, found.schema) == (None, revision, schema)
    finally:
        store.write(lambda connection: connection.execute(version, {"revision": tables.HEAD_REVISION}))


def scratched(file: Path) -> None:
    """A page is overwritten."""
    content = bytearray(file.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    file.write_bytes(content)


def folder(file: Path) -> None:
    """A folder in its place."""
    file.unlink()
    file.mkdir()


def of_another(file: Path) -> None:
    """Another program's tables."""
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE song (name)")


WRONG: list[tuple[Callable[[Path], object], str]] = [
    (lambda file: file.write_text("Dear diary, " * 400), "the file cannot be read: file is not a database"),
    (scratched, "the file "),
    (of_another, "it holds another program's tables"),
    (folder, ""),
]


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(("spoil", "said"), WRONG)
def test_what_is_wrong_with_a_file_is_said(
    database: Path, address: str, spoil: Callable[[Path], object], said: str
) -> None:
    """It comes back, and is not raised; a folder is no file."""
    spoil(database)
    found = check_up(address, NOW)
    assert (found.problem or "").startswith(said)
    assert found.exists is bool(said)


@pytest.mark.only("sqlite")
def test_a_record_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    """Nor is its folder."""
    found = check_up(f"sqlite:///{tmp_path}/deep/limber.db", NOW)
    assert (found.exists, found.problem, found.schema) == (False, None, SchemaState.NONE)
    assert found.free is not None
    assert list(tmp_path.iterdir()) == []
    assert check_up("limber.db", NOW).problem == (
        "this is no database address; write for example sqlite:///data/limber.db"
    )


@pytest.mark.only("sqlite")
def test_a_file_that_may_not_be_written_is_said(database: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here since another program keeps it locked, at the next update for the bot."""
    monkeypatch.setattr("storage.diagnosis.PATIENCE", 0.0)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert check_up(address, NOW).read_only == "database is locked"
    assert check_up(address, NOW).read_only is None


@pytest.mark.only("sqlite")
def test_files_that_anybody_can_read_are_named(database: Path, address: str) -> None:
    """The record alone; its lock holds nothing."""
    database.parent.chmod(0o755)
    database.chmod(0o644)
    assert check_up(address, NOW).exposed == (database,)


@pytest.mark.only("postgresql")
def test_a_server_that_does_not_answer_or_takes_no_writes_is_said(postgres: Postgres, address: str) -> None:
    """In one line, and nothing of the address, which has a password in it."""
    found = check_up("postgresql+psycopg://limber:canary@localhost:9/limber?host=/nowhere", NOW)
    assert (found.problem or "").startswith("it cannot be reached: ")
    assert "canary" not in (found.problem or "")
    with postgres.connect() as connection:
        connection.execute("ALTER DATABASE shared SET default_transaction_read_only = on")
    try:
        assert (check_up(address, NOW).read_only or "").startswith("the server takes no writes")
    finally:
        with postgres.connect() as connection:
            connection.execute("ALTER DATABASE shared RESET default_transaction_read_only")
