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
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.harness.report import Report, together
from tests.system.crash import early, faults, loop, races


def main() -> int:
    """Run what was asked for, print its table; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.system.crash")
    parser.add_argument("--kills", type=int, default=5000)
    parser.add_argument("--early", type=int, default=100, help="kills within 4 seconds of each start; 0 for none")
    parser.add_argument("--shards", type=int, default=1, help="loops at the same time, each with its own database")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--faults", action="store_true", help="a bad day at Telegram instead")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--outage", type=float, default=60.0, help="its length in seconds")
    parser.add_argument("--races", action="store_true", help="the races instead")
    parser.add_argument("--pairs", type=int, default=10_000)
    options = parser.parse_args()
    if options.faults:
        with tempfile.TemporaryDirectory() as folder:
            report = asyncio.run(faults.storm(Path(folder), options.people, options.outage, options.seed))
        return report.shown()
    if options.races:
        return _races(options.pairs).shown()
    status = together(_kills(options.kills, options.shards, options.seed)).shown() if options.kills else 0
    if options.early:
        print(f"killed within {early.EARLY} s of each start")
        status |= early.run_early(options.early, options.seed).shown()
    return status


def _kills(kills: int, shards: int, seed: int) -> list[Report]:
    shares = [kills // shards + (number < kills % shards) for number in range(shards)]
    if shards == 1:
        return [loop.run_loop(kills, seed)]
    with ProcessPoolExecutor(shards, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(loop.run_loop, shares, range(seed, seed + shards)))


def _races(pairs: int) -> Report:
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        for way in (races.Way.INBOX, races.Way.TOGETHER):
            url = f"sqlite:///{Path(folder) / f'taps-{way}.db'}"
            taps = asyncio.run(races.double_taps(url, pairs, way))
            report.counts[f"pairs of taps, {way}"] = taps.pairs
            report.breaks(f"  walks that stand elsewhere than they should, {way}", taps.wrong)
            report.seconds += taps.seconds
        for name, processes in (("threads", False), ("processes", True)):
            url = f"sqlite:///{Path(folder) / f'writes-{processes}.db'}"
            writes = races.many_writers(url, 500, processes=processes)
            report.counts[f"writes of one record by 8 {name}"] = writes.made
            report.breaks(f"  lost by {name}", writes.made - min(writes.number, writes.version, writes.replies))
            report.counts[f"  decided again by {name}, somebody was quicker"] = writes.races
            report.seconds += writes.seconds
    return report


if __name__ == "__main__":
    sys.exit(main())
