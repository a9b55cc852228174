"""What does a failed call become? The one place that knows what each of Telegram's errors means."""

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


class Fate(Enum):
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
BAD_REQUESTS: tuple[tuple[str, Fate], ...] = (
    ("message is not modified", Fate.DONE),
    ("message to edit not found", Fate.DONE),
    ("message can't be edited", Fate.DONE),
    ("message to delete not found", Fate.DONE),
    ("can't parse entities", Fate.PLAIN),
    ("wrong file identifier", Fate.UPLOAD),
    ("wrong remote file identifier", Fate.UPLOAD),
    ("file reference", Fate.UPLOAD),
    ("chat not found", Fate.UNREACHABLE),
    ("user not found", Fate.UNREACHABLE),
    ("peer_id_invalid", Fate.UNREACHABLE),
    ("group chat was deleted", Fate.UNREACHABLE),
    ("have no rights to send", Fate.UNREACHABLE),
    ("not enough rights", Fate.UNREACHABLE),
)


def judge(error: TelegramError) -> Fate:
    """What a failed call becomes."""
    if isinstance(error, RetryAfter):
        return Fate.FLOOD
    if isinstance(error, ChatMigrated):
        return Fate.MIGRATED
    if isinstance(error, Forbidden):
        return Fate.UNREACHABLE
    if isinstance(error, BadRequest):
        text = error.message.lower()
        return next((fate for part, fate in BAD_REQUESTS if part in text), Fate.GIVE_UP)
    if isinstance(error, (TimedOut, CutOff)):
        return Fate.UNCERTAIN
    if isinstance(error, (NetworkError, InvalidToken)):
        # NotSent, or an answer of the 5xx kind: Telegram says that it did not take it. A refused token ends the
        # program by itself; what waits is sent once there is a good one.
        return Fate.RETRY
    return Fate.UNCERTAIN  # an answer that cannot be read


def is_unreachable(said: str) -> bool:
    """Whether a call failed because the chat is closed to us for good, by Telegram's words that are on record."""
    text = said.lower()
    fate = next((fate for part, fate in BAD_REQUESTS if part in text), None)
    return text.startswith("forbidden") or fate is Fate.UNREACHABLE
