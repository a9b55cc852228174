"""Is every word of the steps that people ask for explained in every language, and is it known which one is meant?"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding.questions.glossary import GLOSSARY, all_named, read
from content.library import SHIPPED, load_library
from content.movement import Movement, Step, Variation
from content.translations import library_in

LANGUAGES = ("en", "de", "es", "pt_BR", "ru", "ar")
ROWS = [line.split("\t") for line in (Path(__file__).parent / "glossary.tsv").read_text("utf-8").splitlines()[1:]]
# Words that no step should use without an explanation.
HARD = frozenset({"buttock", "pelvis", "groin", "hamstring", "neutral", "mountain", "hip_width", "waist"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_word_has_its_sentence_and_its_spellings(language: str) -> None:
    """In the language itself."""
    words = words_in(language)
    assert all(words.has(f"ask.word.{name}") for name in GLOSSARY)
    own = [entry.partition(":") for entry in words.own_options("hear.glossary")]
    assert [name for name, _, _ in own] == list(GLOSSARY)
    assert all(ways.strip() for _, _, ways in own)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[2]}")
def test_what_is_asked_about_is_that_word(row: list[str]) -> None:
    """A dash stands for a text that asks about no word."""
    language, name, text = row
    assert read(text, words_in(language)) == (None if name == "-" else name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hard_words_of_a_movement_are_those_that_are_explained(language: str) -> None:
    """Where the English steps of a movement use one, those of every language name it in a way that is explained."""
    library = load_library(SHIPPED)
    lacking = {
        english.id: lacks
        for english, translated in zip(library.movements, library_in(library, language).movements, strict=True)
        if (lacks := (_named_in(english, "en") & HARD) - _named_in(translated, language))
    }
    assert lacking == {}


def _named_in(movement: Movement, language: str) -> frozenset[str]:
    """The words of the glossary in the texts of a movement's steps."""
    steps = [step for one in movement.variations for step in _steps_of(one)]
    texts = [text for step in steps for text in (step.text, *step.cues, *step.also)]
    return frozenset[str]().union(*(all_named(text, words_in(language)) for text in texts))


def _steps_of(variation: Variation) -> list[Step]:
    return [*variation.setup, *(step for level in variation.levels for step in level.steps)]
