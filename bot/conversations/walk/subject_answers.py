"""Answers to what is asked of a part of the body or a thing, in words that no rule knows as a question: "neutral spine
or imprint here?". The session stays where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversations import session
from bot.conversations.turn import Turn
from bot.conversations.walk import step_lines
from bot.markup import Html, escape
from bot.understanding.examples.examples import NONE
from bot.understanding.examples.meanings import Meant
from bot.understanding.hearing import Heard
from bot.understanding.questions import glossary, step_subjects
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.questions.step_subjects import BLANKET, HEIGHT, PILLOW
from bot.understanding.text.own_clauses import is_said
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from content.questions import Guidance

# How likely something else is to be what is meant, and how likely nothing of the session is.
_ELSE, _NOTHING = 0.45, 0.5
# How likely a question of the steps is that counts more than a wish that rules are sure of.
_CLEAR = 0.6
# How likely a wish is to be meant that rules are in doubt of.
_TRUSTED = 0.25
_MOVES = f"step.{StepQuestion.PART_MOVES.value}"
# The questions about a step that are asked of a part of the body or a thing.
_OF_SUBJECTS = frozenset(
    {StepQuestion.PART, StepQuestion.PART_MOVES, StepQuestion.WORD, StepQuestion.PILLOW, StepQuestion.CHAIR}
    | {StepQuestion.WIDTH}
)
_OUTER = "outer"


def answer(turn: Turn, said: str, heard: Heard, found: Sequence[Meant], guidance: Guidance | None) -> Html | None:
    """The lines of the steps that speak of it; None where nothing is asked of them, and where they say nothing."""
    opened = session.current(turn) if session.is_by_steps(turn) else None
    if opened is None or not _is_free(heard, found) or not step_subjects.is_asked(said, turn.words):
        return None
    if Wished(Wish.ASK, StepQuestion.CHAIR.value) in {replace(one, sure=True) for one in heard.wishes}:
        return of_pillow(turn, said, StepQuestion.CHAIR, guidance)
    word = glossary.named(said, turn.words)
    if word is not None and (word == _OUTER or _asks_word(found)):
        return turn.words.say(f"ask.word.{word}")
    if (told := of_pillow(turn, said, StepQuestion.PILLOW, guidance)) is not None:
        return told
    return step_lines.told(turn, opened, said)


def of_height(turn: Turn, said: str) -> Html | None:
    """How high a pillow is to be, where the steps of the open walk say how high to sit or to lie; None for anything
    else."""
    opened, names = session.current(turn), step_subjects.named(said, turn.words)
    if opened is None or HEIGHT not in names or PILLOW not in names:
        return None
    return step_lines.told(turn, opened, said, together=True)


def of_pillow(turn: Turn, said: str, question: StepQuestion, guidance: Guidance | None) -> Html | None:
    """What is said of a pillow or a blanket at the part of the body that is named; None where none of them is named,
    and for a question about a chair that names one."""
    names, opened = step_subjects.named(said, turn.words), session.current(turn)
    if step_subjects.THINGS.isdisjoint(names) or opened is None:
        return None
    if question is StepQuestion.CHAIR and is_said(said, turn.words, "hear.a_seat"):
        return None
    if names[0] == BLANKET and (of_it := step_lines.told(turn, opened, said)) is not None:
        return of_it
    own = guidance.answer("pillow") if guidance is not None else None
    body = [name for name in names if name not in step_subjects.THINGS]
    told = step_lines.told(turn, opened, said, together=bool(body))
    if body:
        # What the library says of one counts for the parts that it names.
        is_told = own is not None and set(body) <= set(step_subjects.named(own, turn.own_words))
        return escape(own) if is_told and own is not None else told or turn.words.say("ask.pillow_nowhere")
    return escape(own) if own is not None else told


def _is_free(heard: Heard, found: Sequence[Meant]) -> bool:
    """Whether nothing else is meant: no word of a session, no wish that is likely, nothing of the body."""
    if heard.symptom is not None or heard.word is not None or heard.question is not None:
        return False
    if any(one.likelihood >= (_NOTHING if one.name == NONE else _ELSE) and not _may_be_of_it(one) for one in found[:1]):
        return False
    wished = [one for one in heard.wishes if one.wish is not Wish.STEP_UNKNOWN and not _asks_where(one)]
    likely = {one.wished.wish for one in found if one.likelihood >= _TRUSTED}
    # "Do I flatten my back to the floor" goes back to no floor.
    is_clear = any(one.likelihood >= _CLEAR and _asks_where(one.wished) for one in found[:1])
    return all((is_clear or not one.sure) and one.wish not in likely for one in wished)


def _asks_word(found: Sequence[Meant]) -> bool:
    """Whether a word is asked about that is not known."""
    return bool(found) and found[0].likelihood >= _ELSE and found[0].wished.detail == StepQuestion.WORD


def _asks_where(wished: Wished) -> bool:
    return wished.wish is Wish.ASK and wished.detail in _OF_SUBJECTS


def _may_be_of_it(meant: Meant) -> bool:
    return meant.wished.wish is Wish.STEP_UNKNOWN or (_asks_where(meant.wished) and meant.name != _MOVES)
