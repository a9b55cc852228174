"""Moves: a reminder that is named by its days, or by how much earlier or later it is to come: "move Saturday to 11",
"an hour later at the weekend".

A new time alone ("make it 7") is a wish like others. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta

from bot.i18n.catalogue import Words
from bot.understanding.lengths_of_time import find_length
from bot.understanding.phrase_patterns import STOP, plain
from bot.understanding.reminder_wishes import parse_reminders
from bot.understanding.sentence import Lexicon, Sentence, left_over, lexicon_of
from bot.understanding.wish_details import has_days, has_time, run_of

# The most words left over with which it is done at once, and with which it is asked about.
MOST_SURE, MOST_ASKED = 0, 3
# A reminder moves by less than this.
MOST_MINUTES = 12 * 60
# The fewest letters of days.
SHORTEST_DAY = 3

_LEADING = re.compile(r"^(?:to|for) ")
_SPACED = re.compile(r"\S+")
_MOVED = re.compile(r"(?P<days>.*)> (?:(?P<clock>\d\d:\d\d)|(?P<minutes>[+-]\d+))")


@dataclass(frozen=True, slots=True)
class Move:
    """Which reminder moves, by its days as typed ("" for any), and its new time, or how many minutes it moves by."""

    days: str
    at: time | None
    minutes: int
    sure: bool = True

    @property
    def detail(self) -> str:
        """The same as text, as `from_detail` reads it."""
        when = f"{self.at:%H:%M}" if self.at is not None else f"{self.minutes:+d}"
        return f"{self.days} > {when}".strip()


def from_detail(detail: str) -> Move | None:
    """The move that a detail tells of; None for another text."""
    found = _MOVED.fullmatch(detail)
    if found is None:
        return None
    at = time.fromisoformat(found["clock"]) if found["clock"] else None
    return Move(found["days"].strip(), at, int(found["minutes"] or 0))


def read(text: str, words: Words) -> Move | None:
    """The move that a text asks for; None for none. Of "I teach at 9, so move Saturday to 11" the last part counts."""
    lexicon = lexicon_of(words.catalogue)
    whole = Sentence(_SPACED.findall(text), lexicon, lexicon.known, lexicon.correctable)
    if whole.spans(lexicon.phrases["reminder_move.not"]):
        return None
    if (found := _read(whole, lexicon)) is not None:
        return found
    joins = [last for _, last in whole.spans(lexicon.phrases["reminder_move.so"])]
    if not joins:
        return None
    rest = whole.words[whole.owners[joins[-1]] :] if joins[-1] < len(whole.owners) else ()
    return _read(Sentence(rest, lexicon, lexicon.known, lexicon.correctable), lexicon)


def _read(sentence: Sentence, lexicon: Lexicon) -> Move | None:
    if not sentence.tokens or sentence.tokens[0] in lexicon.asks or sentence.spans(lexicon.others):
        return None
    minutes, shifted = _minutes(sentence, lexicon)
    days, of_days = run_of(sentence, lexicon.days, _are_days, without=shifted)
    cues = sentence.spans(lexicon.phrases["reminder_move"])
    covered = {place for first, last in cues for place in range(first, last)} | of_days | shifted
    at = None
    if not minutes:
        at, of_time = _new_time(sentence, lexicon, of_days)
        if at is None or not days or not cues or min(of_time) < max(of_days):
            return None
        if not lexicon.leading_to.isdisjoint(sentence.tokens[max(0, min(of_days) - 1) : min(of_days) + 1]):
            # "Move it to Saturday at 11": the days are new, too.
            return None
        covered |= of_time
    left = left_over(sentence, covered, lexicon.beside["reminder_move"])
    if left > MOST_ASKED or (minutes and left > 1 and not cues):
        return None
    return Move(" ".join(days.casefold().split()), at, minutes, sure=left <= MOST_SURE)


def _are_days(text: str) -> bool:
    # "We" is Wednesday only in a list.
    return len(text) >= SHORTEST_DAY and has_days(text)


def _minutes(sentence: Sentence, lexicon: Lexicon) -> tuple[int, set[int]]:
    """By how many minutes a reminder is to move, later with a plus, and the places of these words."""
    text = " ".join(token for token in sentence.tokens if token != STOP)
    for group, sign in (("reminder_move.later", 1), ("reminder_move.earlier", -1)):
        spans = sentence.spans(lexicon.phrases[group])
        found = find_length(text) if spans else None
        if found is None or found.in_days:
            continue
        minutes = round(found.length.length / timedelta(minutes=1))
        if not 0 < minutes <= MOST_MINUTES:
            continue
        kept = found.rest.split()
        if not lexicon.leading_in.isdisjoint(set(sentence.tokens) - set(kept)):
            # "In two hours" is a moment.
            continue
        taken = {place for first, last in spans for place in range(first, last)}
        for place, token in enumerate(sentence.tokens):
            if token in kept:
                kept.remove(token)
            else:
                taken.add(place)
        return sign * minutes, taken
    return 0, set()


def _new_time(sentence: Sentence, lexicon: Lexicon, of_days: set[int]) -> tuple[time | None, set[int]]:
    """The only time of day behind the days, and its places."""

    def reads(text: str) -> bool:
        is_led_to = not lexicon.leading_to.isdisjoint(plain(text).split()[:1])
        return has_time(text, lexicon.clock) or (is_led_to and _time_in(text) is not None)

    text, taken = run_of(sentence, lexicon.times | lexicon.leading_to, reads, without=of_days)
    return (_time_in(text), taken) if text else (None, set())


def _time_in(text: str) -> time | None:
    """The time of a text without days, with a word in front of it or without."""
    found = parse_reminders(_LEADING.sub("", text.casefold()))
    if isinstance(found, tuple) and len(found) == 1 and found[0].weekdays is None and not found[0].once:
        return found[0].time
    return None
