"""Reminders: any number of them, by time and weekdays; to list, change, remove, pause, resume and stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import reduce

from bot.clockwords import ReminderWish, TimeProblem, parse_days, parse_reminder, parse_weekdays
from bot.conversations import ending, onboarding, steps, whereabouts
from bot.conversations.hearing import choice
from bot.conversations.schedule import planned, replanned
from bot.conversations.turn import MENU, PROMPT, Turn
from bot.replies import Button, Html, Rows, in_rows, number_in, pack, rows, unpack
from bot.timing import ALL_DAYS, mask_to_weekdays, next_due_after, weekdays_to_mask
from storage.records import LastPrompt, PromptState, Reminder

# Enough for every meal and meeting of a day; a list that is longer cannot be read on a phone.
MOST_REMINDERS = 12
NEW, TIME = "remind:new", "remind:time"
EVERY_DAY = weekdays_to_mask(ALL_DAYS)


def command(turn: Turn, argument: str) -> None:
    """/remind: the list. `/remind 18:00 mon,wed,fri` adds one, `/remind off` removes all."""
    text = argument.strip()
    if not text:
        listing(turn)
    elif choice(text, turn.words, {"off": "hear.off"}):
        turn.set_reminders(())
        turn.forget_again = True
        turn.say(turn.words.say("remind.off"), _add_row(turn), slot=MENU)
    elif add_typed(turn, text):
        confirm(turn)


def add_typed(turn: Turn, text: str) -> bool:
    """Add what a typed time and days ask for; False, with a line that says how to write it, when unreadable."""
    wish = parse_reminder(text)
    if isinstance(wish, TimeProblem):
        turn.say(turn.words.say(f"time.{wish.name.lower()}"), event="time_unknown")
        return False
    return add(turn, wish.time, wish.weekdays)


def add(turn: Turn, at: time, weekdays: frozenset[int] | None) -> bool:
    """Add a reminder, or its days to one of the same time; False, with a line, when there are too many."""
    mask = weekdays_to_mask(weekdays) if weekdays else EVERY_DAY
    for number, existing in enumerate(turn.person.reminders):
        if existing.at == at:
            merged = replace(existing, weekdays=existing.weekdays | mask)
            _put(turn, number, merged)
            return True
    if len(turn.person.reminders) >= MOST_REMINDERS:
        turn.say(turn.words.say("remind.too_many", most=MOST_REMINDERS))
        return False
    number = turn.person.reminders_made + 1
    fresh = planned(turn.person, Reminder(number, at, mask), turn.now)
    turn.change(reminders_made=number)
    turn.set_reminders((*turn.person.reminders, fresh))
    return True


def _put(turn: Turn, index: int, reminder: Reminder) -> None:
    changed = list(turn.person.reminders)
    changed[index] = planned(turn.person, reminder, turn.now)
    turn.set_reminders(changed)


def confirm(turn: Turn) -> None:
    """Say all reminders and when the next one comes, or why none does."""
    words = turn.words
    turn.change(asking=None)
    lines = [words.say("remind.set", times=times(turn))]
    if turn.person.zone is None and turn.person.setup is None:
        turn.say(Html("\n".join(lines)))
        whereabouts.ask(turn)
        return
    coming = onboarding.coming_line(turn)
    if coming is not None:
        lines.append(coming)
    elif turn.person.paused or turn.person.stopped_at is not None:
        lines.append(words.say("remind.resting"))
    if turn.person.zone is None:
        lines.append(words.say("remind.no_zone"))
    turn.say(Html(" ".join(lines)), rows((Button(words.label("button.reminders"), pack("remind", "list")),)), slot=MENU)


def times(turn: Turn) -> Html:
    """All reminders in words: every day at 07:30; on Monday and Friday at 18:00."""
    ordered = sorted(turn.person.reminders, key=lambda reminder: (reminder.at, reminder.number))
    lines = [line_of(turn, reminder) for reminder in ordered]
    return reduce(lambda one, other: turn.words.say("remind.joint", one=one, other=other), lines)


def line_of(turn: Turn, reminder: Reminder) -> Html:
    """A reminder in words."""
    days = turn.words.weekdays(mask_to_weekdays(reminder.weekdays))
    return turn.words.say("remind.line", time=turn.words.clock(reminder.at), days=days)


def listing(turn: Turn) -> None:
    """All reminders, each with a button to change it."""
    words = turn.words
    ordered = sorted(turn.person.reminders, key=lambda reminder: (reminder.at, reminder.number))
    if not ordered:
        turn.edit(words.say("remind.none_yet"), _add_row(turn), slot=MENU)
        return
    lines = [words.say("remind.list")]
    coming = onboarding.coming_line(turn)
    lines.append(coming if coming is not None else words.say("remind.resting"))
    buttons = [
        Button(words.label("remind.change", line=_bare(turn, reminder)), pack("remind", "open", reminder.number))
        for reminder in ordered
    ]
    turn.edit(Html("\n".join(lines)), in_rows(buttons, 1) + _add_row(turn), slot=MENU)


def _bare(turn: Turn, reminder: Reminder) -> str:
    return str(line_of(turn, reminder))


def _add_row(turn: Turn) -> Rows:
    return rows((Button(turn.words.label("button.add_reminder"), pack("remind", "new")),))


def tap(turn: Turn, data: str) -> None:
    """`remind:list|new`, `remind:open|time|remove:<number>`, `remind:day:<number>:<weekday>`."""
    parts = unpack(data)
    action = parts[1] if len(parts) > 1 else ""
    if action == "new":
        turn.change(asking=NEW)
        turn.say(turn.words.say("remind.ask_time"), event="time_asked")
        return
    number = number_in(parts[2]) if len(parts) > 2 else None
    index = next((i for i, item in enumerate(turn.person.reminders) if item.number == number), None)
    if action == "list" or index is None:
        listing(turn)
        return
    reminder = turn.person.reminders[index]
    if action == "time":
        turn.change(asking=pack(TIME, reminder.number))
        turn.say(turn.words.say("remind.ask_new_time", line=line_of(turn, reminder)), event="time_asked")
    elif action == "remove":
        turn.set_reminders([item for item in turn.person.reminders if item.number != number])
        turn.toast = turn.words.label("toast.removed")
        listing(turn)
    elif action == "day" and len(parts) == 4 and parts[3] in "0123456" and parts[3]:
        toggle(turn, index, int(parts[3]))
    else:
        opened(turn, index)


def toggle(turn: Turn, index: int, day: int) -> None:
    """One weekday on or off; the last one stays."""
    reminder = turn.person.reminders[index]
    mask = reminder.weekdays ^ (1 << day)
    if mask == 0:
        turn.toast = turn.words.label("toast.last_day")
    else:
        _put(turn, index, replace(reminder, weekdays=mask))
    opened(turn, index)


def opened(turn: Turn, index: int) -> None:
    """One reminder with its weekdays, to change or remove."""
    words, reminder = turn.words, turn.person.reminders[index]
    days = mask_to_weekdays(reminder.weekdays)
    day_buttons = [
        Button(
            words.label("remind.day_on" if day in days else "remind.day_off", day=words.weekday_short(day)),
            pack("remind", "day", reminder.number, day),
        )
        for day in range(7)
    ]
    turn.edit(
        words.say("remind.one", line=line_of(turn, reminder)),
        in_rows(day_buttons, 4)
        + rows(
            (
                Button(words.label("button.change_time"), pack("remind", "time", reminder.number)),
                Button(words.label("button.remove"), pack("remind", "remove", reminder.number)),
            ),
            (Button(words.label("button.back"), pack("remind", "list")),),
        ),
        slot=MENU,
    )


def answer(turn: Turn, text: str) -> bool:
    """A typed time for a new reminder, or a new time for one; always answered."""
    asking = turn.person.asking or ""
    if asking == NEW:
        if add_typed(turn, text):
            confirm(turn)
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
    confirm(turn)
    return True


def _move(turn: Turn, index: int, wish: ReminderWish) -> None:
    """Give a reminder another time. It becomes a new one: today's prompt of the old time does not stand in its way."""
    old = turn.person.reminders[index]
    mask = weekdays_to_mask(wish.weekdays) if wish.weekdays else old.weekdays
    turn.set_reminders([item for item in turn.person.reminders if item.number != old.number])
    add(turn, wish.time, mask_to_weekdays(mask))


