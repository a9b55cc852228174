"""Anatomy: whether a healthy adult could do a clip, by its joints, floor, contacts, limbs and jumps in every frame.

Ranges of joints in degrees, with their sources:

  AAOS   American Academy of Orthopaedic Surgeons, Joint Motion: Method of Measuring and Recording (1965)
  BA     Boone, Azen: Normal range of motion of joints in male subjects, J Bone Joint Surg Am 61 (1979)
  RA     Roaas, Andersson: Normal range of motion of the hip, knee and ankle joints, Acta Orthop Scand 53 (1982)
  AMA    American Medical Association, Guides to the Evaluation of Permanent Impairment, 5th edition (2000)
  K      Kapandji: The Physiology of the Joints, 6th edition (2007): what a joint reaches when another helps or presses
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from content.figures.body import (
    FOREARM,
    LIMB_OF,
    LOOKS,
    SHANK,
    SIDES,
    SIGN,
    THIGH,
    UPPER_ARM,
    Body,
    parts_of,
)
from content.figures.clip import Clip
from content.figures.geometry import Vector, angle_between
from content.figures.kinematics import Skeleton, ball_angles, low_point, solve
from content.figures.primitives import Primitive, thing_primitives
from content.media.motion import FPS, Frame, Pose, frames, rounded


class Range(NamedTuple):
    """The range of a joint in degrees, and its source."""

    least: float
    most: float
    source: str


RANGES = {
    "hip flexion": Range(-30, 135, "extension 30 AAOS; flexion 122 +- 6 BA, to 145 with the knee bent and pressed, K"),
    "hip abduction": Range(-35, 55, "adduction 31 RA; abduction 46 +- 4 BA, 60 K with the hip bent"),
    "hip rotation": Range(-60, 50, "inward 47 +- 6, outward 47 +- 6 BA; outward 60 K with the hip bent"),
    "knee": Range(-3, 155, "143 +- 5 BA, to 160 pressed, K"),
    "ankle": Range(-60, 30, "up 13 to 30, down 56 +- 6 BA"),
    "sole": Range(-25, 42, "outwards 21 +- 5, inwards 37 +- 5 BA"),
    "spine flexion": Range(-35, 95, "60 forward at the loins and 40 above, 25 to 35 back, AMA and K"),
    "spine side": Range(-50, 50, "25 at the loins and 25 above, AMA and K"),
    "spine twist": Range(-60, 60, "30 to 40 of the spine K, and what the shoulders' girdle adds"),
    "neck flexion": Range(-60, 60, "50 to 60 each way AMA"),
    "neck side": Range(-48, 48, "45 AMA"),
    "neck twist": Range(-82, 82, "80 AMA"),
    "elbow": Range(-5, 152, "143 +- 5 BA, to 150 AAOS"),
    "wrist": Range(-80, 85, "76 +- 6 and 75 +- 7 BA"),
}

# Metres.
MOST_SUNK = 0.010
MOST_MISSED = 0.010
# Flesh gives way: limbs may sink this deep into each other, and into what they rest on.
MOST_INTO_LIMB = 0.030
MOST_INTO_THING = 0.035
# Between two frames. A swinging leg moves at 1.6 metres a second.
MOST_MOVED = 1.9 / FPS


# Points along a limb at which its distance from a box is measured.
ALONG = (0.0, 0.25, 0.5, 0.75, 1.0)

IndexArray = npt.NDArray[np.int64]


class PoseProblem(NamedTuple):
    """What is wrong in a frame of a clip: the worst frame of its kind."""

    frame: int
    joint: str
    problem: str


class Thing(NamedTuple):
    """A primitive of a thing, and a ball around it."""

    primitive: Primitive
    middle: Vector
    radius: float


class Capsule(NamedTuple):
    """A part of the body for collisions: everything within a radius of a line."""

    segment: str
    a: Vector
    b: Vector
    radius: float


def pose_problems(clip: Clip) -> list[PoseProblem]:
    """All problems of a clip, each with its worst frame."""
    body = parts_of(LOOKS[clip.look])
    things = [
        _thing(primitive) for thing in clip.things if thing["kind"] != "mat" for primitive in thing_primitives(thing)
    ]
    worst: dict[tuple[str, str], tuple[float, PoseProblem]] = {}
    before: Skeleton | None = None
    first: Skeleton | None = None
    # The way there and the way back have the same poses; each is solved once.
    known: dict[tuple[tuple[str, Any], ...], Skeleton] = {}
    for number, frame in enumerate(frames(clip.keys)):
        pose = rounded(frame.pose)
        found: Iterable[tuple[str, str, float, str]] = ()
        if pose not in known:
            known[pose] = solve(frame.pose, body)
            found = _frame(frame, known[pose], body, things)
        skeleton = known[pose]
        if before is not None and before is not skeleton:
            found = chain(found, _jumps(before, skeleton))
        for kind, joint, excess, said in found:
            if excess > worst.get((kind, joint), (0.0, None))[0]:
                worst[kind, joint] = excess, PoseProblem(number, joint, said)
        first, before = first or skeleton, skeleton
    if before is not None and first is not None and not clip.keys[-1].fades:
        for joint, moved in _moved(before, first):
            if moved > MOST_MOVED:
                worst["loop", joint] = moved, PoseProblem(0, joint, f"the loop jumps by {moved * 100:.0f} cm")
    return [trouble for _, trouble in worst.values()]


def _jumps(before: Skeleton, skeleton: Skeleton) -> Iterator[tuple[str, str, float, str]]:
    for joint, moved in _moved(before, skeleton):
        if moved > MOST_MOVED:
            yield "jump", joint, moved, f"jumps by {moved * 100:.0f} cm between two frames"


def _frame(
    frame: Frame, skeleton: Skeleton, body: Body, things: Sequence[Thing]
) -> Iterator[tuple[str, str, float, str]]:
    for joint, name, angle in angles(frame.pose, skeleton):
        allowed = RANGES[name]
        over = max(allowed.least - angle, angle - allowed.most)
        if over > 0:
            yield "range", joint, over, f"{angle:.0f} degrees of {name}; {allowed.least:g} to {allowed.most:g} can be"
    for segment in body.outlines:
        sunk = -low_point(skeleton, body, segment)
        if sunk > MOST_SUNK:
            yield "floor", segment, sunk, f"{sunk * 100:.1f} cm under the floor"
    for joint, missed in _missed(frame.pose, skeleton):
        if missed > MOST_MISSED:
            yield "reach", joint, missed, f"{missed * 100:.1f} cm from where it is to be"
    capsules = list(_capsules(skeleton))
    for joint, deep, other in _into_limbs(capsules):
        if deep > MOST_INTO_LIMB:
            yield f"into {other}", joint, deep, f"{deep * 100:.1f} cm inside {other}"
    for joint, deep in _into_things(capsules, things):
        if deep > MOST_INTO_THING:
            yield "thing", joint, deep, f"{deep * 100:.1f} cm inside a thing that stands there"


def angles(pose: Pose, skeleton: Skeleton) -> Iterator[tuple[str, str, float]]:
    """(Joint, name of its range, degrees), measured on the solved body."""
    for part in ("spine", "neck"):
        for name in ("flexion", "side", "twist"):
            yield part, f"{part} {name}", float(pose.get(f"{part}.{name}", 0.0))
    for side in SIDES:
        sign = SIGN[side]
        pelvis, thigh = skeleton["pelvis"][0], skeleton[f"{side}_thigh"][0]
        shank, foot = skeleton[f"{side}_shank"][0], skeleton[f"{side}_foot"][0]
        flexion, tilt, turn = ball_angles(pelvis.T @ thigh)
        yield f"{side}_hip", "hip flexion", flexion
        yield f"{side}_hip", "hip abduction", sign * tilt
        yield f"{side}_hip", "hip rotation", -sign * turn
        yield f"{side}_knee", "knee", -ball_angles(thigh.T @ shank)[0]
        up, tilt, _ = ball_angles(shank.T @ foot)
        yield f"{side}_ankle", "ankle", up
        yield f"{side}_ankle", "sole", -sign * tilt
        upper, fore = skeleton[f"{side}_upper_arm"][0], skeleton[f"{side}_forearm"][0]
        hand = skeleton[f"{side}_hand"][0]
        yield f"{side}_elbow", "elbow", angle_between(upper[:, 2], fore[:, 2])
        yield f"{side}_wrist", "wrist", angle_between(fore[:, 2], hand[:, 2])


def _missed(pose: Pose, skeleton: Skeleton) -> Iterator[tuple[str, float]]:
    for side in SIDES:
        if (target := pose.get(f"{side}_leg.ankle_at")) is not None:
            yield f"{side}_ankle", float(np.linalg.norm(skeleton[f"{side}_foot"][1] - np.array(target)))
        if (target := pose.get(f"{side}_arm.wrist_at")) is not None:
            there = np.array(target)
            if (of := pose.get(f"{side}_arm.of")) is not None:
                rotation, origin = skeleton[of]
                there = origin + rotation @ there
            yield f"{side}_wrist", float(np.linalg.norm(skeleton[f"{side}_hand"][1] - there))


def _moved(before: Skeleton, after: Skeleton) -> Iterator[tuple[str, float]]:
    for segment, (_, origin) in after.items():
        yield segment, float(np.linalg.norm(origin - before[segment][1]))


def _capsules(skeleton: Skeleton) -> Iterator[Capsule]:
    """The body for collisions: a little thinner than drawn, and without the roots of the limbs."""

    def capsule(segment: str, a: tuple[float, float, float], b: tuple[float, float, float], radius: float) -> Capsule:
        rotation, origin = skeleton[segment]
        return Capsule(segment, origin + rotation @ np.array(a), origin + rotation @ np.array(b), radius)

    for y in (-0.06, 0.0, 0.06):
        yield capsule("lumbar", (0, y, -0.03), (0, y, 0.12), 0.088)
        yield capsule("chest", (0, y, 0.02), (0, y, 0.20), 0.090)
    yield capsule("pelvis", (-0.01, -0.06, 0.02), (-0.01, 0.06, 0.02), 0.085)
    yield capsule("head", (0.01, 0, 0.07), (0.01, 0, 0.13), 0.080)
    for side in SIDES:
        yield capsule(f"{side}_thigh", (0.008, 0, -0.20), (0, 0, -THIGH), 0.055)
        yield capsule(f"{side}_shank", (-0.008, 0, -0.06), (0, 0, -SHANK + 0.04), 0.040)
        yield capsule(f"{side}_foot", (-0.03, 0, -0.045), (0.14, 0, -0.055), 0.028)
        yield capsule(f"{side}_upper_arm", (0, 0, -0.10), (0, 0, -UPPER_ARM), 0.036)
        yield capsule(f"{side}_forearm", (0, 0, -0.03), (0, 0, -FOREARM), 0.028)
        yield capsule(f"{side}_hand", (0, 0, -0.03), (0, 0, -0.09), 0.014)


# Pairs of segments that are joined, or always touch.
_TOGETHER = (
    {"pelvis", "lumbar"}, {"lumbar", "chest"}, {"chest", "head"}, {"pelvis", "chest"},
    *({f"{side}_thigh", other} for side in SIDES for other in ("pelvis", f"{side}_shank")),
    *({f"{side}_shank", f"{side}_foot"} for side in SIDES),
    *({f"{side}_upper_arm", other} for side in SIDES for other in ("chest", f"{side}_forearm")),
    *({f"{side}_forearm", f"{side}_hand"} for side in SIDES),
    *({f"{side}_upper_arm", f"{side}_hand"} for side in SIDES),
)  # fmt: skip


@cache
def _strangers(segments: tuple[str, ...]) -> tuple[IndexArray, IndexArray]:
    """Indices of the pairs of capsules that must not overlap."""
    pairs = [
        (i, j)
        for i, one in enumerate(segments)
        for j, other in enumerate(segments[:i])
        if one != other and {one, other} not in _TOGETHER and LIMB_OF[one] != LIMB_OF[other]
    ]
    first, second = zip(*pairs, strict=True)
    return np.array(first), np.array(second)


def _balls(capsules: Sequence[Capsule]) -> tuple[Vector, Vector]:
    """The ball around each capsule: middles (n, 3) and radii (n,)."""
    a, b = np.array([each.a for each in capsules]), np.array([each.b for each in capsules])
    return (a + b) / 2, np.linalg.norm(b - a, axis=1) / 2 + np.array([each.radius for each in capsules])


def _into_limbs(capsules: Sequence[Capsule]) -> Iterator[tuple[str, float, str]]:
    first, second = _strangers(tuple(each.segment for each in capsules))
    middles, radii = _balls(capsules)
    near = np.linalg.norm(middles[first] - middles[second], axis=1) < radii[first] + radii[second]
    for i, j in zip(first[near], second[near], strict=True):
        one, other = capsules[i], capsules[j]
        deep = one.radius + other.radius - _apart(one.a, one.b, other.a, other.b)
        if deep > 0:
            yield one.segment, deep, other.segment


def _apart(a: Vector, b: Vector, c: Vector, d: Vector) -> float:
    """The distance between two line segments, after Ericson, Real-Time Collision Detection (2005), 5.1.9."""
    ab, cd, ca = b - a, d - c, a - c
    aa, cc, f = float(ab @ ab), float(cd @ cd), float(cd @ ca)
    e, g = float(ab @ ca), float(ab @ cd)
    denominator = aa * cc - g * g
    s = min(max((g * f - e * cc) / denominator, 0.0), 1.0) if denominator > 1e-12 else 0.0
    t = (g * s + f) / cc
    if t < 0:
        t, s = 0.0, min(max(-e / aa, 0.0), 1.0)
    elif t > 1:
        t, s = 1.0, min(max((g - e) / aa, 0.0), 1.0)
    return float(np.linalg.norm(a + ab * s - c - cd * t))


def _thing(primitive: Primitive) -> Thing:
    if primitive.box:
        return Thing(primitive, primitive.origin, float(np.linalg.norm(primitive.a)))
    a, b = primitive.origin + primitive.axes @ primitive.a, primitive.origin + primitive.axes @ primitive.b
    return Thing(primitive, (a + b) / 2, float(np.linalg.norm(b - a)) / 2 + primitive.radius_a)


def _into_things(capsules: Sequence[Capsule], things: Sequence[Thing]) -> Iterator[tuple[str, float]]:
    middles, radii = _balls(capsules)
    for primitive, middle, radius in things:
        for number in np.flatnonzero(np.linalg.norm(middles - middle, axis=1) < radii + radius):
            capsule = capsules[int(number)]
            if primitive.box:
                near = min(_from_box(capsule.a + (capsule.b - capsule.a) * share, primitive) for share in ALONG)
            else:
                a, b = primitive.origin + primitive.axes @ primitive.a, primitive.origin + primitive.axes @ primitive.b
                near = _apart(capsule.a, capsule.b, a, b) - primitive.radius_a
            if near < capsule.radius:
                yield capsule.segment, capsule.radius - near


def _from_box(point: Vector, box: Primitive) -> float:
    """The distance of a point from a box, negative inside."""
    q = np.abs(box.axes.T @ (point - box.origin)) - box.a
    return float(np.linalg.norm(np.maximum(q, 0)) + min(float(q.max()), 0.0))
