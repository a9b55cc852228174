"""Not hurt: what is said at the page for pain by somebody who did it all. Where they say that nothing hurts, the
session is done; where they say only that it is done, it counts as one that hurt, and it is asked whether that is so."""

from __future__ import annotations

from bot.conversations import session
from bot.conversations.session import HURTS
from bot.conversations.turn import Turn
from bot.conversations.walk import feel, finish, taking_back
from bot.understanding import complaints
from bot.understanding.symptoms import after_pain
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.talk import film_talk
from bot.understanding.talk.film_talk import HowFar
from bot.understanding.text.own_clauses import clauses_of, is_only
from content.walk import is_at_end, seconds
from storage.records.person import Feel


def answer(turn: Turn, said: str, symptom: Symptom | None) -> bool:
    """Count the session of somebody who says at the page for pain that all of it is done. False for anything else."""
    opened = session.current(turn)
    if opened is None or turn.person.account.asking != HURTS or symptom not in (None, Symptom.RELIEF):
        return False
    if film_talk.how_far(said, turn.words) is not HowFar.DONE or not _tells_all(turn, said):
        return False
    is_denied = (
        symptom is Symptom.RELIEF or taking_back.is_said(turn, said) or complaints.says_not_now(said, turn.words)
    )
    # A film stands at the first step of its side; in the middle of the steps "all done" may only end it.
    place = opened.place
    is_long = (turn.now - opened.walk.started_at).total_seconds() >= seconds(opened.course) / 2
    is_whole = (place.level, place.step) == (0, 0) and is_long
    is_whole |= bool(place.sides_done) and is_at_end(opened.course, place)
    if is_denied:
        finish.finish_walk(turn, how=feel.told(turn, said, is_over=True) if symptom is None else None)
    elif is_whole:
        finish.finish_walk(turn, how=Feel.HURT)
        taking_back.ask(turn)
    else:
        return False
    return True


def _tells_all(turn: Turn, said: str) -> bool:
    """Whether a part of a text says that all of it is done, in more than a word that may only end the session, and none
    that it goes on."""
    words = turn.words
    if complaints.says_go_on(said, words) or after_pain.asks_to_go_on(said, words):
        return False
    told = [one for one in clauses_of(said, words) if film_talk.how_far(one, words) is HowFar.DONE]
    return any(len(one.split()) > 1 and not is_only(one, words, "hear.hurt_done") for one in told)
