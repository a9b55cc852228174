"""Who is on record in these tests: Ana in Lisbon, Ben who is somebody else, and how they come into a store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from storage.database import writing
from storage.records.calls import Lane, OutboxRow, OutgoingCall, Sent, Verb
from storage.records.person import (
    Account,
    Feel,
    Person,
    PromptAccount,
    PromptPerson,
    PromptProgression,
    PromptSettings,
    PromptStreak,
    Reminder,
    Settings,
    Walk,
    with_values,
)
from storage.records.prompts import DueReminder, PromptDecision, PromptState
from storage.records.replica import InboxItem
from storage.records.turn import TurnResult
from storage.schema import tables as models
from storage.statements import prompts as prompting
from storage.store import Store

Part = TypeVar("Part", PromptSettings, PromptStreak, PromptProgression, PromptAccount)

# A Sunday afternoon; the prompts of this cast are at 07:30 in Lisbon, which is UTC in November.
NOW = datetime(2026, 11, 22, 14, 35, tzinfo=UTC)
TODAY = NOW.date()
DUE = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)

ANA = Person(
    id=5_100_000_001,
    created_at=NOW,
    settings=Settings(language="en", zone="Europe/Lisbon"),
    account=Account(first_name="Ana"),
)
BEN = Person(
    id=5_100_000_002,
    created_at=NOW,
    settings=Settings(language="pt-br", zone="Europe/Lisbon"),
    account=Account(first_name="Ben"),
)
DAILY = Reminder(1, time(7, 30), 127, DUE, TODAY)
WALK = Walk(1, "hip-flexion-extension", "seated", "right", started_at=NOW, moved_at=NOW)
FINISHED = Walk(
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


def known(store: Store, person: Person) -> Person:
    """Put somebody on record; their record as it stands then."""
    store.commit_turn(TurnResult(None, replace(person, reminders=(), digest=None, walk=None), person), NOW)
    return of(store, person)


def of(store: Store, person: Person) -> Person:
    """Somebody's record as it stands now."""
    found = store.load(person.id)
    assert found is not None
    return found


def changed(store: Store, before: Person, after: Person) -> Person:
    """Commit a turn that changes a record; the record as it stands then."""
    assert store.commit_turn(TurnResult(None, before, after), NOW) is not None
    return of(store, after)


def update(number: int, person: Person = ANA, body: str = "{}") -> InboxItem:
    """An update from somebody."""
    return InboxItem(number, person.id, body)


def words(text: str, person: PromptPerson = ANA, *, slot: str | None = None, lane: Lane = Lane.REPLY) -> OutgoingCall:
    """A message to somebody."""
    return OutgoingCall(person.id, Verb.SEND, {"text": text}, slot=slot, lane=lane)


def texts(rows: Sequence[OutboxRow]) -> list[str]:
    """What calls say; their verb where they say nothing."""
    return [str(row.payload.get("text", row.verb)) for row in rows]


def send(store: Store, row: OutboxRow, at: datetime = NOW) -> int:
    """Make a call that is in this replica's hand: its message id, which is its row id and a thousand."""
    assert row.begun or store.settle(begin=[row.id]) == {row.id}
    of_prompt = row.lane is Lane.PROMPT and row.verb is Verb.SEND
    store.settle(sent=[Sent(row.id, at, row.id + 1000, of_prompt)])
    return row.id + 1000


def send_all(store: Store, at: datetime = NOW) -> list[OutboxRow]:
    """Make all free calls, one after another; which these were."""
    made = []
    while rows := store.claim(1):
        (row,) = rows
        send(store, row, at)
        made.append(row)
    return made


def silence(store: Store) -> None:
    """Let a replica's time run out: from now on the others count it as dead. (Alone on SQLite, nothing runs out.)"""
    if not store.is_sqlite:
        long_ago = sa.text("UPDATE replica SET alive_until = clock_timestamp() - interval '1 ms' WHERE id = :me")
        with writing(store.engine) as connection:
            connection.execute(long_ago, {"me": store.me})


def settle_due(store: Store, now: datetime = NOW, *, text: str | None = "Good morning") -> list[OutboxRow]:
    """Decide about everything that is due: the prompts to be sent, in this replica's hand."""
    return store.settle_due(now, 500, lambda due: decision(due, text, None if text else "done"), in_hand=True)[1]


def decision(due: DueReminder, text: str | None = "Good morning", reason: str | None = None) -> PromptDecision:
    """What is decided about a due reminder: sent, or skipped with a reason; the next is a day later."""
    return PromptDecision(
        due=due,
        next_due=due.due_at + DAY,
        next_date=due.local_date + DAY,
        state=PromptState.QUEUED if text else PromptState.SKIPPED,
        reason=reason,
        call=words(text, due.person, slot="prompt", lane=Lane.PROMPT) if text else None,
    )


def reading(store: Store) -> sa.Connection:
    """A connection that begins no transaction, and so locks nobody out."""
    return store._reading.connect()


def table(store: Store, name: str) -> list[dict[str, object]]:
    """All rows of a table, by its first column."""
    found = models.metadata.tables[name]
    with reading(store) as connection:
        return [dict(row._mapping) for row in connection.execute(sa.select(found).order_by(*found.primary_key.columns))]


def tables(store: Store) -> Iterator[tuple[str, dict[str, object]]]:
    """Every row of every table, with the name of its table."""
    for name in models.metadata.tables:
        for row in table(store, name):
            yield name, row


def local_date(text: str) -> date:
    """A date written as 2026-11-22."""
    return date.fromisoformat(text)


class Undone(Exception):
    """A transaction ends without effect."""


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


def due(store: Store, now: datetime = NOW, limit: int = 500) -> list[DueReminder]:
    """What is due, as whoever decides sees it; nothing is decided."""
    seen: list[DueReminder] = []

    def look(item: DueReminder) -> PromptDecision:
        seen.append(item)
        return decision(item)

    with pytest.raises(Undone), writing(store.engine) as connection:
        prompting.settle_due(connection, now, limit, look, None)
        raise Undone
    return seen


def prompts(store: Store) -> list[tuple[object, ...]]:
    """All prompts: whose, for which reminder and date, state, reason."""
    return [
        (row["person_id"], row["reminder_number"], row["local_date"], row["state"], row["reason"])
        for row in table(store, "prompt")
    ]
