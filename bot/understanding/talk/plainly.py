"""Plainly said: whole sentences that mean one thing in so many words, with nothing beside them that says more: "how was
my week", "not this week any more", "I'll finish later". Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.i18n.catalogue import Words
from bot.understanding.answers.said_among import is_alone
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.talk import session_talk
from bot.understanding.text.own_clauses import is_said
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished

# The wish of each key, and whether it is done at once.
_OUTSIDE = (
    ("hear.plain.my_week", Wished(Wish.PROGRESS)),
    ("hear.plain.weekly_summary", Wished(Wish.FAQ, "weekly_summary")),
    ("hear.plain.not_this_week", Wished(Wish.PAUSE, "for this week", sure=False)),
    ("hear.plain.which_days", Wished(Wish.REMINDERS)),
    ("hear.plain.goodbye", Wished(Wish.GOODBYE)),
)
_IN_SESSION = (
    ("hear.plain.ready_lying", Wished(Wish.NEXT)),
    ("hear.plain.goodbye", Wished(Wish.GOODBYE)),
)
_VOICE = ("hear.plain.any_voice", "hear.plain.hard_to_read")
_SHIFT = ("hear.plain.shift", "hear.plain.change")
_MARKED, _MARKED_NOT = "hear.plain.marked_done", "hear.plain.marked_not"
_NUMBER = re.compile(r"\d+x?")


def read(text: str, words: Words, where: Where) -> Wished | None:
    """What a text means in so many words; None for any other."""
    found = _read(text, words, where)
    return None if found is None else replace(found, plain=True)


def _read(text: str, words: Words, where: Where) -> Wished | None:
    if where is Where.WALK and session_talk.asks_whether_over(text, words):
        return Wished(Wish.HOW_LONG)
    is_question = text.rstrip().endswith(("?", "\u061f"))
    rest = _NUMBER.sub(" ", text)
    if is_said(text, words, "hear.plain.or_what") and is_said(text, words, "hear.wish.improving"):
        # "Is my back getting better or what" is no good news.
        return Wished(Wish.IMPROVING)
    if all(is_said(text, words, key) for key in _VOICE) and not is_said(text, words, "hear.plain.no_voice"):
        # "No voice? I can't read all this."
        return Wished(Wish.LISTEN)
    if not is_question and is_said(text, words, "hear.plain.you_help"):
        return Wished(Wish.THANKS)
    if where is Where.WALK and is_question and rest != text and is_alone(rest, words, "hear.plain.enough_done"):
        return Wished(Wish.ASK, StepQuestion.HOW_MANY.value)
    told = _IN_SESSION if where is Where.WALK else _OUTSIDE
    found = next((wished for key, wished in told if is_alone(text, words, key)), None)
    if found is not None:
        return found
    if where is Where.WALK:
        return Wished(Wish.PAUSE_SESSION) if is_said(text, words, "hear.plain.finish_later") else None
    if not is_question and is_said(text, words, _MARKED) and not is_said(text, words, _MARKED_NOT):
        # "I did both legs. Put it down as done."
        return Wished(Wish.DONE_TODAY, sure=False)
    if session_talk.asks_what_follows(text, words):
        return Wished(Wish.FAQ, "after_session")
    if all(is_said(text, words, key) for key in _SHIFT) and _NUMBER.search(text) is None:
        # Other hours of work are neither a place nor days off.
        return Wished(Wish.FAQ, "shift_work")
    if not is_question and is_said(text, words, "hear.plain.missed_you") and _NUMBER.search(text) is None:
        return Wished(Wish.SORRY)
    is_asked = is_question and is_said(text, words, "hear.plain.still")
    return Wished(Wish.REMINDERS) if is_asked and is_said(text, words, "hear.plain.days_off") else None
