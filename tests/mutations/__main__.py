"""`make mutations`: put each fault of the list into a copy of the bot, and see that the tests named there fail.

    python -m tests.mutations [WORD ...]

With words, only the mutations in whose names one of them stands. There is a copy for each processor. The named tests
have to pass on the unchanged copy, and to fail, not merely to hang or to break off, on the mutation. Exits with 1 when
one survives.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutations.listed import MUTATIONS
from tests.mutations.mutation import Edit, Mutation

PROJECT = Path(__file__).parents[2]
COPIED = ("bot", "content", "storage", "tests", "pyproject.toml", "README.md", "Makefile")
# Seconds after which the tests of one mutation count as hanging, and those of all together; pytest's exit status when
# tests failed.
PATIENCE, PATIENCE_WITH_ALL, FAILED = 300.0, 3600.0, 1
# Seconds for which a single wait of a test lasts at most, so that the test fails before it counts as hanging.
WAITING = 45.0
ROW = "| {:<58} | {:<85} | {:<10} | {:>7} |"


def copy_to(folder: Path) -> None:
    """What the tests need, without what was left behind by runs."""
    folder.mkdir()
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)


def apply(folder: Path, edit: Edit) -> None:
    """Make one change. Raises ValueError when its old text does not stand there exactly once."""
    path = folder / edit.file
    text = path.read_text(encoding="utf-8")
    if text.count(edit.old) != 1:
        raise ValueError(f"{edit.file} has {text.count(edit.old)} times: {edit.old!r}")
    write(path, text.replace(edit.old, edit.new))


def write(path: Path, text: str) -> None:
    """Write a module, and forget what was compiled of it: two versions may be of the same size and second."""
    path.write_text(text, encoding="utf-8")
    Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)


def outcome(folder: Path, tests: tuple[str, ...], patience: float = PATIENCE) -> tuple[int | None, float, str]:
    """Run tests in the copy; (exit status, None when they hang, seconds, the end of the output)."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"CI": "1", "TEST_PATIENCE": str(WAITING)}
    began = time.monotonic()
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        return None, time.monotonic() - began, ""
    return done.returncode, time.monotonic() - began, (done.stdout + done.stderr)[-1500:]


def say(line: str) -> None:
    """A line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def pass_unchanged(folder: Path, mutations: list[Mutation]) -> bool:
    """Whether all named tests pass on the unchanged copy."""
    chosen = [one.tests for one in mutations if any(part.startswith("-") for part in one.tests)]
    whole = {part: None for one in mutations if one.tests not in chosen for part in one.tests}
    well = True
    for tests in dict.fromkeys([*chosen, tuple(whole)]):
        status, seconds, output = outcome(folder, tests, PATIENCE_WITH_ALL)
        if status != 0:
            well = False
            say(f"on the unchanged copy there is a failure, after {seconds:.0f} s: {output}")
    return well


def is_killed(folder: Path, one: Mutation) -> bool:
    """Whether the tests notice a mutation; the copy is unchanged again afterwards."""
    kept = {edit.file: (folder / edit.file).read_text(encoding="utf-8") for edit in one.edits}
    try:
        for edit in one.edits:
            apply(folder, edit)
        status, seconds, output = outcome(folder, one.tests)
    except ValueError as error:
        status, seconds, output = 0, 0.0, f"cannot be made any more: {error}"
    finally:
        for file, text in kept.items():
            write(folder / file, text)
    killed = status == FAILED
    verdict = "killed" if killed else "HANGS" if status is None else "SURVIVED"
    row = ROW.format(one.name, " ".join(one.tests).replace("tests/", ""), verdict, f"{seconds:.1f} s")
    say(row if killed else f"{row}\n{output}")
    return killed


def main(words: list[str]) -> int:
    """Make every mutation, one at a time in each copy."""
    mutations = [one for one in MUTATIONS if not words or any(word in one.name for word in words)]
    began = time.monotonic()
    copies: SimpleQueue[Path] = SimpleQueue()

    def try_one(one: Mutation) -> bool:
        folder = copies.get()
        try:
            return is_killed(folder, one)
        finally:
            copies.put(folder)

    processors = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(processors) as threads:
        folders = [Path(name) / str(number) for number in range(processors)]
        for folder in folders:
            copy_to(folder)
        well = pass_unchanged(folders[0], mutations)
        for folder in folders:
            copies.put(folder)
        say(ROW.format("mutation", "tests that must fail", "", ""))
        killed = list(threads.map(try_one, mutations))
    say(f"{sum(killed)} of {len(killed)} mutations were killed in {time.monotonic() - began:.0f} s")
    return 0 if well and all(killed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
