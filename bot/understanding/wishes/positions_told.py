"""Positions told: which positions a text wants, and which it does not: "not on the floor, rather on a chair". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of, covered, is_said, phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.wishes.sentence import lexicon_of

POSITIONS = ("lying", "seated", "standing")
# Words by which a position of the same clause is not wanted, and those that begin another clause without a mark.
_NOT, _JOINTS = "hear.position_not", "hear.position_joints"
# Words before a position: that it is not there, that it is not wanted either, and what only sounds so.
_NONE, _REFUSED, _IDIOMS = "hear.position_none", "hear.position_refused", "hear.position_idioms"
# How somebody spends the day, in such a position, is none that they want.
_DAILY = "hear.position_daily"
# What stands beside a position without being one: "standing at my desk".
_SPOTS = "hear.position_spots"
# That something is for this day, and that it is for more days.
_ONCE, _FOR_GOOD = ("hear.only_today", "hear.position_once"), "hear.position_for_good"
# That a position is to stay as it is.
_STAYS = "hear.position_stays"
# The most words from one that says that there is none to the position.
_FURTHEST = 3
# The most words of a text that is a position in place of another.
_LONGEST_INSTEAD = 10
_SENTENCES = re.compile(r"[^.!?;\n\u061f]+[.!?;\n\u061f]*")
_ASKING = ("?", "\u061f")


class Told(NamedTuple):
    """Positions by their names in the library."""

    wanted: frozenset[str]
    denied: frozenset[str]


def read(text: str, words: Words) -> Told:
    """The positions that a text wants and denies; one that it does both with is denied."""
    told = _read(text, words)
    return Told(told.wanted - told.denied, told.denied)


def _read(text: str, words: Words) -> Told:
    """The same, where one that it does both with is both."""
    wanted, denied = set[str](), set[str]()
    none = frozenset(phrases_of(words, _REFUSED) or phrases_of(words, _NONE))
    for clause in clauses_of(_without(text, words, _IDIOMS), words, _JOINTS):
        is_refused = is_said(clause, words, _NOT)
        for position, is_missed in _missed_in(clause, words, none):
            (denied if is_refused or is_missed else wanted).add(position)
    return Told(frozenset(wanted), frozenset(denied))


def read_or_left(text: str, words: Words) -> str | None:
    """The one position that a text wants; a chair where it only says that the floor will not do: "no floor here". None
    for none, and for several."""
    told = _read(stated(text, words), words)
    if not told.wanted and "lying" in told.denied and "seated" not in told.denied:
        return "seated"
    wanted = told.wanted - told.denied
    return next(iter(wanted)) if len(wanted) == 1 else None


def is_for_today(text: str, words: Words) -> bool:
    """Whether a text means what it names for this day alone: "standing, but only for today"."""
    return is_said(text, words, *_ONCE) and not is_said(text, words, _FOR_GOOD)


def kept(text: str, words: Words) -> str | None:
    """The one position that is to stay in a text that says of another that it was for once: "my position should stay
    the floor, because standing was only meant for today". None for any other text."""
    clauses = clauses_of(text, words, _JOINTS)
    once = [one for one in clauses if is_said(one, words, "hear.only_today")]
    stays = [one for one in clauses if one not in once and is_said(one, words, _STAYS)]
    named, of_once = (
        {at for one in each for at in _named(plain(one).split(), words).values()} for each in (stays, once)
    )
    return named.pop() if len(named) == 1 and of_once - named else None


def others(text: str, words: Words, wanted: str) -> list[str]:
    """The positions besides the wanted one that an answer names, in clauses that deny nothing: "kitchen chair, and
    standing at the table. cant get down on floor"."""
    clauses = clauses_of(stated(text, words), words, _JOINTS)
    kept = [one for one in clauses if not is_said(one, words, _NOT, "hear.now.unwanted")]
    named = {position for one in kept for position in _named(plain(one).split(), words).values()}
    return [one for one in ("seated", "standing", "lying") if one in named and one != wanted]


def _named(tokens: Sequence[str], words: Words) -> dict[int, str]:
    """The positions that plain words of a clause name, by the places of these words."""
    named = {place: one for one in POSITIONS for place in covered(tokens, phrases_of(words, f"hear.position_{one}"))}
    spots = covered(tokens, phrases_of(words, _SPOTS))
    is_beside = not spots.issuperset(named)
    return {place: one for place, one in named.items() if not (is_beside and place in spots)}


