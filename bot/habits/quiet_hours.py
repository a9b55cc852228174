"""Quiet hours: when nothing is sent unasked.

Both ends are times on the person's own clock; without them, or when they are equal, it is never quiet. Moments
are aware datetimes; those that come back are in UTC. Pure.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.timing.recurrence import ALL_DAYS, next_due_after

# When the weekly digest comes, on the person's own clock: the first of these that is not quiet.
DIGEST_TIMES = (time(18), time(12), time(9), time(20), time(7), time(22))


def is_quiet(local: time, quiet_from: time | None, quiet_until: time | None) -> bool:
    """Whether it is quiet at a local time: from `quiet_from` on, and at `quiet_until` no more; over midnight, too."""
    if quiet_from is None or quiet_until is None:
        return False
    if quiet_from <= quiet_until:
        return quiet_from <= local < quiet_until
    return local >= quiet_from or local < quiet_until


def quiet_ends(at: datetime, quiet_from: time | None, quiet_until: time | None, zone: ZoneInfo) -> datetime | None:
    """When the quiet that there is at a moment ends, in UTC; None when it is not quiet then.

    It is not quiet at the moment that comes back.
    """
    end = at
    while quiet_until is not None and is_quiet(end.astimezone(zone).time(), quiet_from, quiet_until):
        end = _next_showing(end, quiet_until, zone)
    return None if end is at else end


def quiet_begins(after: datetime, quiet_from: time | None, quiet_until: time | None, zone: ZoneInfo) -> datetime | None:
    """The next moment later than `after` at which quiet begins, in UTC; None when it is never quiet.

    A beginning that the clock jumps over comes as much later as a reminder would: see bot.timing.recurrence.
    """
    if quiet_from is None or quiet_from == quiet_until or quiet_until is None:
        return None
    begin = _next_showing(after, quiet_from, zone)
    while not is_quiet(begin.astimezone(zone).time(), quiet_from, quiet_until):
        begin = _next_showing(begin, quiet_from, zone)
    return begin


def digest_time(quiet_from: time | None, quiet_until: time | None) -> time:
    """The local time of the weekly digest: the first of DIGEST_TIMES that is not quiet, or simply the first."""
    return next((at for at in DIGEST_TIMES if not is_quiet(at, quiet_from, quiet_until)), DIGEST_TIMES[0])


def _next_showing(after: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The next moment at which a clock in the zone shows `at`; of an hour that comes twice, either."""
    first = next_due_after(after, at, ALL_DAYS, zone).moment
    second = datetime.combine(after.astimezone(zone).date(), at.replace(fold=1), zone).astimezone(UTC)
    # Unlike a reminder, which comes once a day, the hours that are told by the clock count on the second round as well.
    return second if after < second < first and second.astimezone(zone).time() == at else first
