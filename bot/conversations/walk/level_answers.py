"""Typed answers to the offer of the next level: a yes, a no or a question about it, in a whole sentence."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations import session
from bot.conversations.turn import Turn
from bot.conversations.walk import navigation
from bot.conversations.walk.step_view import show_step
from bot.markup import Html, escape
from bot.understanding.answers.intents import Intent, normalize, recognize, recognize_whole
from bot.understanding.answers.leading_answers import leading_answer
from bot.understanding.examples.meanings import Meant
from bot.understanding.second_look import TAKEN_UP
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.sentence import says
from content.walk import offer_at, steps_at, take_level, words_for

# Classes of examples that take the level, and that leave it.
_TAKE = ("more", "harder")
_STAY = ("leave_it", "not_today", "other_side", "side_done", "next")
# So many steps tell what a level is.
_STEPS_TOLD = 2
# The fewest letters of a word that names a level.
_SHORTEST_NAME = 4


def answer(turn: Turn, said: str, found: Sequence[Meant]) -> bool:
    """Take the level, stay, or say what it is. False where nothing is offered, and for anything else."""
    if not session.at_offer(turn):
        return False
    if (word := recognize(said, turn.words, (Intent.YES, Intent.NO))) is not None:
        navigation.answer_offer(turn, take=word is Intent.YES)
        return True
    if recognize_whole(said, turn.words) is not None:
        # The words of a session mean what they mean at every step.
        return False
    if is_question(said):
        is_of_level = _names_level(turn, said) or any(one.name == "faq.levels" for one in found[:1])
        return is_of_level and _explain(turn)
    told = leading_answer(said, turn.words)
    if told is not None and not (told.word is Intent.YES and _denies(turn, told.rest)):
        navigation.answer_offer(turn, take=told.word is Intent.YES)
        return True
    if _stays(turn, said):
        navigation.answer_offer(turn, take=False)
        return True
    take, stay = (sum(one.likelihood for one in found if one.name in names) for names in (_TAKE, _STAY))
    is_left = stay >= TAKEN_UP or (_names_level(turn, said) and _denies(turn, said))
    if is_left or (take >= TAKEN_UP and not _denies(turn, said)):
        navigation.answer_offer(turn, take=not is_left)
        return True
    return False


def _denies(turn: Turn, said: str) -> bool:
    return says(said, turn.words, "part.denied") or not set(normalize(said).split()).isdisjoint(
        map(normalize, turn.words.options("hear.but"))
    )


def _stays(turn: Turn, said: str) -> bool:
    """Whether somebody wants what they have just done: "the easy one is enough for me". Not in "that was too easy"."""
    told = set(normalize(said).split()) - _words_of_level(turn)
    stays, goes_on = (
        told & {normalize(one) for one in turn.words.options(key)} for key in ("hear.level_stays", "hear.level_more")
    )
    return bool(stays) and not goes_on


def _names_level(turn: Turn, said: str) -> bool:
    """Whether a text has a word of the level that is offered: "the swing"."""
    named = _words_of_level(turn) - {normalize(one) for one in turn.words.options("hear.label_fillers")}
    return any(len(word) >= _SHORTEST_NAME and word in named for word in normalize(said).split())


def _words_of_level(turn: Turn) -> set[str]:
    """The words with which the next level is offered, normalized; empty where none is."""
    _, course, place = session.open_walk(turn)
    level = offer_at(course, place)
    return set() if level is None else set(normalize(f"{level.name} {level.take or ''} {level.offer or ''}").split())


def _explain(turn: Turn) -> bool:
    """Say the first steps of the level, and offer it again."""
    _, course, place = session.open_walk(turn)
    steps = steps_at(course, take_level(course, place))[:_STEPS_TOLD]
    lines = [escape(words_for(step, place.side, turn.library.sides)) for step in steps]
    show_step(turn, lead=Html("\n".join([*lines, turn.words.say("walk.offer_free")])))
    return True
