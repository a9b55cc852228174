"""The real program with a token, against a Bot API server that `TELEGRAM_API_URL` names."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from bot.emulator.server import LocalTelegram
from tests.harness.patience import HANGS
from tests.harness.program import Program

TOKEN = "10:" + "A" * 35


@pytest.mark.system
async def test_a_walk_goes_on_at_its_step_after_the_program_was_killed(tmp_path: Path) -> None:
    """Setting up, three steps, SIGKILL, and the fourth step from the new process; then Ctrl-C ends it cleanly."""
    async with LocalTelegram(token=TOKEN) as telegram:
        program = Program(tmp_path, BOT_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url)
        await program.start("runs as @limber_bot")
        ana = telegram.person("Ana")
        ana.start("seated")
        for heard, said in (
            ("Hello Ana.", "set me up"),
            ("Do any of these apply to you?", "none"),
            ("Which city are you in?", "Europe/Lisbon"),
            ("When should I remind you?", "7.30pm"),
            ("every day at 19:30, Lisbon time", "next"),
            ("step 1 of 6", "next"),
            ("step 2 of 6", "next"),
        ):
            await ana.hears(heard, seconds=HANGS)
            ana.say(said)
        await ana.hears("step 3 of 6", seconds=HANGS)
        assert await program.end(signal.SIGKILL) == -signal.SIGKILL

        ana.say("next")
        await program.start("runs as @limber_bot")
        shown = await ana.hears("step 4 of 6", seconds=HANGS)
        assert [text for text in ana.texts if "step 4 of 6" in text] == [shown["caption"]]
        await ana.tap("Next", seconds=HANGS)
        await ana.hears("step 5 of 6", seconds=HANGS)
        assert await program.end(signal.SIGINT) == 0
    assert not [line for line in program.said if "ERROR" in line or "Traceback" in line]
    assert not [line for line in program.said if TOKEN in line]
