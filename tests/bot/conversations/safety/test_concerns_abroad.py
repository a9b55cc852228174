"""What to leave out, answered in another language than English."""

from __future__ import annotations

import pytest

from bot.conversations.safety.exclusions import concerns_in
from bot.i18n.catalogue import words_in
from bot.i18n.po_files import FALLBACK, offered
from bot.i18n.symptom_words import symptom_words
from bot.understanding.symptoms.symptom_rules import ASKED, Symptom
from bot.understanding.symptoms.symptoms import read

LANGUAGES = sorted(set(offered()) - {FALLBACK})


@pytest.mark.parametrize(
    ("language", "text", "concerns"),
    [
        ("de", "Hüfte und schwanger", "hip pregnant"),
        ("de", "Ischias", "sciatica"),
        ("de", "Osteoporose", "bones"),
        ("de", "künstliche Hüfte", "hip"),
        ("de", "Probleme mit dem Gleichgewicht", "bones"),
        ("de", "nicht schwanger", ""),
        ("de", "der Nerv im Rücken", "sciatica"),
        ("de", "ich bin schwanger", "pregnant"),
        ("es", "ciática", "sciatica"),
        ("es", "embarazo", "pregnant"),
        ("es", "la cadera y los huesos", "hip bones"),
        ("es", "me operaron de la cadera", "hip"),
        ("es", "problemas de equilibrio", "bones"),
        ("es", "no estoy embarazada", ""),
        ("es", "estoy embarazada", "pregnant"),
        ("pt_BR", "ciática", "sciatica"),
        ("pt_BR", "gravidez", "pregnant"),
        ("pt_BR", "prótese no quadril", "hip"),
        ("pt_BR", "osteoporose e ciático", "bones sciatica"),
        ("pt_BR", "não estou grávida", ""),
        ("pt_BR", "tô grávida", "pregnant"),
        ("ru", "сустав и беременность", "hip pregnant"),
        ("ru", "ишиас", "sciatica"),
        ("ru", "остеопороз", "bones"),
        ("ru", "эндопротез", "hip"),
        ("ru", "я в положении", "pregnant"),
        ("ru", "я не беременна", ""),
        ("ru", "хрупкие кости", "bones"),
        ("ar", "حمل", "pregnant"),
        ("ar", "عرق النسا", "sciatica"),
        ("ar", "هشاشة العظام", "bones"),
        ("ar", "مفصل صناعي", "hip"),
        ("ar", "الورك والحمل", "hip pregnant"),
        ("ar", "لست حاملا", ""),
    ],
)
def test_a_concern_is_heard_in_the_language_of_the_person(language: str, text: str, concerns: str) -> None:
    """Each that is named, and none that is denied; the names of concerns with a blank between them."""
    assert set(concerns_in(text, words_in(language), is_answer=True)) == set(concerns.split())


@pytest.mark.parametrize(
    ("language", "text"), [("de", "meine Hüfte"), ("es", "mi cadera"), ("ru", "кости"), ("ar", "ورك")]
)
def test_a_short_word_is_a_concern_in_an_answer_alone(language: str, text: str) -> None:
    """Who speaks of their hip has no new one."""
    assert concerns_in(text, words_in(language)) == ()
    assert concerns_in(text, words_in(language), is_answer=True) != ()


def test_english_is_heard_beside() -> None:
    """Somebody may answer in it."""
    assert set(concerns_in("hip and pregnant", words_in("de"), is_answer=True)) == {"hip", "pregnant"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_short_answer_is_an_alarm(language: str) -> None:
    """It would never reach the question."""
    signs = symptom_words(language).signs
    answers = [one for name in ASKED for one in signs[f"asked_{name}"] if not set(one) & set("*!")]
    assert len(answers) > 12
    urgent = (Symptom.ALARM, Symptom.DIZZY, Symptom.TODAY)
    told = {one: read(one, words_in(language)) for one in answers}
    assert {one for one, found in told.items() if found is not None and found.symptom in urgent} == set()
