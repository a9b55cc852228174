"""Examples: which of many known meanings a sentence is nearest to, by example sentences of each.

The net behind the phrases and the ideas. `locale/<language>/examples/` holds the sentences, a class and a sentence a
line; `example_source` weighs their features into `examples.bin`, which is mapped and read here. Pure, once it is open.

A class is the value of a wish, `step.<value>` for a question about the step, or `faq.<entry>`; `none` is what asks for
nothing that there is.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from bot.i18n.catalogue import CATALOGUES
from bot.understanding.examples.example_features import features, number_of
from bot.understanding.text.packed_file import Packed, opened
from bot.understanding.wishes.wish_rules import Where

CONTENT = "examples"
NONE = "none"
# Steps of the stored numbers: of how rare a feature is, and of its weights.
RARITY_STEP = 1 / 20
# How far a difference of scores speaks for a meaning, found by cross-validation.
SHARPNESS = 8.0
# Meanings that only fit in a session, and those that hardly do.
_IN_WALK = frozenset(
    {"next", "back", "skip", "side_done", "other_side", "session_done", "stop_session", "first_side", "easier"}
    | {"repeat"}
)
_OUT_OF_WALK = frozenset({"start", "todays", "later", "not_today", "resume", "unwell"})
_UNLIKELY = 0.3
_IMPOSSIBLE = 9.0
# Of those who run the bot.
_OF_ADMINS = frozenset({"version", "stats", "broadcast", "admin_health", "admin_reached"})


class Meaning(NamedTuple):
    """A class of examples, and how likely it is meant, from 0 to 1."""

    name: str
    likelihood: float


def file_of(language: str) -> Path:
    """The file of a language's weights, whether it is there or not."""
    return CATALOGUES / language / "examples.bin"


def rank(
    text: str, ideas: Collection[str], language: str, where: Where, *, is_admin: bool = False
) -> tuple[Meaning, ...]:
    """All meanings of the examples, the likeliest first; empty for a language without examples."""
    weights = _weights(language)
    if weights is None:
        return ()
    scores = weights.scores(text, ideas)
    for number, name in enumerate(weights.names):
        if where is Where.WALK:
            scores[number] -= _UNLIKELY if name in _OUT_OF_WALK else 0
        elif name in _IN_WALK:
            scores[number] -= _IMPOSSIBLE
        if name in _OF_ADMINS and not is_admin:
            scores[number] -= _IMPOSSIBLE
    best = max(scores)
    raised = [math.exp(SHARPNESS * (score - best)) for score in scores]
    whole = sum(raised)
    ranked = sorted(range(len(scores)), key=lambda number: -scores[number])
    return tuple(Meaning(weights.names[number], raised[number] / whole) for number in ranked)


class _Weights:
    """What a file says: the classes, and for each feature how rare it is and the classes that it speaks for."""

    def __init__(self, content: Packed) -> None:
        facts, parts = content
        self.names: list[str] = facts["classes"]
        self._biases: list[float] = facts["biases"]
        self._step: float = facts["weight_step"]
        self._features, self._ends = parts["features"], parts["ends"]
        self._rarities, self._classes, self._weights = parts["rarities"], parts["classes"], parts["weights"]

    def scores(self, text: str, ideas: Collection[str]) -> list[float]:
        """The score of each class."""
        found: list[tuple[int, float]] = []
        square = 0.0
        for feature, times in features(text, ideas).items():
            number = number_of(feature)
            place = bisect_left(self._features, number)
            if place == len(self._features) or self._features[place] != number:
                continue
            value = (1 + math.log(times)) * self._rarities[place] * RARITY_STEP
            square += value * value
            found.append((place, value))
        scores = list(self._biases)
        length = math.sqrt(square) or 1.0
        for place, value in found:
            share = value / length * self._step
            entries = slice(self._ends[place], self._ends[place + 1])
            for number, weight in zip(self._classes[entries].tolist(), self._weights[entries].tolist(), strict=True):
                scores[number] += share * (weight - 128)
        return scores


@lru_cache(maxsize=8)
def _weights(language: str) -> _Weights | None:
    """A language's weights. Raises PackedFileUnusable when its file is damaged."""
    file = file_of(language)
    return _Weights(opened(file, CONTENT)) if file.exists() else None


def prepare(language: str) -> None:
    """Open the file of a language before the first person needs it."""
    _weights(language)


def facts_of(language: str) -> dict[str, Any]:
    """What a language's file says of itself."""
    return opened(file_of(language), CONTENT).facts
