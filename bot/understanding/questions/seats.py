"""Seats: whether an office chair, an armchair, a sofa or a stool will do. Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said

# The least steady first: what rolls is named, though it has arms, too.
KINDS = ("rolls", "sofa", "armchair", "stool", "arms")
_ASKS = "hear.seat.asks"
# The most words of such a question, and of one that is asked without a mark.
_LONGEST, _LONGEST_UNMARKED = 40, 14
# The same of a chair that is only told to have arms.
_LONGEST_TOLD = 7


def asked_about(text: str, words: Words) -> str | None:
    """The kind of seat that a question is about: one of `KINDS`, `rolls_or_steady` where a steady one is named beside
    one that rolls, `arms_or_stool` where a chair with arms stands beside a stool, and `steady` beside another: "should
    I fetch one from the dining room?". None for any other text; `hold_rolls` is what rolls and is held for balance."""
    if _holds_what_rolls(text, words):
        return "hold_rolls"
    count, has_arms = len(text.split()), is_said(text, words, "hear.seat.arms")
    is_marked = "?" in text or "\u061f" in text
    if has_arms and count <= _LONGEST_TOLD:
        # "My dining chair has arms."
        return "arms"
    if count > _LONGEST or (not is_marked and count > _LONGEST_UNMARKED) or not is_said(text, words, _ASKS):
        return None
    kind = next((one for one in KINDS if is_said(text, words, f"hear.seat.{one}")), None)
    if kind == "sofa" and is_said(text, words, "hear.seat.loose"):
        # A cushion of it is no seat.
        return None
    if kind == "stool" and has_arms:
        return "arms_or_stool"
    if kind in (None, "arms") or not is_said(text, words, "hear.seat.steady"):
        return kind
    return "rolls_or_steady" if kind == "rolls" else "steady"


def _holds_what_rolls(text: str, words: Words) -> bool:
    """Whether it is asked if something that rolls may be held: "can I hold on to my scooter?"."""
    is_asked = "?" in text or "\u061f" in text or is_said(text, words, _ASKS)
    is_short = len(text.split()) <= _LONGEST_UNMARKED
    return is_asked and is_short and all(is_said(text, words, f"hear.seat.{name}") for name in ("holds", "wheeled"))
