"""Sounds: the lines and signals that a library needs, and which are missing or stale. Makes none.

A sound's file is named after everything that it was made from, so its name tells whether it is up to date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from content.movement import Library
from content.pieces import INDEX, VOICE, line_key
from content.timeline import courses_of, lines_of, lines_said

# The bell before a step, the two tones before the other side, the chord at the end.
SIGNALS = ("bell", "change", "chord")

# What speaks, and how fast: 1.0 is the engine's own pace. A little slower, for people who move while they listen.
ENGINE, SPEAKER, SPEED = "hibari-tts 0.2.1", "heart", 0.9
# Increase whenever a change of the program changes how sounds are.
STUDIO = 1

# What an index has: the lines in the library's voice with the signals, and lines in a teacher's own voice.
SOUNDS, TEACHERS = TABLES = ("sounds", "teachers")

# Faults that are named one by one, and lines of a variation.
SHOWN, SHOWN_LINES = 10, 3


class Sound(NamedTuple):
    """A sound that a library needs. `name` is its name in the index; `text` is "" for a signal."""

    name: str
    text: str

    @property
    def file(self) -> str:
        """The name of its file, which differs for sounds that sound different."""
        source = [STUDIO, self.name] if self.name in SIGNALS else [STUDIO, ENGINE, SPEAKER, SPEED, self.text]
        return f"{hashlib.sha256(json.dumps(source).encode()).hexdigest()[:16]}.aac"


def sounds_of(library: Library) -> tuple[Sound, ...]:
    """The signals, then every line that is spoken in any session of a library."""
    return (
        *(Sound(name, "") for name in SIGNALS),
        *(Sound(line_key(text), text) for text in lines_of(library)),
    )


def read_index(folder: Path, table: str = SOUNDS) -> dict[str, dict[str, Any]]:
    """The entries of a library's sounds by name; empty without a readable index."""
    found = _tables(folder).get(table)
    return {name: entry for name, entry in found.items() if isinstance(entry, dict)} if isinstance(found, dict) else {}


def _tables(folder: Path) -> dict[str, Any]:
    try:
        tables = json.loads((folder / VOICE / INDEX).read_bytes())
    except (OSError, ValueError):
        return {}
    return tables if isinstance(tables, dict) else {}


def write_index(folder: Path, index: Mapping[str, Mapping[str, Any]], table: str = SOUNDS) -> None:
    """Write a table of the index, sorted, so that diffs show only changes. An empty one is left out."""
    tables = {name: entries for name, entries in (_tables(folder) | {table: index}).items() if entries}
    text = json.dumps(tables, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / VOICE / INDEX).write_text(text + "\n", "utf-8")


def is_fresh(folder: Path, sound: Sound, index: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a sound was made from what it is made from now, and its file is there."""
    return index.get(sound.name, {}).get("file") == sound.file and (folder / VOICE / sound.file).is_file()


def sound_faults(library: Library, folder: Path) -> list[str]:
    """A line for each sound that is missing or stale. Not a fault of the library: it is heard less."""
    index, found = read_index(folder), []
    for sound in sounds_of(library):
        if not is_fresh(folder, sound, index):
            said = f'"{" ".join(sound.text.split())}"' if sound.text else sound.name
            old = sound.name in index and index[sound.name].get("file") != sound.file
            found.append(f"{said}: {'it was made in another way than now' if old else 'it is missing'}")
    return found


def needed_lines(library: Library) -> frozenset[str]:
    """The keys of all lines that sessions say."""
    return frozenset(map(line_key, lines_of(library)))


def teachers_gaps(library: Library, folder: Path) -> list[str]:
    """A line for each variation that is not all in a teacher's voice, in a library that has such a voice.

    A line whose text changed is missing. A session that lacks one is in the library's own voice.
    """
    index, found = read_index(folder, TEACHERS), []
    has = {name for name, entry in index.items() if (folder / VOICE / str(entry.get("file"))).is_file()}
    if not has & needed_lines(library):
        return []
    courses = courses_of(library)
    for variation in library.variations:
        own = [course for course in courses if course.variation.id == variation.id]
        said = [[*lines_said(course, library)] for course in own]
        missing = dict.fromkeys(text for lines in said for text in lines if line_key(text) not in has)
        whole = sum(all(text not in missing for text in lines) for lines in said)
        if missing:
            named = ", ".join(f'"{" ".join(text.split())}"' for text in [*missing][:SHOWN_LINES])
            more = f" and {len(missing) - SHOWN_LINES} more" if len(missing) > SHOWN_LINES else ""
            found.append(
                f"a teacher's voice has {whole} of the {len(own)} sessions of {variation.id}; missing: {named}{more}"
            )
    return found


def told(library: Library, folder: Path) -> list[str]:
    """What an author should know of the sounds: the first few faults and what to do; empty when all is well."""
    return [*_told_of_voice(library, folder), *(f"voice, {gap}" for gap in teachers_gaps(library, folder))]


def _told_of_voice(library: Library, folder: Path) -> list[str]:
    faults = sound_faults(library, folder)
    if not faults:
        return []
    fix = f"python -m content.voice {folder}"
    if not read_index(folder):
        return [f"voice: there are no sounds, so nothing is said aloud; make them: {fix}"]
    more = [f"and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
    return [*(f"voice, {fault}" for fault in faults[:SHOWN]), *more, f"make them: {fix}"]
