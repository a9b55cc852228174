"""Palette: colours by material, as sRGB (0 to 255) and as linear light.

The floor has a medium brightness, which suits dark and light chats.
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
# Materials mixed from a colour of the look: (that colour, its share, the other colour).
MIXED = {
    "brows": ("hair", 0.6, (0, 0, 0)),
    "mouth": ("skin", 0.35, (176, 62, 62)),
    "accent_skin": ("skin", 0.30, (244, 130, 70)),
}
MATERIALS = {name: index for index, name in enumerate((*COLOURS, *OWN, *MIXED))}
# Material to the material it blends with: accent colours blend with what they replace.
CLOTH = np.arange(len(MATERIALS))
for _accent, _base in (("accent", "trousers"), ("accent_skin", "skin")):
    CLOTH[MATERIALS[_accent]] = MATERIALS[_base]
DARK, LIGHT = (24, 28, 40), (255, 255, 255)
MARK = (20, 104, 190)
AIR = (206, 236, 255)
CONTOUR = (LIGHT, DARK)


def linear(look: Look) -> Vector:
    """The colours of all materials as linear light (n, 3)."""
    own = [getattr(look, name) for name in OWN]
    mixed = [
        tuple(share * one + (1 - share) * other for one, other in zip(getattr(look, name), colour, strict=True))
        for name, share, colour in MIXED.values()
    ]
    return as_light([*COLOURS.values(), *own, *mixed])


def as_light(colours: Sequence[tuple[float, ...]]) -> Vector:
    """Colours (n, 3) as linear light."""
    return np.asarray((np.array(colours, np.float64) / 255) ** 2.2)
