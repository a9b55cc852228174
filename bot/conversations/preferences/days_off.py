"""Days without a reminder, as they are said, and the question before whole reminders go with them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations.phrases import lines_of
from bot.conversations.preferences import reminder_list, reminder_phrases, reminders
from bot.conversations.turn import ASK, Turn
from bot.conversations.ways_on import MEANT
from bot.replies import Button, pack, rows
from bot.timing.recurrence import mask_to_weekdays
from bot.understanding.times.weekdays import parse_days_kept, parse_weekdays
from bot.understanding.wishes.wish_details import ONLY
from bot.understanding.wishes.wish_rules import Wish
from storage.records.person import Reminder

# The first word of the data of a button that fulfils a wish: `meant:<wish>:<detail>`.
ASKING = MEANT
# Behind the only days that are to stay: other reminders may go.
AND_NO_OTHER = "only"


def take_off(turn: Turn, detail: str) -> None:
    """No reminder on these days any more; or only on them. A question comes first where other reminders would go."""
    if not detail.startswith(ONLY):
        if (named := parse_weekdays(detail, turn.own_words, weekend=reminder_phrases.weekend_here(turn))) is not None:
            reminders.take_days_off(turn, named)
        else:
            reminder_list.list_reminders(turn)
        return
    text, is_sure = detail.removeprefix(ONLY), detail.endswith(AND_NO_OTHER)
    kept = parse_days_kept(text.removesuffix(AND_NO_OTHER), turn.own_words, weekend=reminder_phrases.weekend_here(turn))
    if kept is None:
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


def _ask_whether_they_go(turn: Turn, detail: str, gone: Sequence[Reminder]) -> None:
    """Ask before whole reminders go away with the days that they come on."""
    words, data = turn.words, pack(ASKING, Wish.DAYS_OFF.value, detail)
    turn.change(asking=data)
    buttons = (Button(words.label("button.yes"), data), Button(words.label("button.no"), pack(ASKING, "no")))
    turn.say(words.say("meant.days_off.gone", lines=lines_of(turn, gone)), rows(buttons), slot=ASK, event="meant")
