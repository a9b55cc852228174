"""Where somebody is from: "I'm from Leeds", "ich komme aus Bremen". Only a place that is known counts: "I'm from the
physio" names none. Pure."""

from __future__ import annotations

from collections.abc import Callable

from bot.i18n.catalogue import Words
from bot.understanding.places import place_phrases
from bot.understanding.text.own_clauses import clauses_of, phrases_of
from bot.understanding.text.phrase_patterns import plain

# The most words of a name, and its fewest letters.
_MOST_WORDS, _SHORTEST = 3, 3


def read(text: str, words: Words, is_place: Callable[[str], bool]) -> str:
    """The place that a text says somebody is from, as typed; empty where it names none, or says more."""
    fillers = {plain(one) for one in words.options("hear.label_fillers")}
    told = [clause for clause in clauses_of(text, words) if not fillers.issuperset(plain(clause).split())]
    name = _name_in(told[0], words) if len(told) == 1 else ""
    is_short = len(name) >= _SHORTEST and len(name.split()) <= _MOST_WORDS
    if not is_short or _is_none(name, words):
        return ""
    is_known = is_place(name) or any(place_phrases.unbent(name.casefold(), words, is_place))
    return name if is_known else ""


def _name_in(clause: str, words: Words) -> str:
    """What stands behind "I'm from" in a clause that begins so, without "by the way" behind it."""
    typed = clause.split()
    said = [plain(word).split() for word in typed]
    tokens, owners = [one for each in said for one in each], [place for place, each in enumerate(said) for _ in each]
    begun = max((len(lead.split()) for lead in _leads(words) if tokens[: len(lead.split())] == lead.split()), default=0)
    if not begun or begun == len(tokens):
        return ""
    end = len(tokens)
    while (last := _behind(tokens[begun:end], words)) and end - last > begun:
        end -= last
    return " ".join(typed[owners[begun] : owners[end - 1] + 1])


def _leads(words: Words) -> tuple[str, ...]:
    return phrases_of(words, "hear.from_place")


def _behind(tokens: list[str], words: Words) -> int:
    """How many of the last words say nothing of the place."""
    behind = (phrase.split() for phrase in phrases_of(words, "hear.from_place.behind"))
    return max((len(phrase) for phrase in behind if tokens[-len(phrase) :] == phrase), default=0)


def _is_none(name: str, words: Words) -> bool:
    """Whether a name is a word that people say instead of a place."""
    none = {plain(one) for one in words.options("hear.place.none")}
    return plain(name) in none or place_phrases.is_none(name, words)
