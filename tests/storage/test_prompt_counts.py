"""What a tick asks of the database: how many statements, rows and columns. The times are for the bench to tell."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

from bot.prompts import Prompts
from storage.door import Door
from storage.prompted import PromptAnswer, PromptTouch
from storage.records import OutboxRow, TurnResult
from storage.store import Store
from tests.harness.counting import Counts, counted
from tests.stage import shipped_library

from .cast import ANA, DAILY, DAY, DUE, HOUR, MINUTE, TODAY, known, of


@contextlib.asynccontextmanager
async def ticking(store: Store, now: datetime, handed: list[OutboxRow] | None = None) -> AsyncIterator[Counts]:
    """One tick of the daily prompts at a moment, and what it asks."""
    door = Door(store, threads=1)
    prompts = Prompts(door, shipped_library(), lambda: now, (handed if handed is not None else []).extend, lambda: True)
    with counted(store.engine) as asked:
        await prompts.tick()
    yield asked
    assert prompts.ticked_at == now
    door._threads.shutdown()


async def test_a_tick_with_nothing_to_do_asks_once_and_locks_nothing(store: Store) -> None:
    """However many people there are, and two columns come back."""
    for number in range(1, 4):
        known(store, replace(ANA, id=number, reminders=(DAILY,)))
    async with ticking(store, DUE - MINUTE) as asked:
        assert (len(asked.statements), asked.commits) == (1, 0)
        (only,) = asked.statements
        assert only.columns == 2


async def test_a_tick_looks_after_what_was_put_off_when_nothing_else_is_due(store: Store) -> None:
    """And only then: what is due is one question, what was put off another."""
    known(store, replace(ANA, reminders=(DAILY,)))
    handed: list[OutboxRow] = []
    async with ticking(store, DUE, handed) as asked:
        assert (asked.statements[1].kind, asked.commits) == ("SELECT reminder", 1)
    later = PromptTouch(1, TODAY, PromptAnswer.LATER, DUE + HOUR)
    store.commit_turn(TurnResult(None, of(store, ANA), of(store, ANA), prompt=later), DUE)
    assert store.any_due(DUE + HOUR - MINUTE) == (False, False)
    assert store.any_due(DUE + HOUR) == (False, True)
    async with ticking(store, DUE + HOUR, handed) as asked:
        assert (asked.statements[1].kind, asked.commits) == ("SELECT prompt", 1)
    assert [row.event for row in handed if row.payload] == ["prompt", "prompt"]
    assert store.any_due(DUE + DAY) == (True, False)
