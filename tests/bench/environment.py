"""The scene of the run environment: how much of the disk do the packages take that Limber needs to run?

Those of requirements.lock, as they are installed beside the developers' packages: every file that a package's RECORD
names, by what it takes of the disk. Nothing is installed for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import Marker

from tests.bench.measure import Bench, Row

LOCK = Path(__file__).parents[2] / "requirements.lock"
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==[^ ;\\]+(?: *; *(?P<marker>[^\\]+?))? *\\?$")
# A block of st_blocks, in bytes: stat(2).
BLOCK = 512
LARGEST = 3


def locked(lines: Iterable[str]) -> list[str]:
    """The names of the packages of a lock file that this interpreter and system need."""
    found = (match for line in lines if (match := PINNED.match(line)))
    return [match["name"] for match in found if match["marker"] is None or Marker(match["marker"]).evaluate()]


def megabytes_of(name: str) -> float:
    """What an installed package takes of the disk. Raises PackageNotFoundError."""
    files = (Path(str(file.locate())) for file in distribution(name).files or ())
    return sum(path.stat().st_blocks * BLOCK for path in files if path.is_file()) / 1e6


def environment(_: Bench) -> Iterator[Row]:
    """All of them, and the largest."""
    names = locked(LOCK.read_text(encoding="utf-8").splitlines())
    try:
        sizes = {name: megabytes_of(name) for name in names}
    except PackageNotFoundError as error:
        yield Row("run environment on disk", None, f"not measured: {error.name} of {LOCK.name} is not installed")
        return
    yield Row(f"run environment on disk, {len(names)} packages", None, sum(sizes.values()), "≤ 250 MB", "MB")
    for name in sorted(sizes, key=lambda name: -sizes[name])[:LARGEST]:
        yield Row(f"run environment on disk: {name}", None, sizes[name], "", "MB")
