"""Changes of reminders, without a word about them: added, moved, on other days, for once, and taken back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.conversations.preferences.rests import MOST_RESTS
from bot.conversations.turn import Turn
from bot.habits.planning import planned
from bot.habits.prompt_variants import Pool
from bot.replies import MAX_DATA_BYTES
from bot.timing.recurrence import ALL_DAYS, mask_to_weekdays, next_due_after, weekdays_to_mask
from bot.understanding.times.reminder_wishes import ReminderWish
from storage.records.person import Reminder

# A longer list cannot be read on a phone.
MOST_REMINDERS = 12
EVERY_DAY = weekdays_to_mask(ALL_DAYS)
# What takes back a turn's changes, as button data: `-3` removes reminder 3, `3=0730.127` gives it back its time and
# days, `+0730.127` puts one back, `~20261124` lets reminders come on a day again.
_STEP = re.compile(
    r"(?:-(?P<gone>\d{1,9})|~(?P<rest>\d{8})|(?:(?P<number>\d{1,9})=|\+)(?P<at>\d{4})\.(?P<mask>\d{1,3}))"
)
_UNDO_BEGINS = len("remind:undo:")


def add_one(turn: Turn, at: time, weekdays: frozenset[int] | None) -> bool:
    """Add a reminder, or change the days of the one at that time. False when there are too many."""
    mask = weekdays_to_mask(weekdays) if weekdays else EVERY_DAY
    for number, existing in enumerate(turn.person.reminders):
        if existing.at == at and existing.once_on is None:
            put(turn, number, replace(existing, weekdays=mask, active=True))
            return True
    return _append(turn, Reminder(0, at, mask))


def add_once(turn: Turn, at: time, day: date) -> bool:
    """Add a reminder for one local date, unless there is one already. False when there are too many."""
    if any((one.once_on, one.at) == (day, at) for one in turn.person.reminders):
        return True
    return _append(turn, Reminder(0, at, 1 << day.weekday(), once_on=day))


def _append(turn: Turn, reminder: Reminder) -> bool:
    if len(turn.person.reminders) >= MOST_REMINDERS:
        return False
    number = turn.person.account.reminders_made + 1
    fresh = planned(turn.person, replace(reminder, number=number), turn.now)
    turn.change(reminders_made=number)
    turn.set_reminders((*turn.person.reminders, fresh))
    return True


def put(turn: Turn, index: int, reminder: Reminder) -> None:
    """Replace a reminder, planned again."""
    changed = list(turn.person.reminders)
    changed[index] = planned(turn.person, reminder, turn.now)
    turn.set_reminders(changed)


def move_one(turn: Turn, number: int, at: time, weekdays: frozenset[int] | None) -> None:
    """Move a reminder to another time, as a new reminder: today's prompt at the old time does not count for it. Without
    `weekdays` it keeps its days."""
    index = index_of(turn, number)
    if index is None:
        return
    old = turn.person.reminders[index]
    days = weekdays or mask_to_weekdays(old.weekdays)
    if old.at == at:
        put(turn, index, replace(old, weekdays=weekdays_to_mask(days), active=True, once_on=None))
        return
    turn.set_reminders([item for item in turn.person.reminders if item.number != number])
    add_one(turn, at, days | _days_at(turn, at))
    moved = next(i for i, item in enumerate(turn.person.reminders) if item.at == at and item.once_on is None)
    put(turn, moved, replace(turn.person.reminders[moved], cue=old.cue, pool=old.pool))


def move_days(turn: Turn, number: int, at: time, weekdays: frozenset[int]) -> None:
    """Move some days of a reminder to another time; its other days stay. All of them move the reminder itself."""
    index = index_of(turn, number)
    if index is None:
        return
    old = turn.person.reminders[index]
    had = mask_to_weekdays(old.weekdays)
    if had <= weekdays or not had & weekdays:
        move_one(turn, number, at, None if had <= weekdays else weekdays)
        return
    put(turn, index, replace(old, weekdays=weekdays_to_mask(had - weekdays)))
    if add_one(turn, at, (had & weekdays) | _days_at(turn, at)):
        made = next(i for i, one in enumerate(turn.person.reminders) if one.at == at and one.once_on is None)
        put(turn, made, replace(turn.person.reminders[made], cue=old.cue, pool=old.pool))


def take_place(turn: Turn, number: int, at: time, weekdays: frozenset[int]) -> None:
    """Let a reminder come at a time on some days in place of another: that one keeps its other days. Where it has none
    of these days it is gone."""
    move_days(turn, number, at, weekdays)
    if weekdays - _days_at(turn, at):
        add_one(turn, at, weekdays | _days_at(turn, at))


def add_days(turn: Turn, at: time, weekdays: frozenset[int]) -> bool:
    """Let a reminder come at a time on more days than it does; a new one where none does. False when there are too
    many."""
    return add_one(turn, at, weekdays | _days_at(turn, at))


def _days_at(turn: Turn, at: time) -> frozenset[int]:
    """The days of the reminder at a time of day, if there is one: it keeps them."""
    there = [one for one in turn.person.recurring if one.at == at and one.active]
    return mask_to_weekdays(there[0].weekdays) if there else frozenset()


def take_days(turn: Turn, weekdays: frozenset[int]) -> bool:
    """Take weekdays from all reminders that come again; one without any left is removed. False when none had them."""
    off = weekdays_to_mask(weekdays)
    kept = []
    for one in turn.person.reminders:
        if one.once_on is not None or not one.weekdays & off:
            kept.append(one)
        elif mask := one.weekdays & ~off:
            kept.append(planned(turn.person, replace(one, weekdays=mask), turn.now))
    if tuple(kept) == turn.person.reminders:
        return False
    turn.set_reminders(kept)
    return True


def remove_one(turn: Turn, number: int) -> None:
    """Remove a reminder."""
    turn.set_reminders([one for one in turn.person.reminders if one.number != number])


def take_days_of(turn: Turn, number: int, weekdays: frozenset[int]) -> None:
    """Take weekdays from one reminder; it is removed where it has no others."""
    index = index_of(turn, number)
    if index is None:
        return
    reminder = turn.person.reminders[index]
    left = reminder.weekdays & ~weekdays_to_mask(weekdays)
    if left:
        put(turn, index, replace(reminder, weekdays=left))
    else:
        remove_one(turn, number)


def leave_out(turn: Turn, number: int, day: date) -> bool:
    """Let one reminder not come on a local date; the others of that date come, for once. False, and nothing changed,
    where there is no room for it."""
    before, mask = turn.person, 1 << day.weekday()
    others = [one for one in before.recurring if one.active and one.weekdays & mask and one.number != number]
    coming = [one for one in others if one.last_date != day and is_still_to_come(turn, day, one.at)]
    if len(before.account.rests) >= MOST_RESTS or not all(add_once(turn, one.at, day) for one in coming):
        turn.person = before
        return False
    turn.change(rests=tuple(sorted([*turn.person.account.rests, (day, day + timedelta(days=1))])))
    turn.replan()
    return True


def for_once(turn: Turn, number: int) -> bool:
    """Let a weekly reminder come on its next date alone. False when it rests."""
    index = index_of(turn, number)
    if index is None or (day := turn.person.reminders[index].next_date) is None:
        return False
    put(turn, index, replace(turn.person.reminders[index], once_on=day, weekdays=1 << day.weekday()))
    return True


def for_once_instead(turn: Turn, number: int, steps: str) -> bool:
    """Let a reminder that took the place of others come on its next date alone: `steps` bring those back, and on that
    date none of them comes. False, and nothing changed, where it rests, or for steps that are none."""
    before, index = turn.person, index_of(turn, number)
    if index is None or (day := before.reminders[index].next_date) is None or not undo(turn, steps):
        return False
    at, others = before.reminders[index].at, [one for one in before.reminders if one.number != number]
    back = [one for one in turn.person.recurring if one not in others and one.weekdays & 1 << day.weekday()]
    if not add_once(turn, at, day):
        turn.person = before
        return False
    rest = (day, day + timedelta(days=1))
    is_alone = len(back) == sum(bool(one.weekdays & 1 << day.weekday()) for one in turn.person.recurring)
    if back and is_alone and turn.person.rest_on(day) is None and len(turn.person.account.rests) < MOST_RESTS:
        turn.change(rests=tuple(sorted([*turn.person.account.rests, rest])))
    return True


def is_apart(wish: ReminderWish, only: Reminder) -> bool:
    """Whether a wish shares neither its time nor, at the same time, a day with the only reminder."""
    return wish.time != only.at or (wish.weekdays is not None and not wish.weekdays & mask_to_weekdays(only.weekdays))


def replaced_by_week(turn: Turn, wishes: Sequence[ReminderWish]) -> Reminder | None:
    """A reminder in whose place a week may be meant that is split between several times, each with its own days: it
    comes on some of them, at none of the times. None where there is none, or the week is not split so."""
    days = [wish.weekdays or frozenset() for wish in wishes]
    week = frozenset().union(*days)
    is_split = len(wishes) > 1 and all(days) and sum(map(len, days)) == len(week)
    if not is_split or any(wish.once for wish in wishes):
        return None
    others = [one for one in turn.person.recurring if one.active and one.at not in {wish.time for wish in wishes}]
    return next((one for one in others if mask_to_weekdays(one.weekdays) & week), None)


def replaced_by(turn: Turn, wishes: Sequence[ReminderWish]) -> Reminder | None:
    """The same, or the first of several reminders that all come on the days of one time: "Monday, Wednesday and Friday
    at ten past eight" may be all that is to come."""
    week = replaced_by_week(turn, wishes)
    if week is not None or len(wishes) != 1 or wishes[0].once or wishes[0].weekdays is None:
        return week
    had = [one for one in turn.person.recurring if one.active]
    is_all = all(mask_to_weekdays(one.weekdays) <= wishes[0].weekdays for one in had)
    return had[0] if len(had) > 1 and is_all else None


