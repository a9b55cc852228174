"""Does each frequent question have its answer, its button, its example sentences, and ways on that lead somewhere?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversations.faq import FAQ
from bot.conversations.ways_on import BUTTONS, MEANT
from bot.i18n.catalogue import CATALOGUES
from bot.replies import pack
from bot.understanding.phrase_patterns import plain
from bot.understanding.step_questions import StepQuestion
from bot.understanding.wish_rules import Wish
from storage.records.person import WalkState
from tests.harness.chat import after
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.said import WORDS, said
from tests.harness.stage import Player

EXAMPLES = CATALOGUES / "en" / "examples"
# Sentences of tests, which no example may repeat.
OF_TESTS = Path(__file__).parents[2]
# At least so many examples an entry; the most letters of a button's label and of an answer.
LEAST_EXAMPLES, LONGEST_LABEL, LONGEST_ANSWER = 30, 32, 200
NONE = "none"


def examples() -> Iterator[tuple[str, str]]:
    """The class and the sentence of each example."""
    for file in sorted(EXAMPLES.glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                name, sentence = line.split("\t")
                yield name, sentence


def data_of(name: str) -> str:
    """The data of the button that leads to an entry."""
    return pack(MEANT, Wish.FAQ.value, name)


@pytest.mark.parametrize("name", FAQ)
def test_an_entry_has_a_short_answer_and_a_label(name: str) -> None:
    """The label fits on a button, and the answer is read at a glance; in a session too."""
    answers = [f"faq.{name}", *([f"faq.{name}.walk"] if WORDS.has(f"faq.{name}.walk") else [])]
    assert all(WORDS.has(key) and len(said(key)) <= LONGEST_ANSWER for key in answers)
    assert WORDS.has(f"faq.{name}.label")
    assert 0 < len(said(f"faq.{name}.label")) <= LONGEST_LABEL
    assert len(FAQ[name]) <= 3


def test_no_two_entries_have_the_same_label() -> None:
    """Side by side they could not be told apart."""
    counted = Counter(said(f"faq.{name}.label") for name in FAQ)
    assert [label for label, times in counted.items() if times > 1] == []


def test_each_entry_has_examples_and_each_example_a_class() -> None:
    """Of every entry enough, and none of a class that is not known."""
    counted = Counter(name for name, _ in examples())
    assert {name: counted[f"faq.{name}"] for name in FAQ if counted[f"faq.{name}"] < LEAST_EXAMPLES} == {}
    wishes = {wish.value for wish in Wish} - {Wish.FAQ.value}
    steps = {f"step.{question.value}" for question in StepQuestion}
    assert counted.keys() - wishes - steps - {NONE} - {f"faq.{name}" for name in FAQ} == set()


def test_no_example_of_an_entry_is_given_twice_or_is_a_sentence_of_a_test() -> None:
    """Whatever its capitals and marks."""
    counted = Counter(plain(sentence) for _, sentence in examples())
    tested = {
        plain(column)
        for file in OF_TESTS.rglob("*.tsv")
        for line in file.read_text(encoding="utf-8").splitlines()
        for column in line.split("\t")
    }
    of_entries = [plain(sentence) for name, sentence in examples() if name.startswith("faq.")]
    assert [sentence for sentence in of_entries if counted[sentence] > 1] == []
    assert tested.intersection(of_entries) == set()


@pytest.mark.parametrize("name", FAQ)
def test_an_answer_stands_over_its_ways_on_and_in_a_session_alone(name: str) -> None:
    """The session stays at its step."""
    chat = after()
    assert chat.forges(data_of(name)) == [said(f"faq.{name}")]
    assert chat.buttons == [said(BUTTONS[wish][0]) for wish in FAQ[name]]
    walk = after("next")
    before = walk.walk
    in_walk = f"faq.{name}.walk"
    assert walk.forges(data_of(name)) == [said(in_walk if WORDS.has(in_walk) else f"faq.{name}")]
    assert walk.buttons == []
    assert (walk.walk.state, walk.walk.step) == (WalkState.OPEN, before.step)


@pytest.mark.parametrize("wish", sorted({wish for ways_on in FAQ.values() for wish in ways_on}))
async def test_each_way_on_leads_somewhere(wish: Wish, in_memory: InMemoryStage, eva: Player) -> None:
    """Its tap changes a message or brings one, and not the one that an old button brings."""
    name = next(name for name, ways_on in FAQ.items() if wish in ways_on)
    await eva.forges(data_of(name))
    before = eva.texts
    await eva.taps(said(BUTTONS[wish][0]))
    assert eva.texts != before
    assert not any(text.startswith(said("old_button")) for text in eva.texts)


def test_an_entry_that_is_no_longer_known_says_nothing() -> None:
    """Its old button does no harm."""
    chat = after()
    before = chat.texts
    chat.forges(data_of("no_such_entry"))
    assert chat.texts == before
