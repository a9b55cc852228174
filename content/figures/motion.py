"""What does the figure do, frame by frame? Keys are eased into each other, each pose is held, and the end meets the
beginning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FPS = 15
# `side_leg.flexion` to a number, or a place.
Pose = Mapping[str, Any]


@dataclass(frozen=True)
class Arrow:
    """An arrow along the way of a joint, drawn so much farther out than the joint is from `about`."""

    joint: str
    grow: float = 1.25
    about: str | None = None


@dataclass(frozen=True)
class Key:
    """A pose that is held, and then left for the next one; seconds."""

    pose: Pose
    move: float
    hold: float
    arrow: Arrow | None = None


@dataclass(frozen=True)
class Frame:
    """One picture: the pose, the key that was reached last, how far on to the next (0 while it is held), and the time
    since the clip and since the key began."""

    pose: Pose
    key: int
    way: float
    seconds: float
    since_key: float


def frames(keys: Sequence[Key], fps: int = FPS) -> Iterator[Frame]:
    """All frames of a loop."""
    number = 0
    began = 0
    for index, key in enumerate(keys):
        after = keys[(index + 1) % len(keys)]
        began = number
        for _ in range(round(key.hold * fps)):
            yield Frame(key.pose, index, 0.0, number / fps, (number - began) / fps)
            number += 1
        if len(keys) == 1:
            continue
        steps = max(1, round(key.move * fps))
        for step in range(steps):
            way = step / steps
            pose = between(key.pose, after.pose, eased(way))
            yield Frame(pose, index, way, number / fps, (number - began) / fps)
            number += 1


def eased(way: float) -> float:
    """Slow at both ends."""
    return way * way * (3 - 2 * way)


def between(a: Pose, b: Pose, share: float) -> Pose:
    """The pose so far from one to another: angles and places in a straight line. What only one of them says is zero in
    the other when it is an angle, and else counts for both."""
    found: dict[str, Any] = {}
    for name in {**a, **b}:
        one, other = a.get(name), b.get(name)
        if one is None or other is None:
            there = other if one is None else one
            if not isinstance(there, (int, float)) or isinstance(there, bool):
                found[name] = there
                continue
            one, other = (there, 0.0) if other is None else (0.0, there)
        if isinstance(one, str) or isinstance(other, str) or isinstance(one, bool):
            found[name] = one
        elif isinstance(one, Sequence) and isinstance(other, Sequence):
            texts = any(isinstance(each, str) for each in one)
            found[name] = one if texts else tuple(p + (q - p) * share for p, q in zip(one, other, strict=True))
        else:
            found[name] = one + (other - one) * share
    return found


def flat(nested: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """{leg: {knee: 5}} to {leg.knee: 5}."""
    found: dict[str, Any] = {}
    for name, value in nested.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{before}{name}.")
        else:
            found[before + name] = value
    return found
