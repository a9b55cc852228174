"""Clips: a plan as it is drawn, with look, camera, things, and the keyframes of the body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from content.figures.body import LOOKS, Body, parts_of
from content.figures.kinematics import solve, written_alike
from content.media.motion import Arrow, Frame, Keyframe, Pose, chest_before
from content.media.plan import Plan

# Pixels. Telegram shows pictures at the width of the screen, so an upright figure is larger in the narrow format.
SIZES = {"broad": (640, 360), "wide": (640, 480), "square": (480, 480)}


@dataclass(frozen=True)
class Clip:
    """A clip. `framed` has the poses that must fit into the picture: those of all steps that share the camera."""

    look: str
    azimuth: float
    elevation: float
    things: tuple[dict[str, Any], ...]
    keys: tuple[Keyframe, ...]
    moving: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    press: tuple[str, ...] = ()
    framed: tuple[Pose, ...] = field(default=(), repr=False)
    margin: float = 0.06
    size: tuple[int, int] = (640, 480)  # pixels, both even
    beside: int = 0  # pixels on each side, of these, into which nothing has to fit


def clip_of(plan: Plan) -> Clip:
    """The clip of a plan."""
    content = plan.content
    camera = content["camera"]
    return Clip(
        content["look"],
        camera["azimuth"],
        camera["elevation"],
        tuple(content["things"]),
        tuple(_keys(content["keys"], parts_of(LOOKS[content["look"]]))),
        tuple(content["moving"]),
        tuple(content["marks"]),
        tuple(content["press"]),
        tuple(content["framed"]),
        camera["margin"],
        SIZES[camera["format"]],
    )


def widened(clip: Clip, width: int) -> Clip:
    """The same clip in a wider picture: what was cut at its sides goes on."""
    beside = (width - clip.size[0]) // 2
    return replace(clip, size=(clip.size[0] + 2 * beside, clip.size[1]), beside=beside)


def _keys(given: Sequence[Mapping[str, Any]], body: Body) -> Iterator[Keyframe]:
    for index, key in enumerate(given):
        leaves, arrives = written_alike(key["pose"], given[(index + 1) % len(given)]["pose"], body)
        arrow = Arrow(**key["arrow"]) if key["arrow"] else None
        fades, breath = key["fades"], key["breath"]
        yield Keyframe(key["pose"], key["move"], key["hold"], arrow, leaves, arrives, fades, breath)


def telling(clip: Clip) -> Frame:
    """The most telling frame. Shown once: the pose that the movement leads to. Repeated: the pose farthest from the
    first, among the held ones if any are held."""
    index = _led_to(clip)
    return Frame(clip.keys[index].pose, index, 0.0, 0.0, 0.0, chest=chest_before(clip.keys, index))


def _led_to(clip: Clip) -> int:
    keys = clip.keys
    if keys[-1].fades or len(keys) == 1:
        return len(keys) - 1
    if not keys[-1].move:  # the last pose is the first one again
        return len(keys) - 2
    body = parts_of(LOOKS[clip.look])
    first = solve(keys[0].pose, body)

    def away(index: int) -> float:
        there = solve(keys[index].pose, body)
        return round(sum(float(np.linalg.norm(there[segment][1] - first[segment][1])) for segment in first), 6)

    held = [index for index, key in enumerate(keys) if key.hold > 0] or range(len(keys))
    return max(held, key=away)
