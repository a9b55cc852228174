"""Answers to what is asked about the step that is on in whole sentences. The session stays where it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.conversations import session
from bot.conversations.session import OpenWalk
from bot.conversations.turn import Turn
from bot.conversations.walk import step_answers, step_lines
from bot.markup import Html, escape
from bot.understanding.examples.meanings import Meant
from bot.understanding.questions import step_subjects, step_talk
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.questions.step_talk import StepTalk
from bot.understanding.second_look import clearer
from bot.understanding.text.own_clauses import is_said
from content.questions import Guidance
from content.walk import WalkPlace, progress, step_at, words_for

# The questions about a step that these are, too.
_QUESTIONS = {
    StepTalk.LYING_BED: StepQuestion.BED,
    StepTalk.WHAT_FOR: StepQuestion.WHY,
    StepTalk.MUSCLES: StepQuestion.WORKS,
    StepTalk.MUSCLE_NAMED: StepQuestion.WORKS,
    StepTalk.ROLLS: StepQuestion.PART_MOVES,
    StepTalk.BY_HAND: StepQuestion.PART,
    StepTalk.STAYS: StepQuestion.PART,
    StepTalk.RIGHT: StepQuestion.CORRECT,
}


def answer(turn: Turn, said: str, guidance: Guidance | None, found: Sequence[Meant]) -> Html | None:
    """The answer, where such a question is asked in a session; None for anything else. `guidance` is what the library
    says of its movement, `found` what the text may mean."""
    opened = session.current(turn) if session.is_on(turn) else None
    asked = step_talk.read(said, turn.words) if opened is not None else None
    if opened is None or asked is None or (asked in _QUESTIONS and clearer(_QUESTIONS[asked], found) is not None):
        return None
    step = step_at(opened.course, opened.place)
    if asked is StepTalk.LOWER:
        return turn.words.say("ask.lower")
    if asked is StepTalk.RING:
        return turn.words.say("ask.ring")
    if asked is StepTalk.LYING_BED:
        return _in_bed(turn, opened)
    if asked is StepTalk.WHAT_FOR:
        return escape(guidance.why) if guidance is not None and guidance.why else None
    if step is None:
        return None
    if asked in (StepTalk.MUSCLES, StepTalk.MUSCLE_NAMED):
        works = guidance.works if guidance is not None else ()
        return turn.words.say("ask.works", what=turn.words.and_list(works)) if works else None
    if asked is StepTalk.PILLOW:
        at_knees = step_answers.pillow_at_knees(turn, opened)
        return turn.words.say("ask.pillow_for" if at_knees else "talk.step_unknown")
    if asked is StepTalk.ROLLS:
        return Html(turn.words.say("ask.part_moves", text="").strip())
    if asked is StepTalk.BY_HAND:
        is_named = step_subjects.HAND in step_subjects.named(said, turn.words)
        # "Does my hand help, or does it stay put?" asks where it stays.
        is_both = not is_said(said, turn.words, "hear.step_talk.stays")
        told = step_lines.told(turn, opened, said, together=is_both) if is_named else None
        return told or turn.words.say("ask.by_hand")
    if asked is StepTalk.STAYS:
        return step_lines.told(turn, opened, said) or turn.words.say("ask.part_nowhere")
    if asked is StepTalk.SAFEST:
        return turn.words.say("ask.safest") if step.kind == "setup" else None
    if asked is StepTalk.PUZZLED:
        return turn.words.say("ask.puzzled")
    there = replace(opened.place, level=0, step=0) if asked is StepTalk.SIT else opened.place
    number, _ = progress(opened.course, there)
    return turn.words.say("ask.step_text", step=number, text=" ".join(_texts(turn, opened, there)))


def _in_bed(turn: Turn, opened: OpenWalk) -> Html | None:
    """That a firm bed will do for the lying form, where there is one."""
    variation = opened.course.variation
    lying = turn.library.movement_of(variation).at("lying", opened.course.avoid)
    if lying is None or variation.position == "lying":
        return None
    return turn.words.say("ask.bed_lying_form", text=turn.words.say("ask.bed_lying"))


def _texts(turn: Turn, opened: OpenWalk, place: WalkPlace) -> Iterator[str]:
    step = step_at(opened.course, place)
    if step is not None:
        yield " ".join(words_for(step, place.side, turn.library.sides).split())
