"""AAC: samples to a stream that can be joined with others, and back."""

from __future__ import annotations

from io import BytesIO

import av
import numpy as np
import numpy.typing as npt

from content.pieces import AAC_FRAME, SAMPLE_RATE

# Mono, between -1 and 1, SAMPLE_RATE a second.
Samples = npt.NDArray[np.float32]

BITS_A_SECOND = 40_000


def encoded(samples: Samples) -> bytes:
    """An AAC stream (ADTS) of whole frames, the first and the last silent, so that streams may follow each other.

    The encoder itself begins with a frame of silence: it is that much late. The silence at the end is added here.
    """
    padding = AAC_FRAME + -len(samples) % AAC_FRAME
    blocks = np.concatenate([samples, np.zeros(padding, np.float32)]).reshape(-1, 1, AAC_FRAME)
    output = BytesIO()
    with av.open(output, "w", format="adts") as file:
        # Without noise of the decoder's own (PNS), which would give other peaks in each film that a stream is part of.
        stream = file.add_stream("aac", rate=SAMPLE_RATE, layout="mono", options={"aac_pns": "0"})
        stream.bit_rate = BITS_A_SECOND
        for number, block in enumerate(blocks):
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = SAMPLE_RATE, number * AAC_FRAME
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return output.getvalue()


def decoded(stream: bytes) -> Samples:
    """All samples of a stream, its silent frames included. Raises av.error.FFmpegError for anything else."""
    with av.open(BytesIO(stream), "r", format="aac") as file:
        frames = [frame.to_ndarray()[0] for frame in file.decode(audio=0)]
    return np.concatenate(frames).astype(np.float32)


def frames_of(stream: bytes) -> int:
    """The number of frames in an ADTS stream (ISO/IEC 13818-7, 6.2). Raises ValueError for anything else."""
    at = count = 0
    while at < len(stream):
        head = stream[at : at + 7]
        length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5 if len(head) == 7 else 0
        if length < 8 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or at + length > len(stream):
            raise ValueError(f"there is no AAC frame at byte {at}")
        at, count = at + length, count + 1
    return count
