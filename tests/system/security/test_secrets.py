"""No secret in any output: the real program with secrets that can be told, at its most talkative, through a bad day."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.emulator.calls import Call
from bot.emulator.faults import Fault
from bot.emulator.server import LocalTelegram
from tests.harness.patience import HANGS
from tests.harness.program import PROJECT, Program, free_port

TOKEN = "7700000001:CanaryToken_AAAAAAAAAAAAAAAAAAAAAAA"  # noqa: S105 - nobody's
SECRET = "canary-webhook-secret_0123456789"  # noqa: S105 - nobody's
PASSWORD = "canary-database-password"  # noqa: S105 - nobody's
# Also in the forms in which addresses and reprs have them.
SECRETS = (TOKEN, TOKEN.replace(":", "%3A"), TOKEN.partition(":")[2], SECRET, PASSWORD)


def leaks(text: str | bytes) -> list[str]:
    """The secrets that are in it."""
    shown = text.decode("latin-1") if isinstance(text, bytes) else text
    return [secret for secret in SECRETS if secret.lower() in shown.lower()]


def kept_leaks(folder: Path) -> list[tuple[str, list[str]]]:
    """The files in a folder that have secrets in them."""
    found = [(path.name, leaks(path.read_bytes())) for path in folder.rglob("*") if path.is_file()]
    return [(name, secrets) for name, secrets in found if secrets]


def command_lines(pid: int) -> str:
    """How `ps` shows a process and its children to everybody."""
    found = [Path(f"/proc/{pid}/cmdline")]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if stat.read_text().rpartition(")")[2].split()[1] == str(pid):
                found.append(stat.with_name("cmdline"))
        except OSError:
            continue  # it ended meanwhile
    return "\n".join(path.read_text() for path in found if path.exists())


@pytest.mark.system
@pytest.mark.parametrize("style", ["text", "json"])
async def test_a_bad_day_tells_no_secret(tmp_path: Path, style: str) -> None:
    """Start, updates by webhook with the secret and without, refused calls, an update that cannot be read, the pages
    for who watches, a token that is taken back, the end: in nothing that is shown or kept."""
    port, bad = free_port(), False
    pages: list[str] = []

    async def faults(call: Call) -> Fault | None:
        if not call.done and call.method == "sendMessage" and bad:
            return Fault(error=(401, "Unauthorized"))
        return None

    async with LocalTelegram(token=TOKEN, faults=faults, retry_seconds=0.05) as telegram, ClientSession() as client:
        program = Program(
            tmp_path,
            BOT_TOKEN=TOKEN,
            TELEGRAM_API_URL=telegram.url,
            WEBHOOK_URL=f"http://127.0.0.1:{port}/hook",
            WEBHOOK_SECRET=SECRET,
            LISTEN_PORT=str(port),
            LOG_LEVEL="DEBUG",
            LOG_FORMAT=style,
        )
        await program.start("runs as @limber_bot")
        pages.append(command_lines(program.pid))
        ana = telegram.person("Ana")
        ana.start()
        await ana.hears("Hello Ana.")
        telegram.state.push_raw(
            {"message": {"from": {"id": ana.id, "first_name": TOKEN}, "chat": SECRET, "date": TOKEN}}
        )
        ana.say("next")
        await telegram.until(lambda: not telegram.state.updates, HANGS, "all to be taken")
        for path in ("hook", "metrics", "healthz", "livez", "nowhere"):
            url = f"http://127.0.0.1:{port}/{path}"
            async with client.get(url) as response:
                pages.append(f"{response.headers}{await response.text()}")
            async with client.post(url, data=b"{", headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}) as response:
                pages.append(f"{response.headers}{await response.text()}")
        bad = True
        ana.say("hello")
        await asyncio.sleep(0)
        assert await program.end(signal.SIGTERM) == 0
        pages.append(
            repr(telegram.state.webhook and {k: v for k, v in telegram.state.webhook.items() if k != "secret"})
        )
    said = "".join(program.said)
    assert "update_set_aside" in said, "the update that cannot be read was read"
    assert "Traceback" not in said
    assert leaks(said) == []
    assert leaks("\n".join(pages)) == []
    assert kept_leaks(tmp_path) == []


CRASH = """
import bot.app
async def start(self):
    raise RuntimeError(f"it broke at {self.settings.token} and {self.settings.webhook_secret} and {self.settings}")
bot.app.Limber.start = start
import bot.__main__, sys
sys.exit(bot.__main__.main(["run"]))
"""


@pytest.mark.parametrize(
    ("program", "environment", "shown"),
    [
        pytest.param(
            ["-m", "bot", "run"],
            {"BOT_TOKEN": TOKEN},
            "BOT_TOKEN: ",
            id="a token that Telegram refuses",
            marks=pytest.mark.system,
        ),
        pytest.param(
            ["-m", "bot", "run"],
            {"BOT_TOKEN": f"{TOKEN}!"},
            "BOT_TOKEN",
            id="a token that is none",
            marks=pytest.mark.system,
        ),
        pytest.param(
            ["-m", "bot", "run"],
            {"BOT_TOKEN": TOKEN, "DATABASE_URL": f"postgresql+psycopg://limber:{PASSWORD}@127.0.0.1:1/limber"},
            "DATABASE_URL: ",
            id="a database that is not there",
            marks=pytest.mark.system,
        ),
        pytest.param(
            ["-m", "bot", "run"],
            {"BOT_TOKEN": TOKEN, "DATABASE_URL": f"limber:{PASSWORD}@nowhere"},
            "DATABASE_URL",
            id="a database address that is none",
            marks=pytest.mark.system,
        ),
        pytest.param(["-c", CRASH], {"BOT_TOKEN": TOKEN, "WEBHOOK_SECRET": SECRET}, "", id="a crash that names them"),
    ],
)
async def test_nor_does_an_end_in_disorder(
    tmp_path: Path, program: list[str], environment: dict[str, str], shown: str
) -> None:
    """Whatever the program ends of, also with a traceback: it says what is wrong, and no secret."""
    async with LocalTelegram(token="7:" + "A" * 35) as telegram:
        base = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), "TELEGRAM_API_URL": telegram.url}
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, *program],
            cwd=tmp_path,
            env=base | {"LOG_LEVEL": "DEBUG"} | environment,
            check=False,
            capture_output=True,
            timeout=HANGS,
        )
    said = (done.stdout + done.stderr).decode()
    assert done.returncode in (1, 2)
    assert shown in said
    assert leaks(said) == []
    assert kept_leaks(tmp_path) == []


def test_a_leak_would_be_seen() -> None:
    """In any case, and encoded as in addresses."""
    assert leaks(f"GET /bot{TOKEN.replace(':', '%3a')}/getMe") != []
    assert leaks(SECRET.upper().encode()) == [SECRET]


@pytest.mark.parametrize("file", ["Dockerfile", "compose.yaml"])
def test_no_secret_is_put_into_an_image(file: str) -> None:
    """No ARG and no ENV for one: they stay in the layers. A compose file hands on what is set outside."""
    lines = (PROJECT / file).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    named = re.compile(r"(TOKEN|SECRET|PASSWORD|DATABASE_URL)\b(?!_FILE)")
    baked = [line for line in lines if re.match(r"\s*(ARG|ENV)\b", line) and named.search(line)]
    baked += [line for line in lines if re.search(r"[0-9]{6,}:[A-Za-z0-9_-]{30,}", line)]
    assert baked == []
