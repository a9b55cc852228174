"""The command line: `python -m bot ...` as a process, what it says in one line, and its exit status."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot import VERSION
from bot import __main__ as command_line
from bot.emulator.faults import Fault
from bot.emulator.people import words_of
from bot.emulator.server import LocalTelegram
from bot.i18n.catalogue import words_in
from bot.settings import VARIABLES, Settings
from bot.understanding.examples import examples
from bot.understanding.places import gazetteer
from content.library import SHIPPED, summary
from content.library_cache import NAME, read_cache
from storage.damage import FIX
from storage.records.calls import Retry
from storage.records.person import with_fields
from storage.schema.tables import HEAD_REVISION
from storage.store import Store
from tests.bot.conftest import Plan, eventually
from tests.harness.libraries import shipped_library
from tests.harness.logging_kept import logging_as_it_was
from tests.harness.patience import HANGS
from tests.harness.program import PROJECT, Program, free_port
from tests.harness.stage import TOKEN
from tests.storage.sample_people import ANA, BEN, DAILY, DAY, HOUR, NOW
from tests.storage.store_actions import decision, put_person, send, settle_due
from tests.storage.test_damage import scratch_table

OTHER_LIBRARY = PROJECT / "tests" / "content" / "other_library"
COMMANDS = ("run", "try", "check", "migrate", "audit", "doctor", "backup", "restore", "trace", "find", "erase", "move")
# What the bot says, and what Ana answers.
SETTING_UP = [
    ("Hello Ana.", "set me up"),
    ("Do any of these apply to you?", "none"),
    ("Which city are you in?", "Europe/Lisbon"),
    ("When should I remind you?", "7.30pm"),
    ("every day at 19:30, Lisbon time", "next"),
]


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
        timeout=HANGS,
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


@pytest.mark.usefixtures("as_it_was")
def test_a_good_library_is_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, one line on standard output, one on the error's for each that it could have. `make check` is for ours."""
    other = shutil.copytree(OTHER_LIBRARY, tmp_path / "other")
    assert command_line.main(["check", str(other)]) == 0
    out, err = capsys.readouterr()
    assert out == "2 movements, 3 variations, 10 steps\n"
    voice, film = err.splitlines()
    assert voice == (
        f"voice: there are no sounds, so nothing is said aloud; make them: python -m content.voice {other}"
    )
    assert film == (
        "film: there is none, so sessions come as sound or step by step; "
        f"make it: python -m content.figures --film {other}"
    )
    assert summary(shipped_library()) == "3 movements, 8 variations, 70 steps"


