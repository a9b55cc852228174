"""Sides told: which leg a session is on, that the place in a film is lost, or that the voice named a leg, in somebody's
own words. Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.questions import step_questions
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.talk.session_place import tells_side_done
from bot.understanding.text.own_clauses import clauses_of, is_only, is_said
from bot.understanding.text.written_forms import is_question

# Longer texts are a story; the most words of one that tells which leg the voice named.
LONGEST, LONGEST_NAMED = 24, 10
# How far behind a side the word stands that says it is done: "right one is done".
_BEHIND = 3


def asks_place(text: str, words: Words) -> bool:
    """Whether a text asks which leg a film or a sound is on, or when one begins, or says that its place is lost."""
    if len(text.split()) > LONGEST or _says(text, words, "not"):
        return False
    is_asked = step_questions.read(text, words) is StepQuestion.WHICH_SIDE
    return is_asked or _says(text, words, "lost") or (_says(text, words, "when") and _names(text, words))


def asks_if_same(text: str, words: Words) -> bool:
    """Whether a text asks no more than if it is the same leg as before: "same leg again?"."""
    clauses = clauses_of(text, words)
    return is_question(text) and len(clauses) == 1 and is_only(clauses[0], words, "hear.sides_told.same")


def voice_named(text: str, words: Words) -> bool:
    """Whether a text says that the voice named a leg: "no, it said left just now"."""
    is_short = len(text.split()) <= LONGEST_NAMED and not is_question(text)
    return is_short and _says(text, words, "voice") and _names(text, words) and not _says(text, words, "not")


def tells_done(text: str, words: Words, side: str) -> bool:
    """Whether a clause of a text says that a leg is done: not "when the right one is done", and not of the one that
    somebody is on."""
    if len(text.split()) > LONGEST or is_question(text) or _says(text, words, "not", "not_now"):
        return False
    clauses = (one for one in clauses_of(text, words, "hear.sides_told.joints") if not _says(one, words, "on"))
    return any(_says(one, words, "leg") and tells_side_done(one, words, side, behind=_BEHIND) for one in clauses)


def _names(text: str, words: Words) -> bool:
    return is_said(text, words, "hear.side.left", "hear.side.right", "hear.side_talk.other")


def _says(text: str, words: Words, *groups: str) -> bool:
    """Whether a phrase of one of these groups stands in a text."""
    return is_said(text, words, *(f"hear.sides_told.{group}" for group in groups))
