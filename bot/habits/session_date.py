"""Session date: the local date that a session counts for, when midnight lies between its prompt and its end.

A session counts for the date on which it ends. It counts for the day before instead, unless that day is done already,

  - until NIGHT_ENDS, if it was begun on that day, or that day's prompt is the newest;
  - for HALF_A_DAY after the newest prompt, if that was for that day and its Start was tapped.

    prompt Mon 23:45, begun 23:55, ended Tue 00:05                  Monday
    prompt Mon 22:00, its Start tapped Tue 07:00, ended 07:10       Monday
    prompt Mon 22:00, begun by /today Tue 07:00, ended 07:10        Tuesday
    begun Fri 20:05 and left, ended Tue 19:00                       Tuesday

So a prompt is settled by what answers it, and the next one comes. Pure: the record, the diary and the moment (UTC)
come in; dates are those of the person's own zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.habits.streaks import done_dates
from storage.records.diary import Diary
from storage.records.person import DIGEST, Reminder, Walk

NIGHT_ENDS = time(4)
# Later than this after a daily prompt, the next one is nearer.
HALF_A_DAY = timedelta(hours=12)
# How long what is typed at night is about the prompt of the evening.
LATELY = timedelta(hours=4)

_DAY = timedelta(days=1)


def date_of_session(walk: Walk, ended: datetime, zone: ZoneInfo, reminders: Iterable[Reminder], diary: Diary) -> date:
    """The local date that a session counts for when it ends at a moment (UTC)."""
    there = ended.astimezone(zone)
    today, before = there.date(), there.date() - _DAY
    newest = _newest(reminders, ended)
    of_before = newest is not None and newest.last_date == before
    if there.time() < NIGHT_ENDS:
        belongs = of_before or walk.started_at.astimezone(zone).date() == before
    else:
        belongs = of_before and before in diary.started and _is_within(HALF_A_DAY, newest, ended)
    return before if belongs and before not in done_dates(diary) else today


def answered_date(now: datetime, zone: ZoneInfo, reminders: Iterable[Reminder], *, done_until: date | None) -> date:
    """The local date that "not today", typed at a moment (UTC), is about: at night that of a prompt of the evening
    before which came LATELY, else today. `done_until` is the newest day that is done."""
    there = now.astimezone(zone)
    today, before = there.date(), there.date() - _DAY
    newest = _newest(reminders, now)
    is_asked = newest is not None and newest.last_date == before and _is_within(LATELY, newest, now)
    is_open = done_until is None or done_until < before
    return before if is_asked and is_open and there.time() < NIGHT_ENDS else today


def newest_date(reminders: Iterable[Reminder], now: datetime) -> date | None:
    """The local date of the newest prompt; None before the first."""
    newest = _newest(reminders, now)
    return None if newest is None else newest.last_date


def _newest(reminders: Iterable[Reminder], now: datetime) -> Reminder | None:
    """The reminder whose prompt was due last."""
    came = [
        (one.last_due, one.number, one)
        for one in reminders
        if one.number != DIGEST and one.last_due is not None and one.last_due <= now
    ]
    return max(came)[-1] if came else None


def _is_within(span: timedelta, newest: Reminder | None, moment: datetime) -> bool:
    return newest is not None and newest.last_due is not None and moment - newest.last_due < span
