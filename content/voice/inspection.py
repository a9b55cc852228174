"""Inspection of the sounds in a library's folder: each decodes, is as long and as loud as planned, and has no click."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import av
import numpy as np

from content.pieces import AAC_FRAME, SAMPLE_RATE, VOICE
from content.sounds import Sound, read_index
from content.voice.aac import decoded, frames_of
from content.voice.loudness import loudness, peak
from content.voice.studio import LOUDEST_PEAK, loudness_of

# How far from its planned loudness a sound may be, in LU.
MOST_OFF = 1.0
# The beginning and end that must be silent, in seconds, and the peak that nobody hears, in dBFS.
SILENT, UNHEARD = 0.02, -80.0


def piece_faults(folder: Path, each: int = 1) -> list[str]:
    """A line for each fault of a sound that the index names; of each n-th sound alone, if so wished."""
    return [
        f"{name} ({entry.get('text') or 'signal'}): {fault}"
        for name, entry in sorted(read_index(folder).items())[::each]
        for fault in _faults(folder, name, entry)
    ]


def _faults(folder: Path, name: str, entry: Mapping[str, Any]) -> Iterator[str]:
    try:
        content = (folder / VOICE / str(entry.get("file"))).read_bytes()
        frames, samples = frames_of(content), decoded(content)
    except (OSError, ValueError, av.error.FFmpegError) as error:
        yield f"it cannot be decoded: {error}"
        return
    if len(samples) != frames * AAC_FRAME:
        yield f"{frames} frames decode to {len(samples) / AAC_FRAME:g}"
    if entry.get("frames") != frames or abs(entry.get("seconds", 0) - frames * AAC_FRAME / SAMPLE_RATE) > 0.001:
        yield f"it has {frames} frames, {frames * AAC_FRAME / SAMPLE_RATE:.3f} s, and the index says something else"
    wanted, found = loudness_of(Sound(name, "")), loudness(samples)
    if abs(found - wanted) > MOST_OFF:
        yield f"its loudness is {found:.1f} LUFS, not {wanted:.0f}"
    if (highest := peak(samples)) > LOUDEST_PEAK:
        yield f"its peak is {highest:.1f} dBFS"
    edge = round(SILENT * SAMPLE_RATE)
    if peak(np.concatenate([samples[:edge], samples[-edge:]])) > UNHEARD:
        yield f"it does not begin and end with {SILENT * 1000:.0f} ms of silence"
