"""`make bench`: runs the scenes and prints one table; asserts nothing. For Linux: it reads /proc.

    python -m tests.bench [--quick] [--limber] [scene ...]

Both bots run against the same server, 50 ms away, in the same run: machines differ and are noisy, ratios less so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.bench.crash import kill
from tests.bench.many import claims, many
from tests.bench.measure import Bench, Row, table
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
}


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
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            rows += SCENES[name](Bench(Path(folder), quick=options.quick, beside=not options.limber))
        sys.stderr.write(f"{name}: {time.monotonic() - began:.0f} s\n")
    print(table(rows))


if __name__ == "__main__":
    main()
