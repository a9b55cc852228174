"""Health of the record: what waits and for how long, what should not be, and whether a day's prompts are settled.

Each query reads a small index, so it may run every few seconds, however many people there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.records.calls import Lane
from storage.records.prompts import PromptState
from storage.schema.tables import literally, outbox, prompt, reminder
from storage.statements import audit, replicas
from storage.store import Store

_number = sa.func.count()
_PENDING = outbox.c.state == literally("pending")
# A call that was put back for later lags from that moment on.
_SINCE = sa.func.min(sa.func.coalesce(outbox.c.not_before, outbox.c.created_at))
# Free and claimed calls apart: each kind has an index of its own.
_OLDEST = tuple(
    sa.select(outbox.c.lane, _SINCE).where(_PENDING, whose).group_by(outbox.c.lane)
    for whose in (outbox.c.holder.is_(None), outbox.c.holder.is_not(None))
)


@dataclass(frozen=True, slots=True)
class RecordHealth:
    """How the record does: what is `waiting`, and the `unaccounted` rows that should not be, both as counts by name.

    `lag` is, by lane, how long the oldest call has waited that may be sent; zero without one.
    """

    waiting: Mapping[str, int]
    unaccounted: Mapping[str, int]
    lag: Mapping[Lane, timedelta]


def record_health(store: Store, now: datetime) -> RecordHealth:
    """How the record does at a moment (UTC)."""
    return store.read(
        lambda connection: RecordHealth(
            audit.backlog(connection), audit.unaccounted(connection, now), _lag(connection, now)
        )
    )


def _lag(connection: sa.Connection, now: datetime) -> dict[Lane, timedelta]:
    lag = dict.fromkeys(Lane, timedelta())
    for question in _OLDEST:
        for lane, since in connection.execute(question):
            lag[Lane(lane)] = max(lag[Lane(lane)], now - since)
    return lag


def unsettled_before(store: Store, moment: datetime) -> int:
    """How many prompts that were due before a moment (UTC) are still to be decided about, or wait to be sent."""
    to_decide = sa.select(_number).select_from(reminder).where(reminder.c.next_due < moment)
    queued = prompt.c.state == literally(PromptState.QUEUED)
    to_send = sa.select(_number).select_from(prompt).where(queued, prompt.c.due_at < moment)
    return store.read(
        lambda connection: sum(int(connection.scalar(question) or 0) for question in (to_decide, to_send))
    )


def is_first(store: Store, task: str) -> bool:
    """Whether of all replicas this is the one to do a task: it stays so until it ends, then it is another one."""
    me = store.me
    return store.write(lambda connection: replicas.take_lease(connection, task, me))
