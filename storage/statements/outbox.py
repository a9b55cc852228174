"""The outbox: calls to Telegram, the replica that claimed each, and what became of it.

    free ──> held ──> sending ──> sent
      ^        ^         ├──────> dead, with the reason
      └────────┴─────────┘ put back: surely not sent, or perhaps (once)

A call is held by one replica, in whose memory it waits for its turn, and is marked as `sending` before it is made, so
that a crash leaves it known as uncertain. Edits are not marked: made twice they change nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.records.calls import LAST_WORD, Dead, DeadReason, Lane, OutboxRow, Retry, Sent, Verb
from storage.records.prompts import PromptState
from storage.records.retention_periods import OUTBOX_KEPT
from storage.schema.tables import ALIVE, UtcDateTime, literally, outbox, prompt
from storage.statements.executemany import ExecuteMany

# Backoff of a call that a crash cut off, in seconds by the number of crashes; the last one repeats. Replies wait less:
# somebody who just wrote waits for them.
REPLY_WAITS: tuple[float, ...] = (0.0, 2.0, 8.0, 30.0, 60.0)
OTHER_WAITS: tuple[float, ...] = (5.0, 20.0, 80.0, 320.0, 900.0)
# A call is given up after so many crashes, and not before this long: each time it may have arrived.
MOST_CUT_OFF, CUT_OFF_FOR = 5, timedelta(hours=3)

# Prepared once: putting a statement together costs more than running it.
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
_COLUMNS = tuple(outbox.c[name] for name in OutboxRow.__dataclass_fields__ if name in outbox.c)
_VERBS = {verb.value: verb for verb in Verb}
_LANES = {lane.value: lane for lane in Lane}
_CLAIM = sa.update(outbox).values(holder=sa.bindparam("me")).returning(*_COLUMNS)
_CLAIM_ALONE = _CLAIM.where(outbox.c.id.in_(_NEXT_FREE))
# As a plain subquery PostgreSQL may run it again for every row, and claim more than the limit.
_FREE_AMONG_OTHERS = _NEXT_FREE.where(~_IN_OTHER_HANDS).cte("next_free")
_CLAIM_AMONG_OTHERS = _CLAIM.where(outbox.c.id.in_(sa.select(_FREE_AMONG_OTHERS.c.id)))
_BEGIN_ALONE = (
    sa.update(outbox)
    .where(
        outbox.c.id.in_(sa.bindparam("ids", expanding=True)),
        outbox.c.holder == sa.bindparam("me"),
        # Marked before: that transaction was committed, and its answer lost.
        outbox.c.state.in_((literally("pending"), literally("sending"))),
    )
    .values(state="sending", attempts=outbox.c.attempts + 1)
    .returning(outbox.c.id)
)
# Two replicas that claim two calls of one chat at the same moment do not see each other; here, behind the chat's lock,
# the second one does, and of two that have begun nothing the one with the earlier call goes on.
_BEGIN_AMONG_OTHERS = _BEGIN_ALONE.where(
    ~_IN_OTHER_HANDS.where(
        sa.or_(
            _OTHER.c.state == literally("sending"),
            sa.tuple_(_OTHER.c.lane, _OTHER.c.id) < sa.tuple_(outbox.c.lane, outbox.c.id),
        )
    )
)
_CHATS_OF = sa.select(outbox.c.chat_id).where(outbox.c.id.in_(sa.bindparam("ids", expanding=True)))
_IN_HAND = sa.and_(outbox.c.id == sa.bindparam("of_row"), outbox.c.holder == sa.bindparam("me"))
_SENT = ExecuteMany(
    sa.update(outbox)
    .where(_IN_HAND)
    .values(
        state="sent",
        sent_at=sa.bindparam("at"),
        message_id=sa.bindparam("as_message"),
        payload=sa.bindparam("kept", type_=sa.JSON(none_as_null=True)),
        error=None,
        holder=None,
        not_before=None,
    )
)
_AGAIN = ExecuteMany(
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
_DEAD = ExecuteMany(
    sa.update(outbox)
    .where(_IN_HAND)
    .values(state="dead", error=sa.bindparam("why"), payload=sa.null(), live=False, holder=None, not_before=None)
)
_PROMPT_SENT = ExecuteMany(
    sa.update(prompt)
    .where(prompt.c.outbox_id == sa.bindparam("of_row"), sa.exists().where(_IN_HAND))
    .values(state=PromptState.SENT.value, sent_at=sa.bindparam("at"))
)
_PROMPT_DEAD = (
    sa.update(prompt)
    .where(prompt.c.outbox_id == sa.bindparam("of_row"), prompt.c.state == literally(PromptState.QUEUED))
    .values(state=PromptState.DEAD.value, reason=sa.bindparam("because"))
)
_PROMPT_DEAD_IN_HAND = ExecuteMany(_PROMPT_DEAD.where(sa.exists().where(_IN_HAND)))


# In one order for all, or two replicas would wait for each other.
_LOCK_CHATS = sa.text("SELECT pg_advisory_xact_lock(chat) FROM unnest(CAST(:chats AS bigint[])) AS chat")
_TRY_CHATS = sa.text("SELECT chat, pg_try_advisory_xact_lock(chat) FROM unnest(CAST(:chats AS bigint[])) AS chat")


def lock_chats(connection: sa.Connection, chats: Iterable[int]) -> None:
    """Keep other replicas from these chats' calls until the end of the transaction (PostgreSQL)."""
    connection.execute(_LOCK_CHATS, {"chats": sorted(set(chats))})


