"""Files at Telegram that belong to people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileOwner:
    """Whose a file at Telegram is; its id is forgotten when any of them is erased. All None: the library's own.

    `person_id` is the person whose record it is a picture of. A film or a sound of a session has `made_for`, the
    person who was the first to ask for it, and `voice_of`, the teacher whose recordings are in it.
    """

    person_id: int | None = None
    made_for: int | None = None
    voice_of: int | None = None


OF_THE_LIBRARY = FileOwner()
