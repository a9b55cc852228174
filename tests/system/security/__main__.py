"""`make attack`: tens of thousands of hostile updates on the whole bot. Prints what there was and what came of it.

    python -m tests.system.security [--updates 50000] [--seed 1] [--people 300]

Exits with 1 on a crash, an update that was lost or held another up, a forgery that was accepted, or a leak.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.system.security.attacks import PEOPLE, attack
from tests.system.security.fuzzed_bot import Report

# Wrongs that are printed in full.
MOST_SHOWN = 40


def main() -> int:
    """Attack, print a table; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.system.security")
    parser.add_argument("--updates", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--people", type=int, default=PEOPLE)
    options = parser.parse_args()
    print(f"seed {options.seed}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = attack(Path(folder), options.updates, options.seed, options.people)
    _print(report)
    print(f"{report.updates:,} updates in {time.monotonic() - began:.0f} s")
    for wrong in report.wrongs[:MOST_SHOWN]:
        print(f"WRONG: {wrong}")
    if len(report.wrongs) > MOST_SHOWN:
        print(f"and {len(report.wrongs) - MOST_SHOWN} more")
    return 1 if report.wrongs else 0


def _print(report: Report) -> None:
    rows = [(kind, f"{count:,}") for kind, count in sorted(report.counts.items())]
    rows += [(f"set aside: {reason}", f"{count:,}") for reason, count in report.aside.most_common()]
    rows += [
        ("left, for they flooded", f"{report.left:,}"),
        ("calls to Telegram", f"{report.calls:,}"),
        ("records held against forgeries", f"{report.forgeries:,}"),
        (f"slowest update, in s: {report.slowest[1]}", f"{report.slowest[0]:.2f}"),
        ("fingerprint", report.fingerprint),
        ("wrongs", f"{len(report.wrongs):,}"),
    ]
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"| {name:<{width}} | {value:>16} |")


if __name__ == "__main__":
    sys.exit(main())
