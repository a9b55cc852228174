"""Are words that are spelt by ear read as they are meant, and is nothing else changed?"""

from __future__ import annotations

import time
import timeit
import tracemalloc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.i18n.catalogue import CATALOGUES, words_of
from bot.understanding.misspelt import as_meant
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text import by_ear as reading
from bot.understanding.text.by_ear import by_ear, vocabulary_of
from bot.understanding.text.sounds import key_of, sound
from tests.harness.shortened import shortened
from tests.harness.tabled import tabled

ENGLISH = words_of("en")
TESTS = Path(__file__).parents[2]
WORDS = Path(__file__).parent / "text" / "by_ear.tsv"
# Tables of what is misspelt on purpose.
MISSPELT = ("by_ear.tsv", "lives_spelling.tsv")
# Texts of other languages that an English rule may misread without harm: so many in a thousand at most.
MOST_FOREIGN = 10
# What the words of a language keep in memory.
MOST_MEGABYTES = 3


def _rows(file: Path) -> list[list[str]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@cache
def _sentences(kind: str) -> tuple[str, ...]:
    """What is said in tables of tests, in examples, or in those of other languages."""
    files = {
        "tables": sorted(TESTS.rglob("*.tsv")),
        "examples": sorted((CATALOGUES / "en" / "examples").glob("*.tsv")),
        "foreign": [file for file in sorted(CATALOGUES.glob("*/examples/*.tsv")) if "/en/" not in file.as_posix()],
    }[kind]
    cells = (cell for file in files if file.name not in MISSPELT for row in _rows(file) for cell in row)
    return tuple(dict.fromkeys(part for cell in cells for part in cell.split(" > ")))


def _changed(text: str) -> Iterator[str]:
    """The words of a text that are read as others, those of two that are listed together apart."""
    vocabulary = vocabulary_of(ENGLISH)
    assert vocabulary is not None
    meant, said = set(as_meant(text, ENGLISH).casefold().split()), text.casefold()
    pairs = {word for pair in vocabulary.listed if " " in pair and pair in said for word in pair.split()}
    return (word for word in said.split() if word not in meant and word.strip(".,!?:;") not in pairs)


@tabled("typed, meant", _rows(WORDS)[1:])
def test_a_word_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    """By its sound, or as an ordinary misspelling; a known word and a name stay."""
    assert as_meant(typed, ENGLISH) == meant


@pytest.mark.parametrize("typed", ["stad", "serus", "baa", "x", "", "8", "?!", "/nekst"])
def test_what_may_be_two_words_or_none_stays(typed: str) -> None:
    """Neither does a command change, nor what has no letters."""
    assert as_meant(typed, ENGLISH) == typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("not weak ends", "not weekends"),
        ("im off to tenby til munday", "im off to tenby til monday"),
        ("Me hip klicks, is that bad?", "Me hip clicks, is that bad?"),
        ("NEKST PLEEZ", "next please"),
        ("I'm finishd. it's alrite", "I'm finished. it's alright"),
        ("me nee is abit sor", "me knee is a bit sore"),
        ("I live in Harda", "I live in Harda"),
        ("Sofia sed so", "Sofia said so"),
    ],
)
def test_a_sentence_keeps_its_signs_and_its_names(typed: str, meant: str) -> None:
    """Words that were parted are one again."""
    assert as_meant(typed, ENGLISH) == meant


@pytest.mark.parametrize("said", ["Tenbi", "im in klicks", "in cardif", "we live near flore", "Nekst Town"])
def test_where_a_place_is_asked_for_its_name_stays(said: str) -> None:
    """Alone, and behind "in" or "near"."""
    assert as_meant(said, ENGLISH, asks_place=True) == said


def test_beside_a_place_that_is_asked_for_the_rest_is_read() -> None:
    """What stands behind "in" is the place."""
    assert as_meant("i werk and liv in klicks", ENGLISH, asks_place=True) == "i work and live in klicks"


