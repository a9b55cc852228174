"""A movement, or sessions, in a way: step by step, as a film or as sound."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversations import selection, session
from bot.conversations.account import onboarding, ways
from bot.conversations.turn import Turn
from bot.conversations.walk import follow_along, offer, resuming, starting
from bot.replies import unpack
from bot.understanding.wishes.wish_details import ALWAYS
from content.library import Movement, Variation
from storage.records.person import FILM, SOUND


def act(way: str) -> Callable[[Turn, str], None]:
    """The movement on offer, or sessions, in a way; step by step, with a line, where the library has no film."""

    def begin(turn: Turn, detail: str) -> None:
        offered = ways.offered(turn)
        named = turn.library.movement(detail)
        on_offer = _on_offer(turn) if named is None else _form_of(turn, named)
        if named is not None and way in offered and on_offer is not None:
            _begin_in(turn, on_offer, way)
        elif way in offered and on_offer is not None and session.current(turn) is None and detail != ALWAYS:
            starting.start_walk(turn, on_offer, way=way)
        elif way in offered:
            ways.wish(turn, way, detail)
        elif way == FILM and SOUND in offered:
            ways.wish(turn, SOUND, detail)
        elif way == SOUND and FILM in offered:
            ways.say_no_voice(turn)
        else:
            turn.say(turn.words.say("film.nowhere"))
            go_on(turn)

    return begin


def _on_offer(turn: Turn) -> Variation | None:
    """What the open question offers."""
    asked, *more = unpack(turn.person.account.asking or "")
    variation = turn.library.variation(more[0]) if asked == "offer" and more else None
    return variation if variation is not None and variation.suits(session.avoided_by(turn.person)) else None


def _form_of(turn: Turn, movement: Movement) -> Variation | None:
    choice = selection.form_of(movement, turn.person, turn.library)
    return None if choice is None else choice.variation


def _begin_in(turn: Turn, variation: Variation, way: str) -> None:
    """A movement that was named, in a way; the open one goes on in it."""
    opened = session.current(turn)
    if opened is not None and opened.course.variation.movement_id == variation.movement_id:
        follow_along.show_in(turn, way)
    else:
        starting.start_walk(turn, variation, way=way)


def go_on(turn: Turn) -> None:
    """Say where to go on: the open question of setting up, the step of the walk, or what is offered today. Nowhere,
    while an alarm or a referral holds sessions back."""
    if turn.person.account.setup is not None and session.current(turn) is None:
        onboarding.ask_open(turn)
    elif turn.has_alarm() or turn.is_referred():
        return
    elif session.tells_another_day(turn):
        offer.command(turn, "")
    else:
        resuming.show_again(turn)
