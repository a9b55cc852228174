"""Told lengths: how long sessions are to be, beside minutes that they are not to have: "7 min is too long, max 3",
"set it to 3 min", "3 minutes, not 1". A number with minutes is a length, never a time of day.

The words are those of the language that the text is read in. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import phrases_of
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.text.remembered import remembered
from bot.understanding.wishes.lasting import FORMS_BY_MINUTES, LONGEST
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished

# The most words of such a text, and the most of them that are not understood.
LONGEST_TEXT, MOST_LEFT = 16, 1
# More minutes are no length of a session.
MOST_MINUTES = 60

_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_])")
_UNIT, _TOO_MUCH, _MOST, _SET = (f"hear.minutes.{one}" for one in ("unit", "too_much", "most", "set"))
_SAID, _NOT, _AGAIN, _BESIDE = (f"hear.minutes.{one}" for one in ("said", "not", "again", "beside"))
_UNLESS, _SHORTER, _ONE_DAY = "hear.minutes.unless", "hear.minutes.shorter", "hear.minutes.one_day"


@dataclass(frozen=True, slots=True)
class ToldLength:
    """The form of a session that lasts as long as is wanted ("short", "medium", "full" or "longest"). `lasts`: it is
    said of all sessions, as a setting."""

    form: str
    lasts: bool


@dataclass(frozen=True, slots=True)
class _Number:
    value: int
    first: int
    last: int  # behind it, and its unit
    has_unit: bool


@remembered
def read(text: str, words: Words, *, just_set: bool = False) -> ToldLength | None:
    """The minutes that are wanted, where a text tells them from others, or sets them; None for anything else. With
    `just_set`, a length was set a moment ago: a number that corrects it needs no minutes beside it."""
    said = plain(_GLUED.sub(" ", text)).split()
    if not said or len(said) > LONGEST_TEXT or _spans(said, words, _UNLESS):
        return None
    spans = {key: _spans(said, words, key) for key in (_TOO_MUCH, _MOST, _SET, _SAID, _NOT, _AGAIN)}
    numbers = _numbers(said, words, {last for key in (_SET, _SAID, _NOT) for _, last in spans[key]})
    if not any(one.has_unit for one in numbers) and not just_set:
        return None
    denied = [one for one in numbers if any(last == one.first for _, last in spans[_NOT])]
    rest = [one for one in numbers if one not in denied]
    named = [one for one in rest if _stands_at(one, spans[_SET], spans[_SAID], spans[_MOST])]
    there_is = [
        near for span in (*spans[_TOO_MUCH], *spans[_AGAIN]) if (near := _nearest(said, span, rest, named)) is not None
    ]
    wanted = [one for one in rest if one not in there_is]
    wanted = [one for one in wanted if one in named] or wanted
    if len({one.value for one in wanted}) != 1 or not _is_length(wanted[0], beside_minutes=bool(there_is)):
        return None
    is_set = any(_stands_at(one, spans[_SET]) for one in wanted)
    is_told = is_set or denied or there_is or any(_stands_at(one, spans[_SAID]) for one in wanted)
    # "No, three", right after one minute was set.
    is_told = is_told or (just_set and said[0] in phrases_of(words, "hear.no"))
    is_told = is_told or (bool(spans[_TOO_MUCH]) and any(_stands_at(one, spans[_MOST]) for one in wanted))
    cues = [span for found in spans.values() for span in found]
    if not is_told or _left_over(said, words, numbers, cues) > MOST_LEFT:
        return None
    value = wanted[0].value
    form = next((form for most, form in FORMS_BY_MINUTES if value <= most), LONGEST)
    lasts = (is_set or bool(spans[_TOO_MUCH])) and not _spans(said, words, _ONE_DAY)
    return ToldLength(form, lasts)


def means_shorter(text: str, words: Words) -> bool:
    """Whether a text says that shorter sessions were meant: "no, I mean shorter sessions"."""
    said = plain(text).split()
    is_correction = bool(_spans(said, words, _SAID))
    return (
        is_correction
        and bool(_spans(said, words, _SHORTER))
        and len(said) <= LONGEST_TEXT
        and not _numbers(said, words)
    )


def _is_length(number: _Number, *, beside_minutes: bool) -> bool:
    """Whether a number may be the minutes of a session; one alone only where sessions have as many, or beside minutes
    that are not wanted: "7 minutes isn't enough, like 15"."""
    return 0 < number.value <= (MOST_MINUTES if number.has_unit or beside_minutes else FORMS_BY_MINUTES[-1][0])


def _stands_at(number: _Number, *groups: Iterable[tuple[int, int]]) -> bool:
    """Whether a number stands right behind a phrase, or, with its unit, right before one."""
    return any(number.first == last or number.last == first for spans in groups for first, last in spans)


def _nearest(said: list[str], span: tuple[int, int], numbers: list[_Number], named: list[_Number]) -> _Number | None:
    """The number of the clause of a phrase that is nearest to it, one that is wanted by another phrase excepted."""
    first, last = span
    clause = [
        one for one in numbers if one not in named and STOP not in said[min(one.first, first) : max(one.last, last)]
    ]
    return min(clause, key=lambda one: min(abs(one.last - first), abs(one.first - last)), default=None)


def _numbers(said: list[str], words: Words, behind: Collection[int] = ()) -> list[_Number]:
    """The numbers of a text. "One" alone is a word for a session, but `behind` a phrase of a length."""
    values, units = _values(words), phrases_of(words, _UNIT)
    found = []
    for place, token in enumerate(said):
        value = int(token) if token.isdecimal() else values.get(token)
        if value is None or (place and said[place - 1].isdecimal()):
            continue
        has_unit = place + 1 < len(said) and said[place + 1] in units
        if has_unit or token.isdecimal() or value > 1 or place in behind:
            found.append(_Number(value, place, place + 1 + has_unit, has_unit))
    return found


@lru_cache(maxsize=16)
def _values(words: Words) -> Mapping[str, int]:
    """The numbers of a language, in words."""
    named = {plain(word): number for number, word in enumerate(words.own_options("hear.numbers"))}
    for each in words.own_options("hear.time.numbers"):
        forms, _, number = each.partition(" = ")
        if number.strip().isdecimal():
            named |= {plain(form): int(number) for form in forms.split(",")}
    return named


def _spans(said: list[str], words: Words, key: str) -> list[tuple[int, int]]:
    """(First word, word behind the last) of each phrase of a key, the longest first; none within another."""
    found: list[tuple[int, int]] = []
    for phrase in sorted(phrases_of(words, key), key=len, reverse=True):
        told = phrase.split()
        for first in range(len(said) - len(told) + 1):
            last = first + len(told)
            if said[first:last] == told and not any(first < end and begin < last for begin, end in found):
                found.append((first, last))
    return found


def _left_over(said: list[str], words: Words, numbers: list[_Number], cues: list[tuple[int, int]]) -> int:
    """How many words are neither numbers nor phrases, nor may stand beside them."""
    beside = _spans(said, words, _BESIDE)
    covered = {place for first, last in (*cues, *beside) for place in range(first, last)}
    covered |= {place for one in numbers for place in range(one.first, one.last)}
    return sum(1 for place, token in enumerate(said) if place not in covered and token != STOP)


def wished(text: str, words: Words, where: Where) -> Wished | None:
    """A length that is told apart from another one: of all sessions, or, in one, of this one, which is asked about."""
    found = read(text, words)
    if found is None or not (found.lasts or where is Where.WALK):
        return None
    lasts = found.lasts and where is not Where.WALK
    return Wished(Wish.USUAL_LENGTH if lasts else Wish.LENGTH, found.form, sure=lasts)
