"""Ideas that a sentence names in the words of another language's own answers: positions, what lasts, what is short,
what is denied, and places behind what leads to them. Pure.

So a language needs no list of ideas: its answers tell them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from bot.i18n.catalogue import Words
from bot.understanding import place_phrases
from bot.understanding.idea_rules import PLACE
from bot.understanding.ideas import LASTING, LONGEST, Spoken
from bot.understanding.phrase_patterns import plain
from bot.understanding.place_search import is_name_of_place

SHORT = "short"
# The ideas of positions and of lengths, and the answers that name them.
_NAMED_BY: Mapping[str, str] = {
    "floor": "hear.position_lying",
    "chair": "hear.position_seated",
    "standing": "hear.position_standing",
    SHORT: "hear.short",
    LASTING: "hear.way_always",
}
_DENIED_BY = "hear.but"
# The shortest word that names an idea.
_SHORTEST = 3


def beside(spoken: Spoken, text: str, words: Words, is_place: Callable[[str], bool] = is_name_of_place) -> Spoken:
    """What a sentence speaks of, with what it names in the person's own language; the same of English."""
    if not words.is_translated:
        return spoken
    said = f" {plain(text[:LONGEST])} "
    named = {idea for idea, key in _NAMED_BY.items() if any(phrase in said for phrase in _phrases(words, key))}
    details = dict(spoken.details)
    if PLACE not in details and (place := place_phrases.named_in(text[:LONGEST], words, is_place)):
        details[PLACE] = place
        named.add(PLACE)
    is_denied = spoken.is_denied or any(phrase in said for phrase in _phrases(words, _DENIED_BY))
    return replace(spoken, ideas=spoken.ideas | named, details=details, is_denied=is_denied)


@cache
def _phrases(words: Words, key: str) -> tuple[str, ...]:
    told = (plain(option) for option in words.own_options(key))
    return tuple(f" {phrase} " for phrase in dict.fromkeys(told) if len(phrase) >= _SHORTEST)
