"""The example sentences of the languages beside English: what they mean, how many they are, and that none is a test."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.conversations.faq import FAQ
from bot.i18n.catalogue import CATALOGUES
from bot.understanding.example_source import sentences
from bot.understanding.examples import NONE
from bot.understanding.phrase_patterns import plain
from bot.understanding.step_questions import StepQuestion
from bot.understanding.wish_rules import Wish

FEWEST, FEWEST_OF_NOTHING = 20, 60
HERE = Path(__file__).parent
LANGUAGES = sorted({file.parent.parent.name for file in CATALOGUES.glob("*/examples/*.tsv")} - {"en"})
KNOWN = {
    *(wish.value for wish in Wish),
    *(f"step.{one.value}" for one in StepQuestion),
    *(f"faq.{entry}" for entry in FAQ),
    NONE,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_is_something_that_can_be_meant_with_enough_sentences(language: str) -> None:
    """What asks for nothing has more of them."""
    counted = Counter(name for name, _ in sentences(language))
    assert counted.keys() - KNOWN == set()
    assert {name: count for name, count in counted.items() if count < FEWEST} == {}
    assert counted[NONE] >= FEWEST_OF_NOTHING


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_twice(language: str) -> None:
    """Capitals make no other sentence. Signs alone are all the same."""
    told = Counter(plain(sentence) for _, sentence in sentences(language))
    assert [sentence for sentence, count in told.items() if count > 1 and sentence] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_tables_is_learned(language: str) -> None:
    """They are what the understanding is measured by."""
    lines = [
        line.split("\t") for line in (HERE / f"typed_{language}.tsv").read_text("utf-8").splitlines() if line.strip()
    ]
    asked = {parts[1].casefold() for parts in lines if len(parts) > 1}
    assert {sentence.casefold() for _, sentence in sentences(language)} & asked == set()
