"""Sounds: how an English word is said, roughly, from its letters, so that "klicks" and "clicks" are the same. Pure.

A sound has a letter for each consonant that is heard, and one for each vowel. The r behind a vowel only colours it, as
in most of Britain: "propa" is "proper". A key is the same with one mark for all vowels: "done" and "down" share it.
"""

from __future__ import annotations

import re
from functools import lru_cache

VOWEL = "a"
# A vowel with an r behind it.
WITH_R = "R"
# From the letters to what is heard, in this order. Capitals are sounds that two letters write: C as in church, S as in
# shop, T as in thick, J as in gentle.
_SPELLINGS = tuple(
    (needed, re.compile(pattern).sub, heard)
    for pattern, heard, needed in (
        (r"[^a-z]", "", ""),
        (r"^(?:kn|gn|pn)", "n", "n"),
        (r"^wr", "r", "wr"),
        (r"^ps", "s", "ps"),
        (r"^who", "ho", "who"),
        (r"wh", "w", "wh"),
        (r"ph", "f", "ph"),
        (r"x", "ks", "x"),
        (r"sch", "sk", "sch"),
        (r"t?ch", "C", "ch"),
        (r"sh|(?<=[a-z])(?:ti|ci|ssi|si)(?=on|al|an|ous|ent)", "S", ""),
        (r"th", "T", "th"),
        (r"dg(?=[eiy])", "J", "dg"),
        (r"(?<=[ao]u)gh$", "f", "gh"),
        (r"(?<=[aeiou])gh", "", "gh"),
        (r"gh", "g", "gh"),
        (r"gu(?=[eiy])", "g", "gu"),
        (r"g(?=[eiy])", "J", "g"),
        (r"j", "J", "j"),
        (r"s?c(?=[eiy])", "s", "c"),
        (r"qu?", "kw", "q"),
        (r"c?k|c", "k", ""),
        (r"z", "s", "z"),
        (r"mb$|mn$|mb(?=s$)", "m", "m"),
        (r"(?<=[ao])l(?=k|[fm]s?$)", "", "l"),
        (r"(?<=s)t(?=(?:le|en)$)", "", "t"),
        (r"([b-df-hj-np-tv-z])\1+", r"\1", ""),
        # A vowel that is not heard ends a word, or a part of one: "some" in "sometimes".
        (r"(?<=[^aeiou])e(?=(?:ly|ments?|times?|thing|where|one|body|ful|less)$)", "", "e"),
        (r"(?<=[^aeiouy])l(?:es?|e?d)?$", "al", "l"),
        (r"(?<=[aeiouy][^aeiouy])e$|(?<=[aeiouy][^aeiouy]{2})e$", "", "e"),
        (r"(?<=[aeiouy][pkfsSCJTmnlvbgrw])e(?=d$)|(?<=[aeiouy].[pkfsSCJTmnlvbgrw])e(?=d$)", "", "ed"),
        (r"(?<=[aeiouy][pktfTmnlvbgdrw])es$|(?<=[aeiouy].[pktfTmnlvbgdrw])es$", "s", "es"),
        (r"(?<=[pkfsSCT])d$", "t", "d"),
        (r"(?<=i)ng$", "n", "ng"),
        # What is said as a vowel; the r and the h behind one; how a vowel is written that has several letters.
        (r"(?<=[aeiou])w(?![aeiouy])", "", "w"),
        (r"(?<!^)y|^y(?![aeiou])", "i", "y"),
        (r"(?:[eiou]|ea|oa|ou|oo)r(?![aeiou])", WITH_R, "r"),
        (r"(?<=a)r(?![aeiou])", "", "ar"),
        (r"(?<=[aeiouR])h(?![aeiouR])", "", "h"),
        (r"([aeiouR])[aeiou]+", r"\1", ""),
        (r"([b-df-hj-np-tv-zCSTJ])\1+", r"\1", ""),
        (rf"(?<=.){WITH_R}$", "a", WITH_R),
    )
)
_VOWELS = re.compile(f"[aeiou{WITH_R}]")


@lru_cache(maxsize=512)
def sound(word: str) -> str:
    """What is heard of a word, its vowels by their first letters. Empty for what has no letters."""
    for needed, written_as, heard in _SPELLINGS:
        if needed in word:
            word = written_as(heard, word)
    return word


def key_of(heard: str) -> str:
    """The key of a sound: one mark for all vowels."""
    return _VOWELS.sub(VOWEL, heard)


def consonants(key: str) -> str:
    """A key without the vowels inside it: "yestday" drops one that "yesterday" has."""
    return key[:1] + key[1:-1].replace(VOWEL, "") + key[1:][-1:]


def other_vowels(heard: str, other: str) -> int:
    """How many vowels differ between two sounds of one key: "boath" is nearer to "both" than to "bath"."""
    return sum(one != another for one, another in zip(heard, other, strict=True))
