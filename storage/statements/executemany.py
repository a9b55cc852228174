"""One statement for many rows, compiled once: compiling it for each call costs more than running it.

Values go through the types of their columns, so moments, flags and JSON are stored as by any other statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa

Statement: TypeAlias = sa.Insert | sa.Update | sa.Delete
# The values of one row as the driver takes them: by position or by name.
Bind: TypeAlias = Callable[[Mapping[str, Any]], "tuple[Any, ...] | dict[str, Any]"]


class ExecuteMany:
    """An INSERT, UPDATE or DELETE that is run for many rows at once (DB-API's `executemany`), without RETURNING.

    Takes a statement, or a function that makes one for a dialect's name; an INSERT also the names of its columns.
    Raises KeyError, before anything is written, when a row lacks a value.
    """

    def __init__(self, statement: Statement | Callable[[str], Statement], columns: Iterable[str] | None = None) -> None:
        self._statement = statement
        self._columns = None if columns is None else list(columns)
        self._compiled: dict[type[sa.Dialect], tuple[str, Bind]] = {}

    def __call__(self, connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run it for every row, in order; how many rows of the table it changed. Without rows it does nothing."""
        if not rows:
            return 0
        dialect = connection.dialect
        compiled = self._compiled.get(type(dialect))
        if compiled is None:
            compiled = self._compiled[type(dialect)] = self._compile(dialect)
        text, bind = compiled
        return connection.exec_driver_sql(text, [bind(row) for row in rows]).rowcount

    def _compile(self, dialect: sa.Dialect) -> tuple[str, Bind]:
        statement = self._statement(dialect.name) if callable(self._statement) else self._statement
        compiled: Any = statement.compile(dialect=dialect, column_keys=self._columns, for_executemany=True)
        # What stands in the statement itself, such as a state; anything else has to be in every row.
        fixed = {name: value for name, value in compiled.params.items() if not compiled.binds[name].required}
        order = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in (compiled.positiontup if compiled.positional else compiled.params)
        ]

        def values(row: Mapping[str, Any]) -> list[Any]:
            given = {**fixed, **row} if fixed else row
            return [given[name] if process is None else process(given[name]) for name, process in order]

        if compiled.positional:
            return str(compiled), lambda row: tuple(values(row))
        names = [name for name, _ in order]
        return str(compiled), lambda row: dict(zip(names, values(row), strict=True))
