"""The command line: `python -m bot ...` as a process, what it says in one line, and its exit status."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot.local.faults import Fault
from bot.local.server import LocalTelegram
from bot.settings import VARIABLES, Settings
from content.library import SHIPPED
from storage.models import HEAD_REVISION
from tests.end_to_end.program import PROJECT, Program
from tests.stage import TOKEN, shipped_library
from tests.unit.logging_kept import logging_as_it_was

from .conftest import Plan, eventually
from .test_server import free_port


def bot(folder: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run `python -m bot` in a folder: exit status, standard output, standard error."""
    settings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), **environment}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=settings,
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return done.returncode, done.stdout, done.stderr


def broken_library(folder: Path) -> Path:
    """A copy of the shipped library with two faults in one of its movements."""
    copy = folder / "movements"
    shutil.copytree(SHIPPED, copy)
    file = copy / "inner-thigh-stretch.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("position: seated", "position: sofa").replace("first_side: ", "frist_side: ", 1))
    return copy


# As a process


def test_a_good_library_is_summed_up(tmp_path: Path) -> None:
    """Exit 0, one line on standard output."""
    assert bot(tmp_path, "check") == (0, "3 movements, 7 variations, 65 steps\n", "")


def test_every_fault_of_a_library_is_named_at_once(tmp_path: Path) -> None:
    """Exit 2; file, line, what, and the mend; nothing else."""
    folder = broken_library(tmp_path)
    status, out, err = bot(tmp_path, "check", str(folder))
    assert (status, out) == (2, "")
    lines = err.splitlines()
    assert len(lines) >= 2
    assert all(re.match(rf"{re.escape(str(folder))}/inner-thigh-stretch\.yaml:\d+: .+; .+", line) for line in lines)
    assert "sofa" in err


def test_a_broken_library_never_starts_the_bot(tmp_path: Path) -> None:
    """Exit 2, the same lines; no database was made and nobody was called."""
    folder = broken_library(tmp_path)
    status, out, err = bot(tmp_path, "run", BOT_TOKEN=TOKEN, CONTENT_DIR=str(folder))
    assert (status, out) == (2, "")
    assert "sofa" in err
    assert "Traceback" not in err
    assert not (tmp_path / "data").exists()


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    """Exit 2; the variable, what is wrong, the mend."""
    assert bot(tmp_path, "run", BOT_TOKEN="hello") == (  # noqa: S106
        2,
        "",
        "BOT_TOKEN does not look like a token; copy the whole line that @BotFather sent\n",
    )


def test_a_database_is_made_and_then_left_alone(tmp_path: Path) -> None:
    """`migrate` says which of the two it was."""
    made = bot(tmp_path, "migrate")
    assert (made[0], made[1]) == (0, "the database is up to date now\n")
    assert (tmp_path / "data" / "limber.db").is_file()
    assert bot(tmp_path, "migrate") == (0, "the database was up to date\n", "")


async def test_a_token_that_telegram_does_not_know_is_one_line(tmp_path: Path, telegram: LocalTelegram) -> None:
    """Exit 2; the token itself is not shown."""
    other = "11:" + "B" * 35
    status, out, err = await asyncio.to_thread(
        bot, tmp_path, "run", BOT_TOKEN=other, TELEGRAM_API_URL=telegram.url, LOG_LEVEL="ERROR"
    )
    assert (status, out) == (2, "")
    assert err == "BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather\n"


async def test_ctrl_c_ends_a_bot_that_waits_for_telegram(tmp_path: Path) -> None:
    """Exit 0 within three seconds, although nobody answers."""
    program = Program(tmp_path, BOT_TOKEN=TOKEN, TELEGRAM_API_URL=f"http://127.0.0.1:{free_port()}")
    await program.start("telegram_unreachable")
    async with asyncio.timeout(3):
        assert await program.end() == 0
    assert not [line for line in program.said if "Traceback" in line or "Unclosed" in line]


async def test_the_local_chat_opens_ends_and_goes_on_where_it_was(tmp_path: Path) -> None:
    """Without a token: the address is printed, Ctrl-C ends it with 0 within three seconds, and after a restart both the
    chat and the walk stand where they stood."""
    program = Program(tmp_path)
    await program.start()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", program.url)
    async with LocalChat(program.url) as chat:
        await chat.says("/start seated")
        await chat.says("next")
        first = await chat.waits_for("step 1 of")
        await chat.says("next")
        await chat.waits_for("step 2 of")
    async with asyncio.timeout(3):
        assert await program.end() == 0
    assert not [line for line in program.said if "Traceback" in line or "ERROR" in line]

    again = Program(tmp_path)
    await again.start()
    async with LocalChat(again.url) as chat:
        assert first in await chat.texts()
        await chat.says("next")
        await chat.waits_for("step 3 of")
    assert await again.end(signal.SIGTERM) == 0


class LocalChat:
    """The chat page, as its script talks to the server."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def __aenter__(self) -> LocalChat:
        from aiohttp import ClientSession

        self.session = ClientSession()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.session.close()

    async def says(self, text: str) -> None:
        """Write to the bot."""
        raise NotImplementedError

    async def texts(self) -> list[str]:
        """What the bot said."""
        raise NotImplementedError

    async def waits_for(self, words: str) -> str:
        """The bot's text with these words, once it is there."""
        raise NotImplementedError
