"""A position, a length, a way or pictures that somebody says they want: for this session, for today, or from now on."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations import missing_forms, selection, session
from bot.conversations.account import settings, ways
from bot.conversations.preferences import preferred_position
from bot.conversations.preferences.days_off import ASKING
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import offer, positions, resuming, starting
from bot.markup import Html
from bot.replies import Button, pack, rows, unpack
from bot.understanding.wishes.wish_details import ALWAYS
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from content.library import POSITIONS
from content.walk import FORMS, Form
from storage.records.person import FILM, SOUND, STEPS


def with_undo(turn: Turn, label: str, data: str) -> None:
    """Put one more button under what was said last: it takes the change back."""
    last = turn.replies[-1]
    turn.replies[-1] = replace(last, buttons=last.buttons + rows((Button(turn.words.label(label), data),)), slot=ASK)


def set_position(turn: Turn, detail: str) -> None:
    """Another position: of the open walk, or from now on."""
    opened = session.current(turn)
    if opened is not None and is_so(turn, Wished(Wish.POSITION, detail)):
        say_is_so(turn, detail)
        return
    if opened is not None and opened.course.variation.position == detail:
        # It is for the ones to come, then.
        preferred_position.set_position(turn, detail)
        return
    if opened is not None:
        others = {one.position: one for one in positions.other_positions(turn)}
        if detail in others:
            positions.change_position(turn, others[detail].id)
        elif not say_missing(turn, detail):
            positions.ask_position(turn)
        return
    if detail not in POSITIONS:
        preferred_position.ask_position(turn)
        return
    before = turn.person.settings.position
    preferred_position.set_position(turn, detail)
    if before in POSITIONS and before != detail:
        with_undo(turn, f"meant.back_to_{before}", pack("set", "position", before))


def usual_position(turn: Turn, detail: str) -> None:
    """A position from now on; the open session changes to it, too. A tap takes both back."""
    position = next((one for one in POSITIONS if one == detail), None)
    opened = session.current(turn)
    form = (
        None
        if opened is None
        else next((one for one in positions.other_positions(turn) if one.position == detail), None)
    )
    if position is None or form is None:
        before = turn.person.settings.position
        preferred_position.set_position(turn, detail) if position else preferred_position.ask_position(turn)
        if position is not None and before in POSITIONS and before != position and turn.replies:
            with_undo(turn, f"meant.back_to_{before}", pack("set", "position", before))
        return
    before = turn.person.settings.position
    turn.change(position=position)
    lead = turn.words.say("position.set", position=turn.words.say(f"position.name.{position}"))
    positions.change_position(turn, form.id, lead=lead, may_undo=False)
    if before in POSITIONS and before != position:
        undo = Button(turn.words.label("button.undo"), pack(ASKING, Wish.USUAL_POSITION.value, before))
        last = turn.replies[-1]
        once = preferred_position.once_button(turn, position, before)
        turn.replies[-1] = replace(last, buttons=last.buttons + rows((undo, once)))


def say_missing(turn: Turn, detail: str) -> bool:
    """Say that the open session's movement, or today's, has no form in a position that is asked for. False where it
    has one."""
    here = missing_forms.todays(turn)
    position = next((one for one in POSITIONS if one == detail), None)
    if here is None or position is None or not missing_forms.is_missing(turn, here, position):
        return False
    missing_forms.say(turn, here, position)
    return True


def is_so(turn: Turn, wished: Wished) -> bool:
    """Whether a position that is asked for is the one of the open session, or without one the usual one."""
    if wished.wish not in (Wish.POSITION, Wish.POSITION_TODAY, Wish.USUAL_POSITION) or not wished.detail:
        return False
    opened = session.current(turn)
    if opened is not None and opened.course.variation.position != wished.detail:
        return False
    return turn.person.settings.position == wished.detail


def say_is_so(turn: Turn, detail: str) -> None:
    """Say that a position is set already, and which movements have no form in it."""
    words, position = turn.words, next(one for one in POSITIONS if one == detail)
    lines = [words.say("position.is_so", position=words.say(f"position.name.{position}"))]
    avoid = session.avoided_by(turn.person)
    lines += [
        words.say(f"today.not_in.{position}", movement=movement.name)
        for movement in turn.library.movements
        if movement.suiting(avoid) and movement.at(position, avoid) is None
    ]
    turn.say(Html(" ".join(lines)), event="settings")


def position_today(turn: Turn, detail: str) -> None:
    """Today's movement in another position; the next one is as ever. With `:<position>` behind it, that one is usual
    again: the other was set for good before."""
    detail, _, usual_again = detail.partition(":")
    if usual_again in POSITIONS:
        turn.change(position=usual_again)
        if _is_open_in(turn, detail):
            resuming.show_again(turn, lead=turn.words.say("meant.once"))
            return
    turn.close_question(preferred_position.ASKING_POSITION)
    position = next((one for one in POSITIONS if one == detail), None)
    usual = selection.todays(turn.person, turn.library)
    if position is None and session.current(turn) is None:
        preferred_position.ask_position(turn, today=True)
        return
    if position is not None and _is_open_in(turn, position):
        resuming.show_again(turn, lead=turn.words.say("meant.once"))
        return
    if session.current(turn) is not None or position is None or usual is None:
        set_position(turn, detail)
        return
    if say_missing(turn, detail):
        return
    found = turn.library.choose(usual.movement, position, session.avoided_by(turn.person))
    choice = None if found is None else selection.Choice(usual.movement, found.variation, found.exact)
    offer.offer_movement(turn, choice, lead=turn.words.say("meant.once") if usual_again else None)


def _start_in(turn: Turn, detail: str, form: Form) -> bool:
    """Start today's movement in a position and a length, or say that it has no form in it. False in a session."""
    position = next((one for one in POSITIONS if one == detail), None)
    usual = selection.todays(turn.person, turn.library)
    if session.current(turn) is not None or position is None or usual is None:
        return False
    found = turn.library.choose(usual.movement, position, session.avoided_by(turn.person))
    return say_missing(turn, detail) or (found is not None and starting.start_offered(turn, found.variation.id, form))


