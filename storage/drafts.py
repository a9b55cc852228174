"""How do calls get on record? Each draft becomes a row of the outbox, in the transaction of what caused it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.executemany import ExecuteMany
from storage.models import LIVE, literally, outbox
from storage.outbox import lock_chats
from storage.records import Draft, Lane, OutboxRow, Verb

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
_RETIRE = sa.update(outbox).where(outbox.c.id.in_(sa.bindparam("ids", expanding=True))).values(live=False)


def put(
    connection: sa.Connection,
    drafts: Iterable[Draft],
    now: datetime,
    *,
    holder: int | None = None,
    begin: bool = False,
) -> list[OutboxRow]:
    """Add calls to the outbox, in order; gives back their rows, those that strip older buttons among them.

    With a `holder` they are in its hand at once, unless another replica has calls to the same chat in hand: then they
    are free, and claimed once that is through. `begin` marks the first one as being sent already.

    A SEND with a slot strips the buttons off the message that held the slot before, whether that was sent already
    or still waits. The new message goes first, so that nobody waits for the old one to be tidied.
    """
    rows: list[OutboxRow] = []
    for batch in _without_repeated_slots(drafts):
        placed = _insert(connection, [_values(draft) for draft in batch], now, holder, begin=begin and not rows)
        rows += placed
        for draft in batch:
            if draft.verb is Verb.EDIT and "markup" not in draft.payload:
                _no_longer_live(connection, draft)
        by_slot: dict[str, dict[int, OutboxRow]] = {}
        for draft, row in zip(batch, placed, strict=True):
            if draft.slot is not None and draft.verb is Verb.SEND:
                by_slot.setdefault(draft.slot, {})[draft.chat_id] = row
        for slot, heads in by_slot.items():
            keep = {row.id for row in heads.values()}
            rows += _retire(connection, list(heads), slot, now, keep, holder)
    return rows


def _without_repeated_slots(drafts: Iterable[Draft]) -> Iterable[list[Draft]]:
    """The drafts in batches in which no chat's slot is taken twice: the second has to strip the first."""
    batch: list[Draft] = []
    taken: set[tuple[int, str]] = set()
    for draft in drafts:
        if draft.slot is not None:
            if (draft.chat_id, draft.slot) in taken:
                yield batch
                batch, taken = [], set()
            taken.add((draft.chat_id, draft.slot))
        batch.append(draft)
    if batch:
        yield batch


def _values(draft: Draft, target_row: int | None = None) -> dict[str, Any]:
    return {
        "chat_id": draft.chat_id,
        "lane": int(draft.lane),
        "verb": draft.verb.value,
        "event": draft.event,
        "payload": dict(draft.payload),
        "slot": draft.slot,
        "live": draft.slot is not None and draft.verb is Verb.SEND,
        "target": draft.target,
        "target_row": target_row,
        "state": "pending",
        "attempts": 0,
        "uncertain": 0,
        "not_after": draft.not_after,
        "broadcast_id": draft.broadcast_id,
    }


def _insert(
    connection: sa.Connection, values: list[dict[str, Any]], now: datetime, holder: int | None, *, begin: bool = False
) -> list[OutboxRow]:
    chats = {value["chat_id"] for value in values}
    before, waiting = _in_the_way(connection, chats, holder)
    for value in values:
        value["created_at"] = now
        value["holder"] = None if value["lane"] >= before.get(value["chat_id"], NO_LANE) else holder
    first = values[0]
    if begin and first["holder"] is not None and first["verb"] == Verb.SEND and first["chat_id"] not in waiting:
        first.update(state="sending", attempts=1)
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
            created_at=now,
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


def _in_the_way(connection: sa.Connection, chats: set[int], holder: int | None) -> tuple[dict[int, int], set[int]]:
    """In which of the chats what is new has to wait on record, from which lane on: all of it where another replica has
    calls in hand, and what would overtake calls that nobody has in hand. And in which chats `holder` has some in hand
    that are not begun: it may just have taken them. SQLite serves one replica alone."""
    if holder is None or connection.dialect.name == "sqlite":
        return {}, set()
    lock_chats(connection, chats)
    before: dict[int, int] = {}
    waiting: set[int] = set()
    for row in connection.execute(_UNSETTLED, {"chats": list(chats)}):
        if row.holder == holder:
            waiting |= {row.chat_id} if row.state == "pending" else set()
        else:
            lane = row.lane if row.holder is None else min(Lane)
            before[row.chat_id] = min(lane, before.get(row.chat_id, NO_LANE))
    return before, waiting


def _no_longer_live(connection: sa.Connection, draft: Draft) -> None:
    """An edit that leaves no buttons: nothing is left to be stripped later."""
    same = sa.and_(outbox.c.chat_id == draft.chat_id, outbox.c.message_id == draft.target)
    connection.execute(sa.update(outbox).where(same, LIVE).values(live=False))


def _retire(
    connection: sa.Connection,
    chats: list[int],
    slot: str,
    now: datetime,
    keep: set[int],
    holder: int | None,
    edited: Collection[int | None] = (),
) -> list[OutboxRow]:
    live = [
        row
        for row in connection.execute(_SELECT_LIVE, {"chats": chats, "of_slot": slot})
        if row.id not in keep and (row.message_id is None or row.message_id not in edited)
    ]
    if not live:
        return []
    strips = [
        _values(
            Draft(
                chat_id=row.chat_id,
                verb=Verb.STRIP,
                target=row.message_id,
                # Behind a message that still waits, so in its lane.
                lane=Lane.REPLY if row.message_id else Lane(row.lane),
                event="retire",
            ),
            target_row=None if row.message_id else row.id,
        )
        for row in live
    ]
    connection.execute(_RETIRE, {"ids": [row.id for row in live]})
    return _insert(connection, strips, now, holder)


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
