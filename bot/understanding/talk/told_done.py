"""Told done: that all of a session was done, in a text that tells more: "my tea is ready, so I did the rest on my own",
and that today is to count. Pure."""

from __future__ import annotations

from functools import lru_cache

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of, covered, is_only, is_said, phrases_of
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.text.spelling import SHORTEST_CORRECTED, corrected

# Phrases of it, under `hear.step_told.<name>`.
_DID, _WHOLE, _NOT = "hear.step_told.did", "hear.step_told.whole", "hear.step_told.not"
_FINISHED, _ME_FINISHED = "hear.step_told.finished", "hear.step_told.me_finished"
_FIRST, _TOLD, _NOT_ME = "hear.step_told.finished_first", "hear.film_told", "hear.step_told.not_me"
_IT, _COUNT, _PUT_DOWN = "hear.step_told.it_done", "hear.step_told.count", "hear.step_told.put_down"
_COUNTS = "hear.step_told.it_counts"
_COUNT_NOT, _NOT_AFTER = "hear.step_told.count_not", "hear.step_told.not_after"
# The most words from what was done to all of it, before it that deny it, and behind it that tell of another time.
FURTHEST, BEFORE, BEHIND = 7, 4, 3
# The fewest words of another clause beside "I'm finished": alone that is a word of the step.
_BESIDE = 3


def tells_all(text: str, words: Words) -> bool:
    """Whether a clause of a text says that all of a session was done, and nothing in it denies that."""
    if words.is_translated:
        return any(_says_whole(one, words) and not is_said(one, words, _NOT) for one in clauses_of(text, words))
    return any(_tells(one, words) for one in clauses_of(text, words))


def tells_me_finished(text: str, words: Words) -> bool:
    """Whether a text says that somebody is finished, in a clause of its own, beside one that tells something else."""
    parts = [_spelled(one, words) for one in clauses_of(text, words)]
    others = [one for one in parts if not is_only(one, words, _ME_FINISHED)]
    if len(others) < len(parts) and any(len(one.split()) >= _BESIDE for one in others):
        return True
    if len(parts) > 1 and is_only(parts[0], words, _FIRST) and is_said(" ".join(parts[1:]), words, _TOLD):
        return True
    return any(_ends_finished(one, words) for one in parts)


def _ends_finished(part: str, words: Words) -> bool:
    """ "I did the other leg yesterday so I'm finished"."""
    said = f" {part}"
    for phrase in phrases_of(words, _ME_FINISHED):
        before = said.removesuffix(f" {phrase}")
        if before != said and len(before.split()) >= _BESIDE:
            return not is_said(" ".join(before.split()[-BEFORE:]), words, _NOT_ME)
    return False


def wants_counted(text: str, words: Words) -> bool:
    """Whether a text wants today to count, as somebody who did it all: "put it down as done", "I finished it, does that
    count?"."""
    said = _spelled(text, words)
    if is_said(said, words, _COUNT_NOT):
        return False
    if is_said(said, words, _PUT_DOWN):
        return True
    return is_said(said, words, _COUNT) and (is_said(said, words, _IT) or tells_all(text, words))


def asks_if_counted(text: str, words: Words) -> bool:
    """Whether a text tells that it is done, and asks whether that counts: "does it count though? I finished it"."""
    return is_said(text, words, _COUNTS) and wants_counted(text, words)


def speaks_of_counting(text: str, words: Words) -> bool:
    """Whether a text has a word for what counts in it."""
    return is_said(text, words, _COUNT)


def denies(text: str, words: Words) -> bool:
    """Whether a text says that all of it was not done: "lovely, but I have not done the whole thing"."""
    return any(_tells(one, words, denied=True) for one in clauses_of(text, words))


def _says_whole(part: str, words: Words) -> bool:
    return is_said(part, words, _FINISHED) or (is_said(part, words, _DID) and is_said(part, words, _WHOLE))


def _tells(part: str, words: Words, *, denied: bool = False) -> bool:
    """Whether words for "did" and "all of it" stand near each other, and none of another time behind them; with a word
    that denies it before them, or (`denied`) only with one."""
    said = [word for word in _spelled(part, words).split() if word != STOP]
    did, whole = (covered(said, phrases_of(words, key)) for key in (_DID, _WHOLE))
    none, other = covered(said, phrases_of(words, _NOT)) - whole, covered(said, phrases_of(words, _NOT_AFTER))
    for first in sorted(did):
        ends = [at for at in whole if first <= at <= first + FURTHEST]
        if not ends:
            continue
        is_denied = not none.isdisjoint(range(first - BEFORE, max(ends) + 1))
        is_other = not other.isdisjoint(range(max(ends) + 1, max(ends) + 1 + BEHIND))
        if is_denied == denied and not is_other:
            return True
    return False


def _spelled(text: str, words: Words) -> str:
    """The plain text with slips in the words of it put right: "boath legs"."""
    known, correctable = _vocabulary(words)
    return " ".join(corrected(word, known, correctable) for word in plain(text).split())


@lru_cache(maxsize=8)
def _vocabulary(words: Words) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words that are no slips, and those that a slip may be one of."""
    told = frozenset(_each(words, _DID, _WHOLE, _FINISHED, _ME_FINISHED))
    known = told | frozenset(_each(words, _NOT, _NOT_AFTER, _COUNT, _PUT_DOWN))
    return known, tuple(sorted(word for word in told if len(word) >= SHORTEST_CORRECTED))


def _each(words: Words, *keys: str) -> list[str]:
    return [word for key in keys for phrase in phrases_of(words, key) for word in phrase.split()]
