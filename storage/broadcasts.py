"""Broadcasts: their state, how far each has come, and who is still to get it.

    draft ──> sending ──> done
      └──────────┴──────> cancelled

An admin writes to many. They get it by rising id, some at a time: their calls, and how far it has come, are written in
one transaction, so that a program that ends in between loses and repeats nobody, however many replicas go on with it.
The text is erased with the end; who, when and how many stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.records.broadcasts import (
    ACTIVE_DAYS,
    CANCELLED_ERROR,
    EVERYBODY,
    Audience,
    Broadcast,
    BroadcastState,
    BroadcastStep,
    Progress,
    Recipient,
    read_audience,
)
from storage.records.calls import OutboxRow, OutgoingCall
from storage.schema.tables import LIVE, broadcast, literally, outbox, person, walk
from storage.statements import enqueue
from storage.statements.people import LANGUAGE
from storage.store import Store

# A draft that nobody sent is cancelled after this long, and its text erased.
DRAFT_KEPT = timedelta(days=1)
# The message with the progress is changed at most this often; the last time at once.
SHOWN_EVERY = timedelta(seconds=3)
# Calls that are stored in one transaction: others wait for it.
BATCH = 200
# Above every id: everybody has their call.
_NOBODY_LEFT = 2**62

_number = sa.func.count()


# Writes what somebody gets.
Write = Callable[[Broadcast, Recipient], OutgoingCall]
# Writes the change of the message that shows the progress; None where there is none.
Tell = Callable[[Progress], OutgoingCall | None]


class Broadcasts:
    """The broadcasts of a store; every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def draft(self, admin_id: int, text: str, now: datetime) -> Broadcast:
        """Store a draft, for everybody at first. An earlier draft of the same admin is cancelled."""

        def work(connection: sa.Connection) -> Broadcast:
            earlier = sa.and_(broadcast.c.admin_id == admin_id, broadcast.c.state == literally(BroadcastState.DRAFT))
            connection.execute(sa.update(broadcast).where(earlier).values(**_CANCELLED, ended_at=now))
            values = {
                "admin_id": admin_id,
                "version": 1,
                "text": text,
                "audience": EVERYBODY.code,
                "state": BroadcastState.DRAFT.value,
                **dict.fromkeys(("people", "queued", "sent", "failed"), 0),
                "created_at": now,
            }
            made = connection.scalar(sa.insert(broadcast).returning(broadcast.c.id), values)
            return _of(connection, int(made or 0), now)

        return self._store.write(work)

    def find(self, broadcast_id: int, now: datetime) -> Broadcast | None:
        """A broadcast by its id; None when there is none."""
        return self._store.read(lambda connection: _find(connection, broadcast_id, now))

    def going_on_of(self, admin_id: int, now: datetime) -> list[Broadcast]:
        """An admin's broadcasts that are being sent, with their counts."""
        wanted = sa.select(broadcast.c.id).where(
            broadcast.c.admin_id == admin_id, broadcast.c.state == literally(BroadcastState.SENDING)
        )

        def work(connection: sa.Connection) -> list[Broadcast]:
            return [_of(connection, one, now) for one in connection.scalars(wanted.order_by(broadcast.c.id)).all()]

        return self._store.read(work)

    def last_ended_of(self, admin_id: int, now: datetime) -> Broadcast | None:
        """An admin's last broadcast that was sent and is over, to its end or stopped; None without one."""
        wanted = (
            sa.select(broadcast.c.id)
            .where(
                broadcast.c.admin_id == admin_id,
                broadcast.c.started_at.is_not(None),
                broadcast.c.ended_at.is_not(None),
            )
            .order_by(broadcast.c.id.desc())
            .limit(1)
        )

        def work(connection: sa.Connection) -> Broadcast | None:
            found = connection.scalar(wanted)
            return None if found is None else _find(connection, found, now)

        return self._store.read(work)

    def sizes(self, now: datetime) -> dict[Audience, int]:
        """How many people are in each audience that there is, larger languages first. Looks at everybody."""
        return self._store.read(lambda connection: _sizes(connection, now))

    def choose(self, seen: Broadcast, audience: Audience, now: datetime) -> Broadcast | None:
        """Give a draft another audience; None when it is no longer what was seen."""

        def work(connection: sa.Connection) -> Broadcast | None:
            changed = _change(connection, seen, (BroadcastState.DRAFT,), audience=audience.code)
            return _of(connection, seen.id, now) if changed else None

        return self._store.write(work)

    def start(self, seen: Broadcast, shown_message: int, now: datetime) -> Broadcast | None:
        """Begin to send a draft; None when it is no longer what was seen. `shown_message` is to show the progress: its
        buttons are not stripped when others come."""

        def work(connection: sa.Connection) -> Broadcast | None:
            values = {
                "state": BroadcastState.SENDING.value,
                "people": _size(connection, seen.audience, now),
                "after_id": 0,
                "started_at": now,
                "shown_message": shown_message,
            }
            if not _change(connection, seen, (BroadcastState.DRAFT,), **values):
                return None
            shown = sa.and_(outbox.c.chat_id == seen.admin_id, outbox.c.message_id == shown_message)
            connection.execute(sa.update(outbox).where(shown, LIVE).values(live=False))
            return _of(connection, seen.id, now)

        return self._store.write(work)

    def cancel(self, seen: Broadcast, now: datetime) -> Broadcast | None:
        """End a broadcast early; None when it is no longer what was seen. What was sent stays, what waits is given up.

        One that was being sent is over (`ended_at`) once what is on its way has arrived."""

        def work(connection: sa.Connection) -> Broadcast | None:
            ended_at = now if seen.state is BroadcastState.DRAFT else None
            states = (BroadcastState.DRAFT, BroadcastState.SENDING)
            if not _change(connection, seen, states, **_CANCELLED, ended_at=ended_at):
                return None
            _give_up_waiting(connection, seen.id)
            return _of(connection, seen.id, now)

        return self._store.write(work)

    def to_go_on_with(self, now: datetime) -> list[int]:
        """The ids of broadcasts that are being sent, that wait for their end, or whose draft is too old."""
        draft, sending, cancelled = (
            broadcast.c.state == literally(state)
            for state in (BroadcastState.DRAFT, BroadcastState.SENDING, BroadcastState.CANCELLED)
        )
        wanted = sa.or_(
            sending,
            sa.and_(cancelled, broadcast.c.ended_at.is_(None)),
            sa.and_(draft, broadcast.c.created_at < now - DRAFT_KEPT),
        )
        ids = sa.select(broadcast.c.id).where(wanted).order_by(broadcast.c.id)
        return self._store.read(lambda connection: list(connection.scalars(ids)))

    def go_on(self, broadcast_id: int, now: datetime, ahead: int, write: Write, tell: Tell) -> BroadcastStep:
        """Continue a broadcast: store up to BATCH more calls, until `ahead` of them wait. Then show the progress, when
        it has changed and was not shown just before, or when the broadcast is over.

        `write` and `tell` run within the transaction, so they may not wait for anything. Does nothing while another
        replica works on the same broadcast.
        """
        return self._store.write(
            lambda connection: _go_on(connection, broadcast_id, now, ahead, write, tell, self._store.replica_id)
        )


