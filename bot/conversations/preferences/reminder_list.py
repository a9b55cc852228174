"""The list of reminders, and one reminder with its days, to change, turn off or remove."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations import phrases
from bot.conversations.phrases import line_of, why_none
from bot.conversations.preferences import rests
from bot.conversations.preferences.reminder_changes import put
from bot.conversations.turn import MENU, Turn
from bot.habits.prompt_variants import Pool
from bot.markup import Html
from bot.replies import Button, Rows, in_rows, number_in, pack, rows
from bot.timing.recurrence import mask_to_weekdays
from storage.records.person import Reminder

# Days beside each other, and one less where a language writes them longer than this even in short.
DAYS_BESIDE, SHORT_DAY = 4, 5


def list_reminders(turn: Turn) -> None:
    """All reminders, each with a button to change it."""
    words = turn.words
    ordered = sorted(turn.person.reminders, key=phrases.in_order)
    if not ordered:
        turn.edit(words.say("remind.none_yet"), add_row(turn), slot=MENU)
        return
    coming = phrases.coming_line(turn)
    lines = [words.say("remind.list"), coming if coming is not None else why_none(turn), *rests.lines(turn)]
    buttons = [
        Button(words.label("remind.change", line=_bare(turn, reminder)), pack("remind", "open", reminder.number))
        for reminder in ordered
    ]
    turn.edit(Html("\n".join(lines)), in_rows(buttons, 1) + rests.rest_rows(turn) + add_row(turn), slot=MENU)


def _bare(turn: Turn, reminder: Reminder) -> str:
    line = str(line_of(turn, reminder))
    return line if reminder.active else turn.words.label("remind.is_off", line=line)


def add_row(turn: Turn) -> Rows:
    """The button that adds a reminder, in a row of its own."""
    return rows((Button(turn.words.label("button.add_reminder"), pack("remind", "new")),))


def show_reminder(turn: Turn, index: int) -> None:
    """Show one reminder with its weekdays, cue and wording, to change, turn off or remove; one for once with its time
    alone."""
    words, reminder = turn.words, turn.person.reminders[index]
    back = Button(words.label("button.back"), pack("remind", "list"))
    remove = Button(words.label("button.remove"), pack("remind", "remove", reminder.number))
    if reminder.once_on is not None:
        turn.edit(words.say("bold", text=_bare(turn, reminder)), rows((back, remove)), slot=MENU)
        return
    lines = [words.say("remind.one", line=_bare(turn, reminder))]
    if reminder.cue:
        lines.append(words.say("remind.cue", cue=reminder.cue))
    days = mask_to_weekdays(reminder.weekdays)
    days_named = [words.weekday_short(day) for day in words.week]
    day_buttons = [
        Button(
            words.label("remind.day_on" if day in days else "remind.day_off", day=named),
            pack("remind", "day", reminder.number, day),
        )
        for day, named in zip(words.week, days_named, strict=True)
    ]
    other = "off" if reminder.active else "on"
    pool = reminder.pool if reminder.pool in list(Pool) else Pool.ANY.value
    turn.edit(
        Html("\n".join(lines)),
        in_rows(day_buttons, DAYS_BESIDE if max(map(len, days_named)) <= SHORT_DAY else DAYS_BESIDE - 1)
        + rows(
            (
                Button(words.label("button.change_time"), pack("remind", "time", reminder.number)),
                Button(words.label("button.cue"), pack("cue", reminder.number)),
            ),
            (
                Button(words.label(f"button.wording_{pool}"), pack("remind", "pool", reminder.number)),
                Button(words.label(f"button.turn_{other}"), pack("remind", other, reminder.number)),
            ),
            (back, remove),
        ),
        slot=MENU,
    )


def change_shown(turn: Turn, index: int, action: str, day: str) -> None:
    """Carry out a button of the page of one reminder: `on`, `off`, `pool`, `remove`, `day` with a weekday. Any other
    only shows it."""
    reminder = turn.person.reminders[index]
    if action in ("on", "off"):
        put(turn, index, replace(reminder, active=action == "on"))
    elif action == "pool":
        pools = [pool.value for pool in Pool]
        following = pools[(pools.index(reminder.pool) + 1) % len(pools)] if reminder.pool in pools else pools[0]
        put(turn, index, replace(reminder, pool=following))
    elif action == "remove":
        turn.set_reminders([item for item in turn.person.reminders if item.number != reminder.number])
        turn.toast = turn.words.label("toast.removed")
        list_reminders(turn)
        return
    elif action == "day" and reminder.once_on is None and (weekday := number_in(day, most=6)) is not None:
        _toggle_weekday(turn, index, weekday)
    show_reminder(turn, index)


def _toggle_weekday(turn: Turn, index: int, day: int) -> None:
    """Turn one weekday on or off; the last one stays on."""
    reminder = turn.person.reminders[index]
    mask = reminder.weekdays ^ (1 << day)
    if mask == 0:
        turn.toast = turn.words.label("toast.last_day")
    else:
        put(turn, index, replace(reminder, weekdays=mask))
