"""Killed again and again, in small: `python -m tests.system.crash --kills 5000` has it in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.crash.early import CROWD, EarlyLoop
from tests.system.crash.loop import Loop
from tests.system.crash.self_killing_program import POINTS

# Kills after which every named point has been met.
ALL_POINTS = 60


@pytest.mark.parametrize("kills", [2, pytest.param(ALL_POINTS, marks=pytest.mark.system)])
async def test_nothing_is_lost_however_often_the_program_is_killed(tmp_path: Path, kills: int) -> None:
    """At every named point and at random moments, people walking and prompts coming due all the while."""
    report = await Loop(tmp_path, kills=kills, seed=1, progress=lambda number, so_far: None).run()
    assert report.wrongs == []
    assert report.counts["kills"] == kills
    met = report.counts.keys() & {f"  {point}" for point in POINTS}
    assert kills < ALL_POINTS or len(met) == len(POINTS), "every point was met"
    assert report.counts["updates that took effect"] > kills and report.counts["prompts"] > kills


@pytest.mark.system
async def test_killed_soon_after_each_start_nobody_is_given_up_for_company(tmp_path: Path) -> None:
    """What is under way is one call at a time: `python -m tests.system.crash --kills 0 --early 100` has it in full."""
    report = await EarlyLoop(tmp_path, kills=10, seed=1, progress=lambda number, so_far: None, crowd=CROWD).run()
    assert report.wrongs == []
    assert report.counts["updates that took effect"] > 20 and report.counts["prompts"] > 20
