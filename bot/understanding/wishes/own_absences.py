"""Own absences: the days from one until another on which somebody is away, in languages whose wishes are told by
examples: "from Friday until Monday I'm not here", "no reminder tomorrow". Days of each week are none. Pure: today
comes in.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.i18n.catalogue import WEEKDAYS, Words
from bot.understanding.text.own_clauses import clauses_of, is_said, phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.pauses import PauseWish, parse_pause
from bot.understanding.times.time_phrases import UNKNOWN, readings
from bot.understanding.wishes.absences import MONTHS, Absence

_DAY = "|".join(WEEKDAYS)
_MONTH = "|".join(MONTHS)
_DATE = rf"\d{{1,2}}(?:th)?(?: (?:{_MONTH}))?"
_DAYS = re.compile(rf"\b(?:from )?(?:{_DAY}) (?:to|until|through) (?:{_DAY})\b")
_DATES = re.compile(rf"\b(?:from )?{_DATE} (?:to|until|through) \d{{1,2}}(?:th)? (?:{_MONTH})\b")
_NAMED_DAYS = re.compile(rf"\b(?:{_DAY})\b")
# "No reminder" in plain form, where a text tells of days and nothing else.
_NO_REMINDER = "not remind me"
_PAIR = re.compile(rf"\b({_DAY}) and (?:on )?({_DAY})\b")
_NEXT_TO = re.compile(rf"\b({_DAY}) (?:and|to|until) (?:on )?({_DAY})\b")
_WEEKEND = re.compile(r"\b(?:over|for|during|this|on|at) (?:the |this )?(?:coming )?weekend\b")
# A day that is near, by name: one with a date.
_NEAR = re.compile(rf"\b(?:day after tomorrow|tomorrow|this (?:{_DAY}))\b")
_NEXT_DAY = re.compile(rf"\b(?:tomorrow|{_DAY})\b")
_LENGTH = re.compile(r"\b(?:\d+|for|a|one|two|three) (?:days?|weeks?|months?)\b")
# What makes them the days of a reminder: a time, or each week.
_WEEKLY = re.compile(rf"\b(?:every|each|(?:{_DAY})s|at \d|\d+ oclock|\d+ (?:am|pm)|in the|noon|midnight)\b|\d[:.]\d\d")

_TIME = re.compile(
    r"\b(?:at )?\d{1,2}(?: ?[:.] ?\d\d)?(?: oclock| am| pm)?(?: in the (?:morning|afternoon|evening)| at night)?\b"
)


def read(text: str, words: Words, today: date) -> Absence | None:
    """The absence that a text tells of, never sure; None for none. `words`: those of the person's own language."""
    if not words.is_translated or "?" in text:
        return None
    if (left_out := _day_off(text, words, today)) is not None:
        return left_out
    is_absent = is_said(text, words, "hear.absence")
    is_away = is_absent or is_said(text, words, "hear.away_then") or _NO_REMINDER in plain(text)
    wish = _until(text, words, today) or (_weekend(text, words, today) if is_away else None)
    if wish is None and (is_absent or (is_away and _names_pair(text, words))):
        wish = read_span(text, words, today)
    if wish is None and is_away:
        wish = _for_a_time(text, words, today)
    return None if wish is None else Absence(wish.starts or today, wish.back, sure=False)


def _day_off(text: str, words: Words, today: date) -> Absence | None:
    """Tomorrow, the day after, both, or "this Wednesday", where nothing is to come then; None where other days or a
    time are named beside them, and where that is denied or asked."""
    if is_said(text, words, "hear.day_off.not"):
        return None
    clauses = [part for part in clauses_of(text, words) if is_said(part, words, "hear.day_off")]
    told = [said for part in clauses if _NEAR.search(said := plain(readings(part, words)[0].replace(UNKNOWN, "")))]
    # "At one tomorrow, do not write" is that day; a time beside another one is none of this.
    told = [_TIME.sub(" ", said, count=1) for said in told]
    if len(told) != 1 or _WEEKLY.search(told[0]):
        return None
    days = sorted({_date_of(name, today) for name in _NEAR.findall(told[0])})
    is_of_others = _NAMED_DAYS.search(_NEAR.sub(" ", told[0])) or re.search(r"\b(?:today|from|until|to)\b", told[0])
    last = days[-1]
    if is_of_others or days[0] == today or (last - days[0]).days >= len(days):
        return None
    return Absence(days[0], last + timedelta(days=1), sure=False)


