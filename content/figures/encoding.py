"""Frames to a file: an MP4 that Telegram plays as a silent loop, and JPEG posters."""

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

# Constant quality of x264, lower is better and larger. A clip of more bytes than that is made a little coarser.
QUALITIES = (26, 28, 30, 32)
MOST_BYTES = 140_000
# So that clips can be joined without being encoded again: one key frame at the beginning, no frame that looks out of
# the clip, and the same parameter sets whatever the quality (`stitchable`).
JOINABLE = "keyint=infinite:scenecut=0:open-gop=0:stitchable=1"
POSTER_QUALITY = 80
# Telegram takes thumbnails of up to 320 pixels and 200 kB, https://core.telegram.org/bots/api#sendanimation
POSTER_SIDE = 320


# A picture as videos have it, half as large: a plane of brightness over two of colour, of half the rows and columns.
Planes = npt.NDArray[np.uint8]


def planes(picture: Picture) -> Planes:
    """A picture (h, w, 3) as planes (3 h / 2, w)."""
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    return np.asarray(frame.reformat(format="yuv420p", dst_colorspace="ITU709").to_ndarray(), np.uint8)


def mirrored(given: Planes) -> Planes:
    """The same picture in a mirror: each plane for itself."""
    rows, width = given.shape
    height = rows * 2 // 3
    colours = given[height:].reshape(2, height // 2, width // 2)[:, :, ::-1]
    return np.concatenate([given[:height, ::-1], colours.reshape(height // 2, width)])


def mp4(pictures: Callable[[], Iterable[Planes]], size: tuple[int, int], fps: int) -> bytes:
    """A loop without sound, H.264 in 4:2:0, of at most MOST_BYTES if any quality gives that.

    `pictures` gives the frames anew each time, so that they need not all be kept; `size` is their width and height.
    """
    for quality in QUALITIES:
        content = encoded(pictures(), size, fps, quality)
        if len(content) <= MOST_BYTES:
            break
    return content


def encoded(pictures: Iterable[Planes], size: tuple[int, int], fps: int, quality: int) -> bytes:
    """The same at one constant quality of x264. Written by one thread, so that the bytes are always the same."""
    # Moving the index to the front needs a file that can be read again.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as output:
            stream = output.add_stream("libx264", rate=fps)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            stream.thread_count = 1
            # A short look ahead: a longer one keeps 60 MB of frames, and saves next to nothing of a clip.
            stream.options = {
                "crf": str(quality),
                "preset": "slow",
                "tune": "animation",
                "x264-params": f"rc-lookahead=12:ref=3:threads=1:lookahead-threads=1:sync-lookahead=0:{JOINABLE}",
            }
            context = stream.codec_context
            # BT.709, limited range, as every player takes for granted.
            context.color_range = context.colorspace = context.color_primaries = context.color_trc = 1
            for picture in pictures:
                for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")):
                    output.mux(packet)
            for packet in stream.encode():
                output.mux(packet)
        return path.read_bytes()


def jpeg(picture: Picture, side: int | None = None) -> bytes:
    """A picture as JPEG, its longer side made so many pixels if that is given."""
    image = Image.fromarray(picture)
    if side is not None:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=POSTER_QUALITY, optimize=True)
    return buffer.getvalue()
