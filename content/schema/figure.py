"""What may stand under `figure:` and `look:` in a movement's file?

A variation has a camera, things (mat, chair, ...) and named poses; a step's figure goes through some of these poses.
The figure is described with the working side as its right one; y counts to the left. The picture of the other side is
mirrored. Metres and degrees, z up, the floor at 0.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from content.schema.validation import Schema, shown, wrong

Limb = Literal["side_leg", "other_leg", "side_arm", "other_arm"]
# What may move in a clip. `side_...` is on the side that works, `other_...` on the other one.
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
LONGEST = 6  # seconds, of a pose that is held, and of a way
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
    """How the body lies or stands. With `pin` a segment's origin is put at `pin_at`, with `rest` the lowest point of
    these at `height`."""

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
    """Either angles, or a place for the ankle. `foot_flat` sets the sole on the floor, toes so far outwards."""

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
    """Either angles, or a place for the wrist: in the world, or seen `of` a segment."""

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
    """A pose, or with `like` what is different from another one."""

    like: PoseName | None = None
    root: RootSchema | None = None
    spine: SpineSchema | None = None
    neck: SpineSchema | None = None
    side_leg: LegSchema | None = None
    other_leg: LegSchema | None = None
    side_arm: ArmSchema | None = None
    other_arm: ArmSchema | None = None


class ViewSchema(Schema):
    """Where a camera stands: `azimuth` counts from x (in front of somebody who stands) to y."""

    azimuth: Number
    elevation: Elevation
    margin: Number = 0.06


class CameraSchema(ViewSchema):
    """The camera of a variation. All its clips have one format, so that they can be joined: lying on the side is best
    seen in a `broad` picture, on the back in a `wide` one, sitting and standing in a `square` one."""

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
    """Whether a name stands where there may be a name or keys with values: which of the two is to be explained."""
    return "[name]" if isinstance(value, str) else "[keys]"


NameOrKeys = Discriminator(_named)
ArrowOrJoint = Annotated[
    Annotated[ArrowSchema, Tag("[keys]")] | Annotated[Literal[Joint, "none"], Tag("[name]")], NameOrKeys
]


class KeyframeSchema(Schema):
    """A pose, how long it is held, and the way to the next one. `hold: 0` is a pose on the way."""

    pose: PoseName
    move: Seconds | None = None
    hold: Hold | None = None
    arrow: ArrowOrJoint | None = None
    breathe: Breath | None = None


KeyframeOrPose = Annotated[Annotated[KeyframeSchema, Tag("[keys]")] | Annotated[PoseName, Tag("[name]")], NameOrKeys]


class StepFigureSchema(Schema):
    """The poses that a step's clip goes through: back to the first where it repeats, else it begins again."""

    keys: Annotated[list[KeyframeOrPose], Field(min_length=1)]
    moving: list[MovingPart] | None = None
    arrow: ArrowOrJoint | None = None
    marks: list[Spot] | None = None  # where it is felt
    press: list[Foot] | None = None  # what is pressed down
    camera: PoseName | None = None  # one of the figure's other cameras
    things: list[ThingSchema] | None = None  # besides those that all steps of the variation share


StepFigure = Annotated[Annotated[StepFigureSchema, Tag("[keys]")] | Annotated[PoseName, Tag("[name]")], NameOrKeys]


class FigureSchema(Schema):
    """What all steps of a variation share."""

    camera: CameraSchema
    cameras: dict[PoseName, ViewSchema] | None = None  # others, for steps that name them
    things: list[ThingSchema] | None = None
    poses: dict[PoseName, PoseSchema]
