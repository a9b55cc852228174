"""Own absences: the days from one until another on which somebody is away, in languages whose wishes are told by
examples: "from Friday until Monday I'm not here". Days of each week are none. Pure: today comes in.
"""

from __future__ import annotations

import re
from datetime import date

from bot.i18n.catalogue import WEEKDAYS, Words
from bot.understanding.text.own_clauses import is_said, phrases_of
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
# What makes them the days of a reminder: a time, or each week.
_WEEKLY = re.compile(rf"\b(?:every|each|(?:{_DAY})s|at \d|\d+ oclock|\d+ (?:am|pm)|in the|noon|midnight)\b|\d[:.]\d\d")


def read(text: str, words: Words, today: date) -> Absence | None:
    """The absence that a text tells of, never sure; None for none. `words`: those of the person's own language."""
    if not words.is_translated or "?" in text:
        return None
    is_absent = is_said(text, words, "hear.absence")
    is_away = is_absent or is_said(text, words, "hear.away_then") or _NO_REMINDER in plain(text)
    wish = _until(text, words, today) or (_weekend(text, words, today) if is_away else None)
    if wish is None and (is_absent or (is_away and _names_pair(text, words))):
        wish = read_span(text, words, today)
    return None if wish is None else Absence(wish.starts or today, wish.back, sure=False)


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
