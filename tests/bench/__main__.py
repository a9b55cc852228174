"""`make bench`: runs the scenes and prints one table; asserts nothing. For Linux: it reads /proc.

    python -m tests.bench [--quick] [--limber] [scene ...]

Both bots run against the same server, 50 ms away, in the same run: machines differ and are noisy, ratios less so.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.bench.crash import kill
from tests.bench.drawing import drawing
from tests.bench.figures import figures
from tests.bench.many import claims, many
from tests.bench.measure import Bench, Row, table
from tests.bench.programs import TICKS_PER_SECOND, TookTooLong
from tests.bench.prompts import busy, flood, lost, paced, slow, tls, unlimited
from tests.bench.updates import updates

SCENES: dict[str, Callable[[Bench], Iterable[Row]]] = {
    "lost": lost,
    "unlimited": unlimited,
    "paced": paced,
    "tls": tls,
    "slow": slow,
    "flood": flood,
    "many": many,
    "claims": claims,
    "updates": updates,
    "busy": busy,
    "kill": kill,
    "figures": figures,
    "drawing": drawing,
}

# Cores that other programs may keep busy without a word about it.
NOISE = 0.25


def main() -> None:
    """Run the scenes that were asked for, all when none was."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="a tenth of the numbers")
    parser.add_argument("--limber", action="store_true", help="leave the naive bot out")
    parser.add_argument("scenes", nargs="*", metavar="scene", help=", ".join(SCENES))
    options = parser.parse_args()
    if unknown := set(options.scenes) - set(SCENES):
        parser.error(f"no such scene: {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    for name in options.scenes or SCENES:
        began, before = time.monotonic(), _others()
        with tempfile.TemporaryDirectory() as folder:
            found = _played(name, Bench(Path(folder), quick=options.quick, beside=not options.limber))
        seconds = time.monotonic() - began
        sys.stderr.write(f"{name}, {seconds:.0f} s\n{table(found)}\n")
        cores = (_others() - before) / max(1.0, seconds)
        if cores > NOISE:
            sys.stderr.write(f"Other programs kept {cores:.1f} cores busy: what is counted by the clock suffers.\n")
        sys.stderr.write("\n")
        rows += found
    print(table(rows))


def _others() -> float:
    """Seconds of processor time that this machine spent so far, but not on this bench and what it started."""
    user, nice, system, _, _, *interrupts = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:8])
    return (user + nice + system + sum(interrupts)) / TICKS_PER_SECOND - sum(os.times()[:4])


def _played(name: str, bench: Bench) -> list[Row]:
    """The rows of a scene; when it fails, those that it came to, and why."""
    rows: list[Row] = []
    try:
        rows.extend(SCENES[name](bench))
    except TookTooLong as error:
        rows.append(Row(name, None, f"failed: {error}"))
    return rows


if __name__ == "__main__":
    main()
