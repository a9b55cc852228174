"""Camera: orthographic, framed once for the whole clip."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from content.figures.geometry import Matrix, Vector, unit
from content.figures.primitives import Primitive


@dataclass
class Camera:
    """An orthographic camera. `right`, `up` and `back` (towards the eye) are its axes. The middle of the picture is at
    (u, v) metres, and a metre is `scale` pixels."""

    right: Vector
    up: Vector
    back: Vector
    width: int
    height: int
    u: float = 0.0
    v: float = 0.0
    scale: float = 1.0

    @classmethod
    def around(cls, azimuth: float, elevation: float, width: int, height: int) -> Camera:
        """A camera at an azimuth (degrees from x to y) and an elevation (degrees over the floor, below 90)."""
        a, e = math.radians(azimuth), math.radians(elevation)
        back = np.array([math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e)])
        right = unit(np.cross([0.0, 0.0, 1.0], back))
        return cls(right, np.cross(back, right), back, width, height)

    @classmethod
    def along(cls, back: Vector, up: Vector, pixels: int, metres: float, centre: Vector) -> Camera:
        """A square picture, `metres` wide, around a point. Used for the shadow, seen from the light."""
        back = unit(back)
        right = unit(np.cross(up, back))
        up = np.cross(back, right)
        return cls(right, up, back, pixels, pixels, float(centre @ right), float(centre @ up), pixels / metres)

    def seen(self, points: Vector) -> Matrix:
        """Project points (..., 3) to the picture's plane (..., 2), in metres."""
        return np.stack([points @ self.right, points @ self.up], -1)

    def pixels(self, points: Vector) -> Matrix:
        """Project points (..., 3) to pixels (..., 2: x, y)."""
        plane = self.seen(points)
        x = (plane[..., 0] - self.u) * self.scale + self.width / 2
        y = self.height / 2 - (plane[..., 1] - self.v) * self.scale
        return np.stack([x, y], -1)

    def bounds(self, primitives: Iterable[Primitive]) -> tuple[Vector, Vector]:
        """The lowest and the highest (u, v) that primitives reach."""
        low, high = np.full(2, np.inf), np.full(2, -np.inf)
        for primitive in primitives:
            onto = np.stack([self.right, self.up]) @ primitive.axes
            middle = self.seen(primitive.origin)
            if primitive.box:
                half = np.abs(onto) @ primitive.a
                low, high = np.minimum(low, middle - half), np.maximum(high, middle + half)
                continue
            reach = np.linalg.norm(onto, axis=1)
            for end, radius in ((primitive.a, primitive.radius_a), (primitive.b, primitive.radius_b)):
                at = middle + onto @ end
                low, high = np.minimum(low, at - radius * reach), np.maximum(high, at + radius * reach)
        return low, high

    def frame(self, low: Vector, high: Vector, margin: float) -> None:
        """Fit bounds into the picture, leaving the share `margin` free on each side."""
        size = high - low
        room = 1 - 2 * margin
        self.scale = min(self.width * room / size[0], self.height * room / size[1])
        self.u, self.v = ((low + high) / 2).tolist()
