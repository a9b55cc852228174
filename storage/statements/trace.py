"""Trace of one prompt, from the moment it was due to Telegram's message."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

import sqlalchemy as sa

from storage.records.prompts import LATE, PromptState
from storage.schema.tables import outbox, prompt, reminder


@dataclass(frozen=True, slots=True)
class TracedCall:
    """The call by which a prompt went out, or is to. Moments are in UTC; `error` is what Telegram said last."""

    row_id: int
    state: str
    attempts: int
    uncertain: int
    not_before: datetime | None
    message_id: int | None
    error: str | None
    sent_at: datetime | None


_OF_CALL = tuple(
    outbox.c["id" if field.name == "row_id" else field.name].label(field.name) for field in fields(TracedCall)
)


@dataclass(frozen=True, slots=True)
class Trace:
    """A prompt's way. Moments are in UTC. `row_id` is its newest call; `call` is None when it has none, or when that
    is forgotten already."""

    due_at: datetime
    decided_at: datetime
    state: str
    reason: str | None
    row_id: int | None
    sent_at: datetime | None
    answer: str | None
    again_at: datetime | None
    call: TracedCall | None


def trace(connection: sa.Connection, person_id: int, reminder_number: int, local_date: date) -> Trace | None:
    """What became of the prompt of a reminder for a local date; None when nothing was decided about it."""
    mine = sa.and_(
        prompt.c.person_id == person_id,
        prompt.c.reminder_number == reminder_number,
        prompt.c.local_date == local_date,
    )
    row = connection.execute(sa.select(prompt).where(mine)).one_or_none()
    if row is None:
        return None
    call = None
    if row.outbox_id is not None:
        found = connection.execute(sa.select(*_OF_CALL).where(outbox.c.id == row.outbox_id)).one_or_none()
        call = None if found is None else TracedCall(**found._mapping)
    return Trace(
        due_at=row.due_at,
        decided_at=row.created_at,
        state=row.state,
        reason=row.reason,
        row_id=row.outbox_id,
        sent_at=row.sent_at,
        answer=row.answer,
        again_at=row.again_at,
        call=call,
    )


def gap_over(connection: sa.Connection, person_id: int, reminder_number: int, local_date: date) -> date | None:
    """The date whose row may stand for this one, as the last of a gap: the reminder's next stored one, where that is
    `late`. None where nothing was decided about a later date, or something else."""
    row = connection.execute(
        sa.select(prompt.c.local_date, prompt.c.state, prompt.c.reason)
        .where(
            prompt.c.person_id == person_id,
            prompt.c.reminder_number == reminder_number,
            prompt.c.local_date > local_date,
        )
        .order_by(prompt.c.local_date)
        .limit(1)
    ).one_or_none()
    late = row is not None and (row.state, row.reason) == (PromptState.SKIPPED, LATE)
    return row.local_date if row is not None and late else None


def next_of(connection: sa.Connection, person_id: int, reminder_number: int) -> tuple[datetime, date] | None:
    """When a reminder comes next (UTC), and for which local date; None when it does not."""
    mine = sa.and_(reminder.c.person_id == person_id, reminder.c.number == reminder_number)
    row = connection.execute(sa.select(reminder.c.next_due, reminder.c.next_date).where(mine)).one_or_none()
    return None if row is None or row.next_due is None else (row.next_due, row.next_date)
