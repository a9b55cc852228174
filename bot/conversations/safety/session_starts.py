"""What begins or continues a session: words, wishes and buttons, so that a question can come before it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.conversations.session import STEP
from bot.conversations.turn import Turn
from bot.replies import Button, pack, rows, unpack
from bot.understanding.answers.intents import EVERYWHERE, Intent
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

# Words that do: all but those that hold a session up.
_WORDS = frozenset(EVERYWHERE) - {Intent.STOP, Intent.PAUSE, Intent.ENOUGH, Intent.HELP, Intent.HURTS}
_WISHES = frozenset(
    {
        Wish.NEXT,
        Wish.BACK,
        Wish.REPEAT,
        Wish.MORE,
        Wish.EASIER,
        Wish.SKIP,
        Wish.OTHER_SIDE,
        Wish.WHERE_WAS_I,
        Wish.START,
        Wish.LATER,
    }
    | {Wish.LENGTH, Wish.POSITION, Wish.POSITION_TODAY, Wish.USUAL_POSITION, Wish.MOVEMENT, Wish.OTHER_MOVEMENT}
    | {Wish.LISTEN, Wish.FOLLOW_ALONG, Wish.BY_STEPS}
)
# Wishes that are kept until they may go on: a session's next step waits for its own button.
_KEPT = _WISHES - {Wish.NEXT, Wish.BACK, Wish.REPEAT, Wish.MORE, Wish.SKIP, Wish.OTHER_SIDE, Wish.WHERE_WAS_I}
# Buttons that do, by the first word of their data; those of a prompt by the last.
_FOR_PAIN = ("hurt", "doubt")
_BUTTONS = (STEP, "go", "todays", *_FOR_PAIN)
_OF_PROMPTS = ("start", "short")
# What a button begins with that does a wish.
MEANT = "meant"


def goes_on(data: str, *, but_for: Collection[str]) -> bool:
    """Whether a button begins or continues a session. `but_for`: the last words of data that do not."""
    parts = unpack(data)
    begins = parts[0] in _BUTTONS or (parts[0] == "prompt" and parts[-1] in _OF_PROMPTS)
    return begins and parts[-1] not in but_for


def are_wanted(word: Intent | None, wishes: Sequence[Wished]) -> bool:
    """Whether a text begins or continues a session."""
    return word in _WORDS or any(one.wish in _WISHES for one in wishes)


def as_button(word: Intent | None, wishes: Sequence[Wished]) -> str:
    """The button that does later what a text asks for; empty where it asks for nothing that is kept, or for several
    things."""
    kept = [Wished(Wish.EASIER)] if word is Intent.EASIER else [one for one in wishes if one.wish in _KEPT]
    return button_of(kept)


def button_of(wishes: Sequence[Wished]) -> str:
    """The button that does a wish; empty for none, and for several."""
    return pack(MEANT, wishes[0].wish.value, wishes[0].detail) if len(wishes) == 1 else ""


def take_from(turn: Turn) -> None:
    """Take from all answers of this turn the buttons that begin or continue a session. What is offered for pain
    stays."""

    def kept(button: Button) -> Button | None:
        is_start = goes_on(button.data, but_for=()) and unpack(button.data)[0] not in _FOR_PAIN
        return None if is_start else button

    for place, reply in enumerate(turn.replies):
        turn.replies[place] = replace(reply, buttons=rows(*(tuple(map(kept, row)) for row in reply.buttons)))
