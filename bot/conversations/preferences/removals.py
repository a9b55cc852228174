"""Removals: which reminders a text takes away, whole, on some of their days, or on one date alone.

The question and what is done are of one reading, so the reminder that is asked about is the one that goes. What is not
there is not asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from functools import reduce
from typing import NamedTuple

from bot.conversations import phrases
from bot.conversations.phrases import line_of
from bot.conversations.preferences import reminder_changes, reminder_moves, reminder_phrases, rests
from bot.conversations.preferences.reminder_list import list_reminders
from bot.conversations.turn import MENU, Turn
from bot.markup import Html
from bot.replies import Button, in_rows, number_in, pack
from bot.timing.recurrence import mask_to_weekdays, weekdays_to_mask
from bot.understanding.reminders import named_reminder
from bot.understanding.times.reminder_wishes import ReminderWish, parse_reminders
from bot.understanding.times.times import halves_of_day
from storage.records.person import Reminder

# A removal as the data of a button: the number of a reminder, perhaps with some of its days, or one date.
_WRITTEN = re.compile(r"#(?P<number>\d{1,9})(?:=(?P<mask>\d{1,3})|@(?P<day>\d{8}))?")
_AND = "+"
# Stands for the time of a reminder that is named otherwise, where its days are read.
_ANY_TIME = "08:08"


class Removal(NamedTuple):
    """A reminder that goes. `days`: on these of its weekdays alone; `day`: on that local date alone."""

    reminder: Reminder
    days: frozenset[int] | None = None
    day: date | None = None


def remove(turn: Turn, detail: str) -> None:
    """Remove what a text names, and say so; where it is not clear which reminder that is, ask by buttons."""
    meant = read(turn, detail)
    if not meant:
        ask_which(turn)
        return
    alone = meant[0].day if len(meant) == 1 else None
    if alone is not None and not _others_on(turn, meant[0].reminder, alone):
        rests.plan_rest(turn, alone, alone + timedelta(days=1))
        return
    before, said = turn.person, _lines(turn, meant)
    for one in meant:
        if one.day is not None:
            if not reminder_changes.leave_out(turn, one.reminder.number, one.day):
                turn.person = before
                reminder_phrases.refuse_more(turn)
                return
        elif one.days is not None:
            reminder_changes.take_days_of(turn, one.reminder.number, one.days)
        else:
            reminder_changes.remove_one(turn, one.reminder.number)
    removed = turn.words.say("remind.removed", line=said)
    if alone is not None:
        removed = turn.words.say("remind.left_out", when=_when(turn, meant[0].reminder, alone))
    lines = [removed, phrases.next_time(turn)]
    turn.say(Html(" ".join(lines)), reminder_phrases.after_rows(turn), slot=MENU)


def ask_which(turn: Turn) -> None:
    """Ask by buttons which reminder is meant; the list where there is none."""
    if not turn.person.reminders:
        list_reminders(turn)
        return
    buttons = [
        Button(str(line_of(turn, one)), pack(reminder_phrases.ASKING, "remove", one.number))
        for one in sorted(turn.person.reminders, key=phrases.in_order)
    ]
    turn.say(turn.words.say("remind.ask_remove"), in_rows(buttons, 1), slot=MENU, event="remind_which")


def read(turn: Turn, detail: str) -> tuple[Removal, ...]:
    """What a text takes away: each reminder that it names, where that is one alone; of no text, the only one. Empty
    where that is not clear."""
    if detail.startswith("#"):
        written = [_from_data(turn, part) for part in detail.split(_AND)]
        return tuple(one for one in written if one is not None) if None not in written else ()
    if not detail:
        return tuple(map(Removal, turn.person.reminders)) if len(turn.person.reminders) == 1 else ()
    if detail.startswith(named_reminder.NAMED):
        which, _, rest = detail.removeprefix(named_reminder.NAMED).partition(" ")
        among, wishes = reminder_moves.named(turn, which), _wishes(turn, f"{rest} {_ANY_TIME}")
        return _only([_removal(turn, one, wishes[0]) for one in among]) if wishes else ()
    found: dict[int, Removal] = {}
    for wish in _wishes(turn, detail):
        named = _only([_removal(turn, one, wish) for one in _at(turn, wish.time, detail)])
        if not named:
            return ()
        found[named[0].reminder.number] = named[0]
    return tuple(found.values())


def data(meant: Sequence[Removal]) -> str:
    """Removals as text, as `read` knows it: the same tomorrow, and after the reminders moved."""
    return _AND.join(
        f"#{one.reminder.number}"
        + ("" if one.days is None else f"={weekdays_to_mask(one.days)}")
        + ("" if one.day is None else f"@{one.day:%Y%m%d}")
        for one in meant
    )


def question(turn: Turn, meant: Sequence[Removal]) -> Html:
    """The question whether these are to go."""
    alone = meant[0].day if len(meant) == 1 else None
    if alone is not None:
        return turn.words.say("meant.remove.once", when=_when(turn, meant[0].reminder, alone))
    return turn.words.say("meant.remove", detail=_lines(turn, meant))


def _when(turn: Turn, reminder: Reminder, day: date) -> Html:
    return turn.words.say("when", day=turn.words.on_day(day, turn.today), time=turn.words.clock(reminder.at))


def _lines(turn: Turn, meant: Sequence[Removal]) -> Html:
    """The reminders that go, in words."""
    lines = [line_of(turn, _gone(one)) for one in meant]
    return reduce(lambda one, other: turn.words.say("remind.joint", one=one, other=other), lines)


def _gone(removal: Removal) -> Reminder:
    """What goes, as a reminder of its own."""
    reminder, days, day = removal
    if day is not None:
        return replace(reminder, once_on=day, weekdays=1 << day.weekday())
    return reminder if days is None else replace(reminder, weekdays=weekdays_to_mask(days))


def _from_data(turn: Turn, text: str) -> Removal | None:
    found = _WRITTEN.fullmatch(text)
    number = number_in(found["number"]) if found is not None else None
    index = reminder_changes.index_of(turn, number)
    if found is None or index is None:
        return None
    reminder, mask = turn.person.reminders[index], number_in(found["mask"] or "", most=127)
    if found["day"]:
        day = rests.date_in(found["day"])
        return None if day is None or not _comes_on(turn, reminder, day) else Removal(reminder, day=day)
    if mask:
        days = mask_to_weekdays(mask & reminder.weekdays)
        return Removal(reminder, days) if days else None
    return Removal(reminder)


def _only(among: Sequence[Removal | None]) -> tuple[Removal, ...]:
    meant = [one for one in among if one is not None]
    return tuple(meant) if len(meant) == 1 else ()


def _wishes(turn: Turn, text: str) -> tuple[ReminderWish, ...]:
    found = parse_reminders(text.strip(), turn.own_words, weekend=reminder_phrases.weekend_here(turn))
    return found if isinstance(found, tuple) else ()


def _at(turn: Turn, at: time, text: str) -> list[Reminder]:
    """The reminders at a time; where none comes then, those at the same hour in the other half of the day."""
    among = [one for one in turn.person.reminders if one.at == at]
    if among or len(halves_of_day(f"{at.hour % 12 or 12}:{at:%M}")) < 2 or f"{at:%H:%M}" in text:
        return among
    other = time((at.hour + 12) % 24, at.minute)
    return [one for one in turn.person.reminders if one.at == other]


def _removal(turn: Turn, reminder: Reminder, wish: ReminderWish) -> Removal | None:
    """What of a reminder goes by a wish that names its days; None where it does not come then."""
    if wish.once:
        day = _date_of(turn, reminder, wish)
        if day is None or not _comes_on(turn, reminder, day):
            return None
        return Removal(reminder) if reminder.once_on is not None else Removal(reminder, day=day)
    if wish.weekdays is None:
        return Removal(reminder)
    days = mask_to_weekdays(reminder.weekdays) & wish.weekdays
    if not days:
        return None
    is_whole = reminder.once_on is not None or days == mask_to_weekdays(reminder.weekdays)
    return Removal(reminder) if is_whole else Removal(reminder, days)


def _date_of(turn: Turn, reminder: Reminder, wish: ReminderWish) -> date | None:
    """The date that a wish for once names: so many days ahead, or the next one of its weekdays on which it comes."""
    ahead = range(8) if wish.days_ahead is None else [wish.days_ahead]
    days = (turn.today + timedelta(days=each) for each in ahead)
    named = (day for day in days if wish.weekdays is None or day.weekday() in wish.weekdays)
    return next((day for day in named if _comes_on(turn, reminder, day)), None)


def _comes_on(turn: Turn, reminder: Reminder, day: date) -> bool:
    """Whether a reminder is still to come on a date."""
    if not reminder.active or not reminder_changes.is_still_to_come(turn, day, reminder.at):
        return False
    if reminder.once_on is not None:
        return reminder.once_on == day
    is_its_day = day.weekday() in mask_to_weekdays(reminder.weekdays) and reminder.last_date != day
    return is_its_day and turn.person.rest_on(day) is None


def _others_on(turn: Turn, reminder: Reminder, day: date) -> bool:
    """Whether another reminder is to come on a date, too."""
    return any(one.number != reminder.number and _comes_on(turn, one, day) for one in turn.person.reminders)
