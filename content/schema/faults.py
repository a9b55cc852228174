"""Content faults: what is wrong in a content file, on which line, and how to fix it.

The bot imports this file at every start, so it needs neither YAML nor pydantic.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class ContentFault:
    """One thing that is wrong in a content file."""

    file: str
    line: int  # from 1
    path: str  # where in the file: "variations[0].setup[1].text"
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem}; {self.fix}"


class ContentError(Exception):
    """The content cannot be used. `faults` has everything that is wrong; `str()` gives one line for each."""

    def __init__(self, faults: Iterable[ContentFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def in_order(faults: Iterable[ContentFault]) -> Iterator[ContentFault]:
    """The faults sorted by file and line, without duplicates."""
    return iter(sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.path, fault.problem)))
