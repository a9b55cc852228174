"""Stale clips: steps whose clip is missing, or was drawn from other poses than they have now. Draws nothing."""

from __future__ import annotations

from pathlib import Path

from content.media.index import picture_faults, read_index
from content.media.plan import plans
from content.movement import SIDES
from content.parsing import parse_documents
from content.schema.rules import SUFFIX


def clip_faults(folder: Path) -> tuple[int, list[str]]:
    """(Number of clips that a library needs, a line for each that is missing or stale).

    (0, []) for a library with faults in its texts, and for a missing folder: `check` reports those.
    """
    files: dict[str, str | None] = {path.name: path.read_text("utf-8") for path in sorted(folder.glob(f"*{SUFFIX}"))}
    _, movements, _, faults = parse_documents(files)
    if faults:
        return 0, []
    if found := [fault.problem for fault in picture_faults(folder)]:
        return 0, found
    drawn = read_index(folder).clips
    wanted = [(plan, side) for plan in plans(movements) for side in SIDES]
    for plan, side in wanted:
        clip = drawn.get(plan.name, {}).get(side)
        if clip is None:
            found.append(f"{plan.name}, {side} side: there is no clip")
        elif clip.hash != plan.hash(side):
            found.append(f"{plan.name}, {side} side: its poses were changed after it was drawn")
    return len(wanted), found
