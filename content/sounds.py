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
from content.timeline import lines_of

# The bell before a step, the two tones before the other side, the chord at the end.
SIGNALS = ("bell", "change", "chord")

# What speaks, and how fast: 1.0 is the engine's own pace. A little slower, for people who move while they listen.
ENGINE, SPEAKER, SPEED = "hibari-tts 0.2.1", "heart", 0.9
# Increase whenever a change of the program changes how sounds are.
STUDIO = 1

# Faults that are named one by one.
SHOWN = 10


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


def read_index(folder: Path) -> dict[str, dict[str, Any]]:
    """The entries of a library's sounds by name; empty without a readable index."""
    try:
        found = json.loads((folder / VOICE / INDEX).read_bytes())["sounds"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {name: entry for name, entry in found.items() if isinstance(entry, dict)} if isinstance(found, dict) else {}


def write_index(folder: Path, index: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the index, sorted, so that diffs show only changes."""
    text = json.dumps({"sounds": index}, ensure_ascii=False, indent=1, sort_keys=True)
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


def told(library: Library, folder: Path) -> list[str]:
    """What an author should know of the sounds: the first few faults and what to do; empty when all is well."""
    faults = sound_faults(library, folder)
    if not faults:
        return []
    fix = f"python -m content.voice {folder}"
    if not read_index(folder):
        return [f"voice: there are no sounds, so nothing is said aloud; make them: {fix}"]
    more = [f"and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
    return [*(f"voice, {fault}" for fault in faults[:SHOWN]), *more, f"make them: {fix}"]
