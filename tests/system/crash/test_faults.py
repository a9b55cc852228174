"""A bad day at Telegram, in small: `python -m tests.system.crash --faults` has it in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.crash.faults import storm


@pytest.mark.parametrize("people", [8, pytest.param(300, marks=pytest.mark.system)])
async def test_nothing_is_lost_on_a_bad_day(tmp_path: Path, people: int) -> None:
    """Lost answers, refused connections, "too many", 5xx, slow answers and an outage, all at once."""
    report = await storm(tmp_path, people=people, outage=2, seed=1)
    assert report.wrongs == []
    assert report.counts["came twice"] <= report.counts["known as uncertain"]
    # Which of some calls meets which fault is drawn as they come: of few people, some kinds may meet none.
    met = {f"calls: {kind}" for kind in ("answer lost", "refused", "too many", "5xx", "slow")} & report.counts.keys()
    assert len(met) >= (5 if people > 60 else 2)
