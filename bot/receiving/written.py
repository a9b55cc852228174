"""Plain text of an update, and the kinds of content that have no text of their own."""

from __future__ import annotations

from typing import Any

from telegram import Message, Update
from telegram.ext import filters

from bot.replies import MAX_TEXT
from bot.understanding.text.written_forms import with_plain_marks

# Content that has no words of its own, and what it is called in the catalogues (`else.<kind>`).
WORDLESS: tuple[tuple[str, Any], ...] = (
    ("sticker", filters.Sticker.ALL),
    ("photo", filters.PHOTO | filters.VIDEO | filters.ANIMATION | filters.VIDEO_NOTE | filters.Document.ALL),
    ("voice", filters.VOICE | filters.AUDIO),
    ("contact", filters.CONTACT),
)


def written_privately(update: Update) -> str:
    """What a person wrote in their private chat: a text, a caption, or an edit of one.

    Empty for everything else, for what was forwarded, and for a command alone.
    """
    message = update.message or update.edited_message
    if message is None or message.chat.type != "private" or message.forward_origin is not None:
        return ""
    said = typed(message.text or message.caption or "")
    return "" if said.startswith("/") and " " not in said else said


def command_in(message: Message, username: str) -> tuple[str, list[str]] | None:
    """(Name, arguments) of a command in a caption; None when it holds none. That of another bot has no name."""
    said = typed(message.caption or "").split()
    if not said or not said[0].startswith("/"):
        return None
    name, _, whose = said[0][1:].lower().partition("@")
    return (name if whose in ("", username.lower()) else "", said[1:])


def typed(text: str) -> str:
    """What somebody typed, whole and with plain signs: a question ends in "?" in every script."""
    return with_plain_marks(unbroken(text))


def unbroken(text: str) -> str:
    """Truncates to Telegram's limit, and drops NUL bytes and unpaired surrogates: neither the database nor Telegram
    takes them."""
    return text[:MAX_TEXT].encode(errors="ignore").decode().replace("\0", "")
