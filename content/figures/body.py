"""The body: bones of an adult 1.75 m tall, and round cones around them, in several looks.

Metres. When standing, every segment has x forward, y left, z up; its origin is its upper joint. The working side is the
figure's right: `side_...` is right, `other_...` left.

All looks have the same bones, so that a pose fits each of them. Bone lengths follow Drillis and Contini (1966), as
shares of the height; the lift of the shoulder follows Inman, Saunders and Abbott (1944). Both are rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from content.figures.geometry import Vector

HALF_HIP, THIGH, SHANK = 0.086, 0.42, 0.41
HALF_SHOULDER, UPPER_ARM, FOREARM = 0.168, 0.285, 0.25
# Height of the ankle over the floor, and of the wrist when the palm rests on the floor.
SOLE, PALM = 0.083, 0.030
HIP_TO_LUMBAR, LUMBAR_TO_CHEST, CHEST_TO_HEAD = 0.10, 0.12, 0.375
SHOULDER_HEIGHT = 0.262
KNUCKLES = 0.088

SIDES = ("side", "other")
# Sign of y on each side.
SIGN = {"side": -1.0, "other": 1.0}

# The limb of each segment. A limb is coloured as one.
LIMB_OF = {
    **{f"{side}_{part}": f"{side}_leg" for side in SIDES for part in ("thigh", "shank", "foot")},
    **{
        f"{side}_{part}": f"{side}_arm"
        for side in SIDES
        for part in ("upper_arm", "forearm", "hand", "fingers", "tips")
    },
    **dict.fromkeys(("pelvis", "lumbar", "chest"), "trunk"),
    "head": "head",
}
LIMBS = ("trunk", "head", "side_leg", "other_leg", "side_arm", "other_arm")


@dataclass(frozen=True)
class Look:
    """A person's looks. Colours are sRGB, 0 to 255; `girth` scales the flesh around the bones."""

    skin: tuple[int, int, int]
    hair: tuple[int, int, int]
    shirt: tuple[int, int, int]
    trousers: tuple[int, int, int]
    hair_style: str
    girth: float = 1.0
    waist: float = 1.0
    shoulders: float = 1.0


LOOKS = {
    "ana": Look((224, 178, 145), (92, 58, 42), (76, 124, 148), (46, 60, 86), "bun", 0.97, 0.93, 0.93),
    "ben": Look((142, 94, 66), (36, 30, 30), (214, 178, 96), (58, 66, 76), "short", 1.04, 1.06, 1.04),
    "kim": Look((236, 200, 168), (176, 176, 180), (120, 142, 106), (66, 62, 84), "bob", 1.03, 1.10, 0.97),
}


class BodyPart(NamedTuple):
    """A round cone: the hull of two balls, then stretched along the segment's axes."""

    segment: str
    a: Vector
    b: Vector
    radius_a: float
    radius_b: float
    stretch: Vector
    material: str
    blend: float  # metres over which it blends into its neighbours of the same limb


class Outline(NamedTuple):
    """All parts of one segment as arrays: points (n, 3), radii (n,) and stretches (n, 3)."""

    a: Vector
    b: Vector
    radius_a: Vector
    radius_b: Vector
    stretch: Vector


class Body(list[BodyPart]):
    """The figure's parts; `outlines` has the same by segment, for vectorised computing."""

    def __init__(self, parts: Iterable[BodyPart]) -> None:
        super().__init__(parts)
        self.outlines = {
            segment: Outline(
                np.array([part.a for part in self if part.segment == segment]),
                np.array([part.b for part in self if part.segment == segment]),
                np.array([part.radius_a for part in self if part.segment == segment]),
                np.array([part.radius_b for part in self if part.segment == segment]),
                np.array([part.stretch for part in self if part.segment == segment]),
            )
            for segment in dict.fromkeys(part.segment for part in self)
        }


def parts_of(look: Look) -> Body:
    """The parts of a figure with this look."""
    return Body([*_trunk(look), *_head(look), *(part for side in SIDES for part in _limbs(look, side))])


def _part(
    segment: str,
    a: tuple[float, float, float],
    b: tuple[float, float, float] | None,
    radius_a: float,
    radius_b: float | None,
    material: str,
    stretch: tuple[float, float, float] = (1, 1, 1),
    blend: float = 0.025,
) -> BodyPart:
    """A part. Without `b`, an ellipsoid."""
    b = a if b is None else b
    radius_b = radius_a if radius_b is None else radius_b
    return BodyPart(
        segment, np.array(a, float), np.array(b, float), radius_a, radius_b, np.array(stretch, float), material, blend
    )


