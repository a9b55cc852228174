"""Prompts: what is due, what was decided, and what people did with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from storage.records.calls import OutgoingCall
from storage.records.diary import Diary
from storage.records.person import Person, PromptPerson, Reminder, Silence

# The reason of a prompt that would have come too late. One such row stands for all earlier dates of its reminder that
# have no row: an outage, or a wrong clock, leaves one row and not one a date.
LATE = "late"


class PromptAnswer(StrEnum):
    """What the person did with a prompt."""

    STARTED = "started"
    LATER = "later"
    NOT_TODAY = "not_today"


class PromptState(StrEnum):
    """What became of a due reminder. QUEUED, its message waits to be sent; all others are the end: SENT, SKIPPED with
    the reason, or DEAD with the reason."""

    QUEUED = "queued"
    SENT = "sent"
    SKIPPED = "skipped"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder whose moment has come, with its person as they are now: a `Person` where it is the digest.

    `due_at` is the occurrence that is meant, `local_date` its date: after an outage later than `reminder.next_due`.
    `diary` comes with the digest alone.
    """

    reminder_id: int
    person: PromptPerson
    reminder: Reminder
    due_at: datetime
    local_date: date
    diary: Diary | None = None


@dataclass(frozen=True, slots=True)
class DueAgain:
    """A prompt that was put off by the person, and whose new moment has come."""

    prompt_id: int
    person: Person
    reminder_number: int
    local_date: date
    again_at: datetime


@dataclass(frozen=True, slots=True)
class PromptDecision:
    """What `bot.jobs.prompts` decided about one due reminder; `call` is None when it is skipped.

    `missed` stands for all earlier occurrences that an outage swallowed: the last of them (moment, local date), which
    is recorded as skipped; empty when there are none, or when this one is late itself and its own row stands for them.
    `silence` takes the place of the record's.
    """

    due: DueReminder
    next_due: datetime | None
    next_date: date | None
    state: PromptState
    reason: str | None = None
    call: OutgoingCall | None = None
    missed: tuple[tuple[datetime, date], ...] = ()
    silence: Silence | None = None


@dataclass(frozen=True, slots=True)
class LastPrompt:
    """The newest prompt of a person, for /status. `sent_at` is when Telegram took it, None when it has not yet."""

    due_at: datetime
    state: PromptState
    reason: str | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class PromptTouch:
    """The person's answer to the prompt of a reminder for a local date; `again_at` (UTC) with LATER."""

    reminder_number: int
    local_date: date
    answer: PromptAnswer
    again_at: datetime | None = None
