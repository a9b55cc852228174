"""What is told in a step in somebody's own words: that the whole session is done, that they are in place, or that they
go on alone. Where all is said to be done it is asked once, and at the last step it counts at once."""

from __future__ import annotations

from bot.conversations import session
from bot.conversations.history import progress
from bot.conversations.requests import requests
from bot.conversations.turn import Turn
from bot.conversations.walk import feel, finish, navigation
from bot.conversations.ways_on import button_for
from bot.replies import rows
from bot.understanding.answers.intents import Intent
from bot.understanding.talk import told_in_step
from bot.understanding.talk.told_in_step import Told
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from content.walk import is_at_end, step_at


def answer(turn: Turn, said: str) -> bool:
    """Answer what is told in a step; False for anything else, while another question is open, and in a film."""
    if turn.person.account.setup is not None or turn.person.account.asking not in (None, session.PAUSED):
        return False
    if _answer_stopped(turn, said):
        return True
    if not session.is_by_steps(turn) or session.at_offer(turn) or turn.person.account.asking is not None:
        return False
    _, course, place = session.open_walk(turn)
    told, step = told_in_step.read(said, turn.words, course.variation.position), step_at(course, place)
    if told is None or step is None or (told is Told.PLACED and step.kind != "setup"):
        return False
    if told is Told.FINISHED and place.sides_done and is_at_end(course, place):
        finish.finish_walk(turn, how=feel.told(turn, said))
    elif told is Told.FINISHED:
        requests.ask(turn, Wished(Wish.SESSION_DONE, sure=False), others=(Wished(Wish.STOP_SESSION),))
    elif told is Told.ALONE:
        sides = (button_for(turn, Wish.SIDE_DONE), button_for(turn, Wish.SESSION_DONE))
        turn.say(turn.words.say("walk.alone"), rows(sides), event="alone")
    else:
        return navigation.follow_word(turn, Intent.NEXT)
    return True


def _answer_stopped(turn: Turn, said: str) -> bool:
    """Ask whether today counts, where all of a session that was stopped today is told to be done."""
    opened = session.current(turn)
    if opened is None or session.is_on(turn) or session.tells_another_day(turn):
        return False
    told = told_in_step.read(said, turn.words, opened.course.variation.position)
    if told is Told.FINISHED:
        progress.count_today(turn, "")
    return told is Told.FINISHED
