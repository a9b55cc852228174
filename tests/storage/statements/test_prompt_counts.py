"""What a tick asks of the database: how many statements, rows and columns. The times are for the bench to tell."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa

from bot.jobs.prompts import BATCH, Prompts
from storage.database import writing
from storage.executor import StoreExecutor
from storage.records.calls import OutboxRow
from storage.records.person import Streak, with_fields
from storage.records.prompts import PromptAnswer, PromptTouch
from storage.records.turn import TurnResult
from storage.statements import people
from storage.store import Store
from tests.harness.counting import Counts, counted
from tests.harness.libraries import shipped_library
from tests.harness.patience import HANGS
from tests.storage.sample_people import ANA, DAILY, DAY, DUE, HOUR, MINUTE, TODAY
from tests.storage.store_actions import load_person, put_person


@contextlib.asynccontextmanager
async def ticking(store: Store, now: datetime, handed: list[OutboxRow] | None = None) -> AsyncIterator[Counts]:
    """One tick of the daily prompts at a moment, and what it asks."""
    executor = StoreExecutor(store, threads=1)
    prompts = Prompts(
        executor, shipped_library(), lambda: now, (handed if handed is not None else []).extend, lambda: True
    )
    with counted(store.engine) as asked:
        await prompts.tick()
    yield asked
    assert prompts.ticked_at == now
    executor._threads.shutdown()


def store_people(store: Store, count: int) -> None:
    """People whose reminders are due, in one transaction."""
    with writing(store.engine) as connection:
        for number in range(1, count + 1):
            person = replace(ANA, id=number, reminders=(DAILY,))
            people.save(connection, replace(person, reminders=()), person)


async def test_a_tick_with_nothing_to_do_asks_once_and_locks_nothing(store: Store) -> None:
    """However many people there are, and three columns come back; also while the tables are somebody else's alone."""
    for number in range(1, 4):
        put_person(store, replace(ANA, id=number, reminders=(DAILY,)))
    with writing(store.engine) as alone:
        if alone.dialect.name == "postgresql":
            alone.execute(sa.text("LOCK TABLE reminder, prompt IN EXCLUSIVE MODE"))
        async with asyncio.timeout(HANGS), ticking(store, DUE - MINUTE) as asked:
            assert (len(asked.statements), asked.commits) == (1, 0)
            (only,) = asked.statements
            assert only.columns == 3


async def test_a_tick_looks_after_what_was_put_off_when_nothing_else_is_due(store: Store) -> None:
    """And only then: what is due is one question, what was put off another."""
    put_person(store, replace(ANA, reminders=(DAILY,)))
    handed: list[OutboxRow] = []
    async with ticking(store, DUE, handed) as asked:
        assert (asked.statements[1].kind, asked.commits) == ("SELECT reminder", 1)
    later = PromptTouch(1, TODAY, PromptAnswer.LATER, DUE + HOUR)
    store.commit_turn(TurnResult(None, load_person(store, ANA), load_person(store, ANA), prompt=later), DUE)
    assert store.any_due(DUE + HOUR - MINUTE) == (False, False, False)
    assert store.any_due(DUE + HOUR) == (False, True, False)
    async with ticking(store, DUE + HOUR, handed) as asked:
        assert (asked.statements[1].kind, asked.commits) == ("SELECT prompt", 1)
    assert [row.event for row in handed if row.payload] == ["prompt", "prompt"]
    assert store.any_due(DUE + DAY) == (True, False, False)


# Statements of a tick with several prompts to send, the look whether there are any included. PostgreSQL locks the chats
# besides, and looks whether anybody else has calls to them.
SENDING = {"sqlite": 11, "postgresql": 13}
# Rows that are read of each prompt: the reminder, the person, and the message that is to be without its buttons next.
# PostgreSQL also gives one for each lock, and each number of a call.
ROWS = {"sqlite": 3, "postgresql": 5}


@pytest.mark.parametrize("count", [2, BATCH - 1])
async def test_a_batch_of_plain_prompts_takes_as_many_statements_as_a_few(store: Store, kind: str, count: int) -> None:
    """One transaction; of each person sixteen columns are read, and nothing of their walks and other reminders."""
    store_people(store, count)
    handed: list[OutboxRow] = []
    async with ticking(store, DUE, handed) as asked:
        assert (len(asked.statements), asked.commits) == (SENDING[kind], 1)
        (people_read,) = (statement for statement in asked.statements if statement.kind == "SELECT person")
        assert (people_read.columns, people_read.read) == (16, count)
        assert asked.kinds["SELECT walk"] == 0
        selects = [statement for statement in asked.statements if statement.kind.startswith("SELECT")]
        assert max(statement.columns for statement in selects) == 16
        assert sum(statement.read for statement in selects) == 1 + ROWS[kind] * count
        written = {statement.kind: statement.rows for statement in asked.statements}
        assert written["UPDATE person"] == written["UPDATE reminder"] == written["INSERT prompt"] == count
    assert len(handed) == count


async def test_one_whose_prompt_is_not_plain_is_read_whole_and_alone(store: Store, kind: str) -> None:
    """Three statements more, for those few people alone."""
    store_people(store, 10)
    put_person(store, replace(with_fields(ANA, reminders=(DAILY,), silent=True), id=11))
    async with ticking(store, DUE) as asked:
        assert len(asked.statements) == SENDING[kind] + 3
        narrow, whole, *_ = (statement for statement in asked.statements if statement.text.startswith("SELECT person"))
        assert [(narrow.columns, narrow.read), whole.read] == [(16, 10), 1]


async def test_a_prompt_that_is_left_out_writes_no_message_and_nothing_of_its_person(store: Store) -> None:
    """Somebody who is done for the day: the prompt as skipped, and when the next one comes."""
    put_person(store, with_fields(ANA, reminders=(DAILY,), streak=Streak(until=TODAY)))
    async with ticking(store, DUE) as asked:
        written = [statement.kind for statement in asked.statements if not statement.kind.startswith("SELECT")]
        assert written == ["UPDATE reminder", "INSERT prompt"]
