"""Other days: a time for some days and one for all that are not named: "on Monday at 10:30, the other days at 8:10".
Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import time

from bot.i18n.catalogue import Words
from bot.timing.recurrence import ALL_DAYS
from bot.understanding.reminders.moves import AND, Move
from bot.understanding.text.own_clauses import clauses_of, is_only, is_said, phrases_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.reminder_wishes import ReminderWish, parse_reminders
from bot.understanding.times.time_phrases import UNKNOWN, readings
from bot.understanding.times.weekdays import WEEKDAYS, short_names
from bot.understanding.wishes.wishes import time_in

_KEY, _JOINTS, _STAY = "hear.other_days", "hear.other_joints", "hear.others_stay"
# The most words of a clause beside the two that says nothing of a time.
_LONGEST_BESIDE = 3
# A comma between two days: "Mon, Wed, Fri".
_DAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_LISTED = re.compile(rf"\b({_DAY}),\s*(?=(?:{_DAY})\b)", re.IGNORECASE)


def is_named(text: str, words: Words) -> bool:
    """Whether a text speaks of the days that are not named."""
    return is_said(text, words, _KEY)


def without(text: str, words: Words) -> str:
    """The clauses of a text that say nothing of the other days."""
    return ", ".join(clause for clause in _clauses(text, words) if not is_said(clause, words, _KEY))


def detail_of(days: Collection[int], at: time, others: Collection[int], other_at: time) -> str:
    """The two moves as `moves.several` reads them."""
    moved = (Move(short_names(days), at, 0), Move(short_names(others), other_at, 0))
    return AND.join(one.detail for one in moved)


def read(text: str, words: Words, reminded: Collection[int]) -> str:
    """The detail of such a sentence; empty for another. `reminded`: the days on which a reminder comes by now."""
    found = wishes_in(text, words, reminded)
    moved = [Move(short_names(one.weekdays or ALL_DAYS), one.time, 0) for one in found]
    return AND.join(one.detail for one in moved)


def wishes_in(text: str, words: Words, reminded: Collection[int] = ()) -> tuple[ReminderWish, ...]:
    """The two reminders of such a sentence, each with its days; empty for another."""
    if text.rstrip().endswith(("?", "\u061f")) or not is_named(text, words):
        return ()
    found = [(is_said(clause, words, _KEY), clause, only(clause, words)) for clause in _clauses(text, words)]
    timed = [(is_other, wish) for is_other, _, wish in found if wish is not None]
    if any(wish is None and _may_tell(clause, words) for _, clause, wish in found):
        return ()
    if sorted(is_other for is_other, _ in timed) != [False, True]:
        return ()
    first, other = (next(wish for is_other, wish in timed if is_other is which) for which in (False, True))
    others = rest_of(first.weekdays or ALL_DAYS, reminded)
    if first.weekdays is None or first.once or other.weekdays not in (None, ALL_DAYS) or not others:
        return ()
    return ReminderWish(first.time, first.weekdays), ReminderWish(other.time, others)


def beside_staying(text: str, words: Words) -> str:
    """The detail of a move of some days where the others are said to stay: "Thursday and Friday 9:30 pm, other days
    same". Empty for another text."""
    if text.rstrip().endswith(("?", "\u061f")) or not is_named(text, words):
        return ""
    clauses = _clauses(text, words)
    others = [clause for clause in clauses if is_said(clause, words, _KEY)]
    found = [wish for clause in clauses if clause not in others and (wish := only(clause, words)) is not None]
    stay = all(is_said(clause, words, _STAY) and only(clause, words) is None for clause in others)
    if not stay or len(found) != 1 or found[0].once or not found[0].weekdays:
        return ""
    return Move(short_names(found[0].weekdays), found[0].time, 0).detail


def each_with_days(text: str, words: Words) -> tuple[ReminderWish, ...]:
    """The reminders of several clauses, each with days of its own: "Monday 9 pm ok. Wednesday 10 am ok". Empty for
    fewer than two, and where a day is named twice."""
    found = [wish for clause in clauses_of(text, words) if (wish := only(clause, words)) is not None]
    days = [wish.weekdays or frozenset() for wish in found]
    is_split = len(found) > 1 and all(days) and sum(map(len, days)) == len(frozenset().union(*days))
    return tuple(found) if is_split and not any(wish.once or wish.excepted for wish in found) else ()


def _may_tell(clause: str, words: Words) -> bool:
    """Whether a longer clause tells of a day or a time: "my shifts change every week" does not."""
    said = plain(readings(clause, words)[0].replace(UNKNOWN, "")).split()
    tells = not WEEKDAYS.keys().isdisjoint(said) or any(word[0].isdigit() for word in said)
    return len(clause.split()) > _LONGEST_BESIDE and tells


def rest_of(days: Collection[int], reminded: Collection[int]) -> frozenset[int]:
    """The days beside others: of those on which a reminder comes, or of the whole week."""
    return (frozenset(reminded) - frozenset(days)) or ALL_DAYS - frozenset(days)


def _clauses(text: str, words: Words) -> list[str]:
    """The parts of a text between its marks, and before the words for the other days."""
    found: list[str] = []
    for clause in clauses_of(_LISTED.sub(r"\1 ", text), words):
        spoken = clause.split()
        place = next((place for place in range(1, len(spoken)) if _begins(" ".join(spoken[place:]), words)), 0)
        before = spoken[:place]
        while before and is_only(before[-1], words, _JOINTS):
            before = before[:-1]
        parts = _time_before(before, spoken[place:], words) if place else (spoken,)
        if not place and _begins(clause, words):
            parts = _behind(spoken, words)
        found += [" ".join(part) for part in parts if part]
    return found


def _time_before(before: list[str], others: list[str], words: Words) -> tuple[list[str], ...]:
    """What is told of some days, and the words for the others with the time that stands before them: "8 pm on Monday
    and 10 am the rest"."""
    if only(" ".join(others), words) is not None:
        return before, others
    cut = max((at + 1 for at, word in enumerate(before) if is_only(word, words, _JOINTS)), default=0)
    told = only(" ".join(before[cut:]), words)
    if told is None or told.weekdays is not None or told.once:
        return before, others
    first = before[:cut]
    while first and is_only(first[-1], words, _JOINTS):
        first = first[:-1]
    return first, [*others, *before[cut:]]


def _behind(spoken: list[str], words: Words) -> tuple[list[str], ...]:
    """The words for the other days and their time, and the days that stand behind: "other days at ten but Monday at
    nine"."""
    for place in range(1, len(spoken) - 1):
        following = plain(readings(spoken[place + 1], words)[0].replace(UNKNOWN, ""))
        if is_only(spoken[place], words, _JOINTS) and following in WEEKDAYS:
            return spoken[:place], spoken[place + 1 :]
    return (spoken,)


def _begins(text: str, words: Words) -> bool:
    said = f"{plain(text)} "
    return any(said.startswith(f"{phrase} ") for phrase in phrases_of(words, _KEY))


def only(clause: str, words: Words) -> ReminderWish | None:
    """The only reminder that a clause tells of; None for none, or several."""
    said = time_in(clause, words) or clause
    found = parse_reminders(said, words)
    if not isinstance(found, tuple):
        found = parse_reminders(clause, words)
    return found[0] if isinstance(found, tuple) and len(found) == 1 else None