def with_days_there(turn: Turn, wish: ReminderWish, wishes: tuple[ReminderWish, ...]) -> ReminderWish:
    """A wish for one of several times of the same days, with the days on which it comes already: "twice a day on
    Tuesdays" takes none of them away."""
    had = next((one for one in turn.person.recurring if one.active and one.at == wish.time), None)
    is_one_of_several = any(one is not wish and one.weekdays == wish.weekdays for one in wishes)
    if had is None or not is_one_of_several or wish.weekdays is None:
        return wish
    return replace(wish, weekdays=wish.weekdays | mask_to_weekdays(had.weekdays))


def move_once(turn: Turn, at: time, day: date) -> bool:
    """Let a reminder come at another time on one local date, in place of the only one that is still to come then. False
    when there are too many."""
    due = [one for one in turn.person.recurring if one.active and one.weekdays & 1 << day.weekday()]
    coming = [one for one in due if one.at != at and one.last_date != day and is_still_to_come(turn, day, one.at)]
    if any(one.at == at for one in due):
        return True
    if not add_once(turn, at, day):
        return False
    has_room = turn.person.rest_on(day) is None and len(turn.person.account.rests) < MOST_RESTS
    if len(coming) == len(due) == 1 and has_room:
        turn.change(rests=tuple(sorted([*turn.person.account.rests, (day, day + timedelta(days=1))])))
        turn.replan()
    return True


