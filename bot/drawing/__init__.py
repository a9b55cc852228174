"""Drawings: made from plain data when they are sent. The outbox keeps the data, not the picture.

The same data give the same bytes. The drawing libraries are imported at the first drawing: most days have none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Changes whenever the same data come to look otherwise: an older picture is not taken for a new one then.
RENDERER = 2
KINDS = ("progress", "report", "stats")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished drawing. `is_photo`: shown as a picture; else sent as a document under `file_name`."""

    content: bytes
    file_name: str
    is_photo: bool


def is_photo(kind: str) -> bool:
    """Whether drawings of a kind are shown as pictures; others are documents."""
    return kind in ("progress", "stats")


def digest(kind: str, data: Mapping[str, Any]) -> str:
    """What names a drawing: equal for equal data, whatever the order of its keys. SHA-256, in hex."""
    canonical = json.dumps([RENDERER, kind, data], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def files_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The pictures that a drawing shows, as places in the library's folder."""
    return tuple(still[0] for still in data.get("stills", ()))


def draw(kind: str, data: Mapping[str, Any], *, files: Mapping[str, bytes] | None = None) -> Drawn:
    """Draw what `to_data` of a ProgressSheet ("progress"), a ReportSheet ("report") or a StatsSheet ("stats") gave.

    `files` are the pictures that `files_of` names; a drawing without some of them leaves these out.

    Costs some 100 ms of the processor: not for the event loop. Raises ValueError for another kind, and KeyError,
    TypeError or ValueError for data that no sheet gives.
    """
    if kind == "progress":
        from bot.drawing.progress import draw_progress

        return Drawn(draw_progress(data), "progress.png", is_photo(kind))
    if kind == "report":
        from bot.drawing.report import draw_report

        return Drawn(draw_report(data, files or {}), data["file_name"], is_photo(kind))
    if kind == "stats":
        from bot.drawing.stats import draw_stats

        return Drawn(draw_stats(data), "stats.png", is_photo(kind))
    raise ValueError(f"no such drawing: {kind}")
