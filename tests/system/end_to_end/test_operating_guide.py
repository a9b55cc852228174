"""The operator's guide, line by line: from an empty folder to a bot that runs, is backed up, watched and updated.

Every command runs, in order, in one shell, against the Bot API stand-in. What belongs to a machine is replaced as
listed here, and nothing else:

    /srv/limber /etc /var/lib/limber /usr/local/bin    a folder of their own in the test's folder
    8080, the token                                    a free port, a token that the stand-in knows
    TELEGRAM_API_URL, DATABASE_URL                     are added to the settings, the latter with its default
    sudo, setpriv                                      run the command as whoever runs the test
    install                                            leaves out whose a file is
    apt-get, useradd, journalctl                       do nothing
    git clone, git pull, make setup                    give this very checkout, and its .venv
    systemctl                                          is tests/system/end_to_end/service_manager.py
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.emulator.server import LocalTelegram
from tests.harness.patience import HANGS
from tests.harness.program import PROJECT, free_port

GUIDE = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
TOKEN = "10:" + "A" * 35
# Where the guide asks its reader to press START.
STARTED = next(number for number, block in enumerate(BLOCKS) if "enable --now limber\n" in block) + 1

# What stands in for a command of the machine.
STANDING_IN = {
    "sudo": 'exec "$@"',
    "setpriv": 'while :; do case "$1" in --*) shift;; *) exec "$@";; esac; done',
    "install": 'n=$#; while [ $n -gt 0 ]; do case "$1" in -o|-g) shift 2; n=$((n-2));; *) set -- "$@" "$1"; shift; '
    'n=$((n-1));; esac; done; exec {install} "$@"',
    "apt-get": "exit 0",
    "useradd": "exit 0",
    "journalctl": "exit 0",
    "make": "exit 0",
    "git": 'case "$1" in clone) cp -a "$2" "$3";; esac',
    "systemctl": 'exec {python} {manager} {folder} "$@"',
}


@dataclass(frozen=True)
class Machine:
    """A folder that stands for a new server."""

    folder: Path
    port: int

    def own(self, text: str) -> str:
        """A text of the guide, or of a file that it installs, as it is on this machine."""
        text = re.sub(r"(?<![\w.])(/srv/limber|/etc/|/var/lib/limber|/usr/local/bin)", rf"{self.folder}\1", text)
        text = text.replace("8080", str(self.port)).replace("https://git.example/limber.git", f"{self.folder}/origin")
        return re.sub(r"[0-9]+:AAF-put-your-own-[\w-]+", TOKEN, text)

    async def run(self, script: str) -> str:
        """Run commands; what they print. Fails with that when one of them does."""
        path = os.pathsep.join((f"{self.folder}/stand-ins", f"{self.folder}/usr/local/bin", os.environ["PATH"]))
        process = await asyncio.create_subprocess_exec(
            *("sh", "-euc", script),
            cwd=self.folder,
            env={"PATH": path},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(HANGS):
            said = (await process.communicate())[0].decode()
        assert process.returncode == 0, said
        return said


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A new server; whatever was started on it is ended."""
    if shutil.which("curl") is None:
        pytest.skip("the guide watches with curl, which is not on this machine")
    there = Machine(tmp_path, free_port())
    for name in ("stand-ins", "etc/systemd/system", "usr/local/bin", "var/lib", "srv", "origin"):
        (tmp_path / name).mkdir(parents=True)
    for name, line in STANDING_IN.items():
        file = tmp_path / "stand-ins" / name
        manager = Path(__file__).with_name("service_manager.py")
        names = {"{install}": shutil.which("install") or "", "{python}": sys.executable}
        for sign, value in {**names, "{manager}": str(manager), "{folder}": str(tmp_path)}.items():
            line = line.replace(sign, value)
        file.write_text(f"#!/bin/sh\n{line}\n")
        file.chmod(0o755)
    origin = tmp_path / "origin"
    for name in ("bot", "content", "storage"):
        (origin / name).symlink_to(PROJECT / name)
    (origin / ".venv/bin").mkdir(parents=True)
    (origin / ".venv/bin/python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (origin / ".venv/bin/python").chmod(0o755)
    (origin / "deploy").mkdir()
    for file in (PROJECT / "deploy").glob("limber*"):
        (origin / "deploy" / file.name).write_text(there.own(file.read_text(encoding="utf-8")))
    yield there
    for pid in tmp_path.glob("*.pid"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid.read_text()), signal.SIGKILL)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_every_block_of_the_guide_is_shell(number: int) -> None:
    """As `sh` reads it, without running it."""
    subprocess.run(["sh", "-n"], input=BLOCKS[number], text=True, check=True)


def test_the_guide_is_two_pages_and_what_it_links_to_is_there() -> None:
    """And every line of the doctor's that it explains is one."""
    assert len(GUIDE.splitlines()) <= 170
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", GUIDE)
    assert [name for name in linked if not (PROJECT / "docs" / name).exists()] == []
    source = (PROJECT / "bot" / "operations" / "doctor.py").read_text(encoding="utf-8")
    lines = set(re.findall(r'Finding\((?:Severity\.\w+|level|wrong), "([a-z ]+)"', source)) | {"settings"}
    told = {name for row in re.findall(r"^\| (`[^|]+) \|", GUIDE, re.MULTILINE) for name in re.findall(r"`(.+?)`", row)}
    assert told
    assert told <= lines


@pytest.mark.system
async def test_the_guide_takes_a_new_server_to_a_bot_that_is_backed_up_and_watched(machine: Machine) -> None:
    """Every command succeeds, the doctor has nothing to mend, and Ana is on record through backup, restore, update."""
    record = machine.folder / "var/lib/limber/limber.db"
    async with LocalTelegram(token=TOKEN) as telegram:
        api = f'TELEGRAM_API_URL="{telegram.url}"\nDATABASE_URL="sqlite:///{record}"\nLISTEN_PORT='
        first = "\n".join(machine.own(block) for block in BLOCKS[:STARTED])
        before = await machine.run(first.replace("LISTEN_PORT=", api))
        assert f"warn database    there is none at {record}" in before
        assert "FAIL" not in before
        ana = telegram.person("Ana")
        ana.start()
        await ana.hears("Hello Ana.", seconds=HANGS)

        rest = "\n".join(machine.own(block) for block in ("cd /srv/limber", *BLOCKS[STARTED:]))
        after = await machine.run(rest)
        assert [line for line in after.splitlines() if line.startswith(("warn", "FAIL"))] == []
        assert after.count("ok   database    SQLite, sound, can be written; a bot runs on it") == 2
        assert after.count("limber-2") >= 2
        assert f"{machine.folder}/var/lib/limber/rehearsal/limber.db: 1 person, " in after
        assert f"{record}: 1 person, " in after
        assert after.count("everything is accounted for") == 2
        assert "limber_" in after
        assert TOKEN not in before + after

        ana.say("/help")
        await ana.hears("next", seconds=HANGS)
        await machine.run("systemctl stop limber")
    with contextlib.closing(sqlite3.connect(record)) as connection:
        assert connection.execute("SELECT first_name FROM person").fetchall() == [("Ana",)]
    kept = [path.name for path in record.parent.iterdir() if "before-restore" in path.name]
    assert len(kept) == 1
    modes = {path.stat().st_mode & 0o77 for path in (record.parent, *record.parent.rglob("*"))}
    assert modes == {0}
