"""Switches: settings that are on or off. One table, shown on two pages and changed by their buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversations.turn import Turn
from bot.replies import Button, pack


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting that is on or off. `field` of the person's settings keeps it.

    `page` is the first word of its buttons' data: "set" for /settings, "ways" for how sessions
    come, "messages" for what the bot writes by itself.
    Its sentences are `button.<name>_on|off` and `toast.<name>_on|off`. `plans`: what comes due depends on it.
    """

    name: str
    field: str
    page: str
    plans: bool = False


SWITCHES = (
    Switch("pictures", "pictures", "set"),
    Switch("dots", "dots", "set"),
    Switch("checkin", "wants_checkin", "set"),
    Switch("goes_on", "goes_on", "ways"),
    Switch("silent", "silent", "messages"),
    Switch("digest", "wants_digest", "messages", plans=True),
    Switch("milestones", "wants_milestones", "messages"),
    Switch("news", "wants_news", "messages"),
)


def switches_on(page: str) -> Sequence[Switch]:
    """The switches of a page, in order."""
    return tuple(switch for switch in SWITCHES if switch.page == page)


def is_on(turn: Turn, switch: Switch) -> bool:
    """Whether a switch is on."""
    return bool(getattr(turn.person.settings, switch.field))


def button_of(turn: Turn, switch: Switch) -> Button:
    """The button that turns a switch the other way."""
    other = "off" if is_on(turn, switch) else "on"
    return Button(turn.words.label(f"button.{switch.name}_{other}"), pack(switch.page, switch.name, other))


def turned(turn: Turn, parts: Sequence[str]) -> Switch | None:
    """The switch that `<page>:<name>:on|off` names, after turning it, with a toast. None for other data, and nothing
    changes."""
    found = [switch for switch in SWITCHES if parts[:2] == (switch.page, switch.name)]
    if not found or len(parts) != 3 or parts[2] not in ("on", "off"):
        return None
    [switch] = found
    turn.switch(switch.field, on=parts[2] == "on")
    if switch.plans:
        turn.replan()
    turn.toast = turn.words.label(f"toast.{switch.name}_{parts[2]}")
    return switch
