"""A session as one sound on the whole bot: sent, asked about once across a restart, and step by step where it fails."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from content.library import SHIPPED
from content.pieces import AAC_FRAME, SAMPLE_RATE, line_key
from content.timeline import lines_of
from storage.records.person import WalkState
from tests.harness.libraries import shipped_library
from tests.harness.said import said
from tests.harness.short_film import silence
from tests.harness.stage import Player, Stage, opened

FRAMES = 12
PIECE = "0a.aac"


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    """The shipped library, with a voice that says nothing and no films."""
    folder = tmp_path / "library"
    (folder / "voice").mkdir(parents=True)
    for source in SHIPPED.iterdir():
        if source.name not in ("voice", "film"):
            (folder / source.name).symlink_to(source)
    (folder / "voice" / PIECE).write_bytes(silence(FRAMES))
    names = ("bell", "change", "chord", *map(line_key, lines_of(shipped_library())))
    sound = {"file": PIECE, "frames": FRAMES, "seconds": FRAMES * AAC_FRAME / SAMPLE_RATE}
    (folder / "voice" / "index.json").write_text(json.dumps({"sounds": dict.fromkeys(names, sound)}))
    return folder


@pytest.fixture
async def stage(tmp_path: Path, spoken: Path) -> AsyncIterator[Stage]:
    """The whole bot with that library."""
    async with opened(Stage(tmp_path, content_dir=spoken)) as whole:
        yield whole


@pytest.fixture
async def ana(stage: Stage) -> Player:
    """Ana, who wants films; her reminders are of other days."""
    player = stage.player()
    await player.sets_up()
    await player.forges("ways:sound")
    return player


def until_due(player: Player) -> float:
    """Seconds until something is due in the open walk."""
    assert player.walk.due_at is not None
    return (player.walk.due_at - player.stage.now).total_seconds()


async def test_the_question_comes_once_across_a_restart_and_is_answered(stage: Stage, ana: Player) -> None:
    """The moment is in the record, so whichever process is there asks."""
    await ana.says("next")
    assert "audio" in ana.person.last
    assert ana.buttons == ["Done", "Part of it", "It hurts", "Step by step"]
    await stage.restart()
    assert ana.last != said("film.asked")
    await stage.tick(seconds=until_due(ana))
    assert ana.last == said("film.asked")
    asked = ana.person.last
    await stage.restart()
    await stage.tick(minutes=3)
    assert ana.person.last == asked
    await ana.taps("Done")
    assert ana.walk.state is WalkState.DONE
    assert ana.last.endswith(said("end.how"))
    assert stage.wrongs() == []


async def test_a_bad_piece_brings_the_first_step_which_goes_on(stage: Stage, ana: Player, spoken: Path) -> None:
    """Unasked, with the buttons of a step."""
    (spoken / "voice" / PIECE).write_bytes(b"no sound")
    await ana.says("next")
    assert "audio" not in ana.person.last
    assert "step 1 of" in ana.last
    await ana.taps("Next ▶")
    assert "step 2 of" in ana.last
    assert (ana.walk.way, ana.walk.due_at) == ("steps", None)
    assert stage.wrongs() == []


async def test_steps_come_by_themselves_across_a_restart(stage: Stage, ana: Player) -> None:
    """Each with the sound of the phone, and one at a time."""
    await ana.forges("ways:steps")
    await ana.forges("ways:goes_on:on")
    await ana.says("next")
    assert "step 1 of" in ana.last
    await stage.restart()
    await stage.tick(seconds=until_due(ana))
    assert "step 2 of" in ana.last
    await stage.look_for_due()
    await stage.settle()
    assert "step 2 of" in ana.last
    await ana.says("stop")
    await stage.tick(minutes=5)
    assert "step 3 of" not in ana.last
    assert stage.wrongs() == []
