"""Symptom words: how alarm and pain are said in languages other than English, whatever the person's own is.

`locale/<language>/LC_MESSAGES/symptoms.po` holds a language's words, whether or not its sentences are there:
`hear.sign.<sign>` as in the English `hearing.po`, written as `phrase_index` says; `hear.tones`, "yes" where marks tell
words apart; and `alarm.call_now`, the one sentence that is said back in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bot.i18n.catalogue import CATALOGUES
from bot.i18n.sentences import read_sentences
from bot.markup import Html, escape

_SIGN = "hear.sign."


@dataclass(frozen=True, slots=True)
class SymptomWords:
    """The words of one language: phrases by sign, whether it has tones, and the call for help with {number} in it."""

    language: str
    signs: dict[str, tuple[str, ...]]
    has_tones: bool
    call_now: str


@cache
def languages() -> tuple[str, ...]:
    """The languages that have such words, in the order of their codes."""
    return tuple(sorted(path.parts[-3] for path in CATALOGUES.glob("*/LC_MESSAGES/symptoms.po")))


@cache
def symptom_words(language: str) -> SymptomWords:
    """The words of a language, read from its file."""
    path = CATALOGUES / language / "LC_MESSAGES" / "symptoms.po"
    texts = {key: str(text) for key, text in read_sentences(path).texts.items()}
    signs = {
        key.removeprefix(_SIGN): tuple(one for phrase in text.split("|") if (one := phrase.strip()))
        for key, text in texts.items()
        if key.startswith(_SIGN)
    }
    return SymptomWords(language, signs, texts.get("hear.tones") == "yes", texts["alarm.call_now"])


def call_now(language: str, number: str) -> Html:
    """The call for help in a language of `languages()`, with the number to call. KeyError when it has none."""
    return Html(symptom_words(language).call_now.format_map({"number": escape(number)}))
