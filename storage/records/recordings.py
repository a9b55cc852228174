"""Recordings: lines of a library as a teacher spoke them, and what can become of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


def changed(lines: Sequence[RecordedLine], person_id: int, what: RecordingChange) -> tuple[RecordedLine, ...]:
    """The recorded lines after a change by a teacher, as it will be stored."""
    waits = [one for one in lines if one.person_id == person_id and not one.is_kept]
    rest = [one for one in lines if one not in waits]
    if isinstance(what, Recording):
        new = RecordedLine(person_id, what.line, False, what.digest, what.samples, what.recorded_at)
        return (*rest, new)
    if isinstance(what, Kept) and (kept := [one for one in waits if one.line == what.line]):
        rest = [one for one in rest if (one.person_id, one.line) != (person_id, what.line)]
        return (*rest, *(replace(one, is_kept=True) for one in kept))
    return tuple(lines if isinstance(what, Kept) else rest)