# Pause, resume, stop, status


def pause(turn: Turn, argument: str) -> None:
    """/pause: until /resume. `/pause 5`: for five days."""
    if not argument.strip():
        turn.change(paused=True, paused_until=None)
        _rest(turn)
        _say_paused(turn)
        return
    days = parse_days(argument)
    if days is None:
        turn.say(turn.words.say("pause.unclear"))
    else:
        pause_for(turn, days)


def pause_for(turn: Turn, days: int) -> None:
    """Rest for some days: the first prompt is the first that is due on the day after them."""
    first = next_due_after(turn.now, time(0, 0), ALL_DAYS, turn.zone, not_before_date=turn.today + timedelta(days=days))
    turn.change(paused=True, paused_until=first.moment.astimezone(UTC))
    _rest(turn)
    _say_paused(turn)


def _rest(turn: Turn) -> None:
    turn.change(reminders=replanned(turn.person, turn.now).reminders)
    turn.forget_again = True
    turn.retire.append(PROMPT)


def _say_paused(turn: Turn) -> None:
    words = turn.words
    until = turn.person.paused_until
    if until is None:
        text = words.say("pause.open")
    else:
        text = words.say("pause.until", day=words.day(until.astimezone(turn.zone).date(), turn.today))
    turn.edit(
        text,
        rows(
            (
                Button(words.label("button.pause_days", days=3), pack("pause", 3)),
                Button(words.label("button.pause_days", days=7), pack("pause", 7)),
                Button(words.label("button.pause_days", days=14), pack("pause", 14)),
            ),
            (Button(words.label("button.resume"), pack("resume")),),
        ),
        slot=MENU,
    )


