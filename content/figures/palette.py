"""Which colour has what? sRGB, 0 to 255, and the same as linear light.

The floor is of a middle brightness, so that a picture neither glares in a dark chat nor drowns in a light one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from content.figures.body import Look
from content.figures.geometry import Vector

COLOURS = {
    "floor": (164, 162, 156),
    "mat": (96, 134, 134),
    "wood": (150, 112, 76),
    "pillow": (206, 202, 220),
    "wall": (140, 146, 150),
    "accent": (240, 112, 48),
    "eyes": (38, 32, 34),
}
OWN = ("skin", "hair", "shirt", "trousers")
# What is mixed of a look's colours and these: the share of the own one, and the other.
MIXED = {
    "brows": ("hair", 0.6, (0, 0, 0)),
    "mouth": ("skin", 0.35, (176, 62, 62)),
    "accent_skin": ("skin", 0.30, (244, 130, 70)),
}
MATERIALS = {name: index for index, name in enumerate((*COLOURS, *OWN, *MIXED))}
# What flows into what: the accent's colours into what they stand for.
CLOTH = np.arange(len(MATERIALS))
for _accent, _base in (("accent", "trousers"), ("accent_skin", "skin")):
    CLOTH[MATERIALS[_accent]] = MATERIALS[_base]
DARK, LIGHT = (24, 28, 40), (255, 255, 255)
MARK = (20, 104, 190)
AIR = (206, 236, 255)
CONTOUR = (LIGHT, DARK)


def linear(look: Look) -> Vector:
    """The colours by material, as linear light."""
    own = [getattr(look, name) for name in OWN]
    mixed = [
        tuple(share * one + (1 - share) * other for one, other in zip(getattr(look, name), colour, strict=True))
        for name, share, colour in MIXED.values()
    ]
    return as_light([*COLOURS.values(), *own, *mixed])


def as_light(colours: Sequence[tuple[float, ...]]) -> Vector:
    """Colours (n, 3) as linear light."""
    return np.asarray((np.array(colours, np.float64) / 255) ** 2.2)
