"""Scenes: the pictures of a clip, from body, things, camera and light, with the signs that explain them.

Everything is drawn at twice the size and averaged. The light has two parts: ambient occlusion by balls along the limbs,
and one soft shadow from above. What moves has a contour of a light and a dark line, so that one of them contrasts with
any background, for colour-blind eyes too. Pictures have no text: they serve every language, and their mirror images
serve the other side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from content.figures import lighting, overlay, raster
from content.figures.body import LIMBS, LOOKS, Body, parts_of
from content.figures.camera import Camera
from content.figures.clip import Clip, telling
from content.figures.geometry import Vector, unit
from content.figures.kinematics import Skeleton, solve
from content.figures.landmarks import MARKS, place
from content.figures.overlay import Coverage, Picture
from content.figures.palette import CLOTH, CONTOUR, MATERIALS, as_light, linear
from content.figures.primitives import THING, Primitive, body_primitives, thing_primitives
from content.figures.signs import ClipSigns, DrawnPose
from content.media.motion import FPS, Frame, Pose, frames, rounded

FOLD = 2
# Drawn pixels from what moves to the end of its light line, and to the end of the dark line around that.
CONTOUR_LIGHT, CONTOUR_DARK = 4, 6
# Metres by which something must be nearer to hide what moves.
CONTOUR_SLACK = 0.015
ARMS = LIMBS.index("side_arm") + 1  # the first group of the arms
# Drawn pixels of a cell for which light is computed.
CELL = 4
# Size of the shadow map, and how dark the shadow is.
SHADOW_PIXELS, SHADOW_METRES = 260, 2.9
SHADOW = 0.30
# Opacity of the first pose on the poster.
GHOST = 0.42
# How much wider the chest is after breathing in, as a share.
BREATH = 0.07
# Parts of the face are drawn when the cosine of their angle to the camera exceeds this.
FACING = 0.12
FACE = ("eyes", "brows", "mouth")
# Metres that a marked point may lie inside the body, and pixels around it that are tested.
MARK_DEPTH, MARK_PIXELS = 0.075, 5


class Buffers:
    """Depth, normal, material and group of every drawn pixel."""

    def __init__(self, width: int, height: int) -> None:
        self.depth = np.full((height, width), raster.NOTHING, np.float32)
        self.normal = np.zeros((height, width, 3), np.float32)
        self.material = np.zeros((height, width), np.int8)
        self.group = np.zeros((height, width), np.int8)

    def draw(self, camera: Camera, primitives: Sequence[Primitive], fold: int = 1) -> None:
        """Draw primitives as the camera sees them, with `fold` pixels for one of its own."""
        raster.draw(
            self.depth, self.normal, self.material, self.group, raster.packed(list(primitives), MATERIALS), CLOTH,
            camera.right, camera.up, camera.back, camera.u, camera.v, camera.scale * fold,
        )  # fmt: skip

    def copy(self) -> Buffers:
        found = Buffers.__new__(Buffers)
        found.depth, found.normal = self.depth.copy(), self.normal.copy()
        found.material, found.group = self.material.copy(), self.group.copy()
        return found


class Scene:
    """A clip, framed and with its background drawn."""

    def __init__(self, clip: Clip) -> None:
        self.clip = clip
        self.width, self.height = clip.size
        self.parts = parts_of(LOOKS[clip.look])
        self._colours = linear(LOOKS[clip.look])
        # By material: whether it is an accent colour.
        self._moving = np.array([name in ("accent", "accent_skin") for name in MATERIALS])
        self._things = [primitive for thing in clip.things for primitive in thing_primitives(thing)]
        self.camera = camera = camera_of(clip, self.parts)
        self._drawn: dict[Any, DrawnPose] = {}
        self._behind = Buffers(self.width * FOLD, self.height * FOLD)
        self._behind.draw(camera, self._things, FOLD)
        self._thing_balls = _balls([primitive for primitive in self._things if not primitive.box])
        level = unit(camera.right * [1, 1, 0]), unit(camera.back * [1, 1, 0])
        self._sun = np.array([0, 0, 1.0]) - 0.42 * level[0] + 0.18 * level[1]
        u = (np.arange(CELL // 2, self.width * FOLD, CELL) + 0.5 - self.width * FOLD / 2) / (
            camera.scale * FOLD
        ) + camera.u
        v = (self.height * FOLD / 2 - np.arange(CELL // 2, self.height * FOLD, CELL) - 0.5) / (
            camera.scale * FOLD
        ) + camera.v
        self._plane = u[None, :, None] * camera.right + v[:, None, None] * camera.up
        self._ground = -(camera.up[2] * v) / camera.back[2]
        self.background = np.zeros((self.height, self.width, 3), np.uint8)
        whole = (0, self.width * FOLD, 0, self.height * FOLD)
        nothing = np.zeros((self.height * FOLD, self.width * FOLD), np.int8)
        self._paint(self.background, whole, self._behind, [], nothing, 0.0)
        self.signs = ClipSigns(clip, camera, self.parts, self.drawn, _folded(self._behind.group > 0))

    def pictures(self, fps: int = FPS) -> Iterator[Picture]:
        """All frames. A frame that equals the one before is not drawn again."""
        last: tuple[Any, ...] | None = None
        picture = self.background
        for frame in frames(self.clip.keys, fps):
            what = (frame.pose, frame.key, self.signs.share(frame), frame.fade, self.signs.clock(frame))
            if what != last:
                picture, last = self.picture(frame), what
            yield picture

    def picture(self, frame: Frame) -> Picture:
        """One frame: (height, width, 3), sRGB."""
        drawn = self.drawn(frame.pose, frame.chest)
        picture = drawn.picture.copy()
        self.signs.lay(picture, drawn, frame, self.signs.share(frame))
        if frame.fade:
            picture = overlay.mixed(picture, self.picture(next(frames(self.clip.keys))), frame.fade)
        return picture

    def poster(self) -> Picture:
        """The most telling picture: the pose that the movement leads to, its arrow, and the first pose, pale."""
        frame = telling(self.clip)
        drawn, start = self.drawn(frame.pose, frame.chest), self.drawn(self.clip.keys[0].pose)
        picture = overlay.mixed(drawn.picture, start.picture, GHOST * (start.body * (1 - drawn.body))[..., None])
        before = [index for index in range(frame.key) if self.signs.arrows[index] is not None]
        self.signs.lay(picture, drawn, replace(frame, key=before[-1] if before else frame.key), 1.0)
        return picture

    def drawn(self, pose: Pose, chest: float = 0.0) -> DrawnPose:
        """The drawn body in a pose, cached: the way there and the way back have the same poses."""
        known = round(chest, 4), rounded(pose)
        if known not in self._drawn:
            self._drawn[known] = self._draw(pose, chest)
        return self._drawn[known]

    def seen_primitives(self, skeleton: Skeleton, chest: float = 0.0) -> list[Primitive]:
        """The primitives of a body, without the parts of the face that look away."""
        primitives = body_primitives(skeleton, self.parts, self.clip.moving, 1 + BREATH * chest)
        return [primitive for primitive in primitives if self._is_seen(primitive, skeleton)]

    def _draw(self, pose: Pose, chest: float) -> DrawnPose:
        skeleton = solve(pose, self.parts)
        primitives = self.seen_primitives(skeleton, chest)
        buffers = self._behind.copy()
        buffers.draw(self.camera, primitives, FOLD)
        contour = np.zeros(buffers.group.shape, np.int8)
        moving = self._moving[buffers.material] & (buffers.group > 0)
        overlay.outline(contour, moving, buffers.depth, buffers.group, ARMS, CONTOUR_LIGHT, CONTOUR_DARK, CONTOUR_SLACK)
        picture = self.background.copy()
        middle = float(skeleton["pelvis"][1] @ self.camera.back) + 0.05
        self._paint(picture, self._window(primitives), buffers, primitives, contour, middle)
        body = (buffers.group > 0) & (buffers.group < THING)
        marks = {name: self._seen_mark(buffers, skeleton, name) for name in self.clip.marks}
        return DrawnPose(picture, _folded(body | (contour > 0)), _folded(moving), skeleton, marks)

    def _is_seen(self, primitive: Primitive, skeleton: Skeleton) -> bool:
        """Whether a part of the face looks this way. Drawn from behind, it would stick out on the far side."""
        if primitive.material not in FACE:
            return True
        rotation, origin = skeleton["head"]
        middle = primitive.origin + primitive.axes @ ((primitive.a + primitive.b) / 2)
        out = rotation.T @ (middle - origin) * [1, 1, 0]
        return float(rotation @ unit(out) @ self.camera.back) > FACING

    def _seen_mark(self, buffers: Buffers, skeleton: Skeleton, name: str) -> tuple[float, float, float]:
        """(x, y, visible share) of a mark in the picture."""
        point = place(skeleton, *MARKS[name])
        x, y = (float(each) for each in self.camera.pixels(point))
        around = np.arange(-MARK_PIXELS, MARK_PIXELS + 1)
        columns = np.clip((x + around) * FOLD, 0, self.width * FOLD - 1).astype(int)
        rows = np.clip((y + around) * FOLD, 0, self.height * FOLD - 1).astype(int)
        depth = buffers.depth[np.ix_(rows, columns)]
        near = np.abs(depth - float(point @ self.camera.back)) < MARK_DEPTH
        return x, y, float(near.mean())

    def _window(self, primitives: Sequence[Primitive]) -> tuple[int, int, int, int]:
        """The window of drawn pixels that a body changes: itself, its shadow and what it darkens."""
        camera = self.camera
        low, high = camera.bounds(primitives)
        origins = np.array([primitive.origin for primitive in primitives])
        shadows = camera.seen(origins - self._sun * (origins[:, 2:] / self._sun[2]))
        low = np.minimum(low - 0.2, shadows.min(0) - 0.3)
        high = np.maximum(high + 0.2, shadows.max(0) + 0.3)
        scale, w, h = camera.scale * FOLD, self.width * FOLD, self.height * FOLD
        x0, x1 = (low[0] - camera.u) * scale + w / 2, (high[0] - camera.u) * scale + w / 2
        y0, y1 = h / 2 - (high[1] - camera.v) * scale, h / 2 - (low[1] - camera.v) * scale
        return (
            max(int(x0) // CELL * CELL, 0),
            min(-(-int(x1) // CELL) * CELL, w),
            max(int(y0) // CELL * CELL, 0),
            min(-(-int(y1) // CELL) * CELL, h),
        )

    def _paint(
        self,
        picture: Picture,
        window: tuple[int, int, int, int],
        buffers: Buffers,
        primitives: Sequence[Primitive],
        contour: npt.NDArray[np.int8],
        middle: float,
    ) -> None:
        camera, behind = self.camera, self._behind
        x0, x1, y0, y1 = window
        cells = np.s_[y0 // CELL : -(-y1 // CELL), x0 // CELL : -(-x1 // CELL)]
        at = np.s_[CELL // 2 :: CELL, CELL // 2 :: CELL]
        body = ((buffers.group > 0) & (buffers.group < THING))[at]
        balls = _balls(primitives)
        balls = np.concatenate([balls[0], self._thing_balls[0]]), np.concatenate([balls[1], self._thing_balls[1]])
        depth = np.where(behind.group[at] > 0, behind.depth[at], self._ground[:, None])
        places = self._plane + depth[..., None] * camera.back
        upward = np.where(behind.group[at][..., None] > 0, behind.normal[at], np.array([0, 0, 1.0]))
        light_behind = np.ones(body.shape, np.float32)
        seen = places[cells].reshape(-1, 3)
        open_sky = lighting.occlusion(seen, np.ascontiguousarray(upward[cells].reshape(-1, 3)), *balls)
        shadow = self._shadow(seen, primitives).reshape(light_behind[cells].shape)
        light_behind[cells] = open_sky.reshape(light_behind[cells].shape) * (1 - SHADOW * _blurred(shadow))
        light_body = np.ones(body.shape, np.float32)
        if body.any():
            places = self._plane[body] + buffers.depth[at][body][:, None] * camera.back
            light_body[body] = lighting.occlusion(places, np.ascontiguousarray(buffers.normal[at][body]), *balls)
        lighting.paint(
            picture, window, FOLD, buffers.depth, buffers.normal, buffers.material, buffers.group,
            light_body, light_behind, body.astype(np.float32), CELL,
            contour, _LINEAR_CONTOUR, CLOTH, self._colours, self._colours[MATERIALS["floor"]], THING,
            camera.right, camera.up, camera.back, camera.u, camera.v, camera.scale * FOLD, middle,
        )  # fmt: skip

    def _shadow(self, places: Vector, primitives: Sequence[Primitive]) -> Vector:
        """1 for each point in shadow, else 0."""
        casting = [primitive for primitive in self._things if primitive.casts] + list(primitives)
        centre = np.mean([primitive.origin for primitive in primitives], 0) if primitives else np.array([0, 0, 0.5])
        camera = Camera.along(self._sun, self.camera.up, SHADOW_PIXELS, SHADOW_METRES, centre)
        buffers = Buffers(SHADOW_PIXELS, SHADOW_PIXELS)
        buffers.draw(camera, casting)
        x, y = camera.pixels(places).T.astype(int).clip(0, SHADOW_PIXELS - 1)
        hidden = buffers.depth[y, x] > places @ camera.back + 0.01
        return np.asarray(hidden, np.float64)


def camera_of(clip: Clip, body: Body) -> Camera:
    """A clip's camera, framed on everything that must be in the picture."""
    width, height = clip.size
    camera = Camera.around(clip.azimuth, clip.elevation, width - 2 * clip.beside, height)
    primitives = [primitive for thing in clip.things if thing.get("fit", True) for primitive in thing_primitives(thing)]
    for pose in clip.framed or [key.pose for key in clip.keys]:
        primitives += body_primitives(solve(pose, body), body)
    camera.frame(*camera.bounds(primitives), clip.margin)
    camera.width = width
    return camera


