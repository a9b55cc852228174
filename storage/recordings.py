"""Recorded lines, for reading. A turn writes them: `records.turn.TurnResult`."""

from __future__ import annotations

from collections.abc import Collection

from storage.records.recordings import RecordedLine, Recording
from storage.statements import recordings
from storage.store import Store


class Recordings:
    """The lines that teachers recorded. Safe to call from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def lines(self) -> list[RecordedLine]:
        """All recorded lines without their sounds, those of a teacher together."""
        return self._store.read(recordings.lines)

    def sounds(self, person_id: int, lines: Collection[str] | None = None) -> list[Recording]:
        """The kept recordings of a teacher, with their sounds; of some lines alone, where those are named."""
        return self._store.read(lambda connection: recordings.sounds(connection, person_id, lines))
