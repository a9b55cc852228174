"""Positions: the other forms of the open movement, on the same side, and why it comes in this one."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations import missing_forms, selection, session
from bot.conversations.session import current, move_to, open_walk, walk_button
from bot.conversations.turn import WALK, Turn
from bot.conversations.walk import resuming
from bot.conversations.walk.step_view import at_setup, show_step
from bot.markup import Html
from bot.replies import in_rows, rows
from content.library import POSITIONS, Variation
from content.walk import transfer


def other_positions(turn: Turn) -> list[Variation]:
    """The other forms of the open movement that suit the person."""
    _, course, _ = open_walk(turn)
    suiting = turn.library.movement_of(course.variation).suiting(course.avoid)
    return [variation for variation in suiting if variation.id != course.variation.id]


def ask_position(turn: Turn) -> None:
    """Ask which position; one line when there is no other."""
    begun, course, _ = open_walk(turn)
    words = turn.words
    movement = turn.library.movement_of(course.variation)
    others = other_positions(turn)
    if not others:
        resuming.show_again(turn, note=words.say("walk.only_position", movement=movement.name))
        return
    buttons = in_rows((walk_button(begun, f"position:{other.id}", words.opening(other.name)) for other in others), 2)
    turn.say(
        words.say("walk.which_position", movement=movement.name),
        buttons + rows((walk_button(begun, "repeat", words.label("button.as_it_is")),)),
        slot=WALK,
        event="positions",
    )


def change_position(turn: Turn, variation_id: str, *, lead: Html | None = None, may_undo: bool = True) -> None:
    """Continue the same movement in another position, on the same side: from its set-up on, since nobody is in place
    for it. A tap goes back."""
    begun, course, place = open_walk(turn)
    variation = turn.library.variation(variation_id)
    if variation is None or variation.movement_id != begun.movement or not variation.suits(course.avoid):
        resuming.answer_old_button(turn)
        return
    new = replace(course, variation=variation, usual=turn.person.progression.levels.get(variation.id, (0, 0))[0])
    move_to(turn, at_setup(new, transfer(place, course, new)))
    turn.change(walk=replace(open_walk(turn).walk, variation=variation.id, usual=new.usual))
    show_step(turn, lead=lead, alone=True)
    if may_undo and (before := course.variation).id != variation.id:
        back = walk_button(
            open_walk(turn).walk, f"position:{before.id}", turn.words.label(f"meant.back_to_{before.position}")
        )
        turn.replies[-1] = replace(turn.replies[-1], buttons=turn.replies[-1].buttons + rows((back,)))


def say_why(turn: Turn, wanted: str) -> None:
    """Say why the open movement, or today's, comes in its position: it has no form in the person's own, or was begun
    or chosen so. `wanted` is the position that they named; empty for the usual one."""
    words, opened = turn.words, current(turn)
    variation = missing_forms.todays(turn)
    if variation is None:
        turn.say(words.say("today.nothing"))
        return
    usual = selection.position_of(turn.person, turn.library)
    wanted = wanted if wanted in POSITIONS and wanted != variation.position else usual
    movement = turn.library.movement_of(variation)
    form = movement.at(wanted, session.avoided_by(turn.person))
    if wanted != variation.position and form is None:
        missing_forms.say(turn, variation, wanted)
        return
    if wanted != variation.position and opened is not None and form is not None:
        told = words.say("position.why_begun", position=variation.name)
        button = walk_button(opened.walk, f"position:{form.id}", words.label(f"meant.back_to_{wanted}"))
    else:
        told, button = words.say("position.why_set", position=words.say(f"position.name.{usual}")), None
    turn.say(told, rows((button,)), event="answer")