def keep_only(turn: Turn, wishes: Sequence[ReminderWish]) -> bool:
    """Let these be the only reminders that come each week. False, and nothing changed, when they are too many."""
    before, wanted = turn.person, {wish.time for wish in wishes}
    turn.set_reminders([one for one in before.reminders if one.once_on is not None or one.at in wanted])
    if all(add_one(turn, wish.time, wish.weekdays) for wish in wishes):
        return True
    turn.person = before
    return False


def index_of(turn: Turn, number: int | None) -> int | None:
    """The place of a reminder in the record, by its number; None when it is gone."""
    return next((i for i, item in enumerate(turn.person.reminders) if item.number == number), None)


def the_only(turn: Turn) -> Reminder | None:
    """The reminder that comes each week, where exactly one does and is on; else None."""
    recurring = turn.person.recurring
    return recurring[0] if len(recurring) == 1 and recurring[0].active else None


def date_of(turn: Turn, wish: ReminderWish) -> date | None:
    """The local date of a wish for once; None where its time has passed on the day that it names."""
    today = turn.today
    if wish.days_ahead is not None:
        today = date.fromordinal(today.toordinal() + wish.days_ahead)
        weekdays = frozenset({today.weekday()})
    else:
        weekdays = wish.weekdays or ALL_DAYS
    due = next_due_after(turn.now, wish.time, weekdays, turn.zone, not_before_date=today)
    return due.local_date if wish.days_ahead is None or due.local_date == today else None


