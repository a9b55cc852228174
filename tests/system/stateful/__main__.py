"""Many random sequences, a second each; the exit status says whether anything was wrong.

    python -m tests.system.stateful [--examples 2000] [--steps 50]

What fails is told as a list of calls that lead there, and met again at the next run.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time

from hypothesis.stateful import run_state_machine_as_test

from tests.system.stateful.state_machine import BotStateMachine, at_length


def main() -> int:
    """Run as many sequences as were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.system.stateful")
    parser.add_argument("--examples", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=50)
    options = parser.parse_args()
    # Most of what is logged is trouble that was made on purpose.
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    run_state_machine_as_test(BotStateMachine, settings=at_length(options.examples, options.steps))
    sys.stdout.write(f"{options.examples} sequences in {time.monotonic() - began:.0f} s: nothing wrong\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
