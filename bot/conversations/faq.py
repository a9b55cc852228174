"""Frequent questions and remarks, each with one short answer and the buttons that lead on from it.

An entry is its name here, its sentence `faq.<name>` in the catalogue with a label `faq.<name>.label` for a button, and
its example sentences, of the class `faq.<name>`, in `locale/<language>/examples/`.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversations import session
from bot.conversations.faq_sessions import SESSIONS
from bot.conversations.turn import ASK, Turn
from bot.conversations.ways_on import button_for
from bot.replies import in_rows
from bot.understanding.wish_rules import Wish

# The ways on from each answer; in a session there are none, as the step stays where it is.
FAQ: Mapping[str, tuple[Wish, ...]] = {
    "when_it_helps": (Wish.IMPROVING, Wish.START),
    "best_time": (Wish.REMINDERS,),
    **SESSIONS,
}


def answer(turn: Turn, name: str) -> None:
    """Say the answer of an entry. A session stays where it is; a name that is no longer known says nothing."""
    if name not in FAQ:
        return
    words, in_walk = turn.words, session.is_on(turn)
    key = f"faq.{name}.walk" if in_walk and words.has(f"faq.{name}.walk") else f"faq.{name}"
    buttons = [] if in_walk else [button_for(turn, wish) for wish in FAQ[name]]
    turn.say(words.say(key), in_rows(buttons, 2), slot=None if in_walk else ASK, event="faq")
