"""Usual way: the way in which sessions come from now on, where it is told beside something else."""

from __future__ import annotations

from bot.conversations.turn import Turn
from bot.conversations.walk.film_view import SESSION_WAY
from bot.replies import Button, pack, rows
from bot.understanding.wishes.wish_details import ALWAYS


def keep_to(turn: Turn, way: str, *, says_so: bool = False) -> None:
    """Let sessions come in a way from now on. That they do already is only said where `says_so`."""
    before, words = turn.person.settings.way, turn.words
    if before == way and not says_so:
        return
    turn.change(way=way)
    back = Button(words.label("button.undo"), pack(SESSION_WAY, before, ALWAYS)) if before != way else None
    turn.say(words.say(f"way.set_{way}" if before != way else f"way.already_{way}"), rows((back,)), event="way")
