"""Are the tables of languages well formed? Columns, kinds, enough of each, and no sentence twice."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from bot.i18n.symptom_words import languages

FOLDER = Path(__file__).parent
TABLES = sorted(
    path.stem for path in FOLDER.glob("*.tsv") if not path.stem.startswith(("faq_", "lives_", "typed_", "times_"))
)
LEAST = {"alarm": 34, "pain": 12, "dizzy": 5, "today": 5}
LEAST_OF_GOOD_NEWS_AND_TALK = 30
KINDS = {*LEAST, "relief", "harmless"}


def rows(name: str) -> list[list[str]]:
    """The cells of a table, its header first."""
    return [line.split("\t") for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()]


def test_there_is_a_table_for_each_language() -> None:
    """Of those that have words for alarm and pain; English has tables of its own."""
    assert sorted(language.partition("_")[0] for language in languages()) == TABLES


@pytest.mark.parametrize("code", TABLES)
def test_every_row_has_a_kind_a_sentence_and_an_english_gloss(code: str) -> None:
    """No cell is empty or has blanks at its ends, and letters with marks are composed."""
    header, *body = rows(code)
    assert header == ["what", "sentence", "note"]
    assert [row for row in body if len(row) != 3 or any(cell != cell.strip() or not cell for cell in row)] == []
    assert [row for row in body if row[0] not in KINDS] == []
    assert [row for row in body if not unicodedata.is_normalized("NFC", row[1])] == []
    assert [row for row in body if not row[2].isascii()] == []


@pytest.mark.parametrize("code", TABLES)
def test_no_sentence_stands_twice(code: str) -> None:
    """Capitals and marks at the end make no other sentence."""
    counted = Counter(row[1].casefold().strip(".!?。！？ ") for row in rows(code)[1:])
    assert [sentence for sentence, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("code", TABLES)
def test_there_are_enough_sentences_of_each_kind(code: str) -> None:
    """Alarm and pain on one side, good news and talk on the other."""
    counted = Counter(row[0] for row in rows(code)[1:])
    assert {kind: counted[kind] for kind, least in LEAST.items() if counted[kind] < least} == {}
    assert counted["relief"] + counted["harmless"] >= LEAST_OF_GOOD_NEWS_AND_TALK
    assert min(counted["relief"], counted["harmless"]) >= LEAST_OF_GOOD_NEWS_AND_TALK // 3
