"""Copying of all rows between two databases of one schema, and the comparison of the two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing
from datetime import datetime
from itertools import zip_longest
from typing import Any, cast

import psycopg
import sqlalchemy as sa
from psycopg import sql

from storage.schema import tables
from storage.statements import audit

# Rows that are read, written or compared at a time.
BATCH = 2000
# People before what is theirs.
TABLES: tuple[sa.Table, ...] = tuple(tables.metadata.sorted_tables)

Row = tuple[Any, ...]


class NotTaken(Exception):
    """PostgreSQL does not take a row; the text says why, without any value."""


class Differs(Exception):
    """Two databases do not hold the same; the text says where, without any value."""


def count(connection: sa.Connection, table: sa.Table) -> int:
    """How many rows a table has."""
    return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def read(connection: sa.Connection, table: sa.Table) -> Generator[list[Row]]:
    """All rows of a table by rising key, in batches. Needs a transaction, and to be closed when it is left early. JSON
    comes as the text that is stored."""
    is_server = connection.dialect.name == "postgresql"
    columns = [_as_text(column, is_server) if _is_json(column) else column for column in table.c]
    # In the order of the bytes everywhere, not in that of a language.
    order = [sa.collate(key, "C") if is_server and _is_text(key) else key for key in table.primary_key.columns]
    wanted = sa.select(*columns).order_by(*order).execution_options(yield_per=BATCH)
    with connection.execute(wanted) as rows:
        for batch in rows.partitions():
            yield [tuple(row) for row in batch]


def write(connection: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    """Insert rows as `read` gives them. Raises NotTaken when PostgreSQL does not take one; sqlalchemy's errors."""
    names = [column.name for column in table.c]
    if connection.dialect.name == "postgresql":
        _copy_in(connection, table.name, names, rows)
        return
    values = {
        column.name: sa.bindparam(column.name, type_=sa.Text() if _is_json(column) else column.type)
        for column in table.c
    }
    connection.execute(sa.insert(table).values(values), [dict(zip(names, row, strict=True)) for row in rows])


def _copy_in(connection: sa.Connection, name: str, names: list[str], rows: list[Row]) -> None:
    """COPY: a fifth of the time of INSERT."""
    driver: psycopg.Connection[Any] = cast(Any, connection.connection.driver_connection)
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), columns)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        # The lines after the first quote the row.
        raise NotTaken(str(error).partition("\n")[0]) from error


def last_given_out(connection: sa.Connection, table: sa.Table) -> int:
    """The last id that the database gave out by itself in a table; 0 for none, and where it gives none out.

    In SQLite a table without AUTOINCREMENT knows only the highest that is there.
    """
    column = table.autoincrement_column
    if column is None:
        return 0
    if connection.dialect.name == "postgresql":
        sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, column.name)))
        last, is_called = connection.execute(sa.text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608 - quoted by the database
        return int(last) if is_called else int(last) - 1
    if _keeps_count(table):
        question = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name").bindparams(name=table.name)
        return int(connection.scalar(question) or 0)
    return int(connection.scalar(sa.select(sa.func.max(column))) or 0)


def give_out_after(connection: sa.Connection, table: sa.Table, last: int) -> None:
    """Let the next id of a table be the one after `last`, also where that row is gone."""
    column = table.autoincrement_column
    if column is None or last == 0:
        return
    if connection.dialect.name == "postgresql":
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(sa.select(sa.func.setval(sequence, last)))
    elif _keeps_count(table):
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
        row = {"name": table.name, "seq": last}
        connection.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), row)


def compare(one: sa.Connection, other: sa.Connection, now: datetime, progress: Callable[[int], None]) -> None:
    """Compare all rows, the ids given out, and the audit. Raises Differs. `progress` hears of each batch's rows."""
    for table in TABLES:
        nothing: list[Row] = []
        with closing(read(one, table)) as our_rows, closing(read(other, table)) as their_rows:
            for ours, theirs in zip_longest(our_rows, their_rows, fillvalue=nothing):
                if ours != theirs:
                    raise Differs(f"the rows of {table.name} differ")
                progress(len(ours))
        given = last_given_out(one, table), last_given_out(other, table)
        if given[0] != given[1] and (_keeps_count(table) or given[1] < _highest(other, table)):
            raise Differs(f"the next id of {table.name} differs")
    if _audit(one, now) != _audit(other, now):
        raise Differs("the audit differs")


def _audit(connection: sa.Connection, now: datetime) -> tuple[object, ...]:
    fates = Counter({(state, reason): number for state, reason, number in audit.fates(connection)})
    return audit.thorough(connection, now), audit.backlog(connection), audit.census(connection), fates


def _highest(connection: sa.Connection, table: sa.Table) -> int:
    column = table.autoincrement_column
    return 0 if column is None else int(connection.scalar(sa.select(sa.func.max(column))) or 0)


def _keeps_count(table: sa.Table) -> bool:
    """Whether SQLite, too, gives no id of a table out again."""
    return bool(table.dialect_options["sqlite"]["autoincrement"])


def _as_text(column: sa.Column[Any], is_server: bool) -> sa.ColumnElement[str]:
    """SQL's NULL and JSON's null stay two things, and numbers as they are written."""
    text = sa.cast(column, sa.Text()) if is_server else sa.type_coerce(column, sa.Text())
    return text.label(column.name)


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON)


def _is_text(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.String)
