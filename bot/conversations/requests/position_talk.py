"""Position talk: a position that is missed rather than asked for: "this is sitting, not standing?", "no standing?"."""

from __future__ import annotations

from datetime import time

from bot.conversations import missing_forms, selection, session
from bot.conversations.preferences import preferred_position
from bot.conversations.preferences.preferred_position import ASKING_POSITION
from bot.conversations.requests import requests, said_settings
from bot.conversations.turn import Turn
from bot.conversations.walk import positions
from bot.replies import unpack
from bot.understanding.text.own_clauses import clauses_of, is_said
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.wishes import positions_told, wishes
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

# The most words of such a text, and of one that asks without a mark: "no standing".
_LONGEST, _BARE = 10, 2
_ASKING = ("?", "\u061f")


def answer(turn: Turn, said: str) -> bool:
    """Say why the session, or today's movement, comes in its position, or that it has no form in the one that is
    missed. False for any other text."""
    if turn.person.account.setup is None and (_answer_by_reminder(turn, said) or _answer_today(turn, said)):
        return True
    here = missing_forms.todays(turn)
    is_asked_for = unpack(turn.person.account.asking or "")[0] == ASKING_POSITION
    is_beside = turn.person.account.setup is not None or is_asked_for
    if here is None or is_beside or len(said.split()) > _LONGEST:
        return False
    told = positions_told.missed(said, turn.words)
    if len(told.denied) != 1 or here.position in told.denied:
        return False
    missing = next(iter(told.denied))
    is_asked = said.rstrip().endswith(_ASKING)
    if told.wanted:
        is_told = is_asked or f"{plain(said)} ".startswith(
            tuple(f"{plain(one)} " for one in turn.words.options("hear.this_is"))
        )
        is_why = told.wanted == {here.position} and is_told
        if is_why:
            positions.say_why(turn, missing)
        return is_why
    if not is_asked and len(said.split()) > _BARE:
        return False
    if said_settings.say_missing(turn, missing):
        return True
    if is_asked and missing != selection.position_of(turn.person, turn.library):
        requests.ask(turn, Wished(Wish.POSITION, missing, sure=False))
        return True
    return False


def _answer_today(turn: Turn, said: str) -> bool:
    """Take a position for this day alone where the question for it is answered so, and set the one that is to stay
    where another was meant for once. False for any other text."""
    if (position := preferred_position.told_for_today(turn, said)) is not None:
        turn.close_question(ASKING_POSITION)
        requests.fulfil(turn, (Wished(Wish.POSITION_TODAY, position),))
        return True
    stays = positions_told.kept(said, turn.words)
    if stays is None or is_question(said):
        return False
    if turn.person.settings.position == stays:
        said_settings.say_is_so(turn, stays)
    else:
        preferred_position.set_position(turn, stays)
    return True


def _answer_by_reminder(turn: Turn, said: str) -> bool:
    """Say that one position is kept, where each reminder is to have its own: "standing only 15h. floor for 22h", or
    one that there is: "the one at 15:00 is standing". False for any other text."""
    words = turn.words
    if session.is_on(turn) or is_question(said) or positions_told.is_for_today(said, words):
        return False
    told = [(one, position) for one in clauses_of(said, words) for position in positions_told.read(one, words).wanted]
    timed = [(at, position) for one, position in told if (at := _time_in(turn, one)) is not None]
    is_apart = len({at for at, _ in timed}) > 1 and len({position for _, position in timed}) > 1
    is_of_one = any(at in [one.at for one in turn.person.recurring] for at, _ in timed)
    is_new = says(said, words, "remind") or is_said(said, words, "hear.now.always")
    if not is_apart and (not is_of_one or is_new):
        return False
    requests.fulfil(turn, (Wished(Wish.FAQ, "position_by_day"),))
    return True


def _time_in(turn: Turn, clause: str) -> time | None:
    """The one time of day in a clause; None for none."""
    detail = wishes.time_in(clause, turn.words)
    found = parse_reminders(detail, turn.own_words) if detail else ()
    return found[0].time if isinstance(found, tuple) and len(found) == 1 else None
