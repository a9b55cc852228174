"""A tick, or a group of turns, reads and then writes: is that one thing, whatever comes in between?"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage.records.person import DIGEST, with_fields
from storage.records.prompts import DueReminder, PromptDecision, PromptState
from storage.records.turn import TurnResult
from storage.statements import enqueue
from storage.store import Store
from tests.harness.stage import stage_at

# Seconds in which another writer would be through, if nothing held it up.
A_MOMENT = 0.2


async def test_a_tick_that_is_cut_off_is_as_if_it_had_not_been(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its reminders have moved on only if their prompts are on record: else the next tick finds them due."""
    async with stage_at(tmp_path) as stage:
        ana = stage.player()
        await ana.sets_up()
        [reminder] = ana.record.reminders
        assert reminder.next_due is not None

        def full(*_: object, **__: object) -> None:
            raise OSError("no space left on the disk")

        with monkeypatch.context() as patch:
            patch.setattr(enqueue, "enqueue_calls", full)
            await stage.tick_at(reminder.next_due)
        assert ana.record.reminders == (reminder,)
        seen = len(ana.texts)
        await stage.tick()
        assert len(ana.texts) == seen + 1
        assert not any(stage.store.audit(stage.now)[0].values())


async def test_a_group_of_turns_that_is_cut_off_is_as_if_it_had_not_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two people write at once, and the disk is full at the last step of what is written for both: each turn then takes
    effect in a transaction of its own, with its reply."""
    async with stage_at(tmp_path) as stage:
        ana, ben = stage.player("Ana"), stage.player("Ben")
        for someone in (ana, ben):
            await someone.sets_up()
            await someone.says("next")
        moves = [someone.walk.moves for someone in (ana, ben)]
        tried: list[int] = []

        def full(_: object, replies: Sequence[enqueue.Replies], *__: object) -> None:
            tried.append(len(replies))
            raise OSError("no space left on the disk")

        seen = [len(someone.texts) for someone in (ana, ben)]
        with monkeypatch.context() as patch:
            patch.setattr(enqueue, "enqueue_replies", full)
            for someone in (ana, ben):
                someone.person.say("next")
            await stage.settle()
        assert tried == [2]
        assert [someone.walk.moves for someone in (ana, ben)] == [count + 1 for count in moves]
        assert [len(someone.texts) for someone in (ana, ben)] == [count + 1 for count in seen]
        assert not any(stage.store.audit(stage.now)[0].values())


async def test_a_turn_that_comes_in_the_middle_of_a_tick_waits(tmp_path: Path) -> None:
    """Else the tick would write on the ground of what is not so any more, or not be able to write at all."""
    async with stage_at(tmp_path) as stage:
        ana = stage.player()
        await ana.sets_up()
        record = ana.record
        [reminder] = record.reminders
        due = reminder.next_due
        assert due is not None
        other = Store(stage.database_url)
        turns: list[Future[object]] = []

        def decide(found: DueReminder) -> PromptDecision:
            if found.reminder.number == DIGEST:
                return PromptDecision(found, None, None, PromptState.SKIPPED, "late")
            result = TurnResult(None, record, with_fields(record, streak=replace(record.streak, total_days=7)))
            turns.append(pool.submit(other.commit_turn, result, due))
            with pytest.raises(TimeoutError):
                turns[0].result(A_MOMENT)
            later = timedelta(days=1)
            return PromptDecision(found, due + later, due.date() + later, PromptState.SKIPPED, "late")

        with ThreadPoolExecutor(1) as pool:
            decided, _ = stage.store.settle_due(due, 10, decide, claims=False)
            assert turns[0].result() == []
        other.close()
        assert ([one.due.reminder.number for one in decided], ana.record.streak.total_days) == ([DIGEST, 1], 7)
