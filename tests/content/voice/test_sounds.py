"""Sounds: what a library needs, and what is told of those that are missing or stale, without the extra."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import content.sounds
from bot.__main__ import main
from content.library import SHIPPED, Library, load_library
from content.pieces import INDEX, VOICE, line_key, read_pieces
from content.sounds import SIGNALS, Sound, read_index, sound_faults, sounds_of, told
from content.timeline import lines_of
from tests.content.figures.neck_turns import written
from tests.harness.libraries import shipped_library

LINE = "Turn your head to the left."


def test_the_shipped_library_says_all_that_is_written() -> None:
    """Every line of every session, and the signals; nothing else lies there."""
    library = shipped_library()
    assert sound_faults(library, SHIPPED) == []
    names = {*SIGNALS, *map(line_key, lines_of(library))}
    assert read_pieces(SHIPPED).sounds.keys() == names
    files = {path.name for path in (SHIPPED / VOICE).iterdir()} - {INDEX}
    assert files == {sound.file for sound in sounds_of(library)}


@pytest.fixture
def library(tmp_path: Path) -> tuple[Library, Path]:
    """A small library, and its folder with an empty file for each sound."""
    folder = written(tmp_path / "library")
    library = load_library(folder)
    (folder / VOICE).mkdir()
    index = {}
    for sound in sounds_of(library):
        index[sound.name] = {"file": sound.file, "frames": 1, "seconds": 0.043, "text": sound.text}
        (folder / VOICE / sound.file).touch()
    (folder / VOICE / INDEX).write_text(json.dumps({"sounds": index}))
    return library, folder


def test_a_changed_line_is_named(library: tuple[Library, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """By `check`, which still finds the library sound."""
    known, folder = library
    assert told(known, folder) == []
    text = folder / "neck-turns.yaml"
    text.write_text(text.read_text().replace("Turn your head to the {side}", "Slowly turn your head to the {side}"))
    assert main(["check", str(folder)]) == 0
    *of_voice, of_film = capsys.readouterr().err.splitlines()
    assert of_film.startswith("film: ")
    assert of_voice == [
        'voice, "Slowly turn your head to the right.": it is missing',
        'voice, "Slowly turn your head to the left.": it is missing',
        f"make them: python -m content.voice {folder}",
    ]


def test_another_voice_makes_every_line_stale(library: tuple[Library, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """And no signal: nobody speaks in these."""
    known, folder = library
    monkeypatch.setattr(content.sounds, "SPEED", 0.8)
    faults = sound_faults(known, folder)
    assert len(faults) == len(lines_of(known))
    assert {fault.rpartition(": ")[2] for fault in faults} == {"it was made in another way than now"}


@pytest.mark.parametrize(("name", "said"), [("bell", "bell"), (line_key(LINE), f'"{LINE}"')])
def test_a_lost_file_is_named(library: tuple[Library, Path], name: str, said: str) -> None:
    """A signal by its name, a line by its words."""
    known, folder = library
    (folder / VOICE / read_index(folder)[name]["file"]).unlink()
    assert sound_faults(known, folder) == [f"{said}: it is missing"]


@pytest.mark.parametrize("index", [None, "", "{", "[]", '{"sounds": []}', '{"sounds": {"bell": 3}}'])
def test_a_library_without_sounds_is_told_so_in_one_line(library: tuple[Library, Path], index: str | None) -> None:
    """A broken index is none."""
    known, folder = library
    (folder / VOICE / INDEX).unlink()
    if index is not None:
        (folder / VOICE / INDEX).write_text(index)
    (line,) = told(known, folder)
    assert "nothing is said aloud" in line


def test_many_faults_are_counted(library: tuple[Library, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Not all are listed."""
    known, folder = library
    monkeypatch.setattr(content.sounds, "SHOWN", 2)
    (folder / VOICE / INDEX).write_text('{"sounds": {"other": {}}}')
    faults = sound_faults(known, folder)
    lines = told(known, folder)
    assert lines[:2] == [f"voice, {fault}" for fault in faults[:2]]
    assert len(faults) > 2
    assert lines[2:] == [f"and {len(faults) - 2} more", f"make them: python -m content.voice {folder}"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Sound("a", "Lie down."), Sound("a", "Lie down")),
        (Sound("a", "Lie down."), Sound("bell", "")),
        (Sound("bell", ""), Sound("chord", "")),
    ],
)
def test_what_sounds_different_has_another_file(one: Sound, other: Sound) -> None:
    """And the same sound always has the same one."""
    assert one.file != other.file
    assert one.file == Sound(*one).file
