"""Follow along: the recipe of a session, its key, and what becomes of missing pieces."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from content.follow_along import Recipe, make, recipe_of
from content.joining import BadPiece, Heard, Shown
from content.pieces import NO_PIECES, Piece, Pieces, card_key, line_key, loop_key, read_pieces
from content.timeline import captions_of, cards_of, courses_of, lines_of, timeline_of
from tests.harness.libraries import shipped_library

LIBRARY = shipped_library()
COURSES = courses_of(LIBRARY)
VOICE = {
    name: Piece(f"voice/{name}.aac", 60) for name in ("bell", "change", "chord", *map(line_key, lines_of(LIBRARY)))
}
LOOPS = {loop_key(file): Piece(f"film/{loop_key(file)}.mp4", 61) for file, _ in captions_of(LIBRARY)}
CARDS = {card_key(text): Piece(f"film/{card_key(text)}.mp4", 180) for text in cards_of(LIBRARY)}
CAPTIONS = {loop_key(file, text): (((0, f"film/{line_key(text)}.slice"),),) for file, text in captions_of(LIBRARY)}
PIECES = Pieces(VOICE, LOOPS, CARDS, CAPTIONS, 640, 480)


def recipe(number: int = 0, pieces: Pieces = PIECES, title: str = "Hips") -> Recipe:
    found = recipe_of(timeline_of(COURSES[number], LIBRARY, pieces), pieces, "film", title=title)
    assert found is not None
    return found


def test_the_places_of_a_recipe_are_those_of_the_timeline() -> None:
    timeline = timeline_of(COURSES[0], LIBRARY, PIECES)
    made = recipe()
    assert [each.frames for each in made.shown] == [part.frames for part in timeline.parts]
    assert [each.loops for each in made.shown] == [part.loops for part in timeline.parts]
    assert sum(bool(each.pages) for each in made.shown) == sum(part.step is not None for part in timeline.parts)
    starts = [sum(part.frames for part in timeline.parts[:number]) for number in range(len(timeline.parts))]
    heard = [(start + at, name) for start, part in zip(starts, timeline.parts, strict=True) for at, name in part.sounds]
    assert [(each.at, each.file) for each in made.heard] == [(at, VOICE[name].file) for at, name in heard]
    assert (made.seconds, made.frames, made.width, made.height) == (timeline.seconds, timeline.frames, 640, 480)


def test_the_key_is_the_same_for_the_same_film_and_differs_for_any_other() -> None:
    assert recipe().key == recipe().key
    assert len(recipe().key) == 64
    made = recipe()
    others = [
        replace(made, kind="sound"),
        replace(made, title="Other hips"),
        replace(made, frames=made.frames + 1),
        replace(made, width=made.width + 2),
        replace(made, shown=(*made.shown[:-1], replace(made.shown[-1], file="film/other.mp4"))),
        replace(made, shown=(*made.shown[:-1], replace(made.shown[-1], frames=7))),
        replace(made, shown=(*made.shown[:-1], replace(made.shown[-1], pages=(((0, "x"),),)))),
        replace(made, heard=(*made.heard[:-1], Heard("voice/other.aac", made.heard[-1].at))),
        replace(made, heard=(*made.heard[:-1], Heard(made.heard[-1].file, made.heard[-1].at + 1))),
    ]
    assert len({made.key, *(other.key for other in others)}) == 1 + len(others)


def test_every_distinct_session_has_a_film_of_its_own() -> None:
    """So that each is uploaded once. A session that looks and sounds the same shares the upload."""
    keys = {recipe(number).key for number in range(len(COURSES))}
    assert len(COURSES) == 62
    assert len(keys) == 62
    avoided = {recipe(number).key for number, course in enumerate(COURSES) if course.avoid}
    assert len(avoided) == len([course for course in COURSES if course.avoid])


def test_without_a_picture_there_is_no_film_but_the_sound() -> None:
    for lacking in (replace(PIECES, loops={}), replace(PIECES, cards={})):
        timeline = timeline_of(COURSES[0], LIBRARY, lacking)
        assert recipe_of(timeline, lacking, "film") is None
        sound = recipe_of(timeline, lacking, "sound")
        assert sound is not None
        assert (sound.shown, sound.width, sound.height) == ((), 0, 0)
        assert sound.heard


def test_without_captions_or_a_voice_there_is_still_a_film() -> None:
    for lacking in (replace(PIECES, captions={}), replace(PIECES, sounds={})):
        timeline = timeline_of(COURSES[0], LIBRARY, lacking)
        assert recipe_of(timeline, lacking, "film") is not None
    silent = replace(PIECES, sounds={})
    assert recipe_of(timeline_of(COURSES[0], LIBRARY, silent), silent, "sound") is None


def test_a_session_without_steps_has_no_recipe() -> None:
    empty = replace(timeline_of(COURSES[0], LIBRARY, PIECES), parts=())
    assert recipe_of(empty, PIECES, "film") is None
    assert recipe_of(empty, PIECES, "sound") is None


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    made = Recipe("film", "", 10, 1.0, 640, 480, (Shown("film/gone.mp4", 10),), ())
    with pytest.raises(BadPiece, match=r"film/gone\.mp4: it cannot be read"):
        make(made, tmp_path)


INDEXES = [
    # voice's index, film's index, number of sounds, loops, cards, captions
    (None, None, 0, 0, 0, 0),
    ("", "[]", 0, 0, 0, 0),
    ("{", '{"loops": []}', 0, 0, 0, 0),
    ('{"sounds": {"bell": {"file": "b.aac", "frames": 20, "text": "", "more": 1}}}', None, 1, 0, 0, 0),
    ('{"sounds": {"bell": {"file": "b.aac"}, "x": 3, "y": {"file": "y", "frames": true}}}', None, 0, 0, 0, 0),
    ('{"sounds": {"bell": {"file": "b.aac", "frames": 0}}}', None, 0, 0, 0, 0),
    (
        None,
        '{"loops": {"a.left": {"file": "a.mp4", "frames": 61}}, "cards": {"c": {"file": "c", "frames": 1}}}',
        0,
        1,
        1,
        0,
    ),
    (
        None,
        '{"captions": {"a": {"rounds": [[[0, "x"]], [[0, "y"], [9, "z"]]]}, "b": {"rounds": [[3]]}, "c": {}}}',
        0,
        0,
        0,
        1,
    ),
]


@pytest.mark.parametrize(("voice", "film", "sounds", "loops", "cards", "captions"), INDEXES)
def test_an_index_that_is_missing_or_broken_has_no_pieces(
    tmp_path: Path, voice: str | None, film: str | None, sounds: int, loops: int, cards: int, captions: int
) -> None:
    for name, text in (("voice", voice), ("film", film)):
        if text is not None:
            (tmp_path / name).mkdir()
            (tmp_path / name / "index.json").write_text(text, "utf-8")
    pieces = read_pieces(tmp_path)
    found = (len(pieces.sounds), len(pieces.loops), len(pieces.cards), len(pieces.captions))
    assert found == (sounds, loops, cards, captions)


def test_pieces_are_found_by_what_they_say_and_show(tmp_path: Path) -> None:
    (tmp_path / "film").mkdir()
    index = {
        "width": 640,
        "height": 480,
        "loops": {"hip/turn.left": {"file": "1.mp4", "frames": 61}},
        "cards": {card_key("Rest."): {"file": "2.mp4", "frames": 180}},
        "captions": {loop_key("hip/turn.left.mp4", "Turn."): {"rounds": [[[0, "3.h264"]]]}},
    }
    (tmp_path / "film" / "index.json").write_text(json.dumps(index), "utf-8")
    pieces = read_pieces(tmp_path)
    assert pieces.loop("clips/hip/turn.left.mp4") == pieces.loop("hip/turn.left.mp4") == Piece("film/1.mp4", 61)
    assert pieces.card("Rest.") == Piece("film/2.mp4", 180)
    assert pieces.card("Rest.", "de") is None
    assert pieces.captions[loop_key("hip/turn.left.mp4", "Turn.")] == (((0, "film/3.h264"),),)
    assert (pieces.width, pieces.height) == (640, 480)
    assert NO_PIECES.sound("bell") is None
    assert NO_PIECES.sound_frames("bell") == 0
