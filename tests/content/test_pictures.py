"""The media index: what it says about a clip, and what of that reaches the steps."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from content.library import load_library
from content.media.index import CLIPS, INDEX, DrawnFile, Index, moving_in_words, read_index
from content.movement import SIDES, Picture, Side
from content.schema.figure import MovingPart
from tests.content.test_parsing import FILES, written


def clips_of(folder: Path, **more: object) -> dict[Side, Picture]:
    """The clips of a step whose drawn files have this besides in the index."""
    (folder / CLIPS).mkdir()
    drawn = {"file": "turn.mp4", "hash": "h", "digest": "d", "width": 640, "height": 480, "seconds": 2.0, **more}
    index = {"clips": {"seated-neck-turns/turn": dict.fromkeys(SIDES, drawn)}}
    (folder / CLIPS / INDEX).write_text(json.dumps(index), encoding="utf-8")
    step = load_library(written(folder, FILES)).variations[0].step("turn")
    assert step is not None
    return dict(step.clips)


def test_an_index_without_rings_and_moving_parts_is_read_as_before(tmp_path: Path) -> None:
    """A figure without more details."""
    plain = Picture("clips/turn.mp4", "d", 640, 480, 2.0, rings=False, moving=())
    assert clips_of(tmp_path) == {"right": plain, "left": plain}


def test_rings_and_moving_parts_come_to_the_step_in_the_words_of_each_side(tmp_path: Path) -> None:
    """The left clip is the right one mirrored."""
    clips = clips_of(tmp_path, rings=True, moving=["side_leg", "head"])
    assert {side: (clip.rings, clip.moving) for side, clip in clips.items()} == {
        "right": (True, ("right leg", "head")),
        "left": (True, ("left leg", "head")),
    }


def test_an_index_says_of_rings_and_moving_parts_only_what_there_is() -> None:
    """Absent, so that it stays small."""
    bare = DrawnFile(file="a", hash="h", digest="d", width=1, height=1)
    full = bare.model_copy(update={"rings": True, "moving": ["trunk"]})
    assert bare.model_dump(exclude_none=True).keys() == {"file", "hash", "digest", "width", "height"}
    assert full.model_dump(exclude_none=True).keys() - bare.model_dump(exclude_none=True).keys() == {"rings", "moving"}
    index = Index(stills={"a": full})
    assert Index.model_validate_json(index.model_dump_json(exclude_none=True)) == index


@pytest.mark.parametrize("wrong", [{"rings": False}, {"moving": ["knee"]}, {"moving": "trunk"}, {"accent": []}])
def test_an_index_with_anything_else_is_not_read(tmp_path: Path, wrong: dict[str, object]) -> None:
    """Then there are no pictures, and `check` says so."""
    assert clips_of(tmp_path, **wrong) == {}
    with pytest.raises(ValidationError):
        read_index(tmp_path)


@pytest.mark.parametrize(
    ("moving", "right", "left"),
    [
        ([], (), ()),
        (["trunk"], ("trunk",), ("trunk",)),
        (["side_leg"], ("right leg",), ("left leg",)),
        (["other_leg"], ("left leg",), ("right leg",)),
        (["side_leg", "other_leg"], ("both legs",), ("both legs",)),
        (["other_arm", "side_arm"], ("both arms",), ("both arms",)),
        (["side_leg", "other_arm"], ("right leg", "left arm"), ("left leg", "right arm")),
        (["side_leg", "pelvis", "other_leg", "head"], ("both legs", "pelvis", "head"), ("both legs", "pelvis", "head")),
        (["chest", "chest"], ("chest",), ("chest",)),
    ],
)
def test_what_moves_is_named_after_the_side_that_works(
    moving: list[MovingPart], right: tuple[str, ...], left: tuple[str, ...]
) -> None:
    """In the order of the index; a pair is one."""
    assert (moving_in_words(moving, "right"), moving_in_words(moving, "left")) == (right, left)
