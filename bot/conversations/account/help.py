"""Help: /help and /about."""

from __future__ import annotations

from bot import VERSION
from bot.conversations import phrases
from bot.conversations.dialogue import Command, Dialogue
from bot.conversations.turn import Turn
from bot.markup import Html, escape, fold


def show_help(turn: Turn) -> None:
    """/help: words and commands; to an admin also theirs."""
    words = turn.words
    commands = [words.say("help.commands"), *([words.say("help.admin")] if turn.is_admin else [])]
    turn.say(Html(f"{words.say('help.words')}\n{fold(commands)}"), event="help")


def show_about(turn: Turn) -> None:
    """/about: why hips, what it is good for, who showed these movements, and the version of this program."""
    words, around = turn.words, turn.library.about
    trouble = [escape(around.troubles.intro), *(words.say("item", text=kind) for kind in around.troubles.kinds)]
    good = [words.say("item", text=line) for line in around.good_for]
    lines = [
        words.say("about.what"),
        escape(around.why),
        fold(trouble),
        words.say("bold", text=words.say("about.good_for")),
        fold(good),
        phrases.credit(turn),
        words.say("version", version=VERSION),
    ]
    turn.say(Html("\n".join(lines)), event="about")


def _help(turn: Turn, argument: str) -> None:
    show_help(turn)


def _about(turn: Turn, argument: str) -> None:
    show_about(turn)


DIALOGUE = Dialogue(
    module=__name__, commands=(Command(name="help", run=_help, needs_slash=True), Command(name="about", run=_about))
)
