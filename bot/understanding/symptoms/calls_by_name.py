"""Calls by name: a text that calls in English for help by a word that another language has for it: "help SOR", "I need
igd". Nothing else stands in it: "help, my knee is sor" calls for no Polish emergency room. Pure, once the words are
read.
"""

from __future__ import annotations

from functools import cache

from bot.i18n.catalogue import Words
from bot.i18n.symptom_words import languages, symptom_words
from bot.understanding.text.letters import STOP, tokens
from bot.understanding.text.phrase_patterns import matches_any, without

# What makes a phrase more than its words.
_MARKS = frozenset("*[]/!?.")


def prepare() -> None:
    """Read these words of all languages before the first person needs them."""
    _names()


def called(text: str, words: Words) -> str | None:
    """The word for help that a text calls for; None where it calls for none, or says anything else. Capitals alone
    call, too: "SOR" is a name."""
    english = words.hearing_english
    if not any(matches_any(text, english, key) for key in ("hear.calls_for_help", "hear.calls_for")):
        return text if text.isupper() and _is_name(text) else None
    rest = text
    for key in ("hear.calls_for_help", "hear.calls_for", "hear.others.person", "hear.beside_call"):
        rest = without(rest, english, key)
    return rest if _is_name(rest) else None


def _is_name(text: str) -> bool:
    return tuple(forms[0] for forms in tokens(text) if forms[0] != STOP) in _names()


@cache
def _names() -> frozenset[tuple[str, ...]]:
    """What is enough to call for help, of each language; in one with tones, its marks would be lost."""
    written = [symptom_words(language) for language in languages()]
    phrases = [phrase for words in written if not words.has_tones for phrase in words.signs["emergency"]]
    plain = [phrase for phrase in phrases if _MARKS.isdisjoint(phrase)]
    return frozenset(tuple(forms[0] for forms in tokens(phrase)) for phrase in plain)
