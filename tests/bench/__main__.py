"""`make bench`: runs the scenes and prints one table; asserts nothing. For Linux: it reads /proc.

    python -m tests.bench [--quick] [--limber] [scene ...]
    python -m tests.bench --check [--write]

All bots run against the same server, 50 ms away, in the same run: machines differ and are noisy, ratios less so. How
much of the machine other work took meanwhile stands beside the figures of each scene.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from tests.bench import check
from tests.bench.crash import kill
from tests.bench.drawing import drawing
from tests.bench.environment import environment
from tests.bench.figures import figures
from tests.bench.film_pieces import film_pieces
from tests.bench.film_uploads import film_uploads
from tests.bench.films import films
from tests.bench.load import LoadMeter
from tests.bench.many import claims, many
from tests.bench.measure import Bench, Row, table
from tests.bench.programs import TookTooLong
from tests.bench.prompts import busy, flood, lost, paced, slow, tls, unlimited
from tests.bench.replicas import replicas
from tests.bench.sentences import sentences
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
    "replicas": replicas,
    "environment": environment,
    "figures": figures,
    "films": films,
    "film_pieces": film_pieces,
    "drawing": drawing,
    "film_uploads": film_uploads,
    "sentences": sentences,
}

# The share of the machine that other work may take without a word about it.
NOISE = 0.1


def main() -> None:
    """Run the scenes that were asked for, all when none was."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="a tenth of the numbers")
    parser.add_argument("--limber", action="store_true", help="leave the other two bots out")
    parser.add_argument("scenes", nargs="*", metavar="scene", help=", ".join(SCENES))
    parser.add_argument("--check", action="store_true", help="fail when a path got slower by a third; two minutes")
    parser.add_argument("--write", action="store_true", help="with --check: write what to expect from now on")
    options = parser.parse_args()
    if options.write and not options.check:
        parser.error("--write goes with --check")
    if options.check:
        _check(write=options.write)
        return
    if unknown := set(options.scenes) - set(SCENES):
        parser.error(f"no such scene: {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    for name in options.scenes or SCENES:
        began, meter = time.monotonic(), LoadMeter()
        with tempfile.TemporaryDirectory() as folder:
            found = _played(name, Bench(Path(folder), quick=options.quick, beside=not options.limber))
        load = meter.share()
        found = [replace(row, load=load) for row in found]
        sys.stderr.write(f"{name}, {time.monotonic() - began:.0f} s\n{table(found)}\n")
        if load > NOISE:
            sys.stderr.write(
                f"Other work took {load * 100:.0f} % of the machine: what is counted by the clock suffers.\n"
            )
        sys.stderr.write("\n")
        rows += found
    print(table(rows))


def _check(*, write: bool) -> None:
    if write:
        check.write()
        return
    try:
        check.check()
    except (check.CheckFailed, TookTooLong) as error:
        sys.exit(str(error))


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
