"""Sided texts: those that differ between the two sides of a movement.

An English text that speaks of a side is one pattern with {side} and {other}. A translated one is written out for each
side, because most languages inflect the word: "das rechte Knie", "auf der rechten Seite". Frozen data, no I/O.
"""

from __future__ import annotations

from typing import Literal


class Sided(str):
    """A text that is written out for each working side. As a plain string it is that of the right side."""

    __slots__ = ("left",)
    left: str

    def __new__(cls, *, left: str, right: str) -> Sided:
        """Both texts, for the side that works."""
        text = super().__new__(cls, right)
        text.left = left
        return text

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) is True and isinstance(other, Sided) and self.left == other.left

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return str.__hash__(self)


def said_on(text: str, side: Literal["right", "left"]) -> str:
    """A text while a side works: that side's own where it is written out, else the text itself."""
    if isinstance(text, Sided):
        return text.left if side == "left" else str(text)
    return text
