"""Glossary: the words of the steps that are explained in a line, and which of them a text asks about. Pure.

`hear.glossary` has an entry for each, in every language: its name, a colon, and the ways to write it. The longest way
that stands in a text counts: "inner thigh" is no thigh.
"""

from __future__ import annotations

from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import STOP, PhraseGroup, matches_any, pattern, patterns, plain

# Each has its sentence under `ask.word.<name>`.
GLOSSARY = (
    *("buttock", "pelvis", "hip", "spine", "groin", "hamstring", "shin", "thigh", "calf", "ankle", "heel", "waist"),
    *("round", "forearm", "mat", "ribs", "stacked", "hip_width", "mountain", "outer"),
    *("neutral", "inner_thigh", "sit_bones", "core", "flexion", "extension", "rotation", "tailbone", "lower_back"),
    *("hinge", "arch", "dynamic", "hip_flexor"),
)
# Beside the word, the question and what says nothing, so many words may stand in a text; more are about more.
MOST_BESIDE = 1


def read(text: str, words: Words) -> str | None:
    """The word that a text asks the meaning of: "شو يعني الردف". None for anything else."""
    if not matches_any(text, words, "hear.word_asked"):
        return None
    name = named(text, words)
    if name is None:
        return None
    rest = _lexicon(words)[name].sub(" ", _asked(words.catalogue).sub(" ", plain(text)))
    beside = set(words.options("hear.word_beside")) | {STOP}
    return name if sum(word not in beside and word.isalpha() for word in rest.split()) <= MOST_BESIDE else None


def named(text: str, words: Words) -> str | None:
    """The word of the glossary that a text names, the most exact one; None when it names none."""
    found = {name: len(found[0]) for name, said in _lexicon(words).items() if (found := said.search(plain(text)))}
    return max(found, key=lambda name: found[name]) if found else None


def all_named(text: str, words: Words) -> frozenset[str]:
    """All words of the glossary that a text names."""
    said = plain(text)
    return frozenset(name for name, each in _lexicon(words).items() if each.search(said))


def _lexicon(words: Words) -> dict[str, PhraseGroup]:
    return _lexicon_of(words.catalogue)


@lru_cache(maxsize=32)
def _asked(catalogue: NullTranslations) -> PhraseGroup:
    asked = Words(Locale("en"), catalogue, Locale("en")).options("hear.word_asked")
    return pattern("asked", {"asked": asked})


@lru_cache(maxsize=32)
def _lexicon_of(catalogue: NullTranslations) -> dict[str, PhraseGroup]:
    words = Words(Locale("en"), catalogue, Locale("en"))
    phrases: dict[str, list[str]] = {}
    for entry in words.options("hear.glossary"):
        name, _, ways = entry.partition(":")
        phrases.setdefault(name.strip(), []).extend(way.strip() for way in ways.split(","))
    return patterns([name for name in GLOSSARY if name in phrases], phrases)
