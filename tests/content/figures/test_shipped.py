"""Shipped clips: up to date with the library, small enough, and possible for a body."""

from __future__ import annotations

import io
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from content.figures.clip import clip_of, telling
from content.figures.inspection import flag_faults, pose_faults
from content.figures.scene import Scene
from content.figures.workshop import Job, read_source, stale
from content.library import SHIPPED, Step, Variation
from content.media.index import CLIPS, read_index
from content.media.motion import frames
from content.movement import AVOIDED_WHEN_GENTLE
from content.parsing import check
from tests.harness.libraries import shipped_library
from tests.harness.shortened import shortened
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
SOURCE = read_source(SHIPPED)
# What looks the same is looked at once.
DIFFERENT = list({job.plan.hash("right"): job for job in SOURCE.jobs}.values())
# Bytes.
MOST_A_CLIP, MOST_ALL = 140_000, 14_000_000
STEPS = [
    (variation, step)
    for variation in LIBRARY.variations
    for step in (*variation.setup, *(step for level in variation.levels for step in level.steps))
]


@tabled(("variation", "step"), STEPS)
def test_every_step_is_shown_on_both_sides(variation: Variation, step: Step) -> None:
    """By files that are there; also in its gentle form, and where set-up is shown otherwise on the second side."""
    second = step.on_second_side() if step in variation.setup else None
    for shown in filter(None, (step, step.when(AVOIDED_WHEN_GENTLE), second)):
        assert sorted(shown.clips) == ["left", "right"]
        for picture in shown.clips.values():
            assert (SHIPPED / picture.file).stat().st_size <= MOST_A_CLIP
            assert (SHIPPED / str(picture.poster)).stat().st_size <= 200_000
            assert picture.seconds is not None
            assert 1.5 <= picture.seconds <= 10


def test_every_movement_and_every_form_of_it_has_its_still() -> None:
    """For the list of movements and the daily prompt."""
    stills = [each.still for each in LIBRARY.movements] + [each.still for each in LIBRARY.variations]
    for still in stills:
        assert still is not None
        with Image.open(SHIPPED / still.file) as image:
            assert image.size == (still.width, still.height)


def test_no_clip_is_stale() -> None:
    """What was drawn is what the poses say: `make figures` draws it again."""
    assert [job.plan.name for job in stale(SOURCE)] == []
    assert check(SHIPPED) == []


@pytest.mark.system
def test_a_body_could_do_all_that_is_shown() -> None:
    """Every frame of every clip, and no flag is missing. (`make check` looks at the same.)"""
    assert [*pose_faults(SHIPPED), *flag_faults(SHIPPED)] == []


def test_all_clips_together_are_small() -> None:
    """They travel with the program; and nothing lies there that no step needs."""
    files = [path for path in (SHIPPED / CLIPS).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= MOST_ALL
    index = read_index(SHIPPED)
    drawn = [each for sides in index.clips.values() for each in sides.values()] + list(index.stills.values())
    needed = {each.file for each in drawn} | {each.poster for each in drawn if each.poster}
    there = {path.relative_to(SHIPPED / CLIPS).as_posix() for path in files if path.suffix in (".mp4", ".jpg")}
    assert there == needed


@pytest.mark.system
@pytest.mark.parametrize("job", SOURCE.jobs[:: len(SOURCE.jobs) // 5], ids=lambda job: job.plan.name)
def test_the_program_still_draws_what_is_shipped(job: Job) -> None:
    """A change that makes the clips look otherwise raises RENDERER, so that they are drawn again."""
    clip = clip_of(job.plan)
    drawn = read_index(SHIPPED).clips[job.plan.name]["right"]
    shipped = frames_of(SHIPPED / CLIPS / drawn.file)
    every = list(frames(clip.keys))
    assert len(every) == len(shipped)
    number = next(number for number, frame in enumerate(every) if frame.key == telling(clip).key)
    picture = coarse(Scene(clip).picture(every[number]))
    assert np.abs(picture - coarse(shipped[number])).max() < 12


@pytest.mark.parametrize("job", shortened(SOURCE.jobs[3 :: len(SOURCE.jobs) // 4], 3), ids=lambda job: job.plan.name)
def test_the_other_side_is_the_mirrored_picture(job: Job) -> None:
    """And so shows the other leg."""
    drawn = read_index(SHIPPED).clips[job.plan.name]
    right, left = (frames_of(SHIPPED / CLIPS / drawn[side].file) for side in ("right", "left"))
    assert len(right) == len(left)
    assert np.abs(coarse(right[7]) - coarse(left[7][:, ::-1])).max() < 8


@pytest.mark.parametrize("job", shortened(DIFFERENT, 30), ids=lambda job: job.plan.name)
def test_a_clip_moves_and_its_end_meets_its_beginning(job: Job) -> None:
    """From the last frame to the first is no farther than between two frames anywhere, but for marks that pulse."""
    drawn = read_index(SHIPPED).clips[job.plan.name]["right"]
    pictures = [coarse(picture) for picture in frames_of(SHIPPED / CLIPS / drawn.file)]
    steps = [float(np.abs(b - a).max()) for a, b in pairwise(pictures)]
    assert max(steps) > 1
    assert float(np.abs(pictures[0] - pictures[-1]).max()) <= max(steps) + 12


@pytest.mark.system
def test_the_bot_needs_nothing_that_draws() -> None:
    """Neither numpy nor what is built on it is read in for running."""
    program = (
        "import sys; import bot.app, bot.__main__, content.library; content.library.load_library();"
        "print(sorted({'numpy', 'numba', 'av', 'PIL', 'tqdm'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def frames_of(path: Path) -> list[npt.NDArray[np.uint8]]:
    """A clip's pictures."""
    with av.open(io.BytesIO(path.read_bytes()), "r") as file:
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in file.decode(video=0)]


def coarse(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """A picture in fields of 20 pixels: what is seen of it from afar."""
    rows, columns = picture.shape[0] // 20, picture.shape[1] // 20
    return np.asarray(picture.reshape(rows, 20, columns, 20, 3).mean((1, 3)), np.float64)
