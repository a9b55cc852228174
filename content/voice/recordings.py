"""Recordings to pieces: a teacher's voice without the silence around it, as loud as the other voice, in AAC."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import av
import numpy as np

from content.movement import Library
from content.pieces import AAC_FRAME, SAMPLE_RATE, VOICE
from content.recorded import SIGNALS as SIGNALS_FOLDER
from content.recording_archive import ArchivedLine
from content.sounds import SIGNALS, STUDIO, TEACHERS, needed_lines, write_index
from content.voice.aac import Samples, frames_of
from content.voice.loudness import levelled
from content.voice.opus import heard, recorded
from content.voice.signals import signal
from content.voice.studio import CEILINGS, LOUD, SOFT, finished

# Seconds over which loudness is looked at, and by how much less than the loudest moment nobody speaks, in dB: a room
# is never as silent as a computer. Where no moment is louder than a room, in dB below full scale, nobody speaks at all.
_WINDOW, _SILENCE, _ROOM = 0.02, -32.0, -55.0
# Seconds that are kept around the speech, and that fade in them.
_BEFORE, _AFTER, _FADE = 0.08, 0.15, 0.03


def speech_in(samples: Samples) -> Samples:
    """A recording from its first to its last word, with a little air around, faded in and out."""
    size = round(_WINDOW * SAMPLE_RATE)
    windows = samples[: len(samples) // size * size].reshape(-1, size)
    levels = np.sqrt(np.mean(windows**2, axis=1)) if len(windows) else np.zeros(0)
    audible = np.flatnonzero(levels > max(levels.max(initial=0.0) * 10 ** (_SILENCE / 20), 10 ** (_ROOM / 20)))
    if not len(audible):
        return samples[:0]
    first = max(0, audible[0] * size - round(_BEFORE * SAMPLE_RATE))
    kept = samples[first : (audible[-1] + 1) * size + round(_AFTER * SAMPLE_RATE)].copy()
    ramp = np.linspace(0, 1, min(round(_FADE * SAMPLE_RATE), len(kept) // 2), dtype=np.float32)
    kept[: len(ramp)] *= ramp
    kept[len(kept) - len(ramp) :] *= ramp[::-1]
    return kept


def stale_in(lines: Iterable[ArchivedLine], library: Library) -> list[ArchivedLine]:
    """The recordings whose text no session of the library says any more."""
    needed = needed_lines(library)
    return [line for line in lines if line.key not in needed]


def make_teachers(folder: Path, lines: Iterable[ArchivedLine]) -> Iterator[tuple[ArchivedLine, str | None]]:
    """Make pieces of recordings; yields each with None, or with why there is none of it. The index is written at the
    end, also of a part. Recordings that it named before go: they may be of another teacher, and no session has two."""
    index: dict[str, dict[str, Any]] = {}
    (folder / VOICE).mkdir(parents=True, exist_ok=True)
    try:
        for line in lines:
            try:
                samples = speech_in(heard(line.sound))
            except (av.error.FFmpegError, ValueError) as error:
                yield line, f"it cannot be decoded: {error}"
                continue
            if not len(samples):
                yield line, "nothing is heard in it"
                continue
            content = finished(samples, LOUD)
            digest = hashlib.sha256(line.sound).hexdigest()
            file = f"{hashlib.sha256(json.dumps([STUDIO, TEACHERS, digest]).encode()).hexdigest()[:16]}.aac"
            (folder / VOICE / file).write_bytes(content)
            frames = frames_of(content)
            index[line.key] = {
                "file": file,
                "frames": frames,
                "seconds": round(frames * AAC_FRAME / SAMPLE_RATE, 3),
                "text": line.text,
            }
            yield line, None
    finally:
        write_index(folder, index, TEACHERS)


def make_signals(folder: Path = SIGNALS_FOLDER) -> Mapping[str, bytes]:
    """The signals in the form of recordings, written into a folder; by name."""
    made = {name: recorded(levelled(signal(name), SOFT, CEILINGS[0])) for name in SIGNALS}
    for name, content in made.items():
        (folder / f"{name}.ogg").write_bytes(content)
    return made
