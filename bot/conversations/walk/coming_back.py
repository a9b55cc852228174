"""Coming back: "I'm back, let's go on" goes on with a session that waits, and asks for no reminders; who is back from
elsewhere is welcome, and offered today's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations import selection, session
from bot.conversations.preferences import cues
from bot.conversations.turn import Turn
from bot.conversations.walk import navigation, offer, resuming, starting
from bot.conversations.ways_on import button_for
from bot.replies import rows
from bot.understanding.answers.ends import days_in
from bot.understanding.answers.intents import Intent, normalize, recognize_whole
from bot.understanding.examples.meanings import Meant
from bot.understanding.hearing import Heard
from bot.understanding.second_look import TAKEN_UP
from bot.understanding.text.own_clauses import clauses_of, is_said
from bot.understanding.wishes.wish_rules import Wish

# What is meant by somebody who is back; and after a break by somebody who goes on.
_BACK = frozenset({Wish.RESUME})
_GOING_ON = _BACK | {Wish.NEXT, Wish.WHERE_WAS_I}
# What may be read of somebody who only tells that they are back.
_BESIDE_BACK = frozenset({Wish.RESUME, Wish.LATER, Wish.SORRY, Wish.START, Wish.HELLO, Wish.GLAD})
_ASKING = ("?", "\u061f")
# Shorter words that the list has stand beside many things: "the", "all".
_SHORTEST_NAME = 5


def answer(turn: Turn, said: str, heard: Heard, found: Sequence[Meant]) -> bool:
    """Go on after a break; in a session without one, show its step again. False where reminders are meant, or there is
    nothing to go on with. `found`: what the text may mean."""
    is_held = turn.person.account.asking == session.PAUSED and session.current(turn) is not None
    is_off = turn.person.account.paused or turn.person.account.stopped_at is not None
    if not is_off and _is_home(turn, said, heard) and not cues.is_said(turn, said):
        _welcome(turn, said)
        return True
    if not is_held and (is_off or not session.is_on(turn)):
        return False
    if not _is_back(heard, found, _GOING_ON if is_held else _BACK) or _names_reminders(turn, said):
        return False
    if is_held:
        return navigation.follow_word(turn, Intent.NEXT)
    resuming.show_again(turn)
    return True


def _is_home(turn: Turn, said: str, heard: Heard) -> bool:
    """Whether somebody tells that they are back from elsewhere, and asks for nothing: "back from Florida"."""
    is_free = turn.person.account.setup is None and not session.is_on(turn) and not said.rstrip().endswith(_ASKING)
    wishes = {one.wish for one in heard.wishes}
    if not is_free or heard.symptom is not None or heard.question is not None or not wishes <= _BESIDE_BACK:
        return False
    is_told = is_said(said, turn.words, "hear.back_from") and not is_said(said, turn.words, "hear.back_from.not")
    return is_told and not days_in(said, turn.today, turn.words)


def _welcome(turn: Turn, said: str) -> None:
    """Welcome them and offer today's, or begin it where they say so."""
    parts = clauses_of(said, turn.words)
    begins = any(recognize_whole(part, turn.words, (Intent.YES, Intent.NEXT)) is not None for part in parts)
    turn.change(asking=None)
    if begins or is_said(said, turn.words, "hear.carries_on"):
        starting.begin(turn)
    elif session.current(turn) is not None or selection.done_today(turn):
        turn.say(turn.words.say("walk.resumed_now"), rows((button_for(turn, Wish.START),)), event="talk")
    else:
        offer.offer_movement(turn, lead=turn.words.say("walk.resumed_now"))


def _is_back(heard: Heard, found: Sequence[Meant], meanings: frozenset[Wish]) -> bool:
    if heard != Heard():
        return bool(heard.wishes) and all(one.wish in meanings for one in heard.wishes)
    likely = [one.likelihood for one in found if one.wished.wish in meanings]
    return bool(found) and found[0].wished.wish in meanings and sum(likely) >= TAKEN_UP


def _names_reminders(turn: Turn, said: str) -> bool:
    told = [word for word in normalize(said).split() if len(word) >= _SHORTEST_NAME]
    return any(normalize(one) in told for one in turn.words.options("hear.brake_objects"))
