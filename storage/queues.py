"""The two queues: updates that came in (inbox) and calls to Telegram that are to be made (outbox)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.models import inbox, outbox, prompt
from storage.records import Draft, InboxItem, Lane, OutboxRow, Verb

# Telegram keeps an update for 24 hours and may repeat it; twice that is remembered.
INBOX_KEPT = timedelta(hours=48)
# A message that was sent is remembered this long, without its text, so that its buttons can still be taken away.
OUTBOX_KEPT = timedelta(days=30)


# Prepared once: putting a statement together costs more than running it.
_KNOWN_UPDATES = sa.select(inbox.c.update_id).where(inbox.c.update_id.in_(sa.bindparam("ids", expanding=True)))
_INSERT_UPDATES = sa.insert(inbox)
_UPDATE_DONE = (
    sa.update(inbox)
    .where(inbox.c.update_id == sa.bindparam("of_update"), inbox.c.state == "new")
    .values(state="done", body=None, attempts=inbox.c.attempts + 1)
)
_INSERT_CALL = sa.insert(outbox)
_LIVE = (
    outbox.c.chat_id == sa.bindparam("of_chat"),
    outbox.c.slot == sa.bindparam("of_slot"),
    outbox.c.live,
    outbox.c.id != sa.bindparam("keep"),
)
_SELECT_LIVE = sa.select(outbox.c.id, outbox.c.message_id, outbox.c.lane).where(*_LIVE)
_RETIRE_LIVE = sa.update(outbox).where(*_LIVE).values(live=False)
_WAITING = outbox.alias("waiting")
_NEXT_CALLS = (
    sa.select(outbox)
    .where(
        outbox.c.state == "pending",
        outbox.c.chat_id.not_in(sa.bindparam("busy", expanding=True)),
        outbox.c.chat_id.not_in(
            sa.select(_WAITING.c.chat_id).where(
                _WAITING.c.state == "pending", _WAITING.c.not_before > sa.bindparam("now")
            )
        ),
    )
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(sa.bindparam("most"))
)
_MARK_SENDING = (
    sa.update(outbox)
    .where(outbox.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(state="sending", attempts=outbox.c.attempts + 1)
)
_MARK_SENT = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("of_row"))
    .values(
        state="sent",
        sent_at=sa.bindparam("at"),
        message_id=sa.bindparam("as_message"),
        payload=sa.null(),
        error=None,
    )
)
_PROMPT_SENT = sa.update(prompt).where(prompt.c.outbox_id == sa.bindparam("of_row")).values(sent_at=sa.bindparam("at"))
_NEXT_WAIT = (
    sa.select(outbox.c.not_before)
    .where(outbox.c.state == "pending", outbox.c.not_before > sa.bindparam("now"))
    .order_by(outbox.c.not_before)
    .limit(1)
)


def take_in(connection: sa.Connection, items: Sequence[InboxItem], now: datetime) -> list[InboxItem]:
    """Store updates; gives back those that are new. One seen in the last 48 hours is dropped."""
    if not items:
        return []
    known = set(connection.scalars(_KNOWN_UPDATES, {"ids": [item.update_id for item in items]}))
    fresh = list({item.update_id: item for item in items if item.update_id not in known}.values())
    if fresh:
        connection.execute(
            _INSERT_UPDATES,
            [
                {
                    "update_id": item.update_id,
                    "chat_key": item.chat_key,
                    "body": item.body,
                    "state": "new",
                    "attempts": 0,
                    "received_at": now,
                }
                for item in fresh
            ],
        )
    return fresh


def waiting_updates(connection: sa.Connection) -> list[InboxItem]:
    """Updates that are stored and not yet done, in Telegram's order: what a restart begins with."""
    rows = connection.execute(
        sa.select(inbox.c.update_id, inbox.c.chat_key, inbox.c.body, inbox.c.attempts)
        .where(inbox.c.state == "new")
        .order_by(inbox.c.update_id)
    )
    return [InboxItem(*row) for row in rows]


def update_done(connection: sa.Connection, update_id: int) -> bool:
    """Mark an update as done and erase its body. False when it was not waiting any more."""
    result = connection.execute(_UPDATE_DONE, {"of_update": update_id})
    return result.rowcount == 1


