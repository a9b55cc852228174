"""The bot of a careful developer: a fair opponent only when it works."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.bench import careful_bot


def test_the_careful_bot_keeps_its_people(tmp_path: Path) -> None:
    """The next day for who was reminded, none for who blocked it, and steps in order."""
    people = careful_bot.People(tmp_path / "careful.db")
    people.fill(3, due=1000.0)
    assert (people.due(999.0), people.due(1000.0)) == ([], [1, 2, 3])
    people.reminded(1, 1003.0)
    people.reminded(2, 1000.0 + 3 * careful_bot.DAY)  # after days away, one prompt, and then the day that is ahead
    people.leave(3)
    assert people.due(1000.0 + careful_bot.DAY - 1) == []
    assert people.due(1000.0 + careful_bot.DAY) == [1]
    assert people.due(1000.0 + 4 * careful_bot.DAY) == [1, 2]
    people.begin(41, "Ada")
    assert [people.advance(41), people.advance(41), people.advance(42)] == [1, 2, None]
    people.close()
    with closing(sqlite3.connect(tmp_path / "careful.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
