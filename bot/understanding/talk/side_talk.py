"""Side talk: which leg is to begin, whether to turn over, and which steps are to be passed, in somebody's own words.
Pure."""

from __future__ import annotations

from enum import StrEnum

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.written_forms import is_question

# Longer texts are a story; the most words of one that leaves a step out.
LONGEST, LONGEST_WITHOUT = 30, 14
LEFT, RIGHT, OTHER = "left", "right", "other"


class Passed(StrEnum):
    """What is passed in a session."""

    SIDE = "side"  # enough of this side, on to the other one
    STEP = "step"  # this step is left out
    SETUP = "setup"  # on to the first step that moves
    MOVES = "moves"  # on to the step that repeats


def begins_with(text: str, words: Words, *, finishes: bool = False) -> str | None:
    """The side that a text wants first, `OTHER` for the one that does not come first; None for none, and for a question
    about it. `finishes`: also the one that is to be finished."""
    if len(text.split()) > LONGEST or _says(text, words, "first_not"):
        return None
    is_wished = not is_question(text) or _says(text, words, "may")
    is_first = _says(text, words, "first") or (finishes and _says(text, words, "finish"))
    if not is_wished or not is_first:
        return None
    named = [side for side in (LEFT, RIGHT) if _says(text, words, f"first_{side}")]
    if not named and _says(text, words, "other"):
        return OTHER
    named = named or [side for side in (LEFT, RIGHT) if is_said(text, words, f"hear.side.{side}")]
    return named[0] if len(named) == 1 and _says(text, words, "leg") else None


def asks_to_turn(text: str, words: Words) -> bool:
    """Whether a text asks if somebody has to turn over for the side that works."""
    return len(text.split()) <= LONGEST and _says(text, words, "turn") and not _says(text, words, "turn_not")


def passes(text: str, words: Words) -> Passed | None:
    """What a text passes in a session; None for nothing."""
    count = len(text.split())
    if count > LONGEST or _says(text, words, "pass_not"):
        return None
    if _says(text, words, "enough") and _says(text, words, "other"):
        return Passed.SIDE
    if _says(text, words, "go_to") and _says(text, words, "rounds"):
        return Passed.MOVES
    if _says(text, words, "no_setup"):
        return Passed.SETUP
    return Passed.STEP if count <= LONGEST_WITHOUT and not is_question(text) and _says(text, words, "without") else None


def _says(text: str, words: Words, group: str) -> bool:
    return is_said(text, words, f"hear.side_talk.{group}")
