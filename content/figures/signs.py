"""Which signs lie over a picture? Arrows of the way, rings where it is felt, arrows that press a foot down, the breath,
and which foot works. No sign is a letter or a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from content.figures import overlay
from content.figures.body import SIDES, Body
from content.figures.camera import Camera
from content.figures.clip import Clip
from content.figures.geometry import Vector, unit
from content.figures.kinematics import Skeleton, solve
from content.figures.landmarks import ABOUT, JOINTS, place
from content.figures.overlay import Coverage, Field, Picture
from content.figures.palette import AIR, COLOURS, DARK, LIGHT, MARK
from content.media.motion import FPS, Arrow, Frame, Pose, between, frames, ways

# Pixels: how near an arrow comes to the picture's edge, how short it may be, and the way below which there is none.
ARROW_MARGIN, SHORTEST_ARROW, SHORTEST_WAY = 14.0, 56.0, 8.0
ARROW_WIDTH, ARROW_HEAD, ARROW_EDGE = 7.0, 30.0, 3.6
# How much of an arrow the limb that moves may hide.
MOST_HIDDEN = 0.15
# Seconds in which it appears; and from where on the way it goes.
ARROW_FADE, ARROW_GOES = 0.25, 0.85
PULSE_SECONDS = 1.4
RING_RADIUS, RING_WIDTH, RING_EDGE = 13.0, 5.0, 2.5
# Of how much of a marked point that is seen its ring begins to be drawn, and is drawn fully.
RING_FROM, RING_FULLY = 0.3, 0.6
# An arrow that presses a foot down: metres over the floor from where to where, and how far it bobs.
PRESS_FROM, PRESS_TO, PRESS_BOB = 0.33, 0.10, 0.035
# Waves of air: metres from the mouth where they are before it and where beside it, pixels that they go, how many are
# under way, and how long each is.
AIR_BEFORE, AIR_BESIDE, AIR_PIXELS, WAVES, WAVE_SECONDS = 0.03, 0.10, 52.0, 3, 2.0
# The sign that says which foot works: pixels.
SIGN_HEIGHT, SIGN_MARGIN = 46.0, 10.0


class DrawnPose(NamedTuple):
    """A body in a pose, without signs. Coverages are (h, w), 0 to 1."""

    picture: Picture
    body: Coverage
    moving: Coverage
    skeleton: Skeleton
    marks: dict[str, tuple[float, float, float]]  # x and y in pixels, and how much of the point is seen


class ClipSigns:
    """The signs of a clip, ready to be laid over its pictures. `drawn` gives the body in a pose; `behind` (h, w) is how
    much of each pixel things cover."""

    def __init__(
        self, clip: Clip, camera: Camera, body: Body, drawn: Callable[[Pose], DrawnPose], behind: Coverage
    ) -> None:
        self._clip, self._camera, self._body = clip, camera, body
        self._width, self._height = clip.size
        self._length = sum(1 for _ in frames(clip.keys)) / FPS
        self.arrows = [self._arrow(index) for index in range(len(clip.keys))]
        for index, key in enumerate(clip.keys):
            for more in range(1, key.arrow.ways if key.arrow else 1):
                self.arrows[index + more] = self.arrows[index]
        self._over = [self._lies_over(index, drawn) for index in range(len(clip.keys))]
        self._side = self._side_sign(behind, drawn)

    def lay(self, picture: Picture, drawn: DrawnPose, frame: Frame, share: float) -> None:
        """Lay the signs of a frame over its picture; of the arrow and the breath so much."""
        for footprint, works in (self._side or {}).values():
            if works:
                overlay.lay(picture, footprint, DARK, DARK, 4.0)
                overlay.lay(picture, footprint, COLOURS["accent"], LIGHT, 2.2)
            else:
                overlay.lay(picture, footprint, LIGHT, DARK, 2.0, 0.45)
        arrow = self.arrows[frame.key]
        if arrow is not None:
            hidden = None if self._over[frame.key] else drawn.moving
            overlay.lay(picture, arrow, DARK, LIGHT, ARROW_EDGE, share, hidden)
        swell = 1 + 0.22 * float(np.sin(2 * np.pi * self._beat(frame.seconds, PULSE_SECONDS)))
        for x, y, seen in drawn.marks.values():
            field = self._empty()
            overlay.ring(field, x, y, RING_RADIUS * swell, RING_WIDTH, RING_EDGE + 1)
            strength = (seen - RING_FROM) / (RING_FULLY - RING_FROM)
            overlay.lay(picture, field, MARK, LIGHT, RING_EDGE, min(1.0, max(0.0, strength)))
        for foot in self._clip.press:
            self._press(picture, drawn.skeleton, foot, self._beat(frame.seconds, PULSE_SECONDS))
        breath = self._clip.keys[frame.key].breath
        if breath is not None and not frame.fade:
            self._air(picture, drawn.skeleton, breath, frame, share)

    def share(self, frame: Frame) -> float:
        """How much of the arrow is seen: it comes with the pose, and is gone when the next is reached."""
        coming, going = (frame.since_key + 0.05) / ARROW_FADE, (1 - frame.way) / (1 - ARROW_GOES)
        arrow = self.arrows[frame.key]
        if arrow is not None and frame.key > 0 and self.arrows[frame.key - 1] is arrow:
            coming = 1.0
        if arrow is not None and frame.key + 1 < len(self.arrows) and self.arrows[frame.key + 1] is arrow:
            going = 1.0
        return 0.0 if frame.fade else round(max(0.0, min(1.0, coming, going)), 3)

    def clock(self, frame: Frame) -> float:
        """The time, where it is seen in signs that go on while a pose is held."""
        clip = self._clip
        goes_on = clip.marks or clip.press or clip.keys[frame.key].breath is not None
        return frame.seconds if goes_on else 0.0

    # Set-up

    def _empty(self) -> Field:
        return overlay.empty(self._height, self._width)

    def _arrow(self, index: int) -> Field | None:
        """The sign of the arrow that shows where a key leads; None without one."""
        path = arrow_path(self._clip, self._camera, self._body, index)
        if path is None:
            return None
        field = self._empty()
        overlay.arrow(field, path, ARROW_WIDTH, arrow_head(path), ARROW_EDGE + 1)
        return field

    def _lies_over(self, index: int, drawn: Callable[[Pose], DrawnPose]) -> bool:
        """Whether an arrow lies over the limb that moves: where it would be seen too little behind it."""
        field, key = self.arrows[index], self._clip.keys[index]
        if field is None:
            return False
        after = self._clip.keys[(index + 1) % len(self._clip.keys)]
        inked = field < ARROW_EDGE
        hidden = [float(drawn(pose).moving[inked].mean()) for pose in (key.pose, after.pose)]
        return max(hidden) > MOST_HIDDEN

    def _side_sign(self, behind: Coverage, drawn: Callable[[Pose], DrawnPose]) -> dict[str, tuple[Field, bool]] | None:
        """The footprints that say which foot works, as one sees one's own; each with whether it does.

        In a mirror they say the other side. They lie in the corner in which least is seen; None where no leg is what
        moves, or both are, or where a foot is pressed down: that is another one than the leg over the text.
        """
        works = {side for side in SIDES if f"{side}_leg" in self._clip.moving}
        if len(works) != 1 or self._clip.press:
            return None
        busy = behind * 0.1
        for key in self._clip.keys:
            busy = np.maximum(busy, drawn(key.pose).body)
        for arrow in self.arrows:
            if arrow is not None:
                busy[arrow < ARROW_EDGE] = 1
        high, wide = int(SIGN_HEIGHT + 2 * SIGN_MARGIN), int(1.05 * SIGN_HEIGHT + 2 * SIGN_MARGIN)
        corners = [
            (rows, columns)
            for rows in (slice(0, high), slice(self._height - high, self._height))
            for columns in (slice(0, wide), slice(self._width - wide, self._width))
        ]
        rows, columns = min(corners, key=lambda corner: float(busy[corner].sum()))
        x, y = (columns.start + columns.stop) / 2, (rows.start + rows.stop) / 2
        apart = 0.27 * SIGN_HEIGHT
        prints = {}
        for side, sign in (("other", -1), ("side", 1)):
            prints[side] = self._empty(), side in works
            overlay.footprint(prints[side][0], x + sign * apart, y, SIGN_HEIGHT, sign)
        return prints

    # A frame

    def _beat(self, seconds: float, period: float) -> float:
        """How far on something is that comes again about each period, 0 to 1: whole times in a loop."""
        times = max(1, round(self._length / period))
        return (seconds / self._length * times) % 1.0

    def _press(self, picture: Picture, skeleton: Skeleton, foot: str, beat: float) -> None:
        """An arrow straight down onto a foot, over everything."""
        floor = place(skeleton, foot, (0.05, 0.0, 0.0)) * [1, 1, 0]
        up = PRESS_BOB * (0.5 + 0.5 * float(np.cos(2 * np.pi * beat)))
        heights = np.linspace(PRESS_FROM, PRESS_TO, 8) + up
        path = self._camera.pixels(floor + heights[:, None] * np.array([0.0, 0.0, 1.0]))
        field = self._empty()
        overlay.arrow(field, path, ARROW_WIDTH + 2, ARROW_HEAD, ARROW_EDGE + 1)
        overlay.lay(picture, field, DARK, LIGHT, ARROW_EDGE)

    def _air(self, picture: Picture, skeleton: Skeleton, breath: str, frame: Frame, share: float) -> None:
        """Waves of air before the mouth, to it or from it; beside it where before it is the face itself."""
        rotation, _ = skeleton["head"]
        mouth = place(skeleton, "head", (0.10, 0.0, 0.05))
        x, _, z = (self._camera.seen(axis) for axis in rotation.T)
        hidden = float(x @ z) > 0.15 or float(np.linalg.norm(x)) < 0.4
        away = rotation[:, 1] if hidden else rotation[:, 0]
        one = self._camera.pixels(np.array([mouth, mouth + away]))
        along = unit(one[1] - one[0])
        across = np.array([-along[1], along[0]])
        near = AIR_BESIDE if hidden else AIR_BEFORE
        scale = float(np.linalg.norm(one[1] - one[0]))
        beat = self._beat(frame.seconds, WAVE_SECONDS)
        for wave in range(WAVES):
            out = (wave / WAVES + (beat if breath == "out" else 1 - beat)) % 1.0
            middle = one[0] + along * (near * scale + 8.0 + AIR_PIXELS * out)
            half = 7.0 + 7.0 * out
            points = half * 0.55 * along * (1 if breath == "out" else -1)
            path = np.array([middle - points + across * half, middle + points * 0.4, middle - points - across * half])
            field = self._empty()
            overlay.stroke(field, path, 4.5, 4.0)
            strength = share * min(1.0, 4 * out, 4 * (1 - out))
            overlay.lay(picture, field, AIR, DARK, 2.0, strength)


def arrow_path(clip: Clip, camera: Camera, body: Body, index: int) -> Vector | None:
    """The pixels (n, 2: x, y) along which the arrow runs that shows where a key leads; None without one."""
    key = clip.keys[index]
    if key.arrow is None:
        return None
    size = np.array(clip.size)
    # Drawn no farther out than there is room.
    for grow in np.linspace(key.arrow.grow, min(1.0, key.arrow.grow), 8):
        path = camera.pixels(_way(clip, index, replace(key.arrow, grow=float(grow)), body))
        if bool((path >= ARROW_MARGIN).all() and (path <= size - ARROW_MARGIN).all()):
            break
    length = _length(path)
    if length < SHORTEST_WAY:
        return None
    if length < SHORTEST_ARROW:
        # A short way is shown longer than it is: an arrow says where to, not how far.
        path = path.mean(0) + (path - path.mean(0)) * SHORTEST_ARROW / length
    return np.clip(path, ARROW_MARGIN, size - ARROW_MARGIN)


def arrow_head(path: Vector) -> float:
    """How long an arrow's head is, in pixels: of a short arrow, half of it."""
    return min(ARROW_HEAD, 0.5 * _length(path))


def _length(path: Vector) -> float:
    return float(np.sum(np.linalg.norm(np.diff(path, axis=0), axis=1)))


def _way(clip: Clip, index: int, arrow: Arrow, body: Body) -> Vector:
    """The points (n, 3) along which an arrow runs, metres in the room."""
    points = []
    about = arrow.about or ABOUT.get(arrow.joint)
    for share in np.linspace(0.04, arrow.ways - 0.04, 28 * arrow.ways):
        whole = min(int(share), arrow.ways - 1)
        key, after = (clip.keys[(index + whole + more) % len(clip.keys)] for more in (0, 1))
        skeleton = solve(between(*ways(key, after), float(share) - whole), body)
        point = place(skeleton, *JOINTS[arrow.joint])
        if about is not None:
            centre = place(skeleton, *JOINTS[about])
            point = centre + (point - centre) * arrow.grow
        points.append(point)
    return np.array(points)
