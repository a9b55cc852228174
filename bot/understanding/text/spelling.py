"""Spelling: which known word a misspelt one is meant to be. One rule for all that is typed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Rows of a keyboard: a finger that slips hits the key beside.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

# From these lengths on, a word may have one typo, and two.
SHORTEST_CORRECTED, LONG = 4, 9
# From this length on, a typo may be one letter for another.
SHORTEST_REPLACED = 6
# From this length on, a word that is said alone may have two slips.
LONG_ALONE = 7
# The article of Arabic, which is written together with its word.
ARTICLE = "ال"
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


def slips_of(word: str, others: Collection[str]) -> list[str]:
    """Those of some other words that a word is at most one slip away from, and begins as they do."""
    near = process.extract(word, others, scorer=OSA.distance, score_cutoff=1, limit=None)
    return [str(other) for other, _, _ in near if other[0] == word[0]]


def is_slip_of(word: str, others: Collection[str]) -> bool:
    """Whether a word is at most one slip away from one of some others, and begins as it does."""
    return bool(slips_of(word, others))


def listed_word(token: str, vocabulary: Collection[str]) -> str:
    """The word of a short list that was meant, or the word itself: one slip from 4 letters, two from 7.

    The first letter is right. In 4 and 5 letters a slip leaves a letter out, adds one, or swaps two; in longer words
    only one letter is taken for another. More makes a word of another language too often: "halb 8" is no half past 8.
    """
    if len(token) < 4 or not token.isalpha() or token in vocabulary:
        return token
    slips = 1 if len(token) < 7 else 2
    near = [
        (distance, word)
        for word in vocabulary
        if word[0] == token[0] and len(word) >= 4
        if (distance := OSA.distance(token, word, score_cutoff=slips)) <= slips
        and (len(word) != len(token) or sorted(word) == sorted(token) or (len(token) > 5 and distance == 1))
    ]
    return min(near)[1] if near else token


def names(said: str, option: str, known: Collection[str]) -> bool:
    """Whether a whole text names an option with slips, measured word by word. A word of `known` is no slip.

    In words of four letters and more one letter may be missing, doubled or swapped with the next, or be that of the key
    beside; from seven letters on any two may be wrong. A blank may be anywhere.
    """
    if len(option) < SHORTEST_CORRECTED or len(said) < SHORTEST_CORRECTED - 1:
        return False
    if said.replace(" ", "") == option.replace(" ", ""):
        return True
    typed, meant = said.split(), option.split()
    if len(typed) != len(meant):
        return False
    return all(
        one == other or (one not in known and _is_slip(one, other, alone=len(meant) == 1))
        for one, other in zip(typed, meant, strict=True)
    )


def _is_slip(typed: str, meant: str, *, alone: bool) -> bool:
    if typed.startswith(ARTICLE) and meant.startswith(ARTICLE):
        # It is of every noun: "القاهرة" is as far from "القادمة" as the words behind it.
        return _is_slip(typed.removeprefix(ARTICLE), meant.removeprefix(ARTICLE), alone=alone)
    if len(meant) >= LONG_ALONE and typed[0] == meant[0]:
        return OSA.distance(typed, meant, score_cutoff=2) <= 2
    if OSA.distance(typed, meant, score_cutoff=1) > 1:
        return False
    if len(typed) == len(meant) and sorted(typed) != sorted(meant):
        wrong = next(place for place in range(len(meant)) if typed[place] != meant[place])
        return len(meant) >= SHORTEST_REPLACED or (wrong > 0 and _are_beside(typed[wrong], meant[wrong]))
    return typed[0] == meant[0] or not alone


def _are_beside(key: str, other: str) -> bool:
    return any(
        abs(first.find(key) - second.find(other)) <= 1
        for number, first in enumerate(_ROWS)
        for second in _ROWS[max(0, number - 1) : number + 2]
        if key in first and other in second
    )
