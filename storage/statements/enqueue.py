"""Enqueue: each outgoing call becomes a row of the outbox, in the transaction of what caused it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.records.calls import Lane, OutboxRow, OutgoingCall, Verb
from storage.schema.tables import LIVE, literally, outbox
from storage.statements.executemany import ExecuteMany
from storage.statements.outbox import lock_chats

# Prepared once: putting a statement together costs more than running it.
_INSERT_ONE = sa.insert(outbox).returning(outbox.c.id)
_INSERT = ExecuteMany(
    sa.insert(outbox),
    (
        *("id", "chat_id", "lane", "verb", "event", "payload", "slot", "live", "target", "target_row", "state"),
        *("attempts", "uncertain", "not_after", "broadcast_id", "created_at", "holder"),
    ),
)
# The id that SQLite gave out last: who writes is alone, and rows that bring their ids along move it on.
_LAST_ID = "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"
_NEXT_IDS = sa.text("SELECT nextval(pg_get_serial_sequence('outbox', 'id')) FROM generate_series(1, :count)")
_UNSETTLED = sa.select(outbox.c.chat_id, outbox.c.holder, outbox.c.state, outbox.c.lane).where(
    outbox.c.chat_id.in_(sa.bindparam("chats", expanding=True)),
    outbox.c.state.in_((literally("pending"), literally("sending"))),
)
NO_LANE = max(Lane) + 1
_LIVE = sa.and_(
    outbox.c.chat_id.in_(sa.bindparam("chats", expanding=True)),
    outbox.c.slot == sa.bindparam("of_slot"),
    LIVE,
)
_SELECT_LIVE = sa.select(outbox.c.id, outbox.c.chat_id, outbox.c.message_id, outbox.c.lane).where(_LIVE)
_SELECT_ALL_LIVE = sa.select(outbox.c.id, outbox.c.chat_id, outbox.c.message_id, outbox.c.lane, outbox.c.slot).where(
    outbox.c.chat_id.in_(sa.bindparam("chats", expanding=True)),
    outbox.c.slot.in_(sa.bindparam("of_slots", expanding=True)),
    LIVE,
)
_RETIRE = sa.update(outbox).where(outbox.c.id.in_(sa.bindparam("ids", expanding=True))).values(live=False)
# An edit that leaves no buttons: nothing is left to be stripped later.
_NO_LONGER_LIVE = ExecuteMany(
    sa.update(outbox)
    .where(
        outbox.c.chat_id == sa.bindparam("of_chat"),
        outbox.c.message_id == sa.bindparam("of_message"),
        # None that is live is without; said so, the index of live ones is taken, not that of all calls of the chat.
        outbox.c.slot.is_not(None),
        LIVE,
    )
    .values(live=False)
)


@dataclass(frozen=True, slots=True)
class Replies:
    """What one turn says in its person's chat: calls in the lane REPLY, and the slots that it retires.

    `begin` marks the first call as being sent. No slot is taken twice.
    """

    chat_id: int
    calls: Sequence[OutgoingCall]
    retire: Sequence[str]
    now: datetime
    begin: bool


@dataclass(frozen=True, slots=True)
class _InTheWay:
    """In which chats what is new has to wait in the table, from which lane up; in which some is claimed only."""

    before: dict[int, int]
    waiting: set[int]


def enqueue_calls(
    connection: sa.Connection,
    outgoing: Iterable[OutgoingCall],
    now: datetime,
    *,
    holder: int | None = None,
    begin: bool = False,
) -> list[OutboxRow]:
    """Add calls to the outbox, in order; gives back their rows, those that strip older buttons among them.

    With a `holder` they are claimed at once, unless another replica has claimed calls to the same chat: then they are
    free until that replica is done. `begin` marks the first one as being sent.

    A SEND with a slot strips the buttons off the message that held the slot before, whether that was sent already
    or still waits. The new message goes first, so that nobody waits for the stripping.
    """
    rows: list[OutboxRow] = []
    for batch in _without_repeated_slots(outgoing):
        first = (0,) if begin and not rows else ()
        placed = _insert(connection, [_values(call, now) for call in batch], holder, begin=first)
        rows += placed
        _NO_LONGER_LIVE(connection, _without_buttons(batch))
        by_slot: dict[str, dict[int, OutboxRow]] = {}
        for call, row in zip(batch, placed, strict=True):
            if call.slot is not None and call.verb is Verb.SEND:
                by_slot.setdefault(call.slot, {})[call.chat_id] = row
        for slot, heads in by_slot.items():
            keep = {row.id for row in heads.values()}
            lane = max(row.lane for row in heads.values())
            rows += _retire(connection, list(heads), slot, now, keep, holder, lane=lane)
    return rows


def enqueue_replies(connection: sa.Connection, replies: Sequence[Replies], holder: int | None) -> list[list[OutboxRow]]:
    """The replies of turns in different chats: `enqueue_calls` and `retire` for all of them, one statement a kind.

    Gives back each turn's rows. The chats have to be locked already.
    """
    chats = {one.chat_id for one in replies if one.calls or one.retire}
    in_the_way = _in_the_way(connection, chats, holder)
    values: list[dict[str, Any]] = []
    begin: list[int] = []
    for one in replies:
        if one.begin and one.calls:
            begin.append(len(values))
        values += [_values(call, one.now) for call in one.calls]
    placed = iter(_place(connection, values, holder, in_the_way, begin))
    rows = [[next(placed) for _ in one.calls] for one in replies]
    _NO_LONGER_LIVE(connection, _without_buttons(call for one in replies for call in one.calls))
    live = _to_be_stripped(connection, replies, {row.id: row for of_turn in rows for row in of_turn})
    if live:
        connection.execute(_RETIRE, {"ids": [row.id for row in live]})
        place = {one.chat_id: number for number, one in enumerate(replies)}
        strips = [_strip(row, replies[place[row.chat_id]].now) for row in live]
        for call in _place(connection, strips, holder, in_the_way):
            rows[place[call.chat_id]].append(call)
    return rows


def _to_be_stripped(connection: sa.Connection, replies: Sequence[Replies], placed: dict[int, OutboxRow]) -> list[Any]:
    """The rows whose slots are taken by calls that were just placed, or are retired, in the order of the slots."""
    slots: dict[tuple[int, str], bool] = {}
    for one in replies:
        slots |= {(one.chat_id, call.slot): True for call in one.calls if call.slot and call.verb is Verb.SEND}
        slots |= {(one.chat_id, slot): False for slot in one.retire if (one.chat_id, slot) not in slots}
    if not slots:
        return []
    edited = {(row.chat_id, row.target) for row in placed.values() if row.verb is Verb.EDIT and "markup" in row.payload}
    rank = {slot: number for number, slot in enumerate(slots)}
    where = {"chats": list({chat_id for chat_id, _ in slots}), "of_slots": list({slot for _, slot in slots})}
    found = [
        (rank[row.chat_id, row.slot], row.id, row)
        for row in connection.execute(_SELECT_ALL_LIVE, where)
        if row.id not in placed
        and (taken := slots.get((row.chat_id, row.slot))) is not None
        # Buttons that this turn puts under a message stay, unless a new message takes their slot.
        and (taken or row.message_id is None or (row.chat_id, row.message_id) not in edited)
    ]
    return [row for _, _, row in sorted(found, key=lambda one: one[:2])]


def has_repeated_slots(outgoing: Iterable[OutgoingCall]) -> bool:
    """Whether one of the calls strips another one of them."""
    slots = [(call.chat_id, call.slot) for call in outgoing if call.slot is not None]
    return len(set(slots)) < len(slots)


def _without_repeated_slots(outgoing: Iterable[OutgoingCall]) -> Iterable[list[OutgoingCall]]:
    """Calls in batches in which no chat's slot is taken twice: the second has to strip the first."""
    batch: list[OutgoingCall] = []
    taken: set[tuple[int, str]] = set()
    for call in outgoing:
        if call.slot is not None:
            if (call.chat_id, call.slot) in taken:
                yield batch
                batch, taken = [], set()
            taken.add((call.chat_id, call.slot))
        batch.append(call)
    if batch:
        yield batch


