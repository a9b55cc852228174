"""Does the image work, and how large is it? The Dockerfile's own steps in an empty folder, then the program in it.

As another user who can write the volume and nothing else, with the environment, the command and the health check that
the Dockerfile names, against a Telegram on this machine. What differs from a container: the base is this machine's
Python and its C library, so `apk` is left out (strip has to be here), and the sizes of the base are figures of its
makers. Needs the network for the packages, and root for another user. Ends with 1 when anything is wrong.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bot.emulator.server import LocalTelegram
from tests.bot.conftest import eventually
from tests.harness.stage import TOKEN
from tests.system.image.steps import MOVED, Stage, Step, moved, only_moved, read

PROJECT = Path(__file__).parents[3]
# python:3.13-alpine, unpacked and as it is fetched, in megabytes.
BASE, BASE_PACKED = 45.0, 17.0
MOST = 185.0
MEGABYTE = 1e6
# Steps that are of the base's own system.
OF_THE_BASE = ("apk ", "rm -rf /usr/local/lib/python3.13/")
# Seconds until it has to be up: nothing is compiled beforehand.
STARTING = 60.0


def build(stages: list[Stage], root: Path) -> None:
    """Do all steps; what one stage takes from another lies in the same folder already."""
    for folder in MOVED:
        (root / folder.strip("/")).mkdir(parents=True)
    tools = root / "tools"
    tools.mkdir()
    (tools / "python").symlink_to(base_python(stages[-1].user[0]))
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    environment |= {"PATH": f"{tools}:{os.environ['PATH']}", "PIP_QUIET": "1"}
    for stage in stages:
        for step in stage.steps:
            print(f"  {step.kind} {step.text[:100]}", flush=True)
            do(step, root, environment)


def base_python(user: int) -> str:
    """A Python to make a virtual environment of that the other user can run, too. Raises LookupError for none."""
    name = f"python3.{sys.version_info.minor}"
    for found in (str(Path(sys.base_prefix) / "bin" / name), f"/usr/local/bin/{name}", f"/usr/bin/{name}"):
        try:
            subprocess.run([found, "-c", "import ensurepip, venv"], user=user, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return found
    raise LookupError(f"no {name} with venv outside of a home folder")


def do(step: Step, root: Path, environment: Mapping[str, str]) -> None:
    """One step. Raises CalledProcessError when it fails."""
    if step.kind == "RUN":
        if not step.text.startswith(OF_THE_BASE):
            only_moved(step.text)
            subprocess.run(["/bin/sh", "-euc", moved(step.text, root)], check=True, env=environment, cwd=root)
    elif not step.text.startswith("--from="):
        source, target = step.text.split()
        place = Path(moved(target, root)) / (Path(source).name if target.endswith("/") else "")
        place.parent.mkdir(parents=True, exist_ok=True)
        if (PROJECT / source).is_dir():
            shutil.copytree(PROJECT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / source, place)


def sizes(root: Path) -> tuple[float, float]:
    """Megabytes of what the last stage adds to the base: (unpacked, packed)."""
    kept = [root / "opt", root / "srv"]
    files = [path for folder in kept for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    archive = root / "layers.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=6) as packed:
        for folder in kept:
            packed.add(folder, arcname=folder.name)
    size = archive.stat().st_size
    archive.unlink()
    return sum(path.stat().st_size for path in files) / MEGABYTE, size / MEGABYTE


def state(root: Path) -> dict[str, tuple[int, int]]:
    """Every file of the tree but those of the volume: its size and when it was changed."""
    volume = root / "srv" / "limber" / "data"
    found = (path for path in root.rglob("*") if not path.is_relative_to(volume))
    return {str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in found}


def shut(root: Path) -> None:
    """Take everybody's right to write away, but in the volume."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink() and not path.is_relative_to(root / "srv" / "limber" / "data"):
            path.chmod(path.stat().st_mode & ~0o222 | 0o444 | (0o111 if path.is_dir() else 0))


