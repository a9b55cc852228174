"""The message to a person whose update failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.i18n.catalogue import Words
from bot.replies import Reply, to_call
from storage.records.calls import OutgoingCall
from storage.records.person import MOST_ID


def apology(
    update: Mapping[str, Any], words_for: Callable[[str | None], Words], sentence: str = "sorry"
) -> tuple[OutgoingCall, ...]:
    """The message to a person whose update does not take effect; empty outside a private chat.

    `update` is JSON as Telegram sent it: parsing it may be what failed.
    """
    content = update.get("message") or update.get("callback_query")
    sender = content.get("from") if isinstance(content, dict) else None
    chat = content.get("chat", sender) if isinstance(content, dict) else None
    if not isinstance(sender, dict) or not isinstance(chat, dict):
        return ()
    person_id, language = sender.get("id"), sender.get("language_code")
    if type(person_id) is not int or not 0 < person_id <= MOST_ID or chat.get("id") != person_id:
        return ()
    words = words_for(language if isinstance(language, str) else None)
    return (to_call(Reply(words.say(sentence), event="apology"), person_id),)
