"""What was committed outlives a power cut: nothing counts as committed before the disk has it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import database
from storage.records.turn import TurnResult
from storage.statements.turns import Commit
from storage.store import Store
from tests.harness.durability import SHIPPED
from tests.storage.sample_people import ANA, BEN, NOW, update, words
from tests.storage.store_actions import put_person

# What PRAGMA synchronous says: with the write-ahead log, 1 (NORMAL) waits for the disk only now and then.
FULL = 2


def test_every_connection_that_writes_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That which makes the tables, that of the first write, one for each thread, and one that comes out of the pool."""
    monkeypatch.setattr(database, "SYNCHRONOUS", SHIPPED)
    said: list[object] = []
    store = Store(f"sqlite:///{tmp_path / 'limber.db'}")
    sa.event.listen(store.engine, "commit", lambda one: said.append(one.exec_driver_sql("PRAGMA synchronous").scalar()))
    store.migrate()
    store.join(NOW)
    ana, ben = put_person(store, ANA), put_person(store, BEN)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: store.take_in([update(number)], NOW), range(20)))
    turns = [Commit(TurnResult(None, one, one, (words("hello", one),)), NOW) for one in (ana, ben)]
    assert len(store.commit_turns(turns)) == 2
    store.close()
    assert len(said) > 24
    assert set(said) == {FULL}
