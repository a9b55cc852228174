"""Ordinary talk is no alarm: the example sentences of each language, and the words and buttons of its sessions."""

from __future__ import annotations

import re
from functools import cache

import pytest

from bot.i18n.catalogue import CATALOGUES, words_in
from bot.i18n.po_files import messages_of, offered, po_files, read_file
from bot.understanding.examples.example_source import sentences
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.symptoms.symptoms import read
from tests.harness.shortened import shortened

LANGUAGES = sorted(folder.parent.name for folder in CATALOGUES.glob("*/examples") if folder.parent.name != "en")
# Classes whose sentences tell of the body, or of being ill.
OF_THE_BODY = {"pain", "doubt", "unwell", "ask_doctor", "feelings", "safety"}
# Questions about aching muscles, and a sore throat: pain, told in passing.
ABOUT_ACHES = {"faq.sore_muscles", "faq.with_a_cold", "step.skip_side"}
# Out of breath, and told in half a sentence: rather asked about.
ALARMS = {"نفسي انقطع، وقف"}
# What else is taken for pain, or for dizziness: it tells of something that hurts or sways, or nobody can know.
PAIN = {
    "vom boden hochkommen ist für mich eine qual",
    "los músculos arden un poquito de calor, está bien?",
    "la cabeza se mueve también, está mal",
    "ai ai",
    "حامل وعندي آلام حوض",
    "ينفع ابدأ بالرجل اللي بتوجعني؟",
    "رقبتي بتوجعني من الأرض، اقدر استخدم وسادة؟",
}
DIZZY = {"шатает, можно опереться"}
# Groups of words that tell that somebody is not well yet, or was in an emergency.
WORSE = {"hear.after_alarm.helped", "hear.after_alarm.not_fine", "hear.arm_asleep_more", "hear.others.illness"}
WORSE |= {"hear.complaint.more"}
# The same of each group of a family: complaints, slight or more.
COMPLAINTS = "hear.slight."
URGENT = (Symptom.ALARM, Symptom.DIZZY, Symptom.TODAY)


@cache
def told(language: str, every: int) -> dict[str, Symptom]:
    """Those of every so many ordinary examples of a language that tell of a symptom, to somebody who speaks it."""
    words = words_in(language)
    ordinary = [text for name, text in sentences(language) if name not in OF_THE_BODY | ABOUT_ACHES]
    return {text: found.symptom for text in ordinary[::every] if (found := read(text, words)) is not None}


@pytest.mark.parametrize("every", shortened([4, 1], 2))
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("symptom", "known"),
    [
        pytest.param(Symptom.ALARM, ALARMS, id="alarm"),
        pytest.param(Symptom.DIZZY, DIZZY, id="dizzy"),
        pytest.param(Symptom.PAIN, PAIN, id="pain"),
    ],
)
def test_no_ordinary_example_is_an_alarm_or_pain(language: str, symptom: Symptom, known: set[str], every: int) -> None:
    """But for the few that are listed."""
    assert {text for text, found in told(language, every).items() if found is symptom} - known == set()


def is_of_worse(key: str) -> bool:
    """Whether words to listen for tell of what is urgent themselves."""
    return key in WORSE or key.startswith(COMPLAINTS)


@pytest.mark.parametrize("language", [language for language in offered() if language != "en"])
def test_no_word_or_button_of_a_session_is_an_alarm(language: str) -> None:
    """Each single word that is listened for, and each label, typed by somebody who speaks the language."""
    words = words_in(language)
    said, heard = (messages_of(read_file(path)) for path in po_files(language))
    labels = {str(message.string) for key, message in said.items() if key.startswith("button.")}
    typed = {
        one.strip() for key, message in heard.items() if not is_of_worse(key) for one in str(message.string).split("|")
    }
    single = {one for one in typed if re.fullmatch(r"\w+", one)}
    assert len(labels) > 100
    assert len(single) > 500
    found = {text: read(text, words) for text in labels | single}
    assert {text for text, one in found.items() if one is not None and one.symptom in URGENT} == set()