def stated(text: str, words: Words) -> str:
    """A text without what it only tells or asks of positions: how somebody spends the day ("I sit all day"), and the
    question beside an answer ("on my mat, but can I choose a chair later?"). All of it where nothing else is said."""
    kept = list[str]()
    for sentence in _SENTENCES.findall(without_daily(text, words)):
        parts = clauses_of(sentence, words, _JOINTS)
        kept += parts[:-1] if sentence.rstrip().endswith(_ASKING) else parts
    said = ". ".join(kept)
    return said if _is_named(said, words) else without_daily(text, words)


def without_daily(text: str, words: Words) -> str:
    """A text without how somebody spends the day: "I sit all day at a desk"."""
    return _without(text, words, _DAILY)


def _without(text: str, words: Words, key: str) -> str:
    found = sorted(phrases_of(words, key), key=len, reverse=True)
    if not found or not is_said(text, words, key):
        return text
    phrases = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in found)
    return re.sub(rf"(?<!\w)(?:{phrases})(?!\w)", " ", text, flags=re.IGNORECASE)


def is_asked_beside(text: str, words: Words) -> bool:
    """Whether a text asks about a position beside one that it names: "the floor, but can I change to a chair?"."""
    asked = [part for part in _SENTENCES.findall(text) if part.rstrip().endswith(_ASKING)]
    clauses = [clauses_of(part, words, _JOINTS)[-1:] for part in asked]
    return stated(text, words) != text and any(_is_named(one, words) for each in clauses for one in each)


def instead(text: str, words: Words) -> str | None:
    """The one position of a text that is that and the denial of another: "I said the floor, not the chair". None for
    anything else."""
    first = plain(text).split()[:1]
    is_asked = text.rstrip().endswith(_ASKING) or not lexicon_of(words.catalogue).asks.isdisjoint(first)
    if is_asked or len(text.split()) > _LONGEST_INSTEAD:
        return None
    told = missed(text, words)
    is_told = len(told.wanted) == 1 and bool(told.denied) and not _goes_on(text, words, told.denied)
    return next(iter(told.wanted)) if is_told else None


def _goes_on(text: str, words: Words, denied: frozenset[str]) -> bool:
    """Whether more is said of a position that is denied: "no floor space here"."""
    keys = [f"hear.position_{one}" for one in POSITIONS]
    for clause in clauses_of(text, words, _JOINTS):
        tokens = plain(clause).split()
        named = {place for key in keys for place in covered(tokens, phrases_of(words, key))}
        ends = {place for one in denied for place in covered(tokens, phrases_of(words, f"hear.position_{one}"))}
        behind = tokens[max(ends) + 1 :] if ends and named else []
        if behind and not named.intersection(range(max(ends) + 1, len(tokens))):
            return True
    return False


def _is_named(text: str, words: Words) -> bool:
    return is_said(text, words, *(f"hear.position_{one}" for one in POSITIONS))


def missed(text: str, words: Words, key: str = _NONE) -> Told:
    """The positions that a text names, and those right behind a word of `key`, which says that they are not there:
    "this is sitting, not standing", "no standing one?"."""
    wanted, denied = set[str](), set[str]()
    none = frozenset(phrases_of(words, key))
    for clause in clauses_of(text, words):
        for position, is_missed in _missed_in(clause, words, none):
            (denied if is_missed else wanted).add(position)
    return Told(frozenset(wanted - denied), frozenset(denied))


def _missed_in(clause: str, words: Words, none: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """The positions that a clause names, each with whether one of these words stands right before it."""
    tokens = plain(clause).split()
    named = _named(tokens, words)
    for place, position in named.items():
        before = tokens[max(0, place - _FURTHEST) : place]
        # "Not seated but standing" says no of the first alone.
        before = before[max((at for at in range(len(before)) if place - len(before) + at in named), default=-1) + 1 :]
        if place - 1 in named and not before:
            continue
        # "Standing no", at the end.
        before += [word for word in tokens[place + 1 :][-1:] if len(tokens) == place + 2]
        yield position, not none.isdisjoint(before)
