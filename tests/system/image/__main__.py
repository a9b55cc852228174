"""Does the image work, and how large is it? The Dockerfile's own steps in an empty folder, then the program in it.

As another user who can write the volume and nothing else, with the environment, the command and the health check that
the Dockerfile names, against a Telegram on this machine; how much memory and processor time it takes at rest; and then
every line of docs/docker.md. What differs from a container: the base is this machine's Python and its C library, so
`apk` is left out (strip has to be here), and the sizes of the base are figures of its makers. Needs the network for the
packages, and root for another user. Ends with 1 when anything is wrong.
"""

from __future__ import annotations

import asyncio
import os
import re
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
from tests.system.image.built import DATA, Built, Container
from tests.system.image.steps import MOVED, Stage, Step, moved, only_moved, read
from tests.system.image.walk_through import walk_through

PROJECT = Path(__file__).parents[3]
# python:3.13-alpine, unpacked and as it is fetched, in megabytes.
BASE, BASE_PACKED = 45.0, 17.0
MOST = 205.0
MEGABYTE = 1e6
# Steps that are of the base's own system.
OF_THE_BASE = ("apk ", "rm -rf /usr/local/lib/python3.13/")
# Seconds until it has to be up: nothing is compiled beforehand.
STARTING = 60.0
# Seconds until it rests, and for which its rest is looked at.
SETTLING, RESTING = 20.0, 30.0


def build(stages: list[Stage], root: Path) -> Built:
    """Do all steps; what one stage takes from another lies in the same folder already."""
    for folder in MOVED:
        (root / folder.strip("/")).mkdir(parents=True)
    tools = root / "tools"
    tools.mkdir()
    python, libraries = base_python(stages[-1].user[0], root.parent / "base")
    (tools / "python").write_text(f'#!/bin/sh\nexec {python} "$@"\n')
    (tools / "python").chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    environment |= {"LD_LIBRARY_PATH": libraries} if libraries else {}
    environment |= {"PATH": f"{tools}:{os.environ['PATH']}", "PIP_QUIET": "1"}
    for stage in stages:
        for step in stage.steps:
            print(f"  {step.kind} {step.text[:100]}", flush=True)
            do(step, root, environment)
    return Built(root, stages[-1], libraries)


def base_python(user: int, copy: Path) -> tuple[str, str]:
    """A Python to make a virtual environment of that the other user can run, too: one of the machine, else a copy of
    the one that runs this, which may be below a home folder; and the folder of its library if the system does not know
    that. Raises LookupError for none."""
    name = f"python3.{sys.version_info.minor}"
    copied = str(copy / "bin" / name)
    for found in (str(Path(sys.base_prefix) / "bin" / name), f"/usr/local/bin/{name}", f"/usr/bin/{name}", copied):
        if found == copied:
            left_out = shutil.ignore_patterns("test", "idlelib", "site-packages", "__pycache__", "*.a")
            shutil.copytree(sys.base_prefix, copy, symlinks=True, ignore=left_out)
        libraries = str(copy / "lib") if found == copied else ""
        environment = {"LD_LIBRARY_PATH": libraries} if libraries else {}
        try:
            subprocess.run(
                [found, "-c", "import ensurepip, venv"], user=user, env=environment, check=True, capture_output=True
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return found, libraries
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
    volume = root / DATA.lstrip("/")
    found = (path for path in root.rglob("*") if path != volume and not path.is_relative_to(volume))
    # The volume is put into its folder.
    return {str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in found if path != volume.parent}


def shut(root: Path) -> None:
    """Take everybody's right to write away, but in the volume."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink() and not path.is_relative_to(root / DATA.lstrip("/")):
            path.chmod(path.stat().st_mode & ~0o222 | 0o444 | (0o111 if path.is_dir() else 0))


async def run(built: Built, folder: Path) -> list[str]:
    """Start the program as the image would, ask for its health, let it rest, end it; what is wrong."""
    wrong: list[str] = []
    async with LocalTelegram(token=TOKEN) as telegram:
        token = folder / "token"
        token.write_text(telegram.token)
        token.chmod(0o444)
        settings = {"BOT_TOKEN_FILE": "/run/secrets/bot_token", "TELEGRAM_API_URL": telegram.url}
        mounts = {"/run/secrets/bot_token": token, DATA: folder / "volume"}
        # A machine's proxy is no way to the health check.
        settings["HTTP_PROXY"], settings["NO_PROXY"] = "http://127.0.0.1:9", "127.0.0.1"
        container = Container(settings, built.stage.user, mounts)
        built.mount_data(container)
        began = time.monotonic()
        log = folder / "log"
        with log.open("wb") as said:
            process = built.start(built.stage.command, container, said)
        while "runs as @" not in log.read_text():
            if process.poll() is not None or time.monotonic() > began + STARTING:
                process.kill()
                return ["it does not start: " + log.read_text()]
            await asyncio.sleep(0.1)
        print(f"up after {time.monotonic() - began:.1f} s", flush=True)
        ana = telegram.person("Ana")
        ana.start()
        await eventually(lambda: ana.texts, "an answer", 20)
        unproxied = Container({**settings, "NO_PROXY": ""}, built.stage.user, mounts)
        if await waited(built.start(built.stage.health, unproxied)) != 0:
            wrong.append("the health check fails")
        print(await rested(process.pid), flush=True)
        process.terminate()
        status = await waited(process)
        if status != 0:
            wrong.append(f"it ended with {status}")
        if await waited(built.start(built.stage.health, container, subprocess.DEVNULL)) == 0:
            wrong.append("the health check passes without a program")
    if not (folder / "volume" / "limber.db").exists():
        wrong.append("there is no record in the volume")
    return wrong


async def waited(process: subprocess.Popen[bytes]) -> int:
    """A process's status, while everything else goes on."""
    return await asyncio.to_thread(process.wait, 15)


async def rested(pid: int) -> str:
    """What a process takes while nobody writes: a line. PSS: memory, with what is shared counted by halves; the most so
    far counts everything."""
    await asyncio.sleep(SETTLING)
    before = processor_seconds(pid)
    await asyncio.sleep(RESTING)
    used = (processor_seconds(pid) - before) / RESTING
    now, most = mebibytes(pid, "smaps_rollup", "Pss"), mebibytes(pid, "status", "VmHWM")
    return f"at rest: {now:.0f} MiB of memory, at most {most:.0f} MiB since the start; {used:.1%} of a core"


def mebibytes(pid: int, file: str, name: str) -> float:
    """A size that the kernel tells of a process."""
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{pid}/{file}").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


def processor_seconds(pid: int) -> float:
    """Processor time of a process so far."""
    numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


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
        built = build(stages, root)
        unpacked, packed = sizes(root)
        print(
            f"adds {unpacked:.1f} MB, {packed:.1f} MB packed, to a base of {BASE:.0f} MB, {BASE_PACKED:.0f} MB packed"
        )
        print(f"the image has {unpacked + BASE:.1f} MB, {packed + BASE_PACKED:.1f} MB packed")
        wrong = left_over(root) + ([f"more than {MOST:.0f} MB"] if unpacked + BASE > MOST else [])
        shut(root)
        before = state(root)
        for name, trial in (("once", run), ("guide", walk_through)):
            (Path(folder) / name).mkdir()
            wrong += asyncio.run(trial(built, Path(folder) / name))
        changed = sorted(set(before.items()) ^ set(state(root).items()))
        if changed:
            wrong.append(f"written outside of the volume: {[path for path, _ in changed][:10]}")
        for one in wrong:
            print(one, file=sys.stderr)
    print("something is wrong" if wrong else "all is well")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