@pytest.mark.usefixtures("as_it_was")
def test_every_fault_of_a_library_is_named_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2; file, line, what, and the mend; nothing else."""
    folder = broken_library(tmp_path)
    assert command_line.main(["check", str(folder)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
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


@pytest.mark.usefixtures("as_it_was")
def test_a_database_is_made_and_then_left_alone(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`migrate` says which of the two it was."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert command_line.main(["migrate"]) == 0
    assert capsys.readouterr().out == "the database is up to date now\n"
    assert (here / "data" / "limber.db").is_file()
    assert command_line.main(["migrate"]) == 0
    assert capsys.readouterr() == ("the database was up to date\n", "")


async def test_a_token_that_telegram_does_not_know_is_one_line(tmp_path: Path, telegram: LocalTelegram) -> None:
    """Exit 2; the token itself is not shown."""
    other = "11:" + "B" * 35
    status, out, err = await asyncio.to_thread(
        bot, tmp_path, "run", BOT_TOKEN=other, TELEGRAM_API_URL=telegram.url, LOG_LEVEL="ERROR"
    )
    assert (status, out) == (2, "")
    assert err == "BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather\n"


async def test_ctrl_c_ends_a_bot_that_waits_for_telegram(tmp_path: Path) -> None:
    """Exit 0, although nobody answers."""
    program = Program(tmp_path, BOT_TOKEN=TOKEN, TELEGRAM_API_URL=f"http://127.0.0.1:{free_port()}")
    await program.start("telegram_unreachable")
    async with asyncio.timeout(HANGS):
        assert await program.end() == 0
    assert not [line for line in program.said if "Traceback" in line or "Unclosed" in line]


@pytest.mark.system
async def test_the_local_chat_opens_ends_and_goes_on_where_it_was(tmp_path: Path) -> None:
    """Without a token: the address is printed, Ctrl-C ends it with 0, and after a restart both the
    chat and the walk stand where they stood."""
    program = Program(tmp_path)
    await program.start()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", program.url)
    async with LocalChat(program.url) as chat:
        await chat.says("/start seated")
        for heard, said in SETTING_UP:
            await chat.hears(heard)
            await chat.says(said)
        first = await chat.hears("step 1 of")
        await chat.says("next")
        await chat.hears("step 2 of")
    async with asyncio.timeout(HANGS):
        assert await program.end() == 0
    assert not [line for line in program.said if "Traceback" in line or "ERROR" in line]

    again = Program(tmp_path)
    await again.start()
    async with LocalChat(again.url) as chat:
        assert first in await chat.texts()
        await chat.says("next")
        await chat.hears("step 3 of")
    assert await again.end(signal.SIGTERM) == 0


class LocalChat:
    """The chat page's side of the local chat, without a browser."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = ClientSession(headers={"Origin": url})

    async def __aenter__(self) -> LocalChat:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.session.close()

    async def posts(self, path: str, **act: str) -> dict[str, Any]:
        """Something that a person does on the page."""
        async with self.session.post(f"{self.url}/local/{path}?as=Ana", json=act) as response:
            assert response.status == 200
            found: dict[str, Any] = await response.json()
            return found

    async def says(self, text: str) -> None:
        """Write to the bot."""
        await self.posts("act", do="say", text=text)

    async def texts(self) -> list[str]:
        """What the bot said so far."""
        async with self.session.get(f"{self.url}/local/events?as=Ana") as stream:
            while True:
                line = (await stream.content.readline()).decode()
                if line.startswith("data: "):
                    messages = json.loads(line.removeprefix("data: "))["messages"]
                    return [words_of(message) for message in messages if message["from"]["is_bot"]]

    async def hears(self, words: str) -> str:
        """The bot's text with these words, once it is there."""
        found: list[str] = []

        async def heard() -> bool:
            found[:] = [text for text in await self.texts() if words in text]
            return bool(found)

        await eventually(heard, words)
        return found[-1]


# In this process, where a test can look inside


@pytest.fixture
def as_it_was() -> Iterator[None]:
    """Logging and signals as the tests had them."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with logging_as_it_was():
        yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def settings(tmp_path: Path, telegram: LocalTelegram) -> Settings:
    """A token, and a Telegram that knows it."""
    return Settings(token=TOKEN, telegram_api_url=telegram.url, database_url=f"sqlite:///{tmp_path}/limber.db")


def interrupt(number: signal.Signals = signal.SIGINT) -> None:
    """Ctrl-C."""
    os.kill(os.getpid(), number)


WRONG_SETTINGS = [
    ("LISTEN_PORT", "none", "LISTEN_PORT must be a whole number from 0 to 65535, not none"),
    ("WEBHOOK_URL", "https://example.org/x", "WEBHOOK_URL needs WEBHOOK_SECRET too: any long random word of letters"),
    ("CONTENT_DIR", "/no/dir", "CONTENT_DIR is no folder: /no/dir; unset it for the library that is shipped"),
    ("DATABASE_URL", "limber.db", "DATABASE_URL: this is no database address; write for example sqlite:///data/"),
    ("DATABASE_URL", "sqlite://", "DATABASE_URL: this names no file; write for example sqlite:///data/limber.db"),
    ("DATABASE_URL", "mysql://x/y", "DATABASE_URL begins with mysql://, which is not used here; write sqlite:///data/"),
    ("DATABASE_URL", "postgresql+asyncpg://x/y", "DATABASE_URL begins with postgresql+asyncpg://, which is not used"),
    ("DATABASE_URL", "postgresql://limber.invalid/y", "DATABASE_URL: the database cannot be read: "),
    ("DATABASE_URL", "sqlite:////dev/null/x/limber.db", "DATABASE_URL: the folder of the database cannot be made: "),
    ("DATABASE_URL", "sqlite:////dev/limber/..", "DATABASE_URL: "),
    ("LOG_LEVEL", "loud", "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, not LOUD"),
]


@pytest.mark.usefixtures("as_it_was")
@pytest.mark.parametrize("command", ["run", "migrate"])
@pytest.mark.parametrize(("variable", "value", "said"), WRONG_SETTINGS)
def test_what_is_wrong_with_a_setting_is_one_line(
    command: str,
    variable: str,
    value: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit 2, whichever command it was."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv(variable, value)
    assert command_line.main([command]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(said)
    assert err.count("\n") == 1


@pytest.mark.usefixtures("as_it_was")
def test_a_newer_database_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2 for `migrate` and for `run`; with both versions, and what to do."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/limber.db")
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    assert command_line.main(["migrate"]) == 0
    database = sqlite3.connect(tmp_path / "limber.db")
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()
    capsys.readouterr()
    for command in ("migrate", "run"):
        assert command_line.main([command]) == 2
        assert capsys.readouterr().err == (
            "DATABASE_URL: the database was written by a newer Limber (its schema is 9999, this program knows "
            f"{HEAD_REVISION}); install that version, take another database, or "
            "restore a backup from before the update: python -m bot restore --force FILE\n"
        )


@pytest.mark.usefixtures("as_it_was")
def test_a_file_that_is_no_database_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2."""
    (tmp_path / "limber.db").write_bytes(b"Dear diary, " * 400)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/limber.db")
    assert command_line.main(["migrate"]) == 2
    assert capsys.readouterr().err == f"DATABASE_URL: the database cannot be read: file is not a database; {FIX}\n"


