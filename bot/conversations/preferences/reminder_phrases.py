"""What is said about reminders: what was done with them, by what tap it is taken back, and what cannot be."""

from __future__ import annotations

from datetime import time

from bot.conversations import phrases, setup_stages
from bot.conversations.phrases import line_of, lines_of, quiet_line, times
from bot.conversations.preferences import reminder_changes, time_zone
from bot.conversations.preferences.reminder_changes import MOST_REMINDERS
from bot.conversations.turn import MENU, Turn
from bot.markup import Html
from bot.replies import MAX_DATA_BYTES, Button, Rows, pack, rows
from bot.timing.recurrence import mask_to_weekdays, weekdays_to_mask
from bot.timing.working_week import weekend_of, working_days
from bot.understanding.reminders.reminder_sentences import days_denied, opening
from bot.understanding.times.date_bounds import is_bounded
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.times import TimeProblem
from bot.understanding.wishes import own_hours
from bot.understanding.wishes.wish_details import without_days
from bot.understanding.wishes.wishes import time_in
from storage.records.person import Reminder

ASKING = "remind"
# With these a time is looked for among other words.
_READ_AGAIN = (TimeProblem.REST_NOT_READ, TimeProblem.NOT_A_TIME, TimeProblem.DAYS_NOT_READ)


def say_bounds(turn: Turn, text: str) -> None:
    """Say, where a text names a first or a last day, that a reminder has neither."""
    if is_bounded(text, turn.own_words):
        turn.say(turn.words.say("remind.no_last_day"), event="time_bounded")


def confirm_reminders(turn: Turn, *, only_on: frozenset[int] | None = None) -> None:
    """Say what changed and when the next one comes, or why none does; a tap takes it back. `only_on`: another tap
    takes away all other days."""
    words = turn.words
    turn.close_question(ASKING)
    if turn.person.account.setup == setup_stages.TIME:
        turn.answer_setup()
        return
    lines = [_what_changed(turn), *_what_went(turn)]
    if turn.person.settings.zone is None and turn.person.account.setup is None:
        turn.say(Html("\n".join(lines)))
        time_zone.ask_city(turn)
        return
    fresh = [one for one in turn.person.reminders if one not in turn.before.reminders and one.once_on is None]
    if turn.person.account.rests != turn.before.account.rests:
        lines.append(words.say("remind.in_place"))
    lines += _named_days(turn, fresh)
    coming = phrases.coming_line(turn)
    if coming is not None:
        lines.append(coming)
    elif turn.person.account.paused or turn.person.account.stopped_at is not None:
        lines.append(words.say("remind.resting"))
    if turn.person.settings.zone is None:
        lines.append(words.say("remind.no_zone"))
    if (quiet := quiet_line(turn)) is not None:
        lines.append(quiet)
    weekly = next((one for one in fresh if len(mask_to_weekdays(one.weekdays)) == 1), None)
    turn.say(Html(" ".join(lines)), after_rows(turn, weekly, only_on), slot=MENU)


def _named_days(turn: Turn, fresh: list[Reminder]) -> list[Html]:
    """Which days "weekdays" and "weekends" are here, or that one day is each week's, where that was set."""
    weekend, words = weekend_here(turn), turn.words
    told, had = [], [mask_to_weekdays(one.weekdays) for one in fresh]
    for key, days in (("remind.working_days", working_days(weekend)), ("remind.weekend_days", weekend)):
        if days in had and len(days) > 1:
            first = next(day for day in days if (day - 1) % 7 not in days)
            last = next(day for day in days if (day + 1) % 7 not in days)
            told.append(words.say(key, first=words.weekday(first), last=words.weekday(last)))
    if not told and any(len(days) == 1 for days in had):
        told.append(words.say("remind.weekly"))
    return told


def list_row(turn: Turn) -> Rows:
    """The button that shows the list, in a row of its own."""
    return rows((Button(turn.words.label("button.reminders"), pack(ASKING, "list")),))


