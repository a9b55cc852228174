"""Opus: the packets of a recording as phones make them (OGG), and silence between them, without decoding anything.

OGG: RFC 3533. Opus in it: RFC 7845. Packets: RFC 6716.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

RATE = 48_000  # samples a second in which Opus counts, whatever it was recorded with
# A frame of silence, mono, 20 ms: the widest band, one frame (31 << 3), and range coder bytes that say "silent".
SILENCE = b"\xf8\xff\xfe"
SILENCE_LENGTH = RATE // 50

_PAGE = struct.Struct("<4sBBqIIIB")
_CONTINUED = 1
_LONGEST_PACKET = RATE * 120 // 1000


class NoRecording(ValueError):
    """The bytes are no OGG with one stream of Opus, mono or stereo."""


@dataclass(frozen=True)
class Recording:
    """The packets of a recording, and their length in samples."""

    packets: tuple[bytes, ...]
    samples: int

    @property
    def seconds(self) -> float:
        return self.samples / RATE


def read_recording(content: bytes) -> Recording:
    """The packets of a recording, all its silence included. Raises NoRecording."""
    packets = _packets(content)
    head, _tags = next(packets, b""), next(packets, b"")
    # The version, the channels (9), and the family of their order (18): 0 is mono or stereo.
    if len(head) < 19 or head[:8] != b"OpusHead" or head[8] >> 4 or head[9] not in (1, 2) or head[18]:
        raise NoRecording("it is not Opus")
    sound = tuple(packets)
    if not sound:
        raise NoRecording("it is empty")
    return Recording(sound, sum(map(length, sound)))


def length(packet: bytes) -> int:
    """The length of a packet in samples, by its first bytes. Raises NoRecording. RFC 6716, 3.1 and 3.2."""
    if not packet:
        raise NoRecording("it has an empty packet")
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = (480, 960, 1920, 2880)[config & 3]
    elif config < 16:
        frame = (480, 960)[config & 1]
    else:
        frame = (120, 240, 480, 960)[config & 3]
    if code == 3 and len(packet) < 2:
        raise NoRecording("a packet breaks off")
    count = packet[1] & 63 if code == 3 else (1, 2, 2)[code]
    if not 0 < count * frame <= _LONGEST_PACKET:
        raise NoRecording("a packet is longer than packets can be")
    return count * frame


def _packets(content: bytes) -> Iterator[bytes]:
    """The packets of an OGG file with one stream."""
    at, expected, stream, open_packet = 0, 0, None, b""
    while at < len(content):
        try:
            sign, version, kind, _granule, serial, number, _crc, count = _PAGE.unpack_from(content, at)
        except struct.error:
            raise NoRecording("it breaks off") from None
        if (sign, version) != (b"OggS", 0):
            raise NoRecording("it is not OGG")
        if number != expected or serial != (serial if stream is None else stream):
            raise NoRecording("a part of it is missing, or it has several streams")
        if bool(kind & _CONTINUED) != bool(open_packet):
            raise NoRecording("a packet is not whole")
        start = at + _PAGE.size + count
        sizes = content[at + _PAGE.size : start]
        at = start + sum(sizes)
        if len(sizes) < count or at > len(content):
            raise NoRecording("it breaks off")
        for size in sizes:
            open_packet += content[start : start + size]
            start += size
            # A packet goes on as long as its parts are full.
            if size < 255:
                yield open_packet
                open_packet = b""
        expected, stream = number + 1, serial
    if open_packet:
        raise NoRecording("it breaks off")
