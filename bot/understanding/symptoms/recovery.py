"""Recovery: that somebody is well again after an illness, or will say so once they are. Pure."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.phrase_patterns import PhraseGroup, is_denied, patterns, plain
from bot.understanding.text.written_forms import is_question

# The most words of a text that tells of it.
LONGEST = 20


class Recovery(StrEnum):
    """What is told of it."""

    WELL = "well"  # well again
    LATER = "later"  # ill, and to be heard of again: "I'll tell you when we're better"


def read(text: str, words: Words) -> Recovery | None:
    """What a text tells; None for nothing of it, questions, and where it tells of the body besides."""
    said, groups = plain(text), _groups(words.catalogue)
    if is_question(text) or len(said.split()) > LONGEST:
        return None
    told = symptoms.read(text, words)
    if told is not None and told.symptom is not Symptom.RELIEF:
        return None
    if groups["later"].search(said) is not None:
        return Recovery.LATER
    is_well = any(not is_denied(said, found.start(), groups["denied"]) for found in groups["well"].finditer(said))
    return Recovery.WELL if is_well else None


@lru_cache(maxsize=8)
def _groups(catalogue: NullTranslations) -> dict[str, PhraseGroup]:
    words = Words(Locale("en"), catalogue, Locale("en"))
    phrases = {name: words.options(f"hear.recovery.{name}") for name in ("well", "later", "denied", "healthy", "tell")}
    phrases |= {name: words.options(f"hear.others.{name}") for name in ("who", "whose", "person")}
    return patterns(("well", "later", "denied"), phrases)
