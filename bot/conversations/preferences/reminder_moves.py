"""Moves of reminders that are named by their days, their time or their place, or by how much earlier or later they are
to come.

Only the named days move. A reminder that comes on other days, too, stays on those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.conversations import phrases
from bot.conversations.phrases import line_of
from bot.conversations.preferences import reminder_changes
from bot.conversations.preferences.reminder_changes import clock_in
from bot.conversations.preferences.reminder_list import list_reminders
from bot.conversations.preferences.reminder_phrases import (
    ASKING,
    add_reminder,
    confirm_reminders,
    refuse_more,
    weekend_here,
)
from bot.conversations.turn import MENU, Turn
from bot.markup import Html
from bot.replies import Button, in_rows, number_in, pack
from bot.timing.recurrence import ALL_DAYS, mask_to_weekdays, weekdays_to_mask
from bot.understanding.reminders import moves, named_reminder
from bot.understanding.reminders.moves import Move
from bot.understanding.reminders.named_reminder import ALSO, NAMED, OFF, OtherDays
from bot.understanding.times.reminder_wishes import ReminderWish, parse_reminders
from bot.understanding.times.weekdays import parse_weekdays
from storage.records.person import Reminder


def move_named(turn: Turn, move: Move) -> bool:
    """Move the reminder that comes on the days of a move, on these days; where several do, ask which one. False, after
    a line, where none does."""
    days, among = _days(turn, move), _among(turn, move)
    if not among and (move.at is None or move.days.startswith(NAMED)):
        list_reminders(turn)
    elif not among:
        turn.say(turn.words.say("remind.none_then", days=turn.words.weekdays(days, weekend=weekend_here(turn))))
    elif len(among) == 1:
        reminder_changes.move_days(turn, among[0].number, _moved(among[0], move), days)
        confirm_reminders(turn)
    else:
        mask = weekdays_to_mask(days)
        buttons = [
            Button(str(line_of(turn, one)), pack(ASKING, "part", one.number, f"{_moved(one, move):%H%M}", mask))
            for one in sorted(among, key=phrases.in_order)
        ]
        turn.say(turn.words.say("remind.which"), in_rows(buttons, 1), slot=MENU, event="remind_which")
    return bool(among)


def move_told(turn: Turn, detail: str) -> bool:
    """Do what a detail tells of several moves, or of the days of a named reminder. False for another detail."""
    parts, change = moves.several(detail), named_reminder.days_from(detail)
    if parts:
        move_several(turn, parts)
    elif change is not None:
        change_days(turn, change)
    return bool(parts) or change is not None


def move_several(turn: Turn, parts: Sequence[Move]) -> None:
    """Move reminders that are named by their days, all at once, and say so. Days without one get one; where two come on
    the same days, nothing moves and the list is shown."""
    before = turn.person
    for part in parts:
        days, among = _days(turn, part), _among(turn, part)
        is_done = len(among) < 2 and part.at is not None
        if is_done and part.at is not None:
            if among:
                reminder_changes.move_days(turn, among[0].number, part.at, days)
            else:
                is_done = add_reminder(turn, part.at, days)
        if not is_done:
            turn.person = before
            if not turn.replies:
                list_reminders(turn)
            return
    confirm_reminders(turn)


def only_these(turn: Turn, text: str) -> None:
    """Let the typed reminders be the only ones that come each week, and say so."""
    found = parse_reminders(text, turn.own_words, weekend=weekend_here(turn))
    if not isinstance(found, tuple):
        list_reminders(turn)
    elif reminder_changes.keep_only(turn, found):
        confirm_reminders(turn)
    else:
        refuse_more(turn)


def move_for_once(turn: Turn, *wishes: ReminderWish) -> None:
    """The reminders of single days come at another time, in place of the usual ones."""
    before = turn.person
    for wish in wishes:
        day = reminder_changes.date_of(turn, wish)
        if day is None:
            turn.person = before
            turn.say(turn.words.say("remind.passed", time=turn.words.clock(wish.time)), event="time_unknown")
            return
        if not reminder_changes.move_once(turn, wish.time, day):
            turn.person = before
            refuse_more(turn)
            return
    confirm_reminders(turn)


def add_at(turn: Turn, moment: datetime) -> None:
    """Let a reminder come once at a moment in the person's zone, and say so."""
    if reminder_changes.add_once(turn, moment.time(), moment.date()):
        confirm_reminders(turn)
    else:
        refuse_more(turn)