_CANCELLED: Mapping[str, Any] = {"state": BroadcastState.CANCELLED.value, "text": None}
_FIELDS = tuple(one.name for one in fields(Broadcast))


def _find(connection: sa.Connection, broadcast_id: int, now: datetime) -> Broadcast | None:
    wanted = sa.select(*(broadcast.c[name] for name in _FIELDS)).where(broadcast.c.id == broadcast_id)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)
    values["audience"] = read_audience(row.audience) or EVERYBODY
    values["state"] = BroadcastState(row.state)
    if values["state"] is BroadcastState.DRAFT:
        values["people"] = _size(connection, values["audience"], now)
    found = Broadcast(**values)
    return _with_counts(connection, found) if found.state is BroadcastState.SENDING else found


def _of(connection: sa.Connection, broadcast_id: int, now: datetime) -> Broadcast:
    found = _find(connection, broadcast_id, now)
    assert found is not None  # noqa: S101 - it was just written, and none is ever deleted
    return found


def _change(connection: sa.Connection, seen: Broadcast, states: tuple[BroadcastState, ...], **values: Any) -> bool:
    """Change a broadcast that still is what was seen."""
    same = sa.and_(
        broadcast.c.id == seen.id,
        broadcast.c.version == seen.version,
        broadcast.c.state.in_(one.value for one in states),
    )
    changed = connection.execute(sa.update(broadcast).where(same).values(version=broadcast.c.version + 1, **values))
    return changed.rowcount == 1


