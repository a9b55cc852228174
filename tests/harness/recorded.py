"""Recordings as a phone makes them: OGG with Opus."""

from __future__ import annotations

import zlib
from functools import lru_cache
from io import BytesIO

import av
import numpy as np
import numpy.typing as npt

RATE = 48_000


def chirp(seconds: float, first: float = 300.0, last: float = 1500.0) -> npt.NDArray[np.float32]:
    """A tone that rises, so that each moment of it is unlike all others; softer at its ends."""
    every = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * np.pi * (first * every + (last - first) / (2 * max(seconds, 0.1)) * every**2)
    return np.asarray(0.3 * np.sin(phase) * np.minimum(1, np.minimum(every, every[::-1]) / 0.05), np.float32)


@lru_cache(maxsize=32)
def voice_message(
    seconds: float = 1.0, *, first: float = 300.0, bits: int = 24_000, packet: int = 60, silence: float = 0.0
) -> bytes:
    """A voice message of so many seconds, with packets of so many milliseconds, and silence before and after."""
    quiet = np.zeros(round(silence * RATE), np.float32)
    samples = np.concatenate([quiet, chirp(seconds, first), quiet])
    output = BytesIO()
    with av.open(output, "w", format="ogg") as file:
        options = {"frame_duration": str(packet), "application": "voip"}
        stream = file.add_stream("libopus", rate=RATE, layout="mono", options=options)
        stream.bit_rate = bits
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="flt", layout="mono")
        frame.sample_rate = RATE
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return output.getvalue()


def short_message(number: int = 0) -> bytes:
    """A second of sound, unlike that of every other number."""
    return voice_message(1.0, first=200.0 + 10 * (zlib.crc32(b"%d" % number) % 60))
