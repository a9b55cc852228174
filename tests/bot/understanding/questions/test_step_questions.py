"""Are questions about a movement taken for what they ask? Statements, and whatever tells of pain, for none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n.catalogue import words_in
from bot.understanding.answers.intents import BRAKES, recognize
from bot.understanding.questions.step_questions import LONGEST, StepQuestion, read
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Symptom

WORDS = words_in("en")
ROWS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "step_questions.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
# The share of questions that must be read as they are meant. The others may be heard as none, never as another.
RIGHT = 0.97


def meant(kind: str) -> StepQuestion | None:
    """What a row of the table stands for."""
    return None if kind == "none" else StepQuestion(kind)


def test_the_table_is_large_and_names_every_question() -> None:
    """Forty rows and more are no questions of a movement."""
    kinds = [kind for kind, _ in ROWS]
    assert len(ROWS) >= 120
    assert kinds.count("none") >= 40
    assert {meant(kind) for kind in kinds} == {*StepQuestion, None}


def test_nearly_every_question_is_read_as_it_is_meant() -> None:
    """As they come: with typos, in broken English, without a question mark."""
    wrong = [(kind, said, read(said, WORDS)) for kind, said in ROWS if read(said, WORDS) != meant(kind)]
    assert len(wrong) <= (1 - RIGHT) * len(ROWS), wrong


def test_no_sentence_is_read_as_a_question_that_it_is_not() -> None:
    """None is wrong and silent: what is not understood is said to be so."""
    assert [(kind, said) for kind, said in ROWS if read(said, WORDS) not in (None, meant(kind))] == []


def test_no_question_of_the_table_is_taken_for_a_word_or_a_complaint() -> None:
    """What comes before it when a text is answered leaves it alone; only a brake holds the walk up first."""
    asked = [said for _, said in ROWS if read(said, WORDS) is not None]
    assert [said for said in asked if recognize(said, WORDS) not in (None, *BRAKES)] == []
    told = {reading.symptom for said in asked if (reading := symptoms.read(said, WORDS)) is not None}
    assert told <= {Symptom.DOUBT, Symptom.RELIEF}


@pytest.mark.parametrize("hurt", ["it hurts", "it is painful", "I feel a stabbing pain", "my knee is sore", "it aches"])
@pytest.mark.parametrize(
    "question", ["is it normal that it clicks and {}", "it clicks and {}, is that ok?", "how long? {}"]
)
def test_pain_in_a_sentence_leaves_no_question(question: str, hurt: str) -> None:
    """Then it is a complaint or a doubt, and never reassured."""
    assert read(question.format(hurt), WORDS) is None


@pytest.mark.parametrize("place", ["back", "knee", "groin", "neck", "calf"])
def test_a_pull_is_normal_only_where_it_belongs(place: str) -> None:
    """In the thigh or the hip."""
    assert read(f"is it normal that it pulls in my {place}", WORDS) is None
    assert read("is it normal that it pulls in my thigh", WORDS) is StepQuestion.PULL


def test_a_story_is_no_question() -> None:
    """Nor is an empty text."""
    assert read("how long is this? " * LONGEST, WORDS) is None
    assert read("", WORDS) is None
    assert read("?", WORDS) is None