# Who gets it


def _hears(audience: Audience, since: datetime) -> sa.ColumnElement[bool]:
    """Whether a person belongs to an audience as of a moment: never one who stopped, blocked the bot, or wants no news,
    or who came later."""
    reached = sa.and_(
        person.c.wants_news, person.c.stopped_at.is_(None), person.c.blocked_at.is_(None), person.c.created_at <= since
    )
    if audience.kind == "position":
        return sa.and_(reached, person.c.position == audience.value)
    if audience.kind == "language":
        language = sa.func.lower(LANGUAGE)
        return sa.and_(reached, sa.or_(language == audience.value, language.like(f"{audience.value}-%")))
    if audience.kind == "active":
        moved = since - timedelta(days=int(audience.value))
        return sa.and_(reached, sa.exists().where(walk.c.person_id == person.c.id, walk.c.moved_at >= moved))
    return reached


def _size(connection: sa.Connection, audience: Audience, since: datetime) -> int:
    return int(connection.scalar(sa.select(_number).select_from(person).where(_hears(audience, since))) or 0)


def _sizes(connection: sa.Connection, now: datetime) -> dict[Audience, int]:
    all_of_them = _hears(EVERYBODY, now)

    def by(column: sa.ColumnElement[Any]) -> dict[str, int]:
        found = connection.execute(sa.select(column, _number).where(all_of_them).group_by(column))
        return {str(value): int(count) for value, count in found if value is not None}

    languages: dict[str, int] = {}
    for code, count in by(sa.func.lower(LANGUAGE)).items():
        language = code.partition("-")[0]
        languages[language] = languages.get(language, 0) + count
    grouped = [("position", sorted(by(person.c.position).items()))]
    grouped.append(("language", sorted(languages.items(), key=lambda one: (-one[1], one[0]))))
    last = sa.select(walk.c.person_id, sa.func.max(walk.c.moved_at).label("at")).group_by(walk.c.person_id).subquery()
    within = (sa.func.sum(sa.case((last.c.at >= now - timedelta(days=days), 1), else_=0)) for days in ACTIVE_DAYS)
    moved = connection.execute(sa.select(*within).select_from(person).join(last).where(all_of_them)).one()
    grouped.append(("active", [(str(days), int(count or 0)) for days, count in zip(ACTIVE_DAYS, moved, strict=True)]))
    sizes = {EVERYBODY: _size(connection, EVERYBODY, now)}
    for kind, counts in grouped:
        for value, count in counts:
            if count and read_audience(f"{kind}:{value}") is not None:
                sizes[Audience(kind, value)] = count
    return sizes


# Going on


