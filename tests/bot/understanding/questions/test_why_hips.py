"""Is the question why it is the hips heard in each language, and no complaint taken for it?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.i18n.catalogue import words_of
from bot.i18n.po_files import offered
from bot.understanding.questions import why_hips
from tests.harness.chat import begun
from tests.harness.typed import chat_in

ROWS = [line.split("\t") for line in Path(__file__).with_name("why_hips.tsv").read_text("utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("what", "language", "said"), ROWS)
def test_the_question_is_told_apart_from_a_complaint(what: str, language: str, said: str) -> None:
    """What hurts while the hips move, or hurts in them, is a complaint."""
    assert why_hips.asks(said, words_of(language)) is (what == "asks")


def test_each_language_has_six_questions_and_complaints_that_look_alike() -> None:
    """Of each at least so many."""
    counted = Counter((what, language) for what, language, _ in ROWS)
    assert all(counted["asks", language] >= 6 and counted["-", language] >= 4 for language in offered())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "why the hips when my back hurts and my legs are numb?"),
        ("ar", "مش حاسس برجلي الاتنين، ليه الورك مش الضهر؟"),
    ],
)
def test_an_alarm_beside_it_comes_first(language: str, said: str) -> None:
    """The question has no answer then."""
    chat = chat_in(language, "out").fork()
    chat.says(said)
    assert any(call.event == "alarm" for call in chat.result.calls)


@pytest.mark.parametrize("state", ["out", "walk"])
def test_the_answer_is_the_library_s_own_and_pain_has_its_buttons(state: str) -> None:
    """A session stays where it is; "it hurts" stands under the answer."""
    chat = chat_in("en", state).fork()
    walk = chat.person.walk
    assert chat.says("why do we work on the hips when it's my back that hurts?") == [chat.library.about.why]
    assert chat.person.walk == walk
    assert "It hurts" in chat.buttons
    assert "Stop" in chat.taps("It hurts")[0] or "Leave it for today" in chat.texts[-1]


def test_who_is_being_set_up_is_asked_on() -> None:
    """The question that was open stands below the answer."""
    chat = begun("chair")
    asked = chat.texts[-1]
    told = chat.says("why the hips when it is my back?")
    assert told[0] == chat.library.about.why
    assert told[-1].splitlines()[-1] in asked
