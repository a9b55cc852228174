"""Trend: stiffness and days, the first week beside the last seven days, and the last twelve weeks one by one.

Pure. Weeks are stretches of seven days; the newest ends on the person's own today. A week's stiffness is the median of
its check-ins, so that one bad day does not move it. Nothing here says why a number changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from bot.conversations.history.summary import ONE_DAY, Recap, days_between
from bot.habits.streaks import excused
from storage.records.diary import CheckIn

WEEKS = 12
# The fewest check-ins before a walk that stand for a week when two weeks are compared.
FEWEST = 2
DAYS = 7

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """The stiffness of a week that ends on `last`: medians from 0 to 10, None without values. `count` is the number of
    check-ins before a walk."""

    first: date
    last: date
    before: float | None
    after: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Stiffness and days of a person, as of `today`.

    `early` is the first week with a check-in before a walk, `late` the last seven days, or the seven that end with the
    newest such check-in. Both are None without any; `is_compared` is False while they overlap or say too little.
    `done` of the last `of` days are done: seven, or as many as the person has been here, without the `rested` ones, on
    which they were unwell, away or paused and did nothing. `first_done` of `first_of` are those of their first seven
    days; None while these are not over a week ago.
    """

    today: date
    began: date
    early: Reading | None
    late: Reading | None
    done: int
    of: int
    first_done: int | None
    rested: int = 0
    first_of: int = DAYS

    @property
    def is_compared(self) -> bool:
        """Whether two weeks can be set side by side."""
        early, late = self.early, self.late
        return (
            early is not None
            and late is not None
            and early.last < late.first
            and min(early.count, late.count) >= FEWEST
        )


def trend_of(recap: Recap) -> Trend:
    """The trend of a person's whole record."""
    today = recap.today
    said = [one.on_date for one in recap.checkins(date.min, today) if one.before is not None]
    early = reading(recap, said[0]) if said else None
    begin = today - _WEEK + ONE_DAY
    late = reading(recap, begin if said[-1] >= begin else said[-1] - _WEEK + ONE_DAY) if said else None
    came = min((recap.began, *recap.done))
    first_ends = came + _WEEK - ONE_DAY
    rested = _rested(recap, max(begin, came), today)
    return Trend(
        today=today,
        began=came,
        early=early,
        late=late,
        done=_done(recap, begin, today),
        of=min(DAYS, (today - came).days + 1) - rested,
        first_done=_done(recap, came, first_ends) if first_ends < begin else None,
        rested=rested,
        first_of=DAYS - _rested(recap, came, first_ends),
    )


def reading(recap: Recap, first: date) -> Reading:
    """The stiffness of the seven days from `first` on."""
    last = first + _WEEK - ONE_DAY
    said = recap.checkins(first, last)
    before = [one.before for one in said if one.before is not None]
    return Reading(first, last, _median(said, "before"), _median(said, "after"), len(before))


def weekly(recap: Recap) -> tuple[Reading, ...]:
    """Up to twelve weeks to today, the oldest first, from the first one with a check-in on; empty without any."""
    weeks = [reading(recap, recap.today - number * _WEEK + ONE_DAY) for number in range(WEEKS, 0, -1)]
    while weeks and weeks[0].before is None and weeks[0].after is None:
        weeks.pop(0)
    return tuple(weeks)


def newest(weeks: Sequence[Reading]) -> Reading | None:
    """The week that ends today; None without a check-in before a walk in it."""
    return weeks[-1] if weeks and weeks[-1].before is not None else None


def _median(said: tuple[CheckIn, ...], what: str) -> float | None:
    numbers = [number for one in said if (number := getattr(one, what)) is not None]
    return float(median(numbers)) if numbers else None


def _done(recap: Recap, first: date, last: date) -> int:
    return sum(first <= day <= last for day in recap.done)


def _rested(recap: Recap, first: date, last: date) -> int:
    """The days without a session on which the person was unwell, away or paused."""
    return sum(day not in recap.done and excused(recap.diary, day) for day in days_between(first, last))
