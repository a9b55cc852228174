"""Common words of a language: a sorted file of one word a line, mapped into memory and searched by bisection.

Lines that begin with "#" say where the words come from; they sort before every word. `common_words_source` makes the
file. Only the pages that are looked at take memory, and all programs on a machine share them.
"""

from __future__ import annotations

import mmap
from collections.abc import Collection
from pathlib import Path

from bot.i18n.catalogue import CATALOGUES

FILE = "common_words.txt"
REMARK = "#"


class CommonWords:
    """The words of a file, which is replaced by another one of its name and never written over: it stays mapped."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __contains__(self, word: str) -> bool:
        wanted, lines = word.encode(), self._lines
        low, high = 0, len(lines)
        while low < high:
            middle = (low + high) // 2
            start, end = lines.rfind(b"\n", low, middle) + 1 or low, lines.find(b"\n", middle)
            found = lines[start:end]
            if found == wanted:
                return not word.startswith(REMARK)
            if found < wanted:
                low = end + 1
            else:
                high = start
        return False

    def among(self, words: Collection[str]) -> set[str]:
        """Those of some words that are common, by one pass over the file: faster than one by one where they are
        thousands."""
        with self._path.open(encoding="utf-8") as file:
            return {word for line in file if (word := line.rstrip("\n")) in words and not word.startswith(REMARK)}


def file_of(language: str) -> Path:
    """Where the common words of a language lie."""
    return CATALOGUES / language / FILE
