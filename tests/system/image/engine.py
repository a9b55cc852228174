"""Stands in for docker, podman and systemctl while docs/docker.md is run: the same command, in the built tree.

    python -m tests.system.image.engine STATE docker compose exec limber python -m bot doctor

`STATE` is a folder with state.json: the tree, a free port for 8080, where Telegram and the proxy are on this machine.
What the real docker-compose says about arguments, the compose file and .env is believed; what is not known ends with
97.
"""

from __future__ import annotations

import configparser
import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.system.image.built import Built, Container
from tests.system.image.guide import docker_compose, misunderstood
from tests.system.image.steps import read

PROJECT = Path(__file__).parents[3]
UNKNOWN, STARTING, ENDING = 97, 60.0, 20.0
UNIT = Path(".config/containers/systemd/limber.container")


class Engine:
    """Containers of one machine: at most one runs at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state: dict[str, Any] = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        stage = read(PROJECT / "Dockerfile")[-1]
        self.built = Built(Path(self.state["root"]), stage, self.state["libraries"])
        self.pid, self.log = folder / "pid", folder / "log"

    # What the container is

    def of_compose(self) -> Container:
        """The service as the real docker-compose resolves it, from compose.yaml, the override and .env."""
        program = docker_compose()
        assert program is not None
        told = subprocess.run(
            [program, "config", "--format", "json"],
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder)},
            check=True,
            capture_output=True,
        )
        # It writes a dollar twice in what it resolved.
        found = json.loads(told.stdout.decode().replace("$$", "$"))
        service, secrets = found["services"]["limber"], found["secrets"]
        mounts = {
            each["target"]: Path(each["source"]) if each["type"] == "bind" else self.folder / "volumes" / each["source"]
            for each in service["volumes"]
        }
        mounts |= {each["target"]: self.mounted(Path(secrets[each["source"]]["file"])) for each in service["secrets"]}
        user, group = map(int, service["user"].split(":"))
        return self.container(service["environment"], (user, group), mounts)

    def of_unit(self) -> Container:
        """The container of the unit for Podman, with its secret and its file of settings."""
        unit = configparser.ConfigParser(interpolation=None, strict=False)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        home = Path(os.environ["HOME"])
        unit.read_string((home / UNIT).read_text(encoding="utf-8"))
        about = unit["Container"]
        environment = dict(pair.split("=", 1) for pair in about["Environment"].split())
        for line in Path(about["EnvironmentFile"].replace("%h", str(home))).read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            environment[name] = value
        secret, *options = about["Secret"].split(",")
        volume, _, target = about["Volume"].partition(":")
        held = self.folder / "secrets" / secret
        given = dict(option.split("=") for option in options)
        os.chown(held, int(given["uid"]), int(given["gid"]))
        held.chmod(int(given["mode"], 8))
        mounts = {f"/run/secrets/{secret}": held, target: self.folder / "volumes" / f"podman-{volume}"}
        return self.container(environment, self.built.stage.user, mounts)

    def mounted(self, source: Path) -> Path:
        """A file as a container has it: by itself, whatever its folder allows."""
        if not source.is_file():
            return source
        copy = self.folder / "mounted" / source.name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy2(source, copy)
        os.chown(copy, source.stat().st_uid, source.stat().st_gid)
        return copy

    def container(self, environment: dict[str, str], user: tuple[int, int], mounts: dict[str, Path]) -> Container:
        """With what belongs to this machine: a free port on loopback, where Telegram is, and the proxy."""
        wanted = environment.get("TELEGRAM_API_URL")
        assert wanted in ("", None, "http://host.docker.internal:8081"), wanted
        proxy = environment.get("HTTPS_PROXY", "").replace("proxy.example:1080", self.state["proxy"])
        return Container(
            {
                **environment,
                "TELEGRAM_API_URL": self.state["telegram"],
                "LISTEN_HOST": "127.0.0.1",
                "LISTEN_PORT": str(self.state["port"]),
                # Telegram is reached by http here.
                "HTTP_PROXY": proxy,
                "HTTPS_PROXY": proxy,
            },
            user,
            mounts,
        )

    # Its life

    def up(self, container: Container) -> int:
        """Start it, or again with other settings, and wait until its health check passes."""
        self.stop()
        self.built.mount_data(container)
        with self.log.open("ab") as log:
            process = self.built.start(self.built.stage.command, container, log)
        self.pid.write_text(str(process.pid))
        deadline = time.monotonic() + STARTING
        while self.inside(self.built.stage.health, container, quiet=True) != 0:
            if process.poll() is not None or time.monotonic() > deadline:
                print(f"it is not healthy:\n{self.log.read_text()}", file=sys.stderr)
                return 1
            time.sleep(0.3)
        return 0

    def stop(self) -> None:
        """End it, if it runs, and wait until it is gone."""
        if not self.pid.exists():
            return
        process = int(self.pid.read_text())
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
        deadline = time.monotonic() + ENDING
        while Path(f"/proc/{process}").exists() and not _is_over(process):
            if time.monotonic() > deadline:
                raise TimeoutError("it did not end")
            time.sleep(0.05)
        self.pid.unlink()

    def inside(self, command: Sequence[str], container: Container, *, quiet: bool = False) -> int:
        """The same command in the tree; its status."""
        if quiet:
            return self.built.start([*command], container, subprocess.DEVNULL).wait()
        return self.built.start([*command], container).wait()

    # What is asked of it

    def docker(self, words: list[str]) -> int:
        """A line that begins with `docker`."""
        if words[0] != "compose":
            return 0 if words[0] == "tag" or words == ["image", "prune", "--force"] else UNKNOWN
        program = docker_compose()
        if program is None:
            print("there is no docker-compose for this system", file=sys.stderr)
            return UNKNOWN
        if wrong := misunderstood(program, words[1:], Path.cwd()):
            print(wrong, file=sys.stderr)
            return UNKNOWN
        return self.compose(words[1:])

    def compose(self, words: list[str]) -> int:
        """What stands behind `docker compose`, which the real one understood."""
        verb, rest = words[0], [word for word in words[1:] if not word.startswith("-")]
        if verb in ("exec", "run"):
            if verb == "exec" and not self.pid.exists():
                print('service "limber" is not running', file=sys.stderr)
                return 1
            container = self.of_compose()
            self.built.mount_data(container)
            return self.inside(words[words.index("limber") + 1 :], container)
        if verb in ("up", "start"):
            return self.up(self.of_compose())
        if verb in ("stop", "down"):
            self.stop()
            return 0
        if verb == "logs" and rest[-1] == "limber":
            sys.stdout.write(self.log.read_text())
            return 0
        return 0 if verb in ("ps", "build", "--profile") else UNKNOWN

    def podman(self, words: list[str]) -> int:
        """A line that begins with `podman`."""
        match words:
            case ["secret", "create", name, "-"]:
                held = self.folder / "secrets" / name
                held.parent.mkdir(exist_ok=True)
                held.write_bytes(sys.stdin.buffer.read())
                return 0
            case ["exec", "limber", *command]:
                return self.inside(command, self.of_unit())
            case ["logs", *_]:
                sys.stdout.write(self.log.read_text())
                return 0
            case ["build", *_]:
                return 0
        return UNKNOWN

    def systemctl(self, words: list[str]) -> int:
        """A line that begins with `systemctl`."""
        if words == ["--user", "daemon-reload"]:
            return 0
        return self.up(self.of_unit()) if words in (["--user", "start", "limber"],) else UNKNOWN


def _is_over(process: int) -> bool:
    """Whether a process only waits to be looked after by its parent."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def crontab(words: list[str], folder: Path) -> int:
    """`-l` lists, `-` takes a table from standard input: its newest line is run at once."""
    kept = folder / "crontab"
    if words == ["-l"]:
        sys.stdout.write(kept.read_text() if kept.exists() else "")
        return 0 if kept.exists() else 1
    table = sys.stdin.read()
    kept.write_text(table)
    found = re.fullmatch(r"(\d+) (\d+) \* \* \* (.+)", table.splitlines()[-1])
    return UNKNOWN if found is None else subprocess.run(["/bin/sh", "-c", found[3]], check=False).returncode


def main(folder: Path, program: str, words: list[str]) -> int:
    """Do what a line says; gives back its status."""
    if program == "crontab":
        return crontab(words, folder)
    engine = Engine(folder)
    ways = {"docker": engine.docker, "podman": engine.podman, "systemctl": engine.systemctl}
    if program == "python":
        # The container's own console.
        container = engine.of_compose()
        return engine.inside(["python", *words], container)
    status = ways[program](words)
    if status == UNKNOWN:
        print(f"not known: {shlex.join([program, *words])}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
