"""What there is to know: /help, /about, /safety."""

from __future__ import annotations

from bot.conversations.account import onboarding, settings
from bot.conversations.safety import screening
from bot.conversations.turn import MENU, Turn
from bot.conversations.walk import offer, pain
from bot.replies import Button, Html, escape, fold, pack, rows


def help_(turn: Turn) -> None:
    """/help: words and commands."""
    words = turn.words
    turn.say(Html(f"{words.say('help.words')}\n{fold([words.say('help.commands')])}"), event="help")


def about(turn: Turn) -> None:
    """/about: why hips, what it is good for, and who showed these movements."""
    words, around = turn.words, turn.library.about
    trouble = [escape(around.troubles.intro), *(words.say("item", text=kind) for kind in around.troubles.kinds)]
    good = [words.say("item", text=line) for line in around.good_for]
    lines = [
        words.say("about.what"),
        escape(around.why),
        fold(trouble),
        words.say("bold", text=words.say("about.good_for")),
        fold(good),
        onboarding.credit(turn),
    ]
    turn.say(Html("\n".join(lines)), event="about")


def safety(turn: Turn) -> None:
    """/safety: the cautions and the warning signs."""
    words = turn.words
    gentle = offer.is_gentle(turn.person)
    button = None if gentle else Button(words.label("button.keep_gentle"), pack("set", "gentle", "on", "here"))
    setting = settings.gentle_line(turn)
    turn.say(
        Html(f"{screening.text(turn)}\n{pain.signs(turn)}\n{setting}"),
        rows((button,)),
        slot=MENU,
        event="safety",
    )
