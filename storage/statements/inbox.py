"""The inbox: updates that came in, whether each has taken effect, and which replica serves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa

from storage.database import insert_new
from storage.records.replica import InboxItem
from storage.records.retention_periods import INBOX_KEPT
from storage.schema.tables import ALIVE, inbox, literally
from storage.statements.executemany import ExecuteMany

# An update that is not served by then may have been forgotten.
FORGOTTEN = timedelta(seconds=30)

# Prepared once: putting a statement together costs more than running it.
_insert = cache(lambda dialect: insert_new(inbox, dialect).returning(inbox.c.update_id))
_DONE = (
    sa.update(inbox)
    .where(inbox.c.update_id == sa.bindparam("of_update"), inbox.c.state == literally("new"))
    .values(state="done", body=None, holder=None, attempts=inbox.c.attempts + 1)
)
_ALL_DONE = ExecuteMany(_DONE)
# Rows that another transaction has locked are skipped (SKIP LOCKED).
_LOCK_WAITING = (
    sa.select(inbox.c.update_id)
    .where(inbox.c.update_id.in_(sa.bindparam("ids", expanding=True)), inbox.c.state == literally("new"))
    .with_for_update(skip_locked=True)
)
_EARLIER = (
    sa.select(inbox.c.update_id)
    .where(
        inbox.c.state == literally("new"),
        inbox.c.chat_key == sa.bindparam("of_chat"),
        inbox.c.update_id < sa.bindparam("of_update"),
    )
    .limit(1)
)


def take_in(connection: sa.Connection, items: Sequence[InboxItem], now: datetime, holder: int) -> list[InboxItem]:
    """Store updates, to be served by `holder`; gives back those that are new. One seen in 48 hours is dropped."""
    if not items:
        return []
    given = {item.update_id: item for item in items}
    rows = [
        {
            "update_id": item.update_id,
            "chat_key": item.chat_key,
            "body": item.body,
            "state": "new",
            "attempts": 0,
            "received_at": now,
            "holder": holder,
        }
        for item in given.values()
    ]
    stored = set(connection.scalars(_insert(connection.dialect.name), rows))
    return [item for item in given.values() if item.update_id in stored]


def adopt(connection: sa.Connection, holder: int, now: datetime) -> list[InboxItem]:
    """Take over updates of dead replicas, in Telegram's order, and old ones of its own: the answer to their storing may
    have been lost."""
    forgotten = sa.and_(inbox.c.holder == holder, inbox.c.received_at < now - FORGOTTEN)
    nobodys = sa.or_(inbox.c.holder.is_(None), inbox.c.holder.not_in(ALIVE), forgotten)
    rows = connection.execute(
        sa.update(inbox)
        .where(inbox.c.state == literally("new"), nobodys)
        .values(holder=holder)
        .returning(inbox.c.update_id, inbox.c.chat_key, inbox.c.body, inbox.c.attempts)
    )
    return sorted((InboxItem(*row) for row in rows), key=lambda item: item.update_id)


def is_behind(connection: sa.Connection, item: InboxItem) -> bool:
    """True while an earlier update of the same chat has not taken effect: another replica serves it."""
    found = connection.scalar(_EARLIER, {"of_chat": item.chat_key, "of_update": item.update_id})
    return found is not None


def through(connection: sa.Connection, update_ids: Sequence[int]) -> list[int]:
    """Those of the updates that are done or set aside, in Telegram's order."""
    found = sa.select(inbox.c.update_id).where(inbox.c.update_id.in_(update_ids), inbox.c.state != literally("new"))
    return list(connection.scalars(found.order_by(inbox.c.update_id)))


def update_done(connection: sa.Connection, update_id: int) -> bool:
    """Mark an update as done and erase its body. False when it was not waiting any more."""
    return connection.execute(_DONE, {"of_update": update_id}).rowcount == 1


def lock_waiting(connection: sa.Connection, update_ids: Sequence[int]) -> set[int]:
    """Those of the updates that are not done, which nobody else does until the end of the transaction.

    Rows that another transaction has locked are left out, not waited for.
    """
    return set(connection.scalars(_LOCK_WAITING, {"ids": list(update_ids)})) if update_ids else set()


def updates_done(connection: sa.Connection, update_ids: Sequence[int]) -> None:
    """Mark updates as done that `lock_waiting` gave back, and erase their bodies."""
    _ALL_DONE(connection, [{"of_update": update_id} for update_id in update_ids])


def update_failed(connection: sa.Connection, update_id: int, reason: str) -> int:
    """Count a failed attempt; gives back how many there were."""
    connection.execute(
        sa.update(inbox)
        .where(inbox.c.update_id == update_id)
        .values(attempts=inbox.c.attempts + 1, reason=reason[:200])
    )
    return int(connection.scalar(sa.select(inbox.c.attempts).where(inbox.c.update_id == update_id)) or 0)


def set_aside(connection: sa.Connection, update_id: int, reason: str) -> bool:
    """Give an update up: its reason stays, its body goes. False when it was not waiting any more."""
    found = connection.execute(
        sa.update(inbox)
        .where(inbox.c.update_id == update_id, inbox.c.state == literally("new"))
        .values(state="aside", reason=reason[:200], body=None, holder=None)
    )
    return found.rowcount == 1


def prune(connection: sa.Connection, now: datetime, limit: int) -> int:
    """Delete up to `limit` updates that are older than 48 hours; how many."""
    old = (
        sa.select(inbox.c.update_id)
        .where(inbox.c.received_at < now - INBOX_KEPT, inbox.c.state != literally("new"))
        .order_by(inbox.c.received_at)
        .limit(limit)
    )
    return connection.execute(sa.delete(inbox).where(inbox.c.update_id.in_(old))).rowcount
