"""Side talk: the leg that is to begin, whether to turn over, and steps that are passed, as people say it themselves."""

from __future__ import annotations

from typing import cast

from bot.conversations import selection, session
from bot.conversations.turn import WAYS, Turn
from bot.conversations.walk import follow_along, navigation, resuming, starting
from bot.conversations.walk.film_view import is_film
from bot.conversations.walk.step_view import get_into_place, show_step
from bot.replies import rows
from bot.understanding.answers.intents import Intent
from bot.understanding.talk import side_talk
from bot.understanding.talk.side_talk import OTHER, Passed
from content.library import Side
from content.walk import other_side, step_at, steps_at


def answer(turn: Turn, said: str) -> bool:
    """Answer which leg begins, and, in a session by steps, what is asked of the sides or passed. False for anything
    else."""
    if turn.person.account.setup is not None:
        return False
    if session.is_on(turn):
        return _answer_in_session(turn, said)
    first = side_talk.begins_with(said, turn.words, finishes=True)
    if first is None or session.current(turn) is not None or selection.done_today(turn):
        return False
    starting.begin(turn, first=first)
    return True


def _answer_in_session(turn: Turn, said: str) -> bool:
    _, course, place = session.open_walk(turn)
    first = side_talk.begins_with(said, turn.words)
    if first is not None and not place.sides_done:
        return _begin_with(turn, other_side(course, place).side if first == OTHER else cast(Side, first))
    if not session.is_by_steps(turn) or session.at_offer(turn) or follow_along.is_out(turn):
        return False
    if side_talk.asks_to_turn(said, turn.words) and (told := get_into_place(turn)) is not None:
        turn.say(told, rows((session.next_below(turn),)), slot=WAYS, event="answer")
        return True
    passed = side_talk.passes(said, turn.words)
    return passed is not None and _pass(turn, passed)


def _begin_with(turn: Turn, side: Side) -> bool:
    """Change to the side that is to begin; a film begins with its own."""
    walk, _, place = session.open_walk(turn)
    if is_film(walk):
        return False
    if side == place.side:
        resuming.show_again(turn)
    else:
        navigation.follow_word(turn, Intent.OTHER_SIDE)
    return True


def _pass(turn: Turn, passed: Passed) -> bool:
    """Go on behind what is passed; False where nothing of that kind follows."""
    _, course, place = session.open_walk(turn)
    step, steps = step_at(course, place), steps_at(course, place)
    if passed is Passed.SIDE:
        return navigation.follow_word(turn, Intent.OTHER_SIDE if place.sides_done else Intent.ENOUGH)
    if passed is Passed.STEP:
        return step is not None and step.optional and navigation.follow_word(turn, Intent.SKIP)
    kinds = ("repeat",) if passed is Passed.MOVES else ("move", "repeat")
    there = next((at for at, one in enumerate(steps) if at > place.step and one.kind in kinds), None)
    if there is None or (step is not None and step.kind in kinds):
        return False
    session.move_to(turn, session.at_step(place, there))
    show_step(turn)
    return True
