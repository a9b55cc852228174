"""Is anything lost? Counts that must be zero, and how much waits; each is read from a small index, however many people
there are.

A due prompt ends as sent, skipped with a reason, or dead with a reason. Until then it is due (in the reminder), or
queued with a message that waits in the outbox. Whatever is neither is unaccounted for.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.schema.tables import inbox, literally, outbox, person, prompt, reminder, walk
from storage.statements import outbox as calls

# A reminder that is due for longer was not looked at, and an update or message that waits for longer is stuck.
OVERDUE = timedelta(minutes=5)

_number = sa.func.count()


def unaccounted(connection: sa.Connection, now: datetime) -> dict[str, int]:
    """Rows that should not be, as counts by name; all zero when nothing is lost."""
    overdue = now - OVERDUE
    waits = sa.exists().where(
        outbox.c.id == prompt.c.outbox_id, outbox.c.state.in_((literally("pending"), literally("sending")))
    )
    questions = {
        # The tick did not get round to it.
        "reminders_overdue": sa.select(_number).select_from(reminder).where(reminder.c.next_due < overdue),
        # Its message is gone, and nobody noted what became of it.
        "prompts_without_message": sa.select(_number)
        .select_from(prompt)
        .where(prompt.c.state == literally("queued"), ~waits),
        "updates_stuck": sa.select(_number)
        .select_from(inbox)
        .where(inbox.c.state == literally("new"), inbox.c.received_at < overdue),
    }
    return {name: int(connection.scalar(question) or 0) for name, question in questions.items()}


def backlog(connection: sa.Connection) -> dict[str, int]:
    """What waits: updates to be served, calls that are free or claimed, prompts to be sent."""
    free, held = calls.waiting_calls(connection)
    new = connection.scalar(sa.select(_number).select_from(inbox).where(inbox.c.state == literally("new")))
    queued = connection.scalar(sa.select(_number).select_from(prompt).where(prompt.c.state == literally("queued")))
    return {
        "updates_waiting": int(new or 0),
        "calls_waiting": free + held,
        "calls_in_hand": held,
        "prompts_queued": int(queued or 0),
    }


def thorough(connection: sa.Connection, now: datetime) -> dict[str, int]:
    """`unaccounted`, and what only a look at every row can tell: for `python -m bot audit`, not for every minute."""
    awake = sa.and_(
        person.c.id == reminder.c.person_id,
        person.c.stopped_at.is_(None),
        person.c.blocked_at.is_(None),
        sa.or_(~person.c.paused, person.c.paused_until.is_not(None)),
    )
    questions = {
        # It would never fire, although it is on, and its person neither resting nor gone.
        "reminders_without_moment": sa.select(_number)
        .select_from(reminder)
        .where(reminder.c.next_due.is_(None), reminder.c.active, sa.exists().where(awake)),
        "prompts_without_reason": sa.select(_number)
        .select_from(prompt)
        .where(prompt.c.state.in_((literally("skipped"), literally("dead"))), prompt.c.reason.is_(None)),
        "prompts_of_unknown_state": sa.select(_number)
        .select_from(prompt)
        .where(prompt.c.state.not_in(("queued", "sent", "skipped", "dead"))),
        "calls_dead_without_reason": sa.select(_number)
        .select_from(outbox)
        .where(outbox.c.state == literally("dead"), outbox.c.error.is_(None)),
        "walks_open_twice": sa.select(_number).select_from(
            sa.select(walk.c.person_id)
            .where(walk.c.state == literally("open"))
            .group_by(walk.c.person_id)
            .having(_number > 1)
            .subquery()
        ),
    }
    return unaccounted(connection, now) | {
        name: int(connection.scalar(question) or 0) for name, question in questions.items()
    }


def census(connection: sa.Connection) -> dict[str, int]:
    """How many rows of each state there are, and how many people: looks at every row."""
    counts: dict[str, int] = {}
    for name, table in (("inbox", inbox), ("outbox", outbox), ("prompt", prompt)):
        for state, count in connection.execute(sa.select(table.c.state, _number).group_by(table.c.state)):
            counts[f"{name}_{state}"] = int(count)
    counts["people"] = int(connection.scalar(sa.select(_number).select_from(person)) or 0)
    return counts


def fates(connection: sa.Connection) -> list[tuple[str, str | None, int]]:
    """What became of the prompts: (state, reason, how many), the most frequent first."""
    rows = connection.execute(
        sa.select(prompt.c.state, prompt.c.reason, _number)
        .group_by(prompt.c.state, prompt.c.reason)
        .order_by(_number.desc(), prompt.c.state, prompt.c.reason)
    )
    return [(state, reason, int(count)) for state, reason, count in rows]
