"""Pose inspection: faults in the poses of a library, each with file, line and clip, and frame and joint or flag."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from content.figures.anatomy import PoseProblem, angles, pose_problems
from content.figures.body import LOOKS, parts_of
from content.figures.clip import Clip, clip_of
from content.figures.kinematics import solve
from content.media.motion import Pose
from content.media.plan import Plan, plans
from content.movement import Flag
from content.parsing import parse_documents
from content.schema.faults import ContentFault, in_order
from content.schema.movement import MovementSchema
from content.schema.rules import SUFFIX
from content.schema.yaml_document import Document

# Degrees that a step without the flag may show. A right angle of the hip, and a little more, is not deep flexion.
MOST_TWIST, MOST_ROLL, MOST_FLEXION, MOST_WIDE = 10.0, 10.0, 95.0, 30.0
LYING = ("back", "front", "other_side", "own_side")


def pose_faults(folder: Path, only: str = "*") -> list[ContentFault]:
    """Poses that no healthy adult could take, in clips whose name matches the pattern.

    Empty for a library whose files have faults.
    """
    found = []
    movements, documents = _sound(folder)
    known: dict[str, list[PoseProblem]] = {}  # by hash: clips that look the same have the same problems
    for plan in _fitting(movements, only):
        if (same := plan.hash(plan.first_side)) not in known:
            known[same] = pose_problems(clip_of(plan))
        for frame, joint, problem in known[same]:
            said = f"{plan.name}, frame {frame}, {joint}: {problem}"
            found.append(_fault(folder, documents, plan, said, "change its pose"))
    return list(in_order(found))


def flag_faults(folder: Path, only: str = "*") -> list[ContentFault]:
    """Clips that show something their step has no flag for, and so would be shown to people who avoid just that.

    Empty for a library whose files have faults.
    """
    found = []
    movements, documents = _sound(folder)
    for plan in _fitting(movements, only):
        clip = clip_of(plan)
        for flag, said in _unflagged(clip, plan.flags):
            fix = f"write {flag} under `flags`, or change its poses"
            found.append(_fault(folder, documents, plan, f"{plan.name}: {said}, without the flag {flag}", fix))
    return list(in_order(found))


def _unflagged(clip: Clip, flags: frozenset[Flag]) -> Iterator[tuple[Flag, str]]:
    """(Flag, largest angle in words) for each flag that a clip's poses need and the clip does not have."""
    most: dict[Flag, tuple[float, str]] = {}
    for key in clip.keys:
        for flag, degrees, bound, said in _shown(key.pose, clip.look):
            if degrees > max(bound, most.get(flag, (0.0, ""))[0]):
                most[flag] = degrees, said
    yield from ((flag, f"{said} {degrees:.0f} degrees") for flag, (degrees, said) in most.items() if flag not in flags)


def _shown(pose: Pose, look: str) -> Iterator[tuple[Flag, float, float, str]]:
    """(Flag, degrees in this pose, degrees allowed without the flag, what moves)."""
    yield "twist", abs(pose.get("spine.twist", 0.0)), MOST_TWIST, "the spine twists"
    if pose.get("root.lie") in LYING:
        yield "roll", abs(pose.get("root.roll", 0.0)), MOST_ROLL, "the trunk rolls"
    for joint, name, degrees in angles(pose, solve(pose, parts_of(LOOKS[look]))):
        if name == "hip flexion":
            yield "deep-flexion", degrees, MOST_FLEXION, f"the {joint} bends"
        elif name == "hip abduction":
            yield "wide", degrees, MOST_WIDE, f"the {joint} opens"


def _sound(folder: Path) -> tuple[dict[str, MovementSchema], dict[str, Document]]:
    """(Movements by id, documents by file name); both empty when any file has a fault."""
    files: dict[str, str | None] = {path.name: path.read_text("utf-8") for path in sorted(folder.glob(f"*{SUFFIX}"))}
    _, movements, documents, faults = parse_documents(files)
    return ({}, {}) if faults else (movements, documents)


def _fitting(movements: dict[str, MovementSchema], only: str) -> Iterator[Plan]:
    return (plan for plan in plans(movements) if fnmatch(plan.name, only))


def _fault(folder: Path, documents: dict[str, Document], plan: Plan, said: str, fix: str) -> ContentFault:
    name = f"{plan.movement}{SUFFIX}"
    return ContentFault(str(folder / name), documents[name].line(plan.loc), plan.name, said, fix)
