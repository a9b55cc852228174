"""Contrast: every eye can tell what moves, in grey, red-blind, green-blind, in the evening. The face is kind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from content.figures.body import LOOKS
from content.figures.clip import Clip, clip_of, telling
from content.figures.kinematics import solve
from content.figures.palette import COLOURS, DARK, LIGHT
from content.figures.scene import Scene
from content.figures.signs import DrawnPose
from content.media.motion import Keyframe, flat
from tests.content.figures.ranges import PLANS

# What is drawn is looked at in full; `test_workshop` draws one clip in every run of `make test`.
pytestmark = pytest.mark.system

Colours = npt.NDArray[np.float64]
# Web Content Accessibility Guidelines 2.2, 1.4.11: what is needed to understand a picture, against what is beside it.
ENOUGH = 3.0
# What somebody without one kind of cones sees of linear red, green and blue: Viénot, Brettel, Mollon, "Digital video
# colourmaps for checking the legibility of displays by dichromats" (1999), given for linear light.
RED_BLIND = np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]])
GREEN_BLIND = np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]])
EYES = {"grey": np.eye(3), "red-blind": RED_BLIND, "green-blind": GREEN_BLIND}
# The bubbles of a light and of a dark chat.
BUBBLES = {"light": (255, 255, 255), "dark": (24, 37, 51)}


def luminance(colours: Colours, eye: Colours) -> Colours:
    """Relative luminance (...), 0 to 1, of sRGB colours (..., 3) for an eye."""
    shares = np.asarray(colours, np.float64) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.clip(linear @ eye.T, 0, 1) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: Colours, other: Colours) -> Colours:
    """The ratio of two luminances, 1 to 21."""
    lighter, darker = np.maximum(one, other), np.minimum(one, other)
    return np.asarray((lighter + 0.05) / (darker + 0.05))


@pytest.mark.parametrize("eye", EYES)
def test_one_of_the_contours_two_lines_stands_out_from_whatever_is_behind_it(eye: str) -> None:
    """From each colour of the room and of the clothes, lit as brightly or as darkly as may be."""
    behind = [COLOURS["floor"], COLOURS["mat"], COLOURS["wood"], COLOURS["pillow"]]
    behind += [colour for look in LOOKS.values() for colour in (look.shirt, look.trousers, look.skin, look.hair)]
    shaded = np.clip(np.array(behind)[:, None] * np.linspace(0.3, 1.15, 18)[:, None], 0, 255)
    ground = luminance(shaded, EYES[eye])
    light, dark = (luminance(np.array(line), EYES[eye]) for line in (LIGHT, DARK))
    assert float(np.maximum(contrast(ground, light), contrast(ground, dark)).min()) >= ENOUGH


# On the mat, before a shirt of each look, beside a chair.
SHOWN = [
    "side-lying-hip-flexion/behind",
    "lying-inner-thigh/core-knee-up",
    "lying-dynamic-hip/load-across",
    "standing-hip-flexion/slow-behind",
    "seated-hip-flexion/straighten",
    "lying-inner-thigh/neutral",
]


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("eye", EYES)
def test_what_moves_stands_out_all_round_for_every_eye(name: str, eye: str, drawn: Callable[[str], DrawnPose]) -> None:
    """Of the pixels just outside of the contour nearly all have a line of 3 : 1 beside them.

    The rest is where a hand lies on it.
    """
    found = drawn(name)
    bright = luminance(found.picture.astype(np.float64), EYES[eye])
    moving = found.moving > 0.5
    near, far = grown(moving, 4), grown(moving, 6)
    rows, columns = np.nonzero(far & ~near)
    inside = (rows > 8) & (rows < bright.shape[0] - 9) & (columns > 8) & (columns < bright.shape[1] - 9)
    rows, columns = rows[inside], columns[inside]
    around = np.stack([bright[rows + dy, columns + dx] for dy in range(-6, 7) for dx in range(-6, 7)])
    best = np.maximum(contrast(around.max(0), bright[rows, columns]), contrast(around.min(0), bright[rows, columns]))
    assert len(rows) > 300
    assert float((best >= ENOUGH).mean()) > 0.93


@pytest.fixture(scope="module")
def drawn() -> Callable[[str], DrawnPose]:
    """The body of a clip in the pose that it is about; each is drawn once."""
    known: dict[str, DrawnPose] = {}

    def draw(name: str) -> DrawnPose:
        if name not in known:
            clip = clip_of(PLANS[name])
            known[name] = Scene(clip).drawn(telling(clip).pose)
        return known[name]

    return draw


def grown(mask: npt.NDArray[np.bool_], pixels: int) -> npt.NDArray[np.bool_]:
    """A mask, and all that is so near to it."""
    found = mask.copy()
    for _ in range(pixels):
        wider = found.copy()
        wider[1:] |= found[:-1]
        wider[:-1] |= found[1:]
        wider[:, 1:] |= found[:, :-1]
        wider[:, :-1] |= found[:, 1:]
        found = wider
    return found


@pytest.mark.parametrize("bubble", BUBBLES)
def test_the_ground_suits_a_light_and_a_dark_chat(bubble: str) -> None:
    """It is told from either, and is no lamp in the evening."""
    floor = luminance(np.array(COLOURS["floor"]), np.eye(3))
    ratio = float(contrast(floor, luminance(np.array(BUBBLES[bubble]), np.eye(3))))
    assert 2 < ratio < 7


@pytest.mark.parametrize(("azimuth", "eyes"), [(0, 2), (60, 2), (80, 1), (90, 1), (180, 0)])
def test_the_far_eye_is_not_seen_in_profile(azimuth: float, eyes: int) -> None:
    """Nor any of the face from behind."""
    standing = flat({"root": {"rest": ["side_leg", "other_leg"]}})
    scene = Scene(Clip("ana", azimuth, 5, (), (Keyframe(standing, 1.0, 1.0),)))
    assert (
        len([each for each in scene.seen_primitives(solve(standing, scene.parts)) if each.material == "eyes"]) == eyes
    )
