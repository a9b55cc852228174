"""What the conversation tests share: a whole stage and one in memory, and that nothing goes wrong unseen on either."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.prompted_stage import PromptedStage
from tests.harness.stage import Player, Stage, opened


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the program logged as a warning or an error."""
    return [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.records
        if record.levelno >= logging.WARNING and record.name.startswith(("limber", "telegram", "asyncio"))
    ]


@pytest.fixture
async def stage(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> AsyncIterator[Stage]:
    """The whole bot, with Ana if she is asked for. In the end no call may have been refused, no tap left unanswered,
    nothing logged as wrong."""
    made = Stage(tmp_path)
    if "ana" in request.fixturenames:
        await made.begin_with_ana()
    async with opened(made) as whole:
        yield whole
        assert whole.wrongs() == []
        assert complaints(caplog) == []


@pytest.fixture
def ana(stage: Stage) -> Player:
    """Ana on the whole stage: seated, Lisbon, 07:30, nothing to take care of."""
    return stage.player()


@pytest.fixture
async def daily(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> AsyncIterator[PromptedStage]:
    """The conversations and the prompts, with Ida if she is asked for; likewise."""
    made = PromptedStage(tmp_path)
    if "ida" in request.fixturenames:
        await made.begin_with_ana()
    async with opened(made) as quick:
        yield quick
        assert quick.wrongs() == []
        assert complaints(caplog) == []


@pytest.fixture
def ida(daily: PromptedStage) -> Player:
    """Ana on that stage."""
    return daily.player()


@pytest.fixture
async def in_memory(caplog: pytest.LogCaptureFixture) -> AsyncIterator[InMemoryStage]:
    """The conversations alone. In the end nothing may have been refused or left unanswered."""
    async with opened(InMemoryStage()) as quick:
        yield quick
        assert quick.wrongs() == []
        assert complaints(caplog) == []


@pytest.fixture
async def eva(in_memory: InMemoryStage) -> Player:
    """Eva on the in-memory stage: seated, Lisbon, 07:30, nothing to take care of."""
    player = in_memory.player("Eva")
    await player.sets_up()
    return player
