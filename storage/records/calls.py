"""Calls to Telegram: what is to be sent, the stored row, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

# The event of the last message to somebody who was erased: its row is deleted as soon as it is settled.
LAST_WORD = "deleted"


class Lane(IntEnum):
    """Who goes first when Telegram's allowance is short."""

    REPLY = 0
    PROMPT = 1
    BROADCAST = 2


class Verb(StrEnum):
    """SEND a message, EDIT one, or STRIP the buttons off one."""

    SEND = "send"
    EDIT = "edit"
    STRIP = "strip"


@dataclass(frozen=True, slots=True)
class OutgoingCall:
    """A call to Telegram that is to be made: a row of the outbox, stored in the same transaction as what caused it.

    `slot` names a place in the chat that holds one set of buttons at a time: a new SEND into a slot strips the
    buttons of the one before. `target` is the Telegram message id for EDIT and STRIP. After `not_after` (UTC) the call
    is not made any more. `broadcast_id` is the broadcast that it belongs to.
    """

    chat_id: int
    verb: Verb
    payload: Mapping[str, Any] = field(default_factory=dict)
    slot: str | None = None
    target: int | None = None
    lane: Lane = Lane.REPLY
    event: str = "reply"
    not_after: datetime | None = None
    broadcast_id: int | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A stored call.

    `target_row` is the row whose message is meant, where the message id was not known yet. `held`: claimed by this
    replica; `begun`: marked as being sent. `attempts` were begun so far; `uncertain` ones may have arrived.
    """

    id: int
    chat_id: int
    verb: Verb
    payload: Mapping[str, Any]
    target: int | None
    target_row: int | None
    lane: Lane
    attempts: int
    uncertain: int
    event: str
    created_at: datetime
    not_before: datetime | None = None
    not_after: datetime | None = None
    held: bool = True
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took a call; `message_id` where it made a message, `kept` what stays of its payload, if anything."""

    row_id: int
    at: datetime
    message_id: int | None
    of_prompt: bool = False
    is_last_word: bool = False
    kept: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """A call is to be made again, not before a moment (UTC)."""

    row_id: int
    not_before: datetime
    error: str
    attempts: int
    uncertain: int


class DeadReason(StrEnum):
    """Why a queued prompt never arrived, as far as is known."""

    UNREACHABLE = "unreachable"  # the person blocked the bot, or is no more
    UNCERTAIN = "uncertain"  # tried twice, and nobody knows whether it arrived
    LATE = "late"  # Telegram could not be reached for hours
    REFUSED = "refused"  # Telegram does not take it, or not any more


@dataclass(frozen=True, slots=True)
class Dead:
    """A call will not be made again; `error` is Telegram's reason."""

    row_id: int
    error: str
    reason: DeadReason
    is_last_word: bool = False
