"""Phrase patterns: groups of phrases, looked for as one expression of them all would."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from bot.i18n.catalogue import words_of
from bot.understanding.questions.step_questions import RULES
from bot.understanding.symptoms.symptoms import SIGNS
from bot.understanding.text.phrase_patterns import PhraseGroup, literal, pattern, patterns, plain
from tests.harness.tabled import tabled

TOLD = Path(__file__).parents[1] / "symptoms" / "symptoms.tsv"
# Every so many sentences are looked through.
EVERY = 40


def group(*phrases: str, **others: str) -> PhraseGroup:
    """A group of these phrases; others are parts of them."""
    return pattern("it", {"it": phrases, **{name: said.split(" | ") for name, said in others.items()}})


@tabled(
    ("phrase", "said", "found"),
    [
        ("my knee", "then my knee hurts", "my knee"),
        ("my knee", "my knees hurt", None),
        ("my knee", "tommy knee", None),
        ("knee*", "my knees hurt", "knees"),
        ("*schmerz*", "starke rückenschmerzen", "ruckenschmerzen"),
        ("* knee", "the sore knee", "sore knee"),
        ("knee .. hurts", "my knee really still hurts", "knee really still hurts"),
        ("knee .. hurts", "my knee. it hurts", None),
        (".. knee", "so the left knee", "so the left knee"),
        ("^ go", "let me go", None),
        ("^ go", "well, go", "go"),
        ("numb !and,but", "it is numb and cold", None),
        ("numb !and,but", "it is numb", "numb"),
        ("[part] hurts", "my left hip hurts", "left hip hurts"),
        ("[no] hurts", "it hurts", None),
        ("x-ray*", "two x-rays", "x - rays"),
        ("don't", "i dont", "dont"),
    ],
)
def test_how_a_phrase_is_written(phrase: str, said: str, found: str | None) -> None:
    """Endings, beginnings, gaps, clauses, exceptions, and parts that are groups of their own."""
    match = group(phrase, part="[side] hip | hip", side="left | right", no="").search(plain(said))
    assert (match and match[0]) == found


def test_of_phrases_that_begin_at_one_word_the_longest_is_found() -> None:
    """Whichever way they begin: as a word, as the beginning of one, or as a part."""
    phrases = group("hip", "hip hurts", "hip*", "[part] hurts badly", part="hip")
    assert [match[0] for match in phrases.finditer("hip hurts badly or hip hurts or hips")] == [
        *("hip hurts badly", "hip hurts", "hips")
    ]
    assert phrases.subn("it", "my hip , your hips") == ("my it , your it", 2)
    assert phrases.sub(lambda match: match[0].upper(), "my hip hurts") == "my HIP HURTS"
    assert phrases.sub("it", "nothing") == "nothing"


def test_a_part_that_is_no_group_is_refused_at_once() -> None:
    """And not when somebody first says the rest of its phrase."""
    with pytest.raises(KeyError, match="prat"):
        group("my [prat] hurts")


def test_a_text_may_begin_with_a_phrase_or_be_one() -> None:
    """As `re.Pattern` has it."""
    phrases = group("go on", "go*")
    assert phrases.match("go on then") is not None
    assert phrases.match("now go on") is None
    assert phrases.fullmatch("go on") is not None
    assert phrases.fullmatch("going on") is None
    assert phrases.match("") is phrases.search("") is phrases.fullmatch(" go") is None


@pytest.mark.parametrize("language", ["en", "de"])
def test_groups_find_what_their_whole_expressions_find(language: str) -> None:
    """All signs of symptoms, and of questions, in sentences that people type."""
    words = words_of(language)
    said = [plain(line.partition("\t")[2]) for line in TOLD.read_text(encoding="utf-8").splitlines()][::EVERY]
    said += [f"{one}  {another}" for one, another in pairwise(said)][::4]
    asked = {sign for _, signs in RULES for sign in signs}
    for names, key in ((SIGNS, "hear.sign."), ([f"sign.{sign}" for sign in asked], "hear.ask.")):
        phrases = {name: words.options(f"{key}{name}") for name in names}
        if key == "hear.ask.":
            phrases = {name: those for name, those in phrases.items() if not any("[" in one for one in those)}
        for name, phrase_group in patterns(phrases, phrases).items():
            whole = re.compile(phrase_group.pattern)
            for text in said:
                assert _spans(phrase_group, text) == _spans(whole, text), (name, text)


def _spans(expression: PhraseGroup | re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in expression.finditer(text)]


def test_literal_words_are_those_without_wildcards() -> None:
    """Of several groups at once."""
    phrases = {"one": ["my knee* .. hurts !and", "[two] x-ray"], "two": ["^ a hip"], "three": ["other"]}
    assert literal(("one", "two"), phrases) == {"my", "hurts", "x", "-", "ray", "a", "hip"}
    assert literal(("one", "two"), phrases, shortest=4) == {"hurts"}
