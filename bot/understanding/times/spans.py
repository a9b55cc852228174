"""Spans as people write them: "two weeks", "22:00 to 7:00". A pause until a day is in `pauses`.

Figures and words of the plain form, in which `time_phrases` puts other languages, become values of the standard
library, also with small typos. What cannot be read becomes None or
a TimeProblem, never an exception. Pure: no clock, no I/O.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import time
from itertools import product
from typing import TypeAlias

from bot.i18n.catalogue import Words
from bot.understanding.text.spelling import listed_word
from bot.understanding.times.time_phrases import first_read
from bot.understanding.times.times import NUMBERS, TENS, TimeProblem, numbers_of, parse_time_of_day, tokens_of

LONGEST_PAUSE_DAYS = 365

# The longest span that is meant where the half of the day was left open.
HALF_A_DAY, MINUTES_OF_DAY = 12 * 60, 24 * 60
DEEP_NIGHT = time(3)
LONGEST_TEXT = 120  # characters; a longer text is no span

Span: TypeAlias = tuple[time, time]

# The sign of a minus comes in many forms.
_DASHES = {ord(dash): "-" for dash in "−–—‐‑‒"}
_LEAD = re.compile(r"^(?:.*\b)?(?:from|between|after)\b")
_BORDER = re.compile(r"-|\b(?:to|till?|until|through|thru|and|before)\b")
_HOUR_OF_24 = re.compile(r"(?<![\d:.h])(?:0\d|1[3-9]|2[0-4])")
_MINUTES = re.compile(r"\d\s?[:.h]\s?\d\d")
# A part of the day, or a figure as on a clock of 24 hours.
_SAYS_HALF = re.compile(
    r"(?<![^\W\d_])(?:[ap]\s?\.?\s?m?\b\.?|morning|afternoon|evening|eve|night|tonight|noon|midday|midnight)|(?<![\d:.h])0\d"
)
LENGTHS_IN_DAYS = {
    **dict.fromkeys(("day", "d"), 1),
    **dict.fromkeys(("week", "wk", "w"), 7),
    "fortnight": 14,
    **dict.fromkeys(("month", "mth", "mo"), 30),
    **dict.fromkeys(("year", "yr"), 365),
}
_LENGTH_VOCABULARY = sorted({*NUMBERS, *TENS, *LENGTHS_IN_DAYS, *(word + "s" for word in LENGTHS_IN_DAYS)})


def parse_span(text: str, words: Words | None = None) -> tuple[Span, ...] | TimeProblem:
    """Two times of day with "to" or a dash between them: "22:00 to 7:00", "10pm - 6am"; or why there are none.

    Where the half of the day was left open ("10 to 6"), or it would be more than half a day ("10:00 to 6:00"), they are
    the readings of half a day at most, that of the night first. Longer ones are given only where there is no other.
    `words`: the text is read in their language first.
    """
    return first_read(text, words, _span, lambda found: not isinstance(found, TimeProblem))


def _span(text: str) -> tuple[Span, ...] | TimeProblem:
    plain = _LEAD.sub("", _plain(text))
    problem = TimeProblem.NOT_A_TIME
    for cut in _BORDER.finditer(plain):
        begin, end = plain[: cut.start()], plain[cut.end() :]
        first, last = parse_time_of_day(begin), parse_time_of_day(end)
        if isinstance(first, time) and isinstance(last, time):
            of_24 = _HOUR_OF_24.search(plain) is not None or _minutes((first, last)) <= HALF_A_DAY
            if of_24 and _MINUTES.search(begin) and _MINUTES.search(end):
                return ((first, last),)
            return _readings((first, last), _times_in(begin, first), _times_in(end, last))
        if TimeProblem.NO_SUCH_TIME in (first, last):
            problem = TimeProblem.NO_SUCH_TIME
    return problem


def _readings(literal: Span, firsts: Iterable[time], lasts: Iterable[time]) -> tuple[Span, ...]:
    """The readings of two times that may both be in either half of the day."""
    open_ones = [span for span in product(firsts, lasts) if 0 < _minutes(span) <= HALF_A_DAY]
    if literal[0] == literal[1] or not open_ones:
        return (literal,)
    return tuple(sorted(open_ones, key=_minutes_to_night))


def _times_in(text: str, literal: time) -> tuple[time, ...]:
    """The times that a text may mean: in either half of the day, unless it says which one."""
    if _SAYS_HALF.search(text):
        return (literal,)
    both = {at for half in ("am", "pm") if isinstance(at := parse_time_of_day(f"{text} {half}"), time)}
    return tuple(both) if len(both) == 2 else (literal,)


def _minutes(span: Span) -> int:
    begin, end = span
    return (end.hour * 60 + end.minute - begin.hour * 60 - begin.minute) % MINUTES_OF_DAY


def _minutes_to_night(span: Span) -> int:
    """How long after its beginning it is deep in the night."""
    return _minutes((span[0], DEEP_NIGHT))


def parse_days(text: str, words: Words | None = None, *, most: int = LONGEST_PAUSE_DAYS) -> int | None:
    """A length in days, from 1 to `most`: "5", "3d", "two weeks", "a month" (30 days). None: neither.

    `words`: the text is read in their language first.
    """
    return first_read(text, words, lambda said: _days(said, most), lambda found: found is not None)


def _days(text: str, most: int) -> int | None:
    tokens = [listed_word(token, _LENGTH_VOCABULARY) for token in tokens_of(text)]
    tokens = [token for token in tokens if token not in {"for", "the", "next", "about", "please", "."}]
    unit = 1
    if tokens and (name := tokens[-1].removesuffix("s")) in LENGTHS_IN_DAYS:
        unit = LENGTHS_IN_DAYS[name]
        tokens.pop()
        count = 1 if tokens in ([], ["a"], ["one"]) else 2 if tokens in (["a", "couple", "of"], ["couple"]) else None
    else:
        count = None
    if count is None:
        numbers = numbers_of(tokens)
        if numbers is None or len(numbers) != 1:
            return None
        count = numbers[0]
    days = count * unit
    return days if 1 <= days <= most else None


def _plain(text: str) -> str:
    """Lower case, one kind of digit and dash, single blanks; empty for what is too long."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_DASHES).split())
    return plain if len(plain) <= LONGEST_TEXT else ""
