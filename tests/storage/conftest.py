"""What the tests of the record share: a store on a real database, migrated and empty; each test on both kinds.

A test that is about one kind says so: `@pytest.mark.only("sqlite")`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import database as database_
from storage.records.person import Person, with_fields
from storage.statements import replicas
from storage.store import Store
from tests.harness.postgres import Postgres
from tests.harness.stage import empty_database
from tests.storage.sample_people import ANA, DAILY, NOW
from tests.storage.store_actions import put_person

KINDS = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that has a database once on each kind that it is about."""
    if "kind" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("only")
        metafunc.parametrize("kind", only.args if only else KINDS)


@pytest.fixture
def address(kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a migrated database without anybody in it."""
    if kind == "sqlite":
        path = tmp_path / "limber.db"
        path.write_bytes(empty_database())
        return f"sqlite:///{path}"
    # By PostgreSQL's own clock; a busy machine is no dead replica, and no program that stands still.
    monkeypatch.setattr(replicas, "ALIVE_FOR", timedelta(hours=1))
    monkeypatch.setattr(database_, "IDLE_SECONDS", 3600)
    monkeypatch.setitem(database_.PSYCOPG, "connect_timeout", 60)
    server: Postgres = request.getfixturevalue("postgres")
    return server.empty_record()


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """The record, empty but for the replica that serves it."""
    opened = Store(address)
    opened.join(NOW)
    yield opened
    opened.close()


@pytest.fixture
def others(address: str, store: Store) -> Iterator[Callable[[], Store]]:
    """Makes one replica more of the same record, which has not joined yet."""
    opened: list[Store] = []

    def another() -> Store:
        opened.append(Store(address))
        return opened[-1]

    yield another
    for one in opened:
        one.close()


@pytest.fixture
def second(others: Callable[[], Store]) -> Store:
    """A second replica, which has joined."""
    other = others()
    other.join(NOW)
    return other


@pytest.fixture
def database(address: str) -> Path:
    """The file of an empty record, for tests that are only about SQLite."""
    return Path(address.removeprefix("sqlite:///"))


@pytest.fixture
def ana(store: Store) -> Person:
    """Ana with a reminder that has come due today."""
    return put_person(store, with_fields(ANA, reminders=(DAILY,), reminders_made=1))
