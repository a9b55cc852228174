"""Film talk: how far somebody followed a session that came as a film or a sound, in their own words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import normalize
from bot.understanding.answers.said_among import is_among, options_of
from bot.understanding.talk import told_done
from bot.understanding.text.own_clauses import is_said
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


# Longer texts tell more than that, but for those whose first words say that it was done.
LONGEST, LONGEST_DONE = 80, 240
SIDES = ("left", "right")
_NOT_ALL = ("hear.film_short", "hear.film_one_side", "hear.film_cut")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_CLAUSES = re.compile(r"[.,;!\u2026\n\u060c]+|\s[-\u2013\u2014]\s")


def how_far(text: str, words: Words) -> HowFar | None:
    """How far a text says that the film was followed; None where it says nothing of it, asks, or only wonders."""
    if len(text) > LONGEST_DONE or is_question(text):
        return None
    if plain(text).startswith(tuple(f"{one} " for one in words.options("hear.if"))):
        return None
    clauses = [bare for clause in _CLAUSES.split(text) if (bare := _bare(_unhindered(clause, words), words))]
    clauses += [bare for clause in clauses if (bare := _behind_but(clause, words))]
    if len(text) > LONGEST:
        is_done = _is_done(clauses[:1], words) or told_done.tells_all(text, words)
        if is_done and not any(is_among(text, words, key) for key in _NOT_ALL):
            return HowFar.DONE
        return HowFar.PART if any(_tells_part(clause, words) for clause in clauses) else None
    said = f" {normalize(text)} "
    if said.startswith(tuple(f" {one} " for one in options_of(words, "hear.film_asks"))):
        return None
    is_half = is_among(text, words, "hear.film_half") and any(_names(text, words, side) for side in SIDES)
    begins = _begins(said, words) or (is_half and said.split()[0] in options_of(words, "hear.film_told"))
    if asks_what(text, words) and not begins:
        # "Did the lot" only begins as a question does.
        is_done = _is_done(clauses, words) or told_done.tells_all(text, words)
        return HowFar.DONE if is_done else None
    if is_half:
        return HowFar.FIRST
    if is_among(text, words, "hear.film_short"):
        return HowFar.PART
    if is_among(text, words, "hear.film_one_side"):
        return HowFar.FIRST
    if is_among(text, words, "hear.film_cut"):
        return HowFar.PART
    if _is_done(clauses, words) or told_done.tells_all(text, words):
        return HowFar.DONE
    if told_done.denies(text, words):
        return HowFar.PART
    if _begins_done(said, words):
        return HowFar.DONE
    return HowFar.OVER if any(_is(clause, words, "hear.film_over") for clause in clauses) else None


def _tells_part(clause: str, words: Words) -> bool:
    """Whether a clause tells that a part was done: "so I only got through one leg"."""
    is_part = any(is_among(clause, words, key) for key in ("hear.film_short", "hear.film_one_side"))
    return is_part and not options_of(words, "hear.film_told").isdisjoint(clause.split())


def without_questions(text: str, words: Words) -> str:
    """The sentences of a text that ask nothing; all of it where it is one."""
    told = [one for one in _SENTENCES.split(text) if one.strip() and not is_question(one)]
    return " ".join(told) or text


def wants_always(text: str, words: Words) -> bool:
    """Whether a text wants every session like the one that is out."""
    if len(text) > LONGEST_DONE or is_question(text) or is_said(text, words, "hear.film_so_not"):
        return False
    return is_said(text, words, "hear.film_so") and is_said(text, words, "hear.film_always")


def is_for_later(text: str, words: Words) -> bool:
    """Whether a text puts the session that is out off: "not now", "tomorrow"."""
    return is_said(text, words, "hear.film_later")


def denies(text: str, words: Words) -> bool:
    """Whether a text does not want what it names: "not step by step"."""
    return is_said(text, words, "hear.film_so_not")


def wants_steps(text: str, words: Words) -> bool:
    """Whether a text that says more wants the session in steps: "it is too fast, rather step by step"."""
    if len(text) > LONGEST_DONE or is_said(text, words, "hear.film_so_not"):
        return False
    return is_said(text, words, "hear.film_rather") and is_said(text, words, "hear.film_in_steps")


def _unhindered(clause: str, words: Words) -> str:
    """A clause without the words that nothing stood in the way: "followed it all without any pain"."""
    said = f" {normalize(clause)} "
    for option in options_of(words, "hear.film_unhindered"):
        said = said.replace(f" {option} ", " ")
    return said


def _behind_but(clause: str, words: Words) -> str:
    """What stands behind a "but": "had to pause it twice but did it"; empty where there is none."""
    said, joints = clause.split(), options_of(words, "hear.film_but")
    place = max((at for at, word in enumerate(said) if word in joints), default=-1)
    return " ".join(said[place + 1 :]) if place > 0 else ""


def _names(text: str, words: Words, side: str) -> bool:
    return is_among(text, words, f"hear.side.{side}")


def says_end(text: str, words: Words) -> bool:
    """Whether a part of a text is a word for the end: "finish! feel good". Alone, it may also stop a session."""
    return any(_is(_bare(clause, words), words, "hear.film_end") for clause in _CLAUSES.split(text))


def _begins(said: str, words: Words) -> bool:
    return any(said.startswith(f" {option} ") for key in _NOT_ALL for option in options_of(words, key))


def _begins_done(said: str, words: Words) -> bool:
    """Whether a text begins with a word for the end, and tells behind it how it was, without a mark between them: "done
    my knee was fine the whole time"."""
    first, _, rest = said.strip().partition(" ")
    is_end = first in options_of(words, "hear.film_done") and not _begins(f" {rest} ", words)
    return is_end and not options_of(words, "hear.film_told").isdisjoint(rest.split())


def _is_done(clauses: Iterable[str], words: Words) -> bool:
    return any(_is(clause, words, "hear.film_done") or _says_only(clause, words) for clause in clauses)


def _says_only(clause: str, words: Words) -> bool:
    """Whether a clause says "done" several times over and nothing else: "done, did both" without the comma."""
    said, options = clause.split(), _without(words, "hear.film_done")
    ends = {0}
    for start in range(len(said)):
        if start in ends:
            ends |= {end for end in range(start + 1, len(said) + 1) if " ".join(said[start:end]) in options}
    return bool(said) and len(said) in ends


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
