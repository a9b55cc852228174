"""Clip plans: the clips that a library needs, and what each shows.

A plan is plain data made from the movement's file. Its hash tells whether a drawn clip is still up to date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from content.media.index import clip_name
from content.media.motion import FPS
from content.movement import Flag, Side
from content.schema.figure import ArrowSchema, FigureSchema, KeyframeSchema, PoseSchema, StepFigureSchema
from content.schema.movement import MovementSchema, StepSchema, VariationSchema
from content.schema.yaml_document import Document, Loc

# Increase whenever a change of the program changes how clips look.
RENDERER = 2

DEFAULT_LOOK = "ana"
# Seconds, for a movement shown once: the end is held long enough to copy it, then the picture fades into the beginning,
# so that nobody takes the way back for a movement.
HOLD_START, MOVE, HOLD_END, FADE = 0.6, 2.0, 1.4, 0.4
# Seconds, for a movement that repeats: each pose is held for HOLD and the moves share the rest of the round. In rounds
# shorter than SHORTEST_HELD, a swing, nothing is held.
HOLD, SHORTEST_HELD = 1.0, 4.0
# Seconds of the shortest move.
SHORTEST_MOVE = 0.4
# Seconds of a single pose, in which at most signs move.
HOLD_ALONE = 2.4
# Seconds of a round, for a step without `rounds`.
ROUND = 7.0


@dataclass(frozen=True)
class Plan:
    """A step's clip. `content` is everything that its pictures depend on, except the side."""

    movement: str
    variation: str
    step: str
    without: tuple[Flag, ...]  # flags that a rewording of the step avoids
    second: bool  # whether this is set-up on the second side
    first_side: Side
    flags: frozenset[Flag]  # of the step, its level and its variation, minus `without`
    content: dict[str, Any]
    loc: Loc  # path to the step's figure in the movement's file

    @property
    def name(self) -> str:
        """The clip's name in the index: see `clip_name`."""
        return clip_name(self.variation, self.step, self.without, second=self.second)

    @property
    def rings(self) -> bool:
        """Whether rings show where the movement is felt."""
        return bool(self.content["marks"])

    def hash(self, side: Side) -> str:
        """16 hexadecimal digits that differ for clips that look different."""
        text = json.dumps([RENDERER, side, self.content], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def plans(movements: Mapping[str, MovementSchema]) -> Iterator[Plan]:
    """Plans for all steps with a figure. Raises KeyError for an unknown pose; `figure_faults` finds these first."""
    for movement in movements.values():
        for index, variation in enumerate(movement.variations):
            if variation.figure is None:
                continue
            steps = {step.id: (loc, step) for loc, step in steps_of(variation, ("variations", index))}
            around = _flags_around(variation)
            shared = _framed(variation.figure, steps)
            for loc, step in steps.values():
                for where, without, second, given in figures_of(step, loc):
                    figure = _figure(steps, given)
                    if figure is not None:
                        yield Plan(
                            movement.id,
                            variation.id,
                            step.id,
                            without,
                            second,
                            variation.first_side,
                            around[step.id].union(step.flags or ()).difference(without),
                            _content(movement, variation.figure, figure, shared, round_seconds(step)),
                            where,
                        )


def steps_of(variation: VariationSchema, loc: Loc) -> Iterator[tuple[Loc, StepSchema]]:
    """(Path in the file, step) for all steps of a variation."""
    for index, step in enumerate(variation.setup or ()):
        yield (*loc, "setup", index), step
    for number, level in enumerate(variation.levels):
        for index, step in enumerate(level.steps):
            yield (*loc, "levels", number, "steps", index), step


def _flags_around(variation: VariationSchema) -> dict[str, frozenset[Flag]]:
    """By step id: the flags of its variation and level."""
    own = frozenset(variation.flags or ())
    found = {step.id: own for step in variation.setup or ()}
    for level in variation.levels:
        found |= {step.id: own.union(level.flags or ()) for step in level.steps}
    return found


def figures_of(step: StepSchema, loc: Loc) -> Iterator[tuple[Loc, tuple[Flag, ...], bool, StepFigureSchema | str]]:
    """(Path in the file, flags avoided, whether for the second side, figure) for a step and its rewordings."""
    if step.figure is not None:
        yield (*loc, "figure"), (), False, step.figure
    if step.second_figure is not None:
        yield (*loc, "second_figure"), (), True, step.second_figure
    for index, wording in enumerate(step.without or ()):
        if wording.figure is not None:
            yield (*loc, "without", index, "figure"), tuple(wording.flags), False, wording.figure


def round_seconds(step: StepSchema) -> float | None:
    """Seconds of one round: a `repeat` step's seconds by the middle of its rounds. None for other steps."""
    if step.kind != "repeat":
        return None
    return 2 * step.seconds / sum(step.rounds) if step.rounds else ROUND


def _figure(
    steps: Mapping[str, tuple[Loc, StepSchema]], given: StepFigureSchema | str | None
) -> StepFigureSchema | None:
    """A step's figure. A name stands for the figure of that step; None when there is none."""
    if isinstance(given, str):
        other = steps[given][1].figure if given in steps else None
        return other if isinstance(other, StepFigureSchema) else None
    return given


def figure_faults(document: Document, movement: MovementSchema) -> None:
    """Add the faults in a movement's figures that the schema of single values cannot find."""
    for index, variation in enumerate(movement.variations):
        loc: Loc = ("variations", index)
        found = list(steps_of(variation, loc))
        steps = {step.id: (where, step) for where, step in found}
        poses = variation.figure.poses if variation.figure else {}
        for name, pose in poses.items():
            _pose_faults(document, (*loc, "figure", "poses", name), name, poses)
            _limb_faults(document, (*loc, "figure", "poses", name), pose)
        for where, step in found:
            for place, _, _, given in figures_of(step, where):
                if variation.figure is None:
                    fix = "write `figure:` with its camera and poses beside the variation's `levels:`"
                    document.fault(place, "the variation has no figure to take poses from", fix)
                    continue
                shown = _figure(steps, given)
                if shown is None:
                    fix = "name a step of this variation that has its own keys"
                    document.fault(place, f"there is no step {given} with a figure", fix)
                    continue
                _pace_faults(document, place, shown, round_seconds(step))
                if shown is given:
                    _name_faults(document, place, shown, variation.figure)
        if movement.still is not None and index == 0:
            known = {f"{each.id}/{step.id}" for each in movement.variations for _, step in steps_of(each, ())}
            if movement.still not in known:
                document.fault(("still",), f"there is no step {movement.still}", "write variation/step")


def _name_faults(document: Document, loc: Loc, shown: StepFigureSchema, figure: FigureSchema) -> None:
    """Add a fault for each camera or pose that the variation does not have, and for arrows that span too many moves."""
    cameras = figure.cameras or {}
    if shown.camera is not None and shown.camera not in cameras:
        fix = f"choose from {', '.join(cameras)}" if cameras else "write it under `cameras:`"
        document.fault((*loc, "camera"), f"there is no camera {shown.camera}", fix)
    for number, each in enumerate(shown.keys):
        name = each.pose if isinstance(each, KeyframeSchema) else each
        if name not in figure.poses:
            fix = f"choose from {', '.join(figure.poses)}, or write the pose"
            document.fault((*loc, "keys", number), f"there is no pose {name}", fix)
        arrow = each.arrow if isinstance(each, KeyframeSchema) and isinstance(each.arrow, ArrowSchema) else shown.arrow
        left = len(shown.keys) - 1 - number
        if isinstance(arrow, ArrowSchema) and arrow.ways > max(1, left):
            problem = f"its arrow follows {arrow.ways} ways, and there are {left} from here"
            document.fault((*loc, "keys", number), problem, "write fewer `ways`")


def _pose_faults(document: Document, loc: Loc, name: str, poses: Mapping[str, PoseSchema]) -> None:
    seen = [name]
    while (like := poses[seen[-1]].like) is not None:
        if like not in poses:
            document.fault((*loc, "like"), f"there is no pose {like}", f"choose from {', '.join(poses)}")
            return
        if like in seen:
            document.fault((*loc, "like"), f"the pose is like itself, by {like}", "write one of them out")
            return
        seen.append(like)


def _limb_faults(document: Document, loc: Loc, pose: PoseSchema) -> None:
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


# From validated schemas to plain data


def _pace_faults(document: Document, loc: Loc, figure: StepFigureSchema, seconds: float | None) -> None:
    """Add a fault when poses are held for longer than a round lasts."""
    if seconds is None or len(figure.keys) < 2:
        return
    given = [key if isinstance(key, KeyframeSchema) else KeyframeSchema(pose=key) for key in figure.keys]
    held = sum(_hold(key, seconds) for key in given)
    if held > seconds - len(given) * SHORTEST_MOVE:
        problem = f"its poses are held for {held:g} s, of a round of {seconds:.1f} s"
        document.fault(loc, problem, "hold them for less, or give the step more seconds")


def _framed(figure: FigureSchema, steps: Mapping[str, tuple[Loc, StepSchema]]) -> dict[str | None, list[str]]:
    """Names of the poses that each camera shows and must frame, sorted. None is the variation's own camera."""
    found: dict[str | None, set[str]] = {}
    for loc, step in steps.values():
        for *_, given in figures_of(step, loc):
            shown = _figure(steps, given)
            if shown is not None:
                names = {key.pose if isinstance(key, KeyframeSchema) else key for key in shown.keys}
                found.setdefault(shown.camera, set()).update(names)
    return {camera: sorted(names) for camera, names in found.items()}


def _content(
    movement: MovementSchema,
    figure: FigureSchema,
    step: StepFigureSchema,
    framed: Mapping[str | None, list[str]],
    seconds: float | None,
) -> dict[str, Any]:
    poses = {name: resolved(name, figure.poses) for name in figure.poses}
    given = [key if isinstance(key, KeyframeSchema) else KeyframeSchema(pose=key) for key in step.keys]
    paces = _once(given, poses) if seconds is None else _round(given, seconds)
    keys = [
        {
            "pose": poses[key.pose],
            "move": pace.move,
            "hold": pace.hold,
            "fades": pace.fades,
            "arrow": _arrow(key.arrow if key.arrow is not None else None if pace.ends else step.arrow),
            "breath": key.breathe,
        }
        for key, pace in zip(given, paces, strict=True)
    ]
    view = (figure.cameras or {}).get(step.camera or "", figure.camera)
    return {
        "look": movement.look or DEFAULT_LOOK,
        "camera": view.model_dump() | {"format": figure.camera.format},
        "things": [thing.model_dump(exclude_none=True) for thing in (*(figure.things or ()), *(step.things or ()))],
        "keys": keys,
        "moving": list(step.moving or ()),
        "marks": list(step.marks or ()),
        "press": list(step.press or ()),
        "framed": [poses[name] for name in framed[step.camera]],
    }


class _Pace(NamedTuple):
    """Seconds of holding a pose and of the move to the next, both whole frames."""

    hold: float
    move: float
    fades: bool = False
    ends: bool = False  # no move follows


def _once(given: Sequence[KeyframeSchema], poses: Mapping[str, Any]) -> list[_Pace]:
    """The pace of a movement that is shown once and then starts over."""
    if len(given) == 1:
        return [_Pace(_frames(given[0].hold or HOLD_ALONE), 0.0, ends=True)]
    found = []
    for index, key in enumerate(given):
        if index < len(given) - 1:
            hold = key.hold if key.hold is not None else HOLD_END if index else HOLD_START
            found.append(_Pace(_frames(hold), _frames(key.move or MOVE)))
        elif poses[key.pose] == poses[given[0].pose]:
            found.append(_Pace(_frames(key.hold or HOLD_START), 0.0, ends=True))
        else:
            found.append(_Pace(_frames(key.hold or HOLD_END), _frames(FADE), fades=True, ends=True))
    return found


def _round(given: Sequence[KeyframeSchema], seconds: float) -> list[_Pace]:
    """The pace of a round of so many seconds. The moves share the time that is not held, in proportion to `move`."""
    frames = round(seconds * FPS)
    if len(given) == 1:
        return [_Pace(frames / FPS, 0.0, ends=True)]
    holds = [round(_hold(key, seconds) * FPS) for key in given]
    shares = [key.move or 1.0 for key in given]
    moves = [int((frames - sum(holds)) * share / sum(shares)) for share in shares]
    # Frames left over by rounding go to the held poses, or else to the first moves.
    for number in range(frames - sum(holds) - sum(moves)):
        held = [index for index, hold in enumerate(holds) if hold]
        if held:
            holds[held[number % len(held)]] += 1
        else:
            moves[number % len(moves)] += 1
    return [_Pace(hold / FPS, move / FPS) for hold, move in zip(holds, moves, strict=True)]


def _hold(key: KeyframeSchema, seconds: float) -> float:
    return key.hold if key.hold is not None else HOLD if seconds >= SHORTEST_HELD else 0.0


def _frames(seconds: float) -> float:
    """The nearest whole number of frames, in seconds."""
    return round(seconds * FPS) / FPS


def _arrow(given: ArrowSchema | str | None) -> dict[str, Any] | None:
    if given is None or given == "none":
        return None
    if isinstance(given, str):
        given = ArrowSchema.model_construct(joint=given)
    return given.model_dump()


ANGLES_OF = {
    "leg": ("flexion", "abduction", "rotation", "knee"),
    "arm": ("flexion", "abduction", "rotation", "elbow"),
}
PLACE_OF = {"leg": ("ankle_at", "pole", "swivel"), "arm": ("wrist_at", "pole", "of")}


def resolved(name: str, poses: Mapping[str, PoseSchema]) -> dict[str, Any]:
    """A pose in full and flat, with `like` resolved. Angles of a limb replace its target, and a target its angles."""
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
