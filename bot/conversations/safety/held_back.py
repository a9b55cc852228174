"""What holds sessions back: an alarm of today, until they are well, or a sign that a doctor is to see, until they may
move. Whatever would begin a session, or go on with one, asks about that first."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversations.safety import emergency, referral, session_starts
from bot.conversations.turn import Turn
from bot.understanding.hearing import Heard


def asks_first(turn: Turn, wanted: str = "") -> bool:
    """Ask first, where something holds sessions back. False, and nothing said, where nothing does. `wanted` is the
    button that goes on afterwards."""
    if turn.has_alarm():
        emergency.ask_first(turn, wanted)
    elif turn.is_referred():
        referral.ask_first(turn, wanted)
    else:
        return False
    return True


def stands_before(turn: Turn, data: str) -> bool:
    """`asks_first`, for a button that would begin or continue a session; False for any other button."""
    but_for = ("signs",) if turn.has_alarm() else referral.NO_STARTS
    return session_starts.goes_on(data, but_for=but_for) and asks_first(turn, data)


def taken_up(turn: Turn, data: str) -> str:
    """The button that was pressed before it was asked, where this one says that they are well, or may move; any other
    one as it is."""
    return referral.taken_up(turn, emergency.taken_up(turn, data))


def answer(turn: Turn, said: str, heard: Heard, press: Callable[[str], None]) -> bool:
    """Answer a text that is about what holds sessions back, or that would begin one. False for anything else."""
    if turn.has_alarm():
        return emergency.answer(turn, said, heard.word, heard.wishes, press)
    return turn.is_referred() and referral.answer(turn, said, heard, press)


def end(turn: Turn) -> None:
    """At the end of a turn: an alarm stays open, and no answer offers a session, whatever it is about."""
    emergency.keep_open(turn)
    if turn.has_alarm() or turn.is_referred():
        session_starts.take_from(turn)
