"""The films of the shipped library: every distinct session is joined from its pieces, and decodes as planned."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import av
import numpy as np
import pytest

from content.follow_along import Recipe, make, recipe_of
from content.library import SHIPPED
from content.pieces import AAC_FRAME, FPS, SAMPLE_RATE, read_pieces
from content.timeline import Timeline, courses_of, timeline_of
from content.walk import Course
from tests.harness.libraries import shipped_library
from tests.harness.shortened import shortened
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
PIECES = read_pieces(SHIPPED)
SESSIONS = {
    f"{course.variation.id}-{course.form}-{course.usual}-{'-'.join(sorted(course.avoid)) or 'all'}": course
    for course in courses_of(LIBRARY)
}
# Bytes: what a film of so many minutes may have at most.
LIMITS = ((1, 2_000_000), (3, 5_000_000), (60, 16_000_000))

pytestmark = pytest.mark.skipif(not PIECES.loops or not PIECES.sounds, reason="the library has no film yet")


@cache
def planned(name: str) -> tuple[Timeline, Recipe, Recipe]:
    """A session's timeline, and the recipes of its film and of its sound."""
    course: Course = SESSIONS[name]
    timeline = timeline_of(course, LIBRARY, PIECES)
    film, sound = (recipe_of(timeline, PIECES, kind, title=course.variation.name) for kind in ("film", "sound"))
    assert film is not None
    assert sound is not None
    return timeline, film, sound


@tabled("name", SESSIONS)
def test_every_session_has_a_film_and_a_sound_of_a_fair_size(name: str) -> None:
    timeline, film, sound = planned(name)
    content = make(film, SHIPPED)
    assert len(content) <= next(most for minutes, most in LIMITS if timeline.minutes <= minutes)
    assert len(make(sound, SHIPPED)) < len(content)
    # Every loop has its caption, every line its sound.
    assert all(part.is_card or part.caption in PIECES.captions for part in timeline.parts)
    assert all(len(part.sounds) > 1 for part in timeline.parts if part.step is not None)


def test_sessions_that_look_and_sound_alike_share_a_film() -> None:
    """A short level lasts as long in both of its forms. Each film is uploaded once in the life of a bot."""
    assert len(SESSIONS) == 62
    assert len({planned(name)[1].key for name in SESSIONS}) == 60


# `make test` decodes a short one.
@pytest.mark.parametrize("name", shortened(sorted(SESSIONS, key=lambda name: "short" not in name), len(SESSIONS)))
def test_a_film_decodes_as_its_timeline_says(name: str) -> None:
    """Without a warning: every picture at its time, sound to the end, and silence where nothing is said."""
    timeline, film, _ = planned(name)
    av.logging.set_level(av.logging.WARNING)
    with av.logging.Capture(local=False) as complaints, av.open(io.BytesIO(make(film, SHIPPED)), "r") as file:
        file.streams.video[0].thread_type = "AUTO"
        times = [(frame.pts or 0) * (frame.time_base or 0) for frame in file.decode(video=0)]
        file.seek(0)
        samples = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
    av.logging.set_level(None)
    assert complaints == []
    assert times == [Fraction(number, FPS) for number in range(timeline.frames)]
    assert abs(len(samples) - timeline.frames * SAMPLE_RATE // FPS) <= AAC_FRAME
    for start, end in quiet(timeline):
        silence = samples[start * SAMPLE_RATE // FPS + AAC_FRAME : end * SAMPLE_RATE // FPS]
        assert not len(silence) or float(np.abs(silence).max()) < 0.003
    for at, name_of_sound in heard(timeline):
        sound = samples[at * SAMPLE_RATE // FPS :][: PIECES.sound_frames(name_of_sound) * SAMPLE_RATE // FPS]
        assert float(np.abs(sound).max()) > 0.02


def heard(timeline: Timeline) -> Iterator[tuple[int, str]]:
    """(Frame, name) of every sound of a timeline."""
    start = 0
    for part in timeline.parts:
        yield from ((start + at, name) for at, name in part.sounds)
        start += part.frames


def quiet(timeline: Timeline) -> Iterator[tuple[int, int]]:
    """The stretches between sounds, in frames."""
    free = 0
    for at, name in heard(timeline):
        yield free, at
        free = at + PIECES.sound_frames(name)
    yield free, timeline.frames
