"""Not there yet: somebody who will tell when they are in another place keeps the clock that they have."""

from __future__ import annotations

from bot.conversations.phrases import zone_words
from bot.conversations.preferences import time_zone
from bot.conversations.turn import ASK, Turn
from bot.understanding.places import clock_asked
from bot.understanding.places.place_search import is_name_of_place
from bot.understanding.text.own_clauses import is_said

# The most words of an answer to the question for the city that names none.
LONGEST = 12


def answer(turn: Turn, said: str) -> bool:
    """Leave the clock as it is, and close the question for the city. False where nothing of it is said."""
    account, zone = turn.person.account, turn.person.settings.zone
    if account.setup is not None or zone is None:
        return False
    is_asked = (account.asking or "").partition(":")[0] == time_zone.ASKING
    is_here = is_asked and len(said.split()) <= LONGEST and is_said(said, turn.words, "hear.still_here")
    if not is_here and not clock_asked.is_not_there_yet(said, turn.words, is_name_of_place):
        return False
    if is_asked:
        turn.change(asking=None)
        turn.retire.append(ASK)
    turn.say(turn.words.say("zone.stays", zone=zone_words(zone, turn.words)), drop_keys=True, event="zone_kept")
    return True
