"""Does each frequent question have its answer, its button, its example sentences, and ways on that lead somewhere?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.conversations.faq.faq import FAQ
from bot.conversations.faq.faq_facts import FACTS, SWITCHED
from bot.conversations.ways_on import BUTTONS, MEANT
from bot.replies import pack
from bot.understanding.examples.example_sentences import sentences
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.wishes.wish_rules import Wish
from storage.records.person import WalkState
from tests.harness.chat import after
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.said import WORDS, said
from tests.harness.stage import Player

TESTS = Path(__file__).parents[2]
# At least so many examples an entry; the most letters of a button's label and of an answer.
LEAST_EXAMPLES, LONGEST_LABEL, LONGEST_ANSWER = 30, 32, 200
# Entries whose answer is the same for everybody.
PLAIN = [name for name in FAQ if name not in FACTS and name not in SWITCHED]


def data_of(name: str) -> str:
    """The data of the button that leads to an entry."""
    return pack(MEANT, Wish.FAQ.value, name)


@pytest.mark.parametrize("name", FAQ)
def test_an_entry_has_a_label(name: str) -> None:
    """It fits on a button."""
    assert WORDS.has(f"faq.{name}.label")
    assert 0 < len(said(f"faq.{name}.label")) <= LONGEST_LABEL
    assert len(FAQ[name]) <= 3


@pytest.mark.parametrize("name", PLAIN)
def test_an_answer_is_short(name: str) -> None:
    """It is read at a glance; in a session too."""
    answers = [f"faq.{name}", *([f"faq.{name}.walk"] if WORDS.has(f"faq.{name}.walk") else [])]
    assert all(WORDS.has(key) and len(said(key)) <= LONGEST_ANSWER for key in answers)


def test_no_two_entries_have_the_same_label() -> None:
    """Side by side they could not be told apart."""
    counted = Counter(said(f"faq.{name}.label") for name in FAQ)
    assert [label for label, times in counted.items() if times > 1] == []


def test_each_entry_has_enough_examples() -> None:
    """That there are none of a class that is not known is tested along with the weights."""
    counted = Counter(name for name, _ in sentences("en"))
    assert {name: counted[f"faq.{name}"] for name in FAQ if counted[f"faq.{name}"] < LEAST_EXAMPLES} == {}


def test_no_example_of_an_entry_is_a_sentence_of_a_test() -> None:
    """Whatever its capitals and marks: the tables are what the understanding is measured by. Those of entries in other
    languages name the entries themselves."""
    of_entries = {plain(sentence) for name, sentence in sentences("en") if name.startswith("faq.")}
    tested = {
        plain(column)
        for file in TESTS.rglob("*.tsv")
        if not file.stem.startswith("faq_")
        for line in file.read_text(encoding="utf-8").splitlines()
        for column in line.split("\t")
    }
    assert len(tested) > 1000
    assert tested & of_entries == set()


@pytest.mark.parametrize("name", PLAIN)
def test_an_answer_stands_over_its_ways_on_and_in_a_session_over_next(name: str) -> None:
    """The session stays at its step. Steps that come by themselves can be turned on in a session, too."""
    chat = after()
    here = [said("button.goes_on_on")] if name == "count_with_me" else []
    assert chat.forges(data_of(name)) == [said(f"faq.{name}")]
    assert chat.buttons == [*here, *(said(BUTTONS[wish][0]) for wish in FAQ[name])]
    walk = after("next")
    before = walk.walk
    in_walk = f"faq.{name}.walk"
    assert walk.forges(data_of(name)) == [said(in_walk if WORDS.has(in_walk) else f"faq.{name}")]
    assert walk.buttons == [*here, said("button.next")]
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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("is there any charge for this", "cost"),
        ("I'd like to tell the developers about a mistake", "contact"),
        ("my working hours are different each week", "shift_work"),
        ("that was meant for my daughter, sorry", "wrong_chat"),
        ("can I protect this conversation with a password", "lock"),
        ("I keep tapping but nothing happens", "dead_buttons"),
    ],
)
def test_a_question_in_own_words_gets_its_answer(text: str, name: str) -> None:
    """None of them is an example."""
    assert text not in {sentence for _, sentence in sentences("en")}
    assert said(f"faq.{name}") in after().says(text)
