"""Which calls to Telegram are to be made, which replica has each in hand, and what became of it?

    free ──> held ──> sending ──> sent
      ^        ^         ├──────> dead, with the reason
      └────────┴─────────┘ put back: surely not sent, or perhaps (once)

A call is held by one replica, in whose memory it waits for its turn, and is marked as `sending` before it is made, so
that a crash leaves it known as uncertain. Edits are not marked: made twice they change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.models import LIVE, literally, outbox, prompt
from storage.records import Again, Dead, Draft, Lane, OutboxRow, PromptState, Sent, Verb

# A message that was sent is remembered this long, without its text, so that its buttons can still be taken away.
OUTBOX_KEPT = timedelta(days=30)

# Prepared once: putting a statement together costs more than running it.
_INSERT = {
    # Many rows are one statement; SQLite numbers them in their order, but gives them back in any.
    "sqlite": sa.insert(outbox).returning(outbox.c.id),
    "postgresql": sa.insert(outbox).returning(outbox.c.id, sort_by_parameter_order=True),
}
_LIVE = sa.and_(
    outbox.c.chat_id.in_(sa.bindparam("chats", expanding=True)),
    outbox.c.slot == sa.bindparam("of_slot"),
    LIVE,
)
_SELECT_LIVE = sa.select(outbox.c.id, outbox.c.chat_id, outbox.c.message_id, outbox.c.lane).where(_LIVE)
_RETIRE = sa.update(outbox).where(outbox.c.id.in_(sa.bindparam("ids", expanding=True))).values(live=False)
_OTHER = outbox.alias("other")
_IN_OTHER_HANDS = sa.exists().where(
    _OTHER.c.chat_id == outbox.c.chat_id, _OTHER.c.holder.is_not(None), _OTHER.c.holder != sa.bindparam("me")
)
_FREE = sa.and_(outbox.c.state == literally("pending"), outbox.c.holder.is_(None))
_NEXT_FREE = (
    sa.select(outbox.c.id)
    .where(_FREE)
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = sa.update(outbox).values(holder=sa.bindparam("me")).returning(*outbox.c)
_CLAIM_ALONE = _CLAIM.where(outbox.c.id.in_(_NEXT_FREE))
_CLAIM_AMONG_OTHERS = _CLAIM.where(outbox.c.id.in_(_NEXT_FREE.where(~_IN_OTHER_HANDS)))
_BEGIN_ALONE = (
    sa.update(outbox)
    .where(
        outbox.c.id.in_(sa.bindparam("ids", expanding=True)),
        outbox.c.holder == sa.bindparam("me"),
        outbox.c.state == literally("pending"),
    )
    .values(state="sending", attempts=outbox.c.attempts + 1)
    .returning(outbox.c.id)
)
# Two replicas that claim two calls of one chat at the same moment do not see each other; here at least one does, and
# of two that both do, the one with the lower id goes on.
_BEGIN_AMONG_OTHERS = _BEGIN_ALONE.where(
    ~_IN_OTHER_HANDS.where(sa.or_(_OTHER.c.state == literally("sending"), _OTHER.c.holder < sa.bindparam("me")))
)
_IN_HAND = sa.and_(outbox.c.id == sa.bindparam("of_row"), outbox.c.holder == sa.bindparam("me"))
_SENT = (
    sa.update(outbox)
    .where(_IN_HAND)
    .values(
        state="sent",
        sent_at=sa.bindparam("at"),
        message_id=sa.bindparam("as_message"),
        payload=sa.null(),
        error=None,
        holder=None,
        not_before=None,
    )
)
_AGAIN = (
    sa.update(outbox)
    .where(_IN_HAND)
    .values(
        state="pending",
        not_before=sa.bindparam("later"),
        error=sa.bindparam("why"),
        attempts=sa.bindparam("tried"),
        uncertain=sa.bindparam("doubts"),
    )
)
_DEAD = (
    sa.update(outbox)
    .where(_IN_HAND)
    .values(state="dead", error=sa.bindparam("why"), payload=sa.null(), live=False, holder=None, not_before=None)
)
_PROMPT_SENT = (
    sa.update(prompt)
    .where(prompt.c.outbox_id == sa.bindparam("of_row"))
    .values(state=PromptState.SENT.value, sent_at=sa.bindparam("at"))
)
_PROMPT_DEAD = (
    sa.update(prompt)
    .where(prompt.c.outbox_id == sa.bindparam("of_row"), prompt.c.state == literally(PromptState.QUEUED))
    .values(state=PromptState.DEAD.value, reason=sa.bindparam("because"))
)


# Putting calls there


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
    }


def _insert(
    connection: sa.Connection, values: list[dict[str, Any]], now: datetime, holder: int | None, *, begin: bool = False
) -> list[OutboxRow]:
    taken = _chats_of_others(connection, {value["chat_id"] for value in values}, holder)
    for value in values:
        value["created_at"] = now
        value["holder"] = None if value["chat_id"] in taken else holder
    if begin and values[0]["holder"] is not None and values[0]["verb"] == Verb.SEND.value:
        values[0].update(state="sending", attempts=1)
    ids = connection.scalars(_INSERT[connection.dialect.name], values).all()
    if connection.dialect.name == "sqlite":
        ids = sorted(ids)
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
            held=value["holder"] is not None,
            begun=value["state"] == "sending",
        )
        for row_id, value in zip(ids, values, strict=True)
    ]


def _chats_of_others(connection: sa.Connection, chats: set[int], holder: int | None) -> set[int]:
    """Those of the chats to which another replica has calls in hand. SQLite serves one replica alone."""
    if holder is None or connection.dialect.name == "sqlite":
        return set()
    held = sa.select(outbox.c.chat_id).where(
        outbox.c.chat_id.in_(chats), outbox.c.holder.is_not(None), outbox.c.holder != holder
    )
    return set(connection.scalars(held))


def _no_longer_live(connection: sa.Connection, draft: Draft) -> None:
    """An edit that leaves no buttons: nothing is left to be stripped later."""
    same = sa.and_(outbox.c.chat_id == draft.chat_id, outbox.c.message_id == draft.target)
    connection.execute(sa.update(outbox).where(same, LIVE).values(live=False))


def _retire(
    connection: sa.Connection, chats: list[int], slot: str, now: datetime, keep: set[int], holder: int | None
) -> list[OutboxRow]:
    live = [row for row in connection.execute(_SELECT_LIVE, {"chats": chats, "of_slot": slot}) if row.id not in keep]
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
    connection: sa.Connection, chat_id: int, slots: Iterable[str], now: datetime, holder: int | None = None
) -> list[OutboxRow]:
    """Strip the buttons off whatever messages hold these slots, with nothing new in their place."""
    return [row for slot in slots for row in _retire(connection, [chat_id], slot, now, set(), holder)]


# Making them


def claim(connection: sa.Connection, holder: int, limit: int) -> list[OutboxRow]:
    """Take free calls in hand, replies first, and none to a chat to which another replica has calls in hand."""
    alone = connection.dialect.name == "sqlite"
    statement = _CLAIM_ALONE if alone else _CLAIM_AMONG_OTHERS
    found = connection.execute(statement, {"me": holder, "most": limit})
    return sorted((_to_row(row) for row in found), key=lambda row: (row.lane, row.id))


def _to_row(row: sa.Row[Any]) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        chat_id=row.chat_id,
        verb=Verb(row.verb),
        payload=row.payload or {},
        target=row.target,
        target_row=row.target_row,
        lane=Lane(row.lane),
        attempts=row.attempts,
        uncertain=row.uncertain,
        event=row.event,
        created_at=row.created_at,
        not_before=row.not_before,
        held=True,
    )


def settle(
    connection: sa.Connection,
    holder: int,
    begin: Sequence[int] = (),
    sent: Sequence[Sent] = (),
    again: Sequence[Again] = (),
    dead: Sequence[Dead] = (),
) -> set[int]:
    """Note what became of calls, and which are about to be made: gives back those of `begin` that may be.

    Only calls in the hand of `holder` are touched: one that was thought dead meanwhile changes nothing any more.
    """
    if sent:
        connection.execute(
            _SENT,
            [{"of_row": one.row_id, "me": holder, "at": one.at, "as_message": one.message_id} for one in sent],
        )
        if prompts := [{"of_row": one.row_id, "at": one.at} for one in sent if one.of_prompt]:
            connection.execute(_PROMPT_SENT, prompts)
    if again:
        connection.execute(
            _AGAIN,
            [
                {
                    "of_row": one.row_id,
                    "me": holder,
                    "later": one.not_before,
                    "why": one.error[:200],
                    "tried": one.attempts,
                    "doubts": one.uncertain,
                }
                for one in again
            ],
        )
    if dead:
        connection.execute(_DEAD, [{"of_row": one.row_id, "me": holder, "why": one.error[:200]} for one in dead])
        connection.execute(_PROMPT_DEAD, [{"of_row": one.row_id, "because": one.reason.value} for one in dead])
    if not begin:
        return set()
    alone = connection.dialect.name == "sqlite"
    statement = _BEGIN_ALONE if alone else _BEGIN_AMONG_OTHERS
    return set(connection.scalars(statement, {"ids": list(begin), "me": holder}))


def release(connection: sa.Connection, holder: int, ids: Sequence[int] | None = None) -> None:
    """Let go of calls that were not begun: these, or (None) all."""
    mine = sa.and_(outbox.c.holder == holder, outbox.c.state == literally("pending"))
    if ids is not None:
        mine = sa.and_(mine, outbox.c.id.in_(ids))
    connection.execute(sa.update(outbox).where(mine).values(holder=None))


def message_id_of(connection: sa.Connection, row_id: int) -> int | None:
    """Under which message id Telegram took a call; None when it has not."""
    found: int | None = connection.scalar(sa.select(outbox.c.message_id).where(outbox.c.id == row_id))
    return found


def abandoned(connection: sa.Connection, alive: Sequence[int]) -> tuple[int, int]:
    """Free what dead replicas held. Calls that they were making may have arrived: tried once more, then given up.

    Gives back how many are tried once more and how many were given up.
    """
    lost = sa.and_(outbox.c.holder.is_not(None), outbox.c.holder.not_in(alive))
    being_sent = sa.and_(lost, outbox.c.state == literally("sending"))
    given_up = _kill(connection, sa.and_(being_sent, outbox.c.uncertain >= 1), "uncertain twice", "uncertain")
    again = connection.execute(
        sa.update(outbox)
        .where(being_sent)
        .values(state="pending", uncertain=outbox.c.uncertain + 1, error="interrupted", holder=None)
    ).rowcount
    connection.execute(sa.update(outbox).where(lost, outbox.c.state == literally("pending")).values(holder=None))
    return again, given_up


def cancel_chat(connection: sa.Connection, chat_id: int, error: str, reason: str) -> int:
    """Give up all that still waits for a chat that cannot be reached; how many calls that were."""
    waiting = sa.and_(outbox.c.chat_id == chat_id, outbox.c.state.in_((literally("pending"), literally("sending"))))
    return _kill(connection, waiting, error, reason)


def _kill(connection: sa.Connection, which: sa.ColumnElement[bool], error: str, reason: str) -> int:
    ids = connection.scalars(
        sa.update(outbox)
        .where(which)
        .values(state="dead", error=error[:200], payload=None, live=False, holder=None, not_before=None)
        .returning(outbox.c.id)
    ).all()
    if ids:
        connection.execute(_PROMPT_DEAD, [{"of_row": row_id, "because": reason} for row_id in ids])
    return len(ids)


def move_chat(connection: sa.Connection, old: int, new: int) -> None:
    """A group became a supergroup: what waits for it, and what was being sent, goes to its new id."""
    connection.execute(
        sa.update(outbox)
        .where(outbox.c.chat_id == old, outbox.c.state.in_((literally("pending"), literally("sending"))))
        .values(chat_id=new, state="pending", holder=None)
    )


def waiting_calls(connection: sa.Connection) -> tuple[int, int]:
    """How many calls are not settled: (free, in somebody's hand)."""
    free = connection.scalar(sa.select(sa.func.count()).select_from(outbox).where(_FREE))
    held = connection.scalar(sa.select(sa.func.count()).select_from(outbox).where(outbox.c.holder.is_not(None)))
    return int(free or 0), int(held or 0)


def prune(connection: sa.Connection, now: datetime, limit: int) -> int:
    """Forget up to `limit` settled calls that are older than 30 days; how many."""
    old = (
        sa.select(outbox.c.id)
        .where(outbox.c.created_at < now - OUTBOX_KEPT, outbox.c.state.in_((literally("sent"), literally("dead"))))
        .order_by(outbox.c.created_at)
        .limit(limit)
    )
    return connection.execute(sa.delete(outbox).where(outbox.c.id.in_(old))).rowcount
