"""How are two transactions made to meet? One is stopped at a statement, and goes on when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from storage.store import Store
from tests.harness.patience import HANGS
from tests.storage.store_actions import reading


class Stop:
    """One thread comes to a point and stays there until another one lets it go on."""

    def __init__(self) -> None:
        self._there, self._free = threading.Event(), threading.Event()

    def come_to(self) -> None:
        """Wait here, the first time."""
        if not self._there.is_set():
            self._there.set()
            assert self._free.wait(HANGS)

    def wait_for(self) -> None:
        """Wait until somebody is here."""
        assert self._there.wait(HANGS)

    def go_on(self) -> None:
        """Whoever is here goes on."""
        self._free.set()


@contextmanager
def stopped(store: Store, part: str, *, after: bool = False) -> Iterator[Stop]:
    """Stop a store, once, before (or after) it runs a statement in which a text occurs; its transaction is open."""
    stop = Stop()

    def look(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if part in statement:
            stop.come_to()

    event = "after_cursor_execute" if after else "before_cursor_execute"
    sa.event.listen(store.engine, event, look)
    try:
        yield stop
    finally:
        stop.go_on()
        sa.event.remove(store.engine, event, look)


@contextmanager
def watched_errors(store: Store) -> Iterator[list[object]]:
    """The errors of the database meanwhile, such as deadlocks, tried again or not."""
    errors: list[object] = []

    def look(context: sa.engine.ExceptionContext) -> None:
        errors.append(context.original_exception)

    sa.event.listen(store.engine, "handle_error", look)
    try:
        yield errors
    finally:
        sa.event.remove(store.engine, "handle_error", look)


def wait_for_a_lock(store: Store) -> None:
    """Until some transaction waits for another one's lock (PostgreSQL)."""
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    pause, looks = threading.Event(), 0
    with reading(store) as connection:
        while not connection.scalar(waiting):
            looks += 1
            assert looks < HANGS * 1000
            pause.wait(0.001)
