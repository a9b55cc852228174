"""Positions: the other forms of the open movement, at the same step."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations.session import move_to, open_walk, walk_button
from bot.conversations.turn import WALK, Turn
from bot.conversations.walk import resuming
from bot.conversations.walk.step_view import show_step
from bot.replies import in_rows, rows
from content.library import Variation
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


def change_position(turn: Turn, variation_id: str) -> None:
    """Continue the same movement in another position, at the same step."""
    begun, course, place = open_walk(turn)
    variation = turn.library.variation(variation_id)
    if variation is None or variation.movement_id != begun.movement or not variation.suits(course.avoid):
        resuming.answer_old_button(turn)
        return
    new = replace(course, variation=variation, usual=turn.person.progression.levels.get(variation.id, (0, 0))[0])
    move_to(turn, transfer(place, course, new))
    turn.change(walk=replace(open_walk(turn).walk, variation=variation.id, usual=new.usual))
    show_step(turn)
