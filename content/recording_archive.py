"""Recording archive: the lines that a teacher recorded as one zip, from the bot to the author's machine.

5c1e....ogg     a recording, named by the key of its line
index.json      {"lines": {key: {"file": ..., "text": ..., "sha256": ..., "who": ..., "when": ...}}}
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from content.pieces import INDEX, line_key

# Bytes that a recording may have, also one that was packed small.
MOST_BYTES = 1024 * 1024


class NoArchive(ValueError):
    """The file is no zip with recordings."""


@dataclass(frozen=True)
class ArchivedLine:
    """A line with its sound (OGG with Opus), a first name and the moment (UTC) at which it was sent."""

    text: str
    sound: bytes
    who: str
    when: datetime

    @property
    def key(self) -> str:
        return line_key(self.text)


def packed(lines: Iterable[ArchivedLine]) -> bytes:
    """The zip. The sounds are packed already, and stay as they are."""
    into, index = BytesIO(), {}
    with zipfile.ZipFile(into, "w") as archive:
        for line in sorted(lines, key=lambda line: line.key):
            name = f"{line.key}.ogg"
            archive.writestr(name, line.sound)
            index[line.key] = {
                "file": name,
                "text": line.text,
                "sha256": hashlib.sha256(line.sound).hexdigest(),
                "who": line.who,
                "when": line.when.isoformat(timespec="seconds"),
            }
        told = json.dumps({"lines": index}, ensure_ascii=False, indent=1)
        archive.writestr(INDEX, told + "\n", zipfile.ZIP_DEFLATED)
    return into.getvalue()


def unpacked(path: Path) -> list[ArchivedLine]:
    """The lines in a zip. Raises NoArchive for what is none, or where a sound is not the one that the index names."""
    try:
        with zipfile.ZipFile(path) as archive:
            lines = json.loads(archive.read(INDEX))["lines"]
            return [_read(archive, key, entry) for key, entry in lines.items()]
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise NoArchive(f"{path}: it is not what /record export sends ({problem})") from None


def _read(archive: zipfile.ZipFile, key: str, entry: dict[str, Any]) -> ArchivedLine:
    file = archive.getinfo(entry["file"])
    if file.file_size > MOST_BYTES:
        raise ValueError(f"{file.filename} is too big")
    line = ArchivedLine(
        str(entry["text"]), archive.read(file), str(entry["who"]), datetime.fromisoformat(entry["when"])
    )
    if line.key != key or hashlib.sha256(line.sound).hexdigest() != entry["sha256"]:
        raise ValueError(f"{file.filename} is not what the index says")
    return line
