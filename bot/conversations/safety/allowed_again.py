"""Allowed again: what is left out no longer, by its button or in words: "put it back in", "I can stand on one leg
again"."""

from __future__ import annotations

from collections.abc import Iterable

from bot.conversations import session, typed_labels
from bot.conversations.dialogue import Dialogue
from bot.conversations.movement_phrases import all_of_it, in_words
from bot.conversations.safety import exclusions
from bot.conversations.turn import MENU, Turn
from bot.markup import Html, escape
from bot.replies import Button, in_rows, pack, unpack
from bot.understanding.wishes import left_out
from content.concerns import in_order
from content.movement import Flag

_DATA = pack(exclusions.BACK, "")


def answer(turn: Turn, said: str) -> bool:
    """Leave out no longer what somebody allows again: what they name, or what was left out last; of several, ask which.
    False for any other text, and where nothing is left out besides. Raises ShownNotRead."""
    avoids = turn.person.settings.avoids
    is_open = turn.has_alarm() or turn.is_referred() or turn.person.account.setup is not None
    if is_open or not session.is_gentle(turn.person) or not avoids:
        return False
    shown = typed_labels.newest(turn)
    is_right_behind = shown is not None and any(data.startswith(_DATA) for _, data in shown.buttons)
    named = left_out.allowed_again(said, turn.words, is_right_behind=is_right_behind)
    if named is None or (named and set(avoids).isdisjoint(named)):
        return False
    wanted = named or _left_out_last(turn) or (avoids if len(avoids) == 1 else ())
    if wanted:
        _put_back(turn, wanted)
    else:
        _ask_which(turn)
    return True


def _left_out_last(turn: Turn) -> tuple[Flag, ...]:
    """What was left out last, as the newest button says that takes it back; empty without one."""
    live = [data for one in turn.shown if one.is_live for _, data in one.buttons if data.startswith(_DATA)]
    return (exclusions.flags_in(unpack(live[0])[-1]) or ()) if live else ()


def _put_back(turn: Turn, flags: Iterable[str]) -> None:
    """Leave these flags out no longer, and say what is left out still."""
    turn.leave_no_trace = True
    turn.message_id = None
    before = turn.person.settings.avoids
    exclusions.set_exclusions(turn, set(before) - set(flags))
    fewer = set(before) - set(turn.person.settings.avoids)
    told = escape(turn.words.label("toast.taken_in", what=in_words(fewer, turn.words))) if fewer else None
    exclusions.close(turn, lead=told)


def _ask_which(turn: Turn) -> None:
    """Ask which one of what is left out besides is allowed again."""
    turn.leave_no_trace = True
    words = turn.words
    buttons = [
        Button(words.opening(in_words((flag,), words)), exclusions.data_back((flag,)), is_private=True)
        for flag in in_order(turn.person.settings.avoids)
    ]
    text = Html(f"{words.say('left_out.done', what=all_of_it(turn))}\n{words.say('left_out.which')}")
    turn.say(text, in_rows(buttons, 2), slot=MENU, event="left_out_asked")


def tap(turn: Turn, data: str) -> bool:
    """`again:<places of flags>`: leave these out no longer."""
    flags = exclusions.flags_in(unpack(data)[-1])
    if flags is None or not session.is_gentle(turn.person):
        return False
    _put_back(turn, flags)
    return True


DIALOGUE = Dialogue(module=__name__, taps={exclusions.BACK: tap})
