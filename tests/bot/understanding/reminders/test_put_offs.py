"""Putting off: a table of sentences, written before the code, and when the prompt is to come again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding.reminders.put_offs import read

TABLE = Path(__file__).with_name("put_offs.tsv").read_text("utf-8")
ROWS = [tuple(line.split("\t")) for line in TABLE.splitlines() if line and not line.startswith("#")][1:]


@pytest.mark.parametrize(("said", "reading"), ROWS, ids=[said for said, _ in ROWS])
def test_when_a_prompt_is_to_come_again(said: str, reading: str) -> None:
    """Or that something else is said."""
    assert (read(said, words_in("en")) or "-") == reading
