"""The place where somebody is, of those that a sentence names: not the one that they come from, nor the one that they
are back from. "I live Dublin but from Poland" leaves "I live in Dublin". Pure.

The words are in the catalogue: `hear.place.origin` ("come from"), `hear.place.lived` ("live in"),
`hear.place.lived.bare` ("live"), `hear.place.left` ("away in"), `hear.place.is_back` ("I'm back now").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.i18n.catalogue import Words
from bot.understanding.places import place_phrases
from bot.understanding.text.own_clauses import is_said, phrases_of
from bot.understanding.text.phrase_patterns import plain

_ORIGIN, _LIVED, _BARE = "hear.place.origin", "hear.place.lived", "hear.place.lived.bare"
_LEFT, _IS_BACK = "hear.place.left", "hear.place.is_back"
# The most words of a name, and its fewest letters.
_MOST_WORDS, _SHORTEST = 3, 3
_EDGES = " .,;:!?\"'()"


def alone(text: str, words: Words, is_place: Callable[[str], bool]) -> str:
    """The text without the places where somebody is not, and with a word that leads to the one where they are. The text
    as it is where it names but one."""
    is_place = or_unbent(words, is_place)
    typed = text.split()
    origin = places_behind(typed, words, _ORIGIN, is_place)
    not_here = {place for first, _, end in origin for place in range(first, end)}
    # "Down the road" begins no name: behind a bare word the clause has to end with it.
    joints = {*phrases_of(words, f"{_ORIGIN}.joints"), *phrases_of(words, f"{_ORIGIN}.behind"), "now"}
    unled = [
        name
        for first, name, end in places_behind(typed, words, _BARE, is_place)
        if first not in not_here and (end == len(typed) or typed[end - 1][-1] in ",.;" or bare(typed[end]) in joints)
    ]
    lived = [name for _, name, _ in places_behind(typed, words, _LIVED, is_place) if name not in not_here]
    if origin and not lived and not unled and is_place(name := text.split(",")[0].split(".")[0].strip()):
        # "Dublin. But I come from Krakow."
        return name
    cut: set[int] = set()
    for first, _, end in origin if lived or unled else ():
        begin = first
        while begin and bare(typed[begin - 1]) in phrases_of(words, f"{_ORIGIN}.joints"):
            begin -= 1
        while end < len(typed) and bare(typed[end]) in phrases_of(words, f"{_ORIGIN}.behind"):
            end += 1
        cut |= set(range(begin, end))
    if is_said(text, words, _IS_BACK):
        # Of "away in Montreal" the journey stays.
        left = places_behind(typed, words, _LEFT, is_place)
        cut |= {place for _, name, end in left for place in range(name - 1, end)}
    leads = words.own_options(f"{_LIVED}.lead")
    if not cut and not (unled and leads):
        return text
    kept = [f"{leads[0]} {word}" if leads and at in unled else word for at, word in enumerate(typed) if at not in cut]
    return " ".join(kept).strip(" ,;") or text


def places_behind(
    typed: Sequence[str], words: Words, key: str, is_place: Callable[[str], bool]
) -> list[tuple[int, int, int]]:
    """(first word of a phrase, first word of the name behind it, word after the name) of each phrase of a key that
    leads to a place."""
    said = [bare(word) for word in typed]
    found: list[tuple[int, int, int]] = []
    for first in range(len(said)):
        for size in range(4, 0, -1):
            phrase = " ".join(said[first : first + size])
            begin = first + size
            end = end_of_name(typed, begin, is_place) if phrase in phrases_of(words, key) else begin
            if end > begin:
                found.append((first, begin, end))
                break
    return found


def end_of_name(typed: Sequence[str], begin: int, is_place: Callable[[str], bool]) -> int:
    """The word after the longest name of a place that begins there; `begin` for none."""
    for end in range(min(len(typed), begin + _MOST_WORDS), begin, -1):
        name = " ".join(typed[begin:end]).strip(_EDGES)
        if len(name) >= _SHORTEST and is_place(name):
            return end
    return begin


def or_unbent(words: Words, is_place: Callable[[str], bool]) -> Callable[[str], bool]:
    """Whether a name is one of a place, also as it is bent in sentences of other languages."""

    def is_own(name: str) -> bool:
        return is_place(name) or place_phrases.country_called(name, words) is not None

    def reads(name: str) -> bool:
        if place_phrases.is_none(name, words):
            return False
        return is_own(name) or any(place_phrases.unbent(name.casefold(), words, is_own))

    return reads


def bare(word: str) -> str:
    """A word as phrases have it, without the marks around it."""
    return plain(word.strip(_EDGES))
