"""The library cache: equal to a full check, and invalid once anything changed."""

import dataclasses
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from content import library_cache
from content.library import SHIPPED, ContentError, load_library
from content.library_cache import NAME, digest_sources, read_cache, write_cache
from content.media.index import CLIPS, INDEX
from content.parsing import load_in_full

ROOT = Path(__file__).parents[2]
OTHER = ROOT / "tests" / "content" / "other_library"


def found_sound(folder: Path) -> Path:
    """The folder, after its library was checked."""
    write_cache(folder, load_in_full(folder), digest_sources(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of somebody's own, with pictures and a clip that a step names, found sound."""
    shutil.copytree(OTHER, tmp_path / "own")
    (tmp_path / "own" / CLIPS).mkdir()
    (tmp_path / "own" / CLIPS / INDEX).write_text("{}", encoding="utf-8")
    return found_sound(tmp_path / "own")


def values_of(value: Any) -> Any:
    """All that a value is made of, with the types of numbers, and mappings alike."""
    if dataclasses.is_dataclass(value):
        return type(value), [(each.name, values_of(getattr(value, each.name))) for each in dataclasses.fields(value)]
    if isinstance(value, Mapping):
        return "mapping", [(key, values_of(each)) for key, each in value.items()]
    if isinstance(value, tuple):
        return tuple(map(values_of, value))
    return type(value), value


def test_the_shipped_library_was_found_sound_as_it_is() -> None:
    """After a change to its texts, its pictures or the checks: python -m bot check."""
    kept = read_cache(SHIPPED)
    assert kept is not None, "python -m bot check"
    full = load_in_full(SHIPPED)
    assert kept == full
    assert values_of(kept) == values_of(full)


def test_a_library_of_ones_own_is_the_same_too(folder: Path) -> None:
    """With what the shipped one does not use."""
    kept = read_cache(folder)
    assert kept is not None
    assert values_of(kept) == values_of(load_in_full(folder))
    assert any(step.clip for variation in kept.variations for level in variation.levels for step in level.steps)


def first_text(folder: Path) -> Path:
    return folder / "neck-turns.yaml"


CHANGES: dict[str, Callable[[Path], object]] = {
    "a text": lambda folder: first_text(folder).write_text(first_text(folder).read_text("utf-8") + "\n", "utf-8"),
    "one movement more": lambda folder: (folder / "more.yaml").write_text("id: more", "utf-8"),
    "a file that is not read": lambda folder: (folder / "more.yml").write_text("id: more", "utf-8"),
    "one movement less": lambda folder: first_text(folder).unlink(),
    "another name": lambda folder: first_text(folder).rename(folder / "neck-turn.yaml"),
    "a folder instead": lambda folder: (folder / "more.yaml").mkdir(),
    "the pictures": lambda folder: (folder / CLIPS / INDEX).write_text("{} ", "utf-8"),
    "no pictures": lambda folder: (folder / CLIPS / INDEX).unlink(),
    "a clip": lambda folder: (folder / "turn.mp4").write_bytes(b"\0\0\0\x18ftypanother"),
    "no clip": lambda folder: (folder / "turn.mp4").unlink(),
    "what was kept": lambda folder: (folder / NAME).write_bytes((folder / NAME).read_bytes().replace(b"neck", b"Neck")),
    "half of it": lambda folder: (folder / NAME).write_bytes((folder / NAME).read_bytes()[:-9]),
    "no line": lambda folder: (folder / NAME).write_bytes(b"{}"),
    "nothing kept": lambda folder: (folder / NAME).unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_once_anything_changed_all_is_checked(folder: Path, change: str) -> None:
    """What was kept counts for nothing, and what is wrong now is said."""
    CHANGES[change](folder)
    assert read_cache(folder) is None
    if change in ("one movement more", "one movement less", "a file that is not read", "another name", "no clip"):
        with pytest.raises(ContentError):
            load_library(folder)


def test_other_checks_check_again(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A newer program may find wrong what an older one let pass."""
    program = tmp_path / "program"
    for name in library_cache._PROGRAM:
        (program / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library_cache._HERE / name, program / name)
    monkeypatch.setattr(library_cache, "_HERE", program)
    assert read_cache(folder) is not None
    (program / "schema/rules.py").write_text(
        (program / "schema/rules.py").read_text("utf-8") + "# another rule\n", "utf-8"
    )
    assert read_cache(folder) is None


def test_all_that_checks_is_looked_at() -> None:
    """Whatever else the checks begin to import bears upon what they find."""
    program = "import sys, content.parsing; print(*(name for name in sys.modules if name.startswith('content.')))"
    found = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    files = {f"{name.partition('.')[2].replace('.', '/')}.py" for name in found.stdout.split()}
    assert files - {"media.py", "schema.py"} <= set(library_cache._PROGRAM)


def test_what_changes_while_it_is_looked_at_is_not_taken_for_sound(folder: Path) -> None:
    """An editor may save at any moment."""
    before, library = digest_sources(folder), load_in_full(folder)
    CHANGES["a text"](folder)
    write_cache(folder, library, before)
    assert read_cache(folder) is None


def test_what_is_kept_is_json_and_is_not_written_again(folder: Path) -> None:
    """So that a second check changes no file."""
    path = folder / NAME
    assert set(json.loads(path.read_bytes())) == {"sha256", "own_clips", "library"}
    written = path.stat().st_ino
    found_sound(folder)
    assert path.stat().st_ino == written
