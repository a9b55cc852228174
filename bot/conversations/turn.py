"""What one update may change, and what is said back: the record goes in, a new record and a few replies come out.

A Turn knows neither Telegram nor the clock: both are handed in. Conversations are functions of a Turn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversations.schedule import zone_of
from bot.replies import Html, Key, Reply, Rows
from bot.wording import Words
from content.library import Library
from content.movement import Picture
from storage.records import Draft, Person, PromptTouch, Reminder

# Slots of the chat: each holds one set of buttons at a time.
WALK, ASK, MENU, PROMPT = "walk", "ask", "menu", "prompt"


# Marks that turn the direction of writing, by their bidirectional class, and letters that show nothing.
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def name_of(person: Person) -> str:
    """The first name as it can stand in a sentence, on one line and turning nothing round; empty when it is blank."""
    kept = "".join(mark for mark in person.first_name if unicodedata.bidirectional(mark) not in _TURNING)
    seen = any(unicodedata.category(mark)[0] not in "CZ" and mark not in _BLANK_LETTERS for mark in kept)
    return " ".join(kept.split()) if seen else ""


class Turn:
    """One person's turn.

    `now` is UTC. `message_id` is the message whose button was pressed, None for something typed; `on_picture`
    says that it has a picture.
    `toast` is the short line that Telegram shows over the chat after a press; it may never be seen.
    """

    def __init__(
        self,
        person: Person,
        now: datetime,
        words: Words,
        library: Library,
        *,
        message_id: int | None = None,
        on_picture: bool = False,
        bot_name: str = "",
    ) -> None:
        self.before = person
        self.person = person
        self.now = now
        self.words = words
        self.library = library
        self.message_id = message_id
        self.on_picture = on_picture
        self.bot_name = bot_name
        self.replies: list[Reply] = []
        self.toast: str | None = None
        self.prompt: PromptTouch | None = None
        self.strips: list[int] = []
        self.retire: list[str] = []
        self.forget_again = False
        self.erase = False
        self.leave_no_trace = False
        self.extra: list[Draft] = []

    @property
    def name(self) -> str:
        """What the person is called; empty when nothing of their name can be seen."""
        return name_of(self.person)

    # The person's own clock

    @property
    def zone(self) -> ZoneInfo:
        """The person's zone; UTC until they named one."""
        return zone_of(self.person.zone)

    @property
    def local_now(self) -> datetime:
        """The moment on the person's clock."""
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The date on the person's calendar."""
        return self.local_now.date()

    # What changes

    def change(self, **fields: Any) -> None:
        """Change fields of the record."""
        self.person = replace(self.person, **fields)

    def set_reminders(self, reminders: Sequence[Reminder]) -> None:
        """Put these reminders in place of those on record."""
        self.change(reminders=tuple(reminders))

    # What is said

    def say(
        self,
        text: Html,
        buttons: Rows = (),
        *,
        slot: str | None = None,
        keys: tuple[tuple[Key, ...], ...] = (),
        drop_keys: bool = False,
        picture: Picture | None = None,
        event: str = "reply",
    ) -> None:
        """Send a message; with a picture over it, unless the person wants none."""
        picture = picture if self.person.pictures else None
        self.replies.append(
            Reply(text, buttons, slot=slot, keys=keys, drop_keys=drop_keys, picture=picture, event=event)
        )

    def edit(self, text: Html, buttons: Rows = (), *, slot: str | None = None) -> None:
        """Change the message whose button was pressed; for something typed, send a new one."""
        if self.message_id is None:
            self.say(text, buttons, slot=slot)
        else:
            self.replies.append(Reply(text, buttons, edit=self.message_id, slot=slot, under_picture=self.on_picture))

    def edit_buttons(self, buttons: Rows) -> None:
        """Change only the buttons of the message whose button was pressed."""
        self.replies.append(Reply(None, buttons, edit=self.message_id))

    def strip_pressed(self) -> None:
        """Take the buttons off the message that was pressed."""
        if self.message_id is not None:
            self.strips.append(self.message_id)

    def document(self, text: Html, name: str, content: str) -> None:
        """Send a text as a file."""
        self.replies.append(Reply(text, document=(name, content), event="document"))
