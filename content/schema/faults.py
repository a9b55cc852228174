"""What is wrong in a content file, where, and how is it mended?

Known to all who run the bot, and so without what reads and checks the files.
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
    """The content cannot be used. `faults` says everything that is wrong, `str()` the same with a line for each."""

    def __init__(self, faults: Iterable[ContentFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def in_order(faults: Iterable[ContentFault]) -> Iterator[ContentFault]:
    """The faults by file and line, each once."""
    return iter(sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.path, fault.problem)))
