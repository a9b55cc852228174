"""Workshop: only what changed is drawn again, and what is missing or broken is reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from content.figures.__main__ import main
from content.figures.workshop import read_source, render, stale, tidy
from content.library import load_library
from content.media.index import CLIPS, INDEX
from content.parsing import check
from tests.content.figures.neck_turns import written

# One clip alone, and short.
SHORT = (
    ("            figure: turn\n", ""),
    ("            figure: {keys: [tall, turned], arrow: head}\n", ""),
    (", figure: {keys: [tall, turned]}}]", "}]"),
    ("keys: [tall, {pose: turned, move: 0.4, hold: 0.2}]", "keys: [{pose: tall, move: 0.1, hold: 0.1}]"),
)
NAME = "seated-neck-turns/turn"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose one clip was drawn."""
    folder = written(tmp_path_factory.mktemp("drawn") / "library", *SHORT)
    assert main([str(folder), "--jobs", "1"]) == 0
    return folder


@pytest.fixture
def library(drawn: Path, tmp_path: Path) -> Path:
    """A copy of it, for breaking."""
    folder = tmp_path / "library"
    for path in drawn.rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(drawn)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return folder


def test_a_drawn_library_has_its_clips_and_its_still(library: Path) -> None:
    """For both sides, with their measures; nothing is stale, nothing wrong."""
    movement = load_library(library).movements[0]
    step = movement.variations[0].levels[0].steps[0]
    assert sorted(step.clips) == ["left", "right"]
    for side, picture in step.clips.items():
        assert picture.file == f"clips/{NAME}.{side}.mp4"
        assert (picture.width, picture.height, picture.seconds) == (640, 480, 0.13)
        assert (library / str(picture.poster)).is_file()
    assert step.clips["left"].digest != step.clips["right"].digest
    assert movement.still is not None
    assert movement.still.seconds is None
    assert (library / movement.still.file).read_bytes()[:2] == b"\xff\xd8"
    assert stale(read_source(library)) == []
    assert check(library) == []
    page = (library / CLIPS / "contact-sheet.html").read_text("utf-8")
    assert page.count("<video") == 2


@pytest.mark.system
@pytest.mark.parametrize(
    "harm",
    [
        f"{NAME}.left.mp4",
        f"{NAME}.right.jpg",
        "stills/seated-neck-turns.turn.jpg",
        INDEX,
        ("look: kim", "look: ben"),
        ("t: 5", "t: 6"),
    ],
    ids=["no clip", "no poster", "no still", "no index", "another look", "another pose"],
)
def test_what_is_missing_or_was_drawn_from_something_else_is_stale(library: Path, harm: str | tuple[str, str]) -> None:
    """And drawn again."""
    if isinstance(harm, str):
        (library / CLIPS / harm).unlink()
    else:
        written(library, *SHORT, harm)
    source = read_source(library)
    assert [job.plan.name for job in stale(source)] == [NAME]
    assert [job.plan.name for job in render(source, stale(source), 1)] == [NAME]
    assert stale(source) == []


def test_another_wording_leaves_the_clips_as_they_are(library: Path) -> None:
    """Only what is shown counts."""
    written(library, *SHORT, ("Turn your head to the {side}.", "Look to the {side}."))
    assert stale(read_source(library)) == []


def test_what_no_step_needs_goes(library: Path) -> None:
    """Files of a step that is no more."""
    renamed = ("still: seated-neck-turns/turn", "still: seated-neck-turns/spin")
    written(library, *SHORT, ("id: turn\n", "id: spin\n"), renamed)
    source = read_source(library)
    assert len(list(render(source, stale(source), 1))) == 1
    assert len(tidy(source)) == 5
    assert json.loads((library / CLIPS / INDEX).read_text("utf-8"))["clips"].keys() == {"seated-neck-turns/spin"}
    assert check(library) == []


