"""A film is made again from plain data as it was planned, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pytest

from bot.markup import Html
from bot.replies import Film, Reply, to_call
from bot.sending.film_making import FilmMaker
from bot.sending.films import Unmakeable
from content.follow_along import Recipe, recipe_of
from content.pieces import AAC_FRAME, SAMPLE_RATE, line_key, read_pieces
from content.timeline import lines_of, timeline_of
from content.walk import Course
from tests.harness.libraries import shipped_library
from tests.harness.short_film import silence

LIBRARY = shipped_library()
VARIATION = LIBRARY.variations[1]
TITLE = "Hip flow"
FRAMES = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library's folder with a voice that says nothing, and no pictures."""
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "0a.aac").write_bytes(silence(FRAMES))
    names = ("bell", "change", "chord", *map(line_key, lines_of(LIBRARY)))
    sound = {"file": "0a.aac", "frames": FRAMES, "seconds": FRAMES * AAC_FRAME / SAMPLE_RATE}
    (tmp_path / "voice" / "index.json").write_text(json.dumps({"sounds": dict.fromkeys(names, sound)}))
    return tmp_path


def maker(folder: Path) -> FilmMaker:
    """As the program has it, for a library in this folder."""
    return FilmMaker(replace(LIBRARY, pieces=read_pieces(folder)), folder)


def planned(folder: Path, avoid: frozenset[Any] = frozenset()) -> Recipe:
    """The sound of the session, as a conversation plans it."""
    pieces = read_pieces(folder)
    course = Course(VARIATION, avoid, "short", 0)
    recipe = recipe_of(timeline_of(course, LIBRARY, pieces), pieces, "sound", title=TITLE)
    assert recipe is not None
    return recipe


def told(recipe: Recipe, **fields: Any) -> dict[str, Any]:
    """What the call is told of it, as it comes back from the record."""
    film = Film(
        *(recipe.key, VARIATION.id, "short", (), 0, VARIATION.first_side, "sound", TITLE, round(recipe.seconds)),
        *(recipe.width, recipe.height),
    )
    call = to_call(Reply(Html("Listen"), film=replace(film, **fields)), 41)
    stored: dict[str, Any] = json.loads(json.dumps(call.payload))["film"]
    return stored


def test_it_is_made_as_it_was_planned(folder: Path) -> None:
    """Whole, and as long as was said."""
    recipe = planned(folder)
    made = maker(folder)(told(recipe))
    with av.open(BytesIO(made), "r") as container:
        assert [stream.type for stream in container.streams] == ["audio"]
        heard = sum(frame.samples for frame in container.decode(audio=0)) / SAMPLE_RATE
    assert heard == pytest.approx(recipe.seconds, abs=0.2)


def test_what_somebody_avoids_is_left_out_of_it(folder: Path) -> None:
    """It is part of what the film is made of, in whatever order it is named."""
    recipe, make = planned(folder, frozenset({"twist", "roll"})), maker(folder)
    assert make(told(recipe, avoid=("twist", "roll"))) == make(told(recipe, avoid=("roll", "twist")))


CHANGES: list[dict[str, Any]] = [
    {"variation": "gone"},
    {"form": "full"},
    {"title": "Other"},
    {"kind": "film"},
    {"recipe_key": "0" * 64},
]


@pytest.mark.parametrize("change", CHANGES, ids=[next(iter(change)) for change in CHANGES])
def test_what_is_not_as_it_was_planned_is_not_made(folder: Path, change: dict[str, Any]) -> None:
    """The times in its words would be those of another film: the library was changed before it was sent."""
    with pytest.raises(Unmakeable, match="has changed since it was planned"):
        maker(folder)(told(planned(folder), **change))


def test_a_library_without_pieces_makes_nothing(folder: Path, tmp_path: Path) -> None:
    """They were deleted since."""
    recipe = planned(folder)
    (tmp_path / "bare").mkdir()
    with pytest.raises(Unmakeable, match="has changed since it was planned"):
        maker(tmp_path / "bare")(told(recipe))


@pytest.mark.parametrize("content", [None, b"", b"no sound", silence(FRAMES)[:-3]])
def test_a_bad_piece_is_named(folder: Path, content: bytes | None) -> None:
    """For whoever reads the log."""
    piece, recipe = folder / "voice" / "0a.aac", planned(folder)
    if content is None:
        piece.unlink()
    else:
        piece.write_bytes(content)
    with pytest.raises(Unmakeable, match=r"voice/0a\.aac"):
        maker(folder)(told(recipe))
