"""What is told in a step in somebody's own words: that the whole session is done, that they stop for today, that they
are in place, or that they go on alone. Where all is said to be done it is asked once, and at the last step it counts at
once. Once it is stopped, and out of a session, it is asked whether today counts."""

from __future__ import annotations

from bot.conversations import session, sides_told
from bot.conversations.faq import faq_facts
from bot.conversations.history import progress
from bot.conversations.requests import requests
from bot.conversations.turn import Turn
from bot.conversations.walk import feel, film_view, finish, navigation, usual_way
from bot.conversations.ways_on import button_for
from bot.replies import rows, unpack
from bot.understanding.answers.intents import Intent
from bot.understanding.examples import meanings
from bot.understanding.hearing import Heard, hear
from bot.understanding.talk import told_done, told_in_step
from bot.understanding.talk.told_in_step import Told
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes import ways_told
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from content.walk import is_at_end, step_at

# How likely a text has to tell that a side is done by the examples, where no rule reads it.
_LIKELY = 0.7
# Questions that are left open behind what is over.
_LEFT_OPEN = (session.PAUSED, *feel.LEAVES_OPEN)


def answer(turn: Turn, said: str) -> bool:
    """Answer what is told in a step, or after a session; False for anything else, and while another question is open.
    In a film only what stops it is read."""
    asking = unpack(turn.person.account.asking or "")[0]
    if turn.person.account.setup is not None or asking not in (*_LEFT_OPEN, film_view.OUT):
        return False
    if sides_told.answer(turn, said):
        return True
    if not session.is_on(turn):
        return _answer_after(turn, said)
    _, course, place = session.open_walk(turn)
    told, step = told_in_step.read(said, turn.words, course.variation.position), step_at(course, place)
    is_over = session.is_by_steps(turn) and place.sides_done and is_at_end(course, place)
    if told is Told.STOPPED and not is_over:
        return _stop(turn, said)
    if not session.is_by_steps(turn) or session.at_offer(turn) or turn.person.account.asking is not None:
        return False
    is_last, is_ended = is_at_end(course, place), told_in_step.ends(said, turn.words)
    is_told = told in (Told.FINISHED, Told.STOPPED) or (is_ended and place.sides_done)
    if is_last and step is not None and (is_told or _tells_side_done(turn, said)):
        if place.sides_done:
            _keep_to_way(turn, said)
            finish.finish_walk(turn, how=feel.told(turn, said))
            return True
        if told is not Told.FINISHED:
            return navigation.follow_word(turn, Intent.NEXT)
    if told is None or step is None or (told is Told.PLACED and step.kind != "setup"):
        return False
    if told is Told.FINISHED:
        _keep_to_way(turn, said)
        requests.ask(turn, Wished(Wish.SESSION_DONE, sure=False), others=(Wished(Wish.STOP_SESSION),))
    elif told is Told.ALONE:
        sides = (button_for(turn, Wish.SIDE_DONE), button_for(turn, Wish.SESSION_DONE))
        turn.say(turn.words.say("walk.alone"), rows(sides), event="alone")
    else:
        return navigation.follow_word(turn, Intent.NEXT)
    return True


def _tells_side_done(turn: Turn, said: str) -> bool:
    """Whether a text says that the side is done which the session is on."""
    if is_question(said) or is_said(said, turn.words, "hear.step_told.other_side"):
        return False
    place, known = requests.where(turn), requests.known(turn)
    heard = hear(said, turn.words, place, known)
    if heard.wishes:
        return all(one.wish is Wish.SIDE_DONE for one in heard.wishes)
    likely = meanings.read(said, turn.words, place, known)[:1] if heard == Heard() else ()
    return any(one.wished.wish is Wish.SIDE_DONE and one.likelihood >= _LIKELY for one in likely)


def _stop(turn: Turn, said: str) -> bool:
    """Stop for today; whether it counts is told to somebody who speaks of that, too."""
    if not navigation.follow_word(turn, Intent.STOP):
        return False
    if told_done.speaks_of_counting(said, turn.words):
        faq_facts.answer(turn, "does_it_count")
    return True


def _answer_after(turn: Turn, said: str) -> bool:
    """Ask whether today counts, where somebody wants that, or tells that all of a session is done that was stopped
    today."""
    opened = session.current(turn)
    is_told = told_done.wants_counted(said, turn.words)
    if opened is not None and not session.tells_another_day(turn):
        is_told |= told_in_step.read(said, turn.words, opened.course.variation.position) is Told.FINISHED
    if is_told:
        _keep_to_way(turn, said)
        progress.count_today(turn, "")
    return is_told


def _keep_to_way(turn: Turn, said: str) -> None:
    """The way in which sessions are wanted from then on, where that is told with the end of this one."""
    if (way := ways_told.beside_end(said, turn.words)) is not None:
        usual_way.keep_to(turn, way)
