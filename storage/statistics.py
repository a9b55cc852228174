"""Statistics for the operator: counts of people, prompts, walks and calls, with nothing of any person in them.

Set-based, and read as of one moment. What was prompted, walked and sent is looked for among the newest rows alone,
however many years are stored. With many people it still takes seconds, so it is run by
`StoreExecutor.run_slow_read`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.records.broadcasts import CANCELLED_ERROR
from storage.records.calls import Verb
from storage.records.person import DIGEST, WalkState
from storage.records.prompts import PromptAnswer, PromptState
from storage.schema.tables import inbox, literally, outbox, person, prompt, walk
from storage.statements import audit
from storage.store import Store

# Days that are counted, today's (UTC) included, and how many of them are lately.
DAYS = 28
MONTH, WEEK = timedelta(days=DAYS), timedelta(days=7)
# A walk that is open and was not moved for so long was left there.
LEFT_AFTER = timedelta(days=1)
# Replicas write at once, so ids may be out of order by seconds.
SKEW = timedelta(hours=1)

Counts = tuple[tuple[str, int], ...]

_number = sa.func.count()


@dataclass(frozen=True, slots=True)
class People:
    """How many there are. Each is one of awake, resting (paused), stopped and blocked (the bot, or gone).

    `new` came in the last 7 days. `walked_lately` and `walked` moved a walk in the last 7 and in the last 28 days.
    """

    known: int = 0
    awake: int = 0
    resting: int = 0
    stopped: int = 0
    blocked: int = 0
    new: int = 0
    walked_lately: int = 0
    walked: int = 0


@dataclass(frozen=True, slots=True)
class PromptDay:
    """The daily prompts of a date on people's own calendars: sent; of these those on which a walk was begun, by their
    button or by any other way on that day (UTC) after it; and of these those on whose date a walk was finished."""

    on: date
    sent: int = 0
    started: int = 0
    finished: int = 0


@dataclass(frozen=True, slots=True)
class LeftAt:
    """How many walks were left at a step: `level` and `step` as in `Walk`; which step that is depends on the rest."""

    movement: str
    variation: str
    gentle: bool
    avoids: tuple[str, ...]
    form: str
    sides_done: tuple[str, ...]
    level: int
    step: int
    count: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """How the bot did in the last 28 days.

    `days`: each of them, the oldest first. `skipped` and `lost`: why prompts were not sent, or given up, with how many,
    the most frequent first. `walks_begun` in these days; `walks_finished` of those; `left` are those that were left for
    another, stopped, or not gone on with for a day. `calls_failed` is why calls to Telegram were given up, in
    Telegram's words; `calls_retried` were made more than once, and `calls_uncertain` may have arrived twice.
    `waiting` is what waits now, by name, as `audit.backlog` has it; `updates_aside` of the last two days.
    """

    people: People = People()
    days: tuple[PromptDay, ...] = ()
    skipped: Counts = ()
    lost: Counts = ()
    walks_begun: int = 0
    walks_finished: int = 0
    left: tuple[LeftAt, ...] = ()
    calls_sent: int = 0
    calls_failed: Counts = ()
    calls_retried: int = 0
    calls_uncertain: int = 0
    updates_aside: int = 0
    waiting: Mapping[str, int] = field(default_factory=dict)


def of(store: Store, now: datetime) -> Statistics:
    """The statistics as of one moment, in one transaction that writes nothing and that nobody waits for."""
    engine = store.engine if store.is_sqlite else store.engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        if store.is_sqlite:
            # Deferred: the first question takes the snapshot, and no lock.
            connection.exec_driver_sql("BEGIN")
        return gather(connection, now)


def gather(connection: sa.Connection, now: datetime) -> Statistics:
    """The statistics, asked on a connection; of one moment only within a transaction that keeps to one."""
    since = now - MONTH
    prompts = prompt.c.id >= _first_since(connection, prompt.c.id, prompt.c.created_at, since - SKEW)
    walks = walk.c.id >= _first_since(connection, walk.c.id, walk.c.started_at, since - SKEW)
    skipped, lost = _unsent(connection, prompts, now.date())
    begun, finished = _walks(connection, walks, since)
    sent, failed, retried, uncertain = _calls(connection, since)
    return Statistics(
        people=_people(connection, now),
        days=_days(connection, prompts, walks, now.date()),
        skipped=skipped,
        lost=lost,
        walks_begun=begun,
        walks_finished=finished,
        left=_left(connection, walks, since, now),
        calls_sent=sent,
        calls_failed=failed,
        calls_retried=retried,
        calls_uncertain=uncertain,
        updates_aside=int(connection.scalar(sa.select(_number).where(inbox.c.state == literally("aside"))) or 0),
        waiting=audit.backlog(connection),
    )


def _first_since(connection: sa.Connection, row_id: sa.Column[int], at: sa.Column[datetime], since: datetime) -> int:
    """The id at which rows of `since` or later begin. Found by bisection: ids rise with the moments, and an index on
    the moments would cost at every write."""
    following = sa.select(at).where(row_id >= sa.bindparam("middle")).order_by(row_id).limit(1)
    low, high = 0, int(connection.scalar(sa.select(sa.func.max(row_id))) or 0) + 1
    while low < high:
        middle = (low + high) // 2
        moment = connection.scalar(following, {"middle": middle})
        if moment is None or moment >= since:
            high = middle
        else:
            low = middle + 1
    return low


def _people(connection: sa.Connection, now: datetime) -> People:
    # The newest walk is the one that was moved last, and found at once by its number.
    moved = (
        sa.select(walk.c.moved_at)
        .where(walk.c.person_id == person.c.id, walk.c.number == person.c.walks_begun)
        .scalar_subquery()
    )
    blocked, stopped = person.c.blocked_at.is_not(None), person.c.stopped_at.is_not(None)
    resting = sa.and_(person.c.paused, sa.or_(person.c.paused_until.is_(None), person.c.paused_until > now))
    state = sa.case((blocked, "blocked"), (stopped, "stopped"), (resting, "resting"), else_="awake")
    each = sa.select(state.label("state"), person.c.created_at, moved.label("moved_at")).subquery()
    row = connection.execute(
        sa.select(
            _number.label("known"),
            *(_number.filter(each.c.state == name).label(name) for name in ("awake", "resting", "stopped", "blocked")),
            _number.filter(each.c.created_at >= now - WEEK).label("new"),
            _number.filter(each.c.moved_at >= now - WEEK).label("walked_lately"),
            _number.filter(each.c.moved_at >= now - MONTH).label("walked"),
        ).select_from(each)
    ).one()
    return People(**row._mapping)


def _of_days(today: date) -> sa.ColumnElement[bool]:
    """Prompts of the days that are counted; the weekly digest asks for nothing, and is none."""
    first = today - MONTH + timedelta(days=1)
    return sa.and_(prompt.c.local_date.between(first, today), prompt.c.reminder_number != DIGEST)


def _days(
    connection: sa.Connection, prompts: sa.ColumnElement[bool], walks: sa.ColumnElement[bool], today: date
) -> tuple[PromptDay, ...]:
    # As plain joins by equality: of a condition on two moments no database makes a quick join.
    begun = (
        sa.select(walk.c.person_id, _utc_date(connection, walk.c.started_at).label("on"))
        .add_columns(sa.func.max(walk.c.started_at).label("at"))
        .where(walks)
        .group_by(sa.text("1"), sa.text("2"))
        .cte("begun")
    )
    ended = (
        sa.select(walk.c.person_id, walk.c.ended_on)
        .where(walks, walk.c.state == literally(WalkState.DONE))
        .distinct()
        .cte("ended")
    )
    finished = ended.c.person_id.is_not(None)
    started = sa.or_(prompt.c.answer == PromptAnswer.STARTED.value, begun.c.at >= prompt.c.sent_at, finished)
    on_day = sa.and_(begun.c.person_id == prompt.c.person_id, begun.c.on == _utc_date(connection, prompt.c.sent_at))
    on_date = sa.and_(ended.c.person_id == prompt.c.person_id, ended.c.ended_on == prompt.c.local_date)
    rows = connection.execute(
        sa.select(prompt.c.local_date, _number, _number.filter(started), _number.filter(finished))
        .select_from(prompt.outerjoin(begun, on_day).outerjoin(ended, on_date))
        .where(prompts, _of_days(today), prompt.c.state == literally(PromptState.SENT))
        .group_by(prompt.c.local_date)
    )
    found = {row[0]: PromptDay(*row) for row in rows}
    dates = (today - timedelta(days=back) for back in reversed(range(DAYS)))
    return tuple(found.get(day, PromptDay(day)) for day in dates)


def _utc_date(connection: sa.Connection, moment: sa.ColumnElement[datetime]) -> sa.ColumnElement[Any]:
    """The date of a moment in UTC, comparable with another such."""
    if connection.dialect.name == "sqlite":
        return sa.func.date(moment)
    return sa.cast(sa.func.timezone("UTC", moment), sa.Date())


def _unsent(connection: sa.Connection, prompts: sa.ColumnElement[bool], today: date) -> tuple[Counts, Counts]:
    """Why prompts were (skipped, given up)."""
    rows = connection.execute(
        sa.select(prompt.c.state, prompt.c.reason, _number)
        .where(prompts, _of_days(today), prompt.c.state.in_((PromptState.SKIPPED.value, PromptState.DEAD.value)))
        .group_by(prompt.c.state, prompt.c.reason)
        .order_by(_number.desc(), prompt.c.reason)
    ).all()
    skipped, lost = (
        tuple((str(reason), int(count)) for state, reason, count in rows if state == wanted)
        for wanted in (PromptState.SKIPPED, PromptState.DEAD)
    )
    return skipped, lost


def _walks(connection: sa.Connection, walks: sa.ColumnElement[bool], since: datetime) -> tuple[int, int]:
    """How many walks were (begun, and of these finished)."""
    done = _number.filter(walk.c.state == literally(WalkState.DONE))
    row = connection.execute(sa.select(_number, done).where(walks, walk.c.started_at >= since)).one()
    return int(row[0]), int(row[1])


def _left(
    connection: sa.Connection, walks: sa.ColumnElement[bool], since: datetime, now: datetime
) -> tuple[LeftAt, ...]:
    was_left = sa.or_(
        walk.c.state == literally(WalkState.LEFT),
        sa.and_(walk.c.state == literally(WalkState.OPEN), walk.c.moved_at < now - LEFT_AFTER),
    )
    which = ("movement", "variation", "gentle", "avoids", "form", "sides_done", "level", "step")
    place = [walk.c[name] for name in which]
    rows = connection.execute(
        sa.select(*place, _number.label("count"))
        .where(walks, walk.c.started_at >= since, was_left)
        .group_by(*place)
        .order_by(_number.desc(), *place)
    )

    def unpacked(row: Mapping[Any, Any]) -> LeftAt:
        lists = {name: tuple(row[name].split()) for name in ("avoids", "sides_done")}
        return LeftAt(**{**row, **lists})

    return tuple(unpacked(row._mapping) for row in rows)


def _calls(connection: sa.Connection, since: datetime) -> tuple[int, Counts, int, int]:
    """How many calls were sent; why calls were given up; how many were made again, and how many perhaps twice."""
    # By their ids: nearly all stored rows are of these days, and an index would read them one by one.
    lately = outbox.c.id >= _first_since(connection, outbox.c.id, outbox.c.created_at, since)
    # For edits, only failed attempts are stored.
    again = outbox.c.attempts > sa.case((outbox.c.verb == Verb.SEND.value, 1), else_=0)
    sent = outbox.c.state == literally("sent")
    counted = sa.select(*(_number.filter(which) for which in (sent, again, outbox.c.uncertain > 0))).where(lately)
    failed = (
        sa.select(outbox.c.error, _number)
        .where(lately, outbox.c.state == literally("dead"), outbox.c.error != CANCELLED_ERROR)
        .group_by(outbox.c.error)
        .order_by(_number.desc(), outbox.c.error)
    )
    total = connection.execute(counted).one()
    why = tuple((error, int(count)) for error, count in connection.execute(failed))
    return int(total[0]), why, int(total[1]), int(total[2])
