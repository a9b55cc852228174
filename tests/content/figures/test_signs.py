"""Signs over a picture: whole arrows, visible rings, feet, a breath, no words."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFilter

import content.figures
from content.figures import overlay
from content.figures.body import LOOKS, parts_of
from content.figures.clip import Clip, clip_of, telling
from content.figures.palette import AIR, COLOURS
from content.figures.scene import Scene, camera_of
from content.figures.signs import ARROW_EDGE, ARROW_WIDTH, RING_FULLY, arrow_head, arrow_path
from content.media.motion import Frame, Keyframe, flat
from content.media.plan import Plan
from tests.content.figures.ranges import PLANS
from tests.harness.shortened import shortened

# What is drawn is looked at in full; `test_workshop` draws one clip in every run of `make test`.
pytestmark = pytest.mark.system

STANDING = flat({"root": {"rest": ["side_leg", "other_leg"]}})
# Plans that look the same are looked at once.
DIFFERENT = {plan.hash("right"): plan for plan in PLANS.values()}
RINGED = [plan for plan in DIFFERENT.values() if plan.rings]


def components(inked: npt.NDArray[np.bool_]) -> int:
    """Into how many pieces a sign falls that are more than two pixels apart."""
    picture = Image.fromarray(inked.astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(3))
    pieces = 0
    while (bounds := picture.getbbox()) is not None:
        row = np.asarray(picture)[bounds[1]]
        ImageDraw.floodfill(picture, (int(np.flatnonzero(row)[0]), bounds[1]), 0)
        pieces += 1
    return pieces


@pytest.mark.parametrize("every", [15, pytest.param(1, marks=pytest.mark.system)])
def test_every_arrow_of_every_clip_is_one_piece_with_its_head_at_its_end(every: int) -> None:
    """No head comes off its shaft, and each is long enough to say where it points."""
    arrows = 0
    plans = list(DIFFERENT.values())[::every]
    for plan in plans:
        clip = clip_of(plan)
        body = parts_of(LOOKS[clip.look])
        camera = camera_of(clip, body)
        for index in range(len(clip.keys)):
            path = arrow_path(clip, camera, body, index)
            if path is None:
                assert clip.keys[index].arrow is None, f"{plan.name}: what its arrow shows does not move"
                continue
            arrows += 1
            head = arrow_head(path)
            shaft, base = overlay.split(path, head)
            assert float(np.hypot(*(base - path[-1]))) == pytest.approx(head, abs=0.5), plan.name
            assert np.array_equal(shaft[-1], base), plan.name
            field = overlay.empty(clip.size[1], clip.size[0])
            overlay.arrow(field, path, ARROW_WIDTH, head, ARROW_EDGE + 1)
            assert components(field < 0) == 1, plan.name
            # Wide enough to be seen beside its shaft, and longer than wide.
            assert 1.5 * ARROW_WIDTH < 2 * overlay.HEAD_SLOPE * head < head
    assert arrows > 60 / every


def test_an_arrow_of_few_points_has_its_base_exactly_where_its_head_begins() -> None:
    """Also where the head begins between two of them."""
    path = np.array([[0.0, 0.0], [100.0, 0.0], [160.0, 0.0]])
    shaft, base = overlay.split(path, 30.0)
    assert base.tolist() == [130.0, 0.0]
    assert shaft.tolist() == [[0.0, 0.0], [100.0, 0.0], [130.0, 0.0]]


@pytest.mark.parametrize("plan", shortened(RINGED, 4), ids=lambda plan: plan.name)
def test_a_ring_is_only_where_its_place_can_be_seen(plan: Plan) -> None:
    """In the pose that the clip is about, each of them fully."""
    clip = clip_of(plan)
    frame = telling(clip)
    marks = Scene(clip).drawn(frame.pose, frame.chest).marks
    assert marks.keys() == set(clip.marks)
    assert {name: round(seen, 2) for name, (_, _, seen) in marks.items() if seen < RING_FULLY - 0.05} == {}


def test_a_ring_is_not_drawn_over_what_hides_its_place() -> None:
    """A mark on the back, seen from in front."""
    seen, hidden = (ringed(azimuth) for azimuth in (180, 0))
    assert seen > 150
    assert hidden == 0


def ringed(azimuth: float) -> int:
    """How many pixels of a ring at the lower back are seen from somewhere."""
    keys = (Keyframe(STANDING, 1.0, 1.2),)
    frame = Frame(STANDING, 0, 0.0, 0.0, 0.0)
    with_ring, without = (
        Scene(Clip("kim", azimuth, 10, (), keys, (), marks)).picture(frame).astype(int)
        for marks in (("lower_back",), ())
    )
    return int((np.abs(with_ring - without).sum(2) > 60).sum())


def test_a_foot_that_is_pressed_has_an_arrow_straight_down_onto_it() -> None:
    """Its head is at the bottom; the other foot has none."""
    keys = (Keyframe(STANDING, 1.0, 1.2),)
    frame = Frame(STANDING, 0, 0.0, 0.0, 0.0)
    pictures = [
        Scene(Clip("kim", 0, 10, (), keys, (), (), press)).picture(frame).astype(int) for press in ((), ("other_foot",))
    ]
    rows, columns = np.nonzero(np.abs(pictures[1] - pictures[0])[:, 100:-100].sum(2) > 60)
    columns += 100
    assert columns.max() - columns.min() < 50 < rows.max() - rows.min()
    assert columns.min() > 320, "the other foot is the left one, which is at the right of somebody who faces us"
    widths = [int((rows == row).sum()) for row in sorted(set(rows))]
    assert int(np.argmax(widths)) > len(widths) / 3
    assert widths[-1] < max(widths) / 2, "its tip is at the bottom"


@pytest.mark.parametrize(
    ("moving", "press", "shown"),
    [
        (("side_leg",), (), True),
        (("trunk", "side_leg"), (), True),
        (("side_leg", "other_leg"), (), False),
        (("trunk",), (), False),
        (("side_leg",), ("other_foot",), False),
    ],
)
def test_two_footprints_say_which_foot_works(moving: tuple[str, ...], press: tuple[str, ...], shown: bool) -> None:
    """The right one, at the right of the other, in a mirror the left one. None where the other foot is pressed."""
    raised = {**STANDING, "side_leg.abduction": 20.0}
    clip = Clip("ana", -20, 12, (), (Keyframe(STANDING, 0.4, 0.2), Keyframe(raised, 0.4, 0.2)), moving, (), press)
    scene = Scene(clip)
    corner = 80
    picture = scene.picture(Frame(STANDING, 0, 0.0, 0.0, 0.0)).astype(int)
    differs = np.abs(picture - scene.drawn(STANDING).picture).sum(2) > 40
    assert differs[:corner, :corner].any() == shown
    if shown:
        rows, columns = np.nonzero(differs)
        assert (rows.max() < corner or rows.min() > 480 - corner) and (
            columns.max() < corner or columns.min() > 640 - corner
        )
        orange = np.abs(picture - COLOURS["accent"]).sum(2) < 40
        working = np.nonzero(orange & differs)[1]
        assert working.min() > (columns.min() + columns.max()) / 2 - 2


@pytest.mark.parametrize("breath", ["in", "out"])
def test_a_breath_is_seen_before_the_mouth_and_at_the_chest(breath: str) -> None:
    """Air on its way, and wider ribs when they are full."""
    keys = (Keyframe(STANDING, 2.0, 0.6, breath=breath), Keyframe({**STANDING, "neck.twist": 5.0}, 2.0, 0.6))  # type: ignore[arg-type]
    scene = Scene(Clip("ana", -70, 10, (), keys))
    still, blown = (scene.picture(Frame(STANDING, key, 0.0, 0.7, 0.6)).astype(int) for key in (1, 0))
    rows, _ = np.nonzero(np.abs(blown - still).sum(2) > 60)
    air = np.abs(blown - AIR).sum(2) < 60
    assert air.sum() > 20
    assert rows.max() < 160, "it is at the height of the head"
    empty, full = (scene.drawn(STANDING, chest).body.sum() for chest in (0.0, 1.0))
    assert full > empty * 1.005


def test_no_module_that_draws_clips_can_write_text() -> None:
    """Pictures and clips are the same in every language: only the contact sheet, the preview and the captions of films,
    which are pieces of their own for each language, name fonts."""
    written = set()
    for path in Path(content.figures.__file__).parent.glob("*.py"):
        names = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        }
        if names & {"ImageDraw", "ImageFont"}:
            written.add(path.name)
    assert written == {"__main__.py", "captions.py", "sheet.py"}
