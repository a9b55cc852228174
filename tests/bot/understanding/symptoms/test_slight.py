"""Is a slight complaint told from one that is more? Nothing that is urgent or hurts is slight."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding.symptoms.slight import Slight, read

WORDS = words_in("en")
FOLDER = Path(__file__).parent
# "I can't see" is asked about by those alone who have no pictures: see `emergency.call_for_help`.
UNSEEN = Slight.UNSEEN


def _rows(name: str) -> list[tuple[str, str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [(kind, text) for kind, _, text in (line.partition("\t") for line in lines if line and line[0] != "#")]


def _kind(text: str) -> Slight | None:
    found = read(text, WORDS)
    return None if found is None else found.kind


def test_every_sentence_of_a_kind_is_taken_for_that_kind() -> None:
    """The whole table; `none` are the neighbours that are more than slight, or nothing of it."""
    rows = _rows("slight.tsv")
    assert sum(kind == "none" for kind, _ in rows) >= 60
    assert {kind for kind, _ in rows} == {*Slight, "none"}
    wrong = [(kind, text, _kind(text)) for kind, text in rows if (_kind(text) or "none") != kind]
    assert wrong == []


@pytest.mark.parametrize("kind", ["alarm", "dizzy", "today", "hurts"])
def test_no_sentence_that_is_urgent_or_hurts_is_slight(kind: str) -> None:
    """All rows of these kinds."""
    found = [(text, _kind(text)) for its_kind, text in _rows("symptoms.tsv") if its_kind == kind]
    assert [row for row in found if row[1] not in (None, UNSEEN)] == []