def update_failed(connection: sa.Connection, update_id: int, reason: str) -> int:
    """Count a failed attempt; gives back how many there were."""
    connection.execute(
        sa.update(inbox)
        .where(inbox.c.update_id == update_id)
        .values(attempts=inbox.c.attempts + 1, reason=reason[:200])
    )
    return int(connection.scalar(sa.select(inbox.c.attempts).where(inbox.c.update_id == update_id)) or 0)


def set_aside(connection: sa.Connection, update_id: int, reason: str) -> None:
    """Give an update up: its reason stays, its body goes."""
    connection.execute(
        sa.update(inbox).where(inbox.c.update_id == update_id).values(state="aside", reason=reason[:200], body=None)
    )


def put(connection: sa.Connection, drafts: Iterable[Draft], now: datetime) -> list[int]:
    """Add calls to the outbox, in order; gives back their row ids.

    A SEND with a slot strips the buttons off the message that held the slot before, whether that was sent already
    or still waits. The new message goes first, so that nobody waits for the old one to be tidied.
    """
    ids = []
    for draft in drafts:
        row_id = _insert(connection, draft, now)
        if draft.slot is not None and draft.verb is Verb.SEND:
            _retire(connection, draft.chat_id, draft.slot, now, keep=row_id)
        elif draft.verb is Verb.EDIT and "markup" not in draft.payload:
            _no_longer_live(connection, draft)
        ids.append(row_id)
    return ids


def _no_longer_live(connection: sa.Connection, draft: Draft) -> None:
    """An edit that leaves no buttons: nothing is left to be stripped later."""
    same = sa.and_(outbox.c.chat_id == draft.chat_id, outbox.c.message_id == draft.target)
    connection.execute(sa.update(outbox).where(same, outbox.c.live).values(live=False))


def _insert(connection: sa.Connection, draft: Draft, now: datetime, target_row: int | None = None) -> int:
    result = connection.execute(
        _INSERT_CALL,
        {
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
            "created_at": now,
        },
    )
    assert result.inserted_primary_key is not None  # noqa: S101 - one row was inserted
    return int(result.inserted_primary_key[0])


def _retire(connection: sa.Connection, chat_id: int, slot: str, now: datetime, keep: int = 0) -> None:
    which = {"of_chat": chat_id, "of_slot": slot, "keep": keep}
    live = connection.execute(_SELECT_LIVE, which).all()
    for row in live:
        # Behind a message that still waits, so in its lane.
        lane = Lane.REPLY if row.message_id else Lane(row.lane)
        strip = Draft(chat_id=chat_id, verb=Verb.STRIP, target=row.message_id, lane=lane, event="retire")
        _insert(connection, strip, now, target_row=None if row.message_id else row.id)
    if live:
        connection.execute(_RETIRE_LIVE, which)


def retire(connection: sa.Connection, chat_id: int, slots: Iterable[str], now: datetime) -> None:
    """Strip the buttons off whatever messages hold these slots, with nothing new in their place."""
    for slot in slots:
        _retire(connection, chat_id, slot, now)


def take_out(connection: sa.Connection, now: datetime, limit: int, busy_chats: Sequence[int]) -> list[OutboxRow]:
    """Claim the next calls, marked as being sent before they are: replies first, at most one a chat."""
    rows: list[sa.Row[Any]] = []
    passed_over = list(busy_chats)
    more = True
    # Again where one chat's long queue filled what was looked at: it must not hide the others.
    while more and len(rows) < limit:
        found = connection.execute(_NEXT_CALLS, {"busy": passed_over, "now": now, "most": limit * 2}).all()
        first_of_chat: dict[int, sa.Row[Any]] = {}
        for row in found:
            first_of_chat.setdefault(row.chat_id, row)
        rows += list(first_of_chat.values())[: limit - len(rows)]
        passed_over += first_of_chat
        more = len(found) == limit * 2
    if not rows:
        return []
    connection.execute(_MARK_SENDING, {"ids": [row.id for row in rows]})
    sources = [row.target_row for row in rows if row.target_row is not None]
    targets: dict[int, int | None] = {}
    if sources:
        sent_as = sa.select(outbox.c.id, outbox.c.message_id).where(outbox.c.id.in_(sources))
        targets = {row.id: row.message_id for row in connection.execute(sent_as)}
    return [
        OutboxRow(
            id=row.id,
            chat_id=row.chat_id,
            verb=Verb(row.verb),
            payload=row.payload or {},
            target=row.target if row.target_row is None else targets.get(row.target_row),
            lane=Lane(row.lane),
            attempts=row.attempts + 1,
            uncertain=row.uncertain,
            event=row.event,
        )
        for row in rows
    ]


