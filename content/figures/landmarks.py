"""Landmarks: points of the body for rings, and joints for arrows."""

from __future__ import annotations

import numpy as np

from content.figures.body import SIDES
from content.figures.geometry import Vector
from content.figures.kinematics import Skeleton

# Points where something is felt: segment, and offset on it for the working side (y to the left).
MARKS: dict[str, tuple[str, tuple[float, float, float]]] = {
    "lower_back": ("lumbar", (-0.11, 0, 0.0)),
    "back_of_pelvis": ("pelvis", (-0.075, -0.125, 0.01)),
    "back_of_ribs": ("chest", (-0.07, -0.12, 0.15)),
    "waist": ("lumbar", (0, -0.13, 0.05)),
    "belly": ("lumbar", (0.11, 0, 0.02)),
    "pelvis": ("pelvis", (0.10, 0, 0.06)),
    "ribs": ("chest", (0.13, 0, 0.03)),
    "hip_fold": ("pelvis", (0.10, -0.085, 0.0)),
    "hip": ("pelvis", (0.02, -0.15, 0.0)),
    "buttock": ("pelvis", (-0.100, -0.115, -0.055)),
    "inner_thigh": ("side_thigh", (0.005, 0.065, -0.20)),
    "hamstrings": ("side_thigh", (-0.040, -0.060, -0.24)),
    "sole": ("side_foot", (0.05, 0, -0.075)),
    "other_sole": ("other_foot", (0.05, 0, -0.075)),
    "seat": ("pelvis", (0.0, 0, -0.11)),
    "crown": ("head", (0, 0, 0.24)),
}
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
    "belly": ("pelvis", (0.13, 0.0, 0.10)),
    "waist": ("lumbar", (0.0, 0.0, 0.06)),
}
# The centre that an arrow keeps away from: it runs outside the joint's path, seen from here.
ABOUT = {
    **{f"{side}_{name}": f"{side}_hip" for side in SIDES for name in ("knee", "ankle", "toes", "heel")},
    **{f"{side}_{name}": f"{side}_shoulder" for side in SIDES for name in ("elbow", "wrist")},
    "belly": "pelvis",
}


def place(skeleton: Skeleton, segment: str, offset: tuple[float, float, float]) -> Vector:
    """The position of a segment's point in the room, in metres."""
    rotation, origin = skeleton[segment]
    return np.asarray(origin + rotation @ np.array(offset))
