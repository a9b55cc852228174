"""Spoken language: whether a text is read as said in the person's own language, or in English, which is always heard.

Rules read a whole sentence in one language, so that no word of the other is taken for something else: "die" is an
article in German. Pure: no clock, no I/O.
"""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.hearing import Heard, hear
from bot.understanding.phrase_patterns import STOP, plain
from bot.understanding.sentence import lexicon_of
from bot.understanding.wish_details import Known
from bot.understanding.wish_rules import Where

# The share of English words that makes a text English where nothing was understood.
MOSTLY = 0.6


def listening(text: str, words: Words, where: Where, known: Known) -> Words:
    """The words to read a text with: those of the person's language, unless only English tells what it says, or tells
    it for sure."""
    in_english = words.hearing_english
    if in_english.catalogue is words.catalogue:
        return words
    own = hear(text, words, where, known)
    if _is_clear(own):
        return words
    english = hear(text, in_english, where, known)
    if own == Heard() and english == Heard():
        return in_english if _is_english(text, words) else words
    return in_english if own == Heard() or _is_clear(english) else words


def _is_clear(heard: Heard) -> bool:
    """Whether something was heard that needs no question whether it is meant."""
    return heard != Heard() and all(one.sure for one in heard.wishes)


def _is_english(text: str, words: Words) -> bool:
    said = [word for word in plain(text).split() if word != STOP]
    own, english = lexicon_of(words.catalogue).known, lexicon_of(words.hearing_english.catalogue).known
    told = sum(word in english for word in said)
    return bool(said) and told >= MOSTLY * len(said) and told > sum(word in own for word in said)
