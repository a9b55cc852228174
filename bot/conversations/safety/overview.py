"""/safety: the cautions and the warning signs."""

from __future__ import annotations

from bot.conversations import movement_phrases, phrases, session
from bot.conversations.dialogue import Command, Dialogue
from bot.conversations.turn import MENU, Turn
from bot.markup import Html
from bot.replies import Button, pack, rows


def show_safety(turn: Turn) -> None:
    """/safety: the cautions and the warning signs."""
    words = turn.words
    gentle = session.is_gentle(turn.person)
    button = None if gentle else Button(words.label("button.keep_gentle"), pack("set", "gentle", "on", "here"))
    setting = movement_phrases.gentle_line(turn)
    turn.say(
        Html(f"{phrases.care_text(turn)}\n{phrases.signs(turn)}\n{setting}"),
        rows((button,)),
        slot=MENU,
        event="safety",
    )


def _command(turn: Turn, argument: str) -> None:
    show_safety(turn)


DIALOGUE = Dialogue(module=__name__, commands=(Command(name="safety", run=_command),))
