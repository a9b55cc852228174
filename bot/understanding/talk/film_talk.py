"""Film talk: how far somebody followed a session that came as a film or a sound, in their own words. Pure."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import normalize
from bot.understanding.answers.said_among import is_among, options_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.spelling import names
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.wishes import asks_what


class HowFar(StrEnum):
    """How far a film was followed."""

    DONE = "done"
    FIRST = "first"  # one side
    PART = "part"  # to be asked: the first side, or less
    OVER = "over"  # it came to its end, which does not tell whether it was followed


# Longer texts tell more than that.
LONGEST = 80
_CLAUSES = re.compile(r"[.,;!\u2026\n\u060c]+|\s[-\u2013\u2014]\s")


def how_far(text: str, words: Words) -> HowFar | None:
    """How far a text says that the film was followed; None where it says nothing of it, asks, or only wonders."""
    if len(text) > LONGEST or is_question(text):
        return None
    if plain(text).startswith(tuple(f"{one} " for one in words.options("hear.if"))):
        return None
    clauses = [_bare(clause, words) for clause in _CLAUSES.split(text)]
    said = f" {normalize(text)} "
    if asks_what(text, words) and not _begins(said, words):
        # "Did the lot" only begins as a question does.
        return HowFar.DONE if any(_is(clause, words, "hear.film_done") for clause in clauses) else None
    if is_among(text, words, "hear.film_short"):
        return HowFar.PART
    if is_among(text, words, "hear.film_one_side"):
        return HowFar.FIRST
    if is_among(text, words, "hear.film_cut"):
        return HowFar.PART
    if any(_is(clause, words, "hear.film_done") for clause in clauses):
        return HowFar.DONE
    return HowFar.OVER if any(_is(clause, words, "hear.film_over") for clause in clauses) else None


def _begins(said: str, words: Words) -> bool:
    keys = ("hear.film_short", "hear.film_one_side", "hear.film_cut")
    return any(said.startswith(f" {option} ") for key in keys for option in options_of(words, key))


def _is(clause: str, words: Words, key: str) -> bool:
    """Whether a clause is one of the options, with slips of single words, but for what says nothing beside it."""
    # "Finish" is no slip of "finished".
    known = options_of(words, "hear.stop") | options_of(words, "hear.enough")
    return bool(clause) and any(clause == option or names(clause, option, known) for option in _without(words, key))


def _bare(clause: str, words: Words) -> str:
    beside = options_of(words, "hear.film_beside")
    return " ".join(word for word in normalize(clause).split() if word not in beside)


@lru_cache(maxsize=32)
def _without(words: Words, key: str) -> frozenset[str]:
    return frozenset(bare for option in words.options(key) if (bare := _bare(option, words)))
