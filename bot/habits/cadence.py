"""How often should we write, and when would suit better?

Prompts that nobody answers become fewer, then end with one question, then with silence:

    day      0 1 2 3 4 5 6 7 8 9 10 11 ...     S sent, · left out (THIN), ? asked once (KEEP_GOING)
    daily    S S S · S · S · S ·  ?            and silence until something is heard (HUSHED)

Whatever the person does begins it all anew. Walks that begin far from every reminder, three times at one time of day,
suggest a better time. In quiet hours nothing is sent by itself. Pure: the record and the date or moment come in; a
moment is an aware datetime, and those that come back are in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.timing.recurrence import ALL_DAYS, next_due_after
from storage.records.person import Person, PromptPerson
from storage.records.prompts import Nudged

# Days on which prompts came and nothing was heard, after which they come only so far apart.
THIN_AFTER, THIN_APART = 3, timedelta(days=2)
# How long after the first unanswered prompt it is asked whether to go on, and after how many such days at least.
ASK_AFTER, LEAST_UNANSWERED = timedelta(days=10), 5
# Wordings used last that are not to come again soon.
REMEMBERED = 5

# From a reminder's time on, a start is far; in minutes round the clock.
FAR = 90
# Far starts that make a better time, and the minutes that they may be apart.
STARTS, CLOSE = 3, 60
# A better time is told in these steps, in minutes.
STEP = 15
# Between two offers of a better time.
OFFER_APART = timedelta(days=28)

# When the weekly digest comes, on the person's own clock: the first of these that is not quiet.
DIGEST_TIMES = (time(18), time(12), time(9), time(20), time(7), time(22))

_DAY_MINUTES = 24 * 60


class Ask(StrEnum):
    """What becomes of a prompt: SEND it; THIN, leave it out; KEEP_GOING, ask whether to go on instead; HUSHED, be
    silent."""

    SEND = "send"
    THIN = "thin"
    KEEP_GOING = "keep_going"
    HUSHED = "hushed"


# How often


def ignored_days(person: PromptPerson) -> int:
    """Days on which prompts came and after which nothing was heard; 0 as soon as something was."""
    if person.unanswered_since is None or _heard_after(person, person.unanswered_since):
        return 0
    return person.unanswered


def ask(person: PromptPerson, local_date: date, zone: ZoneInfo) -> Ask:
    """What becomes of a prompt that is meant for a local date, in the person's zone.

    All prompts of a day are sent or none: what was sent once on a date is not left out later.
    """
    if person.hushed_at is not None and not _heard_after(person, person.hushed_at):
        return Ask.HUSHED
    ignored = ignored_days(person)
    if ignored == 0 or person.unanswered_since is None or person.unanswered_on in (None, local_date):
        return Ask.SEND
    first = person.unanswered_since.astimezone(zone).date()
    if ignored >= LEAST_UNANSWERED and local_date - first >= ASK_AFTER:
        return Ask.KEEP_GOING
    if ignored >= THIN_AFTER and local_date - person.unanswered_on < THIN_APART:
        return Ask.THIN
    return Ask.SEND


def nudged(
    person: PromptPerson, local_date: date, due_at: datetime, wording: str | None, *, asked_to_keep_going: bool = False
) -> Nudged:
    """What is new in the record when a prompt goes out that is meant for `local_date` and was due at `due_at`.

    Something heard begins a new count; a date counts once. `wording` is None where it is none of those that vary.
    """
    so_far = ignored_days(person)
    again = so_far > 0 and person.unanswered_on == local_date
    # What was heard before it went out is no answer to it, however late it is.
    asked_at = due_at if person.heard_at is None else max(due_at, person.heard_at)
    since = person.unanswered_since if so_far > 0 and person.unanswered_since is not None else asked_at
    hushed = person.hushed_at if so_far > 0 else None
    return Nudged(
        unanswered=so_far if again else so_far + 1,
        unanswered_on=local_date,
        unanswered_since=since,
        hushed_at=asked_at if asked_to_keep_going else hushed,
        wordings=person.wordings if wording is None else (*person.wordings, wording)[-REMEMBERED:],
    )


def _heard_after(person: PromptPerson, moment: datetime) -> bool:
    return person.heard_at is not None and person.heard_at > moment


# A better time


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
    if not person.wants_time_offer:
        return False
    return person.time_offered_on is None or today - person.time_offered_on >= OFFER_APART


def _apart(start: int, minute: int) -> int:
    """Minutes from one minute of the day to another, the shorter way round the clock; negative is backwards."""
    half = _DAY_MINUTES // 2
    return (minute - start + half) % _DAY_MINUTES - half


# Quiet hours. Both times are on the person's own clock; without them, or when they are equal, it is never quiet.


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
