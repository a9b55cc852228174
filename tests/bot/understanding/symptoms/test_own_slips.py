"""Is a misspelt sentence taken for an alarm of another language? By all harmless sentences of the examples and tables,
misspelt."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n.catalogue import words_in
from bot.i18n.po_files import offered
from bot.understanding.examples.example_sentences import sentences
from bot.understanding.misspelt import as_meant
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.symptoms.symptoms import read
from tests.harness.lives import WAIT, rows_of
from tests.harness.misspelt import misspelt
from tests.harness.shortened import shortened

TABLES = Path(__file__).parents[2]
# Of so many misspelt sentences one may be taken for an alarm of another language: where two languages are near.
RARE = 2000
# How often each sentence is misspelt.
TIMES = 2


def harmless(language: str, every: int) -> tuple[str, ...]:
    """Every so many of the sentences of several words that are no alarm, of the examples of a language and, for
    English, of the tables of conversations."""
    texts = {text for _, text in sentences(language)}
    if language == "en":
        tables = sorted((TABLES / "conversations").glob("*.tsv"))
        told = [row[1] for table in tables for row in rows_of(table) if "|" not in row[0] and len(row) > 1]
        texts |= {one for each in told for one in each.split(" > ") if one[:1] not in "*/" and not WAIT.match(one)}
    several = sorted(text for text in texts if " " in text)
    return tuple(text for text in several[::every] if not _is_alarm(text, language))


def _is_alarm(text: str, language: str) -> bool:
    told = read(text, words_in(language))
    return told is not None and told.symptom is Symptom.ALARM


def alarms_abroad(language: str, every: int) -> tuple[list[tuple[str, str | None]], int]:
    """Each misspelt sentence that is an alarm of another language, and the number of all."""
    words = words_in(language)
    made = [one for text in harmless(language, every) for one in misspelt(text, TIMES)]
    told = [(one, read(one, words)) for one in made]
    return [(one, it.language) for one, it in told if it and it.symptom is Symptom.ALARM and it.language], len(made)


@pytest.mark.parametrize("every", shortened([48, 1], 2))
@pytest.mark.parametrize("language", offered())
def test_a_misspelt_sentence_is_no_alarm_of_another_language(language: str, every: int) -> None:
    """None in English, and hardly any in a language that is near to another one."""
    found, count = alarms_abroad(language, every)
    assert count > 200
    assert len(found) <= (0 if language == "en" else 1 + count // RARE), found


@pytest.mark.parametrize(
    "text",
    [
        "me nee is abit sor from neeling all day. stil do it?",
        "my leg is sor today",
        "with sor muscles?",
        "bit sor after the garden",
        "what is it sor",
        "stik to this please",
        "may I do it with sor muscles",
        "Is it ok to do it when I am sor?",
    ],
)
def test_what_looks_like_a_word_of_another_language_is_a_slip(text: str) -> None:
    """Among English words, in every language."""
    assert [language for language in offered() if _is_alarm(text, language)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "todo bien sor aquí"),
        ("es", "balanceo de pierna de pie sor favor"),
        ("pt_BR", "me cham pelo sobrenome"),
        ("pt_BR", "a corrente não quebrou sor causa da falta?"),
        ("de", "ist es beser morgens oder abends zu üben"),
        ("de", "wer soll das alles lesin"),
        ("de", "mir geht es viel beser"),
    ],
)
def test_a_slip_of_the_own_language_is_no_alarm(language: str, text: str) -> None:
    """Nor is a word of it that another language has for an alarm."""
    assert not _is_alarm(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "sor",
        "SOR",
        "jadę na sor",
        "take me to SOR please",
        "my leg is bad and I go SOR",
        "help sor",
        "help me go to sor now",
        "hospital sor my husband",
        "call ambulanza quickly please",
        "I had an infarkt",
        "my mother has udar now",
        "she has an ictus",
        "i need a karetka",
    ],
)
def test_an_alarm_among_words_of_another_language_is_heard(text: str) -> None:
    """Alone, written as a name, beside a call for help, or a word that is no slip of any."""
    assert [language for language in offered() if not _is_alarm(text, language)] == []


CALLS = (
    *("help sor", "help SOR", "SOR HELP", "Help. Sor", "sor!! help me", "help sor now", "please help sor"),
    *("call sor", "call the sor", "please call sor now", "someone call sor", "call SOR for my husband", "SOR"),
    *("need sor", "i need sor now", "I need to go to sor", "take me to sor", "take me to the sor please"),
    *("get me to sor quick", "emergency sor", "hospital sor my husband", "call igd", "need ugd", "I need igd now"),
    *("call o samu", "please call el samu"),
)
NO_CALLS = (
    *("my knee is sor", "help my knee is sor", "need help sor knee", "I need help my back is sor", "help me its sor"),
    *("help me I am so sor", "help, sor back", "quick question, bit sor today, carry on?", "is it urgent, back is sor"),
    *("do I need to stop when sor", "need a break, I'm sor", "can you help with a sor back", "I call that sor"),
    *("it went from stiff to sor", "does walking help sor", "does it help sor muscles", "I need it, sor from digging"),
    *("I get sor", "if I get sor do I call someone", "call me when I'm not sor", "go slow when sor", "MY KNEE IS SOR"),
    *("need to rest, sor", "help I get sor", "take it easy, sor"),
)


@pytest.mark.parametrize("text", CALLS)
def test_help_that_is_called_for_by_name_is_an_alarm(text: str) -> None:
    """With nothing else beside it, as it was typed and as it is meant."""
    assert [language for language in offered() if not _is_alarm(text, language)] == []
    assert _is_alarm(as_meant(text, words_in("en")), "en")


@pytest.mark.parametrize("text", NO_CALLS)
def test_a_slip_in_a_sentence_that_asks_for_help_calls_nobody(text: str) -> None:
    """As it is meant: something else stands beside it."""
    assert not _is_alarm(as_meant(text, words_in("en")), "en")
