"""Does what the operator's guide asks of systemd, for units in a folder: start, stop, restart, enable --now.

    python service_manager.py FOLDER start limber

Only what the units of this project use is understood; hardening is left to the real one.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

SECONDS = 30


class Unit:
    """A unit file of systemd, and the process that it may have."""

    def __init__(self, folder: Path, name: str) -> None:
        self.file = folder / "etc/systemd/system" / (name if "." in name else f"{name}.service")
        lines = [line.partition("=") for line in self.file.read_text().splitlines() if not line.startswith("#")]
        self.options = [(key, value) for key, _, value in lines if value]
        self.log, self.pid = folder / f"{name}.log", folder / f"{name}.pid"

    def all_of(self, option: str) -> list[str]:
        """Every value of an option, with systemd's own signs resolved."""
        values = [value for key, value in self.options if key == option]
        return [value.replace("$$", "$").replace("%%", "%") for value in values]

    def environment(self) -> dict[str, str]:
        """What the unit's processes are given."""
        pairs = self.all_of("Environment")
        for file in self.all_of("EnvironmentFile"):
            pairs += [line for line in Path(file).read_text().splitlines() if line and not line.startswith("#")]
        given = dict(shlex.split(pair)[0].split("=", 1) for pair in pairs)
        return {"PATH": os.environ["PATH"], **given}

    def start(self) -> None:
        """Run a unit of the kind oneshot; begin any other, and wait until it says that it runs."""
        commands = [shlex.split(line) for line in (*self.all_of("ExecStart"), *self.all_of("ExecStartPost"))]
        folder = next(iter(self.all_of("WorkingDirectory")), None)
        if "oneshot" in self.all_of("Type"):
            for command in commands:
                subprocess.run(command, cwd=folder, env=self.environment(), check=True)
        elif commands:
            with self.log.open("ab") as log:
                process = subprocess.Popen(
                    commands[0], cwd=folder, env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
            self.pid.write_text(str(process.pid))
            said = self.log.read_text().count("runs as @")
            deadline = time.monotonic() + SECONDS
            while self.log.read_text().count("runs as @") == said:
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"it did not start:\n{self.log.read_text()}")
                time.sleep(0.05)

    def stop(self) -> None:
        """End its process, and wait until it is gone."""
        if not self.pid.exists():
            return
        process = int(self.pid.read_text())
        os.kill(process, signal.SIGTERM)
        deadline = time.monotonic() + SECONDS
        while _is_alive(process):
            if time.monotonic() > deadline:
                sys.exit("it did not end")
            time.sleep(0.05)
        self.pid.unlink()


def _is_alive(process: int) -> bool:
    """Whether a process is there, and not only waits to be looked after by its parent."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def main(folder: Path, verb: str, *arguments: str) -> None:
    """Do one thing."""
    units = [Unit(folder, name) for name in arguments if not name.startswith("-")]
    for unit in units:
        if verb in ("stop", "restart"):
            unit.stop()
        if verb in ("start", "restart") or (verb == "enable" and "--now" in arguments):
            unit.start()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
