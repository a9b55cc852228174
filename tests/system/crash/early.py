"""The crash loop of a program that never comes up: killed within a few seconds of each start, again and again.

After the first end all that is under way is one call at a time. So each kill blames one call at most, nobody is given
up because others were under way with them, and what comes twice is bounded by the kills.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.harness.report import Report
from tests.system.crash.forked_runs import STARTING, ForkedRuns
from tests.system.crash.loop import CUT_OFF, Crowd, Loop
from tests.system.crash.self_killing_program import NEVER

# Seconds after its start within which each run is killed: long enough for some updates to be served.
EARLY = 4.0
CROWD = Crowd(walkers=8, prompts_per_second=4.0, seconds_a_kill=EARLY, haste=1.0)


class EarlyLoop(Loop):
    """Runs that end within `EARLY` seconds, in earnest: with the care that people would get."""

    def _ends(self) -> Iterator[tuple[str, int]]:
        # The first one ends as soon as it has joined: those after it know of that, and are careful.
        return iter([("taking over", 1), *[(NEVER, 0)] * self.kills])

    async def _time_of(self, runs: ForkedRuns, point: str) -> int | None:
        return await runs.ended(self.chance.uniform(0, EARLY) if point == NEVER else STARTING)

    def _compare(self, output: Path) -> None:
        super()._compare(output)
        report = self.report
        counts = report.counts
        report.breaks("replies never sent", counts["replies given up: in flight at many kills"])
        report.breaks("prompts never sent", counts["prompts given up: in flight at many kills"])
        report.breaks("given up by runs this short", counts["given up"])
        report.breaks("more than one call under way at a kill", max(0, int(report.peaks[CUT_OFF]) - 1))
        report.breaks("more came twice than there were kills", max(0, counts["came twice"] - counts["kills"]))


def run_early(kills: int, seed: int) -> Report:
    """So many early kills in a folder that goes when it is over."""
    with tempfile.TemporaryDirectory() as folder:
        loop = EarlyLoop(Path(folder), kills, seed, lambda number, so_far: None, CROWD)
        return asyncio.run(loop.run())
