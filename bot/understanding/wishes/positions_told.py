"""Positions told: which positions a text wants, and which it does not: "not on the floor, rather on a chair". Pure."""

from __future__ import annotations

from typing import NamedTuple

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of, is_said

POSITIONS = ("lying", "seated", "standing")
# Words by which a position of the same clause is not wanted, and those that begin another clause without a mark.
_NOT, _JOINTS = "hear.position_not", "hear.position_joints"


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
