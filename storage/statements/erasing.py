"""Erasing of people, noted in the record of erasures; and erasing again after an old copy was restored.

A fact in the database says up to which line of the record it has followed, so that a start need not look at everybody.
A restored copy has the fact as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from storage.database import insert_new
from storage.erasures import Erasures
from storage.schema.tables import fact, person
from storage.statements import people

# Rows that are read at a time.
BATCH = 5000


def note_erased(
    connection: sa.Connection, erasures: Erasures, erased: Sequence[tuple[int, datetime]], now: datetime
) -> None:
    """Note people who are erased in this transaction: their ids, and when their rows were made.

    The record is written before the transaction commits: a crash in between erases again, and never forgets. Raises
    ErasuresUnusable.
    """
    lines = erasures.note(erased, now)
    if lines and _followed(connection, erasures) == lines.start - 1:
        _follow(connection, erasures, lines[-1])


def made_at(connection: sa.Connection, person_id: int) -> datetime | None:
    """When a person's row was made, locked against changes until the end of the transaction; None for a stranger."""
    found: datetime | None = connection.scalar(
        sa.select(person.c.created_at).where(person.c.id == person_id).with_for_update(key_share=True)
    )
    return found


def find_returned(connection: sa.Connection, erasures: Erasures) -> list[int]:
    """The ids of people who were erased and are there again with the same row. Looks at everybody."""
    marks = erasures.marks()
    if not marks:
        return []
    rows = connection.execute(sa.select(person.c.id, person.c.created_at).execution_options(yield_per=BATCH))
    return [row[0] for row in rows if erasures.mark(row[0], row[1]) in marks]


def erase_returned(connection: sa.Connection, erasures: Erasures) -> int:
    """Erase again whom the record of erasures knows; how many. Quick unless a copy was restored."""
    newest = erasures.newest()
    if _followed(connection, erasures) == newest:
        return 0
    returned = find_returned(connection, erasures)
    for person_id in returned:
        people.erase(connection, person_id, keep_update=None)
    _follow(connection, erasures, newest)
    return len(returned)


def _name(erasures: Erasures) -> str:
    return f"erasures_{erasures.name}"


def _followed(connection: sa.Connection, erasures: Erasures) -> int:
    found = connection.scalar(sa.select(fact.c.value).where(fact.c.name == _name(erasures)))
    return int(found or 0)


def _follow(connection: sa.Connection, erasures: Erasures, number: int) -> None:
    connection.execute(sa.delete(fact).where(fact.c.name == _name(erasures)))
    connection.execute(insert_new(fact, connection.dialect.name).values(name=_name(erasures), value=str(number)))
