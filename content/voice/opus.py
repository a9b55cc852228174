"""Opus: samples to a recording as phones make them, and any recording back to samples."""

from __future__ import annotations

from io import BytesIO

import av
import numpy as np

from content.pieces import SAMPLE_RATE
from content.voice.aac import Samples

BITS_A_SECOND = 48_000


def recorded(samples: Samples) -> bytes:
    """An OGG with Opus, mono."""
    output = BytesIO()
    with av.open(output, "w", format="ogg") as file:
        stream = file.add_stream("libopus", rate=SAMPLE_RATE, layout="mono")
        stream.bit_rate = BITS_A_SECOND
        frame = av.AudioFrame.from_ndarray(samples[None, :].astype(np.float32), format="flt", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return output.getvalue()


def heard(recording: bytes) -> Samples:
    """The sound of a recording in any format. Raises av.error.FFmpegError for what is none."""
    resampler = av.AudioResampler("fltp", "mono", SAMPLE_RATE)
    with av.open(BytesIO(recording), "r") as file:
        frames = [each for frame in file.decode(audio=0) for each in resampler.resample(frame)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.float32)
