"""Safety questions, answered in two lines: whether something is safe for a part of the body, and whether a condition of
long ago still needs it gentle; and what is asked of the gentle setting."""

from __future__ import annotations

from bot.conversations import movement_phrases, phrases, session, setup_stages
from bot.conversations.safety import gentle, screening
from bot.conversations.turn import ASK, Turn
from bot.replies import Button, rows
from bot.understanding.symptoms import safety_asked
from content.movement import AVOIDED_WHEN_GENTLE


def answer(turn: Turn, said: str) -> bool:
    """Answer a question of safety, or what is said of the gentle setting. False for anything else."""
    if turn.person.account.setup is None and safety_asked.asks_of_part(said, turn.words):
        turn.say(
            turn.words.say("safety.of_yours"),
            rows((_gentle(turn), phrases.signs_button(turn))),
            slot=None if session.is_on(turn) else ASK,
            event="safety",
        )
        return True
    return gentle.answer(turn, said)


def answer_long_ago(turn: Turn, said: str) -> bool:
    """Recommend gentle to who had something long ago, and is not sure. At the question who has to take care, that is
    asked again. False for anything else."""
    if not safety_asked.asks_of_long_ago(said, turn.words):
        return False
    turn.leave_no_trace = True
    if turn.person.account.setup == setup_stages.CARE:
        screening.ask_unsure(turn)
        return True
    if turn.person.account.setup is not None or session.is_gentle(turn.person):
        return False
    what = movement_phrases.in_words(AVOIDED_WHEN_GENTLE, turn.words)
    slot = None if session.is_on(turn) else ASK
    turn.say(turn.words.say("hurt.long_ago", what=what), rows((_gentle(turn),)), slot=slot, event="talk")
    return True


def _gentle(turn: Turn) -> Button | None:
    return None if session.is_gentle(turn.person) else gentle.offer_button(turn)
