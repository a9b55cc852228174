"""Positions told: which positions a text wants, and which it does not: "not on the floor, rather on a chair". Pure."""

from __future__ import annotations

from typing import NamedTuple

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of, covered, is_said, phrases_of
from bot.understanding.text.phrase_patterns import plain

POSITIONS = ("lying", "seated", "standing")
# Words by which a position of the same clause is not wanted, and those that begin another clause without a mark.
_NOT, _JOINTS = "hear.position_not", "hear.position_joints"
# The most words from one that says that there is none to the position.
_FURTHEST = 3


class Told(NamedTuple):
    """Positions by their names in the library."""

    wanted: frozenset[str]
    denied: frozenset[str]


def read(text: str, words: Words) -> Told:
    """The positions that a text wants and denies; one that it does both with is denied."""
    wanted, denied = set[str](), set[str]()
    for clause in clauses_of(text, words, _JOINTS):
        named = {one for one in POSITIONS if is_said(clause, words, f"hear.position_{one}")}
        (denied if named and is_said(clause, words, _NOT) else wanted).update(named)
    return Told(frozenset(wanted - denied), frozenset(denied))


def missed(text: str, words: Words) -> Told:
    """The positions that a text names, and those right behind a word that says that they are not there: "this is
    sitting, not standing", "no standing one?"."""
    wanted, denied = set[str](), set[str]()
    none = frozenset(phrases_of(words, "hear.position_none"))
    for clause in clauses_of(text, words):
        tokens = plain(clause).split()
        named = {
            place: one for one in POSITIONS for place in covered(tokens, phrases_of(words, f"hear.position_{one}"))
        }
        for place, position in named.items():
            before = tokens[max(0, place - _FURTHEST) : place]
            # "Not seated but standing" says no of the first alone.
            before = before[
                max((at for at in range(len(before)) if place - len(before) + at in named), default=-1) + 1 :
            ]
            if place - 1 in named and not before:
                continue
            # "Standing no", at the end.
            before += [word for word in tokens[place + 1 :][-1:] if len(tokens) == place + 2]
            (wanted if none.isdisjoint(before) else denied).add(position)
    return Told(frozenset(wanted - denied), frozenset(denied))
