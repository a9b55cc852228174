"""Senders that are no person: bots, channels, administrators without a name, and the posts of a group's linked channel.

They get silence: nothing is stored of what they send, and nobody is made up from it. The fields are those of Message
and User: https://core.telegram.org/bots/api#message
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram.constants import ChatID

# Posts of a channel have no sender that is a person.
POSTS = ("channel_post", "edited_channel_post")
SENT = ("message", "edited_message", "callback_query")
# Users that Telegram names where a chat speaks: GroupAnonymousBot, Channel_Bot, and itself.
STANDING_IN = frozenset(int(fake) for fake in (ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT))


def is_from_no_person(update: Mapping[str, Any]) -> bool:
    """Whether an update is a message, an edit, a post or a press that no person sent under their own name."""
    return any(isinstance(update.get(kind), dict) for kind in POSTS) or any(
        isinstance(content := update.get(kind), dict) and _is_sent_by_no_person(content) for kind in SENT
    )


def _is_sent_by_no_person(content: Mapping[str, Any]) -> bool:
    sender = content.get("from")
    if isinstance(sender, dict) and (sender.get("is_bot") is True or _stands_in(sender.get("id"))):
        return True
    # Who writes on behalf of a chat: it comes with `from`, too, for older programs.
    return isinstance(content.get("sender_chat"), dict) or content.get("is_automatic_forward") is True


def _stands_in(number: object) -> bool:
    return type(number) is int and number in STANDING_IN
