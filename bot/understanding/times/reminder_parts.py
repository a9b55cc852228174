"""Parts of a text about reminders: times of day, weekdays, parts of the day, and words that say nothing. They are
those of the plain form of `time_phrases`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from typing import Literal, NamedTuple

from bot.understanding.times.times import NUMBERS, TENS, TIME_FILLERS, TIME_VOCABULARY, TimeProblem, time_of
from bot.understanding.times.weekdays import SEPARATORS, VOCABULARY, Days, days_of

_LONG_ONCE_DAYS = frozenset({"today", "tonight", "tomorrow"})
BEGINNINGS = frozenset({"from", "starting", "start", "beginning", "since"})
THIS_OR_NEXT = frozenset({"this", "next", "coming"})
PLURAL_PARTS = {
    "mornings": "morning",
    "afternoons": "afternoon",
    "evenings": "evening",
    "nights": "night",
    "nightly": "night",
}
PARTS_ALONE = frozenset({"morning", "afternoon", "evening", "eve", "night"})
CLOCK = re.compile(r"\d{1,2}:\d\d")
_SIGNS = frozenset({".", "!", "?"})
_ADDED_WORDS = frozenset({"then", "also", "both", "times", "time", "thanks", "twice", "have", "i", "only", "s"})


# Every word that a slip may be one of.
COMBINED = frozenset({*TIME_VOCABULARY, *VOCABULARY, *_LONG_ONCE_DAYS, *PLURAL_PARTS, *BEGINNINGS, *THIS_OR_NEXT, "to"})


class Part(NamedTuple):
    """A part of a text: a time of day, days, a part of the day by itself, or words that say nothing."""

    kind: Literal["time", "days", "day_part", "nothing"]
    at: time | TimeProblem | None = None
    days: Days | None = None
    tokens: tuple[str, ...] = ()


class Cutting:
    """Cuts tokens into the fewest parts that each say something, or nothing."""

    def __init__(self, tokens: Sequence[str], weekend: frozenset[int]) -> None:
        self._tokens, self._weekend = tokens, weekend
        self._best: dict[tuple[int, bool], tuple[int, tuple[Part, ...]] | None] = {}
        self._read: dict[tuple[int, int], tuple[Part, ...]] = {}

    def parts(self) -> tuple[Part, ...] | None:
        """The parts in their order; None when a word fits nowhere."""
        if any(not is_known(token) for token in self._tokens):
            return None
        found = self._from(0, after_time=False)
        return None if found is None else found[1]

    def _from(self, start: int, *, after_time: bool) -> tuple[int, tuple[Part, ...]] | None:
        if start == len(self._tokens):
            return 0, ()
        if (start, after_time) not in self._best:
            found = None
            for end in range(len(self._tokens), start, -1):
                for part in self._readings(start, end):
                    if after_time and part.kind == "time" and not self._may_follow(start, part):
                        continue
                    is_time = part.kind == "time" or (after_time and part.kind == "nothing")
                    rest = self._from(end, after_time=is_time)
                    cost = 20 if isinstance(part.at, TimeProblem) else 1
                    if rest is not None and (found is None or cost + rest[0] < found[0]):
                        found = cost + rest[0], (part, *rest[1])
            self._best[start, after_time] = found
        return self._best[start, after_time]

    def _may_follow(self, start: int, part: Part) -> bool:
        """Whether a time may follow another: behind a separator, or both on a clock or with am and pm: "8am 8pm"."""
        before = self._tokens[start - 1]
        is_shown = before in ("am", "pm") or CLOCK.fullmatch(before) is not None
        return (
            part.tokens[0] in SEPARATORS
            or before in SEPARATORS
            or (is_shown and (part.tokens[-1] in ("am", "pm") or CLOCK.fullmatch(part.tokens[0]) is not None))
        )

    def _readings(self, start: int, end: int) -> tuple[Part, ...]:
        if (start, end) not in self._read:
            self._read[start, end] = tuple(self._parts_of(tuple(self._tokens[start:end])))
        return self._read[start, end]

    def _parts_of(self, tokens: tuple[str, ...]) -> list[Part]:
        found = []
        if all(says_nothing(token) for token in tokens):
            found.append(Part("nothing", tokens=tokens))
        bare = [token for token in tokens if token not in TIME_FILLERS and token not in SEPARATORS]
        if bare and all(token in PARTS_ALONE for token in bare) and len(set(bare)) == 1:
            found.append(Part("day_part", tokens=(bare[0],)))
        if (days := days_of(tokens, weekend=self._weekend)) is not None:
            found.append(Part("days", days=days, tokens=tokens))
        inner = stripped(tokens)
        at = time_of(inner) if inner else TimeProblem.NOT_A_TIME
        if at is not TimeProblem.NOT_A_TIME:
            found.append(Part("time", at=at, tokens=tokens))
        return found


def says_nothing(token: str) -> bool:
    """Whether a token only joins others, or is politeness."""
    return token in SEPARATORS or token in TIME_FILLERS or token in _ADDED_WORDS


def is_known(token: str) -> bool:
    """Whether a token is a number, a sign or a word that reminders are written with."""
    return (
        token[0].isdecimal()
        or token in COMBINED
        or token in _ADDED_WORDS
        or token in _SIGNS
        or token in NUMBERS
        or token in TENS
    )


def stripped(tokens: Sequence[str]) -> list[str]:
    """The tokens without separators at their ends."""
    kept = list(tokens)
    while kept and kept[0] in SEPARATORS:
        kept.pop(0)
    while kept and kept[-1] in SEPARATORS:
        kept.pop()
    return kept