def _without_buttons(outgoing: Iterable[OutgoingCall]) -> list[dict[str, Any]]:
    """The messages whose edits leave no buttons."""
    edits = (call for call in outgoing if call.verb is Verb.EDIT and "markup" not in call.payload)
    return [{"of_chat": call.chat_id, "of_message": call.target} for call in edits]


def _strip(row: Any, now: datetime, lane: Lane = Lane.REPLY) -> dict[str, Any]:
    """The call that takes the buttons off a live row's message: in the lane of the message that takes its place, and
    behind one that still waits."""
    lane = lane if row.message_id else max(lane, Lane(row.lane))
    call = OutgoingCall(row.chat_id, Verb.STRIP, target=row.message_id, lane=lane, event="retire")
    return _values(call, now, target_row=None if row.message_id else row.id)


def _values(call: OutgoingCall, now: datetime, target_row: int | None = None) -> dict[str, Any]:
    return {
        "chat_id": call.chat_id,
        "lane": int(call.lane),
        "verb": call.verb.value,
        "event": call.event,
        "payload": dict(call.payload),
        "slot": call.slot,
        "live": call.slot is not None and call.verb is Verb.SEND,
        "target": call.target,
        "target_row": target_row,
        "state": "pending",
        "attempts": 0,
        "uncertain": 0,
        "not_after": call.not_after,
        "broadcast_id": call.broadcast_id,
        "created_at": now,
    }


