"""A small film, encoded now: a colour for each half, and a tone; for Telegram's stand-in and a browser to take."""

from __future__ import annotations

import math
from array import array
from fractions import Fraction
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

import av

RATE, PICTURES = 24_000, 15
SIZE = 160, 180
HALVES = ("red", "blue")
_YUV = {"red": (81, 90, 240), "blue": (41, 240, 110)}


@lru_cache(maxsize=8)
def short_film(seconds: int, *, pictures: bool = True, sound: bool = True) -> bytes:
    """An MP4 of so many seconds, its index in front; a key frame every second."""
    with NamedTemporaryFile(suffix=".mp4") as into:  # the index can be put in front of a file with a name alone
        _write(into.name, seconds, pictures=pictures, sound=sound)
        return Path(into.name).read_bytes()


def _write(path: str, seconds: int, *, pictures: bool, sound: bool) -> None:
    with av.open(path, "w", format="mp4", options={"movflags": "faststart"}) as container:
        if pictures:
            film = container.add_stream("libx264", rate=PICTURES, options={"preset": "ultrafast", "g": str(PICTURES)})
            film.width, film.height, film.pix_fmt = *SIZE, "yuv420p"
        if sound:
            track = container.add_stream("aac", rate=RATE, layout="mono")
        if pictures:
            for number in range(seconds * PICTURES):
                container.mux(film.encode(_picture(HALVES[2 * number >= seconds * PICTURES], number)))
            container.mux(film.encode(None))
        if sound:
            for block in range(seconds * RATE // 1000):
                container.mux(track.encode(_tone(block * 1000)))
            container.mux(track.encode(None))


def _picture(colour: str, number: int) -> av.VideoFrame:
    frame = av.VideoFrame(*SIZE, "yuv420p")
    for plane, level in zip(frame.planes, _YUV[colour], strict=True):
        plane.update(bytes([level]) * plane.buffer_size)
    frame.pts, frame.time_base = number, Fraction(1, PICTURES)
    return frame


def _tone(start: int) -> av.AudioFrame:
    frame = av.AudioFrame(format="fltp", layout="mono", samples=1000)
    samples = array("f", (0.1 * math.sin(2 * math.pi * 330 * (start + n) / RATE) for n in range(1000)))
    frame.planes[0].update(samples.tobytes())
    frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
    return frame


def silence(frames: int) -> bytes:
    """A piece of a voice that says nothing: so many frames of AAC as an ADTS stream."""
    into = BytesIO()
    with av.open(into, "w", format="adts") as container:
        track = container.add_stream("aac", rate=RATE, layout="mono")
        for number in range(frames - 1):  # the encoder begins with one of its own
            frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
            frame.planes[0].update(bytes(4 * 1024))
            frame.sample_rate, frame.pts = RATE, 1024 * number
            container.mux(track.encode(frame))
        container.mux(track.encode(None))
    return into.getvalue()
