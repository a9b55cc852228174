"""The people of these tests, Ana in Lisbon and Ben, with a reminder and walks; what they send and are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from storage.records.calls import Lane, OutboxRow, OutgoingCall, Verb
from storage.records.person import (
    Account,
    Feel,
    Person,
    PersonSettings,
    PromptAccount,
    PromptPerson,
    PromptProgression,
    PromptSettings,
    PromptStreak,
    Reminder,
    Walk,
    with_values,
)
from storage.records.replica import InboxItem

Part = TypeVar("Part", PromptSettings, PromptStreak, PromptProgression, PromptAccount)

# A Sunday afternoon; the prompts of this cast are at 07:30 in Lisbon, which is UTC in November.
NOW = datetime(2026, 11, 22, 14, 35, tzinfo=UTC)
TODAY = NOW.date()
DUE = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)

ANA = Person(
    id=5_100_000_001,
    created_at=NOW,
    settings=PersonSettings(language="en", zone="Europe/Lisbon"),
    account=Account(first_name="Ana"),
)
BEN = Person(
    id=5_100_000_002,
    created_at=NOW,
    settings=PersonSettings(language="pt-br", zone="Europe/Lisbon"),
    account=Account(first_name="Ben"),
)
DAILY = Reminder(1, time(7, 30), 127, DUE, TODAY)
WALK = Walk(1, "hip-flexion-extension", "seated", "right", started_at=NOW, moved_at=NOW)
FINISHED = Walk(
    way="film",
    due_at=NOW + HOUR,
    number=7,
    movement="inner-thigh-stretch",
    variation="supine",
    side="left",
    started_at=NOW - HOUR,
    moved_at=NOW - MINUTE,
    gentle=True,
    sides_done=("right", "left"),
    level=2,
    step=5,
    reached=9,
    moves=31,
    seconds=240,
    feel=Feel.HARD,
    ended_at=NOW,
    ended_on=TODAY,
)


def having(person: Person, **values: Any) -> Person:
    """A record with other values: what a turn may write by its name, all else (such as `silence`) whole."""
    own = {name: values.pop(name) for name in ("id", "created_at", "silence", "version") if name in values}
    return replace(with_values(person, values), **own)


def update(number: int, person: Person = ANA, body: str = "{}") -> InboxItem:
    """An update from somebody."""
    return InboxItem(number, person.id, body)


def words(text: str, person: PromptPerson = ANA, *, slot: str | None = None, lane: Lane = Lane.REPLY) -> OutgoingCall:
    """A message to somebody."""
    return OutgoingCall(person.id, Verb.SEND, {"text": text}, slot=slot, lane=lane)


def texts(rows: Sequence[OutboxRow]) -> list[str]:
    """What calls say; their verb where they say nothing."""
    return [str(row.payload.get("text", row.verb)) for row in rows]


def local_date(text: str) -> date:
    """A date written as 2026-11-22."""
    return date.fromisoformat(text)


def prompted(person: Person) -> PromptPerson:
    """What a prompt depends on of a record."""
    return PromptPerson(
        person.id,
        person.created_at,
        _part(PromptSettings, person.settings),
        _part(PromptStreak, person.streak),
        person.silence,
        _part(PromptProgression, person.progression),
        _part(PromptAccount, person.account),
        person.walk,
    )


def _part(kind: type[Part], group: Part) -> Part:
    """The half of a group that prompts depend on."""
    return kind(**{field.name: getattr(group, field.name) for field in fields(kind)})
