"""Absences: a table of sentences, written before the code, and the days that each leaves out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding.times.pauses import PauseWish, parse_pause
from bot.understanding.wishes.absences import Absence, read

WORDS = words_in("en")
# The day on which the sentences are said, a Friday.
TODAY = date(2026, 11, 27)
TABLE = Path(__file__).with_name("absences.tsv").read_text("utf-8")
ROWS = [tuple(line.split("\t")) for line in TABLE.splitlines() if line and not line.startswith("#")][1:]


def shown(absence: Absence | None) -> str:
    """What was heard, in the words of the table."""
    if absence is None:
        return "-"
    return f"{'' if absence.sure else '? '}{absence.first} {absence.back}"


@pytest.mark.parametrize(("said", "reading"), ROWS, ids=[said for said, _ in ROWS])
def test_days_are_left_out_as_they_were_said(said: str, reading: str) -> None:
    """With a question first where more is told; and nothing is left out that was not asked for."""
    heard = shown(read(said, WORDS, TODAY))
    if reading.startswith("ask "):
        assert heard.removeprefix("? ") == reading.removeprefix("ask ")
    else:
        assert heard == reading


def test_the_detail_means_the_same_days() -> None:
    """So that a button keeps them."""
    for first, back in ((date(2026, 12, 2), date(2026, 12, 3)), (date(2026, 12, 20), date(2027, 1, 4))):
        assert parse_pause(Absence(first, back, sure=True).detail, TODAY, WORDS) == PauseWish(back, first)
    assert parse_pause(Absence(TODAY, date(2026, 11, 30), sure=True).detail, TODAY, WORDS) == PauseWish(
        date(2026, 11, 30)
    )
