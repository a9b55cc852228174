"""Weekly summary: turned off by a sentence, with a button that turns it on again."""

from __future__ import annotations

from bot.conversations.preferences.switches import SWITCHES, button_of, turned
from bot.conversations.turn import MENU, Turn
from bot.habits.planning import weekdays_planned
from bot.replies import rows
from bot.understanding.reminders import summary_off

_SWITCH = next(one for one in SWITCHES if one.field == "wants_digest")


def answer(turn: Turn, said: str) -> bool:
    """Turn the summary off where it is not wanted, and say so. False for anything else."""
    reminded = weekdays_planned(turn.person)
    if turn.person.account.setup is not None or not summary_off.is_meant(said, turn.own_words, reminded):
        return False
    turned(turn, (_SWITCH.page, _SWITCH.name, "off"))
    turn.toast = None
    turn.say(turn.words.say("toast.digest_off"), rows((button_of(turn, _SWITCH),)), slot=MENU, event="settings")
    return True
