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
    report.seconds = time.monotonic() - began
    return report.shown()


if __name__ == "__main__":
    sys.exit(main())
