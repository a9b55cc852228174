"""A clock that is asked for by the place where somebody is: "I have arrived in Singapore, so please use local time".
Pure.

The words are in the catalogue: `hear.clock_asked` ("local time"), `hear.place.here` ("arrived in"),
`hear.place.to_come` ("flying to"), `hear.not_there_yet` ("I'll tell you once").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.i18n.catalogue import Words
from bot.understanding.places.lived_in import bare, end_of_name, or_unbent, places_behind
from bot.understanding.text.own_clauses import is_said, phrases_of

# The most words between a condition and the place that it speaks of: "once I have arrived in".
_MOST_BETWEEN = 3
_EDGES = " .,;:!?\"'()"


@dataclass(frozen=True, slots=True)
class ClockAsked:
    """The place whose clock is asked for, as typed. `is_there`: somebody says that they are there already."""

    place: str
    is_there: bool


def read(text: str, words: Words, is_place: Callable[[str], bool]) -> ClockAsked | None:
    """The clock that a text asks for; None where it asks for none, or names no place, or several."""
    typed, is_place = text.split(), or_unbent(words, is_place)
    timed = {" ".join(typed[first:end]).strip(_EDGES) for first, end in _before_time(typed, words, is_place)}
    if not timed and not is_said(text, words, "hear.clock_asked"):
        return None
    here = {
        " ".join(typed[name:end]).strip(_EDGES)
        for first, name, end in places_behind(typed, words, "hear.place.here", is_place)
        if not _is_condition(typed, first, words)
    }
    is_to_come = is_said(text, words, "hear.place.to_come")
    named = timed or here
    if len(named) != 1 or (not here and not is_to_come):
        return None
    return ClockAsked(named.pop(), is_there=bool(here) and not is_to_come)


def is_not_there_yet(text: str, words: Words, is_place: Callable[[str], bool]) -> bool:
    """Whether somebody will tell when they are in another place, and names one: "I'll let you know once I am in
    Rome"."""
    typed, is_place = text.split(), or_unbent(words, is_place)
    is_told = is_said(text, words, "hear.not_there_yet")
    places = places_behind(typed, words, "hear.place.here", is_place)
    return is_told and any(_is_condition(typed, first, words) for first, _, _ in places)


def _is_condition(typed: list[str], first: int, words: Words) -> bool:
    before = [bare(word) for word in typed[max(0, first - _MOST_BETWEEN) : first]]
    return not set(before).isdisjoint(phrases_of(words, "hear.conditions"))


def _before_time(typed: list[str], words: Words, is_place: Callable[[str], bool]) -> list[tuple[int, int]]:
    """(first word, word after the last) of each place before the word for time: "in Singapore time"."""
    times = phrases_of(words, "hear.place.time")
    found: list[tuple[int, int]] = []
    for begin in range(len(typed)):
        end = end_of_name(typed, begin, is_place)
        if end > begin and end < len(typed) and bare(typed[end]) in times:
            found.append((begin, end))
    return found[:1]
