"""Moves: a table of sentences, written before the code, and which reminder moves to which time."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding.reminders.moves import Move, from_detail, read
from bot.understanding.times.weekdays import parse_weekdays

WORDS = words_in("en")
TABLE = Path(__file__).with_name("moves.tsv").read_text("utf-8")
ROWS = [tuple(line.split("\t")) for line in TABLE.splitlines() if line and not line.startswith("#")][1:]


def in_table_words(found: Move | None) -> str:
    """A move in the words of the table: days as numbers, and the time or the minutes."""
    if found is None:
        return "-"
    days = "".join(map(str, sorted(parse_weekdays(found.days) or ()))) or "-"
    when = f"{found.at:%H:%M}" if found.at is not None else f"{found.minutes:+d}"
    return f"{'' if found.sure else 'ask '}{days} {when}"


@pytest.mark.parametrize(("said", "reading"), ROWS, ids=[said for said, _ in ROWS])
def test_which_reminder_moves_to_which_time(said: str, reading: str) -> None:
    """With a question first where more is told."""
    heard = in_table_words(read(said, WORDS))
    assert heard.removeprefix("ask ") == reading.removeprefix("ask ")
    assert reading.startswith("ask ") or heard == reading


@pytest.mark.parametrize("said", [said for said, reading in ROWS if reading != "-"])
def test_a_detail_tells_the_same(said: str) -> None:
    """It waits under a button."""
    found = read(said, WORDS)
    assert found is not None
    kept = from_detail(found.detail)
    assert kept is not None
    assert (kept.days, kept.at, kept.minutes) == (found.days, found.at, found.minutes)
