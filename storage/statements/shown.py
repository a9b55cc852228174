"""Shown buttons: read for a day from the calls that put them there, then forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database import insert_new
from storage.records.retention_periods import BUTTONS_KEPT
from storage.records.shown import ShownButtons, ShownCall, shown_by
from storage.schema.tables import fact, literally, outbox

# Calls that are looked at: those of some thirty messages, each with the one that took its buttons away.
MOST_CALLS = 80
# The fact that says up to which moment of storing all buttons are forgotten.
FORGOTTEN_UNTIL = "buttons_forgotten_until"
# How long what became of a call may stay unwritten.
MOST_UNWRITTEN = timedelta(hours=1)

_LATELY = (
    sa.select(*(outbox.c[name] for name in ShownCall._fields))
    .where(outbox.c.chat_id == sa.bindparam("chat"), outbox.c.created_at > sa.bindparam("after"))
    .order_by(outbox.c.id.desc())
    .limit(MOST_CALLS)
)


def load(connection: sa.Connection, chat_id: int, now: datetime) -> list[ShownButtons]:
    """The buttons shown in a chat in the last day, the newest first."""
    rows = connection.execute(_LATELY, {"chat": chat_id, "after": now - BUTTONS_KEPT})
    return shown_by(ShownCall(*row) for row in rows)


def forget(connection: sa.Connection, now: datetime, limit: int) -> int:
    """Forget the buttons of up to `limit` calls that are older than a day; how many."""
    until = now - BUTTONS_KEPT
    old = sa.and_(outbox.c.created_at <= until, outbox.c.state == literally("sent"), outbox.c.payload.is_not(sa.null()))
    noted = connection.scalar(sa.select(fact.c.value).where(fact.c.name == FORGOTTEN_UNTIL))
    done = None if noted is None else datetime.fromisoformat(noted)
    # A moment that lies ahead was noted by a wrong clock.
    if done is not None and done <= until:
        # What lies before is done: not all that was sent in a month is gone through each time.
        old = sa.and_(old, outbox.c.created_at > done - MOST_UNWRITTEN)
    some = sa.select(outbox.c.id).where(old).order_by(outbox.c.created_at).limit(limit)
    count = connection.execute(sa.update(outbox).where(outbox.c.id.in_(some)).values(payload=sa.null())).rowcount
    if count < limit:
        connection.execute(sa.delete(fact).where(fact.c.name == FORGOTTEN_UNTIL))
        note = insert_new(fact, connection.dialect.name).values(name=FORGOTTEN_UNTIL, value=until.isoformat())
        connection.execute(note)
    return count
