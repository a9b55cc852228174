"""Recorded lines: stored when they are sent, kept when their teacher says so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict

import sqlalchemy as sa

from storage.records.recordings import Kept, RecordedLine, Recording, RecordingChange
from storage.schema.tables import recording


def change(connection: sa.Connection, person_id: int, what: RecordingChange) -> None:
    """Store what a teacher just sent in place of what was not kept, keep it, or drop it."""
    own = recording.c.person_id == person_id
    waits = sa.and_(own, recording.c.is_kept.is_(sa.false()))
    if isinstance(what, Kept):
        this = recording.c.line == what.line
        if connection.scalar(sa.select(recording.c.line).where(waits, this)) is None:
            return
        connection.execute(sa.delete(recording).where(own, this, recording.c.is_kept.is_(sa.true())))
        connection.execute(sa.update(recording).where(waits, this).values(is_kept=True))
    connection.execute(sa.delete(recording).where(waits))
    if isinstance(what, Recording):
        connection.execute(sa.insert(recording).values(person_id=person_id, is_kept=False, **asdict(what)))


def lines(connection: sa.Connection) -> list[RecordedLine]:
    """All recorded lines, those of a teacher together."""
    columns = [recording.c[name] for name in RecordedLine.__dataclass_fields__]
    rows = connection.execute(sa.select(*columns).order_by(recording.c.person_id, recording.c.line))
    return [RecordedLine(*row) for row in rows]


def sounds(connection: sa.Connection, person_id: int, wanted: Collection[str] | None) -> list[Recording]:
    """The kept recordings of a teacher by line, with their sounds; of some lines alone, where those are named."""
    columns = [recording.c[name] for name in Recording.__dataclass_fields__]
    query = sa.select(*columns).where(recording.c.person_id == person_id, recording.c.is_kept.is_(sa.true()))
    if wanted is not None:
        query = query.where(recording.c.line.in_(wanted))
    return [Recording(*row) for row in connection.execute(query.order_by(recording.c.line))]
