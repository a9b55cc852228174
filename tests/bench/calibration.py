"""How fast is this machine just now? A fixed piece of work of the kind that a bot does, timed again and again.

The same code takes half as long again a minute later, on a machine that others use too. So a piece of work is timed
while a program is measured, a tenth of the time, in the same conditions; that program's cost in pieces says more than
its cost in milliseconds. Change the piece, and the ratios in expected.json have to be measured again.
"""

from __future__ import annotations

import json
import sqlite3
import time
from statistics import mean
from threading import Event, Thread
from types import TracebackType
from typing import Self

# Seconds from the end of a piece to the next: a piece takes about a tenth of it.
PAUSE = 0.05
ROWS = 60


def connect() -> sqlite3.Connection:
    """The database that a piece works on, in memory: the disk's speed is no part of it."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, person INTEGER NOT NULL, content TEXT NOT NULL)")
    connection.execute("CREATE INDEX note_person ON note (person, id)")
    return connection


def piece(connection: sqlite3.Connection) -> int:
    """Texts, dicts, JSON and rows, always the same; how many rows came back."""
    connection.execute("DELETE FROM note")
    connection.execute("BEGIN")
    for number in range(ROWS):
        words = [f"step {number * part:04d}".title() for part in range(24)]
        found = {word.lower(): {"at": len(word), "next": word[::-1]} for word in words}
        content = json.dumps({"chat_id": number, "text": ", ".join(words), "markup": found}, sort_keys=True)
        connection.execute("INSERT INTO note (person, content) VALUES (?, ?)", (number % 7, content))
    connection.execute("COMMIT")
    count = 0
    for person in range(7):
        rows = connection.execute("SELECT id, content FROM note WHERE person = ? ORDER BY id", (person,))
        for _, content in rows:
            given = json.loads(content)
            count += sum(1 for key, value in given["markup"].items() if key.startswith("step") and value["at"])
            text = str(given["text"]).replace(", ", " ").split()
            count += len({part: place for place, part in enumerate(text)}) > 1
    return count


class Calibration:
    """Times pieces on a thread of its own from `with` on."""

    def __init__(self) -> None:
        self._stop = Event()
        self._thread = Thread(target=self._run, name="calibration")
        self._times: list[tuple[float, float]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        connection = connect()
        while not self._stop.is_set():
            began = time.thread_time()
            piece(connection)
            self._times.append((time.monotonic(), time.thread_time() - began))
            self._stop.wait(PAUSE)
        connection.close()

    @property
    def count(self) -> int:
        """Pieces that were timed so far."""
        return len(self._times)

    def between(self, first: float, last: float) -> float:
        """Seconds of CPU of a piece, the mean of those that ended between two moments (monotonic). Raises
        StatisticsError when there was none."""
        return mean(seconds for moment, seconds in list(self._times) if first <= moment <= last)
