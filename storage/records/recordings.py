"""Recordings: lines of a library as a teacher spoke them, and what can become of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """A line that was recorded, without its sound.

    `line` is the key of its text, `digest` the SHA-256 of the sound, `samples` its length at 48,000 a second. `is_kept`
    is False for one that was just sent.
    """

    person_id: int
    line: str
    is_kept: bool
    digest: str
    samples: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Recording:
    """A line that was recorded, with its text and its sound (OGG with Opus). `recorded_at` is UTC."""

    line: str
    text: str
    digest: str
    samples: int
    recorded_at: datetime
    sound: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """What was sent last is the recording of a line from now on."""

    line: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was sent last is not kept."""


# A `Recording` was just sent, and waits to be kept.
RecordingChange = Recording | Kept | Dropped
