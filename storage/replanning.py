"""What a wrong clock left behind: moments further ahead than any plan goes, decisions about dates that have not come.

Nothing is looked for in every row unless there is a sign of it in a small index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.records.person import Person
from storage.schema.tables import literally, outbox, person, prompt, reminder
from storage.statements import people
from storage.statements.people import RecordChanged
from storage.store import Store

# What lies further ahead was written by a wrong clock. Clocks of replicas may differ by as much.
AHEAD = timedelta(hours=1)
# Where Telegram did not confirm the time, the clock that is believed now may be the wrong one, or was set by a day.
BELIEVED_AHEAD = timedelta(days=2)
# A reminder comes every week at least; a journey over the date line, or a date that never was, makes no more of it.
FURTHEST = timedelta(days=9)
# After a wrong clock, every reminder that does not come within a day is examined.
SOON = timedelta(days=1)
# So many of the newest rows are examined: a right clock may have written some since.
NEWEST = 1000
# Nobody can put a prompt off for longer; one that seems to be comes after the shortest time that can be chosen.
MOST_PUT_OFF, LEAST_PUT_OFF = timedelta(days=1), timedelta(hours=1)
# And no call is held up for longer, whatever its row says: a clock may have been set back since.
MOST_HELD_UP = timedelta(hours=1)


class LeftBehind:
    """Every method is one transaction. Moments are UTC."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def is_there(self, now: datetime, *, confirmed: bool) -> bool:
        """Whether there is a sign of a wrong clock: the newest rows are of a time that has not come, or a reminder is
        planned further ahead than its rule allows. `confirmed`: Telegram told what time it is."""
        future = _future(now, confirmed=confirmed)
        # People choose the end of a pause, and the plan begins there.
        paused = sa.exists().where(person.c.id == reminder.c.person_id, person.c.paused_until > now)
        far = sa.select(reminder.c.id).where(reminder.c.next_due > now + FURTHEST)

        def ask(connection: sa.Connection) -> bool:
            for table in (prompt, outbox):
                newest = sa.select(table.c.created_at).order_by(table.c.id.desc()).limit(NEWEST).subquery()
                if connection.scalar(sa.select(newest.c.created_at).where(newest.c.created_at > future).limit(1)):
                    return True
            return connection.scalar(far.where(~paused).limit(1)) is not None

        return self._store.read(ask)

    def let_go(self, now: datetime) -> int:
        """Shorten waits of put-off prompts and of retried calls to the longest possible ones; how many there were."""
        again = (
            sa.update(prompt).where(prompt.c.again_at > now + MOST_PUT_OFF + AHEAD).values(again_at=now + LEAST_PUT_OFF)
        )
        held = (
            sa.update(outbox)
            .where(outbox.c.state == literally("pending"), outbox.c.not_before > now + MOST_HELD_UP)
            .values(not_before=now + MOST_HELD_UP)
        )
        return self._store.write(
            lambda connection: connection.execute(again).rowcount + connection.execute(held).rowcount
        )

    def put_right(
        self, after_id: int, limit: int, now: datetime, plan: Callable[[Person], Person], *, confirmed: bool
    ) -> tuple[int | None, int]:
        """Put the records of some people right, by rising id above `after_id`: (the last id looked at, None when there
        was nobody left; how many were changed).

        The last occurrence that was decided about is again the newest that a right clock decided about. Prompts without
        an answer count from the start where they are of a time that has not come. Then `plan` says when reminders come;
        a record that was changed meanwhile is left as it is. Where Telegram `confirmed` the time, what a clock that was
        ahead decided about moments that have not come is forgotten, so that they can come.
        """
        future = _future(now, confirmed=confirmed)

        def work(connection: sa.Connection) -> tuple[int | None, int]:
            ids: Sequence[int] = connection.scalars(_suspects(now, future, after_id, limit)).all()
            if not ids:
                return None, 0
            if confirmed:
                connection.execute(sa.delete(prompt).where(prompt.c.person_id.in_(ids), _not_come(now, future)))
            connection.execute(_last_by_a_right_clock(ids, now, future))
            connection.execute(
                sa.update(person)
                .where(person.c.id.in_(ids), _of_the_future(future))
                .values(unanswered=0, unanswered_on=None, unanswered_since=None, hushed_at=None)
            )
            changed = 0
            for before in people.load_many(connection, ids).values():
                after = plan(before)
                if after != before:
                    try:
                        people.save(connection, before, after)
                        changed += 1
                    except RecordChanged:
                        continue
            return ids[-1], changed

        return self._store.write(work)


def _future(now: datetime, *, confirmed: bool) -> datetime:
    """Moments of the record after this one were not written by a right clock."""
    return now + (AHEAD if confirmed else BELIEVED_AHEAD)


def _not_come(now: datetime, future: datetime) -> sa.ColumnElement[bool]:
    """Whether a clock that was ahead decided about a prompt whose moment has not come yet."""
    return sa.and_(prompt.c.created_at > future, prompt.c.due_at > now)


def _of_the_future(future: datetime) -> sa.ColumnElement[bool]:
    """Whether prompts wrote a moment of a person that has not come. (It is tomorrow somewhere.)"""
    return sa.or_(
        person.c.unanswered_since > future,
        person.c.hushed_at > future,
        person.c.unanswered_on > future.date() + timedelta(days=1),
    )


def _suspects(now: datetime, future: datetime, after_id: int, limit: int) -> sa.Select[Any]:
    """The ids of people whose records a wrong clock may have changed."""
    planned = sa.exists().where(
        reminder.c.person_id == person.c.id,
        sa.or_(reminder.c.last_due > now, reminder.c.next_due > now + SOON),
    )
    suspect = sa.or_(planned, _of_the_future(future), person.c.heard_at > future)
    return sa.select(person.c.id).where(person.c.id > after_id, suspect).order_by(person.c.id).limit(limit)


def _last_by_a_right_clock(ids: Sequence[int], now: datetime, future: datetime) -> sa.Update:
    """Set the last occurrence of each reminder to the newest that a right clock decided about, or to none."""
    newest = (
        sa.select(prompt.c.id)
        .where(
            prompt.c.person_id == reminder.c.person_id,
            prompt.c.reminder_number == reminder.c.number,
            ~_not_come(now, future),
        )
        .order_by(prompt.c.due_at.desc())
        .limit(1)
        .correlate(reminder)
        .scalar_subquery()
    )
    of_it = prompt.alias("of_it")
    return (
        sa.update(reminder)
        .where(reminder.c.person_id.in_(ids), reminder.c.last_due > now)
        .values(
            last_due=sa.select(of_it.c.due_at).where(of_it.c.id == newest).scalar_subquery(),
            last_date=sa.select(of_it.c.local_date).where(of_it.c.id == newest).scalar_subquery(),
        )
    )