@pytest.mark.parametrize("every", shortened([9, 1], 2))
@pytest.mark.parametrize("kind", ["tables", "examples"])
def test_no_word_that_is_spelt_right_is_changed(kind: str, every: int) -> None:
    """In no sentence of any table: only what no list of words has, and what is listed as misspelt."""
    vocabulary = vocabulary_of(ENGLISH)
    assert vocabulary is not None
    wrong = [
        (word, text)
        for text in _sentences(kind)[::every]
        if as_meant(text, ENGLISH) != text
        for word in _changed(text)
        if vocabulary.knows(word.strip(".,!?:;"))
    ]
    assert wrong == []


@pytest.mark.parametrize("every", shortened([9, 1], 2))
def test_alarms_are_heard_as_before(every: int) -> None:
    """Whatever a table says, of any language: none is lost and none is new."""
    texts = [text for text in _sentences("tables")[::every] if as_meant(text, ENGLISH) != text]
    assert texts

    def is_alarm(text: str) -> bool:
        told = symptoms.read(text, ENGLISH)
        return told is not None and told.symptom is Symptom.ALARM

    wrong = [text for text in texts if is_alarm(text) != is_alarm(as_meant(text, ENGLISH))]
    assert wrong == []


def test_texts_of_other_languages_stay() -> None:
    """Said by somebody whose language is English: few of a thousand are changed."""
    texts = _sentences("foreign")[::20]
    changed = [text for text in texts if as_meant(text, ENGLISH) != text]
    assert len(changed) * 1000 <= MOST_FOREIGN * len(texts), changed


@pytest.mark.parametrize("language", ["de", "es", "pt_BR", "ru", "ar"])
def test_other_languages_are_not_read_by_ear(language: str) -> None:
    """Their words would need sounds of their own."""
    assert as_meant("nekst sed", words_of(language)) == "nekst sed"


@pytest.mark.parametrize("said", ["cant breeth propa", "ive got chest pane", "me legs are num"])
def test_an_alarm_is_heard_in_any_spelling(said: str) -> None:
    """Also where only the words that are meant tell it."""
    told = symptoms.read(as_meant(said, ENGLISH), ENGLISH)
    assert told is not None
    assert told.symptom is Symptom.ALARM


def test_no_word_of_an_alarm_is_meant_where_none_is_told() -> None:
    """ "Blader" alone may be anything."""
    assert as_meant("my bladda", ENGLISH) == "my bladda"
    assert by_ear("my bladda", ENGLISH, lambda word, start, meant, *, is_listed: False) == "my bladder"


@pytest.mark.parametrize(
    ("typed", "meant"), [("propa", "proper"), ("nurv", "nerve"), ("sumtimes", "sometimes"), ("siatica", "sciatica")]
)
def test_words_that_sound_the_same_share_a_key(typed: str, meant: str) -> None:
    """Whatever their letters."""
    assert key_of(sound(typed)) == key_of(sound(meant))


def test_a_text_is_read_in_less_than_a_millisecond() -> None:
    """Of the processor, which no other program takes: a long text, again after the first time."""
    said = "me nee is abit sor from neeling all day. stil do it? hospittle sed it was trapt nurv"
    times = timeit.repeat(
        lambda: by_ear(said, ENGLISH, lambda word, start, meant, *, is_listed: False),
        timer=time.thread_time,
        number=10,
        repeat=20,
    )
    assert min(times) / 10 < 0.001


def test_the_words_of_a_language_take_little_memory() -> None:
    """The common ones lie in a mapped file; a set of them alone takes more."""
    assert vocabulary_of(ENGLISH) is not None  # What else this loads is there already.
    tracemalloc.start()
    try:
        vocabulary = reading._loaded.__wrapped__(ENGLISH.hears)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "zucchini" in vocabulary.common
    assert kept <= MOST_MEGABYTES * 1e6