def tap_pause(turn: Turn, data: str) -> None:
    """`pause:<days>` and `resume`."""
    parts = unpack(data)
    days = number_in(parts[1], most=365) if len(parts) == 2 else None
    if parts[0] == "resume":
        turn.strip_pressed()
        resume(turn)
    elif days:
        pause_for(turn, days)


def resume(turn: Turn) -> None:
    """/resume: prompts come again, whatever had stopped them."""
    turn.change(paused=False, paused_until=None, stopped_at=None, blocked_at=None)
    turn.change(reminders=replanned(turn.person, turn.now).reminders)
    coming = onboarding.coming_line(turn)
    line = turn.words.say("resume.done")
    turn.say(Html(f"{line} {coming}") if coming else Html(f"{line} {turn.words.say('remind.none')}"))


def stop(turn: Turn) -> None:
    """/stop: no more prompts; nothing is lost."""
    turn.change(stopped_at=turn.now, asking=None)
    _rest(turn)
    turn.say(
        turn.words.say("stop.done"), rows((Button(turn.words.label("button.start_again"), pack("resume")),)), slot=MENU
    )


def came_back(turn: Turn) -> None:
    """The person unblocked the bot: what rested goes on."""
    turn.change(blocked_at=None)
    turn.change(reminders=replanned(turn.person, turn.now).reminders)


def went_away(turn: Turn) -> None:
    """The person blocked the bot: everything rests, nothing is said."""
    turn.change(blocked_at=turn.now)
    turn.change(reminders=replanned(turn.person, turn.now).reminders)
    turn.forget_again = True


def status(turn: Turn, last: LastPrompt | None) -> None:
    """/status: the next prompt, the last one and when it was really sent, the zone, paused or not."""
    words, person = turn.words, turn.person
    lines = [words.say("status.title")]
    coming = onboarding.coming_line(turn)
    if person.stopped_at is not None:
        lines.append(words.say("status.stopped"))
    elif person.paused and person.paused_until is None:
        lines.append(words.say("status.paused"))
    elif person.paused and person.paused_until is not None and person.paused_until > turn.now:
        day = words.day(person.paused_until.astimezone(turn.zone).date(), turn.today)
        lines.append(words.say("status.paused_until", day=day))
    lines.append(words.say("status.next", coming=coming) if coming else words.say("status.no_next"))
    lines.append(_last_line(turn, last))
    zone = person.zone
    lines.append(
        words.say("status.zone", zone=zone, time=words.clock(turn.local_now)) if zone else words.say("status.no_zone")
    )
    had = steps.current(turn)
    if had is not None:
        movement = turn.library.movement_of(had[1].variation).name
        lines.append(words.say("status.walk", movement=movement))
    turn.say(Html("\n".join(lines)), event="status")


def _last_line(turn: Turn, last: LastPrompt | None) -> Html:
    words = turn.words
    if last is None:
        return words.say("status.no_last")
    due = ending.when(turn, last.due_at)
    if last.state is PromptState.SKIPPED:
        return words.say("status.last_skipped", due=due, reason=words.say(f"skipped.{last.reason}"))
    if last.sent_at is None:
        return words.say("status.last_waiting", due=due)
    return words.say("status.last_sent", due=due, sent=_exact(turn, last.sent_at))


def _exact(turn: Turn, moment: datetime) -> str:
    there = moment.astimezone(turn.zone)
    return f"{turn.words.clock(there)}:{there.second:02}"
