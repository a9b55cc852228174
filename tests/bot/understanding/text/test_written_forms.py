"""Are signs, letters and digits of all scripts put into one form, and is a question one in each of them?"""

from __future__ import annotations

import pytest

from bot.i18n.catalogue import words_of
from bot.understanding.answers.intents import normalize
from bot.understanding.examples.example_features import features
from bot.understanding.ideas import ideas, own_ideas
from bot.understanding.text.letters import bare
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.spelling import names
from bot.understanding.text.written_forms import folded, is_question, with_plain_marks
from bot.understanding.times.time_vocabulary import tokens_of


@pytest.mark.parametrize(
    "text", ["متى؟", "متى ؟ ", "什么时候？", "πότε\u037e", "¿cuándo?", "when?", "متى؟\u200f", "what⁇"]
)
def test_a_question_mark_of_any_script_asks(text: str) -> None:
    """A mark of direction behind it changes nothing."""
    assert is_question(text)
    assert with_plain_marks(text).rstrip().endswith("?")


@pytest.mark.parametrize("text", ["متى", "was nun!", "bald; ja", "", "؟ نعم"])
def test_what_ends_otherwise_asks_nothing(text: str) -> None:
    """Neither does a mark in the middle."""
    assert not is_question(text)


def test_signs_of_other_scripts_are_those_of_english() -> None:
    """Commas, semicolons, full stops; what opens a question is left out. Letters stay."""
    assert with_plain_marks("نعم، لا؛ ٧٫٥ ¿Sí? 好，。") == "نعم, لا; ٧.٥ Sí? 好,."


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("الى", "إلي"),
        ("أسهل", "اسهل"),
        ("إعادة", "اعاده"),
        ("مُــؤقّت", "موقت"),
        ("قائمة", "قايمه"),
        ("یمين", "يمين"),
        ("كرسي", "کرسی"),
        ("۱۲ دقيقة", "١٢ دقيقه"),
        ("مرة ثانيةةةة", "مره ثانيه"),
        ("Übermüdet", "ubermudet"),
    ],
)
def test_forms_of_a_letter_are_one_to_rules_times_and_examples_alike(typed: str, meant: str) -> None:
    """As keyboards of several countries type them, with vowel signs or drawn out."""
    assert folded(typed) == folded(meant)
    assert plain(typed) == plain(meant)
    assert features(typed, ()) == features(meant, ())


@pytest.mark.parametrize(("typed", "meant"), [("إعادة", "اعاده"), ("التالى", "التالي"), ("مـؤقت", "مؤقت")])
def test_words_of_a_session_times_and_symptoms_fold_the_same_letters(typed: str, meant: str) -> None:
    """Each of their readers."""
    assert normalize(typed) == normalize(meant)
    assert tokens_of(typed) == tokens_of(meant)
    assert bare(typed) == bare(meant)


def test_a_question_is_the_same_to_the_examples_in_arabic_marks() -> None:
    """The mark is a feature of its own."""
    assert "?" in features("كيف أتنفس؟", ())
    assert features("كيف أتنفس؟", ()) == features("كيف أتنفس?", ())


def test_the_article_makes_no_word_longer_for_slips() -> None:
    """Two letters of "القادمة" apart is another word: "القاهرة" is a city."""
    known: frozenset[str] = frozenset()
    assert not names(normalize("القاهرة"), normalize("القادمة"), known)
    assert names(normalize("القدمة"), normalize("القادمة"), known)


def test_an_answer_in_a_sentence_is_an_idea_of_it_in_ones_own_language() -> None:
    """Whole words alone, with the letters that people type; none in English, whose ideas are listed."""
    words = words_of("ar")

    def answers(said: str) -> set[str]:
        spoken = ideas.named(said, words)
        found = own_ideas.beside(ideas.spoken(said, words, lambda _: False), said, words).ideas
        return {idea for idea in found - spoken if idea.startswith("hear.")}

    assert "hear.repeat" in answers("ممكن مره ثانيه الخطوة دي؟")
    assert "hear.position_standing" in answers("اليوم واقف احسن")
    assert not any(key.startswith("hear.position") for key in answers("المواقف كثيرة"))
    english = words_of("en")
    said = ideas.spoken("again please", english, lambda _: False)
    assert own_ideas.beside(said, "again please", english) == said
