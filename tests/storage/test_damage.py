"""A SQLite file that is damaged: found at the start, noticed while the bot runs, and said in one line with the fix."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from storage import transactions
from storage.damage import FIX, SAID_EVERY, DamageWatch, Soundness, is_damage, quick_check
from storage.database import DatabaseUnusable
from storage.schema import tables
from storage.store import Store
from tests.storage.sample_people import ANA, NOW, words
from tests.storage.store_actions import put_person

PAGE = 4096


def scratch(file: Path) -> None:
    """Overwrite all pages but the first."""
    content = bytearray(file.read_bytes())
    content[PAGE:] = b"\xff" * (len(content) - PAGE)
    file.write_bytes(content)


def scratch_table(file: Path, name: str) -> None:
    """Overwrite the first page of a table."""
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    content = bytearray(file.read_bytes())
    begin = (found[0] - 1) * PAGE
    content[begin : begin + PAGE] = b"\xff" * PAGE
    file.write_bytes(content)


def scratch_under(store: Store, file: Path) -> None:
    """The same while a program has the file open: nothing of it stands in the log or in a cache."""
    store.empty_log()
    store.engine.dispose()
    scratch(file)


def not_a_database(file: Path) -> None:
    """Another file in its place."""
    file.write_text("Dear diary, " * 400)


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    ("spoil", "said"), [(scratch, "the file (is broken|cannot be read)"), (not_a_database, "is not a database")]
)
def test_a_damaged_file_is_found_at_the_start(
    store: Store, database: Path, spoil: Callable[[Path], object], said: str
) -> None:
    """With the fix in the line; a sound one, and one that is not there yet, are not."""
    put_person(store, ANA)
    store.require_sound_file()
    store.empty_log()
    store.engine.dispose()
    spoil(database)
    with pytest.raises(DatabaseUnusable, match=rf"limber.db is damaged: .*{said}.*python -m bot restore FILE"):
        store.require_sound_file()
    database.unlink()
    store.require_sound_file()


def test_a_server_looks_after_its_own_files(store: Store) -> None:
    """And nothing is damaged so far, on either kind."""
    store.require_sound_file()
    assert not store.is_damaged


class Endless(sqlite3.Connection):
    """A connection on which a check takes as long as it is let."""

    interrupted: threading.Event

    def execute(self, statement: str, parameters: Any = ()) -> sqlite3.Cursor:
        if "quick_check" in statement:
            assert self.interrupted.wait(60)
            error = sqlite3.OperationalError("interrupted")
            error.sqlite_errorcode = sqlite3.SQLITE_INTERRUPT
            raise error
        return super().execute(statement, parameters)

    def interrupt(self) -> None:
        """What another thread calls once the time is up."""
        self.interrupted.set()


@pytest.mark.only("sqlite")
def test_the_check_of_a_large_file_takes_no_longer_than_it_may(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The start goes on, and the log says what looks at all of it."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(transactions, "CHECK_SECONDS", 0.01)
    monkeypatch.setattr(Endless, "interrupted", threading.Event(), raising=False)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Endless))
    assert quick_check(database, 0.01) == Soundness(None, is_whole=False)
    store.require_sound_file()
    (line,) = [record for record in caplog.records if record.getMessage() == "file_check_skipped"]
    assert (vars(line)["file"], "python -m bot doctor" in vars(line)["fix"]) == (str(database), True)


@pytest.mark.only("sqlite")
def test_a_file_that_breaks_while_it_is_open_is_said_once_a_minute_with_the_fix(
    store: Store, database: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every error of that kind is marked as told: its traceback would bury the line."""
    put_person(store, ANA)
    seconds = 0.0
    watch = DamageWatch(store.engine, lambda: seconds)
    watch.is_logging = True
    scratch_under(store, database)
    caplog.clear()
    for later in (0.0, SAID_EVERY - 1, SAID_EVERY):
        seconds = later
        with pytest.raises(sa.exc.DatabaseError) as failed:
            store.load(ANA.id)
        assert is_damage(failed.value.orig)
        assert vars(failed.value)["is_told"] is True
    assert (watch.noticed, store.is_damaged) == (True, True)
    lines = [record for record in caplog.records if record.getMessage() == "damage_detected"]
    # The store has a watch of its own, by the clock of the machine.
    assert [vars(line)["fix"] for line in lines] == [FIX] * 3
    assert {vars(line)["file"] for line in lines} == {str(database)}
    assert vars(lines[0])["error"] == "database disk image is malformed"


@pytest.mark.only("sqlite")
def test_a_file_that_is_replaced_by_another_is_noticed_at_the_next_connection(store: Store, database: Path) -> None:
    """Also where the first statement of a connection fails."""
    scratch_under(store, database)
    not_a_database(database)
    with pytest.raises(sa.exc.DatabaseError, match="file is not a database"):
        store.enqueue([words("Hello")], NOW)
    assert store.is_damaged


def run(store: Store, statement: sa.Executable) -> None:
    """Run one statement in a transaction."""
    store.write(lambda connection: connection.execute(statement))


def test_other_errors_are_no_damage(store: Store) -> None:
    """A row that is there already, a table that is not."""
    put_person(store, ANA)
    statements: tuple[sa.Executable, ...] = (sa.insert(tables.fact).values(name="a"), sa.text("SELECT 1 FROM song"))
    for statement in statements:
        with pytest.raises(sa.exc.DBAPIError) as failed:
            run(store, statement)
        assert not is_damage(failed.value.orig)
    assert not store.is_damaged
    assert not is_damage(None)