def after_rows(turn: Turn, weekly: Reminder | None = None, only_on: frozenset[int] | None = None) -> Rows:
    """The buttons under what was done: take it back, only once instead of weekly, only on these days, the list."""
    undo = reminder_changes.undo_data(turn)
    return rows(
        (
            None if undo is None else Button(turn.words.label("button.undo"), f"{ASKING}:undo:{undo}"),
            None if weekly is None else _just_once(turn, weekly, undo),
        ),
        (None if only_on is None else _only_on(turn, only_on),),
        *list_row(turn),
    )


def _just_once(turn: Turn, weekly: Reminder, undo: str | None) -> Button | None:
    """The button that lets a reminder come once, and brings back what it took the place of; None where it cannot."""
    label, kept = turn.words.label("button.just_once"), set(turn.person.recurring)
    if kept.issuperset(one for one in turn.before.recurring if one.number != weekly.number):
        return Button(label, pack(ASKING, "only", weekly.number))
    data = f"{ASKING}:only:{weekly.number}:{undo}"
    return None if undo is None or len(data.encode()) > MAX_DATA_BYTES else Button(label, data)


def _only_on(turn: Turn, weekdays: frozenset[int]) -> Button:
    """The button that takes away all days but some."""
    return Button(turn.words.label("button.not_other_days"), pack(ASKING, "keep", weekdays_to_mask(weekdays)))


def _what_changed(turn: Turn) -> Html:
    """What this turn did to the reminders: added some, changed one, or else all of them as they are now."""
    words, before = turn.words, set(turn.before.reminders)
    new = [reminder for reminder in turn.person.reminders if reminder not in before]
    numbers = {reminder.number for reminder in before}
    others = [reminder for reminder in turn.person.reminders if reminder in before and reminder.active]
    if new and len(turn.person.reminders) - len(new) == len(before) and others:
        return words.say("remind.added", line=lines_of(turn, new), times=lines_of(turn, others))
    if len(new) == 1 and new[0].number in numbers:
        return words.say("remind.changed", line=line_of(turn, new[0]))
    return words.say("remind.set", times=times(turn))


def _what_went(turn: Turn) -> list[Html]:
    """The reminders that are no more and whose days nothing new has, where something took their place."""
    after = {one.number for one in turn.person.reminders}
    gone = [one for one in turn.before.recurring if one.active and one.number not in after]
    new = [one for one in turn.person.reminders if one not in turn.before.reminders]
    have = 0
    for one in turn.person.recurring:
        have |= one.weekdays
    lost = [one for one in gone if one.weekdays & ~have]
    return [turn.words.say("remind.gone", line=lines_of(turn, lost))] if lost and new else []


def add_reminder(turn: Turn, at: time, weekdays: frozenset[int] | None) -> bool:
    """Add a reminder, or change the days of the one at that time. False, after a line, when there are too many."""
    return reminder_changes.add_one(turn, at, weekdays) or refuse_more(turn)


def refuse_more(turn: Turn) -> bool:
    """Say that there are as many reminders as can be. Always False."""
    turn.say(turn.words.count("remind.too_many", MOST_REMINDERS))
    return False


def weekend_here(turn: Turn) -> frozenset[int]:
    """The weekend (Monday 0) in the country of the person's zone."""
    return weekend_of(turn.person.settings.zone)


def say_problem(turn: Turn, problem: TimeProblem) -> None:
    """Say why a text gives no reminder."""
    turn.say(turn.words.say(f"time.{problem.name.lower()}"), event="time_unknown")


def essence(turn: Turn, text: str) -> str:
    """The time in an answer to a question for one, where it stands among other words; else the text."""
    if parse_reminders(text, turn.own_words, weekend=weekend_here(turn)) not in _READ_AGAIN:
        return text
    if begun := opening(text, turn.own_words, weekend_here(turn)):
        return begun
    told = time_in(own_hours.without(text, turn.words), turn.words)
    off = days_denied(text, turn.own_words)
    kept = without_days(told, off)
    is_bare = bool(told and off) and parse_reminders(kept, turn.own_words) not in _READ_AGAIN
    return kept if is_bare else told or text
