"""Broadcasts: who gets one, its state, and its progress."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from storage.records.calls import OutboxRow

# Audiences of people who moved within so many days.
ACTIVE_DAYS = (7, 30, 90)
# The error of a call that a cancelled broadcast did not make.
CANCELLED_ERROR = "cancelled"

_VALUES = {"all": r"", "position": r"[a-z]{1,16}", "language": r"[a-z]{2,8}", "active": r"[1-9][0-9]{0,2}"}


class BroadcastState(StrEnum):
    """Where a broadcast stands; DONE and CANCELLED are the end."""

    DRAFT = "draft"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets a broadcast. `kind` is all, position, language (the part before "-") or active (within so many days)."""

    kind: str = "all"
    value: str = ""

    @property
    def code(self) -> str:
        """The audience in one word, such as `position:seated`."""
        return f"{self.kind}:{self.value}" if self.value else self.kind


EVERYBODY = Audience()


def read_audience(code: str) -> Audience | None:
    """The audience of a code; None when the code names none."""
    kind, _, value = code.partition(":")
    known = kind in _VALUES and re.fullmatch(_VALUES[kind], value) is not None
    return Audience(kind, value) if known and Audience(kind, value).code == code else None


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast. `text` is Telegram HTML, None once it is over. All moments are UTC.

    `people` is how many get it: as of now for a draft, as of the start afterwards. `queued` of them have their
    call; `sent` of these arrived, `failed` never will. `shown_message` is the admin's message with the progress.
    """

    id: int
    admin_id: int
    version: int
    text: str | None
    audience: Audience
    state: BroadcastState
    people: int
    queued: int
    sent: int
    failed: int
    shown_message: int | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a broadcast, and what their message depends on; see `records.person`."""

    id: int
    language: str | None
    zone: str | None
    silent: bool
    quiet_from: time | None
    quiet_until: time | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast has come; `language` is its admin's, `why` counts what failed by Telegram's words for it.
    `over`: nothing of it waits any more.
    """

    broadcast: Broadcast
    language: str | None
    over: bool
    why: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BroadcastStep:
    """What one look at a broadcast led to: the calls to be made, and that it is over now; with `more`, look again."""

    calls: list[OutboxRow] = field(default_factory=list)
    ended: Broadcast | None = None
    more: bool = False
