"""Start times: walks that begin far from every reminder suggest a better time for it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from storage.records.person import Person

# From a reminder's time on, a start is far; in minutes round the clock.
FAR = 90


# Far starts that make a better time, and the minutes that they may be apart.
STARTS, CLOSE = 3, 60


# A better time is told in these steps, in minutes.
STEP = 15


# Between two offers of a better time.
OFFER_APART = timedelta(days=28)


_DAY_MINUTES = 24 * 60


def is_far(minute_of_day: int, reminder_times: Sequence[time]) -> bool:
    """Whether a walk that began at this minute of the local day is far from every reminder; False without reminders."""
    minutes = [at.hour * 60 + at.minute for at in reminder_times]
    return bool(minutes) and all(abs(_apart(minute, minute_of_day)) > FAR for minute in minutes)


def with_start(far_starts: tuple[int, ...], minute: int, times: Sequence[time]) -> tuple[int, ...]:
    """The far starts, as minutes of the day, after a walk that began at `minute`; none after one near a reminder."""
    return (*far_starts, minute)[-STARTS:] if is_far(minute, times) else ()


def better_time(far_starts: Sequence[int]) -> time | None:
    """The time of day that far starts speak for: the middle one, to the nearest quarter hour.

    None while they are too few, or too far apart.
    """
    starts = far_starts[-STARTS:]
    if len(starts) < STARTS:
        return None
    # Seen from one of them, midnight is nowhere near.
    apart = sorted(_apart(starts[0], minute) for minute in starts)
    if apart[-1] - apart[0] > CLOSE:
        return None
    middle = starts[0] + apart[len(apart) // 2]
    hour, minute = divmod((middle + STEP // 2) // STEP * STEP % _DAY_MINUTES, 60)
    return time(hour, minute)


def may_offer(person: Person, today: date) -> bool:
    """Whether a better time may be offered on this local date: it is wanted, and the last offer is long ago."""
    if not person.settings.wants_time_offer:
        return False
    return person.progression.time_offered_on is None or today - person.progression.time_offered_on >= OFFER_APART


def _apart(start: int, minute: int) -> int:
    """Minutes from one minute of the day to another, the shorter way round the clock; negative is backwards."""
    half = _DAY_MINUTES // 2
    return (minute - start + half) % _DAY_MINUTES - half
