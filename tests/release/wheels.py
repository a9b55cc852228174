"""Wheels of the locked packages for other machines than this one: `make wheels`.

    python -m tests.release.wheels

Asks the index, through pip, whether each package of requirements.lock has a wheel for the platform, and whether that
file's hash is in the lock: what is missing would have to be compiled, and the image takes wheels alone. 64-bit ARM and
Intel have to be complete, with musl (the image) and with glibc (a server). 32-bit ARM is looked at, too.
Needs the network. Ends with 1 when a platform that has to be complete is not.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).parents[2] / "requirements.lock"
# The image's Python.
PYTHON = "3.13"
# C libraries with the newest version that a wheel may ask for: Alpine of today, and Debian 12.
MUSL, GLIBC = (1, 2), (2, 36)
MISSING = re.compile(r"No matching distribution found for ([\w.-]+)==")


@dataclass(frozen=True, slots=True)
class Platform:
    """A kind of machine with a C library; `complete`: every wheel has to be there."""

    name: str
    tags: tuple[str, ...]
    complete: bool


def musl(machine: str) -> tuple[str, ...]:
    """The tags of wheels for musl, the newest first."""
    return tuple(f"musllinux_{MUSL[0]}_{minor}_{machine}" for minor in range(MUSL[1], -1, -1))


def glibc(machine: str) -> tuple[str, ...]:
    """The tags of wheels for glibc, the newest first."""
    return (
        *(f"manylinux_{GLIBC[0]}_{minor}_{machine}" for minor in range(GLIBC[1], 16, -1)),
        f"manylinux2014_{machine}",
    )


PLATFORMS = (
    Platform("amd64, musl", musl("x86_64"), complete=True),
    Platform("amd64, glibc", glibc("x86_64"), complete=True),
    Platform("arm64, musl", musl("aarch64"), complete=True),
    Platform("arm64, glibc", glibc("aarch64"), complete=True),
    Platform("32-bit ARM, musl", musl("armv7l"), complete=False),
    Platform("32-bit ARM, glibc", glibc("armv7l"), complete=False),
)


def locked(text: str) -> dict[str, tuple[str, frozenset[str]]]:
    """The packages of a lock file: name to (version, the SHA-256 of each of its files)."""
    found = re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)((?:.*\n)(?:\s+--hash=.*\n)+)", text, re.MULTILINE)
    return {name: (version, frozenset(re.findall(r"sha256:([0-9a-f]{64})", rest))) for name, version, rest in found}


def look_up(platform: Platform, packages: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Packages with a wheel, name to its SHA-256, and those without. `packages`: name to version. Raises
    RuntimeError with what pip said when it fails for another reason, such as a network that is away."""
    wanted, missing = dict(packages), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        asked, answer = Path(folder) / "asked.txt", Path(folder) / "answer.json"
        while True:
            asked.write_text("".join(f"{name}=={version}\n" for name, version in wanted.items()))
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--dry-run"),
                    *("--ignore-installed", "--no-deps", "--only-binary=:all:", "--python-version", PYTHON),
                    *(part for tag in platform.tags for part in ("--platform", tag)),
                    *("--target", Path(folder) / "nothing", "--report", answer, "--requirement", asked),
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode == 0:
                found = json.loads(answer.read_text(encoding="utf-8"))["install"]
                return {
                    re.sub(r"[-_.]+", "-", each["metadata"]["name"]).lower(): each["download_info"]["archive_info"][
                        "hashes"
                    ]["sha256"]
                    for each in found
                }, missing
            without = MISSING.search(done.stderr)
            if without is None or without[1] not in wanted:
                raise RuntimeError(done.stderr.strip() or "pip gave no reason")
            missing.append(without[1])
            del wanted[without[1]]


def told(
    platform: Platform, found: Mapping[str, str], missing: Sequence[str], hashes: Mapping[str, frozenset[str]]
) -> tuple[str, bool]:
    """A line about a platform, and whether it is as it has to be."""
    strange = [name for name, digest in found.items() if digest not in hashes[name]]
    line = f"{platform.name}: {len(found)} of {len(hashes)} packages have a wheel"
    if missing:
        line += f"; none for {', '.join(sorted(missing))}"
    if strange:
        line += f"; not the locked file: {', '.join(sorted(strange))}"
    return line, not strange and not (missing and platform.complete)


def main() -> int:
    """Print a line for each platform; gives back the exit status."""
    packages = locked(LOCK.read_text(encoding="utf-8"))
    versions = {name: version for name, (version, _) in packages.items()}
    hashes = {name: digests for name, (_, digests) in packages.items()}
    well = True
    for platform in PLATFORMS:
        try:
            line, good = told(platform, *look_up(platform, versions), hashes)
        except RuntimeError as error:
            print(f"{platform.name}: could not be looked up: {str(error).splitlines()[-1]}", file=sys.stderr)
            return 1
        print(line if good else f"WRONG {line}", flush=True)
        well = well and good
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
