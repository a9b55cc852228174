"""Damage of a SQLite file: looked for at the start, and noticed in what SQLite says while the bot runs."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

log = logging.getLogger("limber.database")

# What SQLite says of a file that is damaged ("malformed"), and of one whose content is another ("not a database").
CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# Seconds that a start gives the check: enough for a file of a gigabyte. The doctor looks at all of a larger one.
CHECK_SECONDS = 2.0
# Seconds between two lines of the log about the same damage.
SAID_EVERY = 60.0
FIX = "stop the bot and restore the newest backup: python -m bot restore FILE"


@dataclass(frozen=True, slots=True)
class Soundness:
    """What a check of a file found. `problem` says what is broken, None for nothing. `is_whole` is False when the time
    was up before all of it was seen."""

    problem: str | None
    is_whole: bool = True


def quick_check(file: Path, seconds: float | None = None, patience: float = 5.0) -> Soundness:
    """Check the pages and rows of a file, for so many seconds at most (None: until all is seen). `patience` is how many
    seconds it waits for a bot that is writing. Changes nothing."""
    try:
        with (
            contextlib.closing(
                sqlite3.connect(file, timeout=patience, isolation_level=None, check_same_thread=False)
            ) as connection,
            _interrupted_after(seconds, connection),
        ):
            broken = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return Soundness(None, is_whole=False)
        return Soundness(f"the file cannot be read: {error}")
    return Soundness(None if broken == "ok" else f"the file is broken: {' '.join(broken.split())}")


@contextlib.contextmanager
def _interrupted_after(seconds: float | None, connection: sqlite3.Connection) -> Iterator[None]:
    """SQLite looks between pages and between rows whether it is to stop."""
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, connection.interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        # It must not find the connection closed.
        timer.join()


def is_damage(error: BaseException | None) -> bool:
    """Whether SQLite failed because the file is damaged. The high bits of its codes say where."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in CODES


class DamageWatch:
    """Hears the errors of an engine. `noticed`: one of them was of a damaged file. Once `is_logging` is set, a line of
    the log says so with the fix, each minute one at most. Such errors are marked `is_told`: none is printed."""

    def __init__(self, engine: sa.Engine, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.noticed = self.is_logging = False
        self._file, self._monotonic = engine.url.database, monotonic
        self._said_at = float("-inf")
        sa.event.listen(engine, "handle_error", self._hear)

    def _hear(self, context: sa.engine.ExceptionContext) -> None:
        if not is_damage(context.original_exception):
            return
        self.noticed = True
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None:
                vars(error)["is_told"] = True
        now = self._monotonic()
        if self.is_logging and now - self._said_at >= SAID_EVERY:
            self._said_at = now
            told = {"file": self._file, "error": str(context.original_exception), "fix": FIX}
            log.critical("damage_detected", extra=told)
