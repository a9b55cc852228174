"""Is it said what a ring in a moving figure means, once, where the first one is seen; and is the figure called after
what moves?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.replies import MAX_CAPTION
from content.library import Library, load_library
from content.media.index import CLIPS, INDEX
from content.movement import SIDES
from tests.content.test_parsing import FILES, written
from tests.harness.said import said
from tests.harness.stage import Player, Stage, opened

RING = said("walk.ring")
RINGED = {"turn": ["head"], "again": ["side_arm", "chest"]}


def drawn_library(folder: Path, ringed: Mapping[str, list[str]] = RINGED) -> Path:
    """Neck turns with a clip of every step for each side; with rings in those of `ringed`, and what moves there."""
    written(folder, FILES)
    (folder / CLIPS).mkdir()
    clips: dict[str, dict[str, Any]] = {}
    for step in ("sit", "turn", "turn/without-twist", "again", "more-turn"):
        clips[f"seated-neck-turns/{step}"] = {
            side: {
                "file": (name := f"{step.replace('/', '.')}.{side}.mp4"),
                "hash": "h",
                "digest": name,
                "width": 640,
                "height": 480,
                "seconds": 2,
            }
            | ({"rings": True, "moving": ringed[step]} if step in ringed else {})
            for side in SIDES
        }
        for side in SIDES:
            (folder / CLIPS / clips[f"seated-neck-turns/{step}"][side]["file"]).write_bytes(f"{step} {side}".encode())
    (folder / CLIPS / INDEX).write_text(json.dumps({"clips": clips}), encoding="utf-8")
    return folder


def saying(library: Library, step_id: str, text: str) -> Library:
    """The library with another text at a step of its first level."""
    [movement] = library.movements
    [variation] = movement.variations
    first, *others = variation.levels
    steps = tuple(replace(step, text=text) if step.id == step_id else step for step in first.steps)
    changed = replace(variation, levels=(replace(first, steps=steps), *others))
    return replace(library, movements=(replace(movement, variations=(changed,)),))


async def walker(stage: Stage, *, care: str = "No, none of these") -> Player:
    """Somebody who is set up on a chair."""
    player = stage.player()
    await player.sets_up(care=care)
    return player


def lines(player: Player) -> list[str]:
    """The newest message, line by line."""
    return player.last.splitlines()


async def explained(player: Player, *words: str) -> list[bool]:
    """Whether rings are explained in the message after each of these words."""
    found = []
    for word in words:
        [text] = await player.says(word)
        found.append(RING in text)
    return found


async def test_the_first_ring_of_a_session_is_explained_between_the_step_and_its_notes(tmp_path: Path) -> None:
    """Once on the way through both sides and a level more; in the next session again."""
    async with opened(Stage(tmp_path, content_dir=drawn_library(tmp_path))) as stage:
        ana = await walker(stage)
        assert await explained(ana, "next", "next") == [False, True]
        assert lines(ana)[:3] == ["Turn to the right.", RING, "Feel it in the left side of the neck."]
        words = ["next", "next", "more", *["next"] * 4]
        assert await explained(ana, *words) == [False] * len(words)
        assert ana.last.endswith("step 1 of 1  ●")
        await ana.says("next")
        assert said("end.how") in ana.last
        await ana.says("good")
        await ana.says("/today neck turns")
        assert await explained(ana, "next", "next") == [False, True]
        assert stage.wrongs() == []


async def test_back_and_forth_it_stands_at_the_same_step(tmp_path: Path) -> None:
    """Also when the step is repeated, or done with the other side first."""
    async with opened(Stage(tmp_path, content_dir=drawn_library(tmp_path))) as stage:
        ana = await walker(stage)
        words = ["next", "next", "next", "back", "repeat", "other side", "back", "next"]
        assert await explained(ana, *words) == [False, True, False, True, True, True, False, True]


async def test_without_pictures_there_is_nothing_to_explain(tmp_path: Path) -> None:
    """Turned on again, there is."""
    async with opened(Stage(tmp_path, content_dir=drawn_library(tmp_path))) as stage:
        ana = await walker(stage)
        await ana.forges("set:pictures:off")
        assert await explained(ana, "next", "next") == [False, False]
        await ana.forges("set:pictures:on")
        assert await explained(ana, "repeat") == [True]


async def test_a_gentle_session_explains_the_first_ring_that_it_shows(tmp_path: Path) -> None:
    """Its own picture of the turn has none."""
    async with opened(Stage(tmp_path, content_dir=drawn_library(tmp_path))) as stage:
        ana = await walker(stage, care="Keep it gentle")
        assert await explained(ana, "next", "next", "next") == [False, False, True]
        assert lines(ana)[:2] == ["Keep turning.", RING]


async def test_one_minute_explains_the_first_ring_that_it_shows(tmp_path: Path) -> None:
    """The short form goes from sitting down to what is repeated."""
    async with opened(Stage(tmp_path, content_dir=drawn_library(tmp_path))) as stage:
        ana = await walker(stage)
        assert await explained(ana, "one minute", "next", "next", "next") == [False, True, False, False]


async def test_a_library_without_rings_says_nothing_of_them(tmp_path: Path) -> None:
    """Whatever it shows."""
    async with opened(Stage(tmp_path, content_dir=drawn_library(tmp_path, {}))) as stage:
        ana = await walker(stage)
        assert await explained(ana, *["next"] * 6) == [False] * 6


@pytest.mark.parametrize("refused", [False, True], ids=["missing", "refused"])
async def test_a_step_that_goes_without_its_picture_speaks_of_no_ring(tmp_path: Path, refused: bool) -> None:
    """The file was deleted, or Telegram does not take it: the text comes alone, and is complete."""
    folder = drawn_library(tmp_path)
    clip = folder / CLIPS / "turn.right.mp4"
    clip.write_bytes(b"")
    if not refused:
        clip.unlink()
    async with opened(Stage(tmp_path, content_dir=folder)) as stage:
        ana = await walker(stage)
        assert await explained(ana, "next", "next") == [False, False]
        assert "animation" not in ana.person.last
        assert lines(ana)[:2] == ["Turn to the right.", "Feel it in the left side of the neck."]


@pytest.mark.parametrize(("too_many", "is_explained"), [(0, True), (1, False)])
async def test_a_text_that_leaves_no_room_for_it_keeps_its_picture(
    tmp_path: Path, too_many: int, is_explained: bool
) -> None:
    """Telegram puts 1,024 characters under a picture: the line goes before the picture does."""
    around = f"\n{RING}\nFeel it in the left side of the neck.\nNeck turns, right side, step 2 of 3  ●●○"
    text = "x" * (MAX_CAPTION - len(around) + too_many)
    folder = drawn_library(tmp_path)
    library = saying(load_library(folder), "turn", text)
    async with opened(Stage(tmp_path, content_dir=folder, library=library)) as stage:
        ana = await walker(stage)
        assert await explained(ana, "next", "next") == [False, is_explained]
        assert "animation" in ana.person.last
        assert len(ana.last) == (MAX_CAPTION if is_explained else MAX_CAPTION + 1 - len(f"{RING}\n"))


async def test_a_moving_figure_is_called_after_what_moves(tmp_path: Path) -> None:
    """When it is uploaded, and when it is sent by its id afterwards; a step without details is a figure."""
    async with opened(Stage(tmp_path, content_dir=drawn_library(tmp_path))) as stage:
        for name in ("Ana", "Ben"):
            player = stage.player(name)
            await player.sets_up()
            for _ in range(7):
                await player.says("next")
            moving = [message["animation"] for message in player.person.inbox if "animation" in message]
            assert [each["file_name"] for each in moving] == [
                "figure.mp4",
                "figure-head.mp4",
                "figure-right-arm-and-chest.mp4",
                "figure.mp4",
                "figure-head.mp4",
                "figure-left-arm-and-chest.mp4",
            ]
        assert stage.wrongs() == []
