"""Recordings of phones: their packets, and what is no recording."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import pytest

from content.opus import RATE, SILENCE, SILENCE_LENGTH, NoRecording, length, read_recording
from content.recorded import SIGNALS, signal_sounds
from content.sounds import SIGNALS as NAMES
from tests.harness.recorded import voice_message
from tests.harness.tabled import tabled

HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)
TAGS = b"OpusTags" + struct.pack("<II", 0, 0)


def page(number: int, *packets: bytes, kind: int = 0, serial: int = 7, whole: bool = True) -> bytes:
    """A page of OGG with packets; the last one goes on in the next page if it is not whole."""
    sizes = b""
    for each in packets:
        sizes += b"\xff" * (len(each) // 255) + bytes([len(each) % 255])
    sizes = sizes if whole else sizes[:-1]
    return struct.pack("<4sBBqIIIB", b"OggS", 0, kind, 0, serial, number, 0, len(sizes)) + sizes + b"".join(packets)


def ogg(*packets: bytes, head: bytes = HEAD) -> bytes:
    """A file with these packets, a page each."""
    return b"".join(page(number, each) for number, each in enumerate((head, TAGS, *packets)))


# The first bytes of a packet, and its milliseconds: RFC 6716, 3.1 and 3.2.
LENGTHS = [
    (b"\x00", 10),
    (b"\x08", 20),
    (b"\x10", 40),
    (b"\x18", 60),
    (b"\x60", 10),
    (b"\x78", 20),
    (b"\x80", 2.5),
    (b"\xe8", 5),
    (b"\xf0", 10),
    (SILENCE, 20),
    (b"\xf9", 40),
    (b"\xfa", 40),
    (b"\xfb\x03", 60),
    (b"\xfb\x06", 120),
    (b"\x1b\x02", 120),
    (b"\x1c", 60),
]


@tabled(("packet", "milliseconds"), LENGTHS)
def test_the_first_bytes_of_a_packet_tell_its_length(packet: bytes, milliseconds: float) -> None:
    """Of every mode, of one frame and of many, mono and stereo."""
    assert length(packet) == milliseconds * RATE / 1000


@pytest.mark.parametrize("packet", [b"", b"\xfb", b"\xfb\x00", b"\xfb\x07", b"\x1b\x03"])
def test_a_packet_that_cannot_be_is_refused(packet: bytes) -> None:
    """Nothing in it, broken off, of no frame, or longer than 120 ms."""
    with pytest.raises(NoRecording):
        length(packet)


@pytest.mark.parametrize("milliseconds", [20, 60])
def test_a_voice_message_is_as_long_as_it_was_spoken(milliseconds: int) -> None:
    """And up to two packets longer: the last one is filled, and the first moments are the encoder's."""
    found = read_recording(voice_message(2.0, packet=milliseconds))
    assert 2.0 <= found.seconds <= 2.0 + 2 * milliseconds / 1000
    assert found.samples == sum(map(length, found.packets))


def test_a_packet_may_go_on_over_pages() -> None:
    """As phones write those of a loud moment."""
    long = SILENCE[:1] + bytes(600)
    parts = page(2, long[:510], whole=False) + page(3, long[510:], SILENCE, kind=1)
    found = read_recording(page(0, HEAD) + page(1, TAGS) + parts)
    assert found.packets == (long, SILENCE)
    assert found.samples == 2 * SILENCE_LENGTH


NONE: list[bytes] = [
    b"",
    b"OggS",
    b"hello, this is no sound at all, but it is long enough to be a page",
    ogg(),
    ogg(SILENCE, head=b"\x01vorbis" + bytes(23)),
    ogg(SILENCE, head=HEAD[:8] + b"\x10" + HEAD[9:]),
    ogg(SILENCE, head=HEAD[:9] + b"\x06" + HEAD[10:]),
    ogg(SILENCE)[:-1],
    ogg(SILENCE) + page(4, SILENCE),
    ogg(SILENCE) + page(3, SILENCE, serial=8),
    ogg(SILENCE) + page(3, SILENCE, kind=1),
    ogg(SILENCE) + page(3, SILENCE[:1] + bytes(254), whole=False),
    ogg(b"\xfb"),
]


@tabled("content", NONE)
def test_what_is_no_whole_recording_is_refused(content: bytes) -> None:
    """Nothing, no OGG, no Opus, more than two channels, a page or a part of a packet that is missing."""
    with pytest.raises(NoRecording):
        read_recording(content)


@tabled("cut", range(0, 4000, 97))
def test_a_recording_that_breaks_off_never_fails_in_another_way(cut: int) -> None:
    """Cut between two pages it is a shorter one."""
    content = voice_message(2.0)
    try:
        read_recording(content[:cut])
    except NoRecording:
        return
    assert content[cut : cut + 4] in (b"OggS", b"")


def test_the_bells_are_there_in_the_form_of_recordings() -> None:
    """The same three, each some seconds."""
    assert {name for name, _ in signal_sounds()} == set(NAMES)
    for name in NAMES:
        path = Path(SIGNALS / f"{name}.ogg")
        with av.open(str(path)) as file:
            assert file.streams[0].codec_context.name == "opus"
        assert 0.5 < read_recording(path.read_bytes()).seconds < 3