def try_chats(connection: sa.Connection, chats: Collection[int]) -> set[int]:
    """Lock those of these chats that nobody else has locked, and wait for none; which these are."""
    if connection.dialect.name == "sqlite":
        return set(chats)  # who writes is alone
    return {chat for chat, locked in connection.execute(_TRY_CHATS, {"chats": list(chats)}) if locked}


def claim(connection: sa.Connection, holder: int, limit: int) -> list[OutboxRow]:
    """Claim free calls, replies first; none to a chat for which another replica has claimed calls."""
    alone = connection.dialect.name == "sqlite"
    statement = _CLAIM_ALONE if alone else _CLAIM_AMONG_OTHERS
    found = connection.execute(statement, {"me": holder, "most": limit})
    return sorted((_to_row(row) for row in found), key=lambda row: (row.lane, row.id))


def _to_row(row: Sequence[Any]) -> OutboxRow:
    """A row by position: `_COLUMNS` stand in the order of the fields."""
    row_id, chat_id, verb, payload, target, target_row, lane, *rest = row
    return OutboxRow(row_id, chat_id, _VERBS[verb], payload or {}, target, target_row, _LANES[lane], *rest)


def settle(
    connection: sa.Connection,
    holder: int,
    begin: Sequence[int] = (),
    sent: Sequence[Sent] = (),
    again: Sequence[Retry] = (),
    dead: Sequence[Dead] = (),
) -> set[int]:
    """Note what became of calls, and which are about to be made: gives back those of `begin` that may be.

    Only calls that `holder` has claimed are touched: a replica that counts as dead changes nothing (fencing).
    """
    sharing = connection.dialect.name != "sqlite"
    if begin and sharing:
        # Before any row is locked: who puts calls there takes the chat first, and then the rows.
        lock_chats(connection, connection.scalars(_CHATS_OF, {"ids": list(begin)}))
    if sent:
        if prompts := [{"of_row": one.row_id, "me": holder, "at": one.at} for one in sent if one.of_prompt]:
            # Before the call itself, which nobody holds afterwards.
            _PROMPT_SENT(connection, prompts)
        _SENT(
            connection,
            [
                {
                    "of_row": one.row_id,
                    "me": holder,
                    "at": one.at,
                    "as_message": one.message_id,
                    "kept": one.kept,
                }
                for one in sent
            ],
        )
    if again:
        _AGAIN(
            connection,
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
        _PROMPT_DEAD_IN_HAND(
            connection,
            [{"of_row": one.row_id, "me": holder, "because": one.reason.value} for one in dead],
        )
        _DEAD(connection, [{"of_row": one.row_id, "me": holder, "why": one.error[:200]} for one in dead])
    last = [one.row_id for one in sent if one.is_last_word] + [one.row_id for one in dead if one.is_last_word]
    if last:
        connection.execute(sa.delete(outbox).where(outbox.c.id.in_(last), outbox.c.event == LAST_WORD))
    if not begin:
        return set()
    wanted = {"ids": list(begin), "me": holder}
    return set(connection.scalars(_BEGIN_AMONG_OTHERS if sharing else _BEGIN_ALONE, wanted))


def claimed(connection: sa.Connection, holder: int, before: datetime) -> list[OutboxRow]:
    """All calls that `holder` claimed and that were stored before a moment, those being sent among them."""
    rows = connection.execute(sa.select(*_COLUMNS).where(outbox.c.holder == holder, outbox.c.created_at < before))
    return sorted((_to_row(row) for row in rows), key=lambda row: (row.lane, row.id))


def release(connection: sa.Connection, holder: int, ids: Sequence[int] | None = None) -> None:
    """Let go of calls that were not begun: these, or (None) all."""
    mine = sa.and_(outbox.c.holder == holder, outbox.c.state == literally("pending"))
    if ids is not None:
        mine = sa.and_(mine, outbox.c.id.in_(ids))
    connection.execute(sa.update(outbox).where(mine).values(holder=None))


def message_id_of(connection: sa.Connection, row_id: int) -> int | None:
    """The message id of a call that Telegram took; None when it has not."""
    found: int | None = connection.scalar(sa.select(outbox.c.message_id).where(outbox.c.id == row_id))
    return found


def abandoned(connection: sa.Connection, now: datetime) -> tuple[int, int]:
    """Free what dead replicas held. Calls that they were making may have arrived: they are made again, after a wait.

    A call that was cut off by several crashes is given up after some hours: it may be their cause. Gives back how many
    are made again and how many were given up.
    """
    lost = sa.and_(outbox.c.holder.is_not(None), outbox.c.holder.not_in(ALIVE))
    being_sent = sa.and_(lost, outbox.c.state == literally("sending"))
    too_often = sa.and_(being_sent, outbox.c.uncertain >= MOST_CUT_OFF, outbox.c.created_at < now - CUT_OFF_FOR)
    given_up = _kill(connection, too_often, "cut off again and again", DeadReason.UNCERTAIN)
    again = connection.execute(
        sa.update(outbox)
        .where(being_sent)
        .values(
            state="pending",
            uncertain=outbox.c.uncertain + 1,
            error="interrupted",
            holder=None,
            not_before=sa.case(
                (outbox.c.lane == int(Lane.REPLY), _after(now, REPLY_WAITS)), else_=_after(now, OTHER_WAITS)
            ),
        )
    ).rowcount
    connection.execute(sa.update(outbox).where(lost, outbox.c.state == literally("pending")).values(holder=None))
    return again, given_up


def _after(now: datetime, waits: Sequence[float]) -> sa.ColumnElement[datetime]:
    """The moment at which a call is made again, by the ends of the program that cut it off before this one."""
    moments = [sa.literal(now + timedelta(seconds=wait), UtcDateTime) for wait in waits]
    return sa.case(dict(enumerate(moments[:-1])), value=outbox.c.uncertain, else_=moments[-1])


def cancel_chat(connection: sa.Connection, chat_id: int, error: str, reason: str) -> int:
    """Give up all that still waits for a chat that cannot be reached; how many calls that were."""
    waiting = sa.and_(outbox.c.chat_id == chat_id, outbox.c.state.in_((literally("pending"), literally("sending"))))
    connection.execute(sa.delete(outbox).where(waiting, outbox.c.event == LAST_WORD))
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
    """How many calls are not settled: (free, claimed)."""
    free = connection.scalar(sa.select(sa.func.count()).select_from(outbox).where(_FREE))
    held = connection.scalar(sa.select(sa.func.count()).select_from(outbox).where(outbox.c.holder.is_not(None)))
    return int(free or 0), int(held or 0)


def prune(connection: sa.Connection, now: datetime, limit: int) -> int:
    """Delete up to `limit` settled calls that are older than 30 days; how many."""
    old = (
        sa.select(outbox.c.id)
        .where(outbox.c.created_at < now - OUTBOX_KEPT, outbox.c.state.in_((literally("sent"), literally("dead"))))
        .order_by(outbox.c.created_at)
        .limit(limit)
    )
    return connection.execute(sa.delete(outbox).where(outbox.c.id.in_(old))).rowcount
