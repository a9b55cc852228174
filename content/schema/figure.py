"""Figure schema: what may stand under `figure:` and `look:` in a movement's file.

A variation has a camera, things (mat, chair, ...) and named poses; a step's figure goes through some of these poses.
The working side is the figure's right; the picture of the other side is mirrored. Metres and degrees; y to the left,
z up, the floor at 0.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from content.schema.validation import Schema, shown, wrong

Limb = Literal["side_leg", "other_leg", "side_arm", "other_arm"]
# Parts that may move in a clip. `side_...` is on the working side, `other_...` on the other.
MovingPart = Literal["trunk", "head", "side_leg", "other_leg", "side_arm", "other_arm", "pelvis", "chest"]
Rest = Literal[
    "trunk",
    "pelvis",
    "chest",
    "head",
    "side_leg",
    "other_leg",
    "side_thigh",
    "other_thigh",
    "side_foot",
    "other_foot",
    "side_arm",
    "other_arm",
]
Joint = Literal[
    "pelvis", "chest", "head", "belly", "waist",
    "side_hip", "side_knee", "side_ankle", "side_toes", "side_heel", "side_shoulder", "side_elbow", "side_wrist",
    "other_hip", "other_knee", "other_ankle", "other_toes", "other_heel",
    "other_shoulder", "other_elbow", "other_wrist",
]  # fmt: skip
Spot = Literal[
    "lower_back", "back_of_pelvis", "back_of_ribs", "waist", "belly", "pelvis", "ribs", "hip_fold", "hip", "buttock",
    "inner_thigh", "hamstrings", "sole",
    "other_sole", "seat", "crown",
]  # fmt: skip
LONGEST = 6  # seconds: limit for holding a pose and for moving to the next
LookName = Literal["ana", "ben", "kim"]


def _place(value: object) -> object:
    """Three numbers, as floats."""
    if (
        not isinstance(value, list)
        or len(value) != 3
        or any(isinstance(each, bool) or not isinstance(each, (int, float)) for each in value)
    ):
        raise wrong(f"this must be three numbers, not {shown(value)}", "write x, y, z in metres: [0.42, -0.10, 0.08]")
    return tuple(float(each) for each in value)


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong(f"this must be a number, not {shown(value)}", "write for example 30 or 0.45")
    return float(value)


def _positive(value: float) -> float:
    if value <= 0:
        raise wrong(f"{value:g} is not more than 0", "write for example 1.2")
    return value


def _brief(value: float) -> float:
    if value > LONGEST:
        raise wrong(f"{value:g} is more than {LONGEST} seconds", "write for example 1.2")
    return value


def _elevation(value: float) -> float:
    if not 0 <= value <= 85:
        raise wrong(f"a camera cannot stand {value:g} degrees over the floor", "write 0 to 85")
    return value


Number = Annotated[float, BeforeValidator(_number)]
Seconds = Annotated[float, BeforeValidator(_number), AfterValidator(_positive), AfterValidator(_brief)]
Hold = Annotated[float, BeforeValidator(_number), Field(ge=0), AfterValidator(_brief)]
Breath = Literal["in", "out"]
Foot = Literal["side_foot", "other_foot"]
Elevation = Annotated[float, BeforeValidator(_number), AfterValidator(_elevation)]
Point = Annotated[tuple[float, float, float], BeforeValidator(_place)]
PoseName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]


class RootSchema(Schema):
    """How the body lies or stands. `pin` puts a segment's origin at `pin_at`; `rest` puts the lowest point of these
    segments at `height`."""

    at: Point | None = None
    lie: Literal["stand", "back", "front", "other_side", "own_side"] | None = None
    heading: Number | None = None
    roll: Number | None = None
    pitch: Number | None = None
    side: Number | None = None
    rest: Annotated[list[Rest], Field(min_length=1)] | None = None
    height: Number | None = None
    pin: Literal["pelvis", "chest", "head", "side_foot", "other_foot", "side_shank", "other_shank"] | None = None
    pin_at: Point | None = None


class SpineSchema(Schema):
    flexion: Number | None = None
    side: Number | None = None
    twist: Number | None = None


class LegSchema(Schema):
    """Angles, or a target for the ankle. `foot_flat` puts the sole on the floor, toes turned out by so many degrees."""

    flexion: Number | None = None
    abduction: Number | None = None
    rotation: Number | None = None
    knee: Number | None = None
    ankle: Number | None = None
    sole: Number | None = None
    ankle_at: Point | None = None
    pole: Point | None = None
    swivel: Number | None = None
    foot_flat: Number | None = None
    foot_roll: Number | None = None
    heel: Number | None = None


class ArmSchema(Schema):
    """Angles, or a target for the wrist: in the room, or relative to the segment in `of`."""

    flexion: Number | None = None
    abduction: Number | None = None
    rotation: Number | None = None
    elbow: Number | None = None
    turn: Number | None = None
    wrist: Number | None = None
    wrist_side: Number | None = None
    wrist_at: Point | None = None
    of: Literal["pelvis", "chest", "head", "side_thigh", "other_thigh", "side_shank", "other_shank"] | None = None
    pole: Point | None = None
    palm_down: Number | None = None
    palm_up: Number | None = None
    grip: Number | None = None


class PoseSchema(Schema):
    """A pose. With `like`, only its differences from another pose."""

    like: PoseName | None = None
    root: RootSchema | None = None
    spine: SpineSchema | None = None
    neck: SpineSchema | None = None
    side_leg: LegSchema | None = None
    other_leg: LegSchema | None = None
    side_arm: ArmSchema | None = None
    other_arm: ArmSchema | None = None


class ViewSchema(Schema):
    """A camera's direction. `azimuth` counts from x (in front of a standing figure) towards y."""

    azimuth: Number
    elevation: Elevation
    margin: Number = 0.06


