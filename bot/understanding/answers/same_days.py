"""Same days: the days that are asked about, said once more in place of a yes, "just tomorrow", and another day behind a
no, "no, on Wednesday". Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import normalize
from bot.understanding.answers.said_among import fillers, is_alone, is_among, options_of
from bot.understanding.text.own_clauses import clauses_of
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
_ONE_NAMED = re.compile(rf"(?:(?:next|this|coming) )?(?:tomorrow|{'|'.join(WEEKDAYS)})|the \d+(?:th)?|\d+(?:th)?")
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


def corrected_day(text: str, words: Words) -> str:
    """The one day that a text names in place of another, in plain form: "Saturday would be better than Friday, as I fly
    then"; empty where it says anything else. What stands behind the clause with the day says why."""
    if text.rstrip().endswith(("?", "\u061f")) and not is_among(text, words, "hear.other_day.than"):
        return ""
    beside, strong = (
        fillers(words) | options_of(words, "hear.yes") | options_of(words, "hear.no"),
        "hear.other_day.said",
    )
    told = {word for option in options_of(words, "hear.other_day") for word in option.split()}
    is_strong = True
    for clause in clauses_of(text, words, "hear.clause_joints"):
        plain, than = f" {normalize(clause)} ", options_of(words, "hear.other_day.than")
        spoken, first = plain, min((at for one in than if (at := plain.find(f" {one} ")) >= 0), default=-1)
        if first >= 0:
            spoken = plain[:first]
        run = _days_alone(spoken, words, beside | told)
        if run and (is_strong or is_among(clause, words, strong)):
            is_told = not told.isdisjoint(spoken.split()) or len(spoken.split()) == len(run.split()) or first >= 0
            return _bare(run, words) if is_told else ""
        # Behind a reason only a clause that says so counts.
        is_strong = is_strong and (beside | told).issuperset(spoken.split())
    return ""


def days_added(text: str, words: Words) -> tuple[str, ...]:
    """The two days or more that a text names, and nothing else: "tomorrow and Wednesday"; empty for any other text."""
    run = _days_alone(text, words)
    days = tuple(part for part in re.split(r",? (?:and|&|\+) |, ", readings(run, words)[0]) if part) if run else ()
    return days if len(days) > 1 and all(_ONE_NAMED.fullmatch(day) for day in days) else ()


def _bare(run: str, words: Words) -> str:
    """A day, in plain form, without the word that makes it an end; empty for several days, and for none."""
    said = run.split()
    for first in range(len(said)):
        one = " ".join(said[first:])
        if _ONE_NAMED.fullmatch(named := readings(one, words)[0]):
            return "" if _NAMED.search(readings(" ".join(said[:first]), words)[0]) else named
    return ""


def _day_of(wish: PauseWish) -> date | None:
    """The only day of a pause; None for a longer one."""
    return wish.starts if wish.starts is not None and wish.back == wish.starts + _ONE else None


def _named(told: PauseWish) -> date | None:
    """The day that is named alone, which is read as the one on which somebody is back; None for several."""
    return told.back if told.starts is None else _day_of(told)


def _days_alone(text: str, words: Words, others: frozenset[str] = frozenset()) -> str:
    """The fewest words in a row that name days, where nothing beside them says more; empty for none."""
    said = re.sub(r"[.,;:!\u060c\u061b]+", " ", text).split()
    beside = fillers(words) | options_of(words, "hear.beside_days") | options_of(words, "hear.yes") | others
    for size in range(1, min(_LONGEST, len(said)) + 1):
        for first in range(len(said) - size + 1):
            run = " ".join(said[first : first + size])
            plain = readings(run, words)[0]
            rest = map(normalize, (*said[:first], *said[first + size :]))
            is_named = _OF_DAYS.fullmatch(plain) and _NAMED.search(plain)
            if beside.issuperset(rest) and (is_named or _DAY_AFTER.fullmatch(plain)):
                return run
    return ""
