"""When does a wall clock show a time? An answer that owes nothing to zoneinfo, to hold bot.timing.recurrence against.

The clock is read with the C library: TZ names one compiled file of the tzdata package, and localtime says what a clock
on the wall shows then. The library has its own reader of these files, and of the rule at their end that holds for all
years after the last change they list. (dateutil reads neither that rule nor their 64-bit part, and pytz brings other
data.) When something is due is then found by walking through the moments and looking at the clock: by definition,
with no sum of offsets that could have the same mistake in it.

TZ holds for a whole process. Whatever hangs up a clock here runs in a process of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from time import localtime, tzset
from typing import NamedTuple

# A change is looked for by reading the clock once in so many seconds: nowhere does one change and change back in a day.
SCAN = 86_400


class Jump(NamedTuple):
    """A change of a clock: the moment in seconds since 1970, what would be shown without it, and what is shown."""

    moment: int
    without: datetime
    shown: datetime

    def dates(self) -> list[date]:
        """The dates that are touched; where midnight is, also the one before and the one after."""
        around = sorted({(self.without - timedelta(seconds=1)).date(), self.shown.date()})
        margin = timedelta(days=len(around) > 1)
        first, last = around[0] - margin, around[-1] + margin
        return [first + timedelta(days=day) for day in range((last - first).days + 1)]

    def span(self, first: date, last: date) -> tuple[int, int]:
        """From when to when these dates are shown, if nothing else changes meanwhile."""
        since = self.without - datetime.combine(first, time(0))
        until = datetime.combine(last, time(0)) + timedelta(days=1) - self.shown
        return self.moment - int(since.total_seconds()), self.moment + int(until.total_seconds())


@cache
def zone_files() -> Path:
    """The folder of the compiled zones in the tzdata package."""
    with as_file(files("tzdata") / "zoneinfo") as folder:
        return folder


def hang_up(zone: str) -> None:
    """From now on the wall clock of this process is one of that zone. FileNotFoundError when there is no such file."""
    file = zone_files() / zone
    file.stat()  # the C library would show UTC and say nothing
    os.environ["TZ"] = f":{file}"
    tzset()


def shown(moment: int) -> datetime:
    """What the clock shows: a naive datetime, for a clock on a wall does not know where it hangs."""
    return datetime(*localtime(moment)[:6])  # noqa: DTZ001


def jumps(begin: int, end: int) -> Iterator[Jump]:
    """Every change of the clock in a span of moments, to the second."""
    late = begin
    before = localtime(late).tm_gmtoff
    while late < end:
        early, late = late, late + SCAN
        after = localtime(late).tm_gmtoff
        if after != before:
            yield _narrowed(early, late)
        before = after


def _narrowed(early: int, late: int) -> Jump:
    offset = localtime(early).tm_gmtoff
    end = late
    while late - early > 1:
        middle = (early + late) // 2
        if localtime(middle).tm_gmtoff == offset:
            early = middle
        else:
            late = middle
    assert localtime(end).tm_gmtoff == localtime(late).tm_gmtoff, f"two changes at once at {late}"
    return Jump(late, shown(early) + timedelta(seconds=1), shown(late))


def occurrences(begin: int, end: int, step: int) -> dict[datetime, int]:
    """What is on the clock in a span of moments, date and time, and the moment at which it is due; in steps of seconds.

    That is the first moment at which the clock shows it. What the clock jumped over is due as long after the jump as
    it is after the first that was left out; but of a date that was left out wholly nothing ever is.
    """
    due: dict[datetime, int] = {}
    left_out: dict[datetime, int] = {}
    tick = timedelta(seconds=step)
    expected = shown(begin)
    for moment in range(begin, end, step):
        wall = shown(moment)
        due.setdefault(wall, moment)
        since = moment
        while expected < wall:
            left_out[expected] = since
            expected += tick
            since += step
        expected = wall + tick
    dates = {wall.date() for wall in due}
    return {wall: moment for wall, moment in left_out.items() if wall.date() in dates} | due
