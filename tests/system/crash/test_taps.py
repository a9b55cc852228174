"""The program is killed between the commit of a tap and its answer: the next run answers it when it comes again."""

from __future__ import annotations

import signal
import sqlite3
from pathlib import Path

import pytest

from bot.emulator.calls import Call, whole
from bot.emulator.faults import Fault
from bot.emulator.server import LocalTelegram
from tests.harness.patience import HANGS
from tests.harness.stage import TOKEN, empty_database
from tests.system.crash.forked_runs import ForkedRuns
from tests.system.crash.self_killing_program import NEVER, TAP_POINT


@pytest.mark.system
async def test_a_tap_whose_answer_a_kill_cut_is_answered_by_the_next_run(tmp_path: Path) -> None:
    """Once, and its step is not shown a second time."""
    (tmp_path / "limber.db").write_bytes(empty_database())
    confirming = True

    async def faults(call: Call) -> Fault | None:
        """From the tap on, Telegram does not hear what was stored: it will bring it again."""
        polls_on = call.method == "getUpdates" and bool(whole(call.params.get("offset")))
        return Fault(drop=True) if polls_on and not call.done and not confirming else None

    async with LocalTelegram(token=TOKEN, faults=faults) as telegram:
        async with ForkedRuns(tmp_path, telegram.url, haste=100.0) as runs:
            await runs.begin(TAP_POINT, 1)
            ana = telegram.person("Ana")
            ana.start()
            await telegram.until(lambda: ana.inbox and ana.buttons, HANGS, "a button")
            confirming = False
            query = ana.touch(ana.buttons[0])
            assert await runs.ended(HANGS) == -signal.SIGKILL
            assert query.answer is None
            assert states(tmp_path) == ["done", "done"]
            telegram.state.ledger.clear()
            confirming = True
            await runs.begin(NEVER, 0)
            await telegram.until(lambda: query.answer and not telegram.state.updates, HANGS, "an answer to the tap")
            runs.kill(signal.SIGTERM)
            assert await runs.ended(HANGS) == 0
        made = [call.method for call in telegram.state.ledger]
    assert made.count("answerCallbackQuery") == 1
    assert states(tmp_path) == ["done", "done"]


def states(folder: Path) -> list[str]:
    """The states of all updates."""
    connection = sqlite3.connect(f"file:{folder / 'limber.db'}?mode=ro", uri=True)
    try:
        return [state for (state,) in connection.execute("SELECT state FROM inbox")]
    finally:
        connection.close()
