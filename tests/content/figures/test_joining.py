"""Joining: the clips of a variation play one after another without being encoded again."""

from __future__ import annotations

import io
from collections import defaultdict
from pathlib import Path

import av
import numpy as np
import pytest

from content.figures.encoding import QUALITIES, encoded
from content.library import SHIPPED
from content.media.index import CLIPS, read_index
from tests.harness.shortened import shortened

# What is drawn is looked at in full; `test_workshop` draws one clip in every run of `make test`.
pytestmark = pytest.mark.system

FILES: dict[tuple[str, str], list[Path]] = defaultdict(list)
for _name, _sides in read_index(SHIPPED).clips.items():
    for _side, _drawn in _sides.items():
        FILES[_name.partition("/")[0], _side].append(SHIPPED / CLIPS / _drawn.file)


@pytest.mark.parametrize(("variation", "side"), FILES, ids="/".join)
def test_clips_of_a_variation_and_side_have_the_same_parameters(variation: str, side: str) -> None:
    """Size, rate and parameter sets; and each is one closed group of pictures, which begins with a key frame."""
    heads, sizes = set(), set()
    for path in FILES[variation, side]:
        with av.open(str(path), "r") as file:
            video = file.streams.video[0]
            heads.add(bytes(video.codec_context.extradata or b""))
            sizes.add((video.width, video.height, video.average_rate, video.time_base))
            keys = [packet.is_keyframe for packet in file.demux(video) if packet.size]
        assert keys[0]
        assert sum(keys) == 1
    assert len(FILES[variation, side]) >= 6
    assert len(sizes) == 1
    assert len(heads) == 1
    assert heads != {b""}


def test_the_parameters_are_the_same_whatever_the_quality() -> None:
    """So that a clip which had to be made coarser still fits between its neighbours."""
    noise = np.random.default_rng(1).integers(0, 255, (12, 96 * 3 // 2, 128), np.uint8)
    heads = set()
    for quality in (QUALITIES[0], QUALITIES[-1]):
        with av.open(io.BytesIO(encoded(iter(noise), (128, 96), 15, quality)), "r") as file:
            heads.add(bytes(file.streams.video[0].codec_context.extradata or b""))
    assert len(heads) == 1


@pytest.mark.parametrize("variation", shortened(sorted({variation for variation, _ in FILES}), 4))
def test_joined_clips_play_as_they_did_alone(variation: str) -> None:
    """Three of them, packet by packet, in one file: no picture is missing or broken."""
    paths = FILES[variation, "right"][:3]
    output = io.BytesIO()
    alone: list[np.ndarray] = []
    with av.open(output, "w", format="mp4") as joined:
        stream = None
        start = 0
        for path in paths:
            with av.open(str(path), "r") as file:
                video = file.streams.video[0]
                alone += [frame.to_ndarray(format="gray") for frame in file.decode(video)]
            with av.open(str(path), "r") as file:
                video = file.streams.video[0]
                if stream is None:
                    stream = joined.add_stream_from_template(video)
                packets = [packet for packet in file.demux(video) if packet.size]
                step = min(packet.duration or 0 for packet in packets)
                for packet in packets:
                    assert packet.pts is not None and packet.dts is not None
                    packet.pts, packet.dts = packet.pts + start, packet.dts + start
                    packet.stream = stream
                    joined.mux(packet)
                start += step * len(packets)
    output.seek(0)
    with av.open(output, "r") as file:
        together = [frame.to_ndarray(format="gray") for frame in file.decode(video=0)]
    assert len(together) == len(alone)
    assert all(np.array_equal(one, other) for one, other in zip(together, alone, strict=True))
