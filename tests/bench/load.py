"""How long was the machine busy with other work? Without that nobody can tell a slow program from a busy machine.

Read from /proc, so for Linux. Other work is what the machine's processors did, or what another machine took of them,
less what this process and all that it started did.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Process:
    """A process as /proc has it; `ticks` of processor time are its own and those of children that it waited for."""

    pid: int
    parent: int
    ticks: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the counts stood: `at` monotonic seconds, `machine` and `ours` in seconds of processor time."""

    at: float
    machine: float
    ours: float

    @classmethod
    def now(cls) -> Self:
        """As they stand."""
        machine = busy_ticks(Path("/proc/stat").read_text())
        return cls(time.monotonic(), machine / TICKS_PER_SECOND, seconds_below(os.getpid()))


def busy_ticks(stat: str) -> int:
    """What the processors were not idle for, from the text of /proc/stat: user, nice, system, interrupts, stolen."""
    user, nice, system, _, _, *others = map(int, stat.split("\n", 1)[0].split()[1:9])
    return user + nice + system + sum(others)


def process_of(stat: str) -> Process:
    """A process, from the text of its /proc/<pid>/stat; its name may hold anything."""
    head, _, tail = stat.rpartition(")")
    fields = tail.split()
    return Process(int(head.split(" ", 1)[0]), int(fields[1]), sum(map(int, fields[11:15])))


def ticks_below(root: int, processes: Iterable[Process]) -> int:
    """The same out of a list of processes, in ticks."""
    children: defaultdict[int, list[Process]] = defaultdict(list)
    total = 0
    for process in processes:
        children[process.parent].append(process)
        if process.pid == root:
            total += process.ticks
    left = [root]
    while left:
        for child in children.pop(left.pop(), ()):
            total += child.ticks
            left.append(child.pid)
    return total


def other_load(before: Reading, after: Reading, cores: int) -> float:
    """The share of the machine that other work took between two readings, 0 to 1; counts of /proc are coarse, so it
    is held within these."""
    seconds = after.at - before.at
    if seconds <= 0:
        return 0.0
    others = (after.machine - before.machine) - (after.ours - before.ours)
    return min(1.0, max(0.0, others / (seconds * cores)))


def seconds_below(root: int) -> float:
    """Seconds of processor time of a process and of all that descend from it, those that ended and were waited for
    too."""
    return ticks_below(root, _processes()) / TICKS_PER_SECOND


def _processes() -> Iterator[Process]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):  # it has just ended
                yield process_of((folder / "stat").read_text())


class LoadMeter:
    """Stopwatch for the work of others: `share` tells how much there was since it was made."""

    def __init__(self) -> None:
        self._before = Reading.now()

    def share(self) -> float:
        """The share of all processors that other work took so far, 0 to 1."""
        return other_load(self._before, Reading.now(), os.cpu_count() or 1)
