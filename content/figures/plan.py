"""Which clips does a library need, and what does each show? From the shapes of its files to plain data.

A clip's plan is plain data, so that its hash tells whether what was drawn is what the file says now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from content.faults import Document, Loc
from content.figures.shape import ArrowShape, FigureShape, KeyShape, PoseShape, StepFigureShape
from content.movement import Flag, Side
from content.pictures import clip_name
from content.shape import MovementShape, StepShape, VariationShape

# Raised whenever a change of the program changes what the clips look like.
RENDERER = 1

DEFAULT_LOOK = "ana"
# Seconds for which a pose is left for the next, and held: at the end of a step's way longer, so that it is seen.
# The way back to the first pose of a step that does not repeat is no part of it, and shorter.
MOVE, MOVE_BACK, HOLD, HOLD_END, HOLD_ALONE = 1.3, 1.0, 0.35, 0.9, 2.4


@dataclass(frozen=True)
class Plan:
    """A step's clip. `content` is all that its pictures depend on, but for the side."""

    movement: str
    variation: str
    step: str
    without: tuple[Flag, ...]  # the flags that it does without, for another wording of the step
    first_side: Side
    flags: frozenset[Flag]  # what is met in what it shows: the step's, its level's and its variation's
    content: dict[str, Any]
    loc: Loc  # where the step's figure stands in the movement's file

    @property
    def name(self) -> str:
        """What the clip is called: variation/step, and what it does without."""
        return clip_name(self.variation, self.step, self.without)

    def hash(self, side: Side) -> str:
        """Tells this clip from any that looks different: 16 hexadecimal digits."""
        text = json.dumps([RENDERER, side, self.content], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def plans(shapes: Mapping[str, MovementShape]) -> Iterator[Plan]:
    """The clips of all steps that have a figure. Raises KeyError when a pose is missing: see `figure_faults`."""
    for movement in shapes.values():
        for index, variation in enumerate(movement.variations):
            if variation.figure is None:
                continue
            steps = {step.id: (loc, step) for loc, step in steps_of(variation, ("variations", index))}
            around = _flags_around(variation)
            for loc, step in steps.values():
                for where, without, given in figures_of(step, loc):
                    figure = _figure(steps, given)
                    if figure is not None:
                        yield Plan(
                            movement.id,
                            variation.id,
                            step.id,
                            without,
                            variation.first_side,
                            around[step.id].union(step.flags or ()).difference(without),
                            _content(movement, variation.figure, figure, repeats=step.kind == "repeat"),
                            where,
                        )


def steps_of(variation: VariationShape, loc: Loc) -> Iterator[tuple[Loc, StepShape]]:
    """All steps of a variation with their places in the file."""
    for index, step in enumerate(variation.setup or ()):
        yield (*loc, "setup", index), step
    for number, level in enumerate(variation.levels):
        for index, step in enumerate(level.steps):
            yield (*loc, "levels", number, "steps", index), step


def _flags_around(variation: VariationShape) -> dict[str, frozenset[Flag]]:
    """The flags of the variation and of the level that each step stands in, by the step's id."""
    own = frozenset(variation.flags or ())
    found = {step.id: own for step in variation.setup or ()}
    for level in variation.levels:
        found |= {step.id: own.union(level.flags or ()) for step in level.steps}
    return found


def figures_of(step: StepShape, loc: Loc) -> Iterator[tuple[Loc, tuple[Flag, ...], StepFigureShape | str]]:
    """(Place in the file, flags it does without, figure) of a step and of its other wordings."""
    if step.figure is not None:
        yield (*loc, "figure"), (), step.figure
    for index, wording in enumerate(step.without or ()):
        if wording.figure is not None:
            yield (*loc, "without", index, "figure"), tuple(wording.flags), wording.figure


def _figure(steps: Mapping[str, tuple[Loc, StepShape]], given: StepFigureShape | str | None) -> StepFigureShape | None:
    """A step's figure; where another step is named, that one's."""
    if isinstance(given, str):
        other = steps[given][1].figure if given in steps else None
        return other if isinstance(other, StepFigureShape) else None
    return given


def figure_faults(document: Document, movement: MovementShape) -> None:
    """Note what a movement's figures get wrong that no single value can show."""
    for index, variation in enumerate(movement.variations):
        loc: Loc = ("variations", index)
        found = list(steps_of(variation, loc))
        steps = {step.id: (where, step) for where, step in found}
        poses = variation.figure.poses if variation.figure else {}
        for name, pose in poses.items():
            _pose_faults(document, (*loc, "figure", "poses", name), name, poses)
            _limb_faults(document, (*loc, "figure", "poses", name), pose)
        for where, step in found:
            for place, _, given in figures_of(step, where):
                if variation.figure is None:
                    mend = "write `figure:` with its camera and poses beside the variation's `levels:`"
                    document.fault(place, "the variation has no figure to take poses from", mend)
                elif isinstance(given, str):
                    if _figure(steps, given) is None:
                        mend = "name a step of this variation that has its own keys"
                        document.fault(place, f"there is no step {given} with a figure", mend)
                else:
                    for number, each in enumerate(given.keys):
                        name = each.pose if isinstance(each, KeyShape) else each
                        if name not in poses:
                            mend = f"choose from {', '.join(poses)}, or write the pose"
                            document.fault((*place, "keys", number), f"there is no pose {name}", mend)
        if movement.still is not None and index == 0:
            known = {f"{each.id}/{step.id}" for each in movement.variations for _, step in steps_of(each, ())}
            if movement.still not in known:
                document.fault(("still",), f"there is no step {movement.still}", "write variation/step")


def _pose_faults(document: Document, loc: Loc, name: str, poses: Mapping[str, PoseShape]) -> None:
    seen = [name]
    while (like := poses[seen[-1]].like) is not None:
        if like not in poses:
            document.fault((*loc, "like"), f"there is no pose {like}", f"choose from {', '.join(poses)}")
            return
        if like in seen:
            document.fault((*loc, "like"), f"the pose is like itself, by {like}", "write one of them out")
            return
        seen.append(like)


def _limb_faults(document: Document, loc: Loc, pose: PoseShape) -> None:
    for limb, place, angles in (
        ("side_leg", "ankle_at", ("flexion", "abduction", "rotation", "knee")),
        ("other_leg", "ankle_at", ("flexion", "abduction", "rotation", "knee")),
        ("side_arm", "wrist_at", ("flexion", "abduction", "rotation", "elbow")),
        ("other_arm", "wrist_at", ("flexion", "abduction", "rotation", "elbow")),
    ):
        given = getattr(pose, limb)
        if given is None or getattr(given, place) is None:
            continue
        both = [angle for angle in angles if getattr(given, angle) is not None]
        if both:
            problem = f"the limb has both `{place}` and `{both[0]}`"
            document.fault((*loc, limb, both[0]), problem, f"keep `{place}`, or the angles")


# From shapes to plain data


def _content(movement: MovementShape, figure: FigureShape, step: StepFigureShape, *, repeats: bool) -> dict[str, Any]:
    poses = {name: resolved(name, figure.poses) for name in figure.poses}
    keys = []
    for index, given in enumerate(step.keys):
        key = given if isinstance(given, KeyShape) else KeyShape(pose=given)
        last = index == len(step.keys) - 1
        arrow = key.arrow if key.arrow is not None else (step.arrow if repeats or not last else None)
        hold = HOLD_ALONE if len(step.keys) == 1 else HOLD_END if last and not repeats else HOLD
        keys.append(
            {
                "pose": poses[key.pose],
                "move": key.move or (MOVE_BACK if last and not repeats else MOVE),
                "hold": key.hold or hold,
                "arrow": _arrow(arrow),
            }
        )
    return {
        "look": movement.look or DEFAULT_LOOK,
        "camera": figure.camera.model_dump(),
        "things": [thing.model_dump(exclude_none=True) for thing in (*(figure.things or ()), *(step.things or ()))],
        "keys": keys,
        "moving": list(step.moving or ()),
        "marks": list(step.marks or ()),
        "framed": [poses[name] for name in sorted(poses)],
    }


def _arrow(given: ArrowShape | str | None) -> dict[str, Any] | None:
    if given is None or given == "none":
        return None
    if isinstance(given, str):
        given = ArrowShape.model_construct(joint=given)
    return given.model_dump()


ANGLES_OF = {
    "leg": ("flexion", "abduction", "rotation", "knee"),
    "arm": ("flexion", "abduction", "rotation", "elbow"),
}
PLACE_OF = {"leg": ("ankle_at", "pole", "swivel"), "arm": ("wrist_at", "pole", "of")}


def resolved(name: str, poses: Mapping[str, PoseShape]) -> dict[str, Any]:
    """A pose in full and flat. A limb that is given angles loses the place it had, and the other way round."""
    pose = poses[name]
    found = resolved(pose.like, poses) if pose.like is not None else {}
    for section, values in pose.model_dump(exclude_none=True, exclude={"like"}).items():
        limb = section.rpartition("_")[2]
        if limb in ANGLES_OF:
            if any(angle in values for angle in ANGLES_OF[limb]):
                _drop(found, section, (*PLACE_OF[limb], *(("foot_flat", "foot_roll", "heel") if limb == "leg" else ())))
            if PLACE_OF[limb][0] in values:
                _drop(found, section, (*ANGLES_OF[limb], "pole"))
        found |= {f"{section}.{key}": value for key, value in values.items()}
    return found


def _drop(pose: dict[str, Any], section: str, keys: tuple[str, ...]) -> None:
    for key in keys:
        pose.pop(f"{section}.{key}", None)


__all__ = ["RENDERER", "Plan", "figure_faults", "plans", "resolved", "steps_of"]
