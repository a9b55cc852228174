"""Ways on: the button that leads to what somebody may want, wherever it is offered."""

from __future__ import annotations

from bot.conversations.selection import SHORT
from bot.conversations.turn import Turn
from bot.replies import Button, pack
from bot.understanding.wish_rules import Wish

# `meant:<wish>:<detail>`: of the question whether something is meant, and of its buttons.
MEANT = "meant"


def _meant(wish: Wish) -> str:
    return pack(MEANT, wish.value)


# The button for what may have been meant: its label, and what it opens.
BUTTONS: dict[Wish, tuple[str, str]] = {
    Wish.START: ("lost.today", "todays"),
    Wish.REMINDERS: ("button.reminders", "remind:list"),
    Wish.SETTINGS: ("lost.settings", "settings"),
    Wish.OTHER_MOVEMENT: ("button.another", "movements"),
    Wish.LENGTH: ("lost.length", f"{_meant(Wish.LENGTH)}:{SHORT}"),
    **{
        wish: (f"lost.{wish.value}", _meant(wish))
        for wish in (
            *(Wish.PROGRESS, Wish.HELP, Wish.STOP, Wish.REPORT, Wish.WHEN_NEXT, Wish.QUIET, Wish.NOTIFICATIONS),
            *(Wish.PICTURES_ON, Wish.PICTURES_OFF, Wish.LISTEN, Wish.FOLLOW_ALONG, Wish.IMPROVING, Wish.POSITION),
            *(Wish.PAIN, Wish.SAFETY, Wish.EASIER, Wish.YESTERDAY, Wish.ZONE, Wish.PAUSE, Wish.UNWELL),
            *(Wish.NOT_TODAY, Wish.LATER, Wish.PRIVACY, Wish.EXPORT, Wish.DELETE, Wish.SHARE, Wish.NAME, Wish.DEVICE),
            *(Wish.TEXT_SIZE, Wish.MORE, Wish.ABOUT, Wish.REPEAT, Wish.GOODBYE),
        )
    },
}


def button_for(turn: Turn, wish: Wish) -> Button:
    """The button of a wish of `BUTTONS`."""
    label, data = BUTTONS[wish]
    return Button(turn.words.label(label), data)
