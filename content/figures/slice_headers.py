"""Slice headers of H.264: a slice of one picture, made that of a later one. ITU-T H.264, 7.3.2.1 and 7.3.3.

A header names the picture by `frame_num`, a field of fixed length, before the data; the data depend on nothing of it.
"""

from __future__ import annotations

# Profiles that have fields of colour in their sequence's parameters.
_HIGH = frozenset({100, 110, 122, 244, 44})
_PREVENTION, _ESCAPED = b"\0\0", b"\0\0\3"  # 7.4.1: three bytes of these values are never part of a unit


class _Bits:
    """The bits of a unit, from behind its first byte on."""

    def __init__(self, unit: bytes) -> None:
        self.bits = "".join(f"{byte:08b}" for byte in _bare(unit))
        self.at = 8

    def fixed(self, length: int) -> int:
        self.at += length
        return int(self.bits[self.at - length : self.at], 2)

    def counted(self) -> int:
        """An unsigned Exp-Golomb code. 9.1."""
        zeros = self.bits.index("1", self.at) - self.at
        self.at += zeros
        return self.fixed(zeros + 1) - 1


def frame_num_bits(sequence: bytes) -> int:
    """The length of `frame_num`, by a unit with a sequence's parameters. Raises ValueError where pictures have an order
    of their own, or scaling lists."""
    bits = _Bits(sequence)
    profile, _, _ = bits.fixed(8), bits.fixed(8), bits.fixed(8)
    bits.counted()
    if profile in _HIGH:
        _, _, _ = bits.counted(), bits.counted(), bits.counted()
        if bits.fixed(2):
            raise ValueError("scaling lists are not read")
    length = bits.counted() + 4
    if bits.counted() != 2:
        raise ValueError("pictures are numbered in another order than they are decoded")
    return length


def moved(unit: bytes, frame: int, length: int) -> bytes:
    """A slice that belongs to the picture with this number in its group. `frame_num` has `length` bits; it starts again
    after the last number that they hold."""
    bits = _Bits(unit)
    _, _, _ = bits.counted(), bits.counted(), bits.counted()
    begin = bits.at
    changed = f"{bits.bits[:begin]}{frame % 2**length:0{length}b}{bits.bits[begin + length :]}"
    return _escaped(bytes(int(changed[at : at + 8], 2) for at in range(0, len(changed), 8)))


def _bare(unit: bytes) -> bytes:
    """A unit without its bytes that prevent start codes."""
    return unit.replace(_ESCAPED, _PREVENTION)


def _escaped(bare: bytes) -> bytes:
    found = bytearray()
    for byte in bare:
        if byte <= 3 and found.endswith(_PREVENTION) and not found.endswith(_ESCAPED):
            found.append(3)
        found.append(byte)
    return bytes(found)
