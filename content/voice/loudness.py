"""Loudness: measured as people hear it (ITU-R BS.1770, in LUFS), and set, without peaks that would be cut off."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np
from av.filter import Graph

from content.pieces import SAMPLE_RATE
from content.voice.aac import Samples

# Holding peaks costs loudness, which is made up for at most this often, until it is this near, in LU.
TRIES, NEAR = 12, 0.1


def loudness(samples: Samples) -> float:
    """Integrated loudness in LUFS; -70 for silence. Sounds shorter than 0.4 s have none, and give -70 too."""
    found = -70.0
    for frame in _filtered(samples, "ebur128", "metadata=1:framelog=quiet"):
        found = float(frame.metadata.get("lavfi.r128.I", found))
    return found


def peak(samples: Samples) -> float:
    """The largest sample, in dB below full scale (dBFS)."""
    return float(20 * np.log10(max(np.abs(samples).max(initial=0.0), 1e-9)))


def levelled(samples: Samples, wanted: float, ceiling: float) -> Samples:
    """The sound at a loudness in LUFS. A limiter that looks ahead holds its peaks below a ceiling in dBFS."""
    gain = wanted - loudness(samples)
    for _ in range(TRIES):
        louder = (samples * np.float32(10 ** (gain / 20))).astype(np.float32)
        if peak(louder) > ceiling:
            louder = limited(louder, ceiling)
        missing = wanted - loudness(louder)
        if abs(missing) < NEAR:
            break
        gain += missing
    return louder


def limited(samples: Samples, ceiling: float) -> Samples:
    """The sound with its peaks held at a ceiling in dBFS, as long as it was."""
    limit = 10 ** (ceiling / 20)
    # Without `level` the limiter would bring the peaks back up; `latency` takes the look ahead off the beginning.
    options = f"limit={limit:.4f}:attack=5:release=60:level=0:latency=1"
    frames = [frame.to_ndarray()[0] for frame in _filtered(samples, "alimiter", options)]
    return np.concatenate(frames).astype(np.float32)[: len(samples)]


def _filtered(samples: Samples, name: str, options: str) -> Iterator[av.AudioFrame]:
    """The frames that come out of one of FFmpeg's filters."""
    graph = Graph()
    source = graph.add_abuffer(sample_rate=SAMPLE_RATE, format="dbl", layout="mono")
    graph.link_nodes(source, graph.add(name, options), graph.add("abuffersink")).configure()
    frame = av.AudioFrame.from_ndarray(samples[None, :].astype(np.float64), format="dbl", layout="mono")
    frame.sample_rate, frame.pts = SAMPLE_RATE, 0
    graph.push(frame)
    graph.push(None)
    while True:
        try:
            found = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        if isinstance(found, av.AudioFrame):
            yield found
