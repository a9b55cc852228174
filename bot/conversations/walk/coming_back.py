"""Coming back to a session that waits: "I'm back, let's go on" goes on with it, and asks for no reminders."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations import session
from bot.conversations.turn import Turn
from bot.conversations.walk import navigation, resuming
from bot.understanding.answers.intents import Intent, normalize
from bot.understanding.examples.meanings import Meant
from bot.understanding.hearing import Heard
from bot.understanding.second_look import TAKEN_UP
from bot.understanding.wishes.wish_rules import Wish

# What is meant by somebody who is back; and after a break by somebody who goes on.
_BACK = frozenset({Wish.RESUME})
_GOING_ON = _BACK | {Wish.NEXT, Wish.WHERE_WAS_I}
# Shorter words that the list has stand beside many things: "the", "all".
_SHORTEST_NAME = 5


def answer(turn: Turn, said: str, heard: Heard, found: Sequence[Meant]) -> bool:
    """Go on after a break; in a session without one, show its step again. False where reminders are meant, or there is
    nothing to go on with. `found`: what the text may mean."""
    is_held = turn.person.account.asking == session.PAUSED and session.current(turn) is not None
    is_off = turn.person.account.paused or turn.person.account.stopped_at is not None
    if not is_held and (is_off or not session.is_on(turn)):
        return False
    if not _is_back(heard, found, _GOING_ON if is_held else _BACK) or _names_reminders(turn, said):
        return False
    if is_held:
        return navigation.follow_word(turn, Intent.NEXT)
    resuming.show_again(turn)
    return True


def _is_back(heard: Heard, found: Sequence[Meant], meanings: frozenset[Wish]) -> bool:
    if heard != Heard():
        return bool(heard.wishes) and all(one.wish in meanings for one in heard.wishes)
    likely = [one.likelihood for one in found if one.wished.wish in meanings]
    return bool(found) and found[0].wished.wish in meanings and sum(likely) >= TAKEN_UP


def _names_reminders(turn: Turn, said: str) -> bool:
    told = [word for word in normalize(said).split() if len(word) >= _SHORTEST_NAME]
    return any(normalize(one) in told for one in turn.words.options("hear.brake_objects"))