def is_still_to_come(turn: Turn, day: date, at: time) -> bool:
    """Whether a local moment lies ahead."""
    return datetime.combine(day, at, turn.zone) > turn.now


# Taking back


def undo_data(turn: Turn) -> str | None:
    """What takes back this turn's changes of reminders; None where it would lose something, or is too much for a
    button."""
    before = {one.number: one for one in turn.before.reminders}
    after = {one.number: one for one in turn.person.reminders}
    gone = [before[number] for number in before.keys() - after.keys()]
    added = list(after.keys() - before.keys())
    changed = [old for number, old in before.items() if number in after and _differs(old, after[number])]
    if any(old.once_on is not None for old in (*gone, *changed)):
        return None
    if len(gone) == len(added) == 1 and not changed and turn.person.account.rests == turn.before.account.rests:
        return _joined([f"{added[0]}={_written(gone[0])}"])
    if any(old.cue or old.pool != Pool.ANY or not old.active for old in gone) or any(not old.active for old in changed):
        return None
    steps = [f"-{number}" for number in sorted(added)]
    steps += [f"~{first:%Y%m%d}" for first, _ in turn.person.account.rests if turn.before.rest_on(first) is None]
    steps += [f"{old.number}={_written(old)}" for old in changed]
    return _joined([*steps, *(f"+{_written(old)}" for old in gone)])


def _differs(one: Reminder, other: Reminder) -> bool:
    return (one.at, one.weekdays, one.once_on, one.active) != (other.at, other.weekdays, other.once_on, other.active)


def _written(reminder: Reminder) -> str:
    return f"{reminder.at:%H%M}.{reminder.weekdays}"


def _joined(steps: Sequence[str]) -> str | None:
    data = ",".join(steps)
    return data if steps and _UNDO_BEGINS + len(data) <= MAX_DATA_BYTES else None


def undo(turn: Turn, data: str) -> bool:
    """Take back what `undo_data` gave. False, and nothing changed, for data that is none."""
    before = turn.person
    for text in data.split(","):
        step = _STEP.fullmatch(text)
        at = None if step is None else clock_in(step["at"] or "")
        if step is not None and step["rest"]:
            turn.change(rests=tuple(rest for rest in turn.person.account.rests if f"{rest[0]:%Y%m%d}" != step["rest"]))
            turn.replan()
        elif step is not None and step["gone"]:
            remove_one(turn, int(step["gone"]))
        elif step is None or at is None or not 0 < int(step["mask"]) < 128:
            turn.person = before
            return False
        elif step["number"]:
            move_one(turn, int(step["number"]), at, mask_to_weekdays(int(step["mask"])))
        else:
            add_one(turn, at, mask_to_weekdays(int(step["mask"])))
    return True


def clock_in(text: str) -> time | None:
    """The time of day in four figures of button data; None for anything else."""
    if not re.fullmatch(r"[0-9]{4}", text) or int(text[:2]) > 23 or int(text[2:]) > 59:
        return None
    return time(int(text[:2]), int(text[2:]))
