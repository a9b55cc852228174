"""A session in a teacher's voice: all of its lines or none, each heard whole when its time comes."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import av
import numpy as np
import pytest

from content.follow_along import recipe_of
from content.joining import BadPiece, Heard, join_recorded
from content.opus import read_recording
from content.pieces import FPS, SAMPLE_RATE, Piece, line_key
from content.recorded import (
    digest,
    in_recorded_voice,
    join_recorded_session,
    lines_of_variation,
    recorded_piece,
    signal_sounds,
    voiced,
)
from content.timeline import courses_of, lines_of, lines_said, timeline_of
from content.voice.aac import Samples
from content.voice.opus import heard
from tests.harness.libraries import shipped_library
from tests.harness.recorded import voice_message

LIBRARY = shipped_library()
COURSES = courses_of(LIBRARY)
COURSE = min(COURSES, key=lambda course: len(list(lines_said(course, LIBRARY))))
LINES = tuple(dict.fromkeys(lines_said(COURSE, LIBRARY)))
# A voice that takes two and a half seconds for every line.
SOUND = voice_message(2.5)
PIECE = recorded_piece(digest(SOUND), read_recording(SOUND).samples)
SPOKEN = {line_key(text): PIECE for text in LINES}


def level(samples: Samples, at: float, seconds: float) -> float:
    """The loudest moment of a stretch."""
    return float(np.abs(samples[round(at * SAMPLE_RATE) : round((at + seconds) * SAMPLE_RATE)]).max())


def late(whole: Samples, sound: bytes, at: float) -> float:
    """Seconds after which a sound begins that should begin at a moment, by where it fits best; it is heard whole."""
    own = heard(sound)
    stretch = whole[round(at * SAMPLE_RATE) :][: len(own) + SAMPLE_RATE // 10]
    fits = np.fft.irfft(
        np.fft.rfft(stretch, 2 * len(stretch)) * np.conj(np.fft.rfft(own, 2 * len(stretch))), 2 * len(stretch)
    )
    start = int(np.argmax(fits[: SAMPLE_RATE // 10]))
    same = stretch[start : start + len(own)]
    error = np.sqrt(np.mean((same - own[: len(same)]) ** 2) / np.mean(own**2))
    assert error < 0.05
    return start / SAMPLE_RATE


def test_recordings_begin_in_time_and_are_heard_as_they_were_sent() -> None:
    """Of several phones, with bells between them and silence around them."""
    sounds = {
        "android": voice_message(2.0),
        "desktop": voice_message(1.3, first=700, bits=16_000, packet=20),
        "iphone": voice_message(3.0, first=250, bits=32_000),
        "bell": dict(signal_sounds())["bell"],
    }
    places = [("bell", 0), ("android", 30), ("desktop", 75), ("bell", 110), ("iphone", 127)]
    made = join_recorded(240, [Heard(name, at) for name, at in places], sounds, title="Hips")
    with av.open(BytesIO(made), "r") as file:
        assert (file.format.name.split(",")[0], [each.codec_context.name for each in file.streams]) == ("mov", ["opus"])
        assert file.metadata["title"] == "Hips"
    whole = heard(made)
    assert len(whole) / SAMPLE_RATE == pytest.approx(240 / FPS, abs=0.025)
    for name, at in places:
        assert 0 <= late(whole, sounds[name], at / FPS) <= 0.03
    for start, seconds in ((1.0, 0.9), (4.15, 0.8), (6.5, 0.8), (11.7, 4.2)):
        assert level(whole, start, seconds) < 1e-3


@pytest.mark.parametrize(
    ("places", "sounds", "problem"),
    [
        ([("a", 0), ("a", 10)], {"a": SOUND}, "a: it is longer than the time until the next sound"),
        ([("a", 20)], {"a": SOUND}, "a: it is longer than the time until the next sound, or the end"),
        ([("a", 0)], {}, "a: it is missing"),
        ([("a", 0)], {"a": b"no sound"}, "a: it breaks off"),
    ],
)
def test_a_recording_that_cannot_be_joined_is_named(
    places: list[tuple[str, int]], sounds: dict[str, bytes], problem: str
) -> None:
    """For the log; the session comes step by step."""
    with pytest.raises(BadPiece, match=problem):
        join_recorded(45, [Heard(name, at) for name, at in places], sounds)


def test_a_session_of_recordings_takes_the_time_that_they_take() -> None:
    """Bell, line and rounds, planned by the lengths of the recordings and joined as planned."""
    pieces = in_recorded_voice(COURSE, LIBRARY, LIBRARY.pieces, SPOKEN)
    assert pieces is not None
    timeline = timeline_of(COURSE, LIBRARY, pieces)
    recipe = recipe_of(timeline, pieces, "sound", title="Hips")
    assert recipe is not None
    assert {each.file for each in recipe.heard} > {PIECE.file}
    assert timeline != timeline_of(COURSE, LIBRARY, LIBRARY.pieces)
    sounds = {f"{digest(each)}.ogg": each for _, each in signal_sounds()} | {PIECE.file: SOUND}
    whole = heard(join_recorded_session(recipe, [SOUND]))
    assert len(whole) / SAMPLE_RATE == pytest.approx(timeline.seconds, abs=0.025)
    for each in recipe.heard:
        assert 0 <= late(whole, sounds[each.file], each.at / FPS) <= 0.03


def test_one_line_that_is_missing_leaves_the_whole_session_to_the_librarys_voice() -> None:
    """Each line of it in turn, also one that there may be no time for."""
    for missing in SPOKEN:
        assert (
            in_recorded_voice(COURSE, LIBRARY, LIBRARY.pieces, {key: PIECE for key in SPOKEN if key != missing}) is None
        )


def test_a_text_that_changed_is_a_line_that_is_missing() -> None:
    """Its key is another one."""
    changed = {line_key(text if text != LINES[0] else f"{text} Slowly."): PIECE for text in LINES}
    assert in_recorded_voice(COURSE, LIBRARY, LIBRARY.pieces, changed) is None


def test_every_session_of_a_variation_is_spoken_once_its_lines_are() -> None:
    """And those of the other variations are not."""
    variation = COURSE.variation
    lines = {line_key(text): PIECE for text in lines_of_variation(LIBRARY, variation)}
    for course in COURSES:
        is_own = course.variation.id == variation.id
        assert (in_recorded_voice(course, LIBRARY, LIBRARY.pieces, lines) is not None) == is_own
    every = {text for each in LIBRARY.variations for text in lines_of_variation(LIBRARY, each)}
    assert every == set(lines_of(LIBRARY))


def test_pieces_of_a_teachers_voice_are_taken_for_all_lines_or_for_none() -> None:
    """In films as well; the bells stay."""
    whole = replace(LIBRARY.pieces, teachers=dict.fromkeys(SPOKEN, Piece("voice/own.aac", 50)))
    assert voiced(COURSE, LIBRARY, LIBRARY.pieces) is LIBRARY.pieces
    own = voiced(COURSE, LIBRARY, whole)
    assert {own.sounds[key].file for key in SPOKEN} == {"voice/own.aac"}
    assert own.sounds["bell"] == LIBRARY.pieces.sounds["bell"]
    for missing in SPOKEN:
        rest = {key: piece for key, piece in whole.teachers.items() if key != missing}
        partly = replace(whole, teachers=rest)
        assert voiced(COURSE, LIBRARY, partly) is partly
