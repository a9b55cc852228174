"""docs/docker.md from its first line to its last, in one folder, with the program of the built tree.

What belongs to a machine is replaced as listed here, and nothing else:

    docker, podman, systemctl, crontab    tests/system/image/engine.py, with the real docker-compose behind it
    sudo, id                              run the command as root; say 12345
    git                                   gives the files of this very checkout
    loginctl                              does nothing
    8080, the token, /volume1             a free port, a token that the stand-in knows, a folder
    api.telegram.org, proxy.example       the stand-in for Telegram, a real SOCKS5 proxy on this machine
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.emulator.server import LocalTelegram
from tests.harness.patience import HANGS
from tests.harness.program import PROJECT, free_port
from tests.harness.socks import socks_server
from tests.harness.stage import TOKEN
from tests.system.image.built import DATA, Built
from tests.system.image.guide import GUIDE, Line, Way, rule_of, sections

USER = 12345
CHECKOUT = ("bot", "content", "storage", "deploy", "compose.yaml", "Dockerfile", ".gitignore")
STANDING_IN = {
    **dict.fromkeys(("docker", "podman", "systemctl", "crontab"), 'exec {python} -m {engine} {state} {name} "$@"'),
    "git": 'case "$1" in clone) cp -r "$2" "$3";; pull) ;; rev-parse) echo 1234567;; *) exit 97;; esac',
    "sudo": 'exec "$@"',
    "id": f"echo {USER}",
    "loginctl": '[ "$*" = enable-linger ]',
}
# What a line has to say, by a part of its text; the doctor and the audit come with their own.
SAID = {
    "bot audit": "everything is accounted for",
    "bot check": "movements, ",
    "ls backups": "limber-2",
    "bot restore": "what was there before is kept: data/limber.db.before-restore-",
}
# Sections that stand in place of those before them, and go on from the first one.
ANOTHER_WAY = ("Two replicas with PostgreSQL", "Synology", "Rootless Podman")
# Sections after which Ana is still known.
KNOWN = ("Start", "The token as a secret", "The database in a folder, as any user", "Backup and restore")


class Guide:
    """The walk through the guide; `wrong` is what did not go as it says."""

    def __init__(self, built: Built, folder: Path, telegram: LocalTelegram, proxy: int) -> None:
        self.folder, self.wrong, self._port = folder, list[str](), free_port()
        self.settings = ""
        self._console = f"exec {sys.executable} -m tests.system.image.engine {folder}/state python"
        for name in ("state", "stand-ins", "home", "volume1/docker"):
            (folder / name).mkdir(parents=True)
        state = {
            "root": str(built.root),
            "libraries": built.libraries,
            "port": self._port,
            "telegram": telegram.url,
            "proxy": f"127.0.0.1:{proxy}",
        }
        (folder / "state" / "state.json").write_text(json.dumps(state))
        for name, text in STANDING_IN.items():
            signs = {"python": sys.executable, "engine": "tests.system.image.engine", "name": name}
            for sign, value in {**signs, "state": f"{folder}/state"}.items():
                text = text.replace(f"{{{sign}}}", value)
            (folder / "stand-ins" / name).write_text(f"#!/bin/sh\n{text}\n")
            (folder / "stand-ins" / name).chmod(0o755)
        (folder / "volume1" / "docker" / "limber").symlink_to(folder / "home" / "limber")
        for name in CHECKOUT:
            there = folder / "origin" / name
            there.parent.mkdir(exist_ok=True)
            if (PROJECT / name).is_dir():
                shutil.copytree(PROJECT / name, there, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(PROJECT / name, there)

    def own(self, text: str) -> str:
        """A text of the guide as it is on this machine."""
        text = re.sub(r"[0-9]+:AAF-put-your-own-[\w-]+", TOKEN, text)
        text = text.replace("127.0.0.1:8080", f"127.0.0.1:{self._port}").replace("/volume1", f"{self.folder}/volume1")
        return text.replace("https://git.example/limber.git", f"{self.folder}/origin")

    def script(self, section: list[Line]) -> Iterator[str]:
        """The section's lines for the shell, each announced by its number."""
        for line in section:
            yield f"printf '\\n#{line.number}\\n'"
            text = self.own(f"{line.text}\n{line.document}")
            in_console = line.text.startswith("python ")
            yield f"({self._console}{text.removeprefix('python').rstrip()})" if in_console else text

    async def run(self, section: list[Line]) -> str:
        """Run a section in the folder where the one before ended; what it says. A line that fails is wrong."""
        where = self.folder / "home" / "limber"
        process = await asyncio.create_subprocess_exec(
            *("/bin/sh", "-euc", "\n".join(self.script(section))),
            cwd=where if where.exists() else where.parent,
            env={
                "PATH": f"{self.folder}/stand-ins:{os.environ['PATH']}",
                "HOME": str(self.folder / "home"),
                "PYTHONPATH": str(PROJECT),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(4 * HANGS):
            said = (await process.communicate())[0].decode()
        if process.returncode != 0:
            self.wrong.append(f"docs/docker.md: a line ends with {process.returncode}:\n{said}")
        return said

    async def begin_again(self) -> None:
        """End the bot, and go on with the settings as they were after the first section."""
        await self.run([Line(0, "", "docker compose down")])
        where = self.folder / "home" / "limber"
        (where / "compose.override.yaml").unlink(missing_ok=True)
        (where / ".env").write_text(self.settings)

    def look_at(self, section: list[Line], said: str) -> None:
        """Compare what a section said with what it has to say."""
        parts = dict(re.findall(r"^#(\d+)\n(.*?)(?=^#\d+$|\Z)", said, re.MULTILINE | re.DOTALL))
        for line in section:
            told = parts.get(str(line.number), "")
            for part, expected in SAID.items():
                command = line.text.partition("python -m ")[2] or line.text
                if command.startswith(part) and expected not in told:
                    self.wrong.append(f"docs/docker.md:{line.number}: {line.text}: not {expected!r}, but {told!r}")
            if line.text.endswith("bot doctor"):
                bad = [each for each in told.splitlines() if each.startswith(("FAIL", "warn"))]
                if bad or "ok   token       Telegram knows it as @" not in told:
                    self.wrong.append(f"docs/docker.md:{line.number}: the doctor says {bad or told}")


def unruled(section: list[Line]) -> list[str]:
    """The lines that no rule knows."""
    return [f"docs/docker.md:{line.number}: no rule knows {line.text}" for line in section if rule_of(line) is None]


def people_in(record: Path) -> list[str]:
    """Whom a database knows."""
    with closing(sqlite3.connect(record)) as connection:
        return [row[0] for row in connection.execute("SELECT first_name FROM person")]


async def walk_through(built: Built, folder: Path) -> list[str]:
    """Run the whole guide; what is wrong. `folder` is empty, and every user may enter it."""
    carried = _Carried()
    logging.getLogger("tiny_proxy").addHandler(carried)
    logging.getLogger("tiny_proxy").setLevel(logging.INFO)
    async with LocalTelegram(token=TOKEN) as telegram, socks_server("name", "password") as proxy:
        guide = Guide(built, folder, telegram, proxy)
        ana = telegram.person("Ana")
        data = built.root / DATA.lstrip("/")
        for heading, section in sections(GUIDE.read_text(encoding="utf-8")).items():
            print(f"  guide: {heading}, {len(section)} lines", flush=True)
            guide.wrong += unruled(section)
            if guide.wrong:
                break
            if heading in ANOTHER_WAY:
                await guide.begin_again()
            guide.look_at(section, await guide.run(section))
            if guide.wrong:
                break
            if heading == "Start":
                guide.settings = (folder / "home" / "limber" / ".env").read_text(encoding="utf-8")
                ana.start()
                await ana.hears("Hello Ana.", seconds=HANGS)
            if heading in KNOWN and people_in(data / "limber.db") != ["Ana"]:
                guide.wrong.append(f"after {heading!r} the database knows {people_in(data / 'limber.db')}")
            if heading == "Update and roll back":
                ana.say("/about")
                await ana.hears("Limber ", seconds=HANGS)
            if heading == "Behind a proxy" and not carried.records:
                guide.wrong.append("nothing went through the proxy")
        await guide.run([Line(0, "", "docker compose down")])
    counts = dict.fromkeys(Way, 0)
    for section in sections(GUIDE.read_text(encoding="utf-8")).values():
        for line in section:
            rule = rule_of(line)
            counts[rule.way if rule is not None else Way.FORM] += 1
    print("  " + "; ".join(f"{count} {way}" for way, count in counts.items()))
    return guide.wrong


class _Carried(logging.Handler):
    """Remembers what the proxy connected to."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("CONNECT"):
            self.records.append(record.getMessage())
