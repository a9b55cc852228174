"""Film: pieces that fit together picture by picture, made again where a clip or a text changed."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from content.figures import joinable
from content.figures.__main__ import main
from content.figures.captions import caption_picture, card_picture, pages
from content.figures.encoding import Planes, encoded, mirrored, planes
from content.figures.film import ALIKE, make, stale_pieces
from content.figures.joinable import caption, card, loop, lower
from content.film_pieces import film_faults, told, wanted_pieces
from content.library import SHIPPED, load_library
from content.media.film import FIGURE, FILM, HEIGHT, INDEX, WIDTH, Loop, read_film
from content.media.motion import FPS
from content.movement import Library
from content.pieces import read_pieces
from content.streams import captioned, read_loop
from content.timeline import courses_of, timeline_of
from content.translations import languages_of
from tests.content.figures.neck_turns import written
from tests.content.figures.test_workshop import SHORT
from tests.harness.libraries import shipped_library
from tests.harness.shortened import shortened

# Bytes of a lower slice in which every macroblock is skipped, so that a caption stays as it is.
SKIPPED = 24
# Bytes of the shipped library's film, in six languages.
MOST_ALL = 17_500_000
# The filter that smooths the edge of a caption changes the figure's colours by so little, of 255.
UNSEEN = 2
# The first rows below the figure, which the filter that smooths edges may change.
BELOW = FIGURE + 8

LIBRARY = shipped_library()
WANTED = wanted_pieces(LIBRARY)
ALL = wanted_pieces(LIBRARY, languages_of(SHIPPED))
# Of captions in other languages every so manyth is decoded.
EVERY_OTHER = 12
SHOWN = [*WANTED.captions, *sorted(ALL.captions.keys() - WANTED.captions.keys())[::EVERY_OTHER]]
# Loops that sessions show on both sides.
BOTH = sorted(key for key in WANTED.loops if key.endswith(".left") and key[:-4] + "right" in WANTED.loops)


def decoded(pictures: Sequence[bytes], description: bytes) -> list[Planes]:
    """Pictures of a piece, decoded with its parameter sets."""
    at = description.index(b"avcC") + 4
    head, count = at + 6, description[at + 5] & 31
    units: list[bytes] = []
    for _ in range(count + 1):  # the sequence's, then the number of the pictures' and these
        size = int.from_bytes(description[head : head + 2])
        units.append(description[head + 2 : head + 2 + size])
        head += 2 + size
        if len(units) == count:
            head += 1
    for picture in pictures:
        units += units_of(picture)
    with av.open(io.BytesIO(b"".join(b"\0\0\1" + unit for unit in units)), "r", "h264") as file:
        return [np.asarray(frame.to_ndarray(format="yuv420p"), np.uint8) for frame in file.decode(video=0)]


def units_of(picture: bytes) -> list[bytes]:
    """The units of a picture in an MP4."""
    found, at = [], 0
    while at < len(picture):
        (size,) = struct.unpack_from(">I", picture, at)
        found.append(picture[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def colours(shown: Planes) -> npt.NDArray[np.uint8]:
    return shown[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)


def drawn(count: int) -> list[Planes]:
    """Pictures of a ball that rolls along above, and nothing below."""
    empty = planes(caption_picture(()))
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    found = []
    for number in range(count):
        picture = np.full((HEIGHT, WIDTH, 3), 160, np.uint8)
        picture[(rows - 250) ** 2 + (columns - 60 - 9 * number) ** 2 < 80**2] = (200, 90, 40)
        found.append(lower(planes(picture), empty))
    return found


def test_a_caption_takes_its_place_below_the_figure_and_stays(tmp_path: Path) -> None:
    """From its picture on, until the next one begins; the figure above moves as it did without it."""
    (tmp_path / "loop").write_bytes(loop(drawn(50)))
    found = read_loop("loop", tmp_path)
    first, second = caption_picture(("Lie on your left side", "in one long line,")), caption_picture(("hips stacked.",))
    with_captions = list(found.pictures)
    for frame, shown in ((0, first), (44, second)):
        with_captions[frame] = captioned(with_captions[frame], caption(shown, frame), "a caption")
    before, after = decoded(found.pictures, found.description), decoded(with_captions, found.description)
    assert len(before) == len(after) == 50
    for number, (one, other) in enumerate(zip(before, after, strict=True)):
        wanted = planes(first if number < 44 else second)
        assert np.array_equal(one[: FIGURE - 8], other[: FIGURE - 8]), number
        assert np.abs(other[BELOW:HEIGHT].astype(int) - wanted[BELOW:HEIGHT]).mean() < 3, number
        assert np.array_equal(other[BELOW:HEIGHT], after[0 if number < 44 else 44][BELOW:HEIGHT]), number
        apart = colours(one)[:, : FIGURE // 2 - 4].astype(int) - colours(other)[:, : FIGURE // 2 - 4]
        assert np.abs(apart).max() <= UNSEEN, number


def test_a_caption_that_leans_on_what_was_shown_before_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would show something else over another page."""
    papers = {1: planes(caption_picture(())), 2: planes(np.zeros((HEIGHT, WIDTH, 3), np.uint8))}
    monkeypatch.setattr(joinable, "_pattern", papers.__getitem__)
    joinable._before.cache_clear()
    with pytest.raises(RuntimeError, match="depends on the picture before"):
        caption(caption_picture(("hips stacked.",)), 3)
    joinable._before.cache_clear()


