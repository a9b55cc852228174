"""The only day off, told of the reminders there are, of one that was just set, or of one that is asked about: "no, only
Friday off"."""

from __future__ import annotations

from bot.conversations.preferences import reminder_changes, reminder_questions, reminders
from bot.conversations.preferences.reminder_phrases import ASKING, confirm_reminders, weekend_here
from bot.conversations.turn import Turn
from bot.conversations.ways_on import MEANT
from bot.timing.recurrence import ALL_DAYS, mask_to_weekdays
from bot.understanding.reminders import only_day_off
from bot.understanding.times.reminder_wishes import ReminderWish

_ASKED = (reminder_questions.CHOOSE, reminder_questions.EXCEPT)


def answer(turn: Turn, said: str) -> bool:
    """Let reminders come on all days but those that a text names as the only ones off. False for any other text, in
    setting up, and without a reminder that comes again."""
    found = only_day_off.read(said, turn.own_words, weekend_here(turn)) if turn.person.account.setup is None else None
    recurring = [one for one in turn.person.recurring if one.active]
    if found is None or not recurring or not (left := ALL_DAYS - found.days):
        return False
    kind, wanted = reminder_questions.asked_about(turn)
    if kind in _ASKED and len(wanted) == 1:
        reminders.add(turn, (ReminderWish(wanted[0].at, left, excepted=found.days),))
        return True
    turn.close_question(MEANT)
    turn.close_question(ASKING)
    had = frozenset[int]().union(*(mask_to_weekdays(one.weekdays) for one in recurring))
    if len(recurring) == 1 and (found.is_correction or found.names_all or not had & found.days):
        reminder_changes.move_one(turn, recurring[0].number, recurring[0].at, left)
        confirm_reminders(turn)
    else:
        reminders.take_days_off(turn, found.days)
    return True
