"""The scene of the drawings: what do a progress picture and a report cost, and what does a process keep of it?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from bot.drawing import Drawn, draw
from tests.bench.measure import Bench, Row
from tests.bot.drawing.sheets import FILES, PROGRESS, REPORTS

TIMES = 15


def drawing(bench: Bench) -> Iterator[Row]:
    """A busy person's record as both, and the most that either may hold; each drawn by a process of its own."""
    times = 5 if bench.quick else TIMES
    for what, kind, name in (
        ("a progress picture", "progress", "busy"),
        ("the fullest picture there can be", "progress", "crowded"),
        ("a report", "report", "report"),
        ("the fullest report there can be", "report", "fullest_report"),
    ):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            seconds, first, growth, size = pool.submit(_drawn, kind, name, times).result()
        yield Row(f"{what}: CPU", None, seconds * 1000, "≤ 150 ms", "ms")
        if name in ("busy", "report"):
            yield Row(f"{what}: CPU of the first, all that draws read in", None, first * 1000, "", "ms")
            yield Row(f"{what}: memory that drawing adds to a process", None, growth, "", "MB")
            yield Row(f"{what}: size", None, size / 1000, "≤ 200 kB", "kB")


def _drawn(kind: str, name: str, times: int) -> tuple[float, float, float, int]:
    """(seconds of processor time, those of the first drawing, how many MB the most memory grew, bytes of a drawing)."""
    data = (PROGRESS[name] if kind == "progress" else REPORTS[name])().to_data()
    before = _peak()
    first, drawn = _timed(lambda: draw(kind, data, files=FILES))
    seconds = median(_timed(lambda: draw(kind, data, files=FILES))[0] for _ in range(times))
    return seconds, first, _peak() - before, len(drawn.content)


def _timed(what: Callable[[], Drawn]) -> tuple[float, Drawn]:
    began = time.process_time()
    done = what()
    return time.process_time() - began, done


def _peak() -> float:
    """The most memory that this process had so far, in MB; of its own, not of the one that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