def test_loops_and_cards_have_the_same_parameters(tmp_path: Path) -> None:
    """So they follow each other in one stream; a card is one key picture, and then nothing new."""
    (tmp_path / "loop").write_bytes(loop(drawn(5)))
    (tmp_path / "card").write_bytes(card(card_picture("Other side.\nTake your time."), 20))
    one, other = read_loop("loop", tmp_path), read_loop("card", tmp_path)
    assert (one.description, one.width, one.height) == (other.description, WIDTH, HEIGHT)
    assert set(one.delays) == set(other.delays) == {0}
    assert len(other.pictures) == 20
    assert np.median([len(picture) for picture in other.pictures[1:]]) < 3 * SKIPPED


# The shipped film


def shipped(key: str) -> list[Planes]:
    """The pictures of a shipped loop."""
    found = read_loop(read_pieces(SHIPPED).loops[key].file, SHIPPED)
    return decoded(found.pictures, found.description)


@pytest.mark.parametrize("key", shortened(sorted(WANTED.loops), 40))
def test_a_shipped_loop_closes_and_leaves_the_room_for_captions_alone(key: str) -> None:
    """Its frames are those of its clip; the last is no farther from the first than frames are from each other."""
    piece = read_pieces(SHIPPED).loops[key]
    found = read_loop(piece.file, SHIPPED)
    assert len(found.pictures) == piece.frames == WANTED.loops[key].frames
    assert (found.width, found.height) == (WIDTH, HEIGHT)
    assert set(found.delays) == {0}
    for number, picture in enumerate(found.pictures):
        slices = [unit for unit in units_of(picture) if unit[0] & 31 in (1, 5)]
        assert len(slices) == 2
        assert number == 0 or len(slices[1]) <= SKIPPED
    shown = [each[:FIGURE].astype(int) for each in shipped(key)]
    within = max(float(np.abs(one - other).mean()) for one, other in pairwise(shown))
    assert float(np.abs(shown[-1] - shown[0]).mean()) <= 1.5 * within + 0.3


# Loops of clips that cut a mat off at their sides.
CUT = ["lying-dynamic-hip/load-knee-up.left", "lying-inner-thigh/neutral.right"]


@pytest.mark.parametrize("key", [*CUT, *shortened(sorted(WANTED.loops), 40)])
def test_what_a_clip_cuts_off_is_whole_in_the_film(key: str) -> None:
    """The floor is at both sides: a mat ends before them, and nothing is drawn out to them."""
    for picture in shipped(key)[::12]:
        edges = picture[: FIGURE - 8, [0, -1]].astype(int)
        assert np.abs(edges - np.median(edges)).max() <= 2 * ALIKE


