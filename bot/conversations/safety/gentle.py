"""Gentle: the setting, turned on."""

from __future__ import annotations

from bot.conversations import movement_phrases, session, setup_stages
from bot.conversations.safety import exclusions, screening
from bot.conversations.turn import Turn
from content.movement import AVOIDED_WHEN_GENTLE


def turn_gentle_on(turn: Turn, *, is_here: bool) -> None:
    """Turn gentle on, and ask what else to leave out. `is_here`: the message that was pressed must stay readable."""
    already = session.is_gentle(turn.person)
    turn.change(gentle=True)
    session.follow_wishes(turn)
    what = movement_phrases.in_words(AVOIDED_WHEN_GENTLE, turn.words)
    turn.toast = turn.words.label("toast.gentle_on", what=what)
    if turn.person.account.setup == setup_stages.CARE:
        screening.keep_gentle(turn)
    elif not is_here:
        exclusions.ask_exclusions(turn, edit=True)
    elif not already:
        exclusions.ask_exclusions(turn)
