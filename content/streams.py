"""Streams: what a piece's file holds, picture by picture and frame by frame, without decoding it.

Loops and cards are small MP4s with one closed group of pictures and equal parameter sets. Sounds are ADTS streams of
AAC-LC, 24 kHz, mono, that begin and end in silence.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from content.pieces import FPS

# Types of slices: of any picture, and of one that needs no other. ITU-T H.264, table 7-1.
_SLICES = (1, 5)
_IDR = 5


class BadPiece(Exception):
    """A piece that cannot be joined: it is missing, broken, or unlike the others. `file` is its name."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file = file


@dataclass(frozen=True)
class Loop:
    """The pictures of a piece in order of decoding, and by how many pictures each is shown later than decoded.

    `late`: when the first one shown is shown, likewise counted from the first one decoded.
    """

    description: bytes  # the sample description with its parameter sets
    width: int
    height: int
    pictures: tuple[bytes, ...]
    late: int
    delays: tuple[int, ...]

    @property
    def encoding(self) -> tuple[bytes, int, int, int]:
        """What must be equal in loops that follow each other."""
        return self.description, self.width, self.height, self.late


def _content(file: str, folder: Path) -> bytes:
    try:
        return (folder / file).read_bytes()
    except OSError as error:
        raise BadPiece(file, f"it cannot be read ({error.strerror})") from None