def sent(connection: sa.Connection, row_id: int, now: datetime, message_id: int | None) -> None:
    """Note that Telegram took a call, and under which message id. Its payload is erased."""
    connection.execute(_MARK_SENT, {"of_row": row_id, "at": now, "as_message": message_id})
    connection.execute(_PROMPT_SENT, {"of_row": row_id, "at": now})


def send_again(
    connection: sa.Connection, row_id: int, not_before: datetime, error: str, *, uncertain: bool = False
) -> None:
    """Put a call back, not to be tried before a moment. `uncertain`: it may have arrived although nobody said so."""
    connection.execute(
        sa.update(outbox)
        .where(outbox.c.id == row_id)
        .values(
            state="pending",
            not_before=not_before,
            error=error[:200],
            uncertain=outbox.c.uncertain + (1 if uncertain else 0),
        )
    )


def give_up(connection: sa.Connection, row_id: int, error: str) -> None:
    """Mark a call as dead: it will not be tried again; the reason stays, the payload goes."""
    connection.execute(
        sa.update(outbox).where(outbox.c.id == row_id).values(state="dead", error=error[:200], payload=None, live=False)
    )


def cancel_chat(connection: sa.Connection, chat_id: int, error: str) -> int:
    """Give up all that still waits for a chat that cannot be reached; how many calls that were."""
    result = connection.execute(
        sa.update(outbox)
        .where(outbox.c.chat_id == chat_id, outbox.c.state.in_(("pending", "sending")))
        .values(state="dead", error=error[:200], payload=None, live=False)
    )
    return result.rowcount


def move_chat(connection: sa.Connection, old: int, new: int) -> None:
    """A group became a supergroup: what waits for it goes to its new id."""
    connection.execute(
        sa.update(outbox).where(outbox.c.chat_id == old, outbox.c.state == "pending").values(chat_id=new)
    )


def interrupted(connection: sa.Connection, now: datetime) -> tuple[int, int]:
    """After a crash: calls that were being made may have arrived. Each is tried once more, then given up.

    Gives back how many are tried again and how many were given up.
    """
    given_up = connection.execute(
        sa.update(outbox)
        .where(outbox.c.state == "sending", outbox.c.uncertain >= 1)
        .values(state="dead", error="uncertain twice", payload=None, live=False)
    ).rowcount
    again = connection.execute(
        sa.update(outbox)
        .where(outbox.c.state == "sending")
        .values(state="pending", uncertain=outbox.c.uncertain + 1, not_before=now, error="interrupted")
    ).rowcount
    return again, given_up


def next_wait(connection: sa.Connection, now: datetime) -> datetime | None:
    """The earliest moment at which a call that was put back may be tried; None when none waits."""
    found: datetime | None = connection.scalar(_NEXT_WAIT, {"now": now})
    return found


def waiting_calls(connection: sa.Connection) -> int:
    """How many calls are not yet settled."""
    return int(
        connection.scalar(
            sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state.in_(("pending", "sending")))
        )
        or 0
    )


def prune(connection: sa.Connection, now: datetime) -> tuple[int, int]:
    """Forget updates older than 48 hours and sent calls older than 30 days; how many of each."""
    updates = connection.execute(
        sa.delete(inbox).where(inbox.c.received_at < now - INBOX_KEPT, inbox.c.state != "new")
    ).rowcount
    calls = connection.execute(
        sa.delete(outbox).where(outbox.c.created_at < now - OUTBOX_KEPT, outbox.c.state.in_(("sent", "dead")))
    ).rowcount
    return updates, calls
