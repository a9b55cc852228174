"""The due table: which reminders are due, what was decided about each, and what people did with the prompt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from storage.records.calls import OutboxRow, Verb
from storage.records.person import DIGEST, Person, Reminder, Silence, WalkState
from storage.records.prompts import (
    LATE,
    DueAgain,
    DueReminder,
    LastPrompt,
    PromptDecision,
    PromptState,
    PromptTouch,
)
from storage.records.retention_periods import PROMPTS_KEPT
from storage.schema.tables import literally, outbox, prompt, reminder, walk
from storage.statements import diary, enqueue, people, prompt_people
from storage.statements.columns import Columns
from storage.statements.executemany import ExecuteMany

Decide = Callable[[DueReminder], PromptDecision]

_REMINDER = Columns(Reminder)
_DUE = (
    sa.select(reminder.c.id, reminder.c.person_id, *(reminder.c[name] for name in _REMINDER.names))
    .where(reminder.c.next_due <= sa.bindparam("now"))
    .order_by(reminder.c.next_due, reminder.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True)
)
_OPEN = walk.c.state == literally(WalkState.OPEN)
_ANY_DUE = sa.select(
    sa.select(reminder.c.id).where(reminder.c.next_due <= sa.bindparam("now")).limit(1).scalar_subquery(),
    sa.select(prompt.c.id).where(prompt.c.again_at <= sa.bindparam("now")).limit(1).scalar_subquery(),
    sa.select(walk.c.id).where(_OPEN, walk.c.due_at <= sa.bindparam("now")).limit(1).scalar_subquery(),
)
_WAITS = (
    sa.select(outbox.c.id)
    .where(outbox.c.chat_id == walk.c.person_id, outbox.c.state.in_(("pending", "sending")))
    .exists()
)
_OPEN_DUE = (
    sa.select(walk.c.person_id)
    .where(_OPEN, walk.c.due_at <= sa.bindparam("now"), sa.not_(_WAITS))
    .order_by(walk.c.due_at, walk.c.id)
    .limit(sa.bindparam("most"))
)
_KNOWN = sa.select(prompt.c.person_id, prompt.c.reminder_number, prompt.c.local_date).where(
    prompt.c.person_id.in_(sa.bindparam("people", expanding=True)), prompt.c.local_date >= sa.bindparam("earliest")
)
_MOVE = ExecuteMany(
    sa.update(reminder)
    .where(reminder.c.id == sa.bindparam("of_reminder"))
    .values(
        next_due=sa.bindparam("then"),
        next_date=sa.bindparam("on_date"),
        last_due=sa.bindparam("this"),
        last_date=sa.bindparam("of_date"),
    )
)
_DELETE = ExecuteMany(sa.delete(reminder).where(reminder.c.id == sa.bindparam("of_reminder")))
_NOT_AGAIN = (
    sa.update(prompt)
    .where(prompt.c.person_id.in_(sa.bindparam("people", expanding=True)), prompt.c.again_at.is_not(None))
    .values(again_at=None)
)
_INSERT = ExecuteMany(
    sa.insert(prompt),
    ("person_id", "reminder_number", "local_date", "due_at", "state", "reason", "outbox_id", "created_at"),
)
_ANSWER = ExecuteMany(
    sa.update(prompt)
    .where(
        prompt.c.person_id == sa.bindparam("of_person"),
        prompt.c.reminder_number == sa.bindparam("of_number"),
        prompt.c.local_date == sa.bindparam("of_date"),
    )
    .values(answer=sa.bindparam("as_answer"), again_at=sa.bindparam("again"))
)


def any_due(connection: sa.Connection, now: datetime) -> tuple[bool, bool, bool]:
    """(Whether any reminder is due, whether any put-off prompt is, whether any open walk is), by one statement without
    locks."""
    reminder_id, prompt_id, walk_id = connection.execute(_ANY_DUE, {"now": now}).one()
    return reminder_id is not None, prompt_id is not None, walk_id is not None


def due_walks(connection: sa.Connection, now: datetime, limit: int) -> list[Person]:
    """People in whose walk something is due now or was earlier, the longest due first.

    Not those for whom a call still waits to be sent: no step is queued behind another.
    """
    ids = connection.scalars(_OPEN_DUE, {"now": now, "most": limit}).all()
    owners = people.load_many(connection, ids) if ids else {}
    return [owners[person_id] for person_id in ids if person_id in owners]


def settle_due(
    connection: sa.Connection, now: datetime, limit: int, decide: Decide, holder: int | None
) -> tuple[list[PromptDecision], list[OutboxRow]]:
    """Decide about the reminders with next_due <= now, oldest first, and write it, all in one transaction.

    On PostgreSQL the reminders are locked meanwhile, and those that another replica has locked are passed over.
    The prompt row, its message and the reminder's next moment are one: no prompt twice for a reminder and local
    date, whatever happens in between. A reminder that comes once is deleted by it, whatever was decided.
    Gives back the decisions that took effect, and the calls to be made.
    """
    found = [(row[0], row[1], _REMINDER.read(row[2:])) for row in connection.execute(_DUE, {"now": now, "most": limit})]
    if not found:
        return [], []
    times_due = Counter(person_id for _, person_id, _ in found)
    weekly = [person_id for _, person_id, item in found if item.number == DIGEST]
    owners = prompt_people.load(connection, times_due, whole=weekly)
    diaries = diary.load_many(connection, weekly) if weekly else {}
    decisions: list[PromptDecision] = []
    silence: dict[int, Silence] = {}
    for reminder_id, person_id, item in found:
        assert item.next_due is not None and item.next_date is not None  # noqa: S101 - it is due
        its_diary = diaries.get(person_id) if item.number == DIGEST else None
        decision = decide(
            DueReminder(reminder_id, owners[person_id], item, item.next_due, item.next_date, diary=its_diary)
        )
        decisions.append(decision)
        if decision.silence is not None:
            silence[person_id] = decision.silence
            if times_due[person_id] > 1:
                # The next decision about the same person takes this one into account.
                owners[person_id] = replace(owners[person_id], silence=decision.silence)
    people.write_silence(connection, silence)
    _MOVE(
        connection,
        [
            {
                "of_reminder": one.due.reminder_id,
                "then": one.next_due,
                "on_date": one.next_date,
                "this": one.due.due_at,
                "of_date": one.due.local_date,
            }
            for one in decisions
            if one.due.reminder.once_on is None
        ],
    )
    _DELETE(
        connection, [{"of_reminder": one.due.reminder_id} for one in decisions if one.due.reminder.once_on is not None]
    )
    return decisions, _write(connection, decisions, now, holder)


def _write(
    connection: sa.Connection, decisions: Sequence[PromptDecision], now: datetime, holder: int | None
) -> list[OutboxRow]:
    """The prompt rows of the decisions, and the messages of those that are new."""
    dates = [day for one in decisions for day in (one.due.local_date, *(missed for _, missed in one.missed))]
    known = {
        tuple(row)
        for row in connection.execute(
            _KNOWN, {"people": list({one.due.person.id for one in decisions}), "earliest": min(dates)}
        )
    }
    rows = []
    fresh: list[PromptDecision] = []
    for one in decisions:
        person_id, number = one.due.person.id, one.due.reminder.number
        for moment, local_date in one.missed:
            if (person_id, number, local_date) not in known:
                rows.append(_row(one, local_date, moment, PromptState.SKIPPED, LATE, now))
        if (person_id, number, one.due.local_date) not in known:
            fresh.append(one)
    to_send = [one for one in fresh if one.call is not None]
    calls: list[OutboxRow] = []
    if to_send:
        # A new prompt ends the wait for the one before.
        connection.execute(_NOT_AGAIN, {"people": [one.due.person.id for one in to_send]})
        calls = enqueue.enqueue_calls(
            connection, [one.call for one in to_send if one.call is not None], now, holder=holder
        )
    sends = iter(call for call in calls if call.verb is Verb.SEND)
    for one in fresh:
        row = _row(one, one.due.local_date, one.due.due_at, one.state, one.reason, now)
        if one.call is not None:
            row["outbox_id"] = next(sends).id
        rows.append(row)
    _INSERT(connection, rows)
    return calls


def _row(
    decision: PromptDecision,
    local_date: date,
    due_at: datetime,
    state: PromptState,
    reason: str | None,
    now: datetime,
) -> dict[str, object]:
    return {
        "person_id": decision.due.person.id,
        "reminder_number": decision.due.reminder.number,
        "local_date": local_date,
        "due_at": due_at,
        "state": state.value,
        "reason": reason,
        "outbox_id": None,
        "created_at": now,
    }


def due_again(connection: sa.Connection, now: datetime, limit: int) -> list[DueAgain]:
    """The prompts that people put off until now or earlier."""
    rows = connection.execute(
        sa.select(prompt.c.id, prompt.c.person_id, prompt.c.reminder_number, prompt.c.local_date, prompt.c.again_at)
        .where(prompt.c.again_at <= now)
        .order_by(prompt.c.again_at, prompt.c.id)
        .limit(limit)
    ).all()
    owners = people.load_many(connection, [row.person_id for row in rows]) if rows else {}
    return [
        DueAgain(row.id, owners[row.person_id], row.reminder_number, row.local_date, row.again_at)
        for row in rows
        if row.person_id in owners  # erased in between
    ]


def clear_again(connection: sa.Connection, prompt_id: int, again_at: datetime) -> bool:
    """Claim a put-off prompt whose moment has come. False when it was moved or answered meanwhile."""
    result = connection.execute(
        sa.update(prompt).where(prompt.c.id == prompt_id, prompt.c.again_at == again_at).values(again_at=None)
    )
    return result.rowcount == 1


def attach(connection: sa.Connection, prompt_id: int, outbox_id: int) -> None:
    """Store which message sends a put-off prompt again."""
    connection.execute(
        sa.update(prompt)
        .where(prompt.c.id == prompt_id)
        .values(outbox_id=outbox_id, state=PromptState.QUEUED.value, sent_at=None)
    )


def answer(connection: sa.Connection, touches: Mapping[int, PromptTouch]) -> None:
    """Write what people did with a prompt, by person."""
    _ANSWER(
        connection,
        [
            {
                "of_person": person_id,
                "of_number": touch.reminder_number,
                "of_date": touch.local_date,
                "as_answer": touch.answer.value,
                "again": touch.again_at,
            }
            for person_id, touch in touches.items()
        ],
    )


def forget_again(connection: sa.Connection, person_ids: Sequence[int]) -> None:
    """No put-off prompt comes back: these people started, paused or stopped."""
    if person_ids:
        connection.execute(_NOT_AGAIN, {"people": list(person_ids)})


def last(connection: sa.Connection, person_id: int) -> LastPrompt | None:
    """The newest prompt of a person; None before the first."""
    row = connection.execute(
        sa.select(prompt.c.due_at, prompt.c.state, prompt.c.reason, prompt.c.sent_at)
        .where(prompt.c.person_id == person_id, prompt.c.reminder_number != DIGEST)
        .order_by(prompt.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else LastPrompt(row.due_at, PromptState(row.state), row.reason, row.sent_at)


def pull_forward(connection: sa.Connection, person_id: int, now: datetime) -> tuple[date, int] | None:
    """Make a person's next prompt due now, for its own local date: (date, reminder number), None without one."""
    row = connection.execute(
        sa.select(reminder.c.id, reminder.c.next_date, reminder.c.number)
        .where(reminder.c.person_id == person_id, reminder.c.next_due.is_not(None), reminder.c.number != DIGEST)
        .order_by(reminder.c.next_due, reminder.c.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    connection.execute(sa.update(reminder).where(reminder.c.id == row.id).values(next_due=now))
    return row.next_date, row.number


def prune(connection: sa.Connection, now: datetime, limit: int) -> int:
    """Delete those of the `limit` oldest prompts that are older than 400 days; how many."""
    oldest = sa.select(prompt.c.id, prompt.c.created_at).order_by(prompt.c.id).limit(limit).subquery()
    old = sa.select(oldest.c.id).where(oldest.c.created_at < now - PROMPTS_KEPT)
    return connection.execute(sa.delete(prompt).where(prompt.c.id.in_(old))).rowcount
