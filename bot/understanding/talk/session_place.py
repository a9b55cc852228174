"""Session place: where a session that waits is to go on, in somebody's own words: at the side that is left, or at its
beginning; and that a step is done so many times. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said, phrases_of
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.text.written_forms import is_question

# The most words of such a sentence, of one that says how often a step was done, and of one that ends with a number.
LONGEST, LONGEST_ROUNDS, LONGEST_COUNT = 20, 8, 4
# How far from a side the word stands that says it is done.
_BEFORE, _AFTER = 3, 2


def wants_start(text: str, words: Words) -> bool:
    """Whether a text wants a session from its first step; not where it asks how that is, or denies it."""
    if len(text.split()) > LONGEST or not is_said(text, words, "hear.going_on.start"):
        return False
    if is_said(text, words, "hear.going_on.start_not"):
        return False
    return not is_question(text) or is_said(text, words, "hear.going_on.may")


def wants_side(text: str, words: Words, side: str, done: str) -> bool:
    """Whether a text wants to go on with `side`, the one that is left; `done` is the other one."""
    if len(text.split()) > LONGEST or is_said(text, words, "hear.going_on.side_not"):
        return False
    if is_question(text) and not is_said(text, words, "hear.going_on.may"):
        return False
    if not is_said(text, words, "hear.going_on.go") or _is_told_done(text, words, side):
        return False
    if is_said(text, words, "hear.going_on.other"):
        return True
    return _is_named(text, words, side) and (not _is_named(text, words, done) or _is_told_done(text, words, done))


def tells_side_done(text: str, words: Words, side: str, *, behind: int = _AFTER) -> bool:
    """Whether a text says of a side, named by its name, that it is done, at most so many words `behind` it."""
    return _is_told_done(text, words, side, behind)


def misses_side(text: str, words: Words) -> bool:
    """Whether a text says of a side that it was not done, or asks what becomes of it."""
    is_short = len(text.split()) <= LONGEST
    names = is_said(text, words, "hear.going_on.other", "hear.side.left", "hear.side.right", "hear.going_on.one_side")
    return is_short and names and is_said(text, words, "hear.going_on.missing")


def tells_rounds(text: str, words: Words) -> bool:
    """Whether a text says that a step was done so many times: "so, three times done"."""
    if len(text.split()) > LONGEST_ROUNDS or is_question(text):
        return False
    if is_said(text, words, "hear.going_on.times_not"):
        return False
    if _counts(text, words) and is_said(text, words, "hear.going_on.did", "hear.going_on.that_is"):
        return True
    return is_said(text, words, "hear.going_on.times") and is_said(text, words, "hear.going_on.did")


def _counts(text: str, words: Words) -> bool:
    """Whether a number stands before a word for rounds: "8 time", "six of them"; or at the end of a short text."""
    said = [word for word in plain(text).split() if word != STOP]
    numbers = frozenset(phrases_of(words, "hear.going_on.numbers"))
    nouns = phrases_of(words, "hear.going_on.rounds")
    places = [index for index, word in enumerate(said) if word.isdecimal() or word in numbers]
    return any(
        (index == len(said) - 1 and len(said) <= LONGEST_COUNT) or _begins(said[index + 1 :], nouns) for index in places
    )


def _begins(said: Sequence[str], phrases: Sequence[str]) -> bool:
    return any(list(said[: len(one.split())]) == one.split() for one in phrases)


def _is_named(text: str, words: Words, side: str) -> bool:
    return is_said(text, words, f"hear.side.{side}")


def _is_told_done(text: str, words: Words, side: str, behind: int = _AFTER) -> bool:
    """Whether a word for what is done stands shortly before or behind a side's name."""
    spoken = plain(text).split()
    names = {plain(option) for option in words.own_options(f"hear.side.{side}")}
    for place in (index for index, word in enumerate(spoken) if word in names):
        before, after = spoken[max(0, place - _BEFORE) : place], spoken[place + 1 : place + 1 + behind]
        if is_said(" ".join(before), words, "hear.going_on.did"):
            return True
        if is_said(" ".join(after), words, "hear.going_on.already"):
            return True
    return False
