"""What does a clip show? Its plan as it is drawn: look, camera, things, and the keys that the body goes through."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from content.figures.motion import Arrow, Frame, Key, Pose, frames
from content.figures.plan import Plan

# Pixels. Telegram shows a picture as wide as the screen, so the narrow one shows somebody upright larger.
SIZES = {"wide": (640, 480), "square": (480, 480)}


@dataclass(frozen=True)
class Clip:
    """What a clip shows. `framed` are the poses that must fit into the picture, those of the whole variation."""

    look: str
    azimuth: float
    elevation: float
    things: tuple[dict[str, Any], ...]
    keys: tuple[Key, ...]
    moving: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    framed: tuple[Pose, ...] = field(default=(), repr=False)
    margin: float = 0.06
    size: tuple[int, int] = (640, 480)  # pixels, both even


def clip_of(plan: Plan) -> Clip:
    """What a plan says, as it is drawn."""
    content = plan.content
    keys = tuple(
        Key(key["pose"], key["move"], key["hold"], Arrow(**key["arrow"]) if key["arrow"] else None)
        for key in content["keys"]
    )
    camera = content["camera"]
    return Clip(
        content["look"],
        camera["azimuth"],
        camera["elevation"],
        tuple(content["things"]),
        keys,
        tuple(content["moving"]),
        tuple(content["marks"]),
        tuple(content["framed"]),
        camera["margin"],
        SIZES[camera["format"]],
    )


def telling(clip: Clip) -> Frame:
    """The frame that tells most: the second pose, reached."""
    held = [frame for frame in frames(clip.keys) if frame.way == 0.0]
    return next((frame for frame in held if frame.key == min(1, len(clip.keys) - 1)), held[0])