def _go_on(
    connection: sa.Connection,
    broadcast_id: int,
    now: datetime,
    ahead: int,
    write: Write,
    tell: Tell,
    holder: int | None,
) -> BroadcastStep:
    stood = (broadcast.c[name] for name in ("after_id", "sent", "failed", "shown_at"))
    lock = sa.select(*stood).where(broadcast.c.id == broadcast_id)
    row = connection.execute(lock.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return BroadcastStep()
    found, after_id = _of(connection, broadcast_id, now), row.after_id
    calls: list[OutboxRow] = []
    more = False
    if found.ended_at is not None:
        return BroadcastStep()
    if found.state is BroadcastState.DRAFT:
        connection.execute(_by_id(broadcast_id).values(**_CANCELLED, ended_at=now))
        return BroadcastStep()
    if found.state is BroadcastState.SENDING:
        wanted = ahead - _waiting(connection, broadcast_id)
        after_id, calls = _hand_out(connection, found, after_id, min(wanted, BATCH), write, now)
        more = wanted > BATCH and after_id != _NOBODY_LEFT
    else:
        # What Telegram put off while it was being cancelled waits once more.
        _give_up_waiting(connection, broadcast_id)
    came = _with_counts(connection, replace(found, queued=found.queued + len(calls)))
    nobody_left = after_id == _NOBODY_LEFT or found.state is BroadcastState.CANCELLED
    over = nobody_left and not _waiting(connection, broadcast_id)
    values: dict[str, Any] = {"after_id": after_id, "queued": came.queued}
    due = row.shown_at is None or now - row.shown_at >= SHOWN_EVERY or row.shown_at > now
    told: OutgoingCall | None = None
    if over or (due and (row.shown_at is None or (came.sent, came.failed) != (row.sent, row.failed))):
        values |= {"sent": came.sent, "failed": came.failed, "shown_at": now}
        if over:
            state = BroadcastState.DONE if found.state is BroadcastState.SENDING else found.state
            came = replace(came, state=state, text=None, ended_at=now)
            values |= {"state": state.value, "text": None, "ended_at": now}
        language = connection.scalar(sa.select(LANGUAGE).where(person.c.id == found.admin_id))
        told = tell(Progress(came, language, over, _why(connection, broadcast_id)))
    connection.execute(_by_id(broadcast_id).values(**values))
    if told is not None:
        calls += enqueue.enqueue_calls(connection, [told], now, holder=holder)
    return BroadcastStep(calls, came if over else None, more)


def _by_id(broadcast_id: int) -> sa.Update:
    return sa.update(broadcast).where(broadcast.c.id == broadcast_id)


def _hand_out(
    connection: sa.Connection, found: Broadcast, after_id: int, most: int, write: Write, now: datetime
) -> tuple[int, list[OutboxRow]]:
    """Store the next calls; (the id up to which people have theirs, the calls)."""
    if most <= 0 or after_id == _NOBODY_LEFT or found.started_at is None:
        return after_id, []
    people = connection.execute(
        sa.select(*(LANGUAGE if one.name == "language" else person.c[one.name] for one in fields(Recipient)))
        .where(_hears(found.audience, found.started_at), person.c.id > after_id)
        .order_by(person.c.id)
        .limit(most)
    ).all()
    wanted = [replace(write(found, Recipient(*one)), broadcast_id=found.id) for one in people]
    calls = enqueue.enqueue_calls(connection, wanted, now)
    return (people[-1].id if len(people) == most else _NOBODY_LEFT), calls


_OPEN = outbox.c.state.in_((literally("pending"), literally("sending")))


def _waiting(connection: sa.Connection, broadcast_id: int) -> int:
    waiting = sa.select(_number).select_from(outbox).where(outbox.c.broadcast_id == broadcast_id, _OPEN)
    return int(connection.scalar(waiting) or 0)


def _why(connection: sa.Connection, broadcast_id: int) -> dict[str, int]:
    """Failed calls by Telegram's reason, the most frequent first; without those that cancelling gave up."""
    found = connection.execute(
        sa.select(outbox.c.error, _number)
        .where(outbox.c.broadcast_id == broadcast_id, outbox.c.state == literally("dead"))
        .group_by(outbox.c.error)
        .order_by(_number.desc(), outbox.c.error)
    )
    return {str(error): int(count) for error, count in found if error != CANCELLED_ERROR}


def _with_counts(connection: sa.Connection, found: Broadcast) -> Broadcast:
    """The broadcast with the calls that arrived and failed by now, counted from the few that wait."""
    dead = sa.select(_number, sa.func.sum(sa.case((outbox.c.error == CANCELLED_ERROR, 1), else_=0))).where(
        outbox.c.broadcast_id == found.id, outbox.c.state == literally("dead")
    )
    count, cancelled = connection.execute(dead).one()
    sent = found.queued - _waiting(connection, found.id) - count
    return replace(found, sent=max(0, sent), failed=count - (cancelled or 0))


def _give_up_waiting(connection: sa.Connection, broadcast_id: int) -> None:
    """Give up the calls that wait. Rows that another transaction has locked are left to the next look."""
    waiting = (
        sa.select(outbox.c.id)
        .where(outbox.c.broadcast_id == broadcast_id, outbox.c.state == literally("pending"))
        .with_for_update(skip_locked=True)
    )
    connection.execute(
        sa.update(outbox)
        .where(outbox.c.id.in_(waiting))
        .values(state="dead", error=CANCELLED_ERROR, payload=sa.null(), live=False, holder=None, not_before=None)
    )
