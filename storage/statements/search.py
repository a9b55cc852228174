"""Search for people by id or by name, for those who run the bot. Nothing that it gives back is about health."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.schema.tables import inbox, person, walk

# Rows that are read at a time.
BATCH = 5000
_ID = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Who a person is to this bot. Moments are UTC.

    `since` is when they first wrote. `last_seen` is their newest trace: an update of the last 48 hours, a step of a
    session, an answer after prompts without one, or `since`; no row notes each message. `paused_until` is None while a
    pause has no end; `stopped_at` and `blocked_at` are None where they did not.
    """

    id: int
    name: str
    since: datetime
    last_seen: datetime
    is_paused: bool
    paused_until: datetime | None
    stopped_at: datetime | None
    blocked_at: datetime | None


_COLUMNS = (
    *(person.c.id, person.c.first_name, person.c.created_at, person.c.heard_at, person.c.paused),
    *(person.c.paused_until, person.c.stopped_at, person.c.blocked_at),
    sa.select(sa.func.max(inbox.c.received_at)).where(inbox.c.chat_key == person.c.id).scalar_subquery(),
    sa.select(sa.func.max(walk.c.moved_at)).where(walk.c.person_id == person.c.id).scalar_subquery(),
)


def find_people(connection: sa.Connection, wanted: str, limit: int) -> tuple[list[PersonFound], int]:
    """People with this id, else those whose name has these letters in it, large or small, by rising id; (the first of
    them, how many there are)."""
    wanted = wanted.strip()
    if _ID.fullmatch(wanted):
        row = connection.execute(sa.select(*_COLUMNS).where(person.c.id == int(wanted))).one_or_none()
        if row is not None:
            return [_found(row)], 1
    # Not by LIKE: SQLite folds the case of ASCII alone.
    part = wanted.casefold()
    names = sa.select(person.c.id, person.c.first_name).order_by(person.c.id).execution_options(yield_per=BATCH)
    ids = [row[0] for row in connection.execute(names) if part and part in row[1].casefold()]
    rows = connection.execute(sa.select(*_COLUMNS).where(person.c.id.in_(ids[:limit])).order_by(person.c.id))
    return [_found(row) for row in rows], len(ids)


def _found(row: Sequence[Any]) -> PersonFound:
    number, name, since, heard_at, *state, wrote_at, moved_at = row
    last_seen = max(moment for moment in (since, heard_at, wrote_at, moved_at) if moment is not None)
    return PersonFound(number, name, since, last_seen, *state)
