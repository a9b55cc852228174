"""Why the hips: the question of somebody whose trouble is the back, with the library's own answer."""

from __future__ import annotations

from bot.conversations import phrases, session, setup_stages
from bot.conversations.account import onboarding
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import pain
from bot.conversations.ways_on import button_for
from bot.markup import escape
from bot.replies import rows
from bot.understanding.questions import why_hips
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.wishes.wish_rules import Wish


def answer(turn: Turn, said: str, symptom: Symptom | None) -> bool:
    """Say why it is the hips; a session stays where it is, and a question of setting up is asked again. Who names a
    pain beside it finds the buttons of pain under the answer. False for anything else."""
    if not why_hips.asks(said, turn.words):
        return False
    in_walk = session.is_on(turn)
    of_pain = (pain.hurts_button(turn), phrases.signs_button(turn)) if symptom is Symptom.PAIN else ()
    ways = () if in_walk or turn.person.account.setup is not None else (button_for(turn, Wish.START),)
    slot = None if in_walk else ASK
    turn.say(escape(turn.library.about.why), rows(of_pain, ways), slot=slot, event="faq")
    if turn.person.account.setup not in (None, setup_stages.HELLO) and session.current(turn) is None:
        onboarding.ask_open(turn)
    return True
