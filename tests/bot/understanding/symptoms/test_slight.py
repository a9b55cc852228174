"""Is a slight complaint told from one that is more? Nothing that is urgent or hurts is slight, in any language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bot.i18n.catalogue import Words, words_in
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.slight import Slight, read
from bot.understanding.symptoms.symptom_rules import Symptom
from tests.harness.shortened import shortened

FOLDER = Path(__file__).parent
ENGLISH = "en"
# The tables: `slight.tsv` is English, `slight_de.tsv` German.
TABLES = {path.stem.removeprefix("slight").removeprefix("_") or ENGLISH: path for path in FOLDER.glob("slight*.tsv")}
LANGUAGES = sorted(TABLES)
# What is urgent or hurts: by the names of the tables of symptoms, English and others.
URGENT = ("alarm", "dizzy", "today", "hurts", "pain")
# "I can't see" is asked about by those alone who have no pictures: see `emergency.call_for_help`.
UNSEEN = Slight.UNSEEN
# What is slight only where it sounds like an alarm: in a language in which it does not, it is heard as usual.
ONLY_IF_ALARM = frozenset({Slight.SIDE, Slight.BLIND, Slight.UNSEEN, Slight.BREATH, Slight.DEAD})
# What not every language with a table has words for yet.
NOT_YET = frozenset({Slight.SORE, Slight.PASSED, Slight.PRAISED, Slight.PILLOW})
LEAST = 6
LEAST_OF_MORE = {ENGLISH: 60}
LEAST_OF_MORE_ABROAD = 80


@cache
def _words(language: str) -> Words:
    return words_in(language)


def _rows(path: Path) -> list[tuple[str, str]]:
    """(Kind, sentence); a third column is a gloss."""
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and line[0] != "#"]
    return [(row[0], row[1]) for row in cells]


def _kind(text: str, language: str) -> Slight | None:
    found = read(text, _words(language))
    return None if found is None else found.kind


def _is_right(kind: str, text: str, language: str) -> bool:
    found = _kind(text, language)
    if found is None and kind in ONLY_IF_ALARM and language != ENGLISH:
        told = symptoms.read(text, _words(language))
        return told is None or told.symptom is not Symptom.ALARM
    return (found or "none") == kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_kind_is_taken_for_that_kind(language: str) -> None:
    """The whole table; `none` are the neighbours that are more than slight, or nothing of it."""
    rows = _rows(TABLES[language])
    wrong = [(kind, text, _kind(text, language)) for kind, text in rows if not _is_right(kind, text, language)]
    assert wrong == []


@pytest.mark.parametrize("language", ["ar", "de", "es", "pt_BR", "ru"])
def test_a_question_about_noting_pain_is_told_from_pain(language: str) -> None:
    """Each row of the table; `none` is pain now, or more, that is to be noted."""
    rows = [line.split("\t") for line in (FOLDER / "notes.tsv").read_text(encoding="utf-8").splitlines()]
    told = [(kind, text, read(text, words_in(language))) for code, kind, text in rows if code == language]
    assert {"note", "none"} == {kind for kind, _, _ in told}
    assert [row for row in told if (row[2] is not None and row[2].kind is Slight.NOTE) != (row[0] == "note")] == []


@pytest.mark.parametrize("language", ["ar", "de", "es", "pt_BR", "ru"])
def test_no_urgent_sentence_of_a_language_is_a_note(language: str) -> None:
    """All rows of its table that are no talk."""
    table = FOLDER.parent / "languages" / f"{language.split('_')[0]}.tsv"
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()[1:]]
    found = {text: read(text, words_in(language)) for kind, text, _ in rows if kind not in ("harmless", "relief")}
    assert len(found) > 50
    assert {text for text, told in found.items() if told is not None and told.kind is Slight.NOTE} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_has_every_kind_and_more_neighbours(language: str) -> None:
    """No sentence stands twice."""
    rows = _rows(TABLES[language])
    kinds = [kind for kind in Slight if kind not in NOT_YET or _words(language).own_options(f"hear.slight.{kind}")]
    counted = {kind: sum(each == kind for each, _ in rows) for kind in (*kinds, "none")}
    assert {kind for kind, _ in rows} == {*counted}
    assert counted["none"] >= LEAST_OF_MORE.get(language, LEAST_OF_MORE_ABROAD)
    assert language == ENGLISH or min(counted.values()) >= LEAST
    assert len({text for _, text in rows}) == len(rows)


@pytest.mark.parametrize("every", shortened([4, 1], 2))
@pytest.mark.parametrize("kind", URGENT)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_that_is_urgent_or_hurts_is_slight(language: str, kind: str, every: int) -> None:
    """All rows of these kinds, or each fourth one, of the language and of English."""
    tables = [FOLDER / "symptoms.tsv", FOLDER.parent / "languages" / f"{language.partition('_')[0]}.tsv"]
    rows = [text for path in tables if path.is_file() for its_kind, text in _rows(path) if its_kind == kind]
    found = [(text, _kind(text, language)) for text in rows[::every]]
    assert [row for row in found if row[1] not in (None, UNSEEN)] == []
