"""The example sentences and the weights that are learned from them: their files, and what sentences are nearest to."""

from __future__ import annotations

from array import array
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.conversations.faq.faq import FAQ
from bot.i18n.catalogue import CATALOGUES
from bot.understanding.examples import examples
from bot.understanding.examples.example_features import features, number_of
from bot.understanding.examples.example_sentences import SAME, digest_of, sentences
from bot.understanding.examples.examples import CONTENT, facts_of, file_of, rank
from bot.understanding.ideas import ideas
from bot.understanding.places.place_search import is_name_of_place
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.text.packed_file import opened, packed
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.wishes.wish_rules import Where, Wish
from tests.bot.understanding.wishes.test_wishes import WORDS

FEWEST, MOST_MEGABYTES = 20, 2.5
ALL = list(sentences("en"))
TABLES = Path(__file__).parents[1]
LANGUAGES = sorted(folder.parent.name for folder in CATALOGUES.glob("*/examples"))
MEASURED = {
    "en": tuple(TABLES / name for name in ("wishes/sentences.tsv", "wishes/sentences_session.tsv", "ways_and_days.tsv"))
}


def tables(language: str) -> list[Path]:
    """The tables of sentences that the understanding of a language is measured by."""
    folder = TABLES / "languages"
    named = (f"{language.split('_')[0]}.tsv", f"typed_{language}.tsv", f"times_{language}.tsv", f"faq_{language}.tsv")
    return [*MEASURED.get(language, ()), *(folder / name for name in named if (folder / name).exists())]


def nearest(said: str, where: Where = Where.OUT, *, is_admin: bool = False) -> str:
    """The likeliest meaning of a sentence."""
    return rank(said, ideas.spoken(said, WORDS, is_name_of_place).ideas, "en", where, is_admin=is_admin)[0].name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weights_are_learned_from_the_sentences_that_there_are(language: str) -> None:
    """After a change to them they are to be learned again: make examples."""
    facts = facts_of(language)
    assert facts["sentences"] == digest_of(language), "make examples"
    assert set(facts["classes"]) == {SAME.get(name, name) for name, _ in sentences(language)}
    assert file_of(language).stat().st_size < MOST_MEGABYTES * 1e6


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_is_something_that_can_be_meant(language: str) -> None:
    """A wish, a question about the step, an entry of the frequent questions, or nothing."""
    known = {*(wish.value for wish in Wish), *(f"step.{one.value}" for one in StepQuestion), examples.NONE}
    assert {name for name, _ in sentences(language)} - known - {f"faq.{entry}" for entry in FAQ} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_class_has_enough_sentences_and_no_sentence_stands_twice(language: str) -> None:
    """Case and marks apart."""
    told = list(sentences(language))
    counted = Counter(name for name, _ in told)
    assert {name: count for name, count in counted.items() if count < FEWEST} == {}
    repeated = Counter(plain(sentence) for _, sentence in told)
    assert [sentence for sentence, count in repeated.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_tables_is_learned(language: str) -> None:
    """They are what the understanding is measured by."""
    learned = {sentence.casefold() for _, sentence in sentences(language)}
    lines = [line.split("\t") for table in tables(language) for line in table.read_text("utf-8").splitlines()]
    asked = {parts[1].casefold() for parts in lines if len(parts) > 1}
    assert learned & asked == set()


@pytest.mark.parametrize(
    ("said", "where", "meaning"),
    [
        ("the letters are so tiny that my glasses don't help", Where.OUT, "text_size"),
        ("could somebody else get a page of my numbers, my therapist asks", Where.OUT, "report"),
        ("that is me finished on this side", Where.WALK, "side_done"),
        ("which muscle is this one meant for", Where.WALK, "step.works"),
    ],
)
def test_a_new_sentence_is_nearest_to_its_meaning(said: str, where: Where, meaning: str) -> None:
    """None of them is an example."""
    assert said not in {sentence for _, sentence in ALL}
    assert nearest(said, where) == meaning


def test_likelihoods_are_those_of_a_whole_and_fall() -> None:
    """All classes, from the likeliest on."""
    found = rank("move it to the evening please", {"remind"}, "en", Where.OUT)
    assert sum(one.likelihood for one in found) == pytest.approx(1)
    assert [one.likelihood for one in found] == sorted((one.likelihood for one in found), reverse=True)


def test_what_only_a_session_has_is_not_meant_outside_one_nor_what_is_for_admins_by_others() -> None:
    """However near its examples are."""
    by_class: dict[str, list[str]] = {}
    for name, sentence in ALL:
        by_class.setdefault(name, []).append(sentence)
    assert {nearest(said) for said in by_class["skip"]}.isdisjoint({"skip", "next", "back"})
    assert {nearest(said, is_admin=True) for said in by_class["broadcast"][:9]} == {"broadcast"}
    assert {nearest(said) for said in by_class["broadcast"]}.isdisjoint({"broadcast", "stats", "version"})


def test_a_language_without_examples_has_no_meanings() -> None:
    """Its people are understood by the words of the catalogue alone."""
    assert rank("weiter", (), "xx", Where.WALK) == ()


def test_features_are_words_neighbours_pieces_and_ideas() -> None:
    """Figures are one word, apostrophes are none, and each feature has one number."""
    found = features("Don't do 12 or 13?", {"b", "a"})
    assert found["#"] == 2
    for feature in ("dont", "?", "dont do", "^ dont", "# ?", "do _ or", "< do", "<ont ", "=a", "=a&b"):
        assert feature in found
    assert number_of("dont") == number_of("dont") != number_of("don")


def test_the_ranking_adds_what_the_file_says(tmp_path: Path) -> None:
    """Two features, each for one class: the weights by how rare they are, over the length of the whole."""
    first, second = sorted(("stop", "go"), key=number_of)
    facts = {"classes": ["a", "b"], "biases": [0.0, 0.0], "weight_step": 0.01, "sentences": ""}
    parts: dict[str, bytes | array[Any]] = {
        "features": array("I", [number_of(first), number_of(second)]),
        "ends": array("I", [0, 1, 2]),
        "rarities": array("H", [60, 80]),
        "classes": array("H", [0, 1]),
        "weights": array("B", [228, 228]),
    }
    (tmp_path / "examples.bin").write_bytes(packed(CONTENT, facts, parts))
    weights = examples._Weights(opened(tmp_path / "examples.bin", CONTENT))
    assert weights.scores("stop go", ()) == pytest.approx([3 / 5, 4 / 5])
