"""Own clauses: what the parts of a sentence say in the language that it is read in, by words of the catalogue. Pure.

Languages whose wishes are told by examples have no grammar of their own here: a word counts where it stands in the same
clause as another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import plain

_MARKS = re.compile(r"(?<!\d)[.,;:!?\n()\u2026\u2013\u2014\u060c\u061b\u061f]+|[.,;:!?\u2026\u061f]+(?!\d)|\s-+\s")


def clauses_of(text: str, words: Words, joints: str | None = None) -> list[str]:
    """The parts of a text between its marks, as typed; with `joints`, also those before and behind a word of that
    key, which begins the latter."""
    parts = [part.strip() for part in _MARKS.split(text)]
    if joints is None:
        return [part for part in parts if part]
    starts = frozenset(plain(each) for each in words.own_options(joints))
    found: list[str] = []
    for part in parts:
        said: list[str] = []
        for word in part.split():
            if said and plain(word) in starts:
                found.append(" ".join(said))
                said = []
            said.append(word)
        found.append(" ".join(said))
    return [part for part in found if part]


def is_said(clause: str, words: Words, *keys: str) -> bool:
    """Whether a phrase of these keys stands in a clause, as whole words."""
    said = plain(clause).split()
    return any(True for key in keys for _ in _places(said, phrases_of(words, key)))


def is_only(clause: str, words: Words, *keys: str) -> bool:
    """Whether a clause is a phrase of these keys and nothing else."""
    said = plain(clause)
    return any(phrase == said for key in keys for phrase in phrases_of(words, key))


def covered(tokens: Sequence[str], phrases: tuple[str, ...]) -> set[int]:
    """The places of all words of phrases in a plain clause."""
    return {place for found in _places(tokens, phrases) for place in found}


def _places(tokens: Sequence[str], phrases: tuple[str, ...]) -> Iterator[range]:
    """Where phrases stand in plain words."""
    by_first = _by_first_word(phrases)
    for place, token in enumerate(tokens):
        for phrase in by_first.get(token, ()):
            if list(tokens[place : place + len(phrase)]) == phrase:
                yield range(place, place + len(phrase))


@lru_cache(maxsize=512)
def phrases_of(words: Words, key: str) -> tuple[str, ...]:
    """The phrases of a key, plain; empty where the language has none."""
    return tuple(dict.fromkeys(phrase for each in words.own_options(key) if (phrase := plain(each))))


@lru_cache(maxsize=512)
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for phrase in phrases:
        if said := phrase.split():
            found.setdefault(said[0], []).append(said)
    return found
