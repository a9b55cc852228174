"""Studio: only what changed is made again, and what is no longer needed goes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from content.library import SHIPPED, load_library
from content.pieces import INDEX, SAMPLE_RATE, VOICE, read_pieces
from content.sounds import SIGNALS, Sound, read_index, sound_faults, sounds_of
from content.voice import studio
from content.voice.__main__ import main
from content.voice.aac import Samples, decoded, encoded
from content.voice.inspection import piece_faults
from content.voice.loudness import levelled, loudness, peak
from content.voice.studio import CEILINGS, LOUD, made, make, stale
from tests.content.figures.neck_turns import written
from tests.content.voice.hum import hoarse, hum

# Those who have no engine for speech get no voice, and nothing here is about it.
pytest.importorskip("hibari", reason="the voice extra has no package for this machine")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose lines were hummed."""
    folder = written(tmp_path_factory.mktemp("spoken") / "library")
    assert main([str(folder), "--jobs", "1"], hum) == 0
    return folder


@pytest.fixture
def library(spoken: Path, tmp_path: Path) -> Path:
    """A copy of it, for breaking."""
    folder = written(tmp_path / "library")
    (folder / VOICE).mkdir()
    for path in (spoken / VOICE).iterdir():
        (folder / VOICE / path.name).write_bytes(path.read_bytes())
    return folder


def test_a_spoken_library_has_all_its_sounds(library: Path) -> None:
    """As long and as loud as they should be, and none is stale."""
    known = load_library(library)
    assert read_pieces(library).sounds.keys() == {sound.name for sound in sounds_of(known)}
    assert sound_faults(known, library) == []
    assert stale(known, library) == []
    assert piece_faults(library) == []
    assert main([str(library), "--check"]) == 0


def test_only_a_line_whose_text_changed_is_made_again(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For both sides; the old ones go, and a stray file of sound too."""
    text = library / "neck-turns.yaml"
    text.write_text(text.read_text().replace("text: Turn your head to the {side}.", "text: Look to the {side}."))
    assert [sound.text for sound in stale(load_library(library), library)] == [
        "Look to the right.",
        "Look to the left.",
    ]
    before = {path.name: path.stat().st_mtime_ns for path in (library / VOICE).glob("*.aac")}
    (library / VOICE / "stray.aac").touch()
    assert main([str(library), "--check"]) == 2
    assert main([str(library), "--jobs", "1"], hum) == 0
    assert "2 of" in (said := capsys.readouterr().out)
    assert "3 files deleted" in said
    after = {path.name: path.stat().st_mtime_ns for path in (library / VOICE).glob("*.aac")}
    assert len(after) == len(before)
    assert sum(before.get(name) == time for name, time in after.items()) == len(before) - 2
    assert piece_faults(library) == []


def test_what_was_made_before_a_failure_is_kept(library: Path) -> None:
    """The index names it, and nothing that is not there."""
    known = load_library(library)
    (library / VOICE / INDEX).unlink()
    with pytest.raises(ValueError, match="no voice"):
        list(make(library, sounds_of(known), hoarse, 1))
    index = read_index(library)
    assert index.keys() >= set(SIGNALS)
    assert all("left" not in entry["text"] for entry in index.values())


def test_without_the_extra_there_are_bells_and_a_line_that_says_how_to_get_a_voice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bells are those of the shipped library."""
    folder = written(tmp_path / "library")
    monkeypatch.setitem(sys.modules, "content.voice.speech", None)
    assert main([str(folder)]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(
        'lines are not spoken: that needs the voice extra. Install it: .venv/bin/pip install -e ".[voice]"'
    )
    assert read_pieces(folder).sounds.keys() == set(SIGNALS)
    for name, piece in read_pieces(folder).sounds.items():
        assert (folder / piece.file).read_bytes() == (SHIPPED / read_pieces(SHIPPED).sounds[name].file).read_bytes()
    assert int(line.split()[0]) == len(sound_faults(load_library(folder), folder))


def test_without_the_extra_nothing_that_is_there_is_lost(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An author without the extra may run the command."""
    before = sorted(path.name for path in (library / VOICE).iterdir())
    monkeypatch.setitem(sys.modules, "content.voice.speech", None)
    assert main([str(library)]) == 0
    assert sorted(path.name for path in (library / VOICE).iterdir()) == before
    assert capsys.readouterr().err.startswith("0 lines are not spoken")


def test_a_library_with_faults_is_not_spoken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are told instead."""
    folder = written(tmp_path / "library", ("kind: repeat", "kind: often"))
    assert main([str(folder)], hum) == 2
    assert "neck-turns.yaml" in capsys.readouterr().err
    assert not (folder / VOICE).exists()


@pytest.mark.parametrize("key", ["file", "frames", "seconds", "text"])
def test_the_index_says_of_each_sound(library: Path, key: str) -> None:
    """What it is, and how long."""
    index = json.loads((library / VOICE / INDEX).read_text("utf-8"))["sounds"]
    assert all(key in entry for entry in index.values())
    assert list(index) == sorted(index)


def buzz(_: str) -> Samples:
    """Two seconds with many overtones, whose peaks are high for their loudness."""
    every = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    overtones = sum(np.cos(2 * np.pi * 110 * number * every + number**2 / 10) / number for number in range(1, 90))
    return np.asarray(0.1 * overtones * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * every)), np.float32)


def test_a_peak_that_encoding_raises_is_held_lower_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The finished sound stays below its limit, here one that the first ceiling alone does not keep."""
    limit = -4.0
    monkeypatch.setattr(studio, "LOUDEST_PEAK", limit)
    assert peak(decoded(encoded(levelled(buzz(""), LOUD, CEILINGS[0])))) > limit
    found = decoded(made(Sound("line", "Lie on your back."), buzz))
    assert peak(found) < limit
    assert loudness(found) == pytest.approx(LOUD, abs=1)


def test_signals_are_softer_than_speech() -> None:
    """By 6 LU, each by itself."""
    for name in SIGNALS:
        assert loudness(decoded(made(Sound(name, ""), hum))) == pytest.approx(-22, abs=1)
    assert loudness(decoded(made(Sound("line", "Lie on your back, and rest."), hum))) == pytest.approx(-16, abs=1)
