"""Missing forms: a position in which a movement cannot be done, said in a line, with what there is instead."""

from __future__ import annotations

from bot.conversations import movement_phrases, selection, session
from bot.conversations.turn import ASK, WALK, Turn
from bot.markup import Html, in_lines, plain
from bot.replies import Button, in_rows, pack
from content.library import Movement, Position, Variation


def todays(turn: Turn) -> Variation | None:
    """The form of the open session, or of today's movement; None where nothing suits."""
    if (opened := session.current(turn)) is not None:
        return opened.course.variation
    choice = selection.todays(turn.person, turn.library)
    return None if choice is None else choice.variation


def is_missing(turn: Turn, variation: Variation | None, position: Position) -> bool:
    """Whether the movement of a form has none in a position, or only such as the person leaves out."""
    if variation is None or variation.position == position:
        return False
    return turn.library.movement_of(variation).at(position, session.avoided_by(turn.person)) is None


def has_none(turn: Turn, variation: Variation, position: Position) -> bool:
    """Whether the movement of a form has none in a position, whatever the person leaves out."""
    return all(one.position != position for one in turn.library.movement_of(variation).variations)


def why(turn: Turn, movement: Movement, position: Position) -> Html:
    """That a movement is not done in a position, or what it would mean there that the person leaves out."""
    avoid = session.avoided_by(turn.person)
    left_out = [
        selection.needed(one, avoid) for one in movement.variations if one.position == position and not one.suits(avoid)
    ]
    if left_out:
        what = movement_phrases.in_words(left_out[0], turn.words)
        return turn.words.say(f"today.left_out.{position}", what=what)
    return turn.words.say(f"today.not_in.{position}", movement=movement.name)


def button_elsewhere(turn: Turn, movement: Movement, position: Position) -> Button | None:
    """The button that starts another movement in a position; None where none has a form in it."""
    avoid = session.avoided_by(turn.person)
    for other in turn.library.movements:
        form = None if other.id == movement.id else other.at(position, avoid)
        if form is not None:
            label = plain(turn.words.say("film.title", movement=other.name, position=form.name))
            return Button(label, pack("go", form.id))
    return None


def say(turn: Turn, variation: Variation, position: Position, *, lead: Html | None = None) -> None:
    """Say that the movement of a form has none in a position, over another movement that has, and its own forms."""
    words, opened = turn.words, session.current(turn)
    movement = turn.library.movement_of(variation)
    forms = [variation, *(one for one in movement.suiting(session.avoided_by(turn.person)) if one != variation)]
    if opened is None or opened.course.variation.movement_id != movement.id:
        own = [Button(words.opening(one.name), pack("go", one.id)) for one in forms]
    else:
        here = session.walk_button(opened.walk, "repeat", words.label("button.as_it_is"))
        others = [session.walk_button(opened.walk, f"position:{one.id}", words.opening(one.name)) for one in forms[1:]]
        own = [*others, here]
    elsewhere = button_elsewhere(turn, movement, position)
    buttons = [*([elsewhere] if elsewhere is not None else []), *own]
    turn.say(
        in_lines(lead, why(turn, movement, position)),
        in_rows(buttons, 1),
        slot=ASK if opened is None else WALK,
        event="missing_form",
    )
