"""Reminders: any number of them, by time and weekdays. They are listed, added, changed, removed and turned off."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.conversations import phrases, setup_stages
from bot.conversations.dialogue import Command, Dialogue, Question, never
from bot.conversations.phrases import line_of, lines_of, quiet_line, times, why_none
from bot.conversations.preferences import time_zone
from bot.conversations.turn import MENU, Turn
from bot.habits.planning import planned
from bot.habits.prompt_variants import Pool
from bot.markup import Html
from bot.replies import Button, Rows, in_rows, number_in, pack, rows, unpack
from bot.timing.recurrence import ALL_DAYS, mask_to_weekdays, weekdays_to_mask
from bot.understanding.intents import Intent, matches, recognize
from bot.understanding.times import ReminderWish, TimeProblem, parse_reminder, parse_weekdays
from storage.records.person import Reminder

# A longer list cannot be read on a phone.
MOST_REMINDERS = 12
ASKING = "remind"
NEW, TIME = "remind:new", "remind:time"
EVERY_DAY = weekdays_to_mask(ALL_DAYS)


def command(turn: Turn, argument: str) -> None:
    """/remind: the list. `/remind 18:00 mon,wed,fri` adds one, `/remind off` removes all."""
    text = argument.strip()
    if not text:
        list_reminders(turn)
    elif matches(text, turn.words, "hear.off"):
        turn.set_reminders(())
        turn.forget_again = True
        turn.say(turn.words.say("remind.off"), _add_row(turn), slot=MENU)
    elif add_typed(turn, text):
        confirm_reminders(turn)


def add_typed(turn: Turn, text: str) -> bool:
    """Add the typed reminder. False, after a line that says how to write it, when it cannot be read."""
    wish = parse_reminder(text)
    if isinstance(wish, TimeProblem):
        turn.say(turn.words.say(f"time.{wish.name.lower()}"), event="time_unknown")
        return False
    return add_reminder(turn, wish.time, wish.weekdays)


def add_reminder(turn: Turn, at: time, weekdays: frozenset[int] | None) -> bool:
    """Add a reminder, or change the days of the one at that time. False, after a line, when there are too many."""
    mask = weekdays_to_mask(weekdays) if weekdays else EVERY_DAY
    for number, existing in enumerate(turn.person.reminders):
        if existing.at == at:
            _put(turn, number, replace(existing, weekdays=mask, active=True))
            return True
    if len(turn.person.reminders) >= MOST_REMINDERS:
        turn.say(turn.words.count("remind.too_many", MOST_REMINDERS))
        return False
    number = turn.person.account.reminders_made + 1
    fresh = planned(turn.person, Reminder(number, at, mask), turn.now)
    turn.change(reminders_made=number)
    turn.set_reminders((*turn.person.reminders, fresh))
    return True


def _put(turn: Turn, index: int, reminder: Reminder) -> None:
    changed = list(turn.person.reminders)
    changed[index] = planned(turn.person, reminder, turn.now)
    turn.set_reminders(changed)


def confirm_reminders(turn: Turn) -> None:
    """Say all reminders and when the next one comes, or why none does."""
    words = turn.words
    turn.close_question(ASKING)
    if turn.person.account.setup == setup_stages.TIME:
        turn.answer_setup()
        return
    lines = [_what_changed(turn)]
    if turn.person.settings.zone is None and turn.person.account.setup is None:
        turn.say(Html("\n".join(lines)))
        time_zone.ask_city(turn)
        return
    coming = phrases.coming_line(turn)
    if coming is not None:
        lines.append(coming)
    elif turn.person.account.paused or turn.person.account.stopped_at is not None:
        lines.append(words.say("remind.resting"))
    if turn.person.settings.zone is None:
        lines.append(words.say("remind.no_zone"))
    if (quiet := quiet_line(turn)) is not None:
        lines.append(quiet)
    turn.say(Html(" ".join(lines)), rows((Button(words.label("button.reminders"), pack("remind", "list")),)), slot=MENU)


def _what_changed(turn: Turn) -> Html:
    """What this turn did to the reminders: added one, changed one, or else all of them as they are now."""
    words, before = turn.words, set(turn.before.reminders)
    new = [reminder for reminder in turn.person.reminders if reminder not in before]
    numbers = {reminder.number for reminder in before}
    others = [reminder for reminder in turn.person.reminders if reminder in before and reminder.active]
    if len(new) == 1 and len(turn.person.reminders) > len(before) and others:
        return words.say("remind.added", line=line_of(turn, new[0]), times=lines_of(turn, others))
    if len(new) == 1 and new[0].number in numbers:
        return words.say("remind.changed", line=line_of(turn, new[0]))
    return words.say("remind.set", times=times(turn))


def list_reminders(turn: Turn) -> None:
    """All reminders, each with a button to change it."""
    words = turn.words
    ordered = sorted(turn.person.reminders, key=lambda reminder: (reminder.at, reminder.number))
    if not ordered:
        turn.edit(words.say("remind.none_yet"), _add_row(turn), slot=MENU)
        return
    coming = phrases.coming_line(turn)
    lines = [words.say("remind.list"), coming if coming is not None else why_none(turn)]
    buttons = [
        Button(words.label("remind.change", line=_bare(turn, reminder)), pack("remind", "open", reminder.number))
        for reminder in ordered
    ]
    turn.edit(Html("\n".join(lines)), in_rows(buttons, 1) + _add_row(turn), slot=MENU)


def _bare(turn: Turn, reminder: Reminder) -> str:
    line = str(line_of(turn, reminder))
    return line if reminder.active else turn.words.label("remind.is_off", line=line)


def ask_time(turn: Turn, number: int) -> None:
    """Ask for another time of a reminder; shows the list when the reminder no longer exists."""
    reminder = next((item for item in turn.person.reminders if item.number == number), None)
    if reminder is None:
        list_reminders(turn)
        return
    turn.change(asking=f"{TIME}:{reminder.number}")
    turn.say(turn.words.say("remind.ask_new_time", line=line_of(turn, reminder)), event="time_asked")


def _add_row(turn: Turn) -> Rows:
    return rows((Button(turn.words.label("button.add_reminder"), pack("remind", "new")),))


def tap(turn: Turn, data: str) -> bool:
    """`remind:list|new`, `remind:open|time|remove|on|off|pool:<number>`, `remind:day:<number>:<weekday>`."""
    parts = unpack(data)
    action = parts[1] if len(parts) > 1 else ""
    if action == "new":
        turn.change(asking=NEW)
        turn.say(turn.words.say("remind.ask_time"), event="time_asked")
        return True
    number = number_in(parts[2]) if len(parts) > 2 else None
    index = next((i for i, item in enumerate(turn.person.reminders) if item.number == number), None)
    if action == "list" or index is None:
        list_reminders(turn)
        return True
    reminder = turn.person.reminders[index]
    if action == "time":
        ask_time(turn, reminder.number)
    elif action in ("on", "off"):
        _put(turn, index, replace(reminder, active=action == "on"))
        show_reminder(turn, index)
    elif action == "pool":
        pools = [pool.value for pool in Pool]
        following = pools[(pools.index(reminder.pool) + 1) % len(pools)] if reminder.pool in pools else pools[0]
        _put(turn, index, replace(reminder, pool=following))
        show_reminder(turn, index)
    elif action == "remove":
        turn.set_reminders([item for item in turn.person.reminders if item.number != number])
        turn.toast = turn.words.label("toast.removed")
        list_reminders(turn)
    elif action == "day" and len(parts) == 4 and (day := number_in(parts[3], most=6)) is not None:
        toggle_weekday(turn, index, day)
    else:
        show_reminder(turn, index)
    return True


def toggle_weekday(turn: Turn, index: int, day: int) -> None:
    """Turn one weekday on or off; the last one stays on."""
    reminder = turn.person.reminders[index]
    mask = reminder.weekdays ^ (1 << day)
    if mask == 0:
        turn.toast = turn.words.label("toast.last_day")
    else:
        _put(turn, index, replace(reminder, weekdays=mask))
    show_reminder(turn, index)


def show_reminder(turn: Turn, index: int) -> None:
    """Show one reminder with its weekdays, cue and wording, to change, turn off or remove."""
    words, reminder = turn.words, turn.person.reminders[index]
    lines = [words.say("remind.one", line=_bare(turn, reminder))]
    if reminder.cue:
        lines.append(words.say("remind.cue", cue=reminder.cue))
    days = mask_to_weekdays(reminder.weekdays)
    day_buttons = [
        Button(
            words.label("remind.day_on" if day in days else "remind.day_off", day=words.weekday_short(day)),
            pack("remind", "day", reminder.number, day),
        )
        for day in words.week
    ]
    other = "off" if reminder.active else "on"
    pool = reminder.pool if reminder.pool in list(Pool) else Pool.ANY.value
    turn.edit(
        Html("\n".join(lines)),
        in_rows(day_buttons, 4)
        + rows(
            (
                Button(words.label("button.change_time"), pack("remind", "time", reminder.number)),
                Button(words.label("button.cue"), pack("cue", reminder.number)),
            ),
            (
                Button(words.label(f"button.wording_{pool}"), pack("remind", "pool", reminder.number)),
                Button(words.label(f"button.turn_{other}"), pack("remind", other, reminder.number)),
            ),
            (
                Button(words.label("button.back"), pack("remind", "list")),
                Button(words.label("button.remove"), pack("remind", "remove", reminder.number)),
            ),
        ),
        slot=MENU,
    )


def answer(turn: Turn, text: str) -> bool:
    """A typed time, for a new reminder or to move one. Always True: every text is answered."""
    asking = turn.person.account.asking or ""
    if asking == NEW:
        if add_typed(turn, text):
            confirm_reminders(turn)
        return True
    number = number_in(unpack(asking)[-1])
    index = next((i for i, item in enumerate(turn.person.reminders) if item.number == number), None)
    if index is None:
        turn.change(asking=None)
        return False
    wish = parse_reminder(text)
    if isinstance(wish, TimeProblem):
        days = parse_weekdays(text)
        if days is None:
            turn.say(turn.words.say(f"time.{wish.name.lower()}"), event="time_unknown")
            return True
        wish = ReminderWish(turn.person.reminders[index].at, days)
    _move(turn, index, wish)
    confirm_reminders(turn)
    return True


def _move(turn: Turn, index: int, wish: ReminderWish) -> None:
    """Move a reminder to another time, as a new reminder: today's prompt at the old time does not count for it."""
    old = turn.person.reminders[index]
    mask = weekdays_to_mask(wish.weekdays) if wish.weekdays else old.weekdays
    turn.set_reminders([item for item in turn.person.reminders if item.number != old.number])
    if add_reminder(turn, wish.time, mask_to_weekdays(mask)):
        moved = next(index for index, item in enumerate(turn.person.reminders) if item.at == wish.time)
        _put(turn, moved, replace(turn.person.reminders[moved], cue=old.cue, pool=old.pool))


def _ask_again(turn: Turn, lead: Html) -> bool:
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
