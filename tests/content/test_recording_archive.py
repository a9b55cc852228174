"""The zip of recordings: what goes in comes out, and anything else is refused."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from content.pieces import line_key
from content.recording_archive import MOST_BYTES, ArchivedLine, NoArchive, packed, unpacked

WHEN = datetime(2026, 11, 22, 14, 35, 7, tzinfo=UTC)
LINES = [
    ArchivedLine("Turn your head to the right.", b"OggS right", "Ana", WHEN),
    ArchivedLine("Gira la cabeza a la izquierda.\nDespacio.", b"OggS left", "Ana María", WHEN),
]


def written(path: Path, files: dict[str, bytes]) -> Path:
    """A zip of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def files_of(path: Path) -> dict[str, bytes]:
    """What a zip holds."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A zip as it is sent."""
    path = tmp_path / "recordings.zip"
    path.write_bytes(packed(LINES))
    return path


def test_files_are_named_by_their_lines_and_the_index_says_the_rest(archive: Path) -> None:
    """Text, hash, a first name and the moment; no number of a person."""
    files = files_of(archive)
    assert set(files) == {*(f"{line_key(line.text)}.ogg" for line in LINES), "index.json"}
    entry = json.loads(files["index.json"])["lines"][LINES[0].key]
    assert entry == {
        "file": f"{line_key(LINES[0].text)}.ogg",
        "text": LINES[0].text,
        "sha256": hashlib.sha256(b"OggS right").hexdigest(),
        "who": "Ana",
        "when": "2026-11-22T14:35:07+00:00",
    }


def test_it_comes_out_as_it_went_in(archive: Path) -> None:
    """In any alphabet, line breaks included."""
    assert sorted(unpacked(archive), key=lambda line: line.text) == sorted(LINES, key=lambda line: line.text)


def test_what_is_no_such_zip_is_refused(archive: Path, tmp_path: Path) -> None:
    """Another file, one without an index, with a sound or a text that was changed, or with one that is too big."""
    files = files_of(archive)
    index = json.loads(files["index.json"])
    name = f"{LINES[0].key}.ogg"
    renamed = {"lines": {"0" * 16: index["lines"][LINES[0].key]}}
    text = {"lines": {LINES[0].key: index["lines"][LINES[0].key] | {"text": "Other."}}}
    cases = [
        {"hello.txt": b"hello"},
        files | {"index.json": b"[]"},
        files | {"index.json": b'{"lines": {"a": 1}}'},
        {key: content for key, content in files.items() if key != name},
        files | {name: b"OggS another"},
        files | {name: bytes(MOST_BYTES + 1)},
        files | {"index.json": json.dumps(renamed).encode()},
        files | {"index.json": json.dumps(text).encode()},
    ]
    for number, case in enumerate(cases):
        with pytest.raises(NoArchive, match=r"it is not what /record export sends"):
            unpacked(written(tmp_path / f"{number}.zip", case))
    for path in (tmp_path / "nothing.zip", tmp_path):
        with pytest.raises(NoArchive):
            unpacked(path)
    (tmp_path / "text.zip").write_bytes(b"no zip")
    with pytest.raises(NoArchive):
        unpacked(tmp_path / "text.zip")
