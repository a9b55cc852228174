"""Weekdays as people write them: "mon,wed,fri", "M-F", "every day except Sunday", "not on Sundays".

0 is Monday. What "weekdays" and "weekends" are depends on the country: its weekend is handed in. The words are those of
the plain form, in which `time_phrases` puts other languages. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.i18n.catalogue import WEEKDAYS as NAMES
from bot.i18n.catalogue import Words
from bot.timing.recurrence import ALL_DAYS, WEEKEND
from bot.timing.working_week import working_days
from bot.understanding.text.spelling import listed_word
from bot.understanding.times.time_phrases import first_read
from bot.understanding.times.times import RANGE_WORDS, lower_case, tokens_of

WEEKDAYS = {
    **{name: day for day, name in enumerate(NAMES)},
    **{name + "s": day for day, name in enumerate(NAMES)},
    **{name[:3]: day for day, name in enumerate(NAMES)},
    **{name[:2]: day for day, name in enumerate(NAMES)},
    **{"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
}
# Names that say by themselves that a day is meant each week.
PLURALS = frozenset(name + "s" for name in NAMES)
_WORKING = frozenset({"weekday", "weekdays", "workday", "workdays"})
_FREE = frozenset({"weekend", "weekends"})
_EVERY_DAY = frozenset({"daily", "everyday"})
GROUPS = _WORKING | _FREE | _EVERY_DAY
# Expressions for a weekday, and for that or a group of some; the longest first. Not in brackets.
ONE_WEEKDAY, ONE_OR_GROUP = (
    "|".join(sorted(names, key=len, reverse=True)) for names in (WEEKDAYS, {*WEEKDAYS, *_FREE, *_WORKING})
)
EVERY = frozenset({"every", "each", "all"})
EXCEPT = frozenset({"except", "but", "not", "no", "never", "without"})
SEPARATORS = frozenset({",", "&", "+", "/", ";", "and"})
_WORK = frozenset({"working", "work", "week", "business"})
_FILLERS = SEPARATORS | {".", "!", "on", "at", "in", "the", "only", "please", "of", "week"}
_BEGINS_RANGE = frozenset({"from", "between"})
VOCABULARY = frozenset(
    {*WEEKDAYS, *GROUPS, *EVERY, *RANGE_WORDS, *EXCEPT, *_FILLERS, *_BEGINS_RANGE, *_WORK, "days", "day", "or"}
)

# Letters for days, only in forms that are usual: a single "t" or "s" could be one of two.
_LETTERS = (
    (re.compile(r"\bm\s?-\s?f\b"), "monday - friday"),
    (re.compile(r"\bm\s?-\s?(?:th|r)\b"), "monday - thursday"),
    (re.compile(r"\b(?:mwf|m\s?[,/&+ ]\s?w\s?[,/&+ ]\s?f)\b"), "monday wednesday friday"),
    (re.compile(r"\b(?:mw|m\s?[,/&+]\s?w)\b"), "monday wednesday"),
    (re.compile(r"\b(?:wf|w\s?[,/&+]\s?f)\b"), "wednesday friday"),
    (re.compile(r"\b(?:tth|tuth|t\s?[,/&+]\s?th)\b"), "tuesday thursday"),
    (re.compile(r"\b(?:during|in) the week\b"), "weekdays"),
    (re.compile(r"\b(?:7|seven) days (?:a|per|of the|out of the) week\b"), "daily"),
)
# "Sunday not" takes Sunday away, and so do "no, Sunday no please" and "Sundays off".
_A_DAY = rf"(?:{ONE_OR_GROUP})"
_NOT_BEHIND = re.compile(
    rf"(?<!\bnot )(?<!\bno )(?<!\bon )\b((?:(?:on|at) )?{_A_DAY}(?: (?:and|or) {_A_DAY})?),? (?:not|no|off|free)"
    r"(?= please| thanks|[ ]?[,.!]|$)"
)
# "But only on weekdays" and "no, only on weekdays" name these days.
_BUT_ONLY = re.compile(r"\bbut (?:just|only)\b")
_NO_ALONE = re.compile(r"^(?:no\b[ ,.!]*)*no\b ?[,.!]+ ?|\bno\b[ ,.!]*(?=only\b)")
# So does "but on weekdays", where no day stands before it that it could be taken from.
_BUT_ON = re.compile(rf"^((?:(?!\b(?:{_A_DAY}|every|each|all|daily|everyday)\b).)*)\bbut(?= (?:on|at|in|during|for)\b)")
# "Every day from Sunday to Thursday" is each of these days.
_RANGE_OF_DAYS = rf"(?:from |between )?{_A_DAY} (?:to|-|through|thru|till|until) {_A_DAY}"
_EACH_OF_RANGE = re.compile(rf"(?:\b(?:and )?\b(?:every ?day|each day|all days|daily)\b ?,? ?(?={_RANGE_OF_DAYS}\b))")
_OFF_WORDS = re.compile(r"\bskip\b")
_OFF_BEHIND = re.compile(r"^(.+?) off$")


class Days(NamedTuple):
    """Weekdays that are named and those that are excepted. None are named in "not on Sundays"."""

    named: frozenset[int]
    excepted: frozenset[int]

    @property
    def left(self) -> frozenset[int]:
        """The days that come; all but those excepted where none is named."""
        return (self.named or ALL_DAYS) - self.excepted


def parse_weekdays(
    text: str, words: Words | None = None, *, weekend: frozenset[int] = WEEKEND
) -> frozenset[int] | None:
    """The weekdays that a text names: lists, ranges, groups, exceptions. None: not read.

    `words`: the text is read in their language first.
    """
    return first_read(text, words, lambda said: _weekdays(said, weekend), bool)


def _weekdays(text: str, weekend: frozenset[int]) -> frozenset[int] | None:
    found = days_of(tokens_of(with_days_spelled_out(text)), weekend=weekend)
    return (found.left or None) if found is not None and found.named else None


class DaysKept(NamedTuple):
    """The days that are to stay, and the days that they are chosen from: "at weekends only on Saturday"."""

    days: frozenset[int]
    among: frozenset[int]


def parse_days_kept(text: str, words: Words | None = None, *, weekend: frozenset[int] = WEEKEND) -> DaysKept | None:
    """The days that a text with "only" lets stay. None: not read. `words`: read in their language first."""
    return first_read(text, words, lambda said: _days_kept(said, weekend), bool)


def _days_kept(text: str, weekend: frozenset[int]) -> DaysKept | None:
    found = _weekdays(text, weekend)
    if found is None:
        return None
    tokens = [listed_word(token, VOCABULARY) for token in tokens_of(with_days_spelled_out(text))]
    for group, among in ((_FREE, weekend), (_WORKING, working_days(weekend))):
        rest = [token for token in tokens if token not in group]
        days = _weekdays(" ".join(rest), weekend) if len(rest) < len(tokens) else None
        if days is not None and days < among:
            return DaysKept(days, among)
    return DaysKept(found, ALL_DAYS)


def parse_days_off(
    text: str, words: Words | None = None, *, weekend: frozenset[int] = WEEKEND
) -> frozenset[int] | None:
    """The weekdays that a text takes away, and it does nothing else: "not on Sundays". None: something else.

    `words`: the text is read in their language first.
    """
    return first_read(text, words, lambda said: _days_off(said, weekend), bool)


def _days_off(text: str, weekend: frozenset[int]) -> frozenset[int] | None:
    plain = " ".join(tokens_of(with_days_spelled_out(text))).strip(" .!")
    plain = _OFF_BEHIND.sub(r"not \1", _OFF_WORDS.sub("not", plain)).replace(" or ", " and ")
    found = days_of(plain.split(), weekend=weekend)
    if found is None or found.named or found.excepted == ALL_DAYS or plain.endswith(" only"):
        # "Not on Sundays only" may mean on others, too.
        return None
    return found.excepted or None


def with_days_spelled_out(text: str) -> str:
    """The text in lower case, with short forms for several days written in full: "MWF", "M-F", "7 days a week"."""
    plain = lower_case(text)
    for form, days in _LETTERS:
        plain = form.sub(f" {days} ", plain)
    plain = _EACH_OF_RANGE.sub(" ", plain)
    plain = _BUT_ON.sub(r"\1", _BUT_ONLY.sub("only", _NO_ALONE.sub("", plain)))
    return _NOT_BEHIND.sub(r"not \1", plain)


def short_names(days: Iterable[int]) -> str:
    """Weekdays as `parse_weekdays` reads them again: "mon,wed"."""
    return ",".join(NAMES[day][:3] for day in sorted(days))


def days_of(raw_tokens: Sequence[str], *, weekend: frozenset[int] = WEEKEND) -> Days | None:
    """The weekdays of tokens; None when a word is unknown or no day is among them."""
    tokens = [listed_word(token, VOCABULARY) for token in raw_tokens]
    named: set[int] = set()
    excepted: set[int] = set()
    into = named
    place = 0
    while place < len(tokens):
        token = tokens[place]
        following = tokens[place + 1 : place + 3]
        if token in WEEKDAYS:
            first = last = WEEKDAYS[token]
            is_range = len(following) == 2 and following[0] in RANGE_WORDS | {"and"} and following[1] in WEEKDAYS
            if is_range and (following[0] != "and" or "between" in tokens[:place]):
                last = WEEKDAYS[following[1]]
                place += 2
            into.update((first + step) % 7 for step in range((last - first) % 7 + 1))
        elif token in _WORKING:
            into |= working_days(weekend)
        elif token in _FREE:
            into |= weekend
        elif token in _EVERY_DAY:
            into |= ALL_DAYS
        elif token in EVERY and following[:1] in (["day"], ["days"]):
            into |= ALL_DAYS
            place += 1
        elif token in _WORK and following[:1] in (["day"], ["days"]):
            into |= working_days(weekend)
            place += 1
        elif token in EXCEPT and following[:1] == ["only"]:
            # "Not only on Sundays" takes none away.
            return None
        elif token in EXCEPT:
            into = excepted
        elif token in _BEGINS_RANGE and (following[:1] and following[0] in WEEKDAYS):
            pass
        elif token not in _FILLERS and token not in EVERY:
            return None
        place += 1
    if not (named or excepted) or (named and named <= excepted):
        return None
    return Days(frozenset(named), frozenset(excepted))
