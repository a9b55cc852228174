"""Progression: when to suggest a level more or less, and which movement comes next.

A level more or less is only ever suggested: nothing changes until the person says so. The order of movements is the
library's, unless some are to come more or less often. Pure: walks and tastes come in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from bot.habits.streaks import FULL_FORM
from storage.records.diary import WalkSummary
from storage.records.person import Feel, WalkState

# Good walks in a row, at the usual level, after which a level more is suggested.
GOOD_IN_A_ROW = 4
# Movements finished last that are remembered.
KEPT = 12
# How much more a movement comes for each walk that it was not: by taste, and without one.
WEIGHTS: Mapping[str, float] = MappingProxyType({"more": 2.0, "less": 0.5})
USUAL_WEIGHT = 1.0

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """To go `up` or `down` to a level, an index in the variation's levels, from now on and without asking."""

    direction: Direction
    level: int


def suggest(walks: Sequence[WalkSummary], usual: int, asked_after: int, most_level: int) -> Suggestion | None:
    """What to suggest after these walks of one variation, oldest first; None when it is good as it is.

    `usual` is the level up to which a walk goes without asking, `most_level` the highest there is, both counted from 0.
    `asked_after` is the number of the walk after which something was last suggested: only later ones count.

    Up after GOOD_IN_A_ROW finished walks in full form that reached the usual level, all good; pain in any walk, and a
    hard one, restart the count, and a good one that ended below the usual level changes nothing. Down when the
    newest finished walk in full form was hard and went no further than usual.
    """
    since = [walk for walk in walks if walk.number > asked_after]
    newest = next((walk for walk in reversed(since) if _counts(walk)), None)
    if newest is not None and newest.feel is Feel.HARD and usual > 0 and newest.reached <= usual:
        return Suggestion("down", usual - 1)
    if usual < most_level and _good_in_a_row(since, usual) >= GOOD_IN_A_ROW:
        return Suggestion("up", usual + 1)
    return None


def next_movement(order: Sequence[str], recent: Sequence[str], tastes: Mapping[str, str]) -> str | None:
    """The movement of `order`, the library's, that comes next; None when there is none.

    `recent` are the movements finished last, newest last; KEPT of them count. `tastes` says "more" or "less". Where
    no taste tells the movements apart, it is the one after the last finished. Otherwise the one with most walks since
    it was last finished, times its weight; of equals the heaviest, then the first in turn. So the one finished last
    comes again only when there is no other. None is left out for good: what is not among KEPT walks at all comes first.
    """
    if not order:
        return None
    kept = recent[-KEPT:]
    last = next((movement for movement in reversed(kept) if movement in order), None)
    first = 0 if last is None else order.index(last) + 1
    in_turn = [*order[first:], *order[:first]]
    weights = {movement: WEIGHTS.get(tastes.get(movement, ""), USUAL_WEIGHT) for movement in order}
    if len(set(weights.values())) == 1:
        return in_turn[0]
    since: dict[str, int] = {}
    for walks, movement in enumerate(reversed(kept)):
        since.setdefault(movement, walks)
    never = len(kept) + 1
    if never > KEPT and (left_out := [movement for movement in in_turn if movement not in since]):
        return left_out[0]
    # The heaviest first: with three movements, and one that is to come more often, there are nothing but ties.
    return max(in_turn, key=lambda each: (weights[each] * since.get(each, never), weights[each]))


def _counts(walk: WalkSummary) -> bool:
    return walk.state is WalkState.DONE and walk.form == FULL_FORM


def _good_in_a_row(walks: Sequence[WalkSummary], usual: int) -> int:
    """How many good walks at the usual level or above it there are at the end."""
    good = 0
    for walk in reversed(walks):
        if walk.feel is Feel.HURT:
            break
        if not _counts(walk) or (walk.reached < usual and walk.feel is not Feel.HARD):
            continue
        if walk.feel is not Feel.GOOD:
            break
        good += 1
    return good