@pytest.mark.usefixtures("as_it_was")
@pytest.mark.parametrize("command", ["run", "try", "audit"])
def test_a_damaged_database_is_one_line(
    record: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """Without a traceback; the bot does not start on it."""
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    scratch_table(record, "prompt")
    status = command_line.main([command])
    said = capsys.readouterr().err
    assert "Traceback" not in said
    if command in ("run", "try"):
        assert status == 2
        assert re.fullmatch(rf"DATABASE_URL: .*limber.db is damaged: the file is broken: .*; {FIX}\n", said)
    else:
        assert status == 1
        assert said == f"DATABASE_URL: the file is damaged; {FIX}\n"


@pytest.mark.usefixtures("as_it_was")
def test_a_library_may_be_checked_by_variable_or_by_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder on the command line counts first."""
    monkeypatch.setenv("CONTENT_DIR", str(broken_library(tmp_path)))
    assert command_line.main(["check"]) == 2
    assert "sofa" in capsys.readouterr().err
    other = shutil.copytree(OTHER_LIBRARY, tmp_path / "other")
    assert command_line.main(["check", str(other)]) == 0
    assert capsys.readouterr().out.startswith("2 movements, 3 variations")
    assert command_line.main(["check", str(tmp_path / "nowhere")]) == 2
    assert "there is no such folder" in capsys.readouterr().err


@pytest.mark.usefixtures("as_it_was")
def test_a_library_that_was_checked_is_read_quickly_from_then_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where its folder can be written; else each start checks it again, and `check` says so."""
    other = shutil.copytree(OTHER_LIBRARY, tmp_path / "other")
    assert command_line.main(["check", str(other)]) == 0
    assert read_cache(other) is not None
    (other / NAME).unlink()
    (other / NAME).mkdir()
    assert command_line.main(["check", str(other)]) == 0
    assert "cannot be written (Is a directory): each start will check all again" in capsys.readouterr().err
    assert read_cache(other) is None


# What the operator does with the record


@pytest.mark.usefixtures("as_it_was")
def test_a_record_is_copied_and_brought_back(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is in it is told in a line. Exit 1 where nothing may be overwritten, 2 while a bot runs."""
    store, copy = Store(f"sqlite:///{record}"), record.with_name("copy.db")
    put_person(store, ANA)
    assert command_line.main(["backup", str(copy)]) == 0
    size = f"{copy.stat().st_size / 1000:.0f} kB"
    assert capsys.readouterr() == (f"{copy}: 1 person, {size}, last written 2026-11-22 14:35:00 UTC\n", "")
    assert command_line.main(["backup", str(copy)]) == 1
    assert capsys.readouterr() == ("", f"no backup: {copy} is there already; take another name, or --force\n")
    assert command_line.main(["backup", str(copy), "--force"]) == 0
    capsys.readouterr()

    put_person(store, replace(BEN, created_at=NOW + HOUR))
    store.hold_alone()
    assert command_line.main(["restore", str(copy), "--force"]) == 2
    assert "another Limber runs on this database; end that first" in capsys.readouterr().err
    store.close()
    assert command_line.main(["restore", str(copy)]) == 1
    assert capsys.readouterr().err.startswith("nothing was restored: the record is newer: it was written last at 2026")
    assert command_line.main(["restore", str(copy), "--force"]) == 0
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{record}: 1 person, ")
    assert second.startswith(f"what was there before is kept: {record}.before-restore-2")
    erasures = record.with_name("erasures.db")
    back = "if there were any since that moment, those people are back"
    assert third == f"{erasures} knows of no erasure: {back}"
    assert command_line.main(["erase", str(ANA.id), "--yes"]) == 0
    capsys.readouterr()
    # Two within a second would have one name.
    next(record.parent.glob("*.before-restore-*")).unlink()
    assert command_line.main(["restore", str(copy), "--force"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "erased again, by the record of erasures: 1 person"
    erasures.with_suffix(".key").unlink()
    assert command_line.main(["restore", str(copy), "--force"]) == 2
    assert capsys.readouterr().err.startswith("ERASURES_FILE: ")


@pytest.mark.usefixtures("as_it_was", "record")
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_server_is_copied_by_its_own_tools(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, the tool's name, and not the password."""
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://limber:canary@db.example/limber")
    assert command_line.main([command, "copy.db"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "pg_dump" in err
    assert "canary" not in err


@pytest.mark.usefixtures("as_it_was")
def test_the_doctor_ends_with_1_only_when_something_fails(
    record: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong setting is a line of its own; without a token, and with a careless file, there are warnings."""
    monkeypatch.setenv("CONTENT_DIR", str(OTHER_LIBRARY))
    assert command_line.main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line[:5] for line in lines} == {"ok   ", "warn "}
    assert lines[0].startswith(f"ok   version     Limber {VERSION}, Python 3.")
    assert "warn token       none is set, so `run` opens the chat in the browser; set BOT_TOKEN" in lines
    assert [line for line in lines if line.startswith("ok   database    SQLite, sound, can be written; no bot")]
    record.write_text("Dear diary")
    assert command_line.main(["doctor"]) == 1
    assert "\nFAIL database    the file cannot be read: " in capsys.readouterr().out
    monkeypatch.setenv("BOT_TOKEN", "hello")
    assert command_line.main(["doctor"]) == 1
    assert capsys.readouterr().out.partition("\n")[2] == (
        "FAIL settings    BOT_TOKEN does not look like a token; copy the whole line that @BotFather sent; "
        "the rest is checked once that is fixed\n"
    )


@pytest.mark.usefixtures("as_it_was")
def test_a_prompt_is_followed_by_its_name_in_the_logs(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From its moment to Telegram's message; why not, when not; exit 1 for one that is not on record, 2 for no name."""
    store = Store(f"sqlite:///{record}")
    store.join(NOW)
    put_person(store, with_fields(ANA, reminders=(DAILY,), reminders_made=1))
    put_person(store, with_fields(BEN, reminders=(DAILY,), reminders_made=1))
    first, second = settle_due(store)
    send(store, first)
    store.settle(begin=[second.id])
    store.settle(again=[Retry(second.id, NOW + HOUR, "Bad Gateway", 1, 1)])
    store.close()
    assert command_line.main(["trace", f"prompt={ANA.id}/1/2026-11-22"]) == 0
    assert capsys.readouterr().out == (
        f"prompt={ANA.id}/1/2026-11-22\n"
        "  due       2026-11-22 07:30:00 UTC\n"
        "  decided   2026-11-22 14:35:00 UTC: to be sent\n"
        "  queued    row=1\n"
        "  attempts  1\n"
        "  sent      2026-11-22 14:35:00 UTC\n"
        "  message   1001\n"
        "  answer    none\n"
    )
    assert command_line.main(["trace", f"{BEN.id}/1/2026-11-22"]) == 0
    shown = capsys.readouterr().out
    for line in (
        "attempts  1, 1 of them perhaps",
        "trouble   Bad Gateway",
        "again     not before 2026-11-22 15:35:00 UTC",
    ):
        assert f"  {line}\n" in shown
    assert "  sent      not yet\n" in shown
    assert command_line.main(["trace", f"{ANA.id}/1/2026-11-24"]) == 1
    assert "this reminder comes next at 2026-11-23 07:30:00 UTC, for 2026-11-23" in capsys.readouterr().out
    store = Store(f"sqlite:///{record}")
    store.join(NOW)
    store.settle_due(
        NOW + 3 * DAY, 2, lambda due: decision(replace(due, local_date=date(2026, 11, 25)), None, "late"), claims=True
    )
    store.close()
    assert command_line.main(["trace", f"{ANA.id}/1/2026-11-24"]) == 1
    of_the_gap = f"no row of its own; of a gap the last date has one, for all of it: {ANA.id}/1/2026-11-25\n"
    assert capsys.readouterr().out.endswith(of_the_gap)
    assert command_line.main(["trace", f"{ANA.id}/2/2026-11-24"]) == 1
    assert "nothing stored, and this reminder comes no more" in capsys.readouterr().out
    for wrong in ("41", "41/1/2026-02-30", "41/1/yesterday", "41/1/2026-11-22/5"):
        assert command_line.main(["trace", wrong]) == 2
    assert capsys.readouterr().err.startswith("a prompt is named as in the logs: person/reminder/date")


def test_the_help_names_every_variable_and_command(capsys: pytest.CaptureFixture[str]) -> None:
    """And no command at all is a wrong command."""
    with pytest.raises(SystemExit) as ended:
        command_line.main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert [word for word in (*VARIABLES, *COMMANDS) if word not in shown] == []
    with pytest.raises(SystemExit) as ended:
        command_line.main([])
    assert ended.value.code == 2
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        command_line.main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"Limber {VERSION}\n")


@pytest.mark.usefixtures("as_it_was")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_the_bot_cleanly(
    settings: Settings, plan: Plan, capsys: pytest.CaptureFixture[str], number: signal.Signals
) -> None:
    """Exit 0, with a poll open."""
    running = asyncio.create_task(command_line._run(settings, shipped_library()))
    await eventually(lambda: "getupdates" in plan.seen)
    interrupt(number)
    async with asyncio.timeout(HANGS):
        assert await running == 0
    assert capsys.readouterr().err.endswith("Limber runs as @limber_bot. Ctrl-C ends it.\n")


@pytest.mark.usefixtures("as_it_was")
async def test_a_signal_ends_a_bot_that_is_not_up_yet(settings: Settings, plan: Plan) -> None:
    """Exit 0."""
    plan.always("getMe", Fault(error=(502, "Bad Gateway")))
    running = asyncio.create_task(command_line._run(settings, shipped_library()))
    await eventually(lambda: plan.seen)
    interrupt()
    async with asyncio.timeout(HANGS):
        assert await running == 0


@pytest.mark.usefixtures("as_it_was")
def test_a_second_ctrl_c_ends_it_at_once() -> None:
    """Whoever presses twice means it: as Python does, by KeyboardInterrupt."""

    async def stubborn() -> None:
        with command_line._until_signalled() as ended:
            interrupt()
            await ended.wait()
            interrupt()
            await asyncio.Event().wait()

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(stubborn())


async def test_the_end_comes_in_time_whatever_hangs(tmp_path: Path) -> None:
    """Somebody holds the database's lock for good: the program ends where it stands, and says so; nothing is lost."""
    assert command_line.LAST_MOMENT < 10
    code = "import sys; from bot import __main__ as m; m.LAST_MOMENT = 1.0; sys.exit(m.main(['run']))"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, cwd=tmp_path, env=environment, stderr=asyncio.subprocess.PIPE
    )
    assert running.stderr is not None
    async with asyncio.timeout(HANGS):
        while b"in a browser" not in (line := await running.stderr.readline()):
            assert line
    locked = sqlite3.connect(tmp_path / "data" / "limber.db", isolation_level=None)
    locked.execute("BEGIN IMMEDIATE")
    running.terminate()
    async with asyncio.timeout(HANGS):
        said = (await running.stderr.read()).decode()
        assert await running.wait() == 1
    locked.close()
    assert "stopped_by_force" in said


@pytest.mark.usefixtures("as_it_was")
async def test_a_token_that_is_refused_while_running_is_one_line(
    settings: Settings, plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2."""
    plan.before("getUpdates", Fault(error=(401, "Unauthorized")))
    assert await command_line._run(settings, shipped_library()) == 2
    assert capsys.readouterr().err.endswith(
        "BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather\n"
    )


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


@pytest.mark.usefixtures("as_it_was")
async def test_a_port_that_is_taken_is_one_line(
    settings: Settings, taken_port: int, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Exit 1: the setting may be right, and another program in the way. What had begun ends without a sound."""
    assert await command_line._run(replace(settings, listen_port=taken_port), shipped_library()) == 1
    assert deaf(capsys.readouterr().err)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def deaf(err: str) -> bool:
    """Whether this is the one line about an address that cannot be listened on, and nothing else."""
    line = r"LISTEN_HOST, LISTEN_PORT: cannot listen there: .*address already in use\n"
    return re.fullmatch(line, err) is not None


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own to run in, with the local chat on any port."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command_line, "LOCAL_PORT", free_port())
    return tmp_path


@pytest.mark.usefixtures("as_it_was", "here")
async def test_the_local_chat_in_this_process(capsys: pytest.CaptureFixture[str]) -> None:
    """The page answers; "Next reminder now" says that there is none, and after /start brings one."""
    running = asyncio.create_task(command_line._try(Settings(), shipped_library()))
    said: list[str] = []

    def address() -> str:
        said.append(capsys.readouterr().err)
        found = re.search(r"open (http://127\.0\.0\.1:\d+)/ in a browser", "".join(said))
        return found[1] if found else ""

    await eventually(address)
    async with LocalChat(f"http://127.0.0.1:{command_line.LOCAL_PORT}") as chat:
        words = words_in("en")
        assert await chat.posts("prompt-now") == {"text": words.label("local.no_prompt")}
        await chat.says("/start seated")
        for heard, text in SETTING_UP[:-1]:
            await chat.hears(heard)
            await chat.says(text)
        await chat.hears("every day at 19:30")
        assert await chat.posts("prompt-now") == {"text": words.label("local.prompt_sent")}
        await chat.hears(", Ana. ")
    interrupt()
    async with asyncio.timeout(HANGS):
        assert await running == 0


@pytest.mark.usefixtures("as_it_was", "here")
async def test_the_local_chat_takes_another_port_when_its_own_is_taken(
    taken_port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And prints why, and which."""
    monkeypatch.setattr(command_line, "LOCAL_PORT", taken_port)
    running = asyncio.create_task(command_line._try(Settings(), shipped_library()))
    said: list[str] = []

    def printed() -> bool:
        said.append(capsys.readouterr().err)
        return "in a browser" in "".join(said)

    await eventually(printed)
    assert f":{taken_port}/" not in "".join(said)
    why = f"Port {taken_port} is taken, so the chat gets a free one; CHAT_PORT chooses it."
    assert "".join(said).splitlines()[0] == why
    interrupt()
    assert await running == 0


@pytest.mark.usefixtures("as_it_was", "here")
async def test_a_chosen_port_of_the_local_chat_that_is_taken_is_one_line(
    taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1: somebody has a bookmark for it, so no other will do."""
    assert await command_line._try(Settings(chat_port=taken_port), shipped_library()) == 1
    said = capsys.readouterr().err
    assert re.fullmatch(rf"CHAT_PORT: the chat cannot be opened on {taken_port}: .*address already in use\n", said)


@pytest.mark.system
async def test_a_first_start_has_nothing_to_warn_of(tmp_path: Path) -> None:
    """No database, no folder; ports of its own: both are said, and nothing else is wrong."""
    chat, health = free_port(), "0"
    program = Program(tmp_path, CHAT_PORT=str(chat), LISTEN_PORT=health)
    await program.start()
    assert program.url == f"http://127.0.0.1:{chat}"
    listening = program.lines("listening_started")
    assert len(listening) == 1
    port = re.search(r" host=127\.0\.0\.1 port=([1-9][0-9]+)$", listening[0].strip())
    assert port is not None
    async with ClientSession() as session:

        async def ticks() -> bool:
            async with session.get(f"http://127.0.0.1:{port[1]}/readyz") as answer:
                return answer.status == 200

        await eventually(ticks, "a tick")
    async with asyncio.timeout(HANGS):
        assert await program.end() == 0
    assert not program.lines("WARNING", "ERROR", "maximum number", "Traceback")


@pytest.mark.usefixtures("as_it_was", "here")
async def test_a_local_chat_whose_health_port_is_taken_is_one_line(
    taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1."""
    assert await command_line._try(Settings(listen_port=taken_port), shipped_library()) == 1
    assert deaf(capsys.readouterr().err)


@pytest.mark.usefixtures("as_it_was")
async def test_a_second_program_on_the_same_record_is_one_line(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, before it sends anything twice; the first one goes on."""
    running = asyncio.create_task(command_line._try(Settings(), shipped_library()))
    await eventually(lambda: (here / "data" / "limber.db.running").exists())
    status, out, err = await asyncio.to_thread(bot, here, "run")
    assert (status, out) == (2, "")
    assert err == "DATABASE_URL: another Limber runs on this database; end that first, or take another one\n"
    assert not running.done()
    await eventually(lambda: "in a browser" in capsys.readouterr().err)
    interrupt()
    assert await running == 0


@pytest.mark.usefixtures("as_it_was")
def test_damaged_cities_are_one_line(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2 at the start, and not an apology to the first who names a city."""
    (here / "gazetteer.bin").write_bytes(gazetteer.FILE.read_bytes()[:-1])
    monkeypatch.setattr(gazetteer, "FILE", here / "gazetteer.bin")
    monkeypatch.setattr(gazetteer, "_loaded", [])
    assert command_line.main(["try"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"{here / 'gazetteer.bin'} is damaged; put it back, or make it again: make gazetteer"
    )


@pytest.mark.usefixtures("as_it_was")
def test_damaged_examples_are_one_line(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2 at the start, and not an apology to everybody whose words the rules do not know."""
    damaged = here / "examples.bin"
    damaged.write_bytes(examples.file_of("en").read_bytes()[:-1])
    monkeypatch.setattr(examples, "file_of", lambda language: damaged)
    examples._weights.cache_clear()
    try:
        assert command_line.main(["try"]) == 2
    finally:
        examples._weights.cache_clear()
    told = capsys.readouterr().err.splitlines()[-1]
    assert told == f"{damaged} is damaged; put it back, or make it again: make examples"


@pytest.mark.usefixtures("as_it_was", "here")
@pytest.mark.parametrize(
    ("command", "token", "opened"), [("run", "", "_try"), ("try", TOKEN, "_try"), ("run", TOKEN, "_run")]
)
def test_which_of_the_two_is_opened(monkeypatch: pytest.MonkeyPatch, command: str, token: str, opened: str) -> None:
    """`run` without a token is `try`; `try` with one leaves it alone."""
    calls: list[tuple[str, str | None]] = []

    def recorder(name: str) -> Callable[[Settings, object], Awaitable[int]]:
        async def run(settings: Settings, _library: object) -> int:
            calls.append((name, settings.token))
            return 0

        return run

    for name in ("_run", "_try"):
        monkeypatch.setattr(command_line, name, recorder(name))
    monkeypatch.setenv("BOT_TOKEN", token)
    assert command_line.main([command]) == 0
    assert calls == [(opened, token if opened == "_run" else None)]


@pytest.mark.usefixtures("as_it_was", "here")
def test_a_keyboard_interrupt_is_a_good_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when it comes before anybody listens for it."""

    async def interrupted(_settings: Settings, _library: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.delenv("BOT_TOKEN", raising=False)
    monkeypatch.setattr(command_line, "_try", interrupted)
    assert command_line.main(["run"]) == 0


@pytest.mark.usefixtures("as_it_was", "record")
def test_a_command_that_is_broken_off_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script that goes on after it must know."""

    def interrupted(_settings: Settings) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.operations.maintenance.migrate", interrupted)
    assert command_line.main(["migrate"]) == 1
