"""Same days: the days that are asked about, said once more in place of a yes, "just tomorrow", and another day behind a
no, "no, on Wednesday". Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import normalize
from bot.understanding.answers.said_among import fillers, is_alone, options_of
from bot.understanding.times.pauses import PauseWish, parse_pause
from bot.understanding.times.spoken_dates import MONTHS
from bot.understanding.times.time_phrases import readings
from bot.understanding.times.weekdays import WEEKDAYS

# The most words of the days.
_LONGEST = 6
# "The day after" and "day" name none of their own.
_NAMED = re.compile(rf"\b(?:tomorrow|{'|'.join(WEEKDAYS)})\b|\d")
# What days are told with, and what their end begins with.
_OF_DAYS = re.compile(
    rf"(?:(?:tomorrow|{'|'.join(WEEKDAYS)}|{'|'.join(MONTHS)}|\d[\w-]*|the|day|after|on|at|until|till|til|from|to|through|and|"
    r"next|this|coming|for|of|weeks?|months?)(?: |$))+"
)
_END = re.compile(r"(?:until|till|til|to|through)\b")
_DAY_AFTER = re.compile(r"(?:the )?day after")
_ONE = timedelta(days=1)


def are_said_again(text: str, asked: str, today: date, words: Words) -> bool:
    """Whether a text says the days of `asked`, a pause as `parse_pause` reads it, and nothing more: "tomorrow then"."""
    wish = parse_pause(asked, today, words)
    if not isinstance(wish, PauseWish) or text.rstrip().endswith(("?", "\u061f")):
        return False
    if _day_of(wish) is not None and is_alone(text, words, "hear.only_that_day"):
        return True
    run = _days_alone(text, words)
    told = parse_pause(run, today, words) if run else None
    if not isinstance(told, PauseWish):
        return False
    if (told.starts, told.back) == (wish.starts, wish.back):
        return True
    plain = readings(run, words)[0]
    is_day = _END.match(plain) is None and _DAY_AFTER.fullmatch(plain) is None
    return is_day and _day_of(wish) is not None and _day_of(wish) == _named(told)


def other_day(text: str, asked: str, today: date, words: Words) -> str:
    """The day that a text names in place of the one that is asked about, as `parse_pause` reads it; empty where it says
    anything else, or more."""
    wish, run = parse_pause(asked, today, words), _days_alone(text, words)
    day = _day_of(wish) if isinstance(wish, PauseWish) else None
    if day is None:
        return ""
    plain = readings(run, words)[0]
    if _DAY_AFTER.fullmatch(plain):
        return f"{day + _ONE} to {day + _ONE}"
    told = parse_pause(run, today, words) if run and _END.match(plain) is None else None
    named = _named(told) if isinstance(told, PauseWish) else None
    return "" if named in (None, day) else f"{named} to {named}"


def _day_of(wish: PauseWish) -> date | None:
    """The only day of a pause; None for a longer one."""
    return wish.starts if wish.starts is not None and wish.back == wish.starts + _ONE else None


def _named(told: PauseWish) -> date | None:
    """The day that is named alone, which is read as the one on which somebody is back; None for several."""
    return told.back if told.starts is None else _day_of(told)


def _days_alone(text: str, words: Words) -> str:
    """The fewest words in a row that name days, where nothing beside them says more; empty for none."""
    said = re.sub(r"[.,;:!\u060c\u061b]+", " ", text).split()
    beside = fillers(words) | options_of(words, "hear.beside_days") | options_of(words, "hear.yes")
    for size in range(1, min(_LONGEST, len(said)) + 1):
        for first in range(len(said) - size + 1):
            run = " ".join(said[first : first + size])
            plain = readings(run, words)[0]
            rest = map(normalize, (*said[:first], *said[first + size :]))
            is_named = _OF_DAYS.fullmatch(plain) and _NAMED.search(plain)
            if beside.issuperset(rest) and (is_named or _DAY_AFTER.fullmatch(plain)):
                return run
    return ""
