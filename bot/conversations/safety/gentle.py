"""Gentle: the setting, turned on by a button or in words."""

from __future__ import annotations

from bot.conversations import movement_phrases, session, setup_stages
from bot.conversations.safety import exclusions, screening
from bot.conversations.turn import Turn
from bot.understanding.text.phrase_patterns import matches_any
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


def answer(turn: Turn, said: str) -> bool:
    """Turn gentle on for somebody who asks for it in words, out of a session: "gentle on", "gentle for a few days".
    False for anything else, and where it is on: in a session gentler is a smaller form of the step."""
    is_asked = matches_any(said, turn.words, "hear.gentle_on") and not matches_any(
        said, turn.words, "hear.gentle_on.not"
    )
    if not is_asked or said.rstrip().endswith("?") or session.is_on(turn) or session.is_gentle(turn.person):
        return False
    if turn.person.account.setup is not None:
        return False
    turn_gentle_on(turn, is_here=True)
    return True
