"""Features of a sentence: its words, neighbouring words, beginnings and ends of words, and the ideas in it. Pure.

Sentences are compared with examples by them. Figures count as one word, whatever they say: times, days and lengths are
ideas.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import combinations, pairwise

from bot.understanding.text.written_forms import folded

# The sizes of the pieces of a word, its ends marked by blanks. An Arabic word has a root of three letters, with others
# between them: its shorter pieces say more.
PIECES, ARABIC_PIECES = (3, 4), (2, 3, 4)
_WORDS = re.compile(r"[^\W\d_]+|\d+|\?")
_FIGURES = "#"


def features(text: str, ideas: Collection[str]) -> Counter[str]:
    """How often each feature is in a text that speaks of these ideas."""
    return Counter((*_of_words(text), *_of_ideas(ideas)))


def number_of(feature: str) -> int:
    """The number by which a feature is known in the file of the examples."""
    return zlib.crc32(feature.encode())


def _of_words(text: str) -> Iterator[str]:
    plain = folded(text.replace("\u2019", "").replace("'", ""))
    words = [_FIGURES if word.isdigit() else word for word in _WORDS.findall(plain)]
    yield from words
    marked = ("^", *words, "$")
    for first, second in pairwise(marked):
        yield f"{first} {second}"
    for first, third in zip(marked, marked[2:], strict=False):
        yield f"{first} _ {third}"
    for word in words:
        if word.isalpha():
            whole = f" {word} "
            for size in ARABIC_PIECES if "\u0600" <= word[0] <= "\u06ff" else PIECES:
                yield from (f"<{whole[begin : begin + size]}" for begin in range(len(whole) - size + 1))


def _of_ideas(ideas: Collection[str]) -> Iterator[str]:
    named = sorted(ideas)
    yield from (f"={name}" for name in named)
    yield from (f"={one}&{other}" for one, other in combinations(named, 2))