def read_sound(file: str, folder: Path) -> tuple[bytes, ...]:
    """The frames of an ADTS stream, without their headers. ISO/IEC 14496-3, 1.A.2.2."""
    content, frames, at = _content(file, folder), [], 0
    while at < len(content):
        head = content[at : at + 7]
        if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
            raise BadPiece(file, "it is not an ADTS stream")
        profile, rate, channels = head[2] >> 6, head[2] >> 2 & 15, (head[2] & 1) << 2 | head[3] >> 6
        if (profile, rate, channels, head[6] & 3) != (1, 6, 1, 0):
            raise BadPiece(file, "it is not AAC-LC with 24 kHz and one channel")
        start = at + (7 if head[1] & 1 else 9)
        at += (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        if not start < at <= len(content):
            raise BadPiece(file, "it breaks off")
        frames.append(content[start:at])
    if not frames:
        raise BadPiece(file, "it is empty")
    return tuple(frames)


def read_slice(file: str, folder: Path) -> bytes:
    """A page of a caption: one slice of H.264, a NAL unit without a start code."""
    content = _content(file, folder)
    if not content or content[0] & 31 not in _SLICES:
        raise BadPiece(file, "it is not a slice of a picture")
    return content


def captioned(picture: bytes, page: bytes, file: str) -> bytes:
    """A picture of a loop with a page of a caption in place of its lower slice. `file` is the page's."""
    units = list(_units(picture))
    if [picture[at + 4] & 31 for at in units[-2:]] != [page[0] & 31] * 2:
        raise BadPiece(file, "the picture that it belongs to does not have two such slices")
    return picture[: units[-1]] + struct.pack(">I", len(page)) + page


def read_loop(file: str, folder: Path) -> Loop:
    """The pictures of a small MP4."""
    try:
        return _parsed_loop(file, _content(file, folder))
    except (struct.error, IndexError, KeyError, ZeroDivisionError):
        raise BadPiece(file, "it is not an MP4 that can be joined") from None


def _parsed_loop(file: str, content: bytes) -> Loop:
    track = _inner(content, _inner(content, (0, len(content)))[b"moov"])[b"trak"]
    boxes = _inner(content, track)
    media = _inner(content, boxes[b"mdia"])
    table = _inner(content, _inner(content, media[b"minf"])[b"stbl"])
    header = media[b"mdhd"][0]
    (scale,) = struct.unpack_from(">I", content, header + (20 if content[header] else 12))
    fixed, count = struct.unpack_from(">II", content, table[b"stsz"][0] + 4)
    sizes = [fixed] * count if fixed else struct.unpack_from(f">{count}I", content, table[b"stsz"][0] + 12)
    lengths = list(_runs(content, table[b"stts"][0]))
    delays = list(_runs(content, table[b"ctts"][0])) if b"ctts" in table else [0] * count
    step = scale // FPS
    if not count or len(lengths) != count or len(delays) != count:
        raise BadPiece(file, "its tables do not fit together")
    # A muxer may give the last picture another length, which says nothing here.
    if step * FPS != scale or any(length != step for length in lengths[:-1]) or any(delay % step for delay in delays):
        raise BadPiece(file, f"it does not have {FPS} pictures a second")
    later = [delay // step for delay in delays]
    order = sorted(number + delay for number, delay in enumerate(later))
    if order != list(range(order[0], order[0] + count)) or order[0] < 0:
        raise BadPiece(file, "its pictures are not shown one after another")
    pictures, number = [], 0
    for start, held in _chunks(content, table):
        at = start
        for size in sizes[number : number + held]:
            pictures.append(content[at : at + size])
            at += size
        number += held
    kinds = [{picture[at + 4] & 31 for at in _units(picture)} for picture in pictures]
    if len(pictures) != count or [_IDR in each for each in kinds] != [True] + [False] * (count - 1):
        raise BadPiece(file, "it is not one closed group of pictures")
    _, end = boxes[b"tkhd"]
    width, height = struct.unpack_from(">II", content, end - 8)
    return Loop(
        _description(content, table[b"stsd"]), width >> 16, height >> 16, tuple(pictures), order[0], tuple(later)
    )


def _inner(content: bytes, within: tuple[int, int]) -> dict[bytes, tuple[int, int]]:
    """Where the body of each box lies, by its kind; the first of a kind."""
    found: dict[bytes, tuple[int, int]] = {}
    at, end = within
    while at < end:
        size, kind = struct.unpack_from(">I4s", content, at)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, at + 8)
            head = 16
        size = size or end - at
        if size < head or at + size > end:
            raise IndexError
        found.setdefault(kind, (at + head, at + size))
        at += size
    return found


def _runs(content: bytes, at: int) -> Iterator[int]:
    """The values of a table of (count, value)."""
    (count,) = struct.unpack_from(">I", content, at + 4)
    for times, value in struct.iter_unpack(">Ii", content[at + 8 : at + 8 + 8 * count]):
        yield from (value for _ in range(min(times, len(content))))


def _chunks(content: bytes, table: dict[bytes, tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """(Where it begins, number of its samples) for each chunk."""
    at, _ = table[b"stco"]
    (count,) = struct.unpack_from(">I", content, at + 4)
    starts = struct.unpack_from(f">{count}I", content, at + 8)
    at, _ = table[b"stsc"]
    (count,) = struct.unpack_from(">I", content, at + 4)
    held = {first: samples for first, samples, _ in struct.iter_unpack(">III", content[at + 8 : at + 8 + 12 * count])}
    now = 0
    for number, start in enumerate(starts, 1):
        now = held.get(number, now)
        yield start, now


def _units(picture: bytes) -> Iterator[int]:
    """Where the units begin that a picture consists of. Raises IndexError where they do not fill it."""
    at = 0
    while at < len(picture):
        (size,) = struct.unpack_from(">I", picture, at)
        if not 0 < size <= len(picture) - at - 4:
            raise IndexError
        yield at
        at += 4 + size


def _description(content: bytes, where: tuple[int, int]) -> bytes:
    """The sample description of a picture, without its bit rate, which differs from piece to piece."""
    start, end = where
    size, kind = struct.unpack_from(">I4s", content, start + 8)
    fields, inner = start + 16, start + 16 + 78
    if kind != b"avc1" or start + 8 + size > end:
        raise KeyError(kind)
    kept = {kind: content[at:until] for kind, (at, until) in _inner(content, (inner, end)).items() if kind != b"btrt"}
    if kept[b"avcC"][4] & 3 != 3:  # units' sizes take four bytes
        raise KeyError(b"avcC")
    body = content[fields:inner]
    for name, each in kept.items():
        body += struct.pack(">I4s", 8 + len(each), name) + each
    return struct.pack(">I4s", 8 + len(body), b"avc1") + body
