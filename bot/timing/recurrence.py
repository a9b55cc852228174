"""Recurrence: the next moment for times of day, weekdays and zones as values, without a clock and without I/O.

Every function takes the moment it needs; "UTC" in a docstring means an aware datetime, and a naive one raises
ValueError. Weekdays are numbers, 0 is Monday, as in datetime.date.weekday. Zones are ZoneInfo objects. What people call
them is read by bot.understanding: places and times.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

DayPart = Literal["morning", "afternoon", "evening", "night"]

ALL_DAYS = frozenset(range(7))
WORKDAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})

LATE_LIMIT = timedelta(hours=3)  # a prompt that is later than this is recorded as skipped, not sent
SHORTEST_GAP = timedelta(hours=12)  # between two prompts of one reminder, also when its person flies round the world
EVENING = time(19, 0)
EVENING_NOTICE = timedelta(minutes=30)  # "this evening" is offered only while it is at least this far ahead

SMALLEST_OFFSET = timedelta(hours=-12)
LARGEST_OFFSET = timedelta(hours=14)
CLOCK_TOLERANCE = timedelta(minutes=7)  # how far a told time may be from a quarter hour: slow typing, a slow clock
_QUARTER = timedelta(minutes=15)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """One occurrence of a reminder: the moment in UTC, and the local date that it is meant for.

    The date is the key against repeats. It may differ from the moment's own local date where a gap spans midnight.
    """

    moment: datetime
    local_date: date


class Wait(NamedTuple):
    """A span to show to a person, in whole hours and minutes."""

    hours: int
    minutes: int


def weekdays_to_mask(weekdays: Iterable[int]) -> int:
    """Weekdays as a bitmask for storage: bit 0 is Monday, so every day is 127. ValueError for none or an odd one."""
    days = frozenset(weekdays)
    _check(days)
    return sum(1 << day for day in days)


def _check(weekdays: frozenset[int]) -> None:
    if not weekdays or not weekdays <= ALL_DAYS:
        raise ValueError(f"weekdays must be some of 0..6, not {sorted(weekdays)}")


def mask_to_weekdays(mask: int) -> frozenset[int]:
    """The weekdays of a stored bitmask. ValueError unless it is 1..127."""
    if not 0 < mask < 128:
        raise ValueError(f"a weekday mask is 1..127, not {mask}")
    return frozenset(day for day in ALL_DAYS if mask >> day & 1)


def date_exists(day: date, zone: ZoneInfo) -> bool:
    """False for a local date that a zone jumped over, as Samoa did with 2011-12-30 when it crossed the date line."""
    return _moment_at(day, time(0), zone) < _moment_at(day + _DAY, time(0), zone)


def next_due_after(
    after: datetime,
    at: time,
    weekdays: frozenset[int],
    zone: ZoneInfo,
    *,
    not_before_date: date | None = None,
    last: Due | None = None,
) -> Due:
    """The first occurrence strictly later than `after` (UTC) of `at`, local time in `zone`, on one of `weekdays`.

    Where the clock jumps over `at`, the moment is as long after the jump as `at` is after its start (02:30 becomes
    03:30); where the clock goes back over it, the first of the two counts (fold=0, see PEP 495). A local date that
    never was has no occurrence. So moments rise strictly with their local dates, and a local date has at most one.

    `not_before_date` is the earliest local date allowed, for the end of a pause. `last` is the occurrence before this
    one: the next has a later local date and comes at least SHORTEST_GAP after it, whatever the zones were, so that a
    traveller who meets a date twice is not prompted twice. ValueError when `weekdays` is empty.
    """
    _check(weekdays)
    day = _utc(after).astimezone(zone).date() - _DAY  # its moment can lie on the day after, where a gap spans midnight
    earliest = after
    if not_before_date is not None:
        day = max(day, not_before_date)
    if last is not None:
        day = max(day, last.local_date + _DAY)
        earliest = max(earliest, last.moment + SHORTEST_GAP - datetime.resolution)
    while True:
        if day.weekday() in weekdays:
            moment = _moment_at(day, at, zone)
            if moment > earliest and date_exists(day, zone):
                return Due(moment, day)
        day += _DAY


def newest_due(first: Due, now: datetime, at: time, weekdays: frozenset[int], zone: ZoneInfo) -> Due:
    """The newest occurrence up to and with `now` (UTC), of those that begin with `first`, a stored one that has come.

    After an outage it is the only one to send, and that unless is_too_late; those before it are skipped. It is looked
    for from `now` backwards: two weeks of dates at most, however long the outage was.
    """
    day = _utc(now).astimezone(zone).date() + _DAY
    while day > first.local_date:
        if day.weekday() in weekdays:
            moment = _moment_at(day, at, zone)
            if moment <= now and date_exists(day, zone):
                return Due(moment, day) if moment >= first.moment + SHORTEST_GAP else first
        day -= _DAY
    return first


def due_before(newest: Due, first: Due, at: time, weekdays: frozenset[int], zone: ZoneInfo) -> Due | None:
    """The occurrence before `newest`, as newest_due gives it; None when `newest` is the first."""
    if newest == first:
        return None
    return newest_due(first, newest.moment - datetime.resolution, at, weekdays, zone)


def is_too_late(due: Due, now: datetime) -> bool:
    """True when more than LATE_LIMIT has passed since the moment, so that a prompt would only puzzle."""
    return _utc(now) - due.moment > LATE_LIMIT


def evening_of(now: datetime, zone: ZoneInfo) -> datetime | None:
    """This evening, EVENING local time, in UTC; None when that is less than EVENING_NOTICE ahead, or past."""
    evening = _moment_at(_utc(now).astimezone(zone).date(), EVENING, zone)
    return evening if evening - now >= EVENING_NOTICE else None


def day_part(local: time) -> DayPart:
    """The part of the day for a greeting: morning from 5, afternoon from 12, evening from 18, night from 22."""
    if 5 <= local.hour < 12:
        return "morning"
    if 12 <= local.hour < 18:
        return "afternoon"
    return "evening" if 18 <= local.hour < 22 else "night"


def wait_until(now: datetime, moment: datetime) -> Wait:
    """How long from `now` to `moment`, begun minutes counted whole, as clocks that show no seconds would have it.

    Nothing left, or past: Wait(0, 0).
    """
    minutes = max(0, -((_utc(now) - _utc(moment)) // timedelta(minutes=1)))
    return Wait(*divmod(minutes, 60))


def offset_from_clock(local: time, now: datetime) -> timedelta | None:
    """The offset from UTC, to a quarter hour, of a place whose clock shows `local` at `now` (UTC).

    None when no quarter hour is within CLOCK_TOLERANCE. Offsets run from -12:00 to +14:00, so from +12:00 on each
    has a twin a day behind, on the other side of the date line. Of the two the more populous is meant: the one ahead
    (New Zealand, Tonga, Samoa), but for Hawaii's -10:00.
    """
    clock = _utc(now)
    shown = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
    utc_clock = timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)
    apart = (shown - utc_clock) % _DAY
    offset = (apart + _QUARTER / 2) // _QUARTER * _QUARTER
    if abs(offset - apart) > CLOCK_TOLERANCE:
        return None
    return offset if offset < timedelta(hours=14) else offset - _DAY


def _moment_at(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC moment at which it is `at` on `day` in `zone`, by the rules given in next_due_after."""
    if at.fold or at.tzinfo is not None:
        at = at.replace(fold=0, tzinfo=None)  # a zone of the time's own does not count
    return _first_moment(day, at, zone)


@lru_cache(maxsize=4096)
def _first_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    # Many people share a zone, a date and a time, and midnight in any case.
    return datetime.combine(day, at, zone).astimezone(UTC)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a naive datetime is no moment")
    return moment.astimezone(UTC)
