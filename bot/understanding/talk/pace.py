"""Pace: what is said of the time that steps take: more of it is wanted, it is asked how long each gets, or a film was
too fast to follow. Pure."""

from __future__ import annotations

from enum import StrEnum

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said


class Pace(StrEnum):
    """What is said of the time of steps."""

    LONGER = "longer"
    EACH = "each"
    TOO_FAST = "too_fast"


# The most words of such a text.
_LONGEST = 24
# For each the groups of phrases that have to stand in a text; the first that fits counts.
_RULES: tuple[tuple[Pace, tuple[str, ...]], ...] = (
    (Pace.LONGER, ("longer", "each")),
    (Pace.EACH, ("how_long", "each")),
    (Pace.TOO_FAST, ("too_fast",)),
)


def read(text: str, words: Words) -> Pace | None:
    """What a text says of the time of steps; None for anything else."""
    if len(text.split()) > _LONGEST or _says(text, words, "not"):
        return None
    if is_said(text, words, "hear.way_told.steps") and _says(text, words, "too_fast"):
        # "Too fast for me, rather step by step" wants the steps.
        return None
    return next((kind for kind, groups in _RULES if all(_says(text, words, group) for group in groups)), None)


def _says(text: str, words: Words, group: str) -> bool:
    return is_said(text, words, f"hear.pace.{group}")
