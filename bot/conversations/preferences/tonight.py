"""Tonight: somebody says that today's session is for the evening: "I'll try it tonight rather than now", "today only at
night". Today's later reminder comes, also where today was left out before."""

from __future__ import annotations

from bot.conversations import phrases, session
from bot.conversations.turn import ASK, Turn
from bot.habits.planning import next_prompt
from bot.understanding.wishes import this_evening


def answer(turn: Turn, said: str) -> bool:
    """Say when today's later reminder comes, and leave everything as it is. False for anything else, and where none
    comes today: then the evening is put off to, or asked about."""
    account = turn.person.account
    is_free = account.setup is None and not session.is_on(turn) and not account.paused
    if not is_free or not this_evening.is_meant(said, turn.words):
        return False
    before = turn.person
    turn.replan()
    coming = next_prompt(turn.person)
    if coming is None or coming.next_date != turn.today:
        turn.person = before
        return False
    turn.change(asking=None)
    turn.retire.append(ASK)
    turn.say(phrases.next_time(turn), event="talk")
    return True
