"""The days of a rest that stand in a sentence among other words: "it is only this week, from Thursday until Saturday".
Pure."""

from __future__ import annotations

import re
from datetime import date

from bot.i18n.catalogue import Words
from bot.understanding.pauses import PauseWish, parse_pause
from bot.understanding.phrase_patterns import plain

# The most words of the days.
LONGEST_RUN = 8
_SENTENCE_ENDS = re.compile(r"[.!?;:]+\s*|,\s*(?:and|but)\s+|,\s+")
# What the days begin with; a day's name alone may be one of each week.
_BEGINS = frozenset({"until", "till", "til", "from", "for", "between", "back"})


def days_in(text: str, today: date, words: Words) -> str:
    """The longest run of words that names the days of a rest, or its end; empty for none."""
    best = ""
    for clause in _SENTENCE_ENDS.split(text):
        said = clause.split()
        for first, word in enumerate(said):
            if plain(word) not in _BEGINS:
                continue
            runs = [" ".join(said[first : first + size]) for size in range(2, LONGEST_RUN + 1)]
            read = [parse_pause(run, today, words) for run in runs]
            told = [wish for wish in read if isinstance(wish, PauseWish)]
            # What is read past the days says no more: "for two weeks as we travel".
            run = runs[read.index(told[-1])] if told else ""
            best = max(best, run, key=len)
    return best