def _insert(
    connection: sa.Connection, values: list[dict[str, Any]], holder: int | None, *, begin: Collection[int] = ()
) -> list[OutboxRow]:
    chats = {value["chat_id"] for value in values}
    if holder is not None and connection.dialect.name != "sqlite":
        lock_chats(connection, chats)
    return _place(connection, values, holder, _in_the_way(connection, chats, holder), begin)


def _place(
    connection: sa.Connection,
    values: list[dict[str, Any]],
    holder: int | None,
    in_the_way: _InTheWay,
    begin: Collection[int] = (),
) -> list[OutboxRow]:
    """Insert calls, claimed by `holder` where nothing is in the way; those at the places `begin` as being sent."""
    if not values:
        return []
    for value in values:
        value["holder"] = None if value["lane"] >= in_the_way.before.get(value["chat_id"], NO_LANE) else holder
    for place in begin:
        one = values[place]
        if one["holder"] is not None and one["verb"] == Verb.SEND and one["chat_id"] not in in_the_way.waiting:
            one.update(state="sending", attempts=1)
    ids = _insert_rows(connection, values)
    return [
        OutboxRow(
            id=row_id,
            chat_id=value["chat_id"],
            verb=Verb(value["verb"]),
            payload=value["payload"],
            target=value["target"],
            target_row=value["target_row"],
            lane=Lane(value["lane"]),
            attempts=value["attempts"],
            uncertain=0,
            event=value["event"],
            created_at=value["created_at"],
            not_after=value["not_after"],
            held=value["holder"] is not None,
            begun=value["state"] == "sending",
        )
        for row_id, value in zip(ids, values, strict=True)
    ]


def _insert_rows(connection: sa.Connection, values: list[dict[str, Any]]) -> Sequence[int]:
    """Put rows into the table, under ids that rise in their order and are never given out again; these ids."""
    sqlite = connection.dialect.name == "sqlite"
    if len(values) == 1 and not sqlite:
        # One way to the server and back instead of two.
        return connection.scalars(_INSERT_ONE, values).all()
    ids: Sequence[int]
    if sqlite:
        last = int(connection.exec_driver_sql(_LAST_ID).scalar() or 0)
        ids = range(last + 1, last + 1 + len(values))
    else:
        # Another one who takes some meanwhile makes gaps, and no disorder.
        ids = sorted(connection.scalars(_NEXT_IDS, {"count": len(values)}))
    _INSERT(connection, [value | {"id": row_id} for row_id, value in zip(ids, values, strict=True)])
    return ids


def _in_the_way(connection: sa.Connection, chats: set[int], holder: int | None) -> _InTheWay:
    """What is in the way of new calls to chats that are locked: all of it has to wait where another replica has claimed
    calls, else what would overtake calls that nobody has claimed. `holder` may just have claimed those of its own that
    are not begun. SQLite serves one replica alone."""
    if holder is None or not chats or connection.dialect.name == "sqlite":
        return _InTheWay({}, set())
    before: dict[int, int] = {}
    waiting: set[int] = set()
    for row in connection.execute(_UNSETTLED, {"chats": list(chats)}):
        if row.holder == holder:
            waiting |= {row.chat_id} if row.state == "pending" else set()
        else:
            lane = row.lane if row.holder is None else min(Lane)
            before[row.chat_id] = min(lane, before.get(row.chat_id, NO_LANE))
    return _InTheWay(before, waiting)


def _retire(
    connection: sa.Connection,
    chats: list[int],
    slot: str,
    now: datetime,
    keep: set[int],
    holder: int | None,
    edited: Collection[int | None] = (),
    lane: Lane = Lane.REPLY,
) -> list[OutboxRow]:
    live = [
        row
        for row in connection.execute(_SELECT_LIVE, {"chats": chats, "of_slot": slot})
        if row.id not in keep and (row.message_id is None or row.message_id not in edited)
    ]
    if not live:
        return []
    connection.execute(_RETIRE, {"ids": [row.id for row in live]})
    return _insert(connection, [_strip(row, now, lane) for row in live], holder)


def retire(
    connection: sa.Connection,
    chat_id: int,
    slots: Iterable[str],
    now: datetime,
    holder: int | None = None,
    *,
    beside: Iterable[OutboxRow] = (),
) -> list[OutboxRow]:
    """Strip the buttons off whatever messages hold these slots, with nothing new in their place.

    `beside` are the calls of the same turn: buttons that one of them brings, or puts under a message that holds such a
    slot, stay, and it goes on holding it.
    """
    calls = list(beside)
    placed = {row.id for row in calls if row.verb is Verb.SEND}
    edited = {row.target for row in calls if row.verb is Verb.EDIT and "markup" in row.payload}
    return [row for slot in slots for row in _retire(connection, [chat_id], slot, now, placed, holder, edited)]