def _tube(segment: str, stations: list[tuple[float, float, float]], material: str, girth: float) -> Iterator[BodyPart]:
    """A limb through stations (x, z, radius): a Catmull-Rom spline, cut into short cones."""
    known = np.array(stations, float)
    known[:, 2] *= girth
    known = np.vstack([2 * known[0] - known[1], known, 2 * known[-1] - known[-2]])
    points = []
    for i in range(1, len(known) - 2):
        a, b, c, d = known[i - 1 : i + 3]
        points += [
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
            for t in (0, 0.5)
        ]
    points.append(known[-2])
    for p, q in pairwise(points):
        yield _part(segment, (p[0], 0, p[1]), (q[0], 0, q[1]), p[2], q[2], material, blend=1e-4)


def _trunk(look: Look) -> Iterator[BodyPart]:
    g, w, s = look.girth, look.girth * look.waist, look.girth * look.shoulders
    yield _part("pelvis", (-0.006, -0.068, 0.030), (-0.006, 0.068, 0.030), 0.101 * g, None, "trousers", (0.98, 1, 1.08))
    yield _part("pelvis", (-0.046, -0.064, -0.014), (-0.046, 0.064, -0.014), 0.086 * g, None, "trousers")
    yield _part("pelvis", (0.0, -0.04, -0.03), (0.0, 0.04, -0.03), 0.078 * g, None, "trousers")
    yield _part("lumbar", (-0.004, -0.03, 0.012), (-0.004, 0.03, 0.012), 0.112 * g, None, "shirt", (0.90, 1, 0.62))
    yield _part("lumbar", (-0.002, 0, 0.03), (0, 0, 0.13), 0.132 * w, 0.136 * g, "shirt", (0.74, 1, 1))
    yield _part("chest", (0, 0, 0), (0.004, 0, 0.175), 0.136 * g, 0.153 * s, "shirt", (0.74, 1, 1))
    yield _part("chest", (-0.008, -0.132 * s, 0.247), (-0.008, 0.132 * s, 0.247), 0.056 * g, None, "shirt", blend=0.05)
    for y in (-1, 1):  # neck to shoulder
        neck, shoulder = (-0.016, y * 0.03, 0.312), (-0.010, y * 0.135 * s, 0.258)
        yield _part("chest", neck, shoulder, 0.046, 0.048, "shirt", blend=0.05)
    yield _part("chest", (-0.008, 0, 0.235), (-0.014, 0, 0.300), 0.112 * s, 0.062, "shirt", (0.8, 1, 1))
    yield _part("chest", (-0.016, 0, 0.27), (-0.008, 0, 0.330), 0.055, 0.050, "skin")
    yield _part("chest", (-0.010, 0, 0.33), (0.000, 0, 0.40), 0.051, 0.047, "skin")
    yield _part("chest", (-0.016, 0, 0.292), (-0.012, 0, 0.312), 0.060, 0.055, "shirt", (1, 1.05, 1))


def _head(look: Look) -> Iterator[BodyPart]:
    yield _part("head", (0.014, 0, 0.122), None, 1, 1, "skin", (0.094, 0.077, 0.106))
    yield _part("head", (0.026, 0, 0.090), (0.048, 0, 0.040), 0.066, 0.045, "skin")
    yield _part("head", (0.100, 0, 0.100), (0.113, 0, 0.082), 0.007, 0.012, "skin", (1, 0.9, 1), 0.012)
    for y in (-1, 1):
        yield _part(
            "head", (0.0, y * 0.080, 0.092), (0.006, y * 0.080, 0.108), 0.014, 0.017, "skin", (1, 0.6, 1.1), 0.01
        )
        yield _part("head", (0.098, y * 0.031, 0.114), None, 1, 1, "eyes", (0.0085, 0.0090, 0.0125), 1e-4)
        # Brows level and slightly round: neither frowning nor sad.
        for inner, outer in pairwise(((0.1025, 0.022, 0.1385), (0.1010, 0.032, 0.1405), (0.0965, 0.042, 0.1385))):
            one, other = ((x, y * aside, z) for x, aside, z in (inner, outer))
            yield _part("head", one, other, 0.0032, 0.0030, "brows", (1, 1, 0.8), 1e-4)
        # A smile: the corners are higher than the middle.
        yield _part(
            "head", (0.0955, 0, 0.0495), (0.0905, y * 0.013, 0.0515), 0.0045, 0.0042, "mouth", (1, 1, 0.8), 1e-4
        )
        yield _part(
            "head", (0.0905, y * 0.013, 0.0515), (0.0805, y * 0.025, 0.0580), 0.0042, 0.0030, "mouth", (1, 1, 0.8), 1e-4
        )
    yield from _hair(look)