def _date_of(name: str, today: date) -> date:
    """The date of a day that is near: "tomorrow", "this wednesday"."""
    if name.endswith("tomorrow"):
        return today + timedelta(days=2 if name.startswith("day") else 1)
    return today + timedelta(days=(WEEKDAYS.index(name.split()[1]) - today.weekday()) % 7)


def _names_pair(text: str, words: Words) -> bool:
    """Whether a text names two days that follow each other: "on Saturday and Sunday", "from Saturday until Sunday"."""
    found = _NEXT_TO.search(plain(readings(text, words)[0].replace(UNKNOWN, "")))
    return found is not None and _through(found) != found[0]


def _until(text: str, words: Words, today: date) -> PauseWish | None:
    """The day before which nothing is to come: "not before Monday"; None for none, and with a time."""
    said = readings(text, words)[0].casefold()
    first = "|".join(phrases_of(words, "hear.not_before"))
    found = re.search(rf"{UNKNOWN}(?:{first}) (?:{UNKNOWN}\w+ )?(?:on )?({_DAY})\b", said) if first else None
    if found is None or _WEEKLY.search(plain(said.replace(UNKNOWN, ""))):
        return None
    wish = parse_pause(f"until {found[1]}", today, words)
    return wish if isinstance(wish, PauseWish) else None


def _for_a_time(text: str, words: Words, today: date) -> PauseWish | None:
    """The days from the one that is named on, as long as a text says: "on Friday for a week"; None for none, and with a
    time."""
    said = plain(readings(text, words)[0].replace(UNKNOWN, ""))
    day, length = _NEXT_DAY.findall(said), _LENGTH.findall(said)
    if len(day) != 1 or len(length) != 1 or _WEEKLY.search(said):
        return None
    wish = parse_pause(f"from {day[0]} for {length[0].replace('for ', '')}", today, words)
    return wish if isinstance(wish, PauseWish) and wish.starts is not None else None


def _weekend(text: str, words: Words, today: date) -> PauseWish | None:
    """The weekend to come, where somebody is away then; None for those of each week."""
    said = plain(readings(text, words)[0].replace(UNKNOWN, ""))
    found = _WEEKEND.search(said)
    wish = None if found is None or _WEEKLY.search(said) else parse_pause("this weekend", today, words)
    return wish if isinstance(wish, PauseWish) else None


def read_span(text: str, words: Words, today: date) -> PauseWish | None:
    """The days from one until another that a text names; None for none, for several, and with a time."""
    said = plain(readings(text, words)[0].replace(UNKNOWN, ""))
    said = _PAIR.sub(_through, said)
    found = [*_DAYS.finditer(said), *_DATES.finditer(said)]
    if len(found) != 1 or _WEEKLY.search(said):
        return None
    span = found[0][0]
    days = [WEEKDAYS.index(name) for name in _NAMED_DAYS.findall(span)]
    is_weekend = len(days) == 2 and (days[1] - days[0]) % 7 == 1
    if is_weekend or is_said(text, words, "hear.pause_prompts"):
        # Both days count: from one until the next would be a single day.
        span = span.replace(" until ", " through ")
    wish = parse_pause(span, today, words)
    return wish if isinstance(wish, PauseWish) and wish.starts is not None else None


def _through(match: re.Match[str]) -> str:
    """Two days that follow each other, as from one through the other; others as they are."""
    first, last = (WEEKDAYS.index(match[group]) for group in (1, 2))
    return f"{match[1]} through {match[2]}" if (last - first) % 7 == 1 else match[0]
