"""How it felt, told in a sentence: good or hard, by words of the person's own language, or not good. Pure."""

from __future__ import annotations

from functools import cache

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import Intent
from bot.understanding.ideas import ideas
from bot.understanding.text.own_clauses import clauses_of, is_said
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.text.written_forms import is_question

# The most words of such a sentence.
LONGEST = 12
# What may stand before the word that tells it: "it was", "well", "thank God".
_BEFORE = ("hear.before_answer", "hear.beside_answer", "hear.film_told", "hear.feel_beside")
_ANSWERS = {Intent.GOOD: "hear.good", Intent.HARD: "hear.hard"}
_DENIED_BY, _DENIAL = "hear.but", "hear.denial"


def read(text: str, words: Words) -> Intent | None:
    """Good or hard, where the first word that says anything tells it and nothing denies or limits it; None for the
    rest, and in English, which is read by ideas."""
    said = [word for word in plain(text).split() if word != STOP and word.isalpha()]
    if not words.is_translated or not said or len(said) > LONGEST or is_question(text):
        return None
    told = {answer: _words(words, key) for answer, key in _ANSWERS.items()}
    prefixes = tuple(words.own_options("hear.time.prefixes"))
    if not _words(words, _DENIED_BY).isdisjoint(said):
        return None
    before = frozenset().union(*(_words(words, key) for key in _BEFORE)) - told[Intent.GOOD] - told[Intent.HARD]
    first = next((word for word in said if word not in before), "")
    named = {answer for answer, its in told.items() if any(_is_one(word, its, prefixes) for word in said)}
    return next((answer for answer in named if _is_one(first, told[answer], ())), None) if len(named) == 1 else None


def read_in_parts(text: str, words: Words) -> Intent | None:
    """Good or hard, where words for it stand undenied in a part of a short text; hard where both do. Not English."""
    if not words.is_translated or len(text.split()) > LONGEST or is_question(text):
        return None
    parts = [part for part in clauses_of(text, words) if not is_said(part, words, _DENIAL)]
    told = (word for word in (Intent.HARD, Intent.GOOD) if any(is_said(one, words, _ANSWERS[word]) for one in parts))
    return next(told, None)


def denies_good(text: str, words: Words) -> bool:
    """Whether a short text says in one of its parts that it was not good: it may have been hard, or have hurt."""
    if len(text.split()) > LONGEST:
        return False
    return any(_is_good(part, words) and _is_denied(part, words) for part in clauses_of(text, words))


def is_stiffer(text: str, words: Words) -> bool:
    """Whether a text says that something was stiffer, tighter or sorer, which is no good news."""
    return is_said(text, words, "hear.feel_stiffer") and not is_said(text, words, "hear.feel_stiffer_not")


def _is_good(part: str, words: Words) -> bool:
    return is_said(part, words, _ANSWERS[Intent.GOOD]) or not ideas.PRAISE.isdisjoint(ideas.named(part, words))


def _is_denied(part: str, words: Words) -> bool:
    return is_said(part, words, _DENIAL) or "not" in ideas.named(part, words)


def _is_one(word: str, among: frozenset[str], prefixes: tuple[str, ...]) -> bool:
    return word in among or any(word.startswith(one) and word.removeprefix(one) in among for one in prefixes)


@cache
def _words(words: Words, key: str) -> frozenset[str]:
    """The single words of a list, and the words of its phrases that are no answer by themselves."""
    told = (plain(option) for option in words.own_options(key))
    is_answer = key in _ANSWERS.values() or key == _DENIED_BY
    return frozenset(word for one in told if not is_answer or " " not in one for word in one.split())
