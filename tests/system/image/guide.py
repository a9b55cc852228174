"""docs/docker.md, line by line: what each line is, and who can run it without a container engine.

A line that has no rule is an error, so that nothing is written there that nobody tried.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

GUIDE = Path(__file__).parents[3] / "docs" / "docker.md"
# What the engine's own client says once it understood a line and looks for the engine.
UNDERSTOOD = "failed to connect to the docker API"


class Way(StrEnum):
    """How the image check tries a line."""

    SHELL = "by the shell, as it stands"
    INSIDE = "the same command in the built tree, as the container's user, with its settings and mounts"
    LIFE = "the program of the built tree is started or ended, with what the compose file or the unit says"
    FORM = "by its form alone: only an engine can do it"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block, with its here-document; `number` counts from 1 in the guide."""

    number: int
    heading: str
    text: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Lines of one kind, and how they are tried."""

    pattern: str
    way: Way

    def fits(self, text: str) -> bool:
        """Whether a line, without a comment behind it, is of this kind."""
        return re.fullmatch(self.pattern, text) is not None


COMPOSE = r"(?:sudo )?docker compose"
RULES = (
    Rule(r"[A-Z_]+=[^ ;&|`]+|LAST=\$\(ls backups/limber-\*\.db \| tail -n 1\)", Way.SHELL),
    Rule(r"(?:cd|ls|cp -r|cp|mkdir -p|mkdir -p -m 700|chmod 600) [\w./~$ -]+", Way.SHELL),
    Rule(r"cat >>? [\w.~/]+ <<'END'|echo (['\"]).*\1 >>? [\w.~/-]+", Way.SHELL),
    Rule(r"grep '\^BOT_TOKEN=' \.env \| cut -d \"'\" -f 2 > secrets/bot_token", Way.SHELL),
    Rule(r"sed -i '/\^BOT_TOKEN=/d' \.env", Way.SHELL),
    Rule(
        r"sudo (?:mkdir -p -m 700|chmod 400|chown(?: -R)? (?:[\d:]+|\"\$\(id -u\):\$\(id -g\)\")) [\w./ -]+", Way.SHELL
    ),
    Rule(r"curl --fail --silent --show-error http://127\.0\.0\.1:8080/\w+", Way.SHELL),
    Rule(r"(?:cd [\w./-]+ && )?sh deploy/docker-backup\.sh", Way.SHELL),
    Rule(r"\(crontab -l 2>/dev/null \|\| true; echo \".+\"\) \| crontab -", Way.SHELL),
    Rule(r"git clone \"\$REPOSITORY\" limber|git pull --ff-only|git rev-parse HEAD > before\.commit", Way.SHELL),
    Rule(rf"{COMPOSE} (?:exec|run --rm)(?: -T)? limber [^;&|]+(?: \|\| true)?", Way.INSIDE),
    Rule(rf"{COMPOSE} run --rm -T limber sh -c '[^']+' < \"\$LAST\"", Way.INSIDE),
    Rule(r"python -m bot \w+", Way.INSIDE),
    Rule(r"podman exec limber [^;&|]+", Way.INSIDE),
    Rule(rf"{COMPOSE} (?:up|down|stop|start|ps)(?: [\w-]+)*", Way.LIFE),
    Rule(rf"{COMPOSE} logs (?:--[\w-]+(?: \w+)? )*limber(?: \| grep -E '[\w|]+' \|\| true)?", Way.LIFE),
    Rule(r"systemctl --user (?:daemon-reload|start limber|restart limber)", Way.LIFE),
    Rule(r"podman logs --tail \d+ limber", Way.LIFE),
    Rule(rf"{COMPOSE} build (?:--build-arg \w+=\S+ )?limber", Way.FORM),
    Rule(rf"{COMPOSE} --profile replicas (?:up -d --build proxy|ps)", Way.FORM),
    Rule(r"docker tag limber(?::before)? limber(?::before)?|docker image prune --force", Way.FORM),
    Rule(r"podman build --format docker --tag limber \.", Way.FORM),
    Rule(r"printf %s \"\$BOT_TOKEN\" \| podman secret create limber_token -|loginctl enable-linger", Way.FORM),
)


def lines(text: str) -> Iterator[Line]:
    """The lines of all blocks of shell, in order, each here-document with the line that begins it."""
    heading, inside, begun = "", False, None
    for number, line in enumerate(text.splitlines(), 1):
        if not inside and line.startswith("## "):
            heading = line[3:]
        elif not inside and line.startswith("```"):
            if line != "```sh":
                raise ValueError(f"line {number}: a block that is not sh: {line}")
            inside = True
        elif inside and begun is None and line == "```":
            inside = False
        elif inside and begun is not None:
            begun = Line(begun.number, heading, begun.text, f"{begun.document}{line}\n")
            if line == "END":
                yield begun
                begun = None
        elif inside and line.endswith("<<'END'"):
            begun = Line(number, heading, line)
        elif inside and line.strip():
            yield Line(number, heading, line)


def rule_of(line: Line) -> Rule | None:
    """The first rule for a line; None when there is none."""
    return next((rule for rule in RULES if rule.fits(line.text)), None)


def sections(text: str) -> Mapping[str, list[Line]]:
    """The lines by the heading that they stand under."""
    found: dict[str, list[Line]] = {}
    for line in lines(text):
        found.setdefault(line.heading, []).append(line)
    return found


def docker_compose() -> Path | None:
    """The real docker-compose, which comes with the packages for the tests; None where its makers have none."""
    path = Path(sys.executable).with_name("docker-compose")
    return path if path.exists() else None


def misunderstood(program: Path, words: list[str], folder: Path) -> str:
    """What docker-compose has against its arguments, in a folder with a compose file; empty when it would call the
    engine. `words`: what stands behind `docker compose`."""
    done = subprocess.run(
        [program, *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "DOCKER_HOST": "unix:///nowhere.sock"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stderr.strip()
    return "" if done.returncode == 0 or UNDERSTOOD in said else said or f"status {done.returncode}"