def _balls(primitives: Sequence[Primitive]) -> tuple[Vector, Vector]:
    """Balls along round cones, about 8 cm apart: centres (n, 3) and radii (n,)."""
    centres, radii = [], []
    for primitive in primitives:
        if max(primitive.radius_a, primitive.radius_b) < 0.02 or primitive.material == "hair":
            continue
        a, b = primitive.origin + primitive.axes @ primitive.a, primitive.origin + primitive.axes @ primitive.b
        size = float(np.cbrt(abs(np.linalg.det(primitive.axes))))
        count = max(1, round(float(np.linalg.norm(b - a)) / 0.08))
        for share in (np.arange(count) + 0.5) / count:
            centres.append(a + (b - a) * share)
            radii.append((primitive.radius_a + (primitive.radius_b - primitive.radius_a) * share) * size)
    return np.array(centres).reshape(-1, 3), np.array(radii)


def _blurred(cells: Vector) -> Vector:
    picture = Image.fromarray((cells * 255).astype(np.uint8)).filter(ImageFilter.BoxBlur(2))
    return np.asarray(np.asarray(picture, np.float64) / 255)


def _folded(mask: npt.NDArray[np.bool_]) -> Coverage:
    """Coverage of each pixel by a mask of drawn pixels. float16, since every pose keeps one."""
    found = np.zeros((mask.shape[0] // FOLD, mask.shape[1] // FOLD), np.uint8)
    for row in range(FOLD):
        for column in range(FOLD):
            found += mask[row::FOLD, column::FOLD]
    return np.asarray(found / np.float16(FOLD**2), np.float16)


_LINEAR_CONTOUR = as_light(((0, 0, 0), *CONTOUR))
