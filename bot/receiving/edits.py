"""Edits that change what a person said: Telegram also calls reactions, previews and each move of a live location edits.

Words are not kept once they are answered. So the newest message of each person is remembered in memory, as a keyed
digest: an edit of an older message, or of one from before a restart, is not known to change anything.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from telegram import Message

from bot.receiving.written import unbroken

# People whose newest message is remembered; of more, those who wrote last.
MOST_PEOPLE = 4096
# Bytes of the key, which lives as long as the program, and of a digest.
KEY_BYTES, DIGEST_BYTES = 16, 16


class NewestMessages:
    """The newest message of each person: its id, and a digest of its text or caption."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(KEY_BYTES)
        self._newest: OrderedDict[int, tuple[int, bytes]] = OrderedDict()

    def remember(self, message: Message) -> None:
        """Remember a message, or an edit of it, in place of the person's last one."""
        self._newest[message.chat.id] = message.message_id, self._digest(message)
        self._newest.move_to_end(message.chat.id)
        if len(self._newest) > MOST_PEOPLE:
            self._newest.popitem(last=False)

    def is_newest(self, edited: Message) -> bool:
        """Whether this is an edit of the newest message."""
        return self._newest.get(edited.chat.id, (None, b""))[0] == edited.message_id

    def is_changed(self, edited: Message) -> bool:
        """Whether this is an edit of the newest message that changes its text or caption."""
        return self.is_newest(edited) and self._newest[edited.chat.id][1] != self._digest(edited)

    def _digest(self, message: Message) -> bytes:
        said = unbroken(message.text or message.caption or "")
        return blake2b(said.encode(), digest_size=DIGEST_BYTES, key=self._key).digest()


def is_location_move(update: Mapping[str, Any]) -> bool:
    """Whether this is a live location that moved, or ended: nobody needs it, so it is not even stored."""
    edited = update.get("edited_message")
    return isinstance(edited, dict) and "location" in edited
