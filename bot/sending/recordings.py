"""Recordings of a teacher, packed into one file when it is sent: a row of the outbox would be too small for them."""

from __future__ import annotations

from content.recording_archive import ArchivedLine, packed
from storage.recordings import Recordings
from storage.store import Store


class RecordingPacker:
    """Packs all that a person recorded and kept."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __call__(self, person_id: int) -> bytes:
        """The zip, as `content.recording_archive` describes it. To be called in a thread."""
        person = self._store.load(person_id)
        # A first name tells the author whose voice it is; the number of an account is nobody's business there.
        who = "" if person is None else person.account.first_name
        lines = Recordings(self._store).sounds(person_id)
        return packed(ArchivedLine(one.text, one.sound, who, one.recorded_at) for one in lines)
