"""Callback signature: button data is believed only with a tag that we made for that chat.

Anybody can send a bot any button data, under any message. So each button carries, in front of its data, a keyed tag
(BLAKE2b as a MAC, RFC 7693) over the chat it was made for and the data. Sending
adds tags and receiving takes them off; nothing in between sees them. A tag says that the button was made for this
person, not that it is still current: the dialogue checks that.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

# Bytes of a tag, and characters that they take: one guess in 2^48 is right, and each costs an update.
TAG_BYTES, TAG_LENGTH = 6, 8
KEY_BYTES = 32
# What a press means that is not ours: no conversation answers to it, so it shows where the person is.
UNKNOWN = "?"


class CallbackSigner:
    """Tags for button data. `key` is KEY_BYTES long; another key makes all older buttons unknown."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, chat_id: int, data: str) -> str:
        """Button data as it goes to Telegram, TAG_LENGTH bytes longer."""
        return self._tag(chat_id, data) + data

    def verify(self, chat_id: int, signed: str) -> str | None:
        """The data of a press in that private chat; None when we never put such a button there."""
        tag, data = signed[:TAG_LENGTH], signed[TAG_LENGTH:]
        ours = self._tag(chat_id, data)
        return data if hmac.compare_digest(tag.encode(errors="replace"), ours.encode()) else None

    def on_markup(self, chat_id: int, markup: Mapping[str, Any]) -> Mapping[str, Any]:
        """A message's buttons in the form of the Bot API, each with its tag; any other keyboard as it is."""
        if "inline_keyboard" not in markup:
            return markup
        return {"inline_keyboard": [[self._button(chat_id, one) for one in row] for row in markup["inline_keyboard"]]}

    def on_update(self, update: Mapping[str, Any]) -> Mapping[str, Any]:
        """An update whose button data, if it has any, can be believed: UNKNOWN stands in place of anything that the
        person was never offered, and a message that is not in their own chat is left out."""
        query = update.get("callback_query")
        if not isinstance(query, dict):
            return update
        sender, message, data = query.get("from"), query.get("message"), query.get("data")
        person_id = sender.get("id") if isinstance(sender, dict) else None
        chat = message.get("chat") if isinstance(message, dict) else None
        if not isinstance(person_id, int) or not isinstance(chat, dict) or chat.get("id") != person_id:
            kept = {name: value for name, value in query.items() if name not in ("message", "inline_message_id")}
            return {**update, "callback_query": {**kept, "data": UNKNOWN}}
        found = self.verify(person_id, data) if isinstance(data, str) else None
        return {**update, "callback_query": {**query, "data": UNKNOWN if found is None else found}}

    def _button(self, chat_id: int, button: Mapping[str, Any]) -> Mapping[str, Any]:
        if "callback_data" not in button:
            return button
        return {**button, "callback_data": self.sign(chat_id, button["callback_data"])}

    def _tag(self, chat_id: int, data: str) -> str:
        # A lone half of an emoji cannot be one of ours, and must not stop us.
        said = f"{chat_id}:{data}".encode(errors="surrogatepass")
        return base64.urlsafe_b64encode(blake2b(said, digest_size=TAG_BYTES, key=self._key).digest()).decode()
