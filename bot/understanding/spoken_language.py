"""Spoken language: whether a text is read as said in the person's own language, or in English, which is always heard.

Rules read a whole sentence in one language, so that no word of the other is taken for something else: "die" is an
article in German. Pure: no clock, no I/O.
"""

from __future__ import annotations

from functools import cache

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import Intent, is_own_word
from bot.understanding.hearing import Heard, hear
from bot.understanding.ideas import ideas
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.time_vocabulary import vocabulary_of
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wish_rules import Where

# The least share of English words in a text that may be English.
MOSTLY = 0.6
# The words between others.
_BETWEEN = ("hear.fillers", "hear.label_fillers", "hear.question_words", "hear.asks", "hear.asks_for", "hear.but")


def listening(text: str, words: Words, where: Where, known: Known) -> Words:
    """The words to read a text with: those of the person's language, unless only English tells what it says, or tells
    it for sure."""
    in_english = words.hearing_english
    if in_english.catalogue is words.catalogue:
        return words
    if is_own_word(text, words):
        return words
    own = hear(text, words, where, known)
    if not _may_be_english(text, in_english):
        return words
    english = hear(text, in_english, where, known)
    if own == english:
        # Of what has no words of its own yet, the rules are the English ones, but not the examples.
        return in_english if own.word is None and _is_english(text, words) else words
    return in_english if own == Heard() or (_is_clear(english) and not _is_clear(own)) else words


def _is_clear(heard: Heard) -> bool:
    """Whether something was heard that needs no question whether it is meant."""
    return heard != Heard() and all(one.sure for one in heard.wishes)


def _may_be_english(text: str, in_english: Words) -> bool:
    """Whether most words of a text are English ones, figures apart: what only looks like slips of some is none."""
    said = [word for word in plain(text).split() if word.isalpha()]
    known = ideas.known_words(in_english)
    return sum(word in known for word in said) >= MOSTLY * len(said)


def _is_english(text: str, words: Words) -> bool:
    """Whether more words of a text are English than of the person's own language."""
    said = [word for word in plain(text).split() if word.isalpha()]
    own, english = _own_words(words), ideas.known_words(words.hearing_english)
    return sum(word in english for word in said) > sum(word in own for word in said)


@cache
def _own_words(words: Words) -> frozenset[str]:
    """The words of answers, of sessions and of times in the person's own language, plain, and those between others."""
    keys = [*(f"hear.{word.value}" for word in Intent), *_BETWEEN]
    told = {word for key in keys for option in words.own_options(key) for word in plain(option).split()}
    vocabulary = vocabulary_of(words.catalogue, words.own_locale)
    return frozenset(told) | (vocabulary.known if vocabulary is not None else frozenset())
