"""Sides told: the bot cannot hear how far a film is, so it names the times of its sides. In steps a side that is told
as done is done: the other one comes, and behind the second it is asked whether all is done."""

from __future__ import annotations

from bot.conversations import session
from bot.conversations.requests import requests
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import follow_along, navigation
from bot.conversations.walk.film_view import button, clock, plan_for
from bot.replies import rows
from bot.understanding.answers.intents import Intent
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.talk import sides_told
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from content.walk import first_place, is_at_end, other_side


def answer(turn: Turn, said: str) -> bool:
    """Answer what is asked or told of the sides in a session that is on; False for anything else."""
    if turn.person.account.setup is not None or not session.is_on(turn) or session.is_held(turn):
        return False
    if follow_along.is_out(turn):
        return follow_along.stage(turn) == "" and _answer_in_film(turn, said)
    return session.is_by_steps(turn) and not session.at_offer(turn) and _answer_in_steps(turn, said)


def _answer_in_film(turn: Turn, said: str) -> bool:
    if not (sides_told.asks_place(said, turn.words) or sides_told.voice_named(said, turn.words)):
        return False
    walk, course, _ = session.open_walk(turn)
    plan, first = plan_for(turn), first_place(course)
    if plan is None or plan.other_side_at is None:
        return False
    told = turn.words.say(
        "film.sides",
        first=turn.library.called(first.side),
        second=turn.library.called(other_side(course, first).side),
        time=clock(plan.other_side_at),
    )
    steps = button(walk, "steps", turn.words.label("button.film_steps"))
    turn.say(told, rows((steps,)), slot=ASK, event="sides")
    return True


def _answer_in_steps(turn: Turn, said: str) -> bool:
    _, course, place = session.open_walk(turn)
    if sides_told.asks_if_same(said, turn.words):
        requests.fulfil(turn, (Wished(Wish.ASK, StepQuestion.WHICH_SIDE.value),))
        return True
    is_last = place.sides_done and is_at_end(course, place)
    if is_last or not sides_told.tells_done(said, turn.words, place.side):
        return False
    if place.sides_done or sides_told.tells_done(said, turn.words, other_side(course, place).side):
        requests.ask(turn, Wished(Wish.SESSION_DONE, sure=False), others=(Wished(Wish.STOP_SESSION),))
        return True
    return navigation.follow_word(turn, Intent.ENOUGH)
