"""/version: which version runs, for those who run the bot."""

from __future__ import annotations

from bot import VERSION
from bot.conversations.dialogue import Command, Dialogue
from bot.conversations.turn import Turn


def show_version(turn: Turn, argument: str) -> None:
    """The version, as /metrics and the package name it."""
    turn.say(turn.words.say("version", version=VERSION), event="version")


DIALOGUE = Dialogue(
    module=__name__, commands=(Command(name="version", run=show_version, needs_slash=True, for_admins=True),)
)
