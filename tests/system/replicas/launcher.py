"""The real program with a shorter patience: `python -m tests.system.replicas.launcher ALIVE BEAT [TROUBLE]` in place of
`python -m bot run`, both in seconds. Nothing in the product knows of it.

TROUBLE happens once, in the first round in which calls are marked as being sent after SIGUSR1 came:

    freeze before commit    the process stops itself (SIGSTOP) with the transaction open
    freeze after commit     the process stops itself when the calls are marked, before they are made
    lose the answer         the transaction is committed, and the connection breaks before that is known
"""

from __future__ import annotations

import functools
import signal
import sys
import threading
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from storage.statements import outbox, replicas
from storage.store import Store

BEFORE, AFTER, LOST = "freeze before commit", "freeze after commit", "lose the answer"


def stand_still() -> None:
    """Stop the whole process here, until SIGCONT: the signal is for this thread, so it goes no step further."""
    signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)


def arm(trouble: str) -> None:
    """Wait for the signal, then for the point."""
    armed: list[str] = []
    signal.signal(signal.SIGUSR1, lambda *_: armed.append(trouble))

    def is_now(point: str) -> bool:
        if point not in armed:
            return False
        armed.clear()
        return True

    within: Any = outbox.settle
    whole: Any = Store.settle

    @functools.wraps(within)
    def settle(*args: Any, **options: Any) -> set[int]:
        begun: set[int] = within(*args, **options)
        if begun and is_now(BEFORE):
            stand_still()
        return begun

    @functools.wraps(whole)
    def settle_wholly(*args: Any, **options: Any) -> set[int]:
        begun: set[int] = whole(*args, **options)
        if begun and is_now(AFTER):
            stand_still()
        if begun and is_now(LOST):
            raise sa.exc.OperationalError("COMMIT", {}, OSError("the server closed the connection"))
        return begun

    outbox.settle = settle
    Store.settle = settle_wholly  # type: ignore[method-assign]


def main(alive: str, beat: str, trouble: str = "") -> int:
    """Set the patience before anybody reads it, and run."""
    replicas.ALIVE_FOR = timedelta(seconds=float(alive))
    replicas.BEAT_SECONDS = float(beat)
    if trouble:
        arm(trouble)

    from bot import __main__ as program

    return program.main(["run"])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