class CameraSchema(ViewSchema):
    """The camera of a variation. All its clips have one format, so that they can be joined. `broad` suits side-lying,
    `wide` lying on the back, `square` sitting and standing."""

    format: Literal["broad", "wide", "square"] = "wide"


class ThingSchema(Schema):
    kind: Literal["mat", "chair", "pillow", "wall"]
    at: Point | None = None
    heading: Number | None = None
    size: Annotated[list[Number], Field(min_length=2, max_length=3)] | None = None
    height: Number | None = None
    fit: bool | None = None


class ArrowSchema(Schema):
    joint: Joint
    grow: Number = 1.25
    about: Joint | None = None
    ways: Annotated[int, Field(ge=1, le=6)] = 1


def _named(value: object) -> str:
    """The tag of a value that is either a name or a mapping, so that errors explain the right one of the two."""
    return "[name]" if isinstance(value, str) else "[keys]"


NameOrKeys = Discriminator(_named)
ArrowOrJoint = Annotated[
    Annotated[ArrowSchema, Tag("[keys]")] | Annotated[Literal[Joint, "none"], Tag("[name]")], NameOrKeys
]


class KeyframeSchema(Schema):
    """A keyframe: a pose, how long it is held, and how long the move to the next takes. `hold: 0` passes through it."""

    pose: PoseName
    move: Seconds | None = None
    hold: Hold | None = None
    arrow: ArrowOrJoint | None = None
    breathe: Breath | None = None


KeyframeOrPose = Annotated[Annotated[KeyframeSchema, Tag("[keys]")] | Annotated[PoseName, Tag("[name]")], NameOrKeys]


class StepFigureSchema(Schema):
    """The poses of a step's clip. A step that repeats moves back to the first; any other starts over."""

    keys: Annotated[list[KeyframeOrPose], Field(min_length=1)]
    moving: list[MovingPart] | None = None
    arrow: ArrowOrJoint | None = None
    marks: list[Spot] | None = None  # rings where it is felt
    press: list[Foot] | None = None  # feet to press down
    camera: PoseName | None = None  # one of the figure's other cameras
    things: list[ThingSchema] | None = None  # in addition to the variation's


StepFigure = Annotated[Annotated[StepFigureSchema, Tag("[keys]")] | Annotated[PoseName, Tag("[name]")], NameOrKeys]


class FigureSchema(Schema):
    """What the figures of all steps in a variation share."""

    camera: CameraSchema
    cameras: dict[PoseName, ViewSchema] | None = None  # more, for steps that name them
    things: list[ThingSchema] | None = None
    poses: dict[PoseName, PoseSchema]
