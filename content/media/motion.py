"""Motion: the frames of a loop. Each keyframe's pose is held, then eased into the next; the last leads to the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

FPS = 15
# A flat pose: `side_leg.flexion` to degrees, `side_leg.ankle_at` to a point.
Pose = Mapping[str, Any]


@dataclass(frozen=True)
class Arrow:
    """An arrow along the path of a joint, `grow` times as far from `about` as the joint is.

    It spans `ways` moves from one pose to the next, and is shown during all of them.
    """

    joint: str
    grow: float = 1.25
    about: str | None = None
    ways: int = 1


@dataclass(frozen=True)
class Keyframe:
    """A pose, held for `hold` seconds, then `move` seconds to the next.

    `leaves` and `arrives` replace the two poses for the move, where these mix angles and targets. With `fades` nothing
    moves: the picture fades into the next pose's. `breath` is the breath during the move.
    """

    pose: Pose
    move: float
    hold: float
    arrow: Arrow | None = None
    leaves: Pose | None = None
    arrives: Pose | None = None
    fades: bool = False
    breath: Literal["in", "out"] | None = None


@dataclass(frozen=True)
class Frame:
    """One picture. `key` is the index of the last keyframe reached. `way` is the share of the move to the next (0 while
    held), `fade` the share of the fade, `chest` how full the chest is, each 0 to 1. Times count from the start of the
    clip and of the keyframe."""

    pose: Pose
    key: int
    way: float
    seconds: float
    since_key: float
    fade: float = 0.0
    chest: float = 0.0


def frames(keys: Sequence[Keyframe], fps: int = FPS) -> Iterator[Frame]:
    """All frames of a loop."""
    number = 0
    for index, key in enumerate(keys):
        after = keys[(index + 1) % len(keys)]
        began = number
        chest = chest_before(keys, index)
        for _ in range(round(key.hold * fps)):
            yield Frame(key.pose, index, 0.0, number / fps, (number - began) / fps, chest=chest)
            number += 1
        steps = round(key.move * fps) if len(keys) > 1 else 0
        for step in range(steps):
            way, time = step / steps, (number / fps, (number - began) / fps)
            if key.fades:
                yield Frame(key.pose, index, 0.0, *time, fade=(step + 1) / (steps + 1), chest=chest)
            else:
                goes = eased(way)
                full = chest if key.breath is None else goes if key.breath == "in" else 1 - goes
                yield Frame(between(*ways(key, after), goes), index, way, *time, chest=full)
            number += 1


def ways(key: Keyframe, after: Keyframe) -> tuple[Pose, Pose]:
    """The start and end pose of the move from a keyframe to the next."""
    return (
        key.pose if key.leaves is None else key.leaves,
        after.pose if key.arrives is None else key.arrives,
    )


def chest_before(keys: Sequence[Keyframe], index: int) -> float:
    """How full the chest is at a keyframe: 1 or 0 after the last breath before it."""
    for back in range(1, len(keys) + 1):
        breath = keys[(index - back) % len(keys)].breath
        if breath is not None:
            return 1.0 if breath == "in" else 0.0
    return 0.0


def eased(way: float) -> float:
    """Smoothstep: slow at both ends."""
    return way * way * (3 - 2 * way)


def between(a: Pose, b: Pose, share: float) -> Pose:
    """Linear interpolation of two poses. An angle that only one of them has is 0 in the other; any other value that
    only one has is kept."""
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


def rounded(pose: Pose) -> tuple[tuple[str, Any], ...]:
    """A pose as a cache key: the way there and the way back have equal poses up to rounding."""
    return tuple(sorted((name, _rounded(value)) for name, value in pose.items()))


def _rounded(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(map(_rounded, value))
    return round(value, 4) if isinstance(value, float) else value


def flat(nested: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """{leg: {knee: 5}} to {leg.knee: 5}."""
    found: dict[str, Any] = {}
    for name, value in nested.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{before}{name}.")
        else:
            found[before + name] = value
    return found
