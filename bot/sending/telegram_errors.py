"""Disposition of failed calls: the one place that knows what each of Telegram's errors means."""

from __future__ import annotations

from enum import Enum

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.client.errors import CutOff


class Disposition(Enum):
    """What a failed call becomes."""

    DONE = "done"  # nothing to do any more: it is as it should be
    PLAIN = "plain"  # Telegram cannot read our HTML: once more as bare text
    UPLOAD = "upload"  # the remembered file is gone: upload it again
    RETRY = "retry"  # surely not sent: try again
    UNCERTAIN = "uncertain"  # perhaps sent: try once more
    FLOOD = "flood"  # told to wait
    MIGRATED = "migrated"  # the group has a new id
    UNREACHABLE = "unreachable"  # this chat is closed to us, for good
    GIVE_UP = "give up"  # will never work


# What a 400 means, by a part of its text. Texts as Telegram sends them.
BAD_REQUESTS: tuple[tuple[str, Disposition], ...] = (
    ("message is not modified", Disposition.DONE),
    ("message to edit not found", Disposition.DONE),
    ("message can't be edited", Disposition.DONE),
    ("message to delete not found", Disposition.DONE),
    ("can't parse entities", Disposition.PLAIN),
    ("wrong file identifier", Disposition.UPLOAD),
    ("wrong remote file identifier", Disposition.UPLOAD),
    ("file reference", Disposition.UPLOAD),
    ("chat not found", Disposition.UNREACHABLE),
    ("user not found", Disposition.UNREACHABLE),
    ("peer_id_invalid", Disposition.UNREACHABLE),
    ("group chat was deleted", Disposition.UNREACHABLE),
    ("have no rights to send", Disposition.UNREACHABLE),
    ("not enough rights", Disposition.UNREACHABLE),
)
# Parts of what is said of a 413, by Telegram and by a server before it; the library takes it for a failed network.
TOO_LARGE = ("request entity too large", "(413)")
# Parts of what it says of a picture that it cannot use.
OF_PICTURES = ("image", "photo", "cover", "picture")


def classify(error: TelegramError) -> Disposition:
    """What a failed call becomes."""
    if isinstance(error, RetryAfter):
        return Disposition.FLOOD
    if isinstance(error, ChatMigrated):
        return Disposition.MIGRATED
    if isinstance(error, Forbidden):
        return Disposition.UNREACHABLE
    if isinstance(error, BadRequest):
        text = error.message.lower()
        return next((disposition for part, disposition in BAD_REQUESTS if part in text), Disposition.GIVE_UP)
    if isinstance(error, (TimedOut, CutOff)):
        return Disposition.UNCERTAIN
    if isinstance(error, NetworkError) and any(part in error.message.lower() for part in TOO_LARGE):
        return Disposition.GIVE_UP
    if isinstance(error, (NetworkError, InvalidToken)):
        # NotSent, or an answer of the 5xx kind: Telegram says that it did not take it. A refused token ends the
        # program by itself; what waits is sent once there is a good one.
        return Disposition.RETRY
    return Disposition.UNCERTAIN  # an answer that cannot be read


def is_about_picture(error: TelegramError) -> bool:
    """Whether a refusal speaks of a picture."""
    return any(part in error.message.lower() for part in OF_PICTURES)


def is_unreachable(said: str) -> bool:
    """Whether a call failed because the chat is closed to us for good, by Telegram's words as stored."""
    text = said.lower()
    disposition = next((disposition for part, disposition in BAD_REQUESTS if part in text), None)
    return text.startswith("forbidden") or disposition is Disposition.UNREACHABLE
