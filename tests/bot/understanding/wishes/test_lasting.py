"""Lasting wishes: a table of sentences, written before the code, and what is to be from now on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding.wishes.lasting import read

WORDS = words_in("en")
TABLE = Path(__file__).with_name("lasting.tsv").read_text("utf-8")
ROWS = [tuple(line.split("\t")) for line in TABLE.splitlines() if line and not line.startswith("#")][1:]


@pytest.mark.parametrize(("said", "reading"), ROWS, ids=[said for said, _ in ROWS])
def test_what_is_for_good_is_told_from_what_is_for_now(said: str, reading: str) -> None:
    """With a question first where more is told."""
    found = read(said, WORDS)
    heard = "-" if found is None else f"{'' if found.sure else 'ask '}{found.detail}"
    assert heard.removeprefix("ask ") == reading.removeprefix("ask ")
    assert reading.startswith("ask ") or heard == reading