def in_words(turn: Turn, move: Move) -> Html:
    """The reminder that a move makes, as it stands in a question: on Saturday at 11:00."""
    days, among = _days(turn, move), _among(turn, move)
    if move.at is None and len(among) != 1:
        key = "remind.minutes_later" if move.minutes > 0 else "remind.minutes_earlier"
        return turn.words.say(key, span=turn.words.span(timedelta(minutes=abs(move.minutes))))
    at = move.at or _moved(among[0], move)
    return line_of(turn, Reminder(0, at, weekdays_to_mask(days)))


def tap_part(turn: Turn, number: int, at: str, mask: str) -> bool:
    """Move some days of a reminder, from button data. False for data that is none."""
    clock, days = clock_in(at), number_in(mask, most=127)
    if clock is None or not days:
        return False
    turn.strip_pressed()
    reminder_changes.move_days(turn, number, clock, mask_to_weekdays(days))
    return True


def named(turn: Turn, which: str) -> list[Reminder]:
    """The reminders that a name may mean: a time of day, or one of NAMES."""
    ordered = sorted((one for one in turn.person.recurring if one.active), key=phrases.in_order)
    match which:
        case "first" | "second" | "last":
            place = {"first": 0, "second": 1, "last": len(ordered) - 1}[which]
            return ordered[place : place + 1]
        case "morning":
            return [one for one in ordered if one.at < time(12)]
        case "noon":
            return [one for one in ordered if time(11) <= one.at < time(17)]
        case "evening":
            return [one for one in ordered if one.at >= time(17)]
    return [one for one in ordered if f"{one.at:%H:%M}" == which]


def change_days(turn: Turn, change: OtherDays) -> None:
    """Give a reminder that is named other days, and say so; the list where it is not clear which one, or none is
    left."""
    if (changed := _with_other_days(turn, change)) is None:
        list_reminders(turn)
        return
    reminder_changes.move_one(turn, changed.number, changed.at, mask_to_weekdays(changed.weekdays))
    confirm_reminders(turn)


def days_in_words(turn: Turn, change: OtherDays) -> Html | None:
    """The reminder that such a change makes, as it stands in a question; None where it makes none."""
    changed = _with_other_days(turn, change)
    return None if changed is None else line_of(turn, changed)


def _with_other_days(turn: Turn, change: OtherDays) -> Reminder | None:
    among = named(turn, change.which)
    days = parse_weekdays(change.days, turn.own_words, weekend=weekend_here(turn))
    if len(among) != 1 or days is None:
        return None
    had = mask_to_weekdays(among[0].weekdays)
    new = had - days if change.kind == OFF else had | days if change.kind == ALSO else days
    return replace(among[0], weekdays=weekdays_to_mask(new)) if new else None


def _days(turn: Turn, move: Move) -> frozenset[int]:
    if move.days.startswith(NAMED):
        among = _among(turn, move)
        return mask_to_weekdays(among[0].weekdays) if len(among) == 1 else ALL_DAYS
    return parse_weekdays(move.days, turn.own_words, weekend=weekend_here(turn)) or ALL_DAYS


def _among(turn: Turn, move: Move) -> list[Reminder]:
    """The reminders that may be meant."""
    if move.days.startswith(NAMED):
        return named(turn, move.days.removeprefix(NAMED))
    days = _days(turn, move)
    among = [one for one in turn.person.recurring if one.active and mask_to_weekdays(one.weekdays) & days]
    # "The weekend one" is the one that comes just then.
    return [one for one in among if mask_to_weekdays(one.weekdays) == days] or among


def _moved(reminder: Reminder, move: Move) -> time:
    """The time that a reminder moves to."""
    if move.at is not None:
        return move.at
    moment = datetime.combine(date(2000, 1, 2), reminder.at) + timedelta(minutes=move.minutes)
    return moment.time()
