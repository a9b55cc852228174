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
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"[^a-z]", ""),
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"^who", "ho"),
        (r"wh", "w"),
        (r"ph", "f"),
        (r"x", "ks"),
        (r"sch", "sk"),
        (r"t?ch", "C"),
        (r"sh|(?<=[a-z])(?:ti|ci|ssi|si)(?=on|al|an|ous|ent)", "S"),
        (r"th", "T"),
        (r"dg(?=[eiy])", "J"),
        (r"(?<=[ao]u)gh$", "f"),
        (r"(?<=[aeiou])gh", ""),
        (r"gh", "g"),
        (r"gu(?=[eiy])", "g"),
        (r"g(?=[eiy])", "J"),
        (r"j", "J"),
        (r"s?c(?=[eiy])", "s"),
        (r"qu?", "kw"),
        (r"c?k|c", "k"),
        (r"z", "s"),
        (r"mb$|mn$|mb(?=s$)", "m"),
        (r"(?<=[ao])l(?=k|[fm]s?$)", ""),
        (r"(?<=s)t(?=(?:le|en)$)", ""),
        (r"([b-df-hj-np-tv-z])\1+", r"\1"),
        # A vowel that is not heard ends a word, or a part of one: "some" in "sometimes".
        (r"(?<=[^aeiou])e(?=(?:ly|ments?|times?|thing|where|one|body|ful|less)$)", ""),
        (r"(?<=[^aeiouy])l(?:es?|e?d)?$", "al"),
        (r"(?<=[aeiouy][^aeiouy])e$|(?<=[aeiouy][^aeiouy]{2})e$", ""),
        (r"(?<=[aeiouy][pkfsSCJTmnlvbgrw])e(?=d$)|(?<=[aeiouy].[pkfsSCJTmnlvbgrw])e(?=d$)", ""),
        (r"(?<=[aeiouy][pktfTmnlvbgdrw])es$|(?<=[aeiouy].[pktfTmnlvbgdrw])es$", "s"),
        (r"(?<=[pkfsSCT])d$", "t"),
        (r"(?<=i)ng$", "n"),
        # What is said as a vowel; the r and the h behind one; how a vowel is written that has several letters.
        (r"(?<=[aeiou])w(?![aeiouy])", ""),
        (r"(?<!^)y|^y(?![aeiou])", "i"),
        (r"(?:[eiou]|ea|oa|ou|oo)r(?![aeiou])", WITH_R),
        (r"(?<=a)r(?![aeiou])", ""),
        (r"(?<=[aeiouR])h(?![aeiouR])", ""),
        (r"([aeiouR])[aeiou]+", r"\1"),
        (r"([b-df-hj-np-tv-zCSTJ])\1+", r"\1"),
        (rf"(?<=.){WITH_R}$", "a"),
    )
)
_VOWELS = re.compile(f"[aeiou{WITH_R}]")


@lru_cache(maxsize=512)
def sound(word: str) -> str:
    """What is heard of a word, its vowels by their first letters. Empty for what has no letters."""
    for pattern, heard in _SPELLINGS:
        word = pattern.sub(heard, word)
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
