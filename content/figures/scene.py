"""How does a clip look? A body, things and a camera, lit, to pictures.

Everything is drawn at twice the size and averaged. The light has two parts: how much of the sky each place sees (balls
along the limbs hide it), and one soft shadow from above. Arrows lie behind the limb that moves, so that they never hide
it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from content.figures import light, overlay, raster
from content.figures.body import LIMBS, LOOKS, SIDES, Look, parts_of
from content.figures.camera import Camera
from content.figures.clip import Clip
from content.figures.geometry import Vector, unit
from content.figures.kinematics import Skeleton, solve
from content.figures.motion import FPS, Arrow, Frame, Key, between, frames
from content.figures.shapes import THING, Shape, body_shapes, thing_shapes

Picture = npt.NDArray[np.uint8]

FOLD = 2
# Pixels: how near an arrow comes to the picture's edge, and how short it may be.
ARROW_MARGIN, SHORTEST_ARROW = 14.0, 26.0
# Seconds in which it appears.
ARROW_FADE = 0.25
# Pixels, of the drawn ones, of one cell for which light is reckoned.
CELL = 4
# The shadow's picture.
SHADOW_PIXELS, SHADOW_METRES = 260, 2.9
SHADOW = 0.30

COLOURS = {
    "floor": (232, 227, 217),
    "mat": (126, 176, 164),
    "wood": (176, 138, 100),
    "pillow": (228, 222, 240),
    "wall": (214, 212, 208),
    "accent": (236, 106, 50),
    "eyes": (38, 32, 34),
    "soles": (120, 118, 122),
}
OWN = ("skin", "hair", "shirt", "trousers", "shoes")
# What is mixed of a look's colours and these: the share of the own one, and the other.
MIXED = {
    "brows": ("hair", 0.6, (0, 0, 0)),
    "mouth": ("skin", 0.35, (176, 62, 62)),
    "cheeks": ("skin", 0.72, (214, 98, 84)),
    "accent_skin": ("skin", 0.62, (250, 150, 96)),
}
MATERIALS = {name: index for index, name in enumerate((*COLOURS, *OWN, *MIXED))}
# What flows into what: the accent's colours into what they stand for.
CLOTH = np.arange(len(MATERIALS))
for _accent, _base in (("accent", "trousers"), ("accent_skin", "skin"), ("cheeks", "skin")):
    CLOTH[MATERIALS[_accent]] = MATERIALS[_base]
ARROW, EDGE = (38, 44, 62), (255, 255, 255)
MARK = (30, 110, 168)
OVERLAY = np.array([(0, 0, 0), ARROW, EDGE, MARK, EDGE], np.float64)

# Where things are felt: the segment, and the place on it for the working side (y to the left).
MARKS: dict[str, tuple[str, tuple[float, float, float]]] = {
    "lower_back": ("lumbar", (-0.11, 0, 0.0)),
    "back_of_pelvis": ("pelvis", (-0.12, 0, 0.08)),
    "back_of_ribs": ("chest", (-0.11, 0, 0.02)),
    "waist": ("lumbar", (0, -0.13, 0.05)),
    "belly": ("lumbar", (0.11, 0, 0.02)),
    "pelvis": ("pelvis", (0.10, 0, 0.06)),
    "ribs": ("chest", (0.13, 0, 0.03)),
    "hip_fold": ("pelvis", (0.10, -0.085, 0.0)),
    "hip": ("pelvis", (0.02, -0.15, 0.0)),
    "buttock": ("pelvis", (-0.12, -0.07, -0.03)),
    "inner_thigh": ("side_thigh", (0.02, 0.06, -0.20)),
    "hamstrings": ("side_thigh", (-0.07, 0, -0.24)),
    "sole": ("side_foot", (0.05, 0, -0.075)),
    "other_sole": ("other_foot", (0.05, 0, -0.075)),
    "seat": ("pelvis", (0.0, 0, -0.11)),
    "crown": ("head", (0, 0, 0.24)),
}
PULSE_SECONDS = 1.2

JOINTS = {
    **{
        f"{side}_{name}": (f"{side}_{segment}", (0.0, 0.0, 0.0))
        for side in SIDES
        for name, segment in (
            ("hip", "thigh"),
            ("knee", "shank"),
            ("ankle", "foot"),
            ("shoulder", "upper_arm"),
            ("elbow", "forearm"),
            ("wrist", "hand"),
        )
    },
    **{f"{side}_toes": (f"{side}_foot", (0.14, 0.0, -0.05)) for side in SIDES},
    **{f"{side}_heel": (f"{side}_foot", (-0.05, 0.0, -0.05)) for side in SIDES},
    "pelvis": ("pelvis", (0.0, 0.0, 0.0)),
    "chest": ("chest", (0.0, 0.0, 0.15)),
    "head": ("head", (0.02, 0.0, 0.12)),
}
# An arrow runs outside of the joint's way, seen from here.
ABOUT = {
    **{f"{side}_{name}": f"{side}_hip" for side in SIDES for name in ("knee", "ankle", "toes", "heel")},
    **{f"{side}_{name}": f"{side}_shoulder" for side in SIDES for name in ("elbow", "wrist")},
}


class Buffers:
    """What every drawn pixel shows: its depth, normal, material and group."""

    def __init__(self, width: int, height: int) -> None:
        self.depth = np.full((height, width), raster.NOTHING, np.float32)
        self.normal = np.zeros((height, width, 3), np.float32)
        self.material = np.zeros((height, width), np.int8)
        self.group = np.zeros((height, width), np.int8)

    def draw(self, camera: Camera, shapes: Sequence[Shape], fold: int = 1) -> None:
        """Draw shapes that the camera sees, with `fold` pixels for one of its own."""
        raster.draw(
            self.depth, self.normal, self.material, self.group, raster.packed(list(shapes), MATERIALS), CLOTH,
            camera.right, camera.up, camera.back, camera.u, camera.v, camera.scale * fold,
        )  # fmt: skip

    def copy(self) -> Buffers:
        found = Buffers.__new__(Buffers)
        found.depth, found.normal = self.depth.copy(), self.normal.copy()
        found.material, found.group = self.material.copy(), self.group.copy()
        return found


class Scene:
    """A clip, ready to be drawn: framed, with its background."""

    def __init__(self, clip: Clip) -> None:
        self.clip = clip
        self.width, self.height = clip.size
        look = LOOKS[clip.look]
        self.parts = parts_of(look)
        self._colours = _linear(look)
        # An arrow passes over all but the limb that it explains.
        self._in_front = np.array([False, *(not clip.moving or limb in clip.moving for limb in LIMBS), False])
        self._things = [shape for thing in clip.things for shape in thing_shapes(thing)]
        self.camera = camera = Camera.around(clip.azimuth, clip.elevation, self.width, self.height)
        self._frame()
        self._overlays = [self._arrow(index) for index in range(len(clip.keys))]
        self._empty = np.zeros((self.height * FOLD, self.width * FOLD), np.int8)
        self._behind = Buffers(self.width * FOLD, self.height * FOLD)
        self._behind.draw(camera, self._things, FOLD)
        self._thing_balls = _balls([shape for shape in self._things if not shape.box])
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
        self._background = np.zeros((self.height, self.width, 3), np.uint8)
        whole = (0, self.width * FOLD, 0, self.height * FOLD)
        self._paint(self._background, whole, self._behind, [], self._empty, 0.0, 0.0)

    def pictures(self, fps: int = FPS) -> Iterator[Picture]:
        """All frames. A frame that shows what the last one showed is not drawn again."""
        last: tuple[Any, ...] | None = None
        picture = self._background
        for frame in frames(self.clip.keys, fps):
            what = (frame.pose, frame.key, self._share(frame), self._pulse(frame))
            if what != last:
                picture, last = self.picture(frame), what
            yield picture

    def picture(self, frame: Frame) -> Picture:
        """One frame: (height, width, 3), sRGB."""
        skeleton = solve(frame.pose, self.parts)
        shapes = body_shapes(skeleton, self.parts, self.clip.moving)
        buffers = self._behind.copy()
        buffers.draw(self.camera, shapes, FOLD)
        arrow = self._overlays[frame.key]
        share = self._share(frame) if arrow is not None else 0.0
        layer = self._empty if arrow is None else arrow
        if self.clip.marks:
            layer = layer.copy()
            self._mark(layer, skeleton, self._pulse(frame))
        picture = self._background.copy()
        window = (0, self.width * FOLD, 0, self.height * FOLD) if arrow is not None else self._window(shapes)
        middle = float(skeleton["pelvis"][1] @ self.camera.back) + 0.05
        self._paint(picture, window, buffers, shapes, layer, share, middle)
        return picture

    # Set-up

    def _frame(self) -> None:
        clip, camera = self.clip, self.camera
        shapes = [shape for thing, found in zip(clip.things, map(thing_shapes, clip.things), strict=True)
                  if thing.get("fit", True) for shape in found]  # fmt: skip
        for pose in clip.framed or [key.pose for key in clip.keys]:
            shapes += body_shapes(solve(pose, self.parts), self.parts)
        camera.frame(*camera.bounds(shapes), clip.margin)

    def _arrow(self, index: int) -> npt.NDArray[np.int8] | None:
        """The overlay of the arrow that shows where a key leads; None without one."""
        key = self.clip.keys[index]
        if key.arrow is None:
            return None
        after = self.clip.keys[(index + 1) % len(self.clip.keys)]
        edge = ARROW_MARGIN * FOLD
        size = np.array([self.width, self.height]) * FOLD
        # Drawn no farther out than there is room.
        for grow in np.linspace(key.arrow.grow, min(1.0, key.arrow.grow), 8):
            path = self.camera.pixels(self._way(key, after, replace(key.arrow, grow=float(grow)))) * FOLD
            if bool((path >= edge).all() and (path <= size - edge).all()):
                break
        length = float(np.sum(np.linalg.norm(np.diff(path, axis=0), axis=1))) / FOLD
        if length < SHORTEST_ARROW:
            return None
        layer = np.zeros((self.height * FOLD, self.width * FOLD), np.int8)
        head = min(26.0, 0.5 * length)
        overlay.ribbon(layer, np.clip(path, edge, size - edge), 7.0 * FOLD, 3.0 * FOLD, head * FOLD)
        return layer

    def _way(self, key: Key, after: Key, arrow: Arrow) -> Vector:
        """The points (n, 3) along which an arrow runs."""
        points = []
        about = arrow.about or ABOUT.get(arrow.joint)
        for share in np.linspace(0.04, 0.96, 20):
            skeleton = solve(between(key.pose, after.pose, float(share)), self.parts)
            place = _place(skeleton, *JOINTS[arrow.joint])
            if about is not None:
                centre = _place(skeleton, *JOINTS[about])
                place = centre + (place - centre) * arrow.grow
            points.append(place)
        return np.array(points)

    # A frame

    @staticmethod
    def _share(frame: Frame) -> float:
        """How much of the arrow is seen: it comes with the pose, and is gone when the next is near."""
        coming, going = (frame.since_key + 0.05) / ARROW_FADE, (0.85 - frame.way) / 0.25
        return round(max(0.0, min(1.0, coming, going)), 3)

    def _pulse(self, frame: Frame) -> float:
        return 0.0 if not self.clip.marks else (frame.seconds / PULSE_SECONDS) % 1.0

    def _mark(self, layer: npt.NDArray[np.int8], skeleton: Skeleton, pulse: float) -> None:
        swell = 1 + 0.28 * float(np.sin(2 * np.pi * pulse))
        for name in self.clip.marks:
            x, y = self.camera.pixels(_place(skeleton, *MARKS[name])) * FOLD
            overlay.ring(layer, float(x), float(y), 13.0 * FOLD * swell, 4.5 * FOLD, 1.8 * FOLD)

    def _window(self, shapes: Sequence[Shape]) -> tuple[int, int, int, int]:
        """What of the drawn pixels a body changes: itself, its shadow and what it darkens."""
        camera = self.camera
        low, high = camera.bounds(shapes)
        origins = np.array([shape.origin for shape in shapes])
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
        shapes: Sequence[Shape],
        layer: npt.NDArray[np.int8],
        share: float,
        middle: float,
    ) -> None:
        camera, behind = self.camera, self._behind
        x0, x1, y0, y1 = window
        cells = np.s_[y0 // CELL : -(-y1 // CELL), x0 // CELL : -(-x1 // CELL)]
        at = np.s_[CELL // 2 :: CELL, CELL // 2 :: CELL]
        body = ((buffers.group > 0) & (buffers.group < THING))[at]
        balls = _balls(shapes)
        balls = np.concatenate([balls[0], self._thing_balls[0]]), np.concatenate([balls[1], self._thing_balls[1]])
        depth = np.where(behind.group[at] > 0, behind.depth[at], self._ground[:, None])
        places = self._plane + depth[..., None] * camera.back
        upward = np.where(behind.group[at][..., None] > 0, behind.normal[at], np.array([0, 0, 1.0]))
        light_behind = np.ones(body.shape, np.float32)
        seen = places[cells].reshape(-1, 3)
        open_sky = light.occlusion(seen, np.ascontiguousarray(upward[cells].reshape(-1, 3)), *balls)
        shadow = self._shadow(seen, shapes).reshape(light_behind[cells].shape)
        light_behind[cells] = open_sky.reshape(light_behind[cells].shape) * (1 - SHADOW * _blurred(shadow))
        light_body = np.ones(body.shape, np.float32)
        if body.any():
            places = self._plane[body] + buffers.depth[at][body][:, None] * camera.back
            light_body[body] = light.occlusion(places, np.ascontiguousarray(buffers.normal[at][body]), *balls)
        light.paint(
            picture, window, FOLD, buffers.depth, buffers.normal, buffers.material, buffers.group,
            light_body, light_behind, body.astype(np.float32), CELL,
            layer, self._in_front, _LINEAR_OVERLAY, share, self._colours, self._colours[MATERIALS["floor"]], THING,
            camera.right, camera.up, camera.back, camera.u, camera.v, camera.scale * FOLD, middle,
        )  # fmt: skip

    def _shadow(self, places: Vector, shapes: Sequence[Shape]) -> Vector:
        """1 for each place that the sun does not see, else 0."""
        casting = [shape for shape in self._things if shape.casts] + list(shapes)
        centre = np.mean([shape.origin for shape in shapes], 0) if shapes else np.array([0, 0, 0.5])
        camera = Camera.along(self._sun, self.camera.up, SHADOW_PIXELS, SHADOW_METRES, centre)
        buffers = Buffers(SHADOW_PIXELS, SHADOW_PIXELS)
        buffers.draw(camera, casting)
        x, y = camera.pixels(places).T.astype(int).clip(0, SHADOW_PIXELS - 1)
        hidden = buffers.depth[y, x] > places @ camera.back + 0.01
        return np.asarray(hidden, np.float64)


def _place(skeleton: Skeleton, segment: str, offset: tuple[float, float, float]) -> Vector:
    rotation, origin = skeleton[segment]
    return np.asarray(origin + rotation @ np.array(offset))


def _balls(shapes: Sequence[Shape]) -> tuple[Vector, Vector]:
    """Balls along round cones, some 8 cm apart: centres (n, 3) and radii (n,)."""
    centres, radii = [], []
    for shape in shapes:
        if max(shape.radius_a, shape.radius_b) < 0.02 or shape.material in ("hair", "soles"):
            continue
        a, b = shape.origin + shape.axes @ shape.a, shape.origin + shape.axes @ shape.b
        size = float(np.cbrt(abs(np.linalg.det(shape.axes))))
        count = max(1, round(float(np.linalg.norm(b - a)) / 0.08))
        for share in (np.arange(count) + 0.5) / count:
            centres.append(a + (b - a) * share)
            radii.append((shape.radius_a + (shape.radius_b - shape.radius_a) * share) * size)
    return np.array(centres).reshape(-1, 3), np.array(radii)


def _blurred(cells: Vector) -> Vector:
    picture = Image.fromarray((cells * 255).astype(np.uint8)).filter(ImageFilter.BoxBlur(2))
    return np.asarray(np.asarray(picture, np.float64) / 255)


def _linear(look: Look) -> Vector:
    """The colours by material, as linear light."""
    own = [getattr(look, name) for name in OWN]
    mixed = [
        tuple(share * one + (1 - share) * other for one, other in zip(getattr(look, name), colour, strict=True))
        for name, share, colour in MIXED.values()
    ]
    return np.asarray((np.array([*COLOURS.values(), *own, *mixed], np.float64) / 255) ** 2.2)


_LINEAR_OVERLAY = (OVERLAY / 255) ** 2.2
