"""Presses without what nobody reads: of the message under the button, little more than its id is needed.

Telegram sends that message whole, with its text, its buttons and its files. Nobody looks at them: what a button means
stands in its own data. Making objects of them took half of a press's parsing time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What words may stand under.
CAPTIONED = ("photo", "animation", "video", "audio")
# Of a message: whose chat it is in, whether it can still be reached (date 0: it cannot), and whether its words stand
# under a picture, a film or a sound.
NEEDED = ("message_id", "date", "chat", *CAPTIONED)


def lightened(update: Mapping[str, Any]) -> Mapping[str, Any]:
    """An update whose pressed message keeps the NEEDED fields alone; any other update as it is."""
    query = update.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return update
    kept = {name: message[name] for name in NEEDED if name in message}
    return {**update, "callback_query": {**query, "message": kept}}
