"""Done and hurt: pain that is told in one breath with the end of a session. The session counts as one that hurt."""

from __future__ import annotations

from bot.conversations import selection, session
from bot.conversations.history import progress
from bot.conversations.turn import Turn
from bot.conversations.walk import feel, follow_along, pain
from bot.replies import unpack
from bot.understanding import complaints
from bot.understanding.complaints import Weight
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.talk import film_talk
from bot.understanding.talk.film_talk import HowFar

# Pain of this session; what hurt on another day says nothing of it.
_OF_NOW = (Weight.NOW, Weight.MILD)


def answer(turn: Turn, said: str, symptom: Symptom | None) -> bool:
    """Answer such a text: a film or a sound counts, and out of a session it is asked whether today does. False for
    anything else, and in the steps, which are stopped as for any pain. Raises DiaryNotRead."""
    if symptom is not Symptom.PAIN or turn.person.account.setup is not None:
        return False
    if complaints.weigh(said, turn.words) not in _OF_NOW:
        return False
    if session.is_on(turn):
        return follow_along.answer_hurt(turn, said)
    is_left_open = unpack(turn.person.account.asking or "")[0] in (session.PAUSED, *feel.LEAVES_OPEN)
    if not is_left_open or selection.done_today(turn) or film_talk.how_far(said, turn.words) is not HowFar.DONE:
        return False
    pain.answer_complaint(turn, Symptom.PAIN, said)
    progress.count_today(turn, "")
    return True
