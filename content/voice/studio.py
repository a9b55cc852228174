"""Studio: makes the sounds of a library that are missing or stale, in parallel."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from content.movement import Library
from content.pieces import AAC_FRAME, SAMPLE_RATE, VOICE
from content.sounds import SIGNALS, TABLES, Sound, is_fresh, read_index, sounds_of, write_index
from content.voice.aac import Samples, decoded, encoded, frames_of
from content.voice.loudness import levelled, peak
from content.voice.signals import signal

# A function that speaks a line. It is called in other processes.
Speak = Callable[[str], Samples]

# LUFS. Speech as loud as podcasts have it; the signals are softer, because they come out of silence and only mark what
# the voice then says.
LOUD, SOFT = -16.0, -22.0
# The largest peak of a finished sound, in dBFS, and the ceilings that are tried for it: encoding moves peaks, in some
# lines by 4 dB, and a little lower often by far less.
LOUDEST_PEAK = -1.0
CEILINGS = (-3.5, -4.0, -4.5, -5.0, -5.5, -6.0, -7.0)
# How far below its limit a peak should stay, in dB: other decoders round otherwise.
_MARGIN = 0.3


def loudness_of(sound: Sound) -> float:
    """The loudness that a sound should have, in LUFS."""
    return SOFT if sound.name in SIGNALS else LOUD


def stale(library: Library, folder: Path) -> list[Sound]:
    """The sounds that are missing or were made from something else."""
    index = read_index(folder)
    return [sound for sound in sounds_of(library) if not is_fresh(folder, sound, index)]


def made(sound: Sound, speak: Speak) -> bytes:
    """A sound's file."""
    return finished(signal(sound.name) if sound.name in SIGNALS else speak(sound.text), loudness_of(sound))


def finished(samples: Samples, loudness: float) -> bytes:
    """The file of samples, at a loudness in LUFS."""
    for ceiling in CEILINGS:
        content = encoded(levelled(samples, loudness, ceiling))
        if peak(decoded(content)) < LOUDEST_PEAK - _MARGIN:
            break
    return content


def make(folder: Path, sounds: Sequence[Sound], speak: Speak, processes: int | None = None) -> Iterator[Sound]:
    """Make sounds in several processes; yields each finished one. The index is written at the end, also of a part."""
    index = read_index(folder)
    (folder / VOICE).mkdir(parents=True, exist_ok=True)
    try:
        with ProcessPoolExecutor(max_workers=processes or os.cpu_count()) as pool:
            waiting = {pool.submit(made, sound, speak): sound for sound in sounds}
            for done in as_completed(waiting):
                sound, content = waiting[done], done.result()
                (folder / VOICE / sound.file).write_bytes(content)
                frames = frames_of(content)
                index[sound.name] = {
                    "file": sound.file,
                    "frames": frames,
                    "seconds": round(frames * AAC_FRAME / SAMPLE_RATE, 3),
                    "text": sound.text,
                }
                yield sound
    finally:
        write_index(folder, index)


def tidy(library: Library, folder: Path) -> list[str]:
    """Delete the sounds that no session needs any more; returns their files' names."""
    needed = {sound.name for sound in sounds_of(library)}
    kept: set[object] = set()
    for table in TABLES:
        index = {name: entry for name, entry in read_index(folder, table).items() if name in needed}
        write_index(folder, index, table)
        kept.update(entry.get("file") for entry in index.values())
    gone = [path for path in sorted((folder / VOICE).glob("*.aac")) if path.name not in kept]
    for path in gone:
        path.unlink()
    return [path.name for path in gone]
