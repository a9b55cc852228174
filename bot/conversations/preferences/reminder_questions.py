"""The two questions about a reminder: instead of those there are or as well, and once or every day.

`asking` and the buttons hold what was understood:

    remind:choose:<hhmm>:<days>           that time instead of the only reminder, or as well; of a week that is split
                                          between several times, each with its days
    remind:except:<hhmm>:<days>           the same of one time on all days but some, on which nothing is to come
    remind:soon:<yyyymmdd>:<hhmm>         once at that moment, or every day at that time
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.conversations import setup_stages
from bot.conversations.phrases import line_of, lines_of
from bot.conversations.preferences import reminder_changes
from bot.conversations.preferences.evening_times import in_evening
from bot.conversations.preferences.reminder_changes import EVERY_DAY, clock_in, the_only
from bot.conversations.preferences.reminder_phrases import (
    ASKING,
    add_reminder,
    confirm_reminders,
    refuse_more,
    say_problem,
    weekend_here,
)
from bot.conversations.turn import MENU, Turn
from bot.markup import Html
from bot.replies import Button, number_in, pack, rows, unpack
from bot.timing.recurrence import ALL_DAYS, mask_to_weekdays, weekdays_to_mask
from bot.understanding.times.reminder_wishes import (
    FURTHEST_DAYS,
    LengthOfTime,
    ReminderWish,
    TimeProblem,
    parse_reminders,
)
from storage.records.person import Reminder

CHOOSE, EXCEPT, SOON = "choose", "except", "soon"
# The answer that a time takes the place of all reminders, where there are several, or days are excepted.
ALL_GO = "all"
# The most times of a split week that a button has room for.
MOST_OF_WEEK = 5


def ask_choice(turn: Turn, wishes: Sequence[ReminderWish], had: Reminder) -> None:
    """Ask whether times replace the reminders there are, or come beside them. Without days one has those of `had`."""
    wanted = [(wish.time, weekdays_to_mask(wish.weekdays) if wish.weekdays else had.weekdays) for wish in wishes]
    kind = EXCEPT if len(wishes) == 1 and wishes[0].excepted else CHOOSE
    turn.change(asking=pack(ASKING, kind, *_told([Reminder(0, at, mask) for at, mask in wanted])))
    repeat_question(turn)


def _told(wanted: Sequence[Reminder]) -> list[str]:
    """Reminders as button data: <hhmm>, <days> for each."""
    return [part for one in wanted for part in (f"{one.at:%H%M}", str(one.weekdays))]


def answer_length(turn: Turn, found: LengthOfTime) -> None:
    """Answer a length of time: offer the moment after it, or say that a time of day is wanted."""
    moment = turn.now + found.length
    if not found.is_wait:
        turn.say(turn.words.say("time.a_length"), event="time_unknown")
    elif found.length > timedelta(days=FURTHEST_DAYS):
        say_problem(turn, TimeProblem.A_DATE)
    else:
        # No sooner than was asked for: begun minutes count whole.
        there = (moment + timedelta(minutes=1) - timedelta.resolution).astimezone(turn.zone)
        ask_soon(turn, there.date(), time(there.hour, there.minute), is_length=True)


def ask_soon(turn: Turn, day: date, at: time, *, is_length: bool = False) -> None:
    """Ask whether a reminder is for once or for every day."""
    turn.change(asking=pack(ASKING, SOON, f"{day:%Y%m%d}", f"{at:%H%M}"))
    repeat_question(turn, lead=turn.words.say("remind.time_of_day") if is_length else None)


def repeat_question(turn: Turn, *, lead: Html | None = None) -> bool:
    """Ask the open one of the two questions; False where its data is none."""
    kind, wanted = asked_about(turn)
    words, had = turn.words, [one for one in turn.person.recurring if one.active]
    no = Button(words.label("button.remind_no"), pack(ASKING, "no"))
    found = wanted[0] if wanted else None
    if kind in (CHOOSE, EXCEPT) and found is not None and had:
        line = words.opening(str(lines_of(turn, wanted)))
        key = "remind.instead_or_also" if len(had) == 1 else "remind.instead_or_also.several"
        question = words.say(key, had=lines_of(turn, had), line=line)
        data, is_of_some = _told(wanted), kind == CHOOSE and (len(wanted) > 1 or len(had) == 1)
        buttons = rows(
            (
                Button(words.label("button.instead"), pack(ASKING, "instead" if is_of_some else ALL_GO, *data)),
                Button(words.label("button.as_well"), pack(ASKING, "also", *data)),
            ),
            # Three beside each other are too narrow for the words of most languages.
            (no,),
        )
    elif kind == SOON and found is not None and found.once_on is not None:
        clock = words.clock(found.at)
        question = words.say("remind.only_once", line=words.opening(str(line_of(turn, found))))
        once = Button(
            words.label("button.once_yes"), pack(ASKING, "once", f"{found.once_on:%Y%m%d}", f"{found.at:%H%M}")
        )
        daily = Button(words.label("button.daily_at", time=clock), pack(ASKING, "daily", f"{found.at:%H%M}"))
        buttons = rows((once, no), (daily,))
    else:
        return False
    turn.say(Html(f"{lead} {question}") if lead else question, buttons, slot=MENU, event="remind_asked")
    return True


def asked_about(turn: Turn) -> tuple[str, tuple[Reminder, ...]]:
    """Which of the two questions is open, and the reminders it is about; "" and none where it is neither."""
    parts = unpack(turn.person.account.asking or "")
    if len(parts) < 4:
        return "", ()
    return parts[1], _reminders_in(parts[1], parts[2:])


def _reminders_in(kind: str, parts: Sequence[str]) -> tuple[Reminder, ...]:
    """The reminders of button data; none where one of them cannot be read."""
    parts = [part for part in parts if part]
    if len(parts) % 2 or (kind == SOON and len(parts) > 2):
        return ()
    found = [_reminder_in(kind, *pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    told = tuple(one for one in found if one is not None)
    return told if len(told) == len(found) else ()


def _reminder_in(kind: str, first: str, second: str) -> Reminder | None:
    """A reminder out of button data: a time and days, or a date and a time."""
    if kind == SOON:
        day, at = _date_in(first), clock_in(second)
        return None if day is None or at is None else Reminder(0, at, 1 << day.weekday(), once_on=day)
    at, mask = clock_in(first), number_in(second, most=127)
    return None if at is None or not mask else Reminder(0, at, mask)


def _date_in(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def add_as_well(turn: Turn, text: str) -> None:
    """Let the reminder of a text come beside those there are; without days it has those of the only one."""
    found = parse_reminders(in_evening(turn, text), turn.own_words, weekend=weekend_here(turn))
    if not isinstance(found, tuple):
        return
    only = the_only(turn)
    usual = EVERY_DAY if only is None else only.weekdays
    decide(
        turn,
        "also",
        [Reminder(0, one.time, weekdays_to_mask(one.weekdays) if one.weekdays else usual) for one in found],
    )


def decide(turn: Turn, answer: str, told: Sequence[Reminder]) -> None:
    """Carry out an answer to one of the two questions, and say so."""
    if len(told) > 1:
        _decide_week(turn, answer, told)
        return
    [wanted] = told
    days, only = mask_to_weekdays(wanted.weekdays), the_only(turn)
    if answer == "once" and wanted.once_on is not None:
        if not reminder_changes.is_still_to_come(turn, wanted.once_on, wanted.at):
            turn.say(turn.words.say("remind.passed", time=turn.words.clock(wanted.at)), event="time_unknown")
            return
        done = reminder_changes.add_once(turn, wanted.at, wanted.once_on) or refuse_more(turn)
    elif answer == "instead" and only is not None:
        # What is told of some days says nothing of the others.
        reminder_changes.take_place(turn, only.number, wanted.at, days)
        done = True
    elif answer == ALL_GO and only is not None:
        # "Every day but Friday" says of Friday that nothing comes.
        reminder_changes.move_one(turn, only.number, wanted.at, days)
        done = True
    elif answer == ALL_GO:
        done = reminder_changes.keep_only(turn, [ReminderWish(wanted.at, days)]) or refuse_more(turn)
    else:
        if answer == "also" and only is not None and only.at == wanted.at:
            days |= mask_to_weekdays(only.weekdays)
        done = add_reminder(turn, wanted.at, ALL_DAYS if answer == "daily" else days)
    if done:
        is_part = answer == "instead" and len(days) > 1 and len(turn.person.recurring) > 1
        confirm_reminders(turn, only_on=days if is_part else None)


def _decide_week(turn: Turn, answer: str, told: Sequence[Reminder]) -> None:
    """Let a split week take the place of what comes on its days, or come beside it."""
    before, week = turn.person, frozenset().union(*(mask_to_weekdays(one.weekdays) for one in told))
    if answer == "instead":
        reminder_changes.take_days(turn, week)
    stay = bool(turn.person.recurring)
    if not all(reminder_changes.add_days(turn, one.at, mask_to_weekdays(one.weekdays)) for one in told):
        turn.person = before
        refuse_more(turn)
        return
    confirm_reminders(turn, only_on=week if answer == "instead" and stay else None)


def call_off(turn: Turn) -> None:
    """Leave everything as it is; in setting up, ask for the time again."""
    turn.close_question(ASKING)
    if turn.person.account.setup == setup_stages.TIME:
        turn.answer_setup()
    else:
        turn.say(turn.words.say("remind.nothing_changed"))


def wanted_by(action: str, parts: Sequence[str]) -> tuple[Reminder, ...]:
    """The reminders that an answer to one of the two questions is about; none for another action."""
    if action in ("instead", "also", ALL_GO):
        return _reminders_in(CHOOSE, parts)
    if action == "once":
        return _reminders_in(SOON, parts)
    return _reminders_in(CHOOSE, (parts[0], str(EVERY_DAY))) if action == "daily" else ()
