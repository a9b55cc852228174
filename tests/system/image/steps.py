"""What does the Dockerfile do, step by step? Read into stages, to be done in a folder instead of a container.

Only what our Dockerfile uses is understood; anything else is an error, so that no step goes unnoticed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

# Folders of the image that lie in the folder instead.
MOVED = ("/opt/", "/srv/", "/build/", "/usr/local/")
SILENT = (
    "ARG",
    "FROM",
    "VOLUME",
    "EXPOSE",
    "STOPSIGNAL",
    "WORKDIR",
    "USER",
    "ENV",
    "HEALTHCHECK",
    "CMD",
    "RUN",
    "COPY",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: RUN or COPY, and the rest of its line."""

    kind: str
    text: str


@dataclass(slots=True)
class Stage:
    """What is done on top of a base, and what is said about the image."""

    name: str
    steps: list[Step] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    user: tuple[int, int] = (0, 0)
    workdir: str = "/"
    volumes: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


def read(path: Path) -> list[Stage]:
    """The stages of a Dockerfile. Raises ValueError on an instruction that is not understood."""
    text = re.sub(r"^\s*#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    stages: list[Stage] = []
    for line in re.sub(r"\s*\\\n\s*", " ", text).splitlines():
        kind, _, rest = line.strip().partition(" ")
        if not kind:
            continue
        if kind not in SILENT:
            raise ValueError(f"not understood: {line}")
        if kind == "FROM":
            stages.append(Stage(rest.partition(" AS ")[2]))
        elif kind != "ARG":
            _take(stages[-1], kind, rest)
    return stages


def _take(stage: Stage, kind: str, rest: str) -> None:
    if kind in ("RUN", "COPY"):
        stage.steps.append(Step(kind, rest))
    elif kind == "ENV":
        stage.environment |= dict(pair.split("=", 1) for pair in rest.split())
    elif kind == "USER":
        user, group = map(int, rest.split(":"))
        stage.user = user, group
    elif kind == "WORKDIR":
        stage.workdir = rest
    elif kind == "VOLUME":
        stage.volumes.append(rest)
    elif kind == "CMD":
        stage.command = json.loads(rest)
    elif kind == "HEALTHCHECK":
        stage.health = json.loads(rest.partition("CMD ")[2])


def moved(text: str, root: Path) -> str:
    """The paths of the image in a text, as they are in the folder."""
    return re.sub(r"(?<![\w./])(?=" + "|".join(map(re.escape, MOVED)) + ")", str(root), text)


def only_moved(text: str) -> None:
    """Raises ValueError when a command names a folder of the machine itself, which must stay as it is."""
    named = re.findall(r"(?<![\w./:*$\"])/[a-z][\w./*-]*", text)
    if strangers := [path for path in named if not path.startswith(MOVED)]:
        raise ValueError(f"outside of the image: {strangers}")
