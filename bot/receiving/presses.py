"""What is needed of a press: of the message under whose button it was, little more than which one it is.

Telegram sends that message whole, with its text, its buttons and its files. Nobody looks at them: what a button means
stands in its own data. Making objects of them took half of the time that reading in a press takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Of a message: whose chat it is in, whether it can still be reached (date 0: it cannot), and whether its words stand
# under a picture.
NEEDED = ("message_id", "date", "chat", "photo", "animation", "video")


def lightened(update: Mapping[str, Any]) -> Mapping[str, Any]:
    """An update, its pressed message without what nobody looks at; any other update as it is."""
    query = update.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return update
    kept = {name: message[name] for name in NEEDED if name in message}
    return {**update, "callback_query": {**query, "message": kept}}
