"""What comes in an open walk by the clock: the next step where somebody wants that, and one question after a film.

A walk's `due_at` is the row of it. It is cleared in the turn that follows it, so nothing comes twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.conversations import session
from bot.conversations.turn import Turn
from bot.conversations.walk import follow_along
from bot.conversations.walk.film_view import ASKED, is_film
from bot.conversations.walk.navigation import come_to
from bot.habits.planning import is_quiet_at
from content.walk import forward, step_at
from storage.records.person import BY_ITSELF

# After an outage nobody is on the mat any more, and later still nobody knows what is asked about.
LATEST_STEP, LATEST_QUESTION = timedelta(minutes=10), timedelta(hours=1)
# With no answer for so long, the session counts as unanswered, and no later one goes on by itself.
UNANSWERED = timedelta(hours=1)


def come_due(turn: Turn) -> None:
    """Do what is due in the open walk; nothing where it is no longer meant."""
    walk = turn.person.walk
    if walk is None or walk.due_at is None:
        return
    late, asked = turn.now - walk.due_at, follow_along.stage(turn)
    turn.change(walk=replace(walk, due_at=None))
    if session.current(turn) is None or turn.person.account.stopped_at or turn.person.account.blocked_at:
        return
    if walk.way == BY_ITSELF and asked == ASKED:
        _no_longer(turn)
    elif walk.way == BY_ITSELF and turn.person.account.asking is None and late <= LATEST_STEP:
        _next_step(turn)
    elif is_film(walk) and asked == "" and late <= LATEST_QUESTION and not is_quiet_at(turn.person, turn.now):
        follow_along.ask_whether_done(turn, silent=True)


def _next_step(turn: Turn) -> None:
    """The next step; levels that would be offered are passed over. After the last, whether it was done."""
    _, course, place = session.open_walk(turn)
    following = forward(course, place)
    if following is not None and step_at(course, following) is None:
        following = forward(course, following)
    if following is not None:
        come_to(turn, course, place, following)
        return
    follow_along.ask_whether_done(turn, silent=turn.person.settings.silent)
    turn.change(walk=replace(session.open_walk(turn).walk, due_at=turn.now + UNANSWERED))


def _no_longer(turn: Turn) -> None:
    """A session went on to its end and nobody said a word: the next one waits for its person."""
    session.as_steps(turn)
    turn.switch("goes_on", on=False)
    turn.say(turn.words.say("itself.ended"), silent=True, event="itself_ended")