async def run(stage: Stage, root: Path) -> list[str]:
    """Start the program as the image would, ask for its health, end it; what is wrong."""
    wrong: list[str] = []
    before = state(root)
    async with LocalTelegram(token=TOKEN) as telegram:
        token = root.parent / "token"
        token.write_text(telegram.token)
        token.chmod(0o444)
        environment = {name: moved(value, root) for name, value in stage.environment.items()}
        environment["PATH"] = environment["PATH"].replace("$PATH", "/usr/bin:/bin")
        environment |= {"BOT_TOKEN_FILE": str(token), "TELEGRAM_API_URL": telegram.url, "TMPDIR": "/tmp"}  # noqa: S108
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            str(root / "opt" / "limber" / "bin" / stage.command[0]),
            *stage.command[1:],
            cwd=moved(stage.workdir + "/", root),
            env=environment,
            user=stage.user[0],
            group=stage.user[1],
            extra_groups=[],
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stderr is not None
        said: list[str] = []
        async with asyncio.timeout(STARTING):
            while "runs as @" not in (line := (await process.stderr.readline()).decode()):
                said.append(line)
                if not line:
                    return ["it ended: " + "".join(said)]
        print(f"up after {time.monotonic() - began:.1f} s", flush=True)
        ana = telegram.person("Ana")
        ana.say("/start")
        await eventually(lambda: ana.texts, "an answer", 20)
        health = [str(root / "opt" / "limber" / "bin" / stage.health[0]), *stage.health[1:]]
        asked = await asyncio.create_subprocess_exec(
            *health, env=environment, user=stage.user[0], group=stage.user[1], extra_groups=[]
        )
        if await asked.wait() != 0:
            wrong.append("the health check fails")
        process.terminate()
        async with asyncio.timeout(15):
            await process.stderr.read()
            status = await process.wait()
        if status != 0:
            wrong.append(f"it ended with {status}")
        again = await asyncio.create_subprocess_exec(*health, env=environment, stderr=asyncio.subprocess.DEVNULL)
        if await again.wait() == 0:
            wrong.append("the health check passes without a program")
    changed = sorted(set(before.items()) ^ set(state(root).items()))
    if changed:
        wrong.append(f"written outside of the volume: {[path for path, _ in changed][:10]}")
    if not (root / "srv" / "limber" / "data" / "limber.db").exists():
        wrong.append("there is no record in the volume")
    return wrong


def left_over(root: Path) -> list[str]:
    """What has no place in an image."""
    names = ("pip", "setuptools", "wheel", "pytest", "tests", "__pycache__")
    found = [path for folder in ("opt", "srv") for path in (root / folder).rglob("*") if path.name in names]
    return [f"left over: {path}" for path in found]


def main() -> int:
    """Build, measure, run; gives back the exit status."""
    if os.geteuid() != 0 or shutil.which("strip") is None:
        print("this needs root, for another user, and strip (binutils)", file=sys.stderr)
        return 2
    stages = read(PROJECT / "Dockerfile")
    # Not below a home folder: the other user has to get there.
    with tempfile.TemporaryDirectory(prefix="limber-image-") as folder:
        Path(folder).chmod(0o755)
        root = Path(folder) / "image"
        root.mkdir()
        build(stages, root)
        unpacked, packed = sizes(root)
        print(
            f"adds {unpacked:.1f} MB, {packed:.1f} MB packed, to a base of {BASE:.0f} MB, {BASE_PACKED:.0f} MB packed"
        )
        print(f"the image has {unpacked + BASE:.1f} MB, {packed + BASE_PACKED:.1f} MB packed")
        wrong = left_over(root) + ([f"more than {MOST:.0f} MB"] if unpacked + BASE > MOST else [])
        shut(root)
        wrong += asyncio.run(run(stages[-1], root))
        for one in wrong:
            print(one, file=sys.stderr)
    print("something is wrong" if wrong else "all is well")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
