"""Signs of a clip: arrows along a move, rings where it is felt, arrows that press a foot down, the breath, and
footprints for the working foot. No sign is a letter or a word."""

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

# Pixels: distance of arrows from the edge, shortest arrow, and the shortest path that gets one.
ARROW_MARGIN, SHORTEST_ARROW, SHORTEST_WAY = 14.0, 56.0, 8.0
ARROW_WIDTH, ARROW_HEAD, ARROW_EDGE = 7.0, 30.0, 3.6
# The share of an arrow that the moving limb may hide.
MOST_HIDDEN = 0.15
# Seconds of its fade-in, and the share of the move after which it fades out.
ARROW_FADE, ARROW_GOES = 0.25, 0.85
PULSE_SECONDS = 1.4
RING_RADIUS, RING_WIDTH, RING_EDGE = 13.0, 5.0, 2.5
# The visible share of a marked point at which its ring appears, and at which it is fully opaque.
RING_FROM, RING_FULLY = 0.3, 0.6
# Arrow that presses a foot down: metres over the floor of its start and end, and how far it bobs.
PRESS_FROM, PRESS_TO, PRESS_BOB = 0.33, 0.10, 0.035
# Waves of air: metres from the mouth in front of it and beside it, pixels that they travel, their number at a time, and
# seconds of each.
AIR_BEFORE, AIR_BESIDE, AIR_PIXELS, WAVES, WAVE_SECONDS = 0.03, 0.10, 52.0, 3, 2.0
# Pixels of the footprints.
SIGN_HEIGHT, SIGN_MARGIN = 46.0, 10.0


class DrawnPose(NamedTuple):
    """A drawn body without signs. Coverages are (h, w), 0 to 1."""

    picture: Picture
    body: Coverage
    moving: Coverage
    skeleton: Skeleton
    marks: dict[str, tuple[float, float, float]]  # (x, y in pixels, visible share)


class ClipSigns:
    """The signs of a clip, laid over its pictures. `drawn` gives the body in a pose; `behind` (h, w) is the coverage by
    things."""

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
        """Lay the signs of a frame over its picture. `share` is the opacity of arrow and breath."""
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
        """Opacity of the arrow: it appears with the pose, and is gone when the next pose is reached."""
        coming, going = (frame.since_key + 0.05) / ARROW_FADE, (1 - frame.way) / (1 - ARROW_GOES)
        arrow = self.arrows[frame.key]
        if arrow is not None and frame.key > 0 and self.arrows[frame.key - 1] is arrow:
            coming = 1.0
        if arrow is not None and frame.key + 1 < len(self.arrows) and self.arrows[frame.key + 1] is arrow:
            going = 1.0
        return 0.0 if frame.fade else round(max(0.0, min(1.0, coming, going)), 3)

    def clock(self, frame: Frame) -> float:
        """The time in seconds when signs move while a pose is held, else 0. Part of the key of equal frames."""
        clip = self._clip
        goes_on = clip.marks or clip.press or clip.keys[frame.key].breath is not None
        return frame.seconds if goes_on else 0.0

    # Prepared once

    def _empty(self) -> Field:
        return overlay.empty(self._height, self._width)

    def _arrow(self, index: int) -> Field | None:
        """The arrow from a keyframe to the next; None without one."""
        path = arrow_path(self._clip, self._camera, self._body, index)
        if path is None:
            return None
        field = self._empty()
        overlay.arrow(field, path, ARROW_WIDTH, arrow_head(path), ARROW_EDGE + 1)
        return field

    def _lies_over(self, index: int, drawn: Callable[[Pose], DrawnPose]) -> bool:
        """Whether an arrow is laid over the moving limb, because too much of it would be hidden behind."""
        field, key = self.arrows[index], self._clip.keys[index]
        if field is None:
            return False
        after = self._clip.keys[(index + 1) % len(self._clip.keys)]
        inked = field < ARROW_EDGE
        hidden = [float(drawn(pose).moving[inked].mean()) for pose in (key.pose, after.pose)]
        return max(hidden) > MOST_HIDDEN

    def _side_sign(self, behind: Coverage, drawn: Callable[[Pose], DrawnPose]) -> dict[str, tuple[Field, bool]] | None:
        """The two footprints, as one sees one's own feet, each with whether that foot works.

        In the mirrored picture they show the other side. They lie in the emptiest corner. None when no leg moves or
        both do, and when a foot is pressed down, since that is not the leg in the step's heading.
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

    # For each frame

    def _beat(self, seconds: float, period: float) -> float:
        """Phase, 0 to 1, of something with about this period, which recurs a whole number of times in the loop."""
        times = max(1, round(self._length / period))
        return (seconds / self._length * times) % 1.0

    def _press(self, picture: Picture, skeleton: Skeleton, foot: str, beat: float) -> None:
        """Lay an arrow straight down onto a foot, over everything."""
        floor = place(skeleton, foot, (0.05, 0.0, 0.0)) * [1, 1, 0]
        up = PRESS_BOB * (0.5 + 0.5 * float(np.cos(2 * np.pi * beat)))
        heights = np.linspace(PRESS_FROM, PRESS_TO, 8) + up
        path = self._camera.pixels(floor + heights[:, None] * np.array([0.0, 0.0, 1.0]))
        field = self._empty()
        overlay.arrow(field, path, ARROW_WIDTH + 2, ARROW_HEAD, ARROW_EDGE + 1)
        overlay.lay(picture, field, DARK, LIGHT, ARROW_EDGE)

    def _air(self, picture: Picture, skeleton: Skeleton, breath: str, frame: Frame, share: float) -> None:
        """Lay waves of air in front of the mouth, towards it or away; beside it when the face covers the front."""
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
    """Pixels (n, 2: x, y) along the arrow from a keyframe to the next; None without one."""
    key = clip.keys[index]
    if key.arrow is None:
        return None
    size = np.array(clip.size)
    # As far out as the picture has room.
    for grow in np.linspace(key.arrow.grow, min(1.0, key.arrow.grow), 8):
        path = camera.pixels(_way(clip, index, replace(key.arrow, grow=float(grow)), body))
        if bool((path >= ARROW_MARGIN).all() and (path <= size - ARROW_MARGIN).all()):
            break
    length = _length(path)
    if length < SHORTEST_WAY:
        return None
    if length < SHORTEST_ARROW:
        # A short arrow is lengthened: it shows the direction, not the distance.
        path = path.mean(0) + (path - path.mean(0)) * SHORTEST_ARROW / length
    return np.clip(path, ARROW_MARGIN, size - ARROW_MARGIN)


def arrow_head(path: Vector) -> float:
    """Length of an arrow's head in pixels: at most half the arrow."""
    return min(ARROW_HEAD, 0.5 * _length(path))


def _length(path: Vector) -> float:
    return float(np.sum(np.linalg.norm(np.diff(path, axis=0), axis=1)))


def _way(clip: Clip, index: int, arrow: Arrow, body: Body) -> Vector:
    """Points (n, 3) along an arrow, in metres in the room."""
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
