"""Others' bodies: answers to a condition, pain or an illness of somebody else, and to whether something suits them.

Nothing of it is stored, and nothing of it is the person's own.
"""

from __future__ import annotations

from bot.conversations import movement_phrases, others, phrases, session
from bot.conversations.faq import faq
from bot.conversations.requests import requests
from bot.conversations.turn import ASK, Turn
from bot.conversations.ways_on import button_for
from bot.markup import Html
from bot.replies import Button, rows
from bot.understanding import complaints
from bot.understanding.answers.intents import COMPLAINTS
from bot.understanding.hearing import Heard, hear
from bot.understanding.symptoms import others as others_told
from bot.understanding.symptoms import slight, symptoms
from bot.understanding.symptoms.slight import Told
from bot.understanding.symptoms.symptom_rules import Reading, Symptom
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from content.concerns import CONCERNS, FLAGS_OF
from content.movement import AVOIDED_WHEN_GENTLE

# What a question about somebody else only looks like.
_OF_QUESTIONS = frozenset(
    {Wish.MOVEMENT, Wish.DESCRIBE, Wish.START, Wish.TODAYS, Wish.OTHER_MOVEMENT, Wish.POSITION, Wish.POSITION_TODAY}
    | {Wish.SAFETY, Wish.LENGTH, Wish.EASIER, Wish.SKIP, Wish.ASK, Wish.FAQ, Wish.HELLO, Wish.OTHER_SIDE, Wish.BACK}
)
# Frequent questions about other people that are none about their bodies.
_NOT_OF_BODIES = frozenset({"others_see", "others_set_up", "two_people", "remind_others", "wrong_chat"})


def answer(turn: Turn, said: str) -> bool:
    """Answer what somebody else's body tells of, short of an emergency, or one of long ago. False for anything else."""
    words = turn.words
    found = symptoms.read(said, words)
    is_past = found is not None and found.symptom is Symptom.ALARM and others_told.is_theirs_of_long_ago(said, words)
    is_complaint = found is not None and found.symptom in COMPLAINTS and others_told.is_theirs(said, words)
    if is_past:
        _say(turn, words.say("slight.somebody", what=movement_phrases.in_words(AVOIDED_WHEN_GENTLE, words)))
    elif is_complaint:
        _say(turn, words.say("slight.somebody_hurts"))
    return is_past or is_complaint


def answer_told(turn: Turn, said: str, told: Told) -> bool:
    """Somebody else has a condition, or pain, or it is asked what suits them. A wish that is told besides counts more:
    what is stored of them."""
    words, found = turn.words, symptoms.read(said, turn.words)
    if complaints.asks_for_doctor(said, words):
        return False
    heard = hear(said, words, requests.where(turn), requests.known(turn))
    if found is None and slight.suits_them(said, words):
        faq.answer(turn, "age_limit" if slight.is_of_age(said, words) else "others_conditions")
        return True
    if found is not None and found.symptom is Symptom.CONDITION:
        return _answer_condition(turn, said, told, found, heard)
    is_pain = found is not None and found.symptom is Symptom.PAIN
    # "Could someone with a sore shoulder put the arm forward?" only names a part of a step.
    is_more = any(one.wish not in _OF_QUESTIONS for one in heard.wishes) or (heard.wishes and not is_question(said))
    if is_more or not (is_pain or slight.speaks_of_pain(said, words)):
        return False
    _say(turn, words.say("slight.somebody_hurts"))
    return True


def _answer_condition(turn: Turn, said: str, told: Told, found: Reading, heard: Heard) -> bool:
    words = turn.words
    if slight.asks_what_is_kept(said, words):
        # "What do you store when a pupil says that she is pregnant?"
        requests.fulfil(turn, (Wished(Wish.PRIVACY),))
        return True
    if slight.is_to_be_sent(said, words):
        requests.fulfil(turn, (Wished(Wish.SHARE),))
        return True
    # "Can she do the inner thigh stretch?" is no wish for it, and "could he join in" none to send it.
    is_named = slight.names_them(said, words)
    is_asked = is_named or is_question(said)
    is_shared = any(one.wish is Wish.SHARE for one in heard.wishes)
    looks_like = _OF_QUESTIONS | ({Wish.SHARE} if is_named else set[Wish]())
    is_more = any(one.wish not in looks_like or one.detail in _NOT_OF_BODIES for one in heard.wishes)
    if is_more or ((heard.wishes or heard.question is not None) and not is_asked):
        return False
    flags = AVOIDED_WHEN_GENTLE | frozenset(
        flag for one in CONCERNS if one in found.conditions for flag in FLAGS_OF[one]
    )
    line = words.say("slight.somebody", what=movement_phrases.in_words(flags, words))
    _say(turn, line, button_for(turn, Wish.SHARE) if is_shared else None)
    if not is_asked and not session.is_on(turn) and (part := others.wanted(turn, told.rest)) is not None:
        requests.fulfil(turn, hear(part, words, requests.where(turn), requests.known(turn)).wishes)
    return True


def _say(turn: Turn, line: Html, beside: Button | None = None) -> None:
    turn.leave_no_trace = True
    slot = None if session.is_on(turn) else ASK
    turn.say(line, rows((phrases.signs_button(turn), beside)), slot=slot, event="talk")
