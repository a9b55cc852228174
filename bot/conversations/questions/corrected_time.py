"""Corrected time: "8, not 7" after a reminder of today alone was set for 7, or what came was put off until then.

The reminder of each week is not meant where it comes at another time.
"""

from __future__ import annotations

from datetime import time

from bot.conversations import session
from bot.conversations.preferences import reminder_changes, reminder_phrases
from bot.conversations.prompts import putting_off
from bot.conversations.turn import Turn
from bot.understanding.answers.intents import Intent, recognize_whole
from bot.understanding.wishes import denied_times

# The most words of such a text.
_LONGEST = 8


def answer(turn: Turn, said: str) -> bool:
    """Let it come at the time that is wanted. False for any other text, and where no such reminder is on its way."""
    is_free = turn.person.account.setup is None and not session.is_on(turn)
    if not is_free or len(said.split()) > _LONGEST or (told := _correction(turn, said)) is None:
        return False
    if any(one.at in told.denied for one in turn.person.recurring if one.active):
        return False
    once = [one for one in turn.person.reminders if one.once_on is not None and one.at in told.denied]
    if len(once) == 1 and once[0].once_on is not None:
        at = _nearest(once[0].at, told.wanted)
        if not reminder_changes.is_still_to_come(turn, once[0].once_on, at):
            return False
        reminder_changes.remove_one(turn, once[0].number)
        if reminder_changes.add_once(turn, at, once[0].once_on) or reminder_phrases.refuse_more(turn):
            reminder_phrases.confirm_reminders(turn)
        return True
    if once or not putting_off.may_come_again(turn):
        return False
    putting_off.put_off(turn, " ".join(f"{at:%H:%M}" for at in told.wanted))
    return True


def _correction(turn: Turn, said: str) -> denied_times.Correction | None:
    """What is corrected, behind a "no" that is none of a time: "no, 8 not 7"."""
    first, _, rest = said.strip().partition(" ")
    is_no = recognize_whole(first.strip(",.!"), turn.words, (Intent.NO,)) is not None
    return (denied_times.correction(rest, turn.words) if is_no else None) or denied_times.correction(said, turn.words)


def _nearest(had: time, wanted: tuple[time, ...]) -> time:
    """The one of two halves of the day that a time is in, too."""
    return next((at for at in wanted if (at < time(12)) == (had < time(12))), wanted[0])
