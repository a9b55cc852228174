"""Days without a reminder, as they are said, and the question before whole reminders go with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.conversations.phrases import lines_of
from bot.conversations.preferences import reminder_list, reminder_phrases, reminders
from bot.conversations.turn import ASK, Turn
from bot.conversations.ways_on import MEANT
from bot.replies import Button, pack, rows
from bot.timing.recurrence import ALL_DAYS, mask_to_weekdays
from bot.understanding.times.time_phrases import readings
from bot.understanding.times.weekdays import WEEKDAYS, parse_days_kept, parse_weekdays
from bot.understanding.wishes.wish_details import ONLY
from bot.understanding.wishes.wish_rules import Wish
from storage.records.person import Reminder

# The first word of the data of a button that fulfils a wish: `meant:<wish>:<detail>`.
ASKING = MEANT
# Behind the only days that are to stay: other reminders may go.
AND_NO_OTHER = "only"
_ONE_DAY = re.compile(rf"(?:(?:on|at|in|this) )?(?P<day>{'|'.join(name for name in WEEKDAYS if name.endswith('day'))})")


def take_off(turn: Turn, detail: str) -> None:
    """No reminder on these days any more; or only on them. A question comes first where other reminders would go."""
    if not detail.startswith(ONLY):
        named = parse_weekdays(detail, turn.own_words, weekend=reminder_phrases.weekend_here(turn))
        if named is None or named == ALL_DAYS:
            # "Just on every day" wants them all, "not every day" fewer.
            reminder_list.list_reminders(turn)
        else:
            reminders.take_days_off(turn, named)
        return
    text, is_sure = detail.removeprefix(ONLY), detail.endswith(AND_NO_OTHER)
    kept = parse_days_kept(text.removesuffix(AND_NO_OTHER), turn.own_words, weekend=reminder_phrases.weekend_here(turn))
    if kept is None or kept.days >= kept.among:
        # All of them stay.
        reminder_list.list_reminders(turn)
        return
    off = kept.among - kept.days
    gone = [one for one in turn.person.recurring if off.issuperset(mask_to_weekdays(one.weekdays))]
    if not gone or is_sure:
        reminders.take_days_off(turn, off)
    elif len(turn.person.recurring) == 1:
        # Of one reminder the days are what changes.
        reminders.move(turn, text)
    else:
        _ask_whether_they_go(turn, f"{detail} {AND_NO_OTHER}", gone)


def button(turn: Turn, detail: str) -> Button:
    """The button that takes reminders off these days, named as they are read."""
    weekend = reminder_phrases.weekend_here(turn)
    named = parse_weekdays(detail, turn.own_words, weekend=weekend)
    days = detail if named is None else turn.words.weekdays(named, weekend=weekend)
    return Button(
        turn.words.label("lost.days_off", detail=days), pack(ASKING, Wish.DAYS_OFF.value, detail), is_private=True
    )


def next_of(turn: Turn, detail: str) -> str:
    """The next day of the one weekday that is named in the singular, as a pause of that day: "on Wednesday" need not be
    each one. Empty for any other detail, for today, and in English, which calls both the same."""
    if not turn.own_words.is_translated:
        return ""
    found = _ONE_DAY.fullmatch(readings(detail.casefold(), turn.own_words)[0])
    ahead = 0 if found is None else (WEEKDAYS[found["day"]] - turn.today.weekday()) % 7
    day = turn.today + timedelta(days=ahead)
    return f"{day} to {day}" if ahead else ""


def _ask_whether_they_go(turn: Turn, detail: str, gone: Sequence[Reminder]) -> None:
    """Ask before whole reminders go away with the days that they come on."""
    words, data = turn.words, pack(ASKING, Wish.DAYS_OFF.value, detail)
    turn.change(asking=data)
    buttons = (Button(words.label("button.yes"), data), Button(words.label("button.no"), pack(ASKING, "no")))
    turn.say(words.say("meant.days_off.gone", lines=lines_of(turn, gone)), rows(buttons), slot=ASK, event="meant")