def _hair(look: Look) -> Iterator[BodyPart]:
    yield _part("head", (-0.010, 0, 0.142), None, 1, 1, "hair", (0.096, 0.086, 0.098))
    yield _part("head", (0.038, 0, 0.188), None, 1, 1, "hair", (0.060, 0.066, 0.038))
    yield _part("head", (-0.036, 0, 0.100), (-0.030, 0, 0.066), 0.060, 0.050, "hair", (1, 1.15, 1))
    if look.hair_style == "bun":
        yield _part("head", (-0.098, 0, 0.190), None, 0.042, None, "hair")
    if look.hair_style == "bob":
        for y in (-1, 1):
            yield _part(
                "head", (-0.012, y * 0.070, 0.135), (-0.016, y * 0.066, 0.038), 0.030, 0.028, "hair", (1.5, 0.8, 1)
            )
        yield _part("head", (-0.060, -0.03, 0.05), (-0.060, 0.03, 0.05), 0.046, None, "hair")


def _foot(foot: str, k: float) -> Iterator[BodyPart]:
    """A bare foot. The toes go from the big one, on the inner side, to the little one."""
    yield _part(foot, (-0.034, 0, -0.049), (0.098, k * 0.004, -0.061), 0.0335, 0.0215, "skin", (1, 1.35, 1))
    yield _part(foot, (-0.030, 0, -0.020), (0.078, -k * 0.004, -0.047), 0.034, 0.026, "skin", (1, 1.05, 1))
    yield _part(foot, (0.092, -k * 0.024, -0.064), (0.100, k * 0.025, -0.066), 0.0185, 0.0160, "skin")
    for y, length, radius in (
        (-0.031, 0.158, 0.0145), (-0.008, 0.153, 0.0105), (0.008, 0.146, 0.0100),
        (0.022, 0.137, 0.0095), (0.035, 0.126, 0.0085),
    ):  # fmt: skip
        root, tip = (0.106, k * y * 0.92, -0.066), (length - radius, k * y, -0.082 + radius)
        yield _part(foot, root, tip, radius * 0.95, radius, "skin", blend=0.004)


def _limbs(look: Look, side: str) -> Iterator[BodyPart]:
    g, k = look.girth, SIGN[side]
    thigh, shank, foot = f"{side}_thigh", f"{side}_shank", f"{side}_foot"
    yield from _tube(
        thigh,
        [(0, 0, 0.090), (0.010, -0.12, 0.083), (0.010, -0.26, 0.069), (0.004, -0.36, 0.058), (0, -THIGH, 0.055)],
        "trousers",
        g,
    )
    yield _part(thigh, (-0.004, k * 0.004, 0), (0.006, 0, -0.13), 0.098 * g, 0.088 * g, "trousers")
    yield _part(thigh, (0.012, 0, -THIGH + 0.012), (0.012, 0, -THIGH - 0.012), 0.047 * g, None, "trousers", blend=0.02)
    yield from _tube(
        shank,
        [
            (0, 0, 0.055),
            (-0.008, -0.06, 0.054),
            (-0.016, -0.13, 0.056),
            (-0.012, -0.23, 0.049),
            (-0.004, -0.335, 0.040),
            (0, -SHANK + 0.03, 0.039),
        ],
        "trousers",
        g,
    )
    yield _part(shank, (0, 0, -SHANK + 0.03), (0, 0, -SHANK), 0.033, 0.034, "skin", blend=1e-4)
    yield from _foot(foot, k)
    upper, fore, hand, fingers = (f"{side}_{name}" for name in ("upper_arm", "forearm", "hand", "fingers"))
    yield from _tube(upper, [(0, -0.02, 0.036), (0.004, -0.14, 0.043), (0, -UPPER_ARM, 0.037)], "skin", g)
    yield _part(upper, (0, 0, -0.010), (0.002, 0, -0.13), 0.051 * g, 0.048 * g, "shirt", blend=0.06)
    yield from _tube(fore, [(0, 0, 0.037), (0.002, -0.06, 0.040), (0, -0.16, 0.033), (0, -FOREARM, 0.026)], "skin", g)
    # The palm faces the body: its normal is -y on the left, +y on the right.
    yield _part(hand, (0, 0, 0.0), (0.002, 0, -0.030), 0.027, 0.030, "skin", (1, 0.75, 1), 0.012)
    yield _part(hand, (-0.012, 0, -0.050), (0.014, 0, -0.052), 0.030, 0.029, "skin", (1, 0.52, 1.25), 0.012)
    yield _part(hand, (0.024, -k * 0.008, -0.030), (0.045, -k * 0.016, -0.066), 0.0135, 0.0115, "skin", blend=0.010)
    yield _part(hand, (0.045, -k * 0.016, -0.066), (0.044, -k * 0.020, -0.092), 0.0115, 0.0090, "skin", blend=0.010)
    for x, length in ((-0.030, 0.040), (-0.010, 0.048), (0.011, 0.050), (0.031, 0.044)):
        yield _part(fingers, (x, 0, 0.006), (x, 0, -length * 0.5), 0.0115, 0.0105, "skin", blend=0.006)
        yield _part(f"{side}_tips", (x, 0, 0), (x, 0, -length * 0.55), 0.0105, 0.0085, "skin", blend=0.006)
