"""Lasting wishes: how sessions are to be from now on, their length and the way they come: "always three minutes".

The words for a length or a way alone mean the next session; here something says that it is for good. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.i18n.catalogue import Words
from bot.understanding.wishes.sentence import Lexicon, Sentence, is_denied, left_over, lexicon_of, sentence_of
from bot.understanding.wishes.wish_rules import Wish
from storage.records.person import FILM, SOUND, STEPS

# The most minutes of each form of a walk; more than the last there is none.
FORMS_BY_MINUTES = ((2, "short"), (4, "medium"), (6, "full"))
LONGEST = "longest"
# The most words left over with which it is done at once, and with which it is asked about.
MOST_SURE, MOST_ASKED = 1, 4

_SPACED = re.compile(r"\S+")
_FORMS = (("lasting.short", "short"), ("lasting.full", "full"))
_WAYS = (("listen", SOUND), ("follow_along", FILM), ("by_steps", STEPS))


@dataclass(frozen=True, slots=True)
class Lasting:
    """What is to be from now on: a length (`usual_length`), or a way (`usual_way`). `sure`: nothing else is told."""

    wish: Wish
    detail: str
    sure: bool


def read(text: str, words: Words) -> Lasting | None:
    """The lasting wish of a text; None for none."""
    lexicon = lexicon_of(words.catalogue)
    sentence = sentence_of(text, lexicon)
    told = sentence.spans(lexicon.phrases["lasting"])
    cues = [*told, *sentence.spans(lexicon.phrases["lasting.when"])]
    if not cues or sentence.spans(lexicon.phrases["lasting.not"]) or not sentence.tokens:
        return None
    if sentence.tokens[0] in lexicon.asks or sentence.spans(lexicon.others):
        return None
    for wish, detail, spans in _meant(sentence, lexicon):
        if any(is_denied(sentence, span, lexicon.phrases["lasting.denied"]) for span in spans):
            continue
        covered = {place for first, last in [*cues, *spans] for place in range(first, last)}
        if any(token.isdigit() and place not in covered for place, token in enumerate(sentence.tokens)):
            # A time of day: "every day at 8, the short one".
            return None
        left = left_over(sentence, covered, lexicon.beside["lasting"])
        if left <= MOST_ASKED:
            return Lasting(wish, detail, left <= MOST_SURE and bool(told))
    return None


def _meant(sentence: Sentence, lexicon: Lexicon) -> list[tuple[Wish, str, list[tuple[int, int]]]]:
    """What may be meant, with the places of its words."""
    found: list[tuple[Wish, str, list[tuple[int, int]]]] = []
    if spans := sentence.spans(lexicon.minutes):
        first, last = spans[-1]
        told = [place for place in range(first, last) if sentence.tokens[place] in lexicon.numbers]
        if too_much := sentence.spans(lexicon.phrases["lasting.too_much"]):
            # "Five minutes is too long, make it three".
            taken = {place for begin, end in spans for place in range(begin, end)}
            told = [p for p, one in enumerate(sentence.tokens) if one in lexicon.numbers and p not in taken]
            spans = [*spans, *too_much, *((place, place + 1) for place in told)]
        if told:
            number = lexicon.numbers[sentence.tokens[told[-1]]]
            form = next((form for most, form in FORMS_BY_MINUTES if number <= most), LONGEST)
            found.append((Wish.USUAL_LENGTH, form, spans))
    else:
        groups = [(Wish.USUAL_LENGTH, group, form) for group, form in _FORMS]
        groups += [(Wish.USUAL_WAY, group, way) for group, way in _WAYS]
        shorter = sentence.spans(lexicon.phrases["length_less"])
        less = {place for first, last in shorter for place in range(first, last)}
        for wish, group, detail in groups:
            # "Sessions are too long" wants none that is long.
            spans = [
                span
                for span in sentence.spans(lexicon.phrases[group])
                if detail != "full" or less.isdisjoint(range(*span))
            ]
            if spans:
                found.append((wish, detail, spans))
    return found
