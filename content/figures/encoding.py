"""Encoding: frames to an MP4 that Telegram plays as a silent loop, and to JPEG posters."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from PIL import Image

from content.figures.overlay import Picture

# CRF values of x264, lower is better and larger. The next one is used when a clip exceeds MOST_BYTES.
QUALITIES = (26, 28, 30, 32)
MOST_BYTES = 140_000
# Lets clips be joined without encoding them again: one key frame at the beginning, closed GOPs, and the same parameter
# sets for every quality (`stitchable`).
JOINABLE = "keyint=infinite:scenecut=0:open-gop=0:stitchable=1"
POSTER_QUALITY = 80
# Telegram takes thumbnails of up to 320 pixels and 200 kB, https://core.telegram.org/bots/api#sendanimation
POSTER_SIDE = 320


# A picture in YUV 4:2:0: a plane of brightness, then two planes of colour with half the rows and columns.
Planes = npt.NDArray[np.uint8]


def planes(picture: Picture) -> Planes:
    """A picture (h, w, 3) as planes (3 h / 2, w)."""
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    return np.asarray(frame.reformat(format="yuv420p", dst_colorspace="ITU709").to_ndarray(), np.uint8)


def mirrored(given: Planes) -> Planes:
    """The mirrored picture: each plane is flipped."""
    rows, width = given.shape
    height = rows * 2 // 3
    colours = given[height:].reshape(2, height // 2, width // 2)[:, :, ::-1]
    return np.concatenate([given[:height, ::-1], colours.reshape(height // 2, width)])


def mp4(pictures: Callable[[], Iterable[Planes]], size: tuple[int, int], fps: int) -> bytes:
    """A silent H.264 loop in 4:2:0, of at most MOST_BYTES if any quality achieves that.

    `pictures` is called once for each try and gives all frames. `size` is their width and height.
    """
    for quality in QUALITIES:
        content = encoded(pictures(), size, fps, quality)
        if len(content) <= MOST_BYTES:
            break
    return content


def encoded(pictures: Iterable[Planes], size: tuple[int, int], fps: int, quality: int) -> bytes:
    """`mp4` at one CRF of x264. One thread encodes, so that the bytes are reproducible."""
    # `faststart` moves the index to the front, which needs a real file.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as output:
            stream = output.add_stream("libx264", rate=fps)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            stream.thread_count = 1
            # A short lookahead: a longer one holds 60 MB of frames and hardly makes a clip smaller.
            stream.options = {
                "crf": str(quality),
                "preset": "slow",
                "tune": "animation",
                "x264-params": f"rc-lookahead=12:ref=3:threads=1:lookahead-threads=1:sync-lookahead=0:{JOINABLE}",
            }
            context = stream.codec_context
            # BT.709, limited range: what players assume.
            context.color_range = context.colorspace = context.color_primaries = context.color_trc = 1
            for picture in pictures:
                for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")):
                    output.mux(packet)
            for packet in stream.encode():
                output.mux(packet)
        return path.read_bytes()


def jpeg(picture: Picture, side: int | None = None) -> bytes:
    """A picture as JPEG, scaled down to `side` pixels at its longer side if given."""
    image = Image.fromarray(picture)
    if side is not None:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=POSTER_QUALITY, optimize=True)
    return buffer.getvalue()
