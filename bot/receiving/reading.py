"""Reading of an update: from JSON to the Telegram library's objects, and what counts as unreadable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram import Bot, Update

from bot.logs import FAULTS_OF_OURS
from storage.records.person import MOST_ID


class Unreadable(ValueError):
    """An update that is none: a field is missing, has another type, or holds what it cannot. It fails each time."""


def read_update(raw: Mapping[str, Any], bot: Bot) -> Update:
    """The update as an object. Raises Unreadable, because of what the library raised."""
    try:
        update = Update.de_json(dict(raw), bot)
    except (*FAULTS_OF_OURS, OSError) as error:  # a date that the machine cannot tell is an OSError
        raise Unreadable from error
    if update.callback_query is not None and not isinstance(update.callback_query.id, str):
        raise Unreadable("a press that cannot be answered")
    return update


# Kinds of updates that conversations look into.
READ = ("message", "edited_message", "callback_query", "my_chat_member")
# Fields that they read and the library hands on unread, by the JSON type that they have wherever they occur.
TEXTS = frozenset(
    """
    caption file_id first_name inline_message_id language_code last_name media_group_id status text url username
    """.split()  # noqa: SIM905
)
NUMBERS = frozenset(
    "duration edit_date file_size height length message_id message_thread_id offset width".split()  # noqa: SIM905
)
LISTS = frozenset({"entities", "caption_entities", "photo"})
# Users and chats: only theirs is a number, other ids are texts.
WITH_NUMBERS = ("from", "user", "chat", "sender_chat")
COORDINATES = ("latitude", "longitude")


def is_misshapen(update: Mapping[str, Any]) -> bool:
    """Whether a field that conversations read has a value of another type, anywhere in an update.

    Asked when a conversation failed: reading every update field by field would cost more than serving it.
    """
    return any(not update[kind] or _has_wrong(update[kind]) for kind in READ if kind in update)


def _has_wrong(content: object) -> bool:
    if isinstance(content, list):
        return any(_has_wrong(part) for part in content)
    if not isinstance(content, dict):
        return False
    return any(_is_wrong(name, value) or _has_wrong(value) for name, value in content.items())


def _is_wrong(name: str, value: object) -> bool:
    if value is None:
        return True  # Telegram leaves out what there is not
    if name in TEXTS:
        return not isinstance(value, str)
    if name in NUMBERS:
        return type(value) is not int or abs(value) > MOST_ID
    if name in LISTS:
        return not isinstance(value, list)
    if name in COORDINATES:
        return type(value) not in (int, float)
    return name in WITH_NUMBERS and not (isinstance(value, dict) and type(value.get("id")) is int)
