"""What the bot is made of, in CycloneDX: `make sbom`.

    python -m tests.release.sbom FILE

cyclonedx-py reads pyproject.toml, where the version does not stand; it is given a copy with it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def version_of(project: Path) -> str:
    """The version that a checkout has in its one place. Raises ValueError when there is none."""
    found = re.search(r'^VERSION = "([^"]+)"$', (project / "bot" / "__init__.py").read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError("bot/__init__.py has no VERSION")
    return found[1]


def write_sbom(project: Path, target: Path) -> None:
    """Write the file. Raises CalledProcessError when cyclonedx-py refuses."""
    described = (project / "pyproject.toml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "pyproject.toml"
        copy.write_text(described.replace('dynamic = ["version"]', f'version = "{version_of(project)}"', 1), "utf-8")
        for named in ("README.md", "LICENSE"):
            (Path(folder) / named).write_bytes((project / named).read_bytes())
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [
                *(Path(sys.executable).with_name("cyclonedx-py"), "requirements", "--pyproject", copy),
                *("--mc-type", "application", "--output-reproducible", "--output-format", "JSON"),
                *("--output-file", target, project / "requirements.lock"),
            ],
            check=True,
        )


if __name__ == "__main__":
    write_sbom(PROJECT, Path(sys.argv[1]))
