"""A teacher's recordings as pieces: without the silence around them, as loud as the other voice, and only if the text
is still the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bot.__main__ import main as bot_main
from content.library import SHIPPED, load_library
from content.pieces import INDEX, SAMPLE_RATE, VOICE, line_key, read_pieces
from content.recorded import signal_sounds, voiced
from content.recording_archive import ArchivedLine, packed
from content.sounds import SIGNALS, TEACHERS, read_index, teachers_gaps
from content.timeline import courses_of, lines_of
from content.voice.__main__ import main
from content.voice.aac import decoded
from content.voice.loudness import loudness, peak
from content.voice.opus import heard
from content.voice.recordings import make_signals, speech_in
from content.voice.studio import LOUD, SOFT
from tests.content.figures.neck_turns import written
from tests.harness.recorded import voice_message

WHEN = datetime(2026, 11, 22, 14, 35, tzinfo=UTC)
# A second of speech with a second of silence on each side.
SOUND = voice_message(1.0, silence=1.0)
LEFT = "Turn your head to the left."


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A small library without a voice."""
    return written(tmp_path / "library")


def archive_of(folder: Path, texts: Iterable[str], sound: bytes = SOUND) -> str:
    """A zip beside a library with a recording of each text."""
    path = folder.parent / "recordings.zip"
    path.write_bytes(packed(ArchivedLine(text, sound, "Ana", WHEN) for text in texts))
    return str(path)


def test_recordings_become_pieces_that_sessions_and_films_are_in(library: Path) -> None:
    """Trimmed, levelled, in AAC, with the bells; and nothing is left to tell of the teacher's voice."""
    known = load_library(library)
    lines = lines_of(known)
    assert main(["--recordings", archive_of(library, lines), str(library)]) == 0
    pieces = read_pieces(library)
    assert pieces.teachers.keys() == {line_key(text) for text in lines}
    assert pieces.sounds.keys() == set(SIGNALS)
    for course in courses_of(known):
        assert {voiced(course, known, pieces).sounds[line_key(text)].file for text in lines} == {
            pieces.teachers[line_key(lines[0])].file
        }
    entry = read_index(library, TEACHERS)[line_key(LEFT)]
    assert entry["text"] == LEFT
    found = decoded((library / VOICE / entry["file"]).read_bytes())
    assert 1.0 < len(found) / SAMPLE_RATE < 1.5
    assert loudness(found) == pytest.approx(LOUD, abs=1)
    assert peak(found) < -1
    assert teachers_gaps(known, library) == []


