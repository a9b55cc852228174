"""The command that moves the record: one line for what is wrong, a bar on a screen, and no password anywhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot.settings import VARIABLES
from storage.erasures import Erasures
from storage.store import Store
from tests.harness.logging_kept import logging_as_it_was
from tests.harness.postgres import Postgres
from tests.harness.stage import empty_database
from tests.storage.sample_people import ANA, BEN, NOW
from tests.storage.store_actions import put_person


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings, and what the command line does to the logs is undone."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    with logging_as_it_was():
        yield


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record with Ana and Ben in it."""
    file = tmp_path / "limber.db"
    file.write_bytes(empty_database())
    store = Store(f"sqlite:///{file}")
    put_person(store, ANA)
    put_person(store, BEN)
    store.close()
    return file


@pytest.fixture
def server(postgres: Postgres) -> Iterator[str]:
    """A database without tables; its server asks for no password, and takes any."""
    with postgres.database("moved") as url:
        yield url.replace("postgres@", "postgres:canary-word@").replace("postgresql+psycopg://", "postgres://")


def test_a_record_moves_by_the_addresses_that_database_url_takes(
    record: Path, server: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """There and back; what was moved is a line, and the bar is on a screen alone."""
    back = record.with_name("back.db")
    assert command_line.main(["move", f"sqlite:///{record}", server]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == "moved and compared: 2 people, 2 rows in all; rows, ids and the audit are equal"
    assert "Set DATABASE_URL to the new address" in rest[0]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert command_line.main(["move", server, f"sqlite:///{back}"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == first
    assert "100%" in err
    assert "canary" not in out + err
    store = Store(f"sqlite:///{back}")
    assert store.load(ANA.id) is not None
    store.close()


def noted(file: Path) -> int:
    """How many erasures a record of erasures knows."""
    return len(Erasures(file).marks())


def test_the_record_of_erasures_moves_along(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its key, readable by its owner alone; on the way back it replaces the older copy of itself."""
    there = tmp_path / "there"
    there.mkdir()
    addresses = f"sqlite:///{record}", f"sqlite:///{there / 'limber.db'}"
    Erasures(record.with_name("erasures.db")).note([(7, NOW)], NOW)
    assert command_line.main(["move", *addresses]) == 0
    told = f"the record of erasures and its key: copied to {there / 'erasures.db'} and {there / 'erasures.key'}"
    assert told in capsys.readouterr().out.splitlines()
    assert noted(there / "erasures.db") == 1
    assert {oct((there / name).stat().st_mode & 0o777) for name in ("erasures.db", "erasures.key")} == {"0o600"}
    Erasures(there / "erasures.db").note([(8, NOW)], NOW)
    record.unlink()
    assert command_line.main(["move", *reversed(addresses)]) == 0
    assert noted(record.with_name("erasures.db")) == 2


def test_the_record_of_erasures_moves_to_where_a_bot_on_postgresql_looks(
    record: Path, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into the default's folder; not where ERASURES_FILE names one place for both."""
    home = tmp_path / "home"
    monkeypatch.setattr("bot.operations.opening.DEFAULT_DATABASE", f"sqlite:///{home / 'limber.db'}")
    Erasures(record.with_name("erasures.db")).note([(7, NOW)], NOW)
    monkeypatch.setenv("ERASURES_FILE", str(record.with_name("erasures.db")))
    assert command_line.main(["move", f"sqlite:///{record}", f"sqlite:///{tmp_path / 'own' / 'limber.db'}"]) == 0
    assert not (tmp_path / "own" / "erasures.db").exists()
    monkeypatch.delenv("ERASURES_FILE")
    assert command_line.main(["move", f"sqlite:///{record}", server]) == 0
    assert noted(home / "erasures.db") == 1


def test_another_record_of_erasures_is_never_replaced(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor a key alone: the move ends with one line that says what to copy."""
    there = tmp_path / "there"
    Erasures(there / "erasures.db").note([(9, NOW)], NOW)
    Erasures(record.with_name("erasures.db")).note([(7, NOW)], NOW)
    before = (there / "erasures.key").read_text()
    for name, said in (
        ("a", "erasures.db is there already, and is no older copy of it; "),
        ("b", "without its record; "),
    ):
        assert command_line.main(["move", f"sqlite:///{record}", f"sqlite:///{there / name}"]) == 1
        err = capsys.readouterr().err
        assert err.startswith("the record of erasures was not moved: ")
        assert (said in err, "before the start copy" in err, err.count("\n")) == (True, True, 1)
        assert (there / "erasures.key").read_text() == before
        (there / "erasures.db").unlink(missing_ok=True)


def test_what_is_refused_is_one_line_and_an_exit_status(
    record: Path, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """1 for what is there and cannot be moved, 2 for an address that leads nowhere."""
    source = f"sqlite:///{record}"
    store = Store(source)
    store.hold_alone()
    refused = [(source, server, 1, "nothing was moved: FROM: a bot runs on it; stop it first\n")]
    refused.append((server, source, 1, "nothing was moved: FROM: the schema of the database is not there, "))
    store_rows = f"sqlite:///{record.with_name('other.db')}"
    nowhere = "postgres://limber:canary-word@127.0.0.1:1/limber"
    refused += [
        (f"sqlite:///{record.with_name('nowhere.db')}", server, 2, "nothing was moved: FROM: there is no database at "),
        (source, nowhere, 2, "nothing was moved: TO: connection failed"),
        (nowhere, source, 2, "nothing was moved: FROM: connection failed"),
        (source, "mysql://limber:canary-word@db/limber", 2, "nothing was moved: TO begins with mysql://, which is not"),
        (
            source,
            "postgres://limber:canary-word@db:canary-word/limber",
            2,
            "nothing was moved: TO: this is no database",
        ),
        (source, "limber:canary-word@db", 2, "nothing was moved: TO: this is no database address"),
    ]
    for given, target, status, said in refused:
        assert command_line.main(["move", given, target]) == status, (given, target)
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert err.startswith(said)
        assert "canary" not in err
    store.close()
    assert command_line.main(["move", source, store_rows]) == 0
    capsys.readouterr()
    assert command_line.main(["move", source, store_rows]) == 1
    assert capsys.readouterr().err == (
        "nothing was moved: TO: it is not empty, the table `person` has rows; take an empty database\n"
    )
