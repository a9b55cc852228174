"""Newest question: "yes" and "no" to what was asked last under a message, although no question is kept open for it, and
"turn it on" to what a message offers to turn on.

A session stays open meanwhile. What stands above a question is older than it, so the answer is not for the session.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.conversations import session, typed_labels
from bot.conversations.dialogue import Question
from bot.conversations.history import progress, told_days
from bot.conversations.preferences import day_off_once, not_there_yet, only_day_off
from bot.conversations.questions import (
    chosen_from_list,
    corrected_pause,
    corrected_time,
    days_remarked,
    for_a_while,
    lapsing,
    taken_back,
)
from bot.conversations.requests import position_talk
from bot.conversations.turn import ASK, Turn
from bot.conversations.typed_labels import IRREVOCABLE, TypedLabel
from bot.conversations.walk import film_view
from bot.replies import Button, in_rows, unpack
from bot.understanding.answers.intents import Intent, matches, recognize_whole
from bot.understanding.answers.said_among import is_alone
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes import wishes

# Buttons that only show something else, by their data: none of them is what a yes agrees to.
_SHOWS = ("progress", "settings", "remind:list", "movements", "hurt:0:signs", "todays")
# Buttons of what is offered in words that are no question: "If you like, I'll keep it gentle".
_OFFERS = ("set:gentle:on:here", "set:checkin:on")
# What refuses what a message asks for, by the end of its data.
_REFUSES = ":no"
# The most buttons under an offer; a page of settings has more.
_MOST_OFFERED = 3
# Questions that stay open behind a message and read no yes, by what `person.asking` begins with.
_BEHIND = (session.PAUSED, session.HURTS, film_view.OUT, progress.ASKING)
# That something was meant so, and the most words of such a text.
_MEANT, _LONGEST_MEANT, _LONGEST_ONCE = "hear.position_meant", 12, 5
# Buttons of a session, and of what came to begin one: they read a yes themselves.
_READ_THERE = (session.STEP, film_view.OUT, "prompt", "go", "start", "offer")


def answer(turn: Turn, question: Question | None, said: str, press: Callable[[TypedLabel], bool]) -> bool:
    """Answer a whole yes or no by the newest message, where its words end with a question that is not kept open, or a
    yes by what it offers. Of several buttons it is asked which one is meant. False for anything else. Raises
    ShownNotRead."""
    if position_talk.answer(turn, said) or for_a_while.answer(turn, said):
        return True
    if corrected_time.answer(turn, said) or told_days.answer(turn, said) or only_day_off.answer(turn, said):
        return True
    if days_remarked.answer(turn, said) or chosen_from_list.answer(turn, said):
        return True
    if corrected_pause.answer(turn, said) or day_off_once.answer(turn, said) or not_there_yet.answer(turn, said):
        return True
    if _means_once(turn, said) and (once := typed_labels.just_once(turn)) is not None and press(once):
        return True
    word = recognize_whole(said, turn.words, (Intent.YES, Intent.NO))
    is_of_session = question is None or question.prefix in _BEHIND
    turns_on = is_alone(said, turn.words, "hear.turn_on") and not is_question(said)
    agrees = word is Intent.YES or turns_on
    if (question is None or question.prefix in _BEHIND or not question.waits) and taken_back.answer(turn, said, press):
        return True
    if (word is None and not agrees) or turn.person.account.setup is not None:
        # Setting up reads its own answers.
        return False
    if not is_of_session or recognize_whole(said, turn.words, (Intent.NEXT, Intent.STOP)) is not None:
        return False
    shown = typed_labels.newest(turn)
    if (
        shown is None
        or turn.now - shown.since > lapsing.LAPSES
        or any(unpack(data)[0] in _READ_THERE for _, data in shown.buttons)
    ):
        return False
    offered = [data for _, data in shown.buttons if data in _OFFERS and len(shown.buttons) <= _MOST_OFFERED]
    if agrees and len(offered) == 1:
        return press(TypedLabel(offered[0], shown, is_newest=True))
    if word is None:
        return False
    if word is Intent.YES and shown.has_private and question is None:
        turn.say(turn.words.say("fallback.question.private"), event="which")
        return True
    if not shown.asks:
        return False
    agreed = [
        (label, data)
        for label, data in shown.buttons
        if not data.startswith((*_SHOWS, *IRREVOCABLE)) and not data.endswith(_REFUSES)
    ]
    if word is Intent.NO:
        turn.typed_under = shown.message_id
        turn.strip_pressed()
        turn.say(turn.words.say("meant.left"), event="left")
        return True
    if len(agreed) == 1 and press(TypedLabel(agreed[0][1], shown, is_newest=True)):
        return True
    buttons = [Button(label, data) for label, data in shown.buttons]
    turn.say(turn.words.say("today.which"), in_rows(buttons, 2), slot=ASK, event="which")
    return True


def _means_once(turn: Turn, said: str) -> bool:
    """Whether a text says of what was set that it was meant once: "standing was only meant for today"."""
    is_short = len(said.split()) <= _LONGEST_MEANT and not is_question(said)
    return is_short and is_said(said, turn.words, "hear.only_today") and is_said(said, turn.words, _MEANT)


def is_for_once(turn: Turn, said: str) -> bool:
    """Whether a text says that what was set for good is meant once: "just today"."""
    is_bare = len(said.split()) <= _LONGEST_ONCE and is_said(said, turn.words, "hear.only_today")
    return is_bare or wishes.is_for_once(said, turn.words) or matches(said, turn.words, "hear.only_today")