def test_a_text_that_changed_is_out_of_date_and_missing(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its recording is not made into a piece; `check` says that the session speaks in the other voice."""
    before = lines_of(load_library(library))
    text = library / "neck-turns.yaml"
    text.write_text(text.read_text().replace("text: Turn your head to the {side}.", "text: Look to the {side}."))
    assert main(["--recordings", archive_of(library, before), str(library)]) == 0
    told = capsys.readouterr()
    gone = [text for text in before if text not in lines_of(load_library(library))]
    assert LEFT in gone
    for each in gone:
        assert f'out of date, no session says it any more: "{each}"' in told.err
    assert told.out == f"{len(before) - len(gone)} of {len(before)} recordings made into pieces\n"
    assert not read_pieces(library).teachers.keys() & {line_key(each) for each in gone}
    assert bot_main(["check", str(library)]) == 0
    told_by_check = capsys.readouterr().err.splitlines()
    assert [line for line in told_by_check if "teacher" in line] == [
        "voice, a teacher's voice has 1 of the 3 sessions of seated-neck-turns; "
        'missing: "Look to the right.", "Look to the left."'
    ]


def test_a_library_without_a_teachers_voice_hears_nothing_of_it(library: Path) -> None:
    """The shipped one has none."""
    for folder in (library, SHIPPED):
        assert teachers_gaps(load_library(folder), folder) == []


def test_a_line_that_is_missing_is_named_with_its_sessions(library: Path) -> None:
    """All or none of a session: the others go on in the teacher's voice."""
    known = load_library(library)
    texts = lines_of(known)
    assert main(["--recordings", archive_of(library, texts[1:]), str(library)]) == 0
    gaps = teachers_gaps(known, library)
    assert gaps
    assert all(" ".join(texts[0].split()) in gap for gap in gaps)
    pieces = read_pieces(library)
    assert all(voiced(course, known, pieces) is pieces for course in courses_of(known))
    assert main(["--recordings", archive_of(library, texts), str(library)]) == 0
    assert teachers_gaps(known, library) == []


def test_the_lines_of_two_teachers_never_meet(library: Path) -> None:
    """A zip has all lines of one teacher; what an earlier one had goes, and its files."""
    texts = lines_of(load_library(library))
    main(["--recordings", archive_of(library, texts[1:]), str(library)])
    main(["--recordings", archive_of(library, texts[:1], voice_message(1.2)), str(library)])
    assert read_pieces(library).teachers.keys() == {line_key(texts[0])}
    assert len(list((library / VOICE).glob("*.aac"))) == 1 + len(SIGNALS)


def test_the_other_voice_is_made_beside_it_and_files_of_neither_go(library: Path) -> None:
    """A line that was recorded again has one file."""
    pytest.importorskip("hibari", reason="the voice extra has no package for this machine")
    from tests.content.voice.hum import hum

    texts = lines_of(load_library(library))
    main(["--recordings", archive_of(library, texts), str(library)])
    main(["--recordings", archive_of(library, texts, voice_message(1.2)), str(library)])
    assert main([str(library), "--jobs", "1"], hum) == 0
    named = {str(entry["file"]) for table in ("sounds", TEACHERS) for entry in read_index(library, table).values()}
    assert {path.name for path in (library / VOICE).glob("*.aac")} == named
    assert len(read_pieces(library).teachers) == len(texts)
    assert list(json.loads((library / VOICE / INDEX).read_text("utf-8"))) == ["sounds", "teachers"]


def test_a_recording_in_which_nothing_is_heard_is_named(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And one that is no sound; the others are made."""
    silent = voice_message(0.0, silence=1.0)
    path = library.parent / "recordings.zip"
    sounds = {"Turn your head to the right.": SOUND, LEFT: silent, lines_of(load_library(library))[0]: b"no sound"}
    path.write_bytes(packed(ArchivedLine(text, sound, "Ana", WHEN) for text, sound in sounds.items()))
    assert main(["--recordings", str(path), str(library)]) == 0
    told = capsys.readouterr()
    assert f'nothing is heard in it: "{LEFT}"' in told.err
    assert "it cannot be decoded" in told.err
    assert told.out.startswith("1 of 3 ")


def test_what_cannot_be_taken_in_is_said(
    library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is no export, and a machine without the extra."""
    assert main(["--recordings", str(library / "library.yaml"), str(library)]) == 2
    assert "it is not what /record export sends" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "content.voice.recordings", None)
    assert main(["--recordings", archive_of(library, [LEFT]), str(library)]) == 2
    assert capsys.readouterr().err.startswith("recordings are not converted: that needs the voice extra.")


def test_the_noise_of_a_room_is_not_taken_for_speech() -> None:
    """Some 40 dB below the voice, as a phone in a quiet room hears it."""
    noise = np.random.default_rng(1).normal(0, 0.002, 3 * SAMPLE_RATE).astype(np.float32)
    spoken = noise.copy()
    every = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    spoken[SAMPLE_RATE : 2 * SAMPLE_RATE] += np.asarray(0.3 * np.sin(2 * np.pi * 220 * every), np.float32)
    assert len(speech_in(spoken)) / SAMPLE_RATE == pytest.approx(1.23, abs=0.05)
    assert len(speech_in(np.zeros(100, np.float32))) == 0


def test_the_bells_of_recordings_are_those_of_the_formulas(tmp_path: Path) -> None:
    """As loud as the others, and made the same way as those that are shipped."""
    made = make_signals(tmp_path)
    for name, shipped in signal_sounds():
        one, other = heard(made[name]), heard(shipped)
        assert loudness(other) == pytest.approx(SOFT, abs=0.5)
        assert float(np.abs(one - other).max()) < 0.01
