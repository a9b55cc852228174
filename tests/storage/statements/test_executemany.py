"""A statement that is compiled once writes what SQLAlchemy would have written, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from storage.database import insert_new
from storage.schema.tables import inbox, media, outbox
from storage.statements.executemany import ExecuteMany
from storage.store import Store
from tests.storage.sample_people import NOW
from tests.storage.store_actions import table

CALL = {
    "id": 7,
    "chat_id": 2**40,
    "lane": 0,
    "verb": "send",
    "event": "reply",
    "payload": {"text": "Grüße 👋 100 %", "list": [1, None]},
    "slot": None,
    "live": True,
    "target": None,
    "target_row": None,
    "state": "pending",
    "attempts": 0,
    "uncertain": 0,
    "not_before": datetime(2026, 11, 22, 14, 35, 0, 1, tzinfo=UTC),
    "message_id": None,
    "error": None,
    "created_at": NOW,
    "sent_at": None,
    "holder": None,
    "not_after": None,
    "broadcast_id": None,
}


def test_rows_are_as_sqlalchemy_writes_them(store: Store) -> None:
    """Flags, moments, JSON, large numbers and NULLs; one by SQLAlchemy, two by the compiled statement."""
    insert = ExecuteMany(sa.insert(outbox), CALL)
    store.write(lambda connection: connection.execute(sa.insert(outbox), CALL))
    assert store.write(lambda connection: insert(connection, [CALL | {"id": 8}, CALL | {"id": 9}])) == 2
    first, *others = table(store, "outbox")
    assert first == CALL
    assert others == [first | {"id": 8}, first | {"id": 9}]


def test_what_stands_in_the_statement_need_not_be_in_the_rows(store: Store) -> None:
    """And it says how many rows it changed: not those that are not there."""
    settle = ExecuteMany(
        sa.update(outbox).where(outbox.c.id == sa.bindparam("of_row")).values(state="dead", error=sa.bindparam("why"))
    )
    store.write(lambda connection: connection.execute(sa.insert(outbox), [CALL, CALL | {"id": 8}]))
    rows = [{"of_row": 8, "why": "no"}, {"of_row": 404, "why": "no"}]
    assert store.write(lambda connection: settle(connection, rows)) == 1
    assert [(row["state"], row["error"]) for row in table(store, "outbox")] == [("pending", None), ("dead", "no")]
    assert store.write(lambda connection: settle(connection, [])) == 0


def test_a_row_that_lacks_a_value_is_refused_before_anything_is_written(store: Store) -> None:
    """Whichever row of the many that is."""
    insert = ExecuteMany(sa.insert(outbox), CALL)
    lacking = {name: value for name, value in CALL.items() if name != "not_before"}
    with pytest.raises(KeyError, match="not_before"):
        store.write(lambda connection: insert(connection, [CALL, lacking]))
    assert table(store, "outbox") == []


def test_a_statement_may_be_written_for_each_database(store: Store) -> None:
    """Where they say the same thing differently."""
    columns = ("update_id", "chat_key", "body", "state", "attempts", "received_at", "holder")
    insert = ExecuteMany(lambda dialect: insert_new(inbox, dialect), columns)
    row = dict(zip(columns, (1, 41, "{}", "new", 0, NOW, None), strict=True))
    assert store.write(lambda connection: insert(connection, [row, row, row | {"update_id": 2}])) == 2
    assert [found["update_id"] for found in table(store, "inbox")] == [1, 2]


def test_what_is_deleted_is_gone(store: Store) -> None:
    """By a key of several columns."""
    for number in (1, 2, 3):
        store.remember_file(number, "clip", "file", NOW)
    forget = ExecuteMany(
        sa.delete(media).where(media.c.bot_id == sa.bindparam("bot"), media.c.clip_hash == sa.bindparam("clip"))
    )
    rows = [{"bot": 1, "clip": "clip"}, {"bot": 3, "clip": "clip"}]
    assert store.write(lambda connection: forget(connection, rows)) == 2
    assert [row["bot_id"] for row in table(store, "media")] == [2]
