"""Film questions: what is asked about a session that comes as a film or a sound, and which step is asked for by its
place. Pure."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said, phrases_of
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.text.written_forms import is_question
from storage.records.person import FILM, SOUND


class FilmQuestion(StrEnum):
    """What is asked about films and sounds."""

    CHANGE = "change"  # whether it is said when to change sides
    SOUND = "sound"  # whether a film has sound
    BUTTONS = "buttons"  # how somebody gets on who hears the screen read


# Longer texts are a story; so long may one be that asks whether there is sound, for a step, or what a way is.
LONGEST, LONGEST_SOUND, LONGEST_STEP, LONGEST_WAY = 24, 9, 20, 30
LAST = -1


def read(text: str, words: Words) -> FilmQuestion | None:
    """The question in a text; None without one."""
    count = len(text.split())
    if count > LONGEST:
        return None
    if _says(text, words, "reader", "buttons"):
        return FilmQuestion.BUTTONS
    if _says(text, words, "not"):
        return None
    if _opens(text, words) and _says(text, words, "change", "tells"):
        return FilmQuestion.CHANGE
    if not is_question(text) and not _opens(text, words):
        return None
    return FilmQuestion.SOUND if count <= LONGEST_SOUND and _says(text, words, "film", "sound", "has") else None


def way_asked_about(text: str, words: Words) -> str | None:
    """The way of sessions that a text asks about by the name on its button, FILM or SOUND: "what is follow along?";
    None for none, and where both are named."""
    if len(text.split()) > LONGEST_WAY or not is_said(text, words, "hear.way_asked.ask"):
        return None
    named = [way for way in (FILM, SOUND) if is_said(text, words, f"hear.way_asked.{way}")]
    return named[0] if len(named) == 1 and not is_said(text, words, "hear.way_asked.not") else None


def step_asked_for(text: str, words: Words) -> int | None:
    """The place, from 0 on, of the step whose words are asked for, LAST for the last one: "what is step 2", "I didn't
    get the last bit". None where none is asked for."""
    said = [word for word in plain(text).split() if word != STOP]
    if len(said) > LONGEST_STEP or not is_said(text, words, "hear.step_named.ask"):
        return None
    if is_said(text, words, "hear.step_named.not"):
        return None
    nouns, last = _words(words, "hear.step_named.step"), _words(words, "hear.step_named.last")
    places = {word: place for place, names in _families(words) for word in names}
    for one, other in pairwise(said):
        number, noun = (one, other) if other in nouns else (other, one)
        if noun in nouns and number in places:
            return places[number]
        if noun in nouns and number in last:
            return LAST
    return None


def _families(words: Words) -> list[tuple[int, tuple[str, ...]]]:
    return [(place, tuple(plain(each).split())) for place, each in enumerate(words.own_options("hear.step_named.nth"))]


def _words(words: Words, key: str) -> frozenset[str]:
    return frozenset(phrases_of(words, key))


def _says(text: str, words: Words, *groups: str) -> bool:
    return all(is_said(text, words, f"hear.film_ask.{group}") for group in groups)


def _opens(text: str, words: Words) -> bool:
    """Whether a text begins as such a question does."""
    said = f"{plain(text)} "
    return any(said.startswith(f"{one} ") for one in phrases_of(words, "hear.film_ask.opens"))
