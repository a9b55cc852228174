"""What the tests of the record share: a store on a real database file, migrated and empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import Store
from tests.stage import empty_database


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The file of a migrated database without anybody in it."""
    path = tmp_path / "limber.db"
    path.write_bytes(empty_database())
    return path


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    """The record, empty."""
    opened = Store(f"sqlite:///{database}")
    yield opened
    opened.close()
