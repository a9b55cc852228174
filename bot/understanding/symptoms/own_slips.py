"""Own slips: whether what looks like an alarm of another language is a misspelt word of the person's own.

"My knee is abit sor" is English, although "SOR" is the emergency room in Polish. Pure, once the words are read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.i18n.vocabulary import vocabulary
from bot.understanding.text.letters import BARE, STOP, tokens

# A longer word is no slip by chance: "accidente" is meant, whatever the sentence is.
LONGEST = 6
# The least share of a text that a language knows, slips among it, and of that what is no slip.
MOSTLY = 0.5

# The forms of a word that may have marks: without, and with them.
WITH_MARKS = 2

# A word with a capital behind another word: "take me to SOR" names it.
_NAMED = re.compile(r"(?<=[^\W_][ ,])[^\W\d_]{2,}")


def is_own(text: str, said: Sequence[tuple[str, ...]], theirs: Collection[int], languages: Collection[str]) -> bool:
    """Whether a text is plausibly of one of these languages, by the names of their folders, and not of the one that
    knows these of its words: each of them is a word of that language or a slip of one, there are as many words besides
    that only that language knows, and none is written as a name."""
    if not theirs or not _named(text).isdisjoint(form for place in theirs for form in said[place]):
        return False
    return any(_knows(said, theirs, _words(language)) for language in languages)


def _knows(said: Sequence[tuple[str, ...]], theirs: Collection[int], words: frozenset[str]) -> bool:
    spoken = {place: _as_typed(forms) for place, forms in enumerate(said) if forms[0] != STOP}
    mine = {place for place, word in spoken.items() if word in words}
    if len(mine.difference(theirs)) < max(1, len(set(theirs) - mine)):
        return False
    slips = {place for place, word in spoken.items() if place not in mine and _is_slip(word, words)}
    known = mine | slips
    return known >= set(theirs) and len(mine) >= MOSTLY * len(known) and len(known) >= MOSTLY * len(spoken)


def _as_typed(forms: Sequence[str]) -> str:
    """A word with the marks that it was typed with: "choáng" is no English."""
    is_plain = forms[-1].startswith(BARE) or len(forms) != WITH_MARKS
    return forms[0] if is_plain else forms[-1]


def _is_slip(word: str, words: frozenset[str]) -> bool:
    if not 1 < len(word) <= LONGEST or not word.isalpha():
        return False
    return process.extractOne(word, words, scorer=OSA.distance, score_cutoff=1) is not None


def _named(text: str) -> frozenset[str]:
    """The words that are written with a capital amid others; none of a text in capitals."""
    if text.isupper():
        return frozenset()
    named = [word for word in _NAMED.findall(text) if word[0].isupper()]
    return frozenset(forms[0] for word in named for forms in tokens(word))


@cache
def _words(language: str) -> frozenset[str]:
    return frozenset(form for word in vocabulary(language) for forms in tokens(word) for form in forms)
