"""Misspelt sentences: one or two words of each with a letter wrong, the same ones whenever they are made."""

from __future__ import annotations

import random
from collections.abc import Iterator
from zlib import crc32

SEED = 20
# Shorter words are seldom misspelt.
SHORTEST = 3


def misspelt(text: str, count: int) -> Iterator[str]:
    """So many ways in which a sentence may be misspelt; none of one without a word that is long enough."""
    chance = random.Random(crc32(text.encode()) + SEED)
    said = text.split()
    letters = sorted({letter for letter in text.casefold() if letter.isalpha()})
    places = [place for place, word in enumerate(said) if word.isalpha() and len(word) >= SHORTEST]
    for _ in range(count if places else 0):
        words = list(said)
        for place in chance.sample(places, min(len(places), chance.choice((1, 2)))):
            words[place] = _slip(words[place].lower(), chance, letters)
        yield " ".join(words)


def _slip(word: str, chance: random.Random, letters: list[str]) -> str:
    """A word with a letter left out, doubled, swapped with the next, or another one; often its last."""
    place = chance.choice((len(word) - 1, chance.randrange(len(word)), chance.randrange(len(word))))
    before, letter, behind = word[:place], word[place], word[place + 1 :]
    return chance.choice(
        (
            before + behind,
            before + letter + letter + behind,
            before + behind[:1] + letter + behind[1:],
            before + chance.choice(letters) + behind,
        )
    )
