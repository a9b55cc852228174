"""What a piece of work asks of the database: statements, the rows given with each, what comes back, commits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

_NAMED = re.compile(r"^(INSERT INTO|UPDATE|DELETE FROM|SELECT|WITH)\b(?:\s+(\w+))?", re.IGNORECASE)
_FROM = re.compile(r"\bFROM\s+(\w+)", re.IGNORECASE)


@dataclass(slots=True)
class Statement:
    """One statement as it was sent: its text, for how many rows at once, and how many columns and rows came back."""

    text: str
    rows: int
    columns: int
    read: int = 0

    @property
    def kind(self) -> str:
        """What it does with which table, such as "UPDATE person" or "SELECT walk"."""
        found = _NAMED.match(self.text)
        if found is None:
            return self.text.partition(" ")[0].upper()
        verb = found[1].upper().removesuffix(" INTO").removesuffix(" FROM")
        if verb in ("SELECT", "WITH"):
            table = _FROM.search(self.text)
            return f"{verb} {table[1]}" if table else verb
        return f"{verb} {found[2]}"


@dataclass(slots=True)
class Counts:
    """What was asked so far. What begins and sets up a transaction is no statement."""

    statements: list[Statement] = field(default_factory=list)
    commits: int = 0

    @property
    def kinds(self) -> Counter[str]:
        """How many statements of each kind."""
        return Counter(statement.kind for statement in self.statements)


@contextmanager
def counted(engine: sa.Engine) -> Iterator[Counts]:
    """Count what is asked of a database meanwhile, by whichever thread."""
    counts = Counts()

    def asked(connection: sa.Connection, cursor: Any, text: str, given: Any, _context: object, many: bool) -> None:
        if _NAMED.match(text):
            statement = Statement(text, len(given) if many else 1, len(cursor.description or ()))
            counts.statements.append(statement)
            if statement.columns and connection.dialect.name == "sqlite":
                # It knows how many there are only when all have been fetched.
                cursor.row_factory = lambda _, row: _noted(statement, row)
            elif statement.columns:
                statement.read = cursor.rowcount

    def committed(_connection: sa.Connection) -> None:
        counts.commits += 1

    sa.event.listen(engine, "after_cursor_execute", asked)
    sa.event.listen(engine, "commit", committed)
    try:
        yield counts
    finally:
        sa.event.remove(engine, "after_cursor_execute", asked)
        sa.event.remove(engine, "commit", committed)


def _noted(statement: Statement, row: tuple[Any, ...]) -> tuple[Any, ...]:
    statement.read += 1
    return row
