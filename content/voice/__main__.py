"""The command line: make the sounds of a library that are missing or stale, of recordings too, or check them."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from content.library import SHIPPED, load_library
from content.movement import Library
from content.pieces import VOICE
from content.recording_archive import NoArchive, unpacked
from content.schema.faults import ContentError
from content.sounds import SIGNALS, read_index, sound_faults, sounds_of, teachers_gaps, write_index

if TYPE_CHECKING:
    from content.voice.studio import Speak

GOOD, WRONG = 0, 2
INSTALL = 'Install it: .venv/bin/pip install -e ".[voice]"'


def main(arguments: Sequence[str] | None = None, speak: Speak | None = None) -> int:
    """Run a command; gives back the exit status. `speak` stands in for the voice."""
    options = _parser().parse_args(arguments)
    try:
        library = load_library(options.folder)
    except ContentError as error:
        print(error, file=sys.stderr)
        return WRONG
    if options.recordings is not None:
        return _take_in(library, options)
    try:
        from content.voice.inspection import piece_faults
        from content.voice.speech import spoken
    except ImportError:
        return _borrow(library, options.folder)
    if options.check:
        found = [*sound_faults(library, options.folder), *piece_faults(options.folder)]
        for fault in found:
            print(fault, file=sys.stderr)
        return WRONG if found else GOOD
    _make(library, options, speak or spoken)
    return GOOD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m content.voice", description="Speak the lines of a library.")
    parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED, help="the library; default: the one shipped")
    parser.add_argument("--all", action="store_true", help="also sounds that are up to date")
    parser.add_argument("--jobs", type=int, help="number of processes; default: one per core")
    parser.add_argument("--recordings", type=Path, metavar="ZIP", help="make pieces of what /record export sent")
    parser.add_argument("--check", action="store_true", help="only check that the sounds are as they should be")
    return parser


def _make(library: Library, options: argparse.Namespace, speak: Speak) -> None:
    from tqdm import tqdm

    from content.voice.studio import make, stale, tidy

    every = sounds_of(library)
    todo = every if options.all else stale(library, options.folder)
    began = time.monotonic()
    for _ in tqdm(make(options.folder, todo, speak, options.jobs), total=len(todo), unit="sound", disable=not todo):
        pass
    gone = tidy(library, options.folder)
    print(f"{len(todo)} of {len(every)} sounds made in {time.monotonic() - began:.0f} s, {len(gone)} files deleted")


def _take_in(library: Library, options: argparse.Namespace) -> int:
    """Make pieces of a teacher's recordings, and say which are out of date and which are missing."""
    try:
        from content.voice.recordings import make_teachers, stale_in
        from content.voice.studio import tidy
    except ImportError:
        print(f"recordings are not converted: that needs the voice extra. {INSTALL}", file=sys.stderr)
        return WRONG
    try:
        lines = unpacked(options.recordings)
    except NoArchive as problem:
        print(problem, file=sys.stderr)
        return WRONG
    old = stale_in(lines, library)
    faults = [f"out of date, no session says it any more: {_quoted(line.text)}" for line in old]
    made = 0
    for line, fault in make_teachers(options.folder, [line for line in lines if line not in old]):
        made += fault is None
        faults += [] if fault is None else [f"{fault}: {_quoted(line.text)}"]
    if SIGNALS[0] not in read_index(options.folder):
        _take_bells(options.folder)
    tidy(library, options.folder)
    for each in [*faults, *teachers_gaps(library, options.folder)]:
        print(each, file=sys.stderr)
    print(f"{made} of {len(lines)} recordings made into pieces")
    return GOOD


def _quoted(text: str) -> str:
    return f'"{" ".join(text.split())}"'


def _take_bells(folder: Path) -> None:
    """Take the signals of the shipped library."""
    index, shipped = read_index(folder), read_index(SHIPPED)
    (folder / VOICE).mkdir(parents=True, exist_ok=True)
    for name in (name for name in SIGNALS if folder != SHIPPED and name in shipped):
        index[name] = shipped[name]
        shutil.copyfile(SHIPPED / VOICE / shipped[name]["file"], folder / VOICE / shipped[name]["file"])
    write_index(folder, index)


def _borrow(library: Library, folder: Path) -> int:
    """Without the extra: take the signals of the shipped library, and say how to get a voice."""
    _take_bells(folder)
    print(
        f"{len(sound_faults(library, folder))} lines are not spoken: that needs the voice extra. {INSTALL}",
        file=sys.stderr,
    )
    return GOOD


if __name__ == "__main__":
    sys.exit(main())
