"""Days remarked: "not only Friday" shows the days of the reminder there is, and a day off work is asked about."""

from __future__ import annotations

from bot.conversations.preferences import reminder_list
from bot.conversations.requests import requests
from bot.conversations.turn import Turn
from bot.understanding.reminders import days_remarked
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished


def answer(turn: Turn, said: str) -> bool:
    """Show the days that reminders have, or ask whether none are wanted on a day off work. False for any other text, in
    setting up, and without a reminder that comes again."""
    found = days_remarked.read(said, turn.own_words) if turn.person.account.setup is None else None
    recurring = [one for one in turn.person.recurring if one.active]
    if found is None or not recurring:
        return False
    if found.off_work:
        requests.ask(turn, Wished(Wish.DAYS_OFF, found.days, sure=False))
    elif len(recurring) == 1:
        reminder_list.show_reminder(turn, turn.person.reminders.index(recurring[0]))
    else:
        reminder_list.list_reminders(turn)
    return True
