"""Recorded voice: a session in the voice of a teacher who has recorded every line of it.

One line that is missing, or whose text has changed since, and the whole session is in the library's own voice: two
voices in one session are worse than one.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from content.follow_along import Recipe, make_recorded
from content.movement import Library, Variation
from content.opus import RATE, read_recording
from content.pieces import AAC_FRAME, SAMPLE_RATE, Piece, Pieces, line_key
from content.timeline import courses_of, lines_said
from content.walk import Course

# The bells in the form in which phones record, made from the same formulas as those of a library.
SIGNALS = Path(__file__).parent / "signals"
# Samples of a recording that a frame of AAC lasts, in which lengths of sounds are told.
_FRAME = AAC_FRAME * RATE // SAMPLE_RATE


def lines_of_variation(library: Library, variation: Variation) -> tuple[str, ...]:
    """Every text that any session of a variation may say, once each, in order."""
    courses = courses_of(library, variation)
    return tuple(dict.fromkeys(text for course in courses for text in lines_said(course, library)))


def is_spoken(course: Course, library: Library, lines: Collection[str]) -> bool:
    """Whether the lines, by their keys, are all that a session may say."""
    said = [line_key(text) for text in lines_said(course, library)]
    return bool(said) and all(key in lines for key in said)


def recorded_piece(digest: str, samples: int) -> Piece:
    """A recording as a piece, by the SHA-256 of its sound and its length at 48,000 a second."""
    return Piece(f"{digest}.ogg", -(-samples // _FRAME))


def in_recorded_voice(course: Course, library: Library, pieces: Pieces, lines: Mapping[str, Piece]) -> Pieces | None:
    """The pieces with recordings for sounds, by the keys of their lines; None when one is missing."""
    if not is_spoken(course, library, lines):
        return None
    signals = {name: recorded_piece(digest(sound), read_recording(sound).samples) for name, sound in signal_sounds()}
    return replace(pieces, sounds={**signals, **lines})


def join_recorded_session(recipe: Recipe, sounds: Iterable[bytes]) -> bytes:
    """The bytes of a session from its recordings, in any order; the bells come with them. Raises BadPiece."""
    every = (*(sound for _, sound in signal_sounds()), *sounds)
    return make_recorded(recipe, {recorded_piece(digest(sound), 0).file: sound for sound in every})


def voiced(course: Course, library: Library, pieces: Pieces) -> Pieces:
    """The pieces with those of a teacher's voice for sounds, where a library has them for all lines of a session."""
    if not pieces.teachers or not is_spoken(course, library, pieces.teachers):
        return pieces
    return replace(pieces, sounds={**pieces.sounds, **pieces.teachers})


def digest(sound: bytes) -> str:
    """SHA-256 of a sound, in hexadecimal."""
    return hashlib.sha256(sound).hexdigest()


@cache
def signal_sounds() -> tuple[tuple[str, bytes], ...]:
    """(Name, OGG) of each signal."""
    return tuple((path.stem, path.read_bytes()) for path in sorted(SIGNALS.glob("*.ogg")))
