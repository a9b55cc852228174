"""What an upgrade makes of the record of an older version, and what is said where nobody upgraded it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.damage import FIX
from storage.database import DatabaseUnusable, writing
from storage.records.prompts import PromptState
from storage.schema import tables
from storage.store import Store
from tests.harness.postgres import Postgres
from tests.storage.sample_people import ANA, DAILY, DAY, NOW, TODAY
from tests.storage.store_actions import load_person, put_person, table
from tests.storage.test_migrations import go_down


@pytest.fixture
def empty(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store on a database of its own, without tables."""
    if kind == "sqlite":
        store = Store(f"sqlite:///{tmp_path}/limber.db")
        yield store
        store.close()
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        store = Store(url)
        yield store
        store.close()


def test_prompts_of_the_first_version_get_their_fates(empty: Store) -> None:
    """There, only its message told what became of a prompt; a reminder did not know its newest one."""
    empty.migrate()
    put_person(empty, replace(ANA, reminders=(DAILY,)))
    go_down(empty, "0001")
    call = {"chat_id": ANA.id, "lane": 1, "verb": "send", "event": "prompt", "created_at": NOW}
    call |= {"live": False, "attempts": 1, "uncertain": 0}
    states = ["sent", "pending", "sending", "dead", None]
    prompt = {"person_id": ANA.id, "reminder_number": 1, "state": "queued", "due_at": NOW, "created_at": NOW}
    with writing(empty.engine) as connection:
        for number, state in enumerate(states, 1):
            if state is not None:
                connection.execute(sa.insert(tables.outbox), {**call, "id": number, "state": state})
            rows = {**prompt, "outbox_id": number, "local_date": TODAY + number * DAY}
            rows |= {"sent_at": NOW if state == "sent" else None, "due_at": NOW + number * DAY}
            connection.execute(sa.insert(tables.prompt), rows)
        connection.execute(
            sa.insert(tables.prompt), {**prompt, "state": "skipped", "reason": "late", "local_date": TODAY}
        )
    assert empty.migrate()
    assert [(row["state"], row["reason"]) for row in table(empty, "prompt")] == [
        (PromptState.SENT, None),
        (PromptState.QUEUED, None),
        (PromptState.QUEUED, None),
        (PromptState.DEAD, "not delivered"),
        (PromptState.DEAD, "not delivered"),
        (PromptState.SKIPPED, "late"),
    ]
    assert empty.unaccounted(NOW)["prompts_without_message"] == 0
    (reminder,) = load_person(empty, ANA).reminders
    assert (reminder.last_due, reminder.last_date) == (NOW + 5 * DAY, TODAY + 5 * DAY)
    # What a crash of the old version cut off is tried once more.
    assert empty.join(NOW).calls_again == 1
    assert [(row.id, row.uncertain) for row in empty.claim(9)] == [(2, 0), (3, 1)]


def test_a_record_that_nobody_upgraded_is_not_used(empty: Store) -> None:
    """In a line that says what to do; looking changes nothing."""
    if empty.is_sqlite:
        with pytest.raises(DatabaseUnusable, match=r"^there is no database at .*limber\.db$"):
            empty.require_schema()
        assert not Path(str(empty.engine.url.database)).exists()
    empty.migrate()
    empty.require_schema()
    go_down(empty, "0001")
    with pytest.raises(DatabaseUnusable) as caught:
        empty.require_schema()
    assert str(caught.value) == (
        f"the schema of the database is 0001, this program knows {tables.HEAD_REVISION}; run: python -m bot migrate"
    )
    go_down(empty, "base")
    with pytest.raises(DatabaseUnusable, match="the schema of the database is not there, "):
        empty.require_schema()


@pytest.mark.only("sqlite")
def test_a_file_that_is_no_database_is_not_used(empty: Store) -> None:
    """And stays as it is."""
    path = Path(str(empty.engine.url.database))
    path.write_bytes(b"Dear diary, " * 400)
    with pytest.raises(DatabaseUnusable, match=rf"^the database cannot be read: file is not a database; {FIX}$"):
        empty.require_schema()
    assert path.read_bytes() == b"Dear diary, " * 400
