"""What is wrong with the poses of a library? Each fault names file, line, clip, frame and joint."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

from content.faults import Fault, in_order
from content.figures.anatomy import troubles
from content.figures.clip import clip_of
from content.figures.plan import plans
from content.library import parse_shapes
from content.rules import SUFFIX


def pose_faults(folder: Path, only: str = "*") -> list[Fault]:
    """Everything that a body could not do, in the clips whose name fits the pattern.

    Of a library whose files are not sound nothing is said.
    """
    files: dict[str, str | None] = {path.name: path.read_text("utf-8") for path in sorted(folder.glob(f"*{SUFFIX}"))}
    _, shapes, documents, faults = parse_shapes(files)
    if faults:
        return []
    found = []
    for plan in plans(shapes):
        if not fnmatch(plan.name, only):
            continue
        name = f"{plan.movement}{SUFFIX}"
        for frame, joint, problem in troubles(clip_of(plan)):
            where = f"{plan.name}, frame {frame}, {joint}"
            line = documents[name].line(plan.loc)
            found.append(Fault(str(folder / name), line, plan.name, f"{where}: {problem}", "change its pose"))
    return list(in_order(found))
