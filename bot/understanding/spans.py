"""Spans as people write them: "two weeks", "22:00 to 7:00".

English words and figures, with small typos, become values of the standard library. What cannot be read becomes None or
a TimeProblem, never an exception. Pure: no clock, no I/O.
"""

from __future__ import annotations

from datetime import time

from bot.understanding.times import _NUMBERS, _RANGE_WORDS, _TENS, TimeProblem, _mended, _numbers_of, _time_of, _tokens

LONGEST_PAUSE_DAYS = 365

_BETWEEN = frozenset({"from", "between"})
_LENGTHS_IN_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
_LENGTH_VOCABULARY = sorted({*_NUMBERS, *_TENS, *_LENGTHS_IN_DAYS, *(word + "s" for word in _LENGTHS_IN_DAYS)})


def parse_span(text: str) -> tuple[time, time] | TimeProblem:
    """Two times of day with "to" or a dash between them: "22:00 to 7:00", "10pm - 6am"; or why there are none."""
    tokens = _tokens(text)
    if tokens and tokens[0] in _BETWEEN:
        tokens = ["to" if word == "and" else word for word in tokens[1:]]
    for cut, token in enumerate(tokens):
        if token in _RANGE_WORDS:
            start, end = _time_of(tokens[:cut]), _time_of(tokens[cut + 1 :])
            if isinstance(start, time) and isinstance(end, time):
                return start, end
            return next(each for each in (start, end) if isinstance(each, TimeProblem))
    return TimeProblem.NOT_A_TIME


def parse_days(text: str) -> int | None:
    """A length in days, 1 to LONGEST_PAUSE_DAYS: "5", "two weeks", "a month" (30 days). None: neither."""
    tokens = [_mended(token, _LENGTH_VOCABULARY) for token in _tokens(text)]
    tokens = [token for token in tokens if token not in {"for", "the", "next", "about", "please", "."}]
    unit = 1
    if tokens and (name := tokens[-1].removesuffix("s")) in _LENGTHS_IN_DAYS:
        unit = _LENGTHS_IN_DAYS[name]
        tokens.pop()
        count = 1 if tokens in ([], ["a"], ["one"]) else 2 if tokens in (["a", "couple", "of"], ["couple"]) else None
    else:
        count = None
    if count is None:
        numbers = _numbers_of(tokens)
        if numbers is None or len(numbers) != 1:
            return None
        count = numbers[0]
    days = count * unit
    return days if 1 <= days <= LONGEST_PAUSE_DAYS else None
