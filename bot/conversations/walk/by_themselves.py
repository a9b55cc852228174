"""Steps that come by themselves: turned on and off by a button or in words, with the way of sessions that they belong
to; they hold for the open session, too."""

from __future__ import annotations

from bot.conversations import session
from bot.conversations.dialogue import Dialogue
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import follow_along
from bot.conversations.walk.film_view import is_film
from bot.markup import Html, in_lines
from bot.replies import Button, pack, rows, unpack
from bot.understanding.talk import steps_by_themselves
from bot.understanding.talk.steps_by_themselves import ByThemselves
from storage.records.person import BY_ITSELF, FILM, SOUND, STEPS

# `itself:on`, and `itself:off:<way>` with the way of sessions from then on.
PREFIX = "itself"


def is_in_force(turn: Turn) -> bool:
    """Whether steps come by themselves: in the open session, else in the next one."""
    settings = turn.person.settings
    if session.is_on(turn):
        return session.open_walk(turn).walk.way == BY_ITSELF
    return settings.goes_on and settings.way == STEPS


def button(turn: Turn) -> Button:
    """The button that turns them on, or off where they are in force."""
    if is_in_force(turn):
        return Button(turn.words.label("button.goes_on_off"), pack(PREFIX, "off", STEPS))
    return Button(turn.words.label("button.goes_on_on"), pack(PREFIX, "on"))


def turn_on(turn: Turn) -> None:
    """Turn them on, and say so: sessions come step by step from now on, and the open one does from here."""
    words, before = turn.words, turn.person.settings
    turn.switch("goes_on", on=True)
    follow_switch(turn)
    lead = in_lines(words.say("way.set_steps") if before.way != STEPS else None, words.say("way.itself_on"))
    if _holds_for_open(turn):
        follow_along.show_in(turn, BY_ITSELF, lead=lead)
        return
    undo = pack(PREFIX, "off", before.way)
    start = None if session.current(turn) is not None else Button(words.label("button.start"), pack("todays"))
    back = None if before.goes_on and before.way == STEPS else Button(words.label("button.undo"), undo)
    turn.say(lead, rows((start, back)), slot=ASK, event="itself_on")


def follow_switch(turn: Turn) -> None:
    """After their switch was turned: films and sounds have no steps, so sessions come step by step; or each step of the
    open session waits for its person."""
    if turn.person.settings.goes_on:
        turn.change(way=STEPS)
    elif (opened := session.current(turn)) is not None and opened.walk.way == BY_ITSELF:
        session.as_steps(turn)


def go_on_now(turn: Turn) -> None:
    """Let the open session go on by itself from the step where it stands, where their switch was turned on."""
    if turn.person.settings.goes_on and not is_in_force(turn) and _holds_for_open(turn):
        follow_along.show_in(turn, BY_ITSELF)


def turn_off(turn: Turn, way: str = STEPS) -> None:
    """Let each step wait for its person, in the open session, too; sessions come in `way` from now on."""
    turn.switch("goes_on", on=False)
    turn.change(way=way)
    follow_switch(turn)
    told = turn.words.say("way.itself_off" if way == STEPS else f"way.set_{way}")
    turn.say(told, event="itself_off")


def _holds_for_open(turn: Turn) -> bool:
    """Whether a session is on that can go on by itself: none is held for pain."""
    return session.is_on(turn) and not session.is_held(turn)


def answer(turn: Turn, said: str) -> bool:
    """Answer what is typed about steps that come by themselves; False for anything else."""
    if turn.person.account.setup is not None and session.current(turn) is None:
        return False
    told = steps_by_themselves.read(said, turn.words, is_by_steps=_is_by_steps(turn))
    if told is None:
        return False
    if turn.person.account.asking not in (session.HURTS, session.DIZZY):
        turn.change(asking=None)
        turn.retire.append(ASK)
    if told is ByThemselves.WANTED:
        turn_on(turn)
    elif told is ByThemselves.NOT_WANTED:
        turn_off(turn)
    else:
        _say_how(turn)
    return True


def _is_by_steps(turn: Turn) -> bool:
    opened = session.current(turn) if session.is_on(turn) else None
    return not is_film(opened.walk) if opened is not None else turn.person.settings.way not in (FILM, SOUND)


def _say_how(turn: Turn) -> None:
    """How the steps come now, with the button that changes it. In a session that was held by a word they go on with
    the next one."""
    words, walk = turn.words, turn.person.walk
    is_waiting = is_in_force(turn) and session.is_on(turn) and walk is not None and walk.due_at is None
    held: Html | None = words.say("way.itself_held") if is_waiting else None
    told = words.say("way.itself_on" if is_in_force(turn) else "way.itself_off")
    turn.say(in_lines(told, held), rows((button(turn),)), event="itself")


def tap(turn: Turn, data: str) -> bool:
    """`itself:on`, `itself:off:<way>`."""
    parts = unpack(data)
    if parts[1:] == ("on",):
        turn.strip_pressed()
        turn_on(turn)
    elif len(parts) == 3 and parts[1] == "off" and parts[2] in (STEPS, FILM, SOUND):
        turn.strip_pressed()
        turn_off(turn, parts[2])
    else:
        return False
    return True


DIALOGUE = Dialogue(module=__name__, taps={PREFIX: tap})
