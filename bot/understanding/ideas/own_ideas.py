"""Ideas that a sentence names in the words of another language's own answers: positions, what lasts, what is short,
what is denied, places behind what leads to them, and each answer itself ("hear.skip"). Pure.

So a language needs no list of ideas: its answers tell them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import Intent
from bot.understanding.ideas.idea_rules import PLACE
from bot.understanding.ideas.ideas import LASTING, LONGEST, Spoken
from bot.understanding.places import place_phrases
from bot.understanding.places.place_search import is_name_of_place
from bot.understanding.text.phrase_patterns import STOP, plain

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
# The shortest word that names an idea, and the one that names an answer.
_SHORTEST, _SHORTEST_ANSWER = 3, 2
# The most words of an answer.
_MOST_WORDS = 6
# Answers that sentences are told apart by, beside the words of a session.
_ANSWERS = (
    *(f"hear.{word.value}" for word in Intent),
    *("hear.asks", "hear.asks_for", "hear.asks_for_page", "hear.question_words", "hear.what_question", "hear.but"),
    *("hear.way_always", "hear.way_today", "hear.only_today", "hear.several_sessions", "hear.nod", "hear.menu"),
    *("hear.film_less", "hear.film_first", "hear.film_part", "hear.film_steps", "hear.roughly", "hear.plain_no"),
    *("hear.position_lying", "hear.position_seated", "hear.position_standing", "hear.no_reminder", "hear.stop_prompts"),
    *("hear.pause_prompts", "hear.remind_daily", "hear.remind_once", "hear.remind_also", "hear.remind_instead"),
    *("hear.since", "hear.until", "hear.last", "hear.onwards", "hear.this_week", "hear.last_week", "hear.both"),
    *("hear.physio", "hear.report_weeks", "hear.record_export", "hear.set_me_up", "hear.show_me", "hear.hurt_signs"),
    *("hear.hurt_gentler", "hear.left_out_none", "hear.stiff_counted"),
)


def beside(spoken: Spoken, text: str, words: Words, is_place: Callable[[str], bool] = is_name_of_place) -> Spoken:
    """What a sentence speaks of, with what it names in the person's own language; the same of English."""
    if not words.is_translated:
        return spoken
    said = f" {plain(text[:LONGEST])} "
    named = {idea for idea, key in _NAMED_BY.items() if any(phrase in said for phrase in _phrases(words, key))}
    named |= _answers_in(said, words)
    details = dict(spoken.details)
    if PLACE not in details and (place := place_phrases.named_in(text[:LONGEST], words, is_place)):
        details[PLACE] = place
        named.add(PLACE)
    is_denied = spoken.is_denied or any(phrase in said for phrase in _phrases(words, _DENIED_BY))
    return replace(spoken, ideas=spoken.ideas | named, details=details, is_denied=is_denied)


def _answers_in(said: str, words: Words) -> set[str]:
    """The keys of the answers that stand in a plain text, whole words each."""
    answers, tokens = _answers(words), [token for token in said.split() if token != STOP]
    runs = (
        " ".join(tokens[first:last])
        for first in range(len(tokens))
        for last in range(first + 1, min(first + _MOST_WORDS, len(tokens)) + 1)
    )
    return {key for run in runs for key in answers.get(run, ())}


@cache
def _answers(words: Words) -> Mapping[str, frozenset[str]]:
    """The keys of each answer, by its plain words."""
    found: dict[str, set[str]] = {}
    for key in _ANSWERS:
        for option in words.own_options(key):
            if len(said := plain(option)) >= _SHORTEST_ANSWER:
                found.setdefault(said, set()).add(key)
    return {said: frozenset(keys) for said, keys in found.items()}


@cache
def _phrases(words: Words, key: str) -> tuple[str, ...]:
    told = (plain(option) for option in words.own_options(key))
    return tuple(f" {phrase} " for phrase in dict.fromkeys(told) if len(phrase) >= _SHORTEST)
