"""`make crash`: the crash loop at length, then early kills; with --faults a bad day at Telegram, with --races the
races. Prints tables.

    python -m tests.system.crash [--kills 5000] [--early 100] [--seed 1] [--shards 2]
    python -m tests.system.crash --faults [--people 10000] [--outage 60]
    python -m tests.system.crash --races [--pairs 10000]

Exits with 1 when anything was lost, came twice without being known as uncertain, or stands wrong in the database.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.system.crash import early, faults, loop, races

Row = tuple[str, object]


def main() -> int:
    """Run what was asked for, print its table; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.system.crash")
    parser.add_argument("--kills", type=int, default=5000)
    parser.add_argument("--early", type=int, default=100, help="kills within 1.5 seconds of each start; 0 for none")
    parser.add_argument("--shards", type=int, default=1, help="loops at the same time, each with its own database")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--faults", action="store_true", help="a bad day at Telegram instead")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--outage", type=float, default=60.0, help="its length in seconds")
    parser.add_argument("--races", action="store_true", help="the races instead")
    parser.add_argument("--pairs", type=int, default=10_000)
    options = parser.parse_args()
    if options.faults:
        rows, wrongs = _faults(options.people, options.outage, options.seed)
    elif options.races:
        rows, wrongs = _races(options.pairs)
    else:
        rows, wrongs = _kills(options.kills, options.shards, options.seed) if options.kills else ([], [])
        if options.early:
            report = early.run_early(options.early, options.seed)
            rows += [("kills within 1.5 s of each start", report.kills.total()), *_figures([report])]
            wrongs += [f"early, seed {report.seed}: {wrong}" for wrong in early.wrongs(report)]
    _print(rows)
    for wrong in wrongs:
        print(f"WRONG: {wrong}")
    return 1 if wrongs else 0


def _print(rows: Iterable[Row]) -> None:
    rows = list(rows)
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"| {name:<{width}} | {value!s:>12} |")


# The crash loop


def _kills(kills: int, shards: int, seed: int) -> tuple[list[Row], list[str]]:
    shares = [kills // shards + (number < kills % shards) for number in range(shards)]
    if shards == 1:
        reports = [loop.run_loop(kills, seed)]
    else:
        with ProcessPoolExecutor(shards, mp_context=multiprocessing.get_context("spawn")) as pool:
            reports = list(pool.map(loop.run_loop, shares, range(seed, seed + shards)))
    points = sorted({point for report in reports for point in report.kills})
    rows: list[Row] = [
        ("kills", sum(report.kills.total() for report in reports)),
        *((f"  {point}", sum(report.kills[point] for report in reports)) for point in points),
        *_figures(reports),
        ("seeds", f"{seed} to {seed + shards - 1}"),
    ]
    return rows, [f"seed {report.seed}: {wrong}" for report in reports for wrong in report.wrongs()]


def _figures(reports: Sequence[loop.Report]) -> list[Row]:
    """What became of everything in these loops together."""

    def total(name: str) -> int:
        values = (getattr(report, name) for report in reports)
        return sum(value if isinstance(value, int) else len(value) for value in values)

    return [
        ("updates that took effect", total("updates")),
        ("walks that stand elsewhere than they should", total("steps_wrong")),
        ("updates lost, or set aside", total("updates_waiting") + total("updates_set_aside")),
        ("replies", total("replies")),
        ("  never arrived", total("replies_lost") + total("given_up_replies_lost")),
        ("    of these given up: in flight at many kills", total("given_up_replies_lost")),
        ("prompts that came due", total("prompts")),
        ("  never arrived", total("prompts_lost") + total("given_up_prompts_lost")),
        ("    of these given up: in flight at many kills", total("given_up_prompts_lost")),
        ("  unaccounted for", total("prompts_unaccounted")),
        ("messages that arrived", total("sends")),
        ("  twice", total("twice")),
        ("  more often than in flight", total("twice_too_often")),
        ("in flight at the kills", total("in_flight")),
        ("  at one kill, at most", max(report.most_in_flight for report in reports)),
        ("known as uncertain", total("uncertain")),
        ("given up: cut off again and again", total("given_up")),
        ("out of order", total("out_of_order")),
        ("calls that still wait", total("calls_waiting")),
        ("audit: what should not be", sum(sum(report.audit.values()) for report in reports)),
        ("seconds", round(max(report.seconds for report in reports))),
    ]


# A bad day, and races


def _faults(people: int, outage: float, seed: int) -> tuple[list[Row], list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(faults.storm(Path(folder), people, outage, seed))
    rows: list[Row] = [
        ("prompts due at one moment", report.prompts),
        ("  never arrived", report.lost),
        *((f"  {state}{f', {reason}' if reason else ''}", count) for state, reason, count in report.fates),
        ("replies meanwhile", report.replies),
        ("  never arrived", report.replies_lost),
        ("seconds of outage", outage),
        *((f"calls: {name}", count) for name, count in sorted(report.faults.items())),
        ("messages that arrived", report.sends),
        ("  twice", report.twice),
        ("known as uncertain", report.uncertain),
        ("given up", report.given_up),
        ("calls to a chat before its time", report.into_a_closed_chat),
        ("calls in bulk, begun while that was closed", report.into_a_closed_lane),
        ("audit: what should not be", sum(report.audit.values())),
        ("seconds", round(report.seconds)),
        ("seed", seed),
    ]
    return rows, report.wrongs()


def _races(pairs: int) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    wrongs: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for way in (races.Way.INBOX, races.Way.TOGETHER):
            url = f"sqlite:///{Path(folder) / f'taps-{way}.db'}"
            taps = asyncio.run(races.double_taps(url, pairs, way))
            rows += [
                (f"pairs of taps, {way}", taps.pairs),
                ("  walks that stand elsewhere than they should", len(taps.wrong)),
                ("  seconds", round(taps.seconds)),
            ]
            wrongs += taps.wrong
        for name, processes in (("threads", False), ("processes", True)):
            url = f"sqlite:///{Path(folder) / f'writes-{processes}.db'}"
            writes = races.many_writers(url, 500, processes=processes)
            lost = writes.made - min(writes.number, writes.version, writes.replies)
            rows += [
                (f"writes of one record by 8 {name}", writes.made),
                ("  lost", lost),
                ("  decided again, somebody was quicker", writes.races),
                ("  seconds", round(writes.seconds)),
            ]
            wrongs += [f"{lost} writes of {name} lost"] if lost else []
    return rows, wrongs


if __name__ == "__main__":
    sys.exit(main())
