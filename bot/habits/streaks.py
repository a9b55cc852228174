"""Streaks: which days count, and how long the run is.

A day counts when something was finished on it, however short. It is a miss when a prompt went out on it, it is over,
nothing was finished, and nothing excuses it: no illness, no pause, no day cut short by a journey. A day without a
prompt cannot be missed. For somebody who never got a prompt, every day from the first finished one counts as planned.

    D D m D | m D m D           D done, m missed, . not asked, | a new month
    └── one run of 5 ──┘

    D D m D | m D m D m . D     one miss more in the same month: the run goes back to where that month's first was
                └── 3 ────┘

A run is the longest stretch up to today in which no calendar month has more than FREE_MISSES misses. So it never goes
back to nothing for one day, and no day that is added or excused ever makes it shorter. Pure: the diary and today, the
person's own date, come in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from storage.records.diary import Diary, MarkKind
from storage.records.person import WalkState

# Days a calendar month that may be missed without ending the run.
FREE_MISSES = 2
# The form of a walk that makes a whole day of it; others make a short one.
FULL_FORM = "full"
# What keeps a day from being a miss, beside a pause.
EXCUSES = frozenset({MarkKind.UNWELL, MarkKind.AWAY})
# Changes of place that make a walk count as begun.
FEWEST_MOVES = 1

_DAY, _WEEK = timedelta(days=1), 7


class DayKind(StrEnum):
    """FULL: a walk in its full form, or a day added by hand. SHORT: something shorter, which counts just the same."""

    FULL = "full"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Streaks:
    """All in days. `current` is the run that reaches to today, `best` the longest there ever was.

    `last_done` is the newest day that is done. `free_left` are the misses that cost the current run nothing in the rest
    of today's month; without a run, those of a new one.
    """

    current: int
    best: int
    days_total: int
    last_done: date | None
    free_left: int


@dataclass(frozen=True, slots=True)
class Goal:
    """Days of a week: how many are done, of how many that are planned. `done` may be more; `of` is 0 without a plan."""

    done: int
    of: int


def done_dates(diary: Diary) -> dict[date, DayKind]:
    """The days that are done, oldest first, each with the best that was finished on it.

    A day noted as undone is not done, whatever was finished; noted as added after that, it is again.
    """
    done: dict[date, DayKind] = {}
    for walk in diary.walks:
        if walk.state is WalkState.DONE and walk.ended_on is not None:
            full = walk.form == FULL_FORM or done.get(walk.ended_on) is DayKind.FULL
            done[walk.ended_on] = DayKind.FULL if full else DayKind.SHORT
    for mark in diary.marks:
        if mark.kind is MarkKind.ADDED:
            done[mark.on_date] = DayKind.FULL
        elif mark.kind is MarkKind.UNDONE:
            done.pop(mark.on_date, None)
    return dict(sorted(done.items()))


def part_dates(diary: Diary, zone: ZoneInfo) -> tuple[date, ...]:
    """The days that are not done, but on which a walk was begun and not finished, oldest first.

    They are the dates, in `zone`, of the last sign of life of each. A walk is begun once its person moved on in it.
    """
    done = done_dates(diary)
    begun = {
        walk.moved_at.astimezone(zone).date()
        for walk in diary.walks
        if walk.state is not WalkState.DONE and walk.moves >= FEWEST_MOVES and walk.moved_at is not None
    }
    return tuple(sorted(begun - done.keys()))


def pauses(diary: Diary) -> tuple[tuple[date, date | None], ...]:
    """The pauses, oldest first: the first day of each and the first one after it, None while nobody knows.

    A pause ends on the day it was meant to, on waking, or with the beginning of another, whichever comes first. One
    that was over on its first day is none.
    """
    found: list[tuple[date, date | None]] = []
    begun: tuple[date, date | None] | None = None
    for mark in sorted(diary.marks, key=lambda mark: mark.on_date):
        if mark.kind not in (MarkKind.PAUSED, MarkKind.AWAKE):
            continue
        if begun is not None:
            since, until = begun
            found.append((since, mark.on_date if until is None else min(until, mark.on_date)))
        begun = (mark.on_date, mark.until) if mark.kind is MarkKind.PAUSED else None
    if begun is not None:
        found.append(begun)
    return tuple((since, until) for since, until in found if until is None or since < until)


def excused(diary: Diary, on: date) -> bool:
    """Whether a day is no miss even when nothing is done on it: unwell, away, or within a pause."""
    return _excuser(diary)(on)


def runs(diary: Diary, today: date) -> Streaks:
    """The run as of today, and the other counts of a person's days.

    `today` itself is no miss yet. Days after it that are done, as happens to a traveller who flew back over the date
    line, count already.
    """
    done = done_dates(diary)
    days = sorted({*done, *_missed(diary, done, today)})
    used: Counter[tuple[int, int]] = Counter()  # misses of the stretch by month
    first = current = best = 0
    for day in days:
        if day in done:
            current += 1
            best = max(best, current)
            continue
        used[_month(day)] += 1
        while used[_month(day)] > FREE_MISSES:
            earlier = days[first]
            first += 1
            if earlier in done:
                current -= 1
            else:
                used[_month(earlier)] -= 1
    # Misses before the first day of the stretch that is done are not its own.
    begun = next((day for day in days[first:] if day in done), None)
    own = [day for day in days[first:] if day not in done and begun is not None and begun < day]
    free_left = FREE_MISSES - sum(_month(day) == _month(today) for day in own)
    return Streaks(current, best, len(done), max(done, default=None), free_left)


def week_goal(diary: Diary, today: date, first_weekday: int, planned: frozenset[int]) -> Goal:
    """How far this week has come. Weeks begin with `first_weekday`; `planned` are weekdays, too, 0 is Monday.

    Days of the week that are excused, those to come included, are not planned.
    """
    first = today - (today.weekday() - first_weekday) % _WEEK * _DAY
    week = [first + number * _DAY for number in range(_WEEK)]
    done, is_excused = done_dates(diary), _excuser(diary)
    return Goal(
        done=sum(day in done for day in week),
        of=sum(day.weekday() in planned and not is_excused(day) for day in week),
    )


def _missed(diary: Diary, done: Mapping[date, DayKind], today: date) -> list[date]:
    planned = diary.asked
    if not planned and done:
        first = min(done)
        planned = frozenset(first + number * _DAY for number in range((today - first).days))
    is_excused = _excuser(diary)
    return [day for day in planned if day < today and day not in done and not is_excused(day)]


def _excuser(diary: Diary) -> Callable[[date], bool]:
    """`excused` for many days."""
    noted = {mark.on_date for mark in diary.marks if mark.kind in EXCUSES}
    rests = pauses(diary)
    return lambda on: on in noted or any(since <= on and (until is None or on < until) for since, until in rests)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
