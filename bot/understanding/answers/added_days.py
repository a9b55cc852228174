"""Days that stand behind a yes to a rest: those that are left out, too ("and Wednesday as well"), and the day on which
it is to begin ("from Wednesday"). Pure: today comes in."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.i18n.catalogue import WEEKDAYS, Words
from bot.understanding.text.own_clauses import is_said
from bot.understanding.times.pauses import PauseWish, beginning_alone
from bot.understanding.times.time_phrases import UNKNOWN, readings
from bot.understanding.times.weekdays import WEEKDAYS as NAMES

_DAY = timedelta(days=1)
_NAME = "|".join(sorted(NAMES, key=len, reverse=True))
_NAMED = re.compile(rf"\b(?:{_NAME})\b")
_FROM = re.compile(
    rf"\b(?:from|starting|starting on|from on) (?:on )?(?:{_NAME}|tomorrow)\b(?! (?:to|until|till|through))"
)


def weekdays_added(text: str, words: Words) -> tuple[str, ...]:
    """The weekdays that a text leaves out, too, by their English names, in its order; empty for none."""
    if not is_said(text, words, "hear.as_well"):
        return ()
    named = [NAMES[found[0]] for found in _NAMED.finditer(_plain_days(text, words))]
    return tuple(WEEKDAYS[day] for day in dict.fromkeys(named))


def rests_with(rest: PauseWish, text: str, today: date, words: Words) -> tuple[str, ...]:
    """The rests that a text makes of one, as `parse_pause` reads them; empty where it says nothing of days.

    A day beside the rest makes it longer; any other day is a rest of its own.
    """
    first, back = rest.starts or today, rest.back
    begin = _FROM.search(_plain_days(text, words))
    if begin is not None:
        starts = beginning_alone(f"from {begin[0].split()[-1]}", today, words)
        return (_told(starts, back),) if starts is not None and starts < back else ()
    names = weekdays_added(text, words)
    if not names:
        return ()
    alone = list[date]()
    for day in sorted(WEEKDAYS.index(name) for name in names):
        ahead = today + (day - today.weekday() - 1) % 7 * _DAY + _DAY
        alone += [] if any(first + count * _DAY == ahead for count in range((back - first).days)) else [ahead]
    for _ in names:
        back = back + _DAY if any(_is_day(back, one) for one in alone) else back
        first = first - _DAY if any(_is_day(first - _DAY, one) for one in alone) and first - _DAY >= today else first
    others = [
        one for one in alone if not any(_is_day(first + count * _DAY, one) for count in range((back - first).days))
    ]
    return (_told(first, back), *(_told(one, one + _DAY) for one in others))


def _is_day(day: date, ahead: date) -> bool:
    """Whether a day has the weekday of another one: the one beside a rest is meant, in whichever week that is."""
    return day.weekday() == ahead.weekday()


def _told(first: date, back: date) -> str:
    return f"{first} to {back - _DAY}"


def _plain_days(text: str, words: Words) -> str:
    return re.sub(r"[^\w ]+", " ", readings(text.casefold(), words)[0].replace(UNKNOWN, ""))
