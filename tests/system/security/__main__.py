"""`make attack`: tens of thousands of hostile updates on the whole bot. Prints what there was and what came of it.

    python -m tests.system.security [--updates 50000] [--seed 1] [--people 300] [--webhook] [--postgres]

Updates are polled and kept in SQLite; with --webhook they come over HTTP, with --postgres they go into a PostgreSQL
server that is started for it.

Exits with 1 on a crash, an update that was lost or held another up, a forgery that was accepted, or a leak.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.harness.postgres import open_postgres
from tests.system.security.attacks import PEOPLE, attack
from tests.system.security.ways import Way


def main() -> int:
    """Attack, print a table; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.system.security")
    parser.add_argument("--updates", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--webhook", action="store_true", help="updates by webhook instead of polling")
    parser.add_argument("--postgres", action="store_true", help="a PostgreSQL server instead of SQLite")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url = stack.enter_context(open_postgres()).empty_record() if options.postgres else None
        way = Way(webhook=options.webhook, database_url=url)
        report = attack(Path(folder), options.updates, options.seed, options.people, way=way)
    report.seconds = time.monotonic() - began
    return report.shown()


if __name__ == "__main__":
    sys.exit(main())
