"""Chosen from the list: a movement of /movements by its place, with a position or minutes beside it: "first one,
standing, 1 minute". It begins so, and nothing is set."""

from __future__ import annotations

from bot.conversations import missing_forms, selection, session, typed_labels
from bot.conversations.safety import held_back
from bot.conversations.turn import Turn
from bot.conversations.walk import starting
from bot.replies import pack, unpack
from bot.understanding.talk import chosen
from content.walk import FORMS

_LIST = "movement"


def answer(turn: Turn, said: str) -> bool:
    """Begin the movement; say that it has no form in the position that is named. False for any other text, and where
    the list is not the newest message with buttons. Raises ShownNotRead."""
    if turn.person.account.setup is not None or session.is_on(turn):
        return False
    found = chosen.read(said, turn.words)
    if found is None or typed_labels.newest(turn) is None:
        return False
    label = typed_labels.counted(turn, found.which)
    parts = unpack(label.data) if label is not None else ()
    movement = turn.library.movement(parts[1]) if len(parts) == 2 and parts[0] == _LIST else None
    choice = None if movement is None else selection.form_of(movement, turn.person, turn.library)
    if movement is None or choice is None:
        return False
    variation = choice.variation
    if found.position is not None:
        placed = movement.at(found.position, session.avoided_by(turn.person))
        if placed is None:
            missing_forms.say(turn, variation, found.position)
            return True
        variation = placed
    if held_back.asks_first(turn, pack("go", variation.id)):
        return True
    form = next((one for one in FORMS if one == found.form), None)
    if form is None or not starting.start_offered(turn, variation.id, form):
        starting.start_form(turn, variation.id)
    return True
