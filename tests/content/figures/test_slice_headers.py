"""Slice headers: a slice drawn for one picture is that of a later one, and nothing else of it changes."""

from __future__ import annotations

import pytest

from content.figures import joinable
from content.figures.captions import caption_picture
from content.figures.encoding import planes
from content.figures.joinable import REFERENCES, SEQUENCE, lower
from content.figures.slice_headers import frame_num_bits, moved

# What x264 writes here.
BITS = 4
PAGE = planes(caption_picture(("Lie on your left side", "in one long line,")))


def sequence() -> bytes:
    """The parameters of a film's pictures."""
    return next(unit for unit in joinable._parameter_sets() if unit[0] & 31 == SEQUENCE)


def drawn(frame: int) -> bytes:
    """The slice of a page, drawn for a picture after so many of a pattern."""
    over = joinable._pattern(1)
    return joinable.slices(joinable._encoded([*[over] * frame, lower(over, PAGE)], "h264", 30))[-1]


def test_a_slice_is_moved_to_a_later_picture_and_back() -> None:
    """In the four bits of its number, which start again after 15."""
    assert frame_num_bits(sequence()) == BITS
    fourth = drawn(REFERENCES)
    assert moved(fourth, REFERENCES, BITS) == fourth
    later = moved(fourth, 9, BITS)
    assert later != fourth
    assert moved(later, REFERENCES, BITS) == fourth
    assert moved(fourth, 9 + 2**BITS, BITS) == later
    apart = [number for number, (one, other) in enumerate(zip(fourth, later, strict=True)) if one != other]
    assert len(apart) <= 2
    assert max(apart) < 6


def test_bytes_that_would_begin_a_unit_are_kept_apart() -> None:
    """A byte 3 is put in where the new number makes them, and left out where it takes them away."""
    # Codes of 1, 1 and 13 bits; the number 1; zeros.
    unit = bytes([0x41, 0b11000000, 0b10000000, 0b00100000, 0, 1, 0xFF])
    apart = bytes([0x41, 0b11000000, 0b10000000, 0, 0, 3, 1, 0xFF])
    assert moved(unit, 0, BITS) == apart
    assert moved(apart, 1, BITS) == unit


def test_a_stream_that_numbers_its_pictures_otherwise_is_refused() -> None:
    """Rather than moved wrongly."""
    # Baseline, the sequence's number, so many bits of the frame's number, and an order of its own.
    with pytest.raises(ValueError, match="another order"):
        frame_num_bits(bytes([0x67, 66, 0, 30, 0b11110000]))
