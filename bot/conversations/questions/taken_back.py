"""Taken back: a bare no, right after something was done that can be undone: "no", "nope, not that"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversations import typed_labels
from bot.conversations.questions import lapsing
from bot.conversations.turn import Turn
from bot.conversations.typed_labels import TypedLabel
from bot.replies import Rows, pack
from bot.understanding.answers.intents import matches
from bot.understanding.wishes.wish_rules import Wish
from content.library import POSITIONS

# The labels that only stand under what was just done, and the data of those that settings have, too.
_LABELS = ("button.undo", *(f"meant.back_to_{position}" for position in POSITIONS))
_DATA = tuple(pack("meant", wish.value) for wish in (Wish.PICTURES_ON, Wish.PICTURES_OFF))
_NO = ("hear.plain_no", "hear.no_undo")


def answer(turn: Turn, said: str, press: Callable[[TypedLabel], bool]) -> bool:
    """Take back what the newest message did, once: no further no does it again. False for any other text, and where
    that message asks something, or did nothing. Raises ShownNotRead."""
    if turn.person.account.setup is not None or not any(matches(said, turn.words, key) for key in _NO):
        return False
    shown = typed_labels.newest(turn)
    if shown is None or shown.asks or lapsing.is_over(turn, shown.since):
        return False
    labels = {turn.words.label(key) for key in _LABELS}
    found = [data for label, data in shown.buttons if label in labels or data in _DATA]
    if len(found) != 1 or not press(TypedLabel(found[0], shown, is_newest=True)):
        return False
    turn.replies[:] = [replace(one, buttons=_without(one.buttons, labels)) for one in turn.replies]
    return True


def _without(buttons: Rows, labels: set[str]) -> Rows:
    rows = [tuple(one for one in row if one.label not in labels and one.data not in _DATA) for row in buttons]
    return tuple(row for row in rows if row)