def test_a_clip_that_was_not_drawn_stands_between_plain_fields(tmp_path: Path) -> None:
    """What it cuts off cannot be drawn."""
    picture = np.full((480, 480, 3), 160, np.uint8)
    picture[200:280] = (200, 90, 40)
    (tmp_path / "own.mp4").write_bytes(encoded([planes(picture)] * 3, (480, 480), FPS, 20))
    [content] = make(tmp_path, Loop("own.mp4", "0" * 64, 3)).files.values()
    (tmp_path / "loop").write_bytes(content)
    found = read_loop("loop", tmp_path)
    for shown in decoded(found.pictures, found.description):
        beside = shown[:FIGURE, : (WIDTH - FIGURE) // 2 - 8].astype(int)
        assert np.abs(beside - np.median(beside)).max() <= 3
        assert np.abs(shown[100:130, 240:400].astype(int) - np.median(beside)).max() <= ALIKE
        assert np.abs(shown[160:180, 240:400].astype(int) - np.median(beside)).min() > ALIKE


@pytest.mark.parametrize("key", shortened(BOTH, 20))
def test_the_left_side_is_the_right_one_mirrored(key: str) -> None:
    """As with clips."""
    other = key.removesuffix("left") + "right"
    for one, mirror in zip(shipped(key)[::20], shipped(other)[::20], strict=True):
        assert np.abs(one[:FIGURE].astype(int) - mirrored(mirror)[:FIGURE]).mean() < 2.5


@pytest.mark.parametrize("key", shortened(SHOWN, 40))
def test_a_shipped_caption_shows_its_pages_below_its_loop(key: str) -> None:
    """Each from its picture on, whatever was there before, and the figure above is untouched."""
    wanted, rounds = ALL.captions[key], read_pieces(SHIPPED).captions[key]
    found = read_loop(read_pieces(SHIPPED).loops[key.rpartition(".")[0]].file, SHIPPED)
    plain = decoded(found.pictures, found.description)
    text = pages(wanted.text, wanted.language)
    page = -1
    names: list[str] = []
    for begin in rounds:
        pictures = list(found.pictures)
        for frame, file in begin:
            pictures[frame] = captioned(pictures[frame], (SHIPPED / file).read_bytes(), file)
        shown = decoded(pictures, found.description)
        assert len(shown) == len(plain)
        assert all(
            np.array_equal(one[: FIGURE - 8], other[: FIGURE - 8]) for one, other in zip(shown, plain, strict=True)
        )
        ends = [frame for frame, _ in begin[1:]] + [len(shown)]
        for (frame, file), end in zip(begin, ends, strict=True):
            looks = [planes(caption_picture(each))[BELOW:HEIGHT].astype(int) for each in text]
            nearest = [
                {int(np.argmin([np.abs(each - shown[at][BELOW:HEIGHT]).mean() for each in looks]))}
                for at in (frame, end - 1)
            ]
            assert nearest[0] == nearest[1]
            assert nearest[0] <= {page, page + 1}
            page = max(page, *nearest[0])
            names.append(file)
    assert page == len(text) - 1
    assert names


@pytest.mark.system
def test_all_shipped_pieces_have_the_same_parameters() -> None:
    """And every caption comes with a loop it belongs to."""
    pieces = read_pieces(SHIPPED)
    kinds = {
        (found.description, found.width, found.height)
        for each in (*pieces.loops.values(), *pieces.cards.values())
        for found in [read_loop(each.file, SHIPPED)]
    }
    assert len(kinds) == 1


def test_the_shipped_film_is_complete_and_small_enough() -> None:
    """Nothing is missing or stale, nothing else lies there."""
    assert film_faults(LIBRARY, SHIPPED) == (ALL.total, [])
    index = read_film(SHIPPED)
    assert index is not None
    files = [path for path in (SHIPPED / FILM).iterdir() if path.name != INDEX]
    assert {path.name for path in files} == index.files()
    assert sum(path.stat().st_size for path in files) <= MOST_ALL


def test_every_page_is_shown_in_every_session() -> None:
    """At least once in the time of its step."""
    pieces = read_pieces(SHIPPED)
    for course in courses_of(LIBRARY):
        for part in timeline_of(course, LIBRARY, pieces).parts:
            assert part.is_card == (part.caption is None)
            if part.caption is not None:
                assert part.loops >= len(pieces.captions[part.caption])


# A small library, which is drawn and filmed whole.


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose one clip was drawn, and its film made."""
    folder = written(tmp_path_factory.mktemp("film") / "library", *SHORT)
    assert main([str(folder), "--jobs", "1"]) == 0
    assert main([str(folder), "--film", "--jobs", "1"]) == 0
    return folder


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Path:
    """A copy of it, for breaking."""
    folder = tmp_path / "library"
    for path in made.rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(made)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return folder


def todo(folder: Path) -> tuple[int, int, int]:
    """The numbers of stale loops, captions and cards."""
    found = stale_pieces(folder)
    return len(found.loops), len(found.captions), len(found.cards)


def faults(folder: Path) -> list[str]:
    return film_faults(load_library(folder), folder)[1]


@pytest.mark.system
def test_a_library_gets_its_film(library: Path) -> None:
    """A loop for each side, and a caption for what is said on it; a step without a clip is a card."""
    pieces = read_pieces(library)
    assert sorted(pieces.loops) == ["seated-neck-turns/turn.left", "seated-neck-turns/turn.right"]
    assert len(pieces.captions) == 2
    assert (pieces.width, pieces.height) == (WIDTH, HEIGHT)
    assert (todo(library), faults(library), told(load_library(library), library)) == ((0, 0, 0), [], [])


@pytest.mark.system
def test_another_wording_makes_its_caption_alone_again(library: Path) -> None:
    """The moving pictures have no text."""
    before = read_pieces(library)
    written(library, *SHORT, ("Turn your head to the {side}.", "Look to the {side}."))
    assert todo(library) == (0, 2, 0)
    assert "'Look to the left.' is missing" in " ".join(faults(library))
    assert main([str(library), "--film", "--jobs", "1"]) == 0
    after = read_pieces(library)
    assert (todo(library), faults(library), after.loops) == ((0, 0, 0), [], before.loops)
    gone = {file for each in before.captions.values() for begin in each for _, file in begin}
    assert not [file for file in gone if (library / file).exists()], "what no session needs goes"


@pytest.mark.system
def test_another_clip_makes_its_loop_stale(library: Path) -> None:
    """By the clip's digest."""
    folder = library
    read = load_library(folder)
    assert isinstance(read, Library)
    index = json.loads((folder / "clips" / "index.json").read_text("utf-8"))
    entry = index["clips"]["seated-neck-turns/turn"]["left"]
    entry["digest"] = "0" * 64
    (folder / "clips" / "index.json").write_text(json.dumps(index), "utf-8")
    assert todo(folder) == (1, 0, 0)
    assert faults(folder) == ["the film's loop seated-neck-turns/turn.left was made from something else"]


@pytest.mark.system
def test_a_loop_with_its_caption_is_written_as_a_picture_that_moves(library: Path, tmp_path: Path) -> None:
    """For where no film is shown."""
    path = tmp_path / "moving.webp"
    assert main([str(library), "--film", "--moving", "seated-neck-turns/turn", str(path)]) == 0
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("WEBP", (480, 360))
        below = np.asarray(picture.convert("L"))[FIGURE * 3 // 4 + 4 :]
    assert below.min() < 80 < 220 < below.max(), "dark letters on light paper"


HARMS = [
    ("gone", "the film has no file"),
    ("other", "is not the file that was made"),
    ("index", "the index of the film cannot be read"),
]


@pytest.mark.system
@pytest.mark.parametrize(("harm", "said"), HARMS)
def test_what_is_missing_or_broken_is_named_and_made_again(library: Path, harm: str, said: str) -> None:
    """With the fix."""
    name = next(iter(read_pieces(library).loops.values())).file
    path = library / FILM / INDEX if harm == "index" else library / name
    if harm == "gone":
        path.unlink()
    else:
        path.write_text("{")
    assert any(said in line for line in faults(library)), faults(library)
    assert f"--film {library}" in told(load_library(library), library)[-1]


@pytest.mark.system
def test_a_library_without_a_film_lacks_nothing(library: Path) -> None:
    """Its sessions come as sound alone, or step by step."""
    (library / FILM / INDEX).unlink()
    assert faults(library) == []
    assert replace(read_pieces(library), sounds={}).loops == {}
