"""The built tree: what the Dockerfile's last stage says about it, and how a program is run in it.

The tree stands for the image's file system; its paths lie below a folder. What a container mounts is a folder or a file
of this machine instead, and paths in settings are written accordingly.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from tests.system.image.steps import Stage, moved

DATA = "/srv/limber/data"


@dataclass(frozen=True, slots=True)
class Container:
    """What a compose file or a unit says about a container. `mounts`: a path in it to a path of this machine."""

    environment: Mapping[str, str]
    user: tuple[int, int]
    mounts: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Built:
    """The tree in `root`, of `stage`. `libraries`: where Python's own library lies, if the system does not know."""

    root: Path
    stage: Stage
    libraries: str = ""

    def environment(self) -> dict[str, str]:
        """What the image itself sets, with its paths in the tree."""
        found = {name: moved(value, self.root) for name, value in self.stage.environment.items()}
        found["PATH"] = found["PATH"].replace("$PATH", "/usr/bin:/bin")
        found["TMPDIR"] = "/tmp"  # noqa: S108 - the container has one of its own
        return found | ({"LD_LIBRARY_PATH": self.libraries} if self.libraries else {})

    @property
    def folder(self) -> Path:
        """Where commands run."""
        return Path(moved(self.stage.workdir + "/", self.root))

    def program(self, name: str) -> str:
        """The path of a program: of the virtual environment, or of the machine."""
        own = self.root / "opt" / "limber" / "bin" / name
        return str(own) if own.exists() else name

    def path(self, path: str, container: Container) -> str:
        """A path in the container, as it is here; anything else as it is."""
        for target, source in container.mounts.items():
            if PurePosixPath(path).is_relative_to(target):
                return str(source / PurePosixPath(path).relative_to(target))
        return moved(path, self.root)

    def mount_data(self, container: Container) -> None:
        """Let the tree's data folder be the container's: an empty volume begins as the image's folder."""
        source, place = container.mounts[DATA], self.root / DATA.lstrip("/")
        if not source.exists():
            source.parent.mkdir(parents=True, exist_ok=True)
            source.mkdir(mode=0o755)
            os.chown(source, *self.stage.user)
        if place.is_symlink():
            place.unlink()
        elif place.exists():
            place.rmdir()
        place.symlink_to(source)

    def start(
        self, command: list[str], container: Container, said: IO[bytes] | int | None = None
    ) -> subprocess.Popen[bytes]:
        """Run a command as the container would; it says what it says into `said`, or where this program does."""
        settings = {name: self.path(value, container) for name, value in container.environment.items()}
        user, group = container.user
        return subprocess.Popen(
            [self.program(command[0]), *command[1:]],
            cwd=self.folder,
            env=self.environment() | settings,
            user=user,
            group=group,
            extra_groups=[],
            umask=0o022,
            stdout=said,
            stderr=said,
        )
