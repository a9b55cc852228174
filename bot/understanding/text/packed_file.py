"""Packed files: columns of numbers and names, mapped into memory as they lie on the disk.

    limber-<content> <format> <bytes of the header> <SHA-256 of all that follows this line>\\n
    the header: JSON, {"facts": {...}, "parts": [[name, kind, bytes], ...]}
    the parts, one behind the other

`kind` says what a part is made of: "B" bytes, else numbers, little-endian, by the type codes of Python's array module
("H" 2 bytes, "I" and "f" 4). Facts are what is small, among them the source and its licence.

Parts and facts are known by their names, and who reads leaves out those it does not know. So there is room without a
new format: for the names in one language (parts such as "keys.de"), for smaller places (more rows; numbers that no
longer fit into "H" become "I"), and for the states of other countries (a fact). FORMAT is raised when a part or fact
that is there changes its meaning.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import sys
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = 1
_LONGEST_FIRST_LINE = 200  # bytes


class PackedFileUnusable(Exception):
    """A packed file is missing, changed or of another format; the text says which, and what to do."""


class Packed(NamedTuple):
    """A file's content: its facts, and its parts as views of the mapped file. Parts that are not read take no
    memory."""

    facts: dict[str, Any]
    parts: dict[str, memoryview[Any]]


def packed(content: str, facts: Mapping[str, Any], parts: Mapping[str, bytes | array[Any]]) -> bytes:
    """The bytes of a file; the same facts and parts give the same bytes. `content` names what it is, as `make` does."""
    table: list[tuple[str, str, int]] = []
    body = bytearray()
    for name, part in parts.items():
        kind, data = ("B", part) if isinstance(part, bytes) else (part.typecode, _little_endian(part).tobytes())
        table.append((name, kind, len(data)))
        body += data
    header = json.dumps({"facts": facts, "parts": table}, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(header + body).hexdigest()
    return f"limber-{content} {FORMAT} {len(header)} {digest}\n".encode() + header + body


def opened(path: Path, content: str) -> Packed:
    """What a file holds, compared with its SHA-256 as a whole. Raises PackedFileUnusable.

    It stays mapped, so it is replaced by another file of its name, as `make` does, and never written over.
    """
    try:
        with path.open("rb") as file:
            name, number, header_bytes, digest = file.readline(_LONGEST_FIRST_LINE).decode("ascii").split()
            if (name, number) != (f"limber-{content}", str(FORMAT)):
                raise PackedFileUnusable(f"{path} is of another version; put back the one that came with this program")
            begin = file.tell()
            # Read, not mapped: mapped pages that were read count as memory of the program.
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise PackedFileUnusable(f"{path} is damaged; put it back, or make it again: make {content}")
            whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except OSError as error:
        raise PackedFileUnusable(f"{path} cannot be read ({error.strerror}); put it back") from error
    except ValueError as error:
        raise PackedFileUnusable(f"{path} is no such file; put it back, or make it again: make {content}") from error
    end = begin + int(header_bytes)
    header = json.loads(bytes(whole[begin:end]))
    parts: dict[str, memoryview[Any]] = {}
    for part, kind, length in header["parts"]:
        begin, end = end, end + length
        parts[part] = _as_numbers(whole[begin:end], kind)
    return Packed(header["facts"], parts)


def _as_numbers(data: memoryview[int], kind: str) -> memoryview[Any]:
    if sys.byteorder == "little" or kind == "B":
        return data.cast(kind)  # type: ignore[call-overload, no-any-return, unused-ignore]
    return memoryview(_little_endian(array(kind, data.tobytes())))


def _little_endian(numbers: array[Any]) -> array[Any]:
    """The numbers with their bytes swapped, on a big-endian machine."""
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers
