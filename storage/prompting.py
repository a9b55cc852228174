"""The due table: which reminders have come due, what was decided about each, and what the person answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from storage import people, queues
from storage.models import inbox, outbox, prompt, reminder
from storage.records import (
    DueAgain,
    DueReminder,
    LastPrompt,
    PromptDecision,
    PromptState,
    PromptTouch,
    Reminder,
)


def due(connection: sa.Connection, now: datetime, limit: int) -> list[DueReminder]:
    """The reminders with next_due <= now, oldest first, with their people."""
    rows = connection.execute(
        sa.select(reminder).where(reminder.c.next_due <= now).order_by(reminder.c.next_due, reminder.c.id).limit(limit)
    ).all()
    owners = people.load_many(connection, [row.person_id for row in rows]) if rows else {}
    return [
        DueReminder(
            reminder_id=row.id,
            person=owners[row.person_id],
            reminder=Reminder(row.number, row.at, row.weekdays, row.next_due, row.next_date),
            due_at=row.next_due,
            local_date=row.next_date,
        )
        for row in rows
    ]


def decide(connection: sa.Connection, decisions: Sequence[PromptDecision], now: datetime) -> list[int]:
    """Write what was decided, each only if the reminder still stands where it was read.

    The prompt row, its message and the reminder's next moment are one: no prompt twice for a reminder and local
    date, whatever happens in between. Gives back the outbox rows.
    """
    calls: list[int] = []
    for decision in decisions:
        due_now = decision.due
        moved = connection.execute(
            sa.update(reminder)
            .where(reminder.c.id == due_now.reminder_id, reminder.c.next_due == due_now.reminder.next_due)
            .values(next_due=decision.next_due, next_date=decision.next_date)
        )
        if moved.rowcount != 1:
            continue
        person_id, number = due_now.person.id, due_now.reminder.number
        for moment, local_date in decision.missed:
            if not _known(connection, person_id, number, local_date):
                _insert(connection, person_id, number, local_date, moment, PromptState.SKIPPED, "late", None, now)
        if _known(connection, person_id, number, due_now.local_date):
            continue
        outbox_id = None
        if decision.draft is not None:
            # A new prompt ends the wait for the one before.
            forget_again(connection, person_id)
            outbox_id = queues.put(connection, [decision.draft], now)[-1]
            calls.append(outbox_id)
        _insert(
            connection,
            person_id,
            number,
            due_now.local_date,
            due_now.due_at,
            decision.state,
            decision.reason,
            outbox_id,
            now,
        )
    return calls


def _known(connection: sa.Connection, person_id: int, number: int, local_date: date) -> bool:
    same = sa.and_(
        prompt.c.person_id == person_id, prompt.c.reminder_number == number, prompt.c.local_date == local_date
    )
    return connection.scalar(sa.select(prompt.c.id).where(same)) is not None


def _insert(
    connection: sa.Connection,
    person_id: int,
    number: int,
    local_date: date,
    due_at: datetime,
    state: PromptState,
    reason: str | None,
    outbox_id: int | None,
    now: datetime,
) -> None:
    connection.execute(
        sa.insert(prompt).values(
            person_id=person_id,
            reminder_number=number,
            local_date=local_date,
            due_at=due_at,
            state=state.value,
            reason=reason,
            outbox_id=outbox_id,
            created_at=now,
        )
    )


def due_again(connection: sa.Connection, now: datetime, limit: int) -> list[DueAgain]:
    """The prompts that people put off until now or earlier."""
    rows = connection.execute(
        sa.select(prompt.c.id, prompt.c.person_id, prompt.c.reminder_number, prompt.c.local_date, prompt.c.again_at)
        .where(prompt.c.again_at <= now)
        .order_by(prompt.c.again_at, prompt.c.id)
        .limit(limit)
    ).all()
    owners = people.load_many(connection, [row.person_id for row in rows]) if rows else {}
    return [DueAgain(row.id, owners[row.person_id], row.reminder_number, row.local_date, row.again_at) for row in rows]


def clear_again(connection: sa.Connection, prompt_id: int, again_at: datetime) -> bool:
    """Take a put-off prompt up again. False when it was moved or answered meanwhile."""
    result = connection.execute(
        sa.update(prompt).where(prompt.c.id == prompt_id, prompt.c.again_at == again_at).values(again_at=None)
    )
    return result.rowcount == 1


def attach(connection: sa.Connection, prompt_id: int, outbox_id: int) -> None:
    """Note the message by which a put-off prompt went out again."""
    connection.execute(sa.update(prompt).where(prompt.c.id == prompt_id).values(outbox_id=outbox_id, sent_at=None))


def answer(connection: sa.Connection, person_id: int, touch: PromptTouch) -> None:
    """Note what the person did with a prompt of theirs."""
    connection.execute(
        sa.update(prompt)
        .where(
            prompt.c.person_id == person_id,
            prompt.c.reminder_number == touch.reminder_number,
            prompt.c.local_date == touch.local_date,
        )
        .values(answer=touch.answer.value, again_at=touch.again_at)
    )


def forget_again(connection: sa.Connection, person_id: int) -> None:
    """No put-off prompt comes back: the person started, paused or stopped."""
    connection.execute(
        sa.update(prompt).where(prompt.c.person_id == person_id, prompt.c.again_at.is_not(None)).values(again_at=None)
    )


def last(connection: sa.Connection, person_id: int) -> LastPrompt | None:
    """The newest prompt of a person; None before the first."""
    row = connection.execute(
        sa.select(prompt.c.due_at, prompt.c.state, prompt.c.reason, prompt.c.sent_at)
        .where(prompt.c.person_id == person_id)
        .order_by(prompt.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else LastPrompt(row.due_at, PromptState(row.state), row.reason, row.sent_at)


def pull_forward(connection: sa.Connection, person_id: int, now: datetime) -> tuple[date, int] | None:
    """Make a person's next prompt due now, for its own local date: (date, reminder number), None without one."""
    row = connection.execute(
        sa.select(reminder.c.id, reminder.c.next_date, reminder.c.number)
        .where(reminder.c.person_id == person_id, reminder.c.next_due.is_not(None))
        .order_by(reminder.c.next_due, reminder.c.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    connection.execute(sa.update(reminder).where(reminder.c.id == row.id).values(next_due=now))
    return row.next_date, row.number


def census(connection: sa.Connection) -> dict[str, int]:
    """How many rows of each state there are, for /metrics."""
    counts: dict[str, int] = {}
    for name, table in (("inbox", inbox), ("outbox", outbox), ("prompt", prompt)):
        for state, count in connection.execute(sa.select(table.c.state, sa.func.count()).group_by(table.c.state)):
            counts[f"{name}_{state}"] = int(count)
    return counts
