"""Misspelt: a text as it is meant by somebody who spells by ear, with what may not be changed left alone. Pure.

A name of a place stays, and so does what an alarm hears: no word is read as one of an alarm, unless the whole text then
is what an alarm knows, and none is read so that an alarm is no longer heard.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.i18n.catalogue import Words
from bot.understanding.places.place_search import is_name_of_place
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.calls_by_name import called
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.by_ear import by_ear, vocabulary_of
from bot.understanding.text.remembered import remembered

# What is told with these is heard as it was typed.
_SERIOUS = (Symptom.ALARM, Symptom.TODAY)
# Where a place is asked for, a text of so many words is its name.
LONGEST_NAME = 3
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\W*$")


def as_meant(text: str, words: Words, *, asks_place: bool = False) -> str:
    """A text with the words that are meant by misspelt ones. `asks_place`: what may name a place is left alone."""
    if vocabulary_of(words) is None or (asks_place and len(text.split()) <= LONGEST_NAME):
        return text
    return _as_meant(text, words, asks_place)


@remembered
def _as_meant(text: str, words: Words, asks_place: bool) -> str:
    before_places = frozenset(words.own_options("hear.before_places"))

    def stays(word: str, start: int, meant: str, *, is_listed: bool) -> bool:
        before = _WORD_BEFORE.search(text, 0, start)
        may_be_place = before is not None and before[1].casefold() in before_places
        if may_be_place and (asks_place or " " in meant):
            return True
        is_name = may_be_place or (word[0].isupper() and start > 0 and not text.isupper())
        is_alone = not is_listed and word == text.strip()
        return (is_name or is_alone) and is_name_of_place(word)

    read = by_ear(text, words, stays)
    if read == text:
        return text
    told, told_then = symptoms.read(text, words), symptoms.read(read, words)
    is_serious_then = told_then is not None and told_then.symptom is Symptom.ALARM
    if called(text, words) is not None:  # "Help SOR" calls for a Polish hospital.
        return text
    if told is not None and told.symptom in _SERIOUS:
        # "Sor" is a Polish hospital, and a sore knee in a text of English words.
        is_of_another = told.language is not None and told_then is not None and told_then.language is None
        return read if is_serious_then or is_of_another or told_then == told else text
    return read if is_serious_then else by_ear(text, words, stays, without=_of_alarms(words))


@lru_cache(maxsize=8)
def _of_alarms(words: Words) -> frozenset[str]:
    """The words of an alarm, without those of every day."""
    vocabulary = vocabulary_of(words)
    return symptoms.words_of_alarms(words) - (frozenset() if vocabulary is None else vocabulary.ordinary)
