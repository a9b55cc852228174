"""The real program, which kills itself at a named point.

    python -m tests.system.crash.self_killing_program POINT COUNT      in place of `python -m bot run`

With no arguments it keeps a warm process and starts one run after another, each in a fork, as told by lines of its
input ("POINT COUNT"): loading the libraries takes longer than most runs.

Nothing in the product knows of it: methods are wrapped from outside. The kill is SIGKILL, as from a power cut or the
kernel, at the COUNTth passage of the point. Short runs get ten ticks a second, else most would never see one.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import functools
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot import __main__ as program
from bot import app
from bot.i18n.catalogue import words_in
from bot.jobs import heartbeat
from bot.sending.requests import Calls
from bot.understanding import hearing
from bot.understanding.places import places
from content import library
from storage.records.calls import OutboxRow, Verb
from storage.statements import inbox, outbox, prompts, turns
from storage.store import Store

# Where a run may end, and the highest number of passages it makes sense to wait for.
POINTS = {
    "update stored": 6,  # stored, and not confirmed yet
    "before the commit of a turn": 8,
    "before the commit of a group": 3,  # of turns, written together
    "group committed": 3,
    "turn committed": 8,  # alone or in a group; its reply is marked as being sent, the HTTP call not begun
    "before the commit of prompts": 2,
    "prompts committed": 2,  # in hand, not marked
    "claimed": 1,
    "marked": 8,  # calls are marked as being sent, the first HTTP call not begun
    "before the call": 10,
    "after the call": 10,  # Telegram took it, nobody noted it
    "before the commit of outcomes": 8,
    "taking over": 1,  # before the commit by which a new run takes over what the last one left
}
# Where a tap took effect and its answer is cut. It has a test of its own: the loop cannot tell which taps come again.
TAP_POINT = "before the answer to a tap"
NEVER = "never"
TICK = 0.1  # seconds
# Set in the environment, the care after an end and the waits of what it cut off are that much shorter.
HASTE = "HASTE"


class Countdown:
    """Kills this process at the `count`th passage of a point. Passages may come from several threads."""

    def __init__(self, point: str, count: int) -> None:
        self._point, self._left = point, count
        self._lock = threading.Lock()

    def __call__(self, point: str) -> None:
        """The process passes a point."""
        if point != self._point:
            return
        with self._lock:
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


def arm(passes: Callable[[str], None]) -> None:
    """Wrap what the program is made of, so that it tells which points it passes."""

    def after(owner: Any, name: str, point: str, counts: Callable[[Any], object] = lambda result: True) -> None:
        original = getattr(owner, name)

        @functools.wraps(original)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            if counts(result):
                passes(point)
            return result

        setattr(owner, name, wrapped)

    # Within the transaction, when its work is done.
    after(turns, "commit", "before the commit of a turn", lambda calls: calls is not None)
    after(turns, "commit_many", "before the commit of a turn", lambda calls: calls)
    after(turns, "commit_many", "before the commit of a group", lambda calls: len(calls) > 1)
    after(prompts, "settle_due", "before the commit of prompts", lambda decided: decided[0])
    after(inbox, "adopt", "taking over")
    _around_settle(passes)
    # Outside it.
    after(Store, "take_in", "update stored", lambda items: items)
    after(Store, "take_in_many", "update stored", lambda items: any(items.values()))
    after(Store, "commit_turn", "turn committed", lambda calls: calls)
    after(Store, "commit_turns", "turn committed", lambda calls: calls)
    after(Store, "commit_turns", "group committed", lambda calls: len(calls) > 1)
    after(Store, "settle_due", "prompts committed", lambda decided: decided[0])
    after(Store, "claim", "claimed", lambda rows: rows)
    after(Store, "settle", "marked", lambda begun: begun)
    _around_calls(passes)


def _around_settle(passes: Callable[[str], None]) -> None:
    original = outbox.settle

    @functools.wraps(original)
    def settle(connection: sa.Connection, holder: int, begin: Any = (), *outcomes: Any) -> set[int]:
        begun = original(connection, holder, begin, *outcomes)
        if any(outcomes):
            passes("before the commit of outcomes")
        return begun

    outbox.settle = settle  # type: ignore[assignment]


def _around_calls(passes: Callable[[str], None]) -> None:
    original: Callable[..., Awaitable[int | None]] = Calls.make

    async def make(self: Calls, row: OutboxRow, payload: Any, target: int | None) -> int | None:
        # A row that was interrupted before goes out first in the next run. Hit once more it is given up, by design:
        # that is left to chance, else every second kill at these points would meet the same row.
        counts = row.verb is Verb.SEND and row.uncertain == 0
        if counts:
            passes("before the call")
        message_id = await original(self, row, payload, target)
        if counts:
            passes("after the call")
        return message_id

    Calls.make = make  # type: ignore[method-assign]
    answering: Callable[..., Awaitable[None]] = Calls.answer_tap

    async def answer_tap(self: Calls, query_id: str, text: str | None) -> None:
        passes(TAP_POINT)
        await answering(self, query_id, text)

    Calls.answer_tap = answer_tap  # type: ignore[method-assign]


def tick_often() -> None:
    """Let the program tick at once and ten times a second."""
    app.Parts = functools.partial(app.Parts, tick_seconds=TICK)  # type: ignore[assignment,misc]

    def a_moment_ago() -> datetime:
        return datetime.now(UTC) - timedelta(seconds=1)

    # Only the scheduler's first moments are read from here; the clock of the bot is another reference.
    app.utc_now = a_moment_ago


def shorten_waits(times: float) -> None:
    """Be careful for a shorter time after an end, and make what it cut off again earlier: runs are short here, and
    many calls are to be under way in some of them."""
    heartbeat.CAREFUL_SECONDS /= times
    outbox.REPLY_WAITS = tuple(wait / times for wait in outbox.REPLY_WAITS)
    outbox.OTHER_WAITS = tuple(wait / times for wait in outbox.OTHER_WAITS)


def run_until_point(point: str, count: int) -> int:
    """One run; the exit status, should it end in order."""
    if point != NEVER:
        arm(Countdown(point, count))
    tick_often()
    shorten_waits(float(os.environ.get(HASTE, "1")))
    return program.main(["run"])


def load_once() -> None:
    """Load what every run needs, once."""
    library.load_library = functools.cache(library.load_library)
    library.load_library(None)
    hearing.prepare(words_in(None))
    places.preload()


def run_for_each_line(lines: Iterator[str]) -> None:
    """One run for each line; says its process id when it begins, and how it ended."""
    print("warm", flush=True)
    for line in lines:
        point, _, count = line.strip().rpartition(" ")
        pid = os.fork()
        if pid == 0:
            sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123 - for the rest of this run
            os.dup2(2, 1)
            # One that hangs is asked where.
            faulthandler.register(signal.SIGUSR1, all_threads=True)
            os._exit(run_until_point(point, int(count)))
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def main() -> int:
    """A single run as told by the arguments, else runs as told by the input."""
    if len(sys.argv) == 3:
        return run_until_point(sys.argv[1], int(sys.argv[2]))
    load_once()
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        run_for_each_line(iter(sys.stdin.readline, ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
