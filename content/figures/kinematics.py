"""Kinematics: from joint angles, or targets for hands and feet, to the rotation and origin of every segment.

A pose is flat: `side_leg.flexion` to degrees or a point. Angles mean the same on both sides; zero is standing upright
with hanging arms. A hip has flexion, abduction and (inward) rotation, in this order, after Grood and Suntay (1983). A
limb has either angles or a target for its ankle or wrist; with a target, knee or elbow point to the `pole`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from content.figures.body import (
    CHEST_TO_HEAD,
    FOREARM,
    HALF_HIP,
    HALF_SHOULDER,
    HIP_TO_LUMBAR,
    KNUCKLES,
    LIMB_OF,
    LUMBAR_TO_CHEST,
    SHANK,
    SHOULDER_HEIGHT,
    SIDES,
    SIGN,
    THIGH,
    UPPER_ARM,
    Body,
)
from content.figures.geometry import (
    Matrix,
    Vector,
    about,
    about_x,
    about_y,
    about_z,
    across,
    angle_between,
    cross,
    frame,
    unit,
)
from content.media.motion import Pose

# Segment to its rotation and origin.
Skeleton = dict[str, tuple[Matrix, Vector]]

LIE: dict[str, Matrix] = {
    "stand": np.eye(3),
    "back": about_y(-90),
    "front": about_y(90),
    "other_side": about_x(-90),
    "own_side": about_x(90),
}

# Limits of a limb's reach, as factors: a limb that cannot reach its target stays a little bent.
STRETCHED, FOLDED = 0.9995, 1.02
# Metres that the shoulder moves up, in and forward when the arm is overhead or in front.
LIFT, DRAW_IN, REACH = 0.050, 0.022, 0.035


def solve(pose: Pose, body: Body) -> Skeleton:
    """The body in a pose, moved to where `root.pin` and `root.rest` put it."""
    at = np.array(pose.get("root.at", (0, 0, 0)), float)
    if "root.pin" in pose:
        at = at + np.array(pose["root.pin_at"], float) - posed(pose, at)[pose["root.pin"]][1]
    if "root.rest" in pose:
        rests = pose["root.rest"]
        height = pose.get("root.height", 0.0)
        at = at - np.array([0, 0, lowest(posed(pose, at), body, rests) - height])
    return posed(pose, at)


def lowest(skeleton: Skeleton, body: Body, names: Sequence[str]) -> float:
    """Height in metres of the lowest point of some segments or limbs."""
    return min(
        low_point(skeleton, body, segment) for segment in body.outlines if segment in names or LIMB_OF[segment] in names
    )


def low_point(skeleton: Skeleton, body: Body, segment: str) -> float:
    """Height in metres of the lowest point of a segment."""
    rotation, origin = skeleton[segment]
    down = rotation[2]
    a, b, radius_a, radius_b, stretch = body.outlines[segment]
    squares = (stretch * down) ** 2
    reach = np.sqrt(squares[:, 0] + squares[:, 1] + squares[:, 2])
    return float(origin[2]) + float(np.minimum(a @ down - radius_a * reach, b @ down - radius_b * reach).min())


def posed(pose: Pose, at: Vector) -> Skeleton:
    """The body in a pose, with the middle of its hips at `at`."""

    def angle(name: str) -> float:
        return float(pose.get(name, 0.0))

    root = (
        about_z(angle("root.heading"))
        @ LIE[pose.get("root.lie", "stand")]
        @ about_z(angle("root.roll"))
        @ about_x(-angle("root.side"))
        @ about_y(angle("root.pitch"))
    )
    half = about_z(angle("spine.twist") / 2) @ about_x(-angle("spine.side") / 2) @ about_y(angle("spine.flexion") / 2)
    lumbar = root @ half
    lumbar_at = at + root @ np.array([0, 0, HIP_TO_LUMBAR])
    chest = lumbar @ half
    chest_at = lumbar_at + lumbar @ np.array([0, 0, LUMBAR_TO_CHEST])
    head = chest @ about_z(angle("neck.twist")) @ about_x(-angle("neck.side")) @ about_y(angle("neck.flexion"))
    found: Skeleton = {
        "pelvis": (root, at),
        "lumbar": (lumbar, lumbar_at),
        "chest": (chest, chest_at),
        "head": (head, chest_at + chest @ np.array([-0.002, 0, CHEST_TO_HEAD])),
    }
    for side in SIDES:
        _leg(found, pose, side)
        _arm(found, pose, side)
    return found


# Keys that cannot be interpolated between a pose that has them and one that has not.
WRITTEN = ("ankle_at", "wrist_at", "of", "foot_flat", "palm_down", "palm_up")


def written_alike(one: Pose, other: Pose, body: Body) -> tuple[Pose, Pose]:
    """The same two poses, each limb written by the same keys in both.

    A limb with a target in one pose and angles in the other gets angles in both. So a foot is lifted off the floor, not
    dragged along it.
    """
    for limb in (f"{side}_{part}" for side in SIDES for part in ("leg", "arm")):
        named = [f"{limb}.{what}" for what in WRITTEN]
        if any((name in one) != (name in other) for name in named) or one.get(f"{limb}.of") != other.get(f"{limb}.of"):
            one, other = _angled(one, limb, body), _angled(other, limb, body)
    return one, other


def _angled(pose: Pose, limb: str, body: Body) -> Pose:
    """The same pose with one limb written as angles."""
    skeleton = solve(pose, body)
    side, _, part = limb.partition("_")
    sign = SIGN[side]
    root, upper, lower, end = (
        skeleton[segment][0]
        for segment in (
            ("pelvis", f"{side}_thigh", f"{side}_shank", f"{side}_foot")
            if part == "leg"
            else ("chest", f"{side}_upper_arm", f"{side}_forearm", f"{side}_hand")
        )
    )
    flexion, abduction, rotation = ball_angles(root.T @ upper)
    bend = ball_angles(upper.T @ lower)[0]
    angles = {"flexion": flexion, "abduction": sign * abduction, "rotation": -sign * rotation}
    hinge = lower.T @ end
    if part == "leg":
        ankle, sole, toes = ball_angles(hinge)
        angles |= {"knee": -bend, "ankle": ankle, "sole": -sign * sole, "toes": sign * toes}
    else:
        aside = math.asin(max(-1.0, min(1.0, float(hinge[2, 1]))))
        angles |= {
            "elbow": bend,
            "turn": -sign * math.degrees(math.atan2(-hinge[0, 1], hinge[1, 1])),
            "wrist_side": sign * math.degrees(aside),
            "wrist": math.degrees(math.atan2(-hinge[2, 0], hinge[2, 2])),
        }
    found = {name: value for name, value in pose.items() if not name.startswith(f"{limb}.") or name.endswith(".grip")}
    return found | {f"{limb}.{name}": angle for name, angle in angles.items()}


def ball_angles(rotation: Matrix) -> tuple[float, float, float]:
    """The angles a, b, c in degrees of a rotation Ry(-a) Rx(b) Rz(c)."""
    a = math.atan2(-rotation[0, 2], rotation[2, 2])
    b = math.asin(max(-1.0, min(1.0, -float(rotation[1, 2]))))
    c = math.atan2(rotation[1, 0], rotation[1, 1])
    return math.degrees(a), math.degrees(b), math.degrees(c)


def _ball(flexion: float, abduction: float, rotation: float, sign: float) -> Matrix:
    """The rotation of a ball joint; `rotation` is inward."""
    return about_y(-flexion) @ about_x(sign * abduction) @ about_z(-sign * rotation)


def _two_bones(start: Vector, end: Vector, upper: float, lower: float, pole: Vector) -> tuple[Vector, Vector, Vector]:
    """Two-bone inverse kinematics by the law of cosines: middle joint, end, and the direction the joint points in.

    A target out of reach is approached.
    """
    way = end - start
    distance = float(np.linalg.norm(way))
    reach = max(min(distance, (upper + lower) * STRETCHED), abs(upper - lower) * FOLDED)
    along = way / distance
    adjacent = (upper * upper - lower * lower + reach * reach) / (2 * reach)
    height = math.sqrt(max(upper * upper - adjacent * adjacent, 0.0))
    points = unit(across(pole, along))
    return start + along * adjacent + points * height, start + along * reach, points


def _leg(found: Skeleton, pose: Pose, side: str) -> None:
    root, at = found["pelvis"]
    sign, leg = SIGN[side], f"{side}_leg."

    def angle(name: str) -> float:
        return float(pose.get(leg + name, 0.0))

    hip = at + root @ np.array([0, sign * HALF_HIP, 0])
    if leg + "ankle_at" in pose:
        target = np.array(pose[leg + "ankle_at"], float)
        pole = np.array(pose[leg + "pole"], float) if leg + "pole" in pose else root @ np.array([1.0, 0, 0])
        pole = about(target - hip, -sign * angle("swivel")) @ pole
        knee, ankle, points = _two_bones(hip, target, THIGH, SHANK, pole)
        left = cross(unit(hip - knee), points)
        thigh, shank = frame(hip - knee, left), frame(knee - ankle, left)
    else:
        thigh = root @ _ball(angle("flexion"), angle("abduction"), angle("rotation"), sign)
        knee = hip + thigh @ np.array([0, 0, -THIGH])
        shank = thigh @ about_y(angle("knee"))
        ankle = knee + shank @ np.array([0, 0, -SHANK])
    foot = shank @ about_y(-angle("ankle")) @ about_x(-sign * angle("sole")) @ about_z(sign * angle("toes"))
    if leg + "foot_flat" in pose:
        foot = about_z(angle("foot_flat") * sign) @ about_x(-sign * angle("foot_roll")) @ about_y(angle("heel"))
    found[f"{side}_thigh"], found[f"{side}_shank"] = (thigh, hip), (shank, knee)
    found[f"{side}_foot"] = (foot, ankle)


def _arm(found: Skeleton, pose: Pose, side: str) -> None:
    chest, chest_at = found["chest"]
    sign, arm = SIGN[side], f"{side}_arm."

    def angle(name: str, default: float = 0.0) -> float:
        return float(pose.get(arm + name, default))

    rest = np.array([0, sign * HALF_SHOULDER, SHOULDER_HEIGHT])
    if arm + "wrist_at" in pose:
        target = np.array(pose[arm + "wrist_at"], float)
        if (frame_of := pose.get(arm + "of")) is not None:
            rotation, origin = found[frame_of]
            target = origin + rotation @ target
        pole = (
            np.array(pose[arm + "pole"], float) if arm + "pole" in pose else chest @ np.array([-0.8, sign * 0.6, -0.3])
        )
        lifted = rest
        for _ in range(2):  # two iterations: the shoulder follows the arm, and the arm the shoulder
            shoulder = chest_at + chest @ lifted
            elbow, wrist, points = _two_bones(shoulder, target, UPPER_ARM, FOREARM, pole)
            lifted = rest + _girdle(chest.T @ unit(elbow - shoulder), sign)
        left = cross(unit(shoulder - elbow), -points)
        upper, fore = frame(shoulder - elbow, left), frame(elbow - wrist, left)
    else:
        ball = _ball(angle("flexion"), angle("abduction"), angle("rotation"), sign)
        upper = chest @ ball
        shoulder = chest_at + chest @ (rest + _girdle(ball @ np.array([0, 0, -1.0]), sign))
        elbow = shoulder + upper @ np.array([0, 0, -UPPER_ARM])
        fore = upper @ about_y(-angle("elbow"))
        wrist = elbow + fore @ np.array([0, 0, -FOREARM])
    hand = fore @ about_z(-sign * angle("turn")) @ about_x(sign * angle("wrist_side")) @ about_y(angle("wrist"))
    if arm + "palm_down" in pose:
        along = -(about_z(angle("palm_down") * sign) @ np.array([1.0, 0, 0]))
        left = np.array([0, 0, sign])
        hand = np.stack([cross(left, along), left, along], 1)
    elif arm + "palm_up" in pose:
        along = -(about_z(angle("palm_up") * sign) @ np.array([1.0, 0, 0]))
        left = np.array([0, 0, -sign])
        hand = np.stack([cross(left, along), left, along], 1)
    found[f"{side}_upper_arm"], found[f"{side}_forearm"] = (upper, shoulder), (fore, elbow)
    found[f"{side}_hand"] = (hand, wrist)
    curl = angle("grip", 22.0)
    fingers = hand @ about_x(-sign * curl)
    knuckles = wrist + hand @ np.array([0, 0, -KNUCKLES])
    found[f"{side}_fingers"] = (fingers, knuckles)
    found[f"{side}_tips"] = (fingers @ about_x(-sign * curl * 1.1), knuckles + fingers @ np.array([0, 0, -0.024]))


def _girdle(arm: Vector, sign: float) -> Vector:
    """The shoulder's shift in metres for an arm in this direction, both in the chest's frame."""
    raised = max(0.0, angle_between(arm, np.array([0, 0, -1.0])) - 30) / 150
    return np.array([REACH * max(0.0, float(arm[0])), -sign * DRAW_IN * raised, LIFT * raised])
