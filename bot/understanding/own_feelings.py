"""How it felt, told in a sentence of another language than English: its first word that says anything is one of the
answers to that question, and nothing in it denies or limits it. Pure."""

from __future__ import annotations

from functools import cache

from bot.i18n.catalogue import Words
from bot.understanding.intents import Intent
from bot.understanding.phrase_patterns import STOP, plain

# The most words of such a sentence.
LONGEST = 12
# What may stand before the word that tells it: "it was", "well", "thank God".
_BEFORE = ("hear.before_answer", "hear.beside_answer", "hear.film_told", "hear.feel_beside")
_ANSWERS = {Intent.GOOD: "hear.good", Intent.HARD: "hear.hard"}
_DENIED_BY = "hear.but"


def read(text: str, words: Words) -> Intent | None:
    """Good or hard; None for what is neither, or both, or denied, and in English."""
    said = [word for word in plain(text).split() if word != STOP and word.isalpha()]
    if not words.is_translated or not said or len(said) > LONGEST or text.rstrip().endswith(("?", "؟")):
        return None
    told = {answer: _words(words, key) for answer, key in _ANSWERS.items()}
    prefixes = tuple(words.own_options("hear.time.prefixes"))
    if not _words(words, _DENIED_BY).isdisjoint(said):
        return None
    before = frozenset().union(*(_words(words, key) for key in _BEFORE)) - told[Intent.GOOD] - told[Intent.HARD]
    first = next((word for word in said if word not in before), "")
    named = {answer for answer, its in told.items() if any(_is_one(word, its, prefixes) for word in said)}
    return next((answer for answer in named if _is_one(first, told[answer], ())), None) if len(named) == 1 else None


def _is_one(word: str, among: frozenset[str], prefixes: tuple[str, ...]) -> bool:
    return word in among or any(word.startswith(one) and word.removeprefix(one) in among for one in prefixes)


@cache
def _words(words: Words, key: str) -> frozenset[str]:
    """The single words of a list, and the words of its phrases that are no answer by themselves."""
    told = (plain(option) for option in words.own_options(key))
    is_answer = key in _ANSWERS.values() or key == _DENIED_BY
    return frozenset(word for one in told if not is_answer or " " not in one for word in one.split())