def _is_open_in(turn: Turn, position: str) -> bool:
    opened = session.current(turn)
    return opened is not None and opened.course.variation.position == position


def set_length(turn: Turn, detail: str) -> None:
    """A walk of this length, now; an open one goes on in it. With `:<position>` behind it, it is in that position."""
    detail, _, position = detail.partition(":")
    form = next((form for form in FORMS if form == detail), None)
    if position and form is not None and _start_in(turn, position, form):
        return
    kind, *offered = unpack(turn.person.account.asking or "")
    if form is None:
        settings.show_settings(turn)
    elif kind == "offer" and offered and starting.start_offered(turn, offered[0], form):
        return
    elif session.current(turn) is not None:
        starting.resume_walk(turn, form=form)
    else:
        starting.begin(turn, form)


def usual_way(turn: Turn, detail: str) -> None:
    """The way of every session from now on; a tap takes it back."""
    if detail in ways.offered(turn):
        ways.wish(turn, detail, ALWAYS)
    elif detail == SOUND and FILM in ways.offered(turn):
        ways.say_no_voice(turn)
    else:
        turn.say(turn.words.say("film.nowhere"))


def set_pictures(turn: Turn, *, on: bool) -> None:
    """Pictures from now on, or none; a tap takes it back."""
    now, other = ("on", "off") if on else ("off", "on")
    turn.switch("pictures", on=on)
    turn.say(turn.words.say(f"settings.pictures_{now}"), event="settings")
    with_undo(turn, f"button.pictures_{other}", pack(ASKING, f"pictures_{other}"))
    if not on and ways.sees_film(turn):
        # "No video" may mean the film.
        with_undo(turn, "button.way_steps", pack(ways.ASKING, STEPS, ALWAYS))
