"""Told beside: how stiff somebody is, or how a session felt, told while another question for a yes or a no is open.

It is noted, and the other question is asked again.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversations import session
from bot.conversations.dialogue import Question
from bot.conversations.questions import lapsing
from bot.conversations.turn import Turn
from bot.conversations.walk import check_in, concern, feel
from bot.understanding.answers.intents import recognize_whole
from bot.understanding.text.own_clauses import is_said
from storage.records.person import Feel, WalkState


def answer_on_scale(turn: Turn, question: Question, text: str) -> bool:
    """Note how stiff somebody is, on the scale, or as before. False for anything else."""
    if not _may_be_told(turn, text):
        return False
    noted = check_in.noted_beside(turn, text)
    return noted is not None and question.ask_again(turn, noted)


def answer(turn: Turn, question: Question, text: str) -> bool:
    """Note how the newest session felt, where it ended within the hour. False for anything else."""
    walk = turn.person.walk
    is_asked = walk is not None and walk.state is WalkState.DONE and walk.feel is None and _is_just_over(turn)
    is_of_question = len(text.split()) > feel.LONGEST_LATE or is_said(text, turn.words, "hear.feel_of_question")
    if walk is None or not is_asked or is_of_question or not _may_be_told(turn, text):
        return False
    how = feel.told(turn, text, is_over=True)
    if how not in (Feel.GOOD, Feel.HARD):
        return False
    turn.change(walk=replace(walk, feel=how))
    noted = turn.words.say(f"end.noted_{how.value}")
    return concern.warn_if_worse(turn, noted) or question.ask_again(turn, noted)


def _may_be_told(turn: Turn, text: str) -> bool:
    """Whether the open question is for a yes or a no, and a text is neither, nor another word of a session."""
    return lapsing.is_for_yes(turn.person.account.asking or "") and recognize_whole(text, turn.words) is None


def _is_just_over(turn: Turn) -> bool:
    walk = turn.person.walk
    return walk is not None and walk.ended_at is not None and turn.now - walk.ended_at <= session.AWAY
