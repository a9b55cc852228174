"""Places that are told again, after a wrong one: "no, Chesterfield in England", "I'm not in Brazil, I'm in Leeds".

English alone, as the sentences of `place_sentences` are. Pure: the names of places come in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.understanding.places.place_sentences import opened
from bot.understanding.text.written_forms import is_question

# The most words of the name of a place with its country.
LONGEST = 5

_NO = re.compile(r"^(?:(?:no|nope|sorry|wrong)\b[ ,.!]*)+", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:am|are|is|was|do|dont|don't)? ?not (?:live )?(?:in|from|at) [^,.;!?]*?(?=[,.;!?]|\bbut\b|$)", re.IGNORECASE
)
_BORDER = re.compile(r"[,.;!]|\bbut\b", re.IGNORECASE)
_POLITE = re.compile(r"[ ,]*\b(?:please|thanks|thank you|instead|of course)\b[ .!]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correction:
    """A place, as it was typed, with its country behind a comma. `is_told`: words lead to it ("I live in")."""

    place: str
    is_told: bool


def denies(text: str) -> bool:
    """Whether a text says where somebody is not."""
    return _DENIED.search(text) is not None


def read(text: str, is_place: Callable[[str], bool]) -> Correction | None:
    """The place that a text tells instead of another; None where it denies none, or names none."""
    rest = _NO.sub("", text.strip())
    kept = _DENIED.sub(" ", rest)
    if (rest == text.strip() and kept == rest) or is_question(text):
        return None
    for begin in (0, *(border.end() for border in _BORDER.finditer(kept))):
        bare, is_told = opened(_POLITE.sub("", kept[begin:].strip(" ,.!;")))
        name = " ".join(bare.strip(" ,.!;").split())
        parts = [part.strip() for part in re.split(r", ?| in ", name)]
        named = [part for number, part in enumerate(parts[:2]) if is_place(part) and all(map(is_place, parts[:number]))]
        is_name = len(name.split()) <= LONGEST and bool(named)
        if is_name and (is_told or (len(named) == len(parts) and _written(name, text)[:1].isupper())):
            return Correction(", ".join(_written(part, text) for part in named), is_told)
    return None


def _written(name: str, text: str) -> str:
    """A name as it stands in the text."""
    at = text.casefold().find(name.casefold())
    return text[at : at + len(name)] if at >= 0 else name
