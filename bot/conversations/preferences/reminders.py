"""Reminders: any number of them, by time and weekdays, or once. They are listed, added, moved, removed and turned off.

What a person asks for in words is done and said, with one tap to take it back. A question comes first where there are
two readings: see `reminder_questions`. `asking` is that, or `remind:new` or `remind:time:<number>` while a time is
awaited for a new reminder or for that one.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations import phrases, setup_stages
from bot.conversations.dialogue import Command, Dialogue, Question, never
from bot.conversations.phrases import line_of, times
from bot.conversations.preferences import reminder_changes, reminder_moves, reminder_phrases
from bot.conversations.preferences.evening_times import in_evening
from bot.conversations.preferences.reminder_changes import clock_in, index_of, the_only
from bot.conversations.preferences.reminder_list import add_row, change_shown, list_reminders, show_reminder
from bot.conversations.preferences.reminder_phrases import (
    ASKING,
    add_reminder,
    confirm_reminders,
    list_row,
    refuse_more,
    say_problem,
    weekend_here,
)
from bot.conversations.preferences.reminder_questions import (
    ALL_GO,
    CHOOSE,
    EXCEPT,
    MOST_OF_WEEK,
    SOON,
    answer_length,
    ask_choice,
    ask_soon,
    asked_about,
    call_off,
    decide,
    repeat_question,
    wanted_by,
)
from bot.conversations.turn import MENU, Turn
from bot.markup import Html
from bot.replies import Button, in_rows, number_in, pack, unpack
from bot.timing.recurrence import ALL_DAYS, mask_to_weekdays, weekdays_to_mask
from bot.understanding.answers.intents import Intent, choose, matches, recognize
from bot.understanding.reminders import moves, named_reminder
from bot.understanding.times.reminder_wishes import (
    LengthOfTime,
    ReminderWish,
    TimeProblem,
    each_date,
    parse_reminders,
)
from bot.understanding.times.weekdays import parse_days_off, parse_weekdays
from bot.understanding.wishes import other_hours
from storage.records.person import Reminder

NEW, TIME = "remind:new", "remind:time"
_ANSWERS = {
    CHOOSE: {"instead": "hear.remind_instead", "also": "hear.remind_also"},
    EXCEPT: {ALL_GO: "hear.remind_instead", "also": "hear.remind_also"},
    SOON: {"once": "hear.remind_once", "daily": "hear.remind_daily"},
}


def command(turn: Turn, argument: str) -> None:
    """/remind: the list. `/remind 18:00 mon,wed,fri` adds one, `/remind off` removes all."""
    text = argument.strip()
    if not text:
        list_reminders(turn)
    elif matches(text, turn.words, "hear.off"):
        turn.set_reminders(())
        turn.forget_again = True
        turn.say(turn.words.say("remind.off"), add_row(turn), slot=MENU)
    elif add_typed(turn, text):
        confirm_reminders(turn)


# What is asked for in words


def add_typed(turn: Turn, text: str, *, asks: bool = True) -> bool:
    """Add the typed reminders. False, after a line or a question, when none was added.

    `asks`: with one reminder, a new time is asked about first.
    """
    found = parse_reminders(text, turn.own_words, weekend=weekend_here(turn))
    if isinstance(found, tuple):
        reminder_phrases.say_bounds(turn, text)
        return set_wishes(turn, found, asks=asks)
    off = (
        parse_days_off(text, turn.own_words, weekend=weekend_here(turn)) if found is TimeProblem.TIME_MISSING else None
    )
    if off is not None and turn.person.recurring:
        take_days_off(turn, off)
    elif isinstance(found, LengthOfTime):
        answer_length(turn, found)
    else:
        say_problem(turn, found)
    return False


def add(turn: Turn, wishes: tuple[ReminderWish, ...]) -> None:
    """Add reminders and say so; or ask first, where the only one may be meant to move."""
    if set_wishes(turn, wishes):
        confirm_reminders(turn)


def move(turn: Turn, text: str) -> None:
    """Give the only reminder the typed time or days and say so; with several, ask which one."""
    if reminder_moves.move_told(turn, text):
        return
    if (named := moves.from_detail(text)) is not None:
        is_done = reminder_moves.move_named(turn, named)
        if is_done or named.at is None or named.days.startswith(named_reminder.NAMED):
            return
        # None comes then: it may come as well.
        add(turn, (ReminderWish(named.at, parse_weekdays(named.days, turn.own_words, weekend=weekend_here(turn))),))
        return
    text = text.strip().casefold().removeprefix("to ")
    found = parse_reminders(text, turn.own_words, weekend=weekend_here(turn))
    days = (
        parse_weekdays(text, turn.own_words, weekend=weekend_here(turn)) if found is TimeProblem.TIME_MISSING else None
    )
    recurring = turn.person.recurring
    if isinstance(found, tuple) and len(found) == 1 and not found[0].once and recurring:
        days_had = frozenset[int]().union(*(mask_to_weekdays(one.weekdays) for one in recurring))
        if found[0].weekdays is not None and found[0].weekdays.isdisjoint(days_had):
            # None comes on these days: it may come there as well.
            add(turn, found)
        else:
            _move_or_ask(turn, found[0])
    elif isinstance(found, tuple) and len(found) == 1 and found[0].days_ahead is not None and recurring:
        reminder_moves.move_for_once(turn, found[0])
    elif isinstance(found, tuple) and len(each := each_date(found)) > 1 and all(one.once for one in each) and recurring:
        reminder_moves.move_for_once(turn, *each)
    elif days is not None and len(recurring) == 1:
        reminder_changes.move_one(turn, recurring[0].number, recurring[0].at, days)
        confirm_reminders(turn)
    elif add_typed(turn, text):
        confirm_reminders(turn)


def take_days_off(turn: Turn, weekdays: frozenset[int]) -> None:
    """Let no reminder come on some weekdays any more, and say so."""
    if reminder_changes.take_days(turn, weekdays):
        confirm_reminders(turn)
    else:
        days = turn.words.weekdays(weekdays, weekend=weekend_here(turn))
        turn.say(turn.words.say("remind.none_then", days=days), list_row(turn), slot=MENU)


def set_wishes(turn: Turn, wishes: tuple[ReminderWish, ...], *, asks: bool = True) -> bool:
    """Add the reminders that are asked for. False, after a line or a question, when none was added."""
    wishes = each_date(wishes)
    if len(wishes) == 1 and wishes[0].once and turn.person.account.setup == setup_stages.TIME:
        day = reminder_changes.date_of(turn, wishes[0])
        if day is not None:
            ask_soon(turn, day, wishes[0].time)
            return False
    only = the_only(turn)
    is_new = only is not None and len(wishes) == 1 and not wishes[0].once and reminder_changes.is_apart(wishes[0], only)
    had = only if is_new else reminder_changes.replaced_by(turn, wishes)
    if asks and had is not None and len(wishes) <= MOST_OF_WEEK:
        ask_choice(turn, wishes, had)
        return False
    before = turn.person
    for wish in wishes:
        if not _set_one(turn, reminder_changes.with_days_there(turn, wish, wishes)):
            turn.person = before
            return False
    return True


def _set_one(turn: Turn, wish: ReminderWish) -> bool:
    if not wish.once:
        return add_reminder(turn, wish.time, wish.weekdays)
    day = reminder_changes.date_of(turn, wish)
    if day is None:
        turn.say(turn.words.say("remind.passed", time=turn.words.clock(wish.time)), event="time_unknown")
        return False
    had = [one for one in turn.person.recurring if one.active and one.at == wish.time]
    if had and day.weekday() in mask_to_weekdays(had[0].weekdays):
        turn.say(turn.words.say("remind.comes_anyway", line=line_of(turn, had[0])), list_row(turn), slot=MENU)
        return False
    return reminder_changes.add_once(turn, wish.time, day) or refuse_more(turn)


def _move_or_ask(turn: Turn, wish: ReminderWish) -> None:
    recurring = turn.person.recurring
    if len(recurring) == 1 and wish.weekdays is not None and len(wish.weekdays) == 1:
        # What is told of one day says nothing of the others.
        reminder_changes.move_days(turn, recurring[0].number, wish.time, wish.weekdays)
        confirm_reminders(turn)
    elif len(recurring) == 1:
        reminder_changes.move_one(turn, recurring[0].number, wish.time, wish.weekdays)
        confirm_reminders(turn)
    else:
        mask = weekdays_to_mask(wish.weekdays) if wish.weekdays else 0
        buttons = [
            Button(str(line_of(turn, one)), pack(ASKING, "to", one.number, f"{wish.time:%H%M}", mask))
            for one in sorted(recurring, key=phrases.in_order)
        ]
        question = turn.words.say("remind.ask_move", time=turn.words.clock(wish.time))
        turn.say(question, in_rows(buttons, 1), slot=MENU, event="remind_which")


# Buttons


def ask_time(turn: Turn, number: int) -> None:
    """Ask for another time of a reminder; shows the list when it no longer exists, or comes once."""
    reminder = next((item for item in turn.person.recurring if item.number == number), None)
    if reminder is None:
        list_reminders(turn)
        return
    turn.change(asking=f"{TIME}:{reminder.number}")
    turn.say(turn.words.say("remind.ask_new_time", line=line_of(turn, reminder)), event="time_asked")


def tap(turn: Turn, data: str) -> bool:
    """`remind:list|new|no`, `remind:open|time|remove|on|off|pool|only:<number>`, `remind:day:<number>:<weekday>`,
    `remind:only:<number>:<steps>`,
    `remind:instead|also|all:<hhmm>:<days>` (perhaps several), `remind:once:<yyyymmdd>:<hhmm>`, `remind:daily:<hhmm>`,
    `remind:to|part:<number>:<hhmm>:<days>`, `remind:keep:<days>` and `remind:undo:<steps>`."""
    parts = (*unpack(data), "", "", "", "")
    action = parts[1]
    if action == "new":
        turn.change(asking=NEW)
        turn.say(turn.words.say("remind.ask_time"), event="time_asked")
    elif action == "no":
        turn.strip_pressed()
        call_off(turn)
    elif wanted := wanted_by(action, parts[2:]):
        turn.strip_pressed()
        decide(turn, action, wanted)
    elif action == "undo":
        return _undo(turn, parts[2])
    elif action == "keep" and (mask := number_in(parts[2], most=127)):
        turn.strip_pressed()
        take_days_off(turn, ALL_DAYS - mask_to_weekdays(mask))
    else:
        _tap_one(turn, action, number_in(parts[2]), parts[3:])
    return True


def _undo(turn: Turn, steps: str) -> bool:
    if not reminder_changes.undo(turn, steps):
        return False
    said = (
        turn.words.say("remind.undone", times=times(turn)) if turn.person.reminders else turn.words.say("remind.none")
    )
    turn.edit(said, list_row(turn), slot=MENU)
    return True


def _tap_one(turn: Turn, action: str, number: int | None, more: tuple[str, ...]) -> None:
    """Carry out a button about one reminder; the list where that is gone."""
    index = index_of(turn, number)
    if index is None or number is None or action == "list":
        list_reminders(turn)
    elif action == "time":
        ask_time(turn, number)
    elif (
        action == "to" and (at := clock_in(more[0])) is not None and (mask := number_in(more[1], most=127)) is not None
    ):
        turn.strip_pressed()
        if mask:
            # What is told of some days says nothing of the others.
            reminder_changes.move_days(turn, number, at, mask_to_weekdays(mask))
        else:
            reminder_changes.move_one(turn, number, at, None)
        confirm_reminders(turn)
    elif action == "part" and reminder_moves.tap_part(turn, number, *more[:2]):
        confirm_reminders(turn)
    elif action == "only" and (
        reminder_changes.for_once_instead(turn, number, more[0]) if more[0] else reminder_changes.for_once(turn, number)
    ):
        turn.strip_pressed()
        confirm_reminders(turn)
    elif action == "only":
        show_reminder(turn, index)
    else:
        change_shown(turn, index, action, more[0])


# Typed answers


def answer(turn: Turn, text: str) -> bool:
    """A typed time, for a new reminder or to move one, or an answer to one of the two questions. False for what is
    neither."""
    asking = turn.person.account.asking or ""
    kind, wanted = asked_about(turn)
    if wanted:
        return _answer_question(turn, text, kind, wanted)
    text = other_hours.without(text, turn.words)
    if other_hours.is_all(text, turn.words):
        say_problem(turn, TimeProblem.TIME_MISSING)
        return True
    if asking == NEW:
        if add_typed(turn, reminder_phrases.essence(turn, text), asks=False):
            confirm_reminders(turn)
        return True
    index = index_of(turn, number_in(unpack(asking)[-1]))
    if index is None:
        turn.change(asking=None)
        return False
    found = parse_reminders(text := in_evening(turn, text), turn.own_words, weekend=weekend_here(turn))
    reminder, days = turn.person.reminders[index], parse_weekdays(text, turn.own_words, weekend=weekend_here(turn))
    off = parse_days_off(text, turn.own_words, weekend=weekend_here(turn))
    if isinstance(found, tuple) and len(found) == 1 and not found[0].once:
        reminder_phrases.say_bounds(turn, text)
        reminder_changes.move_one(turn, reminder.number, found[0].time, found[0].weekdays)
    elif off is not None and (left := mask_to_weekdays(reminder.weekdays) - off):
        reminder_changes.move_one(turn, reminder.number, reminder.at, left)
    elif days is not None and not isinstance(found, tuple):
        reminder_changes.move_one(turn, reminder.number, reminder.at, days)
    elif not add_typed(turn, text, asks=False):
        return True
    confirm_reminders(turn)
    return True


# The most words of an answer to one of the two questions: "can you make it talk instead of writing" is none.
LONGEST_ANSWER, LONGEST_BEGUN = 7, 12


def _answer_question(turn: Turn, text: str, kind: str, wanted: Sequence[Reminder]) -> bool:
    """An answer to one of the two questions, or a time that takes the place of the one asked about."""
    # "At 7 on Monday, also" is another time rather than an answer.
    is_time = isinstance(parse_reminders(text, turn.own_words, weekend=weekend_here(turn)), tuple)
    # "Instead of the morning one, please, but only on Thursdays" begins with its answer.
    first = choose(" ".join(text.split()[:1]), turn.words, _ANSWERS[kind])
    is_answer = not is_time and len(text.split()) <= (LONGEST_ANSWER if first is None else LONGEST_BEGUN)
    said = (first or choose(text, turn.words, _ANSWERS[kind])) if is_answer else None
    word = recognize(text, turn.words, (Intent.YES, Intent.NO, Intent.STOP, Intent.SKIP))
    days = parse_weekdays(text, turn.own_words, weekend=weekend_here(turn))
    off = parse_days_off(text, turn.own_words, weekend=weekend_here(turn))
    if said is None and word in (Intent.NO, Intent.STOP, Intent.SKIP):
        call_off(turn)
    elif said is None and kind == SOON and word is Intent.YES:
        decide(turn, "once", wanted)
    elif said == "instead" and len(wanted) == 1 and len([one for one in turn.person.recurring if one.active]) > 1:
        decide(turn, ALL_GO, wanted)
    elif said is not None:
        decide(turn, said, wanted)
    elif (
        days and kind in (CHOOSE, EXCEPT) and not is_time and len(wanted) == 1 and (only := the_only(turn)) is not None
    ):
        ask_choice(turn, (ReminderWish(wanted[0].at, days, excepted=off or frozenset()),), only)
    elif parse_reminders(text, turn.own_words, weekend=weekend_here(turn)) is TimeProblem.NOT_A_TIME:
        return word is Intent.YES and repeat_question(turn)
    elif add_typed(turn, text):
        confirm_reminders(turn)
    return True


def _ask_again(turn: Turn, lead: Html) -> bool:
    if asked_about(turn)[1]:
        return repeat_question(turn, lead=lead)
    number = number_in(unpack(turn.person.account.asking or "")[-1])
    reminder = next((item for item in turn.person.reminders if item.number == number), None)
    if turn.person.account.asking == NEW:
        question = turn.words.say("remind.ask_time")
    elif reminder is not None:
        question = turn.words.say("remind.ask_new_time", line=line_of(turn, reminder))
    else:
        return False
    turn.say(Html(f"{lead}\n{question}"), event="time_asked")
    return True


def _is_called_off(turn: Turn, said: str) -> bool:
    if asked_about(turn)[1]:
        return False
    return recognize(said, turn.words, (Intent.NO, Intent.STOP, Intent.SKIP)) is not None


DIALOGUE = Dialogue(
    module=__name__,
    commands=(Command(name="remind", run=command),),
    questions=(
        Question(
            prefix=ASKING,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=True,
            is_called_off=_is_called_off,
            waits=True,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
    ),
    taps={"remind": tap},
)
