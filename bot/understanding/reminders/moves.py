"""Moves: a reminder that is named by its days, or by how much earlier or later it is to come: "move Saturday to 11",
"an hour later at the weekend".

A new time alone ("make it 7") is a wish like others. Words between others are those of the plain form of
`time_phrases`. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.times.lengths_of_time import find_length
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.weekdays import GROUPS, parse_weekdays, short_names
from bot.understanding.wishes.sentence import Lexicon, Sentence, left_over, lexicon_of, sentence_of
from bot.understanding.wishes.wish_details import ONE, has_days, has_time, run_of

# The most words left over with which it is done at once, and with which it is asked about.
MOST_SURE, MOST_ASKED = 0, 3
# A reminder moves by less than this.
MOST_MINUTES = 12 * 60
# The fewest letters of days.
SHORTEST_DAY = 3

_LEADING = re.compile(r"^(?:to|for|at|on) ")
_SPACED = re.compile(r"\S+")
_CLAUSES = re.compile(r"(?<=[.!?;,])\s+(?:(?:and|but)\s+)?|\s+(?:and|but)\s+")
_POLITE_END = re.compile(r"[\s,]*(?:please|thanks|thank you)?[\s.!?]*$", re.IGNORECASE)
# Between two moves of a detail.
AND = " + "
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
    clauses = _CLAUSES.split(text)
    moving = [clause for clause in clauses if not lexicon.phrases["reminder_move.stay"].search(plain(clause))]
    if len(moving) < len(clauses):
        # "Wednesday should be at 8, the other weekdays stay at 6:15".
        found = read(" ".join(moving), words) if moving else None
        return found if found is None else replace(found, sure=False)
    text, is_without_old = _without_old(text, lexicon)
    if is_without_old:
        found = read(text, words)
        return found if found is None else replace(found, sure=False)
    whole = sentence_of(text, lexicon)
    if whole.spans(lexicon.phrases["reminder_move.not"]):
        return None
    if (found := _read(whole, lexicon)) is not None:
        return found
    joins = [last for _, last in whole.spans(lexicon.phrases["reminder_move.so"])]
    if not joins:
        return None
    rest = whole.words[whole.owners[joins[-1]] :] if joins[-1] < len(whole.owners) else ()
    return _read(Sentence(rest, lexicon, lexicon.known, lexicon.correctable), lexicon)


def read_several(text: str, words: Words) -> str:
    """The detail of several moves in one sentence, each with its own days and time; empty for fewer than two. It is to
    be asked about: "the weekday one at 6:15 instead, and Saturdays at 9"."""
    lexicon = lexicon_of(words.catalogue)
    said = plain(text)
    if any(lexicon.phrases[f"reminder_move.{name}"].search(said) for name in ("not", "stay")):
        return ""
    first = said.split()[:1]
    if not lexicon.phrases["reminder_move.change"].search(said) or not lexicon.asks.isdisjoint(first):
        return ""
    moved = list(_each(text, lexicon))
    if len(moved) < 2 or any(one is None for one in moved):
        return ""
    days = [parse_weekdays(one.days) or frozenset() for one in moved if one is not None]
    if sum(map(len, days)) != len(frozenset().union(*days)):
        return ""
    return AND.join(one.detail for one in moved if one is not None)


def several(detail: str) -> tuple[Move, ...]:
    """The moves of a detail of `read_several`; empty for another."""
    found = [from_detail(part) for part in detail.split(AND)] if AND in detail else []
    return tuple(one for one in found if one is not None) if None not in found else ()


def _each(text: str, lexicon: Lexicon) -> Iterator[Move | None]:
    """The move of each clause with a time; None for one that is something else. Days alone belong to the next one."""
    waiting = ""
    for clause in _CLAUSES.split(text):
        spoken = f"{waiting} {clause}".strip(" ,")
        sentence = sentence_of(spoken, lexicon)
        days, of_days = _days_of(sentence, lexicon)
        at, of_time = _new_time(sentence, lexicon, of_days)
        if at is None:
            waiting = f"{spoken} and" if days else ""
            continue
        waiting = ""
        cues = sentence.spans(lexicon.phrases["reminder_move"])
        covered = {place for first, last in cues for place in range(first, last)}
        left = left_over(sentence, covered | of_days | of_time, lexicon.beside["reminder_move"])
        is_read = bool(days) and not sentence.spans(lexicon.others) and left <= MOST_ASKED
        yield Move(shortest(days), at, 0, sure=False) if is_read else None
    if waiting:
        yield None


def shortest(days: str) -> str:
    """Days as few letters as they take; a group stays one, as it is not the same days in each country."""
    named = parse_weekdays(days) or ()
    told = plain(days).split()
    if not GROUPS.isdisjoint(told):
        return next(word for word in told if word in GROUPS)
    return short_names(named)


def _without_old(text: str, lexicon: Lexicon) -> tuple[str, bool]:
    """A text without the time that is no longer wanted, and whether there was one: "at 8 instead of 6:15"."""
    sentence = sentence_of(text, lexicon)
    for first, last in sentence.spans(lexicon.phrases["reminder_move.instead_of"]):
        owner = sentence.owners[first]
        old = _POLITE_END.sub("", sentence.words_of(last, len(sentence.tokens)))
        if first and _time_in(old) is not None:
            return " ".join((*sentence.words[:owner], sentence.words[owner])), True
    return text, False


def _days_of(sentence: Sentence, lexicon: Lexicon, without: Collection[int] = ()) -> tuple[str, set[int]]:
    """The days of a sentence and their places, without the word that leads to a time behind them."""
    days, places = run_of(sentence, lexicon.days, _are_days, without=without)
    while places and sentence.tokens[max(places)] in lexicon.leading_to:
        places = places - {max(places)}
        days = sentence.words_of(min(places), max(places) + 1) if places else ""
    return days, places


def _read(sentence: Sentence, lexicon: Lexicon) -> Move | None:
    if not sentence.tokens or sentence.tokens[0] in lexicon.asks or sentence.spans(lexicon.others):
        return None
    minutes, shifted = minutes_of(sentence, lexicon)
    days, of_days = _days_of(sentence, lexicon, shifted)
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


def minutes_of(sentence: Sentence, lexicon: Lexicon) -> tuple[int, set[int]]:
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
        if sum(one in lexicon.leading_in for one in sentence.tokens) > sum(one in lexicon.leading_in for one in kept):
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

    named = max(of_days) + 1 if of_days else 0
    # "The Monday one at 8" names a reminder, not one o'clock.
    thing = {named} if 0 < named < len(sentence.tokens) and sentence.tokens[named] == ONE else set()
    text, taken = run_of(sentence, lexicon.times | lexicon.leading_to, reads, without=of_days | thing)
    return (_time_in(text), taken) if text else (None, set())


def _time_in(text: str) -> time | None:
    """The time of a text without days, with a word in front of it or without."""
    found = parse_reminders(_LEADING.sub("", text.casefold()))
    if isinstance(found, tuple) and len(found) == 1 and found[0].weekdays is None and not found[0].once:
        return found[0].time
    return None
