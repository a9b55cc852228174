"""Drawn primitives: round cones and rounded boxes, of the body and of the things around it.

Metres, in the room: x and y on the floor, z up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from content.figures.body import LIMB_OF, LIMBS, BodyPart
from content.figures.geometry import Matrix, Vector, about_z
from content.figures.kinematics import Skeleton

THING = len(LIMBS) + 1  # group of everything that is not the body


class Primitive(NamedTuple):
    """A round cone from a to b or, when `box`, a box around its origin with half lengths a, rounded by radius_a.

    `axes` has its axes as columns, stretch included. Groups 1 to 6 are limbs, THING is everything else.
    """

    box: bool
    axes: Matrix
    origin: Vector
    a: Vector
    b: Vector
    radius_a: float
    radius_b: float
    material: str
    group: int
    blend: float
    casts: bool = True


def body_primitives(
    skeleton: Skeleton, parts: Iterable[BodyPart], moving: Iterable[str] = (), breath: float = 1.0
) -> list[Primitive]:
    """The body's primitives: moving limbs in accent colours, ribs and belly wider by the factor `breath`."""
    shown = accented = set(moving)
    # Sleeves belong to the shirt and move with the trunk. The pelvis wears the trousers of both legs: it counts as
    # moving when both legs do, or one leg and the trunk.
    sleeves = "trunk" in shown
    if len(shown & {"trunk", "side_leg", "other_leg"}) > 1:
        accented = shown | {"pelvis"}
    found = []
    for part in parts:
        rotation, origin = skeleton[part.segment]
        limb = LIMB_OF[part.segment]
        material = part.material
        own = limb in shown and part.segment != "pelvis"
        if own or part.segment in accented or (sleeves and material == "shirt"):
            material = ACCENTED.get(material, material)
        # A breath widens ribs and belly forward and sideways; the shoulders do not rise.
        full = np.array([breath, 1 + 0.5 * (breath - 1), 1.0]) if part.segment in BREATHES else 1.0
        stretch = part.stretch * full
        found.append(
            Primitive(
                False,
                rotation * stretch,
                origin,
                part.a / part.stretch,
                part.b / part.stretch,
                part.radius_a,
                part.radius_b,
                material,
                LIMBS.index(limb) + 1,
                part.blend,
            )
        )
    return found


BREATHES = ("lumbar", "chest")
ACCENTED = {"trousers": "accent", "shirt": "accent", "skin": "accent_skin"}


def thing_primitives(thing: Mapping[str, Any]) -> list[Primitive]:
    """The primitives of a mat, chair, pillow or wall."""
    turn = about_z(float(thing.get("heading", 0.0)))
    at = np.array(thing.get("at", (0.0, 0.0, 0.0)), float)

    def box(
        centre: tuple[float, float, float],
        size: tuple[float, float, float],
        material: str,
        rounded: float,
        *,
        casts: bool = True,
    ) -> Primitive:
        place = at + turn @ np.array(centre)
        half = np.array(size) / 2
        return Primitive(True, turn, place, half, half, rounded, rounded, material, THING, 0.002, casts)

    def rod(a: tuple[float, float, float], b: tuple[float, float, float], radius: float, material: str) -> Primitive:
        start, end = (at + turn @ np.array(place) for place in (a, b))
        return Primitive(False, np.eye(3), np.zeros(3), start, end, radius, radius, material, THING, 0.002)

    return list(_KINDS[thing["kind"]](thing, box, rod))


def _mat(thing: Mapping[str, Any], box: Any, rod: Any) -> Iterator[Primitive]:
    length, width = thing.get("size", (1.9, 0.75))
    yield box((0, 0, -0.012), (length, width, 0.024), "mat", 0.011, casts=False)


def _chair(thing: Mapping[str, Any], box: Any, rod: Any) -> Iterator[Primitive]:
    """A chair: its middle at `at`, its back at -x, its seat 0.45 m over the floor."""
    seat = float(thing.get("height", CHAIR_SEAT))
    yield box((0, 0, seat - 0.020), (0.42, 0.43, 0.040), "wood", 0.018)
    for x in (-0.180, 0.180):
        for y in (-0.185, 0.185):
            yield rod((x, y, 0.016), (x, y, seat - 0.03), 0.017, "wood")
    for y in (-0.185, 0.185):
        yield rod((-0.185, y, seat), (-0.222, y, seat + 0.43), 0.017, "wood")
    yield box((-0.216, 0, seat + 0.37), (0.026, 0.39, 0.14), "wood", 0.012)


def _pillow(thing: Mapping[str, Any], box: Any, rod: Any) -> Iterator[Primitive]:
    x, y, z = thing.get("size", (0.36, 0.30, 0.10))
    yield box((0, 0, z / 2), (x, y, z), "pillow", min(z / 2 * 0.95, 0.05))


def _wall(thing: Mapping[str, Any], box: Any, rod: Any) -> Iterator[Primitive]:
    length, height = thing.get("size", (1.6, 2.0))
    yield box((0, 0, height / 2), (0.04, length, height), "wall", 0.0, casts=False)


CHAIR_SEAT = 0.45
_KINDS = {"mat": _mat, "chair": _chair, "pillow": _pillow, "wall": _wall}
THINGS = tuple(_KINDS)
