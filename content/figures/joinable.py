"""Joinable pieces: loops, cards and captions in H.264 that go together picture by picture without encoding them again.

Every picture has two slices, which are decoded apart: the figure above, the caption below. In a loop the lower slice
is empty and then skipped, so that it keeps what it shows. A caption is a lower slice alone. In place of a loop's own
one it stays until the next. Slices name the picture they belong to (frame number and order), so a slice is made for a
certain frame; no B frames, since these change the order from loop to loop.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import av
import numpy as np

from content.figures.encoding import JOINABLE, Planes, planes
from content.figures.overlay import Picture
from content.figures.slice_headers import frame_num_bits, moved
from content.media.film import FIGURE, HEIGHT, WIDTH
from content.media.motion import FPS

QUALITY, TEXT_QUALITY = 28, 30  # CRF of x264
MACROBLOCK = 16
SLICES = f"slice-max-mbs={WIDTH // MACROBLOCK * FIGURE // MACROBLOCK}"
REFERENCES = 3  # pictures that one may refer to
# Weighted prediction would change the brightness of skipped pictures.
SIMPLE = f"bframes=0:weightp=0:ref={REFERENCES}:rc-lookahead=12:threads=1:lookahead-threads=1:sync-lookahead=0"
START, BARE = b"\0\0\1", "h264"  # Annex B
SLICE_TYPES = (1, 5)  # https://www.itu.int/rec/T-REC-H.264, table 7-1
SEQUENCE = 7
PARAMETER_SETS = (SEQUENCE, 8)
# Rows below the figure that the filter may change which smooths the edges of macroblocks.
SMOOTHED = 8
# Rows and columns of a patch of the pattern under a caption.
PATCH = 4


def loop(pictures: Iterable[Planes]) -> bytes:
    """An MP4 of a loop."""
    return _encoded(pictures, "mp4", QUALITY)


def card(picture: Picture, frames: int) -> bytes:
    """An MP4 of a still picture."""
    still = planes(picture)
    return _encoded((still for _ in range(frames)), "mp4", TEXT_QUALITY)


def caption(picture: Picture, frame: int) -> bytes:
    """The slice that shows a picture's lower part from a frame of a loop on.

    Raises RuntimeError if it depends on what was shown before.
    """
    shown = planes(picture)
    if frame == 0:
        return slices(_encoded([shown], BARE, TEXT_QUALITY))[-1]
    over = _pattern(1)
    # From the fourth picture on all may refer to as many: it is drawn as the fourth, and made that of the frame.
    stream = slices(_encoded([*[over] * min(frame, REFERENCES), lower(over, shown)], BARE, TEXT_QUALITY))
    found = moved(stream[-1], frame, _frame_num_bits())
    if not np.array_equal(_below(stream), _below([*_before(frame), found])):
        raise RuntimeError("a caption's slice depends on the picture before it")
    return found


def lower(upper: Planes, below: Planes) -> Planes:
    """The figure's part of one picture and the caption's part of another."""
    found = upper.copy()
    found[FIGURE:HEIGHT] = below[FIGURE:HEIGHT]
    for mine, other in zip(_colours(found), _colours(below), strict=True):
        mine[FIGURE // 2 :] = other[FIGURE // 2 :]
    return found


def slices(stream: bytes) -> list[bytes]:
    """The NAL units of a stream in Annex B that are slices; two a picture."""
    return [unit for unit in units(stream) if unit[0] & 31 in SLICE_TYPES]


def units(stream: bytes) -> list[bytes]:
    """The NAL units of a stream in Annex B."""
    # A start code may have one more zero before it; a unit itself never ends with a zero.
    return [unit.rstrip(b"\0") for unit in stream.split(START)[1:]]


def _below(stream: list[bytes]) -> Planes:
    """The lower part of the last picture of a stream of slices, without its uppermost rows."""
    with av.open(io.BytesIO(b"".join(START + each for each in [*_parameter_sets(), *stream])), "r", BARE) as file:
        *_, last = (np.asarray(frame.to_ndarray(format="yuv420p"), np.uint8) for frame in file.decode(video=0))
    brightness, colours = last[FIGURE + SMOOTHED : HEIGHT], _colours(last)[:, (FIGURE + SMOOTHED) // 2 :]
    return np.concatenate([brightness.ravel(), colours.ravel()])


@cache
def _before(frame: int) -> list[bytes]:
    """The slices of another pattern, up to the upper one of this frame."""
    plain, over = planes(np.zeros((HEIGHT, WIDTH, 3), np.uint8)), lower(_pattern(1), _pattern(2))
    near = min(frame, REFERENCES)
    # What it may refer to is the pattern; plain pictures before cost less.
    return slices(_encoded([*[plain] * (frame - near), *[over] * near, over], BARE, TEXT_QUALITY))[:-1]


@cache
def _frame_num_bits() -> int:
    return frame_num_bits(next(unit for unit in _parameter_sets() if unit[0] & 31 == SEQUENCE))


@cache
def _parameter_sets() -> list[bytes]:
    return [unit for unit in units(_encoded([_pattern(1)], BARE, TEXT_QUALITY)) if unit[0] & 31 in PARAMETER_SETS]


def _colours(given: Planes) -> Planes:
    """The two planes of colour."""
    return given[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)


@cache
def _pattern(seed: int) -> Planes:
    """A picture that predicts no caption, so that a slice drawn over it holds all of its own."""
    dark = np.random.default_rng(seed).integers(0, 110, (HEIGHT // PATCH, WIDTH // PATCH, 3), np.uint8)
    return planes(np.ascontiguousarray(dark.repeat(PATCH, 0).repeat(PATCH, 1)))


def _encoded(pictures: Iterable[Planes], container: str, quality: int) -> bytes:
    """Pictures as an MP4, or as a bare stream in Annex B (BARE). One thread, so that the bytes are reproducible."""
    output = io.BytesIO()
    with av.open(output, "w", container) as file:
        stream = file.add_stream("libx264", rate=FPS)
        stream.width, stream.height = WIDTH, HEIGHT
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 1
        stream.options = {
            "crf": str(quality),
            "preset": "slow",
            "tune": "animation",
            "x264-params": f"{JOINABLE}:{SLICES}:{SIMPLE}",
        }
        context = stream.codec_context
        # BT.709, limited range: what players assume.
        context.color_range = context.colorspace = context.color_primaries = context.color_trc = 1
        for packet in _packets(stream, pictures):
            file.mux(packet)
    return output.getvalue()


def _packets(stream: av.VideoStream, pictures: Iterable[Planes]) -> Iterator[av.Packet[Any]]:
    for picture in pictures:
        yield from stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p"))
    yield from stream.encode()
