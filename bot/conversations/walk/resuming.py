"""Resuming: the step where the open walk stands, shown again."""

from __future__ import annotations

from bot.conversations.dialogue import Dialogue, Question, always, never, not_called_off
from bot.conversations.session import DOUBLE_TAP, PAUSED, current, open_walk
from bot.conversations.turn import Turn
from bot.conversations.walk import offer
from bot.conversations.walk.step_view import show_step, step_buttons
from bot.markup import Html, in_lines
from bot.understanding.text import own_clauses
from content.walk import (
    progress,
    step_at,
)


def show_again(turn: Turn, *, lead: Html | None = None, note: Html | None = None) -> None:
    """Show the step where the walk stands, with buttons that work; `lead` before what is to be done, `note` after."""
    opened = current(turn)
    if opened is None:
        offer.offer_movement(turn, lead=in_lines(lead, note))
        return
    turn.change(asking=None)
    show_step(turn, lead=lead, note=note)


def answer_back(turn: Turn, said: str) -> bool:
    """Show the step again to somebody who paused the session and is back: "I'm back, let's go on". False for anything
    else, such as a wish about reminders."""
    if turn.person.account.asking != PAUSED or current(turn) is None:
        return False
    clauses = own_clauses.clauses_of(said, turn.words)
    is_back = any(
        own_clauses.is_said(one, turn.words, "hear.session_back") or own_clauses.is_only(one, turn.words, "hear.next")
        for one in clauses
    )
    if not turn.words.is_translated or not is_back or own_clauses.is_said(said, turn.words, "hear.session_back_not"):
        return False
    show_again(turn)
    return True


def answer_old_button(turn: Turn) -> None:
    """Answer an old button: a toast after a double tap, else the step again."""
    walk, course, place = open_walk(turn)
    number, of = progress(course, place)
    turn.toast = (
        turn.words.label("toast.offer")
        if step_at(course, place) is None
        else turn.words.label("toast.here", step=number, of=of)
    )
    if turn.now - walk.moved_at > DOUBLE_TAP:
        turn.strip_pressed()
        show_step(turn)


def expand_buttons(turn: Turn, *, more: bool) -> None:
    """Show more or fewer buttons under the same message."""
    opened = current(turn)
    step = step_at(opened.course, opened.place) if opened is not None else None
    if opened is None or step is None:
        show_again(turn)
    elif turn.message_id is None:
        show_step(turn, more=more)
    else:
        turn.edit_buttons(step_buttons(opened.walk, step, turn.words, more=more))


def _ask_again(turn: Turn, lead: Html) -> bool:
    show_again(turn)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=PAUSED,
            answer=answer_back,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=False,
            outlasts_commands=always,
            hears_pain=never,
            is_slow=False,
        ),
    ),
)