@pytest.mark.system
def test_clips_that_are_the_same_share_a_file_and_are_drawn_again_together(library: Path) -> None:
    """Another wording that shows what its step shows costs no file more."""
    shared = ("            flags: [twist]\n", "            flags: [twist]\n            figure: turn\n")
    written(library, *SHORT, shared)
    source = read_source(library)
    assert [job.plan.name for job in render(source, stale(source), 1)] == ["seated-neck-turns/lean"]
    assert len(tidy(source)) == 4
    clips = json.loads((library / CLIPS / INDEX).read_text("utf-8"))["clips"]
    assert clips[NAME] == clips["seated-neck-turns/lean"]
    assert (stale(source), check(library)) == ([], [])
    apart = ("pose: tall, move: 0.1, hold: 0.1}], moving", "pose: tall, move: 0.1, hold: 0.2}], moving")
    own = ("figure: turn", "figure: {keys: [{pose: tall, move: 0.1, hold: 0.1}], moving: [head], marks: [crown]}")
    written(library, *SHORT, shared, own, apart)
    assert [job.plan.name for job in stale(read_source(library))] == [NAME, "seated-neck-turns/lean"]


BROKEN = [
    (f"{NAME}.left.mp4", None, f"{NAME}, left side: there is no file {NAME}.left.mp4"),
    (f"{NAME}.right.mp4", "half", f"{NAME}, right side: {NAME}.right.mp4 is not the file that was drawn"),
    (f"{NAME}.right.jpg", None, f"{NAME}, right side: there is no file {NAME}.right.jpg"),
    (
        "stills/seated-neck-turns.turn.jpg",
        None,
        "the still of neck-turns: there is no file stills/seated",
    ),
    (INDEX, "{", "the index of the clips cannot be read"),
]


@pytest.mark.parametrize(("name", "content", "said"), BROKEN, ids=[said for *_, said in BROKEN])
def test_what_is_missing_or_broken_is_said_and_stops_nobody(
    library: Path, name: str, content: str | None, said: str
) -> None:
    """`check` names the file; the bot runs, and sends the text."""
    path = library / CLIPS / name
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    faults = check(library)
    assert [str(fault) for fault in faults if said in fault.problem and fault.file.endswith("index.json")], faults
    assert load_library(library).movements[0].name == "Neck turns"


def test_a_wrong_library_is_not_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It ends with 2, and says why."""
    assert main([str(written(tmp_path / "library", ("look: kim", "look: kimm")))]) == 2
    assert "kimm is not known for `look`" in capsys.readouterr().err


@pytest.mark.system
def test_a_few_frames_are_shown_on_a_sheet(library: Path, tmp_path: Path) -> None:
    """For authors of poses."""
    path = tmp_path / "look.png"
    assert main([str(library), "--preview", str(path), "--columns", "2"]) == 0
    assert path.read_bytes()[:4] == b"\x89PNG"
    assert main([str(library), "--check"]) == 0


@pytest.mark.system
def test_a_clip_is_written_as_a_picture_that_moves(library: Path, tmp_path: Path) -> None:
    """With all its frames, for where no video is shown."""
    path = tmp_path / "moving.webp"
    assert main([str(library), "--moving", NAME, str(path)]) == 0
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("WEBP", (480, 360))
        assert getattr(picture, "n_frames", 1) == 2


def test_a_clip_that_there_is_not_cannot_be_written(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends with 2, and says how a clip is called."""
    assert main([str(library), "--moving", "turn", str(tmp_path / "moving.webp")]) == 2
    assert "there is no clip turn; write variation/step" in capsys.readouterr().err


@pytest.mark.system
def test_what_shows_the_same_is_drawn_once(library: Path) -> None:
    """Under one of its names; every step that shows it has it."""
    shared = ("            flags: [twist]\n", "            flags: [twist]\n            figure: turn\n")
    written(library, *SHORT, shared, ("look: kim", "look: ana"))
    source = read_source(library)
    assert sorted(job.plan.name for job in render(source, stale(source), 1)) == ["seated-neck-turns/lean", NAME]
    clips = json.loads((library / CLIPS / INDEX).read_text("utf-8"))["clips"]
    assert clips[NAME] == clips["seated-neck-turns/lean"]
    assert clips[NAME]["right"]["file"] == f"{NAME}.right.mp4", "the one with a still, too"
    assert not (library / CLIPS / "seated-neck-turns/lean.right.mp4").exists()
