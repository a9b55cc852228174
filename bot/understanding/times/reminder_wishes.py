"""Wishes for reminders as people write them: "weekdays 7, weekends 9", "tomorrow at 8", "in 20 minutes".

Two times are two reminders, a named day is for once, a length is no time of day. What is not read says why. The tokens
are cut into as few parts as possible, each a time, days, or words that change nothing; a text with a word that fits
nowhere gives no wish. Pure: no clock, no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import time, timedelta

from bot.i18n.catalogue import Words
from bot.timing.recurrence import ALL_DAYS, WEEKEND
from bot.understanding.text.remembered import remembered
from bot.understanding.text.spelling import listed_word
from bot.understanding.times.date_bounds import without_bounding_days
from bot.understanding.times.lengths_of_time import LengthOfTime, find_length
from bot.understanding.times.reminder_parts import (
    BEGINNINGS,
    CLOCK,
    COMBINED,
    PARTS_ALONE,
    PLURAL_PARTS,
    THIS_OR_NEXT,
    Cutting,
    Part,
    is_known,
    says_nothing,
    stripped,
)
from bot.understanding.times.rhythms import says_date, says_other_rhythm, says_several, without_week
from bot.understanding.times.time_phrases import first_read
from bot.understanding.times.times import LONGEST_TEXT, TimeProblem, lower_case, time_of, tokens_of
from bot.understanding.times.weekdays import (
    EVERY,
    GROUPS,
    PLURALS,
    SEPARATORS,
    WEEKDAYS,
    Days,
    days_of,
    with_days_spelled_out,
)

__all__ = ["IN_THE_EVENING", "LengthOfTime", "ReminderWish", "TimeProblem", "each_date", "parse_reminders"]

# The part of the day that an hour may have, in the plain form of times.
IN_THE_EVENING = "in the evening"
# A day that is named may be so far away; what is further away is a date.
FURTHEST_DAYS = 7


@dataclass(frozen=True, slots=True)
class ReminderWish:
    """A reminder that a person asks for. `weekdays` is None when the text names no days.

    `once`: it is wanted once, `days_ahead` days from today; None: on the first of its days that is still to come.
    """

    time: time
    weekdays: frozenset[int] | None = None
    once: bool = False
    days_ahead: int | None = None
    # The days that are named as those without it, such as Friday in "every day but Friday".
    excepted: frozenset[int] = field(default=frozenset(), compare=False)


def each_date(wishes: Sequence[ReminderWish]) -> tuple[ReminderWish, ...]:
    """The wishes, one for once on several days as one for each of these days."""
    return tuple(
        replace(one, weekdays=frozenset({day})) if one.once and one.days_ahead is None else one
        for one in wishes
        for day in (sorted(one.weekdays) if one.once and one.days_ahead is None and one.weekdays else (0,))
    )


@dataclass(slots=True)
class _Said:
    """What the words around times and days say. `every`: for every day, as in "every morning"."""

    every: bool = False
    once: bool = False
    days_ahead: int | None = None
    contradicts: bool = False


_ONCE_DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "tmrrw": 1}
_ONCE = re.compile(
    r"\b(?:(?:just|only) )?(?:(?:this )?once|(?:this )?(?:one|1) time|one[- ]off)(?: only)?\b(?! an?\b| per\b)"
)
# "But only on working days" leaves out no working day.
_BUT_ONLY = re.compile(r"\bbut (?=(?:only|just)\b)")
_EARLY = time(6)
_BARE_AFTER_IN = re.compile(r"\bin \d{1,2}(?: (?:please|thanks))?[ .!]*$")
_RANGES = frozenset({"to", "-", "till", "until", "or"})


@remembered
def parse_reminders(
    text: str, words: Words | None = None, *, weekend: frozenset[int] = WEEKEND
) -> tuple[ReminderWish, ...] | TimeProblem | LengthOfTime:
    """The reminders that a text asks for, at least one; or a length of time; or why there is neither.

    `words`: it is read in their language first. `weekend` says what "weekdays" and "weekends" are in the person's
    country.
    """
    return first_read(text, words, lambda said: _read(said, weekend), lambda found: not isinstance(found, TimeProblem))


def _read(text: str, weekend: frozenset[int]) -> tuple[ReminderWish, ...] | TimeProblem | LengthOfTime:
    plain = without_bounding_days(_BUT_ONLY.sub("", with_days_spelled_out(lower_case(text).strip(" .!?"))))
    if not plain or len(lower_case(text)) > LONGEST_TEXT:
        return TimeProblem.NOT_A_TIME
    if says_date(plain):
        return TimeProblem.A_DATE
    if says_other_rhythm(plain):
        return TimeProblem.NOT_EACH_WEEK
    found = find_length(plain)
    if found is not None:
        return _with_length(found.length, found.rest, weekend, in_days=found.in_days)
    if _BARE_AFTER_IN.search(plain):
        return TimeProblem.NOT_A_TIME
    return _wishes_of(plain, weekend)


def _with_length(
    length: LengthOfTime, rest: str, weekend: frozenset[int], *, in_days: bool
) -> tuple[ReminderWish, ...] | TimeProblem | LengthOfTime:
    """What a text with a length asks for: reminders where a time of day is named beside it."""
    around = _wishes_of(rest, weekend) if rest else TimeProblem.TIME_MISSING
    if isinstance(around, tuple):
        if in_days and length.is_wait:
            if length.length > timedelta(days=FURTHEST_DAYS):
                return TimeProblem.A_DATE
            return tuple(replace(one, once=True, days_ahead=length.length.days) for one in around)
        return TimeProblem.NOT_A_TIME if length.is_wait else around
    names_days = around is TimeProblem.TIME_MISSING and bool(rest)
    if around is TimeProblem.TIME_MISSING or all(says_nothing(token) for token in tokens_of(rest)):
        return replace(length, is_wait=length.is_wait and not names_days)
    return around


def _wishes_of(plain: str, weekend: frozenset[int]) -> tuple[ReminderWish, ...] | TimeProblem:
    is_several = says_several(plain)
    plain, is_weekly = without_week(plain)
    plain, once = _ONCE.subn(" ", plain)
    tokens, said = _without_once_days([listed_word(token, COMBINED) for token in tokens_of(plain)])
    said.once = said.once or once > 0
    parts = Cutting(tokens, weekend).parts()
    if parts is None:
        return _why_not(tokens, weekend)
    groups = _grouped(_with_day_parts(parts), weekend)
    if groups is None or said.contradicts:
        return TimeProblem.REST_NOT_READ
    if any(part.at is TimeProblem.NO_SUCH_TIME for part in parts):
        return TimeProblem.NO_SUCH_TIME
    if not groups:
        if is_weekly and not any(part.days for part in parts):
            return TimeProblem.NOT_EACH_WEEK
        is_named = said.every or said.once or said.days_ahead is not None or any(part.days for part in parts)
        is_named = is_named or any(part.kind == "day_part" for part in parts)
        return TimeProblem.TIME_MISSING if is_named else TimeProblem.NOT_A_TIME
    if is_weekly and any(days is None for _, days, _ in groups):
        return TimeProblem.NOT_EACH_WEEK
    if is_several and len(groups) < 2:
        return TimeProblem.TIME_MISSING
    comes_again = said.every or any(token in EVERY | GROUPS | PLURALS for token in tokens)
    if said.days_ahead is not None and not comes_again and any(days is not None for _, days, _ in groups):
        return TimeProblem.REST_NOT_READ
    wishes = [_wish(at, days, is_night, said, comes_again=comes_again) for at, days, is_night in groups]
    if any(one is None for one in wishes):
        return TimeProblem.REST_NOT_READ
    return tuple(dict.fromkeys(one for one in wishes if one is not None))


def _wish(at: time, days: Days | None, is_night: bool, said: _Said, *, comes_again: bool) -> ReminderWish | None:
    """One wish; None when its days are none."""
    if said.days_ahead is not None and not comes_again:
        late = is_night and at < _EARLY
        return ReminderWish(at, None, once=True, days_ahead=said.days_ahead + late)
    weekdays = None if days is None else days.left
    if weekdays is not None and not weekdays:
        return None
    if said.every and weekdays is None:
        weekdays = ALL_DAYS
    return ReminderWish(at, weekdays, once=said.once, excepted=frozenset() if days is None else days.excepted)


def _without_once_days(tokens: Sequence[str]) -> tuple[list[str], _Said]:
    """The tokens without the words for one day and for "every morning", and what these say."""
    said, kept = _Said(), list[str]()
    place = 0

    def at(index: int) -> str:
        return tokens[index] if 0 <= index < len(tokens) else ""

    while place < len(tokens):
        word = tokens[place]
        ahead = _ONCE_DAYS.get(word)
        if word == "day" and (at(place + 1), at(place + 2)) == ("after", "tomorrow"):
            ahead, place = 2, place + 2
        elif word in EVERY and _singular(at(place + 1)) in PARTS_ALONE:
            said.every, word = True, ""
        elif word in PLURAL_PARTS:
            said.every, word = True, PLURAL_PARTS[word]
        elif word in BEGINNINGS and at(place + 1) in _ONCE_DAYS:
            word, place = "", place + 1
        elif word == "this" and at(place + 1) in PARTS_ALONE:
            ahead = 0
        elif word in THIS_OR_NEXT and at(place + 1) in WEEKDAYS.keys() | {"weekend"}:
            said.once, word = True, ""
        if ahead is not None:
            said.contradicts = said.contradicts or said.days_ahead not in (None, ahead)
            said.days_ahead, word = ahead, "night" if word == "tonight" else ""
        if word:
            kept.append(word)
        place += 1
    if said.days_ahead is not None or said.once:
        kept = [word for word in kept if word not in ("only", "just")]
    return kept, said


def _singular(token: str) -> str:
    return PLURAL_PARTS.get(token, token)


def _with_day_parts(parts: Sequence[Part]) -> list[Part]:
    """The parts with "every morning" read into its time: the next one where the text begins with such a part, else the
    one before."""
    telling = [part for part in parts if part.kind in ("time", "day_part")]
    forward = bool(telling) and telling[0].kind == "day_part"
    kept = [part for part in parts if part.kind != "nothing"]
    for place, part in enumerate(kept):
        if part.kind != "day_part":
            continue
        others = range(place + 1, len(kept)) if forward else range(place - 1, -1, -1)
        for other in others:
            if kept[other].kind == "time":
                tokens = (*stripped(kept[other].tokens), *part.tokens)
                kept[other] = Part("time", at=time_of(tokens), tokens=tokens)
                break
    return [part for part in kept if part.kind != "day_part" or not any(each.kind == "time" for each in kept)]


def _grouped(parts: Sequence[Part], weekend: frozenset[int]) -> list[tuple[time, Days | None, bool]] | None:
    """Each time with its days, and whether it is one of the night; None where it is open which days are whose.

    Days in front count for the times behind them up to the next days; days behind for those before them.
    """
    excepted = frozenset().union(*(part.days.excepted for part in parts if part.days and not part.days.named))
    telling = [part for part in parts if part.kind == "time" or (part.days is not None and part.days.named)]
    if any(part.kind == "time" and part.at is TimeProblem.NOT_A_TIME for part in telling):
        return None
    said = ["off" if part.days and not part.days.named else part.kind for part in parts if part.kind != "nothing"]
    if any(said[place : place + 3] == ["time", "off", "time"] for place in range(len(said))):
        # "Weekdays at 8 but on Friday at 9" takes Friday from the first time alone.
        return None
    if [part.kind for part in telling] == ["time", "days", "time"] and (two := _two_days(telling[1], weekend)):
        # "7 on weekdays and Saturday at 10": each time has the days that stand beside it.
        telling = [two[0], telling[0], two[1], telling[2]]
    elif telling and telling[0].kind == "time" and telling[-1].kind == "days":
        telling = telling[::-1]
    groups: list[tuple[time, Days | None, bool]] = []
    days: Days | None = None
    for place, part in enumerate(telling):
        if part.days is not None:
            if place + 1 < len(telling) and telling[place + 1].days is not None:
                following = telling[place + 1]
                assert following.days is not None  # noqa: S101 - looked at above
                telling[place + 1] = Part(
                    "days",
                    days=Days(part.days.named | following.days.named, part.days.excepted | following.days.excepted),
                )
            days = part.days
        elif isinstance(part.at, time):
            groups.append((part.at, days, "night" in part.tokens))
    if telling and telling[0].kind == "time" and days is not None:
        return None
    if telling and telling[-1].days is not None and groups:
        return None
    if excepted:
        groups = [
            (at, Days(its.named if its else ALL_DAYS, (its.excepted if its else frozenset()) | excepted), night)
            for at, its, night in groups
        ]
    ordered = {part.at: place for place, part in enumerate(parts) if part.kind == "time"}
    return sorted(groups, key=lambda group: ordered[group[0]])


def _two_days(part: Part, weekend: frozenset[int]) -> tuple[Part, Part] | None:
    """The days in front of the only "and" in a part, and those behind it; None where it is no such part."""
    places = [place for place, token in enumerate(part.tokens) if token in SEPARATORS]
    if len(places) != 1:
        return None
    halves = part.tokens[: places[0]], part.tokens[places[0] + 1 :]
    first, last = (days_of(tokens, weekend=weekend) if tokens else None for tokens in halves)
    if first is None or last is None or part.days is None or part.days.excepted:
        return None
    return Part("days", days=first, tokens=halves[0]), Part("days", days=last, tokens=halves[1])


def _why_not(tokens: Sequence[str], weekend: frozenset[int]) -> TimeProblem:
    """Why tokens give no wish."""
    if _is_range(tokens):
        return TimeProblem.A_RANGE
    place = _clock_in(tokens)
    if place is None:
        return TimeProblem.NOT_A_TIME
    before = [token for token in tokens[:place] if token.isalpha() and not is_known(token)]
    behind = [token for token in tokens[place + 1 :] if token.isalpha() and not is_known(token)]
    is_list = any(token in SEPARATORS for token in tokens)
    names_day = any(token in WEEKDAYS for token in tokens)
    if (behind and not before) or ((before or behind) and (is_list or names_day)):
        return TimeProblem.DAYS_NOT_READ
    return TimeProblem.REST_NOT_READ


def _clock_in(tokens: Sequence[str]) -> int | None:
    """Where a time stands that can be no other number: 18:00, 7 pm."""
    for place, token in enumerate(tokens):
        if CLOCK.fullmatch(token) and isinstance(time_of([token]), time):
            return place
        if token in ("am", "pm") and place and isinstance(time_of(tokens[place - 1 : place + 1]), time):
            return place
    return None


def _is_range(tokens: Sequence[str]) -> bool:
    """Whether two times stand on both sides of "to", or of "and" behind "between"."""
    for place, word in enumerate(tokens):
        joins = word in _RANGES or (word == "and" and "between" in tokens[:place])
        if joins and _ends_with_time(tokens[:place]) and _begins_with_time(tokens[place + 1 :]):
            return True
    return False


def _ends_with_time(tokens: Sequence[str]) -> bool:
    return any(isinstance(time_of(tokens[place:]), time) for place in range(max(0, len(tokens) - 3), len(tokens)))


def _begins_with_time(tokens: Sequence[str]) -> bool:
    return any(isinstance(time_of(tokens[:end]), time) for end in range(1, min(3, len(tokens)) + 1))
