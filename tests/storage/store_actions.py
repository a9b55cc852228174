"""What these tests do with a store: put people into it, make its calls, decide about its prompts, read its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa

from storage.database import writing
from storage.records.calls import Lane, OutboxRow, Sent, Verb
from storage.records.person import (
    Person,
)
from storage.records.prompts import DueReminder, PromptDecision, PromptState
from storage.records.turn import TurnResult
from storage.schema import tables as models
from storage.statements import prompts as prompting
from storage.store import Store
from tests.storage.sample_people import DAY, NOW, words


def put_person(store: Store, person: Person) -> Person:
    """Put somebody on record; their record as it stands then."""
    store.commit_turn(TurnResult(None, replace(person, reminders=(), digest=None, walk=None), person), NOW)
    return load_person(store, person)


def load_person(store: Store, person: Person) -> Person:
    """Somebody's record as it stands now."""
    found = store.load(person.id)
    assert found is not None
    return found


def change_person(store: Store, before: Person, after: Person) -> Person:
    """Commit a turn that changes a record; the record as it stands then."""
    assert store.commit_turn(TurnResult(None, before, after), NOW) is not None
    return load_person(store, after)


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


def expire_lease(store: Store) -> None:
    """Let a replica's time run out: from now on the others count it as dead. (Alone on SQLite, nothing runs out.)"""
    if not store.is_sqlite:
        long_ago = sa.text("UPDATE replica SET alive_until = clock_timestamp() - interval '1 ms' WHERE id = :me")
        with writing(store.engine) as connection:
            connection.execute(long_ago, {"me": store.me})


def settle_due(store: Store, now: datetime = NOW, *, text: str | None = "Good morning") -> list[OutboxRow]:
    """Decide about everything that is due: the prompts to be sent, in this replica's hand."""
    return store.settle_due(now, 500, lambda due: decision(due, text, None if text else "done"), claims=True)[1]


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


class Undone(Exception):
    """A transaction ends without effect."""


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
