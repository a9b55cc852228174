"""What is in an MP4 file: whether it has pictures and sound, read from its boxes (ISO/IEC 14496-12)."""

from collections.abc import Iterator

_INSIDE = {b"moov", b"trak", b"mdia"}


def tracks_of(content: bytes) -> frozenset[str]:
    """The kinds of a file's tracks, as "vide" and "soun"; none when it is no MP4 file, or is cut off."""
    return frozenset(_kinds(memoryview(content), 0))


def has_no_sound(content: bytes) -> bool:
    """Whether a file is moving pictures without a sound track, which Telegram takes for a GIF."""
    tracks = tracks_of(content)
    return "vide" in tracks and "soun" not in tracks


def _kinds(boxes: memoryview, depth: int) -> Iterator[str]:
    at = 0
    while at + 8 <= len(boxes):
        size, kind, head = int.from_bytes(boxes[at : at + 4], "big"), bytes(boxes[at + 4 : at + 8]), 8
        if size == 1:
            size, head = int.from_bytes(boxes[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = len(boxes) - at
        if size < head:
            return
        inside = boxes[at + head : at + size]
        if kind == b"hdlr" and len(inside) >= 12:
            yield bytes(inside[8:12]).decode("latin-1")
        elif kind in _INSIDE and depth < len(_INSIDE):
            yield from _kinds(inside, depth + 1)
        at += size
