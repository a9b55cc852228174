"""Absences: the days on which no reminder is wanted, as people tell of them: "no reminder this Wednesday", "I'm away
from Thursday until Sunday". Days of each week ("not on Sundays") are none.

A sentence needs words for the days, and words that say what about them: that nothing shall come, or that somebody is
away. What else is said beside them decides whether it is asked about first. Pure: today comes in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.i18n.catalogue import Words
from bot.understanding.pauses import DAY_WORDS, NAMES_OF_DAYS, PauseProblem, parse_absence
from bot.understanding.phrase_patterns import STOP, plain
from bot.understanding.sentence import Lexicon, Sentence, lexicon_of
from bot.understanding.weekdays import PLURALS

# The most words left over, beside what is clear, with which it is done at once; and with which it is asked about.
MOST_SURE, MOST_ASKED = 2, 4

_OF_A_DATE = frozenset({"this", "next", "coming", "tomorrow", "week", "christmas", "xmas", "year", "once", "just"}) | {
    *("until", "till", "til", "from", "to", "through", "back", "for", "after"),
    *("january", "february", "march", "april", "june", "july", "august", "september", "october", "november"),
    *("december", "fifth", "twelfth", "second"),
}
_SPACED = re.compile(r"\S+")
# Says how long it lasts on a day that is named.
_ALL_DAY = re.compile(r"\b(?:all|the whole) day(?: long)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Absence:
    """The first day without reminders, and the first one with them again. `sure`: nothing else is told."""

    first: date
    back: date
    sure: bool

    @property
    def detail(self) -> str:
        """The same in figures, as `parse_pause` reads it; both days count."""
        return f"{self.first} to {self.back - timedelta(days=1)}"


def read(text: str, words: Words, today: date) -> Absence | None:
    """The absence that a text tells of; None for none, or for today alone."""
    lexicon = lexicon_of(words.catalogue)
    sentence = Sentence(_SPACED.findall(text), lexicon, lexicon.known, lexicon.correctable)
    if not PLURALS.isdisjoint(sentence.tokens) or sentence.spans(lexicon.phrases["absence.never"]):
        return None
    off = _undenied(sentence, lexicon, "absence.off")
    away = _undenied(sentence, lexicon, "absence.away")
    if not off and not away:
        return None
    days = parse_absence(_ALL_DAY.sub(" ", text), today, words, alone=bool(off))
    is_apart = isinstance(days, PauseProblem)
    if is_apart:
        # "This Wednesday, I have an early start": the words for days that stand together.
        days = parse_absence(_days_apart(sentence), today, words, alone=bool(off))
    if isinstance(days, PauseProblem):
        return None
    if off and not _is_of_a_date(sentence):
        return None
    first = days.starts or today
    if days.back == today + timedelta(days=1) or days.back <= first:
        return None
    left = _left_over(sentence, lexicon, [*off, *away])
    is_of_others = bool(sentence.spans(lexicon.others)) and left > 0
    if is_of_others and not off:
        return None
    is_asked_for = bool(sentence.spans(lexicon.phrases["absence.asked"]))
    if left > MOST_ASKED and not is_asked_for:
        return None
    is_journey = bool(sentence.spans(lexicon.phrases["absence.journey"]))
    sure = left <= (MOST_SURE if is_asked_for else 1) and not (is_journey and not is_asked_for)
    sure = sure and not is_of_others and not is_apart
    return Absence(first, days.back, sure)


def _days_apart(sentence: Sentence) -> str:
    """The only run of words for days in a sentence; empty where there are several, or none."""
    runs = [" ".join(sentence.words[first:last]) for first, last in sentence.runs(sentence.lexicon.lengths)]
    named = [run for run in runs if not NAMES_OF_DAYS.isdisjoint(plain(run).split())]
    return named[0] if len(named) == 1 else ""


def _is_of_a_date(sentence: Sentence) -> bool:
    """Whether days are named as those of a date: "this Friday", "until Friday". "On Friday" may be each week's."""
    is_counted = any(mark.isdigit() for mark in sentence.text)
    return is_counted or not _OF_A_DATE.isdisjoint(sentence.tokens)


def _undenied(sentence: Sentence, lexicon: Lexicon, group: str) -> list[tuple[int, int]]:
    """Where a group is said and not denied: "don't skip tomorrow" asks for none."""
    denied = [last for _, last in sentence.spans(lexicon.phrases["absence.keep"])]
    return [span for span in sentence.spans(lexicon.phrases[group]) if span[0] not in denied]


def _left_over(sentence: Sentence, lexicon: Lexicon, cues: list[tuple[int, int]]) -> int:
    """How many words say something else, in the clauses that the cues and the days stand in."""
    beside = lexicon.beside["pause"] | DAY_WORDS
    covered = {place for first, last in cues for place in range(first, last)}
    clauses: list[tuple[bool, int]] = [(False, 0)]
    for place, token in enumerate(sentence.tokens):
        is_told, left = clauses[-1]
        if token == STOP:
            clauses.append((False, 0))
        elif place in covered or token in NAMES_OF_DAYS or token[0].isdigit():
            clauses[-1] = (True, left)
        elif token not in beside and token not in lexicon.fillers:
            clauses[-1] = (is_told, left + 1)
    return sum(left for is_told, left in clauses if is_told)
