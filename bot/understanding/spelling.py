"""Spelling: which known word a misspelt one is meant to be. One rule for all that is typed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

# From these lengths on, a word may have one typo, and two.
SHORTEST_CORRECTED, LONG = 4, 9
# From this length on, a typo may be one letter for another.
SHORTEST_REPLACED = 6
# The most candidates compared with a misspelt word.
MOST_NEAR = 8


def corrected(word: str, known: Collection[str], correctable: Sequence[str]) -> str:
    """The word as it was meant: `word` itself, or the nearest of `correctable`. A word of `known` is no slip."""
    if len(word) < SHORTEST_CORRECTED or word in known or not word.isalpha():
        return word
    slips = 2 if len(word) >= LONG else 1
    near = process.extract(word, correctable, scorer=OSA.distance, score_cutoff=slips, limit=MOST_NEAR)
    meant = [str(other) for other, _, _ in near if other[0] == word[0] and not _is_another(word, str(other))]
    return meant[0] if meant else word


def _is_another(word: str, known: str) -> bool:
    """Whether a short word differs by one letter from a known word: then it is another word, or a name. "Sora" is not
    "sore"."""
    return len(word) < SHORTEST_REPLACED and len(known) == len(word) and sorted(known) != sorted(word)
