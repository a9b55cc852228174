"""Proxies that the environment names: which one a server is reached through, and calls through a real SOCKS5 proxy."""

from __future__ import annotations

import asyncio
import logging
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import tenacity
import trustme
from aiohttp import web
from telegram import InputFile
from telegram.error import NetworkError

from bot.client.errors import CutOff, NotSent
from bot.client.proxies import is_socks, proxy_of
from bot.client.transport import Http1Request
from bot.emulator.server import LocalTelegram
from bot.jobs.dead_mans_switch import PINGED, DeadMansSwitch
from storage.executor import StoreExecutor
from tests.bot.client.servers import Peer, server
from tests.bot.conftest import Clock
from tests.harness.patience import HANGS
from tests.harness.program import PROJECT, Program, free_port
from tests.harness.shortened import shortened
from tests.harness.socks import socks_server
from tests.harness.stage import TOKEN

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
TELEGRAM = "https://api.telegram.org"
SOCKS = "socks5://127.0.0.1:1080"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of this machine's own."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://10.0.0.1:3128"}, "http://10.0.0.1:3128"),
        ({"HTTPS_PROXY": "10.0.0.1:3128"}, "http://10.0.0.1:3128"),
        ({"HTTP_PROXY": "http://10.0.0.1:3128"}, None),
        ({"HTTPS_PROXY": SOCKS}, SOCKS),
        ({"https_proxy": SOCKS, "HTTPS_PROXY": "http://10.0.0.1:3128"}, SOCKS),
        ({"ALL_PROXY": SOCKS}, SOCKS),
        ({"ALL_PROXY": SOCKS, "HTTPS_PROXY": "http://10.0.0.1:3128"}, "http://10.0.0.1:3128"),
        ({"ALL_PROXY": SOCKS, "NO_PROXY": "telegram.org"}, None),
        ({"HTTPS_PROXY": SOCKS, "NO_PROXY": "localhost, 127.0.0.1"}, SOCKS),
        ({"HTTPS_PROXY": ""}, None),
    ],
)
def test_the_environment_names_the_proxy(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], proxy: str | None
) -> None:
    """As curl reads it."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_of(TELEGRAM) == proxy_of(f"{TELEGRAM}/bot1:a/getMe") == proxy
    assert is_socks(proxy) == (proxy == SOCKS)


@pytest.mark.parametrize(
    "value", shortened(["socks4://me:secret@h:1", "ftp://me:secret@h", "socks5://me:secret@", "http://h:x"], 4)
)
def test_what_is_no_proxy_ends_the_program_with_a_line_that_names_the_variable(tmp_path: Path, value: str) -> None:
    """Before the first call, and without the value, which may hold a password."""
    for command in ("run", "doctor"):
        done = subprocess.run(
            [sys.executable, "-m", "bot", command],
            cwd=tmp_path,
            env={"PATH": "", "PYTHONPATH": str(PROJECT), "BOT_TOKEN": TOKEN, "HTTPS_PROXY": value},
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == (2 if command == "run" else 1), said
        assert "HTTPS_PROXY is no proxy; write for example http://127.0.0.1:3128 or socks5://127.0.0.1:1080" in said
        assert "secret" not in said
        assert "Traceback" not in said


# Through a real one


@asynccontextmanager
async def opened_request() -> AsyncIterator[Http1Request]:
    """The Telegram library's seam."""
    request = Http1Request(connections=2)
    await request.initialize()
    yield request
    await request.shutdown()


def carried(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Where the proxy was asked to connect to."""
    return [line.message.partition(" -> ")[2] for line in caplog.records if line.message.startswith("CONNECT")]


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_calls_and_files_go_through_a_socks_proxy(
    telegram: LocalTelegram,
    ana: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    scheme: str,
) -> None:
    """With its name and password, over one connection for calls one after another."""
    caplog.set_level(logging.INFO, "tiny_proxy")
    async with socks_server("me", "pass:word") as port, opened_request() as request:
        monkeypatch.setenv("HTTP_PROXY", f"{scheme}://me:pass%3Aword@127.0.0.1:{port}")
        assert (await request.call(f"{telegram.url}/bot{TOKEN}/getMe", {}))["username"] == "limber_bot"
        file = {"document": InputFile(b"\x00\xff" * 50_000, filename="limber.bin")}
        await request.call(f"{telegram.url}/bot{TOKEN}/sendDocument", {"chat_id": ana.id}, file)
    assert ana.last["document"]["file_size"] == 100_000
    assert carried(caplog) == [str(("127.0.0.1", int(telegram.url.rpartition(":")[2])))]


async def test_the_proxy_looks_names_up(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Behind it there may be no other way to learn an address. A name that it does not find is surely not sent."""
    caplog.set_level(logging.INFO, "tiny_proxy")
    async with socks_server() as port, opened_request() as request:
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{port}")
        with pytest.raises(NotSent, match="ProxyFailed"):
            await request.call(f"http://telegram.invalid/bot{TOKEN}/getMe", {})
    assert carried(caplog) == [str(("telegram.invalid", 80))]


async def test_what_a_proxy_does_not_carry_is_surely_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy there, a wrong password, no server behind it: each may be tried again, and none names the address."""
    nobody = free_port()
    async with socks_server("me", "password") as port:
        for proxy in (f"socks5://127.0.0.1:{nobody}", f"socks5://me:wrong@127.0.0.1:{port}"):
            monkeypatch.setenv("HTTP_PROXY", proxy)
            async with opened_request() as request:
                with pytest.raises(NotSent, match="ProxyFailed") as caught:
                    await request.call(f"http://127.0.0.1:{nobody}/bot{TOKEN}/getMe", {})
            assert TOKEN not in repr(caught.value)
        monkeypatch.setenv("HTTP_PROXY", f"socks5://me:password@127.0.0.1:{port}")
        async with opened_request() as request:
            with pytest.raises(NotSent, match="ProxyFailed"):
                await request.call(f"http://127.0.0.1:{nobody}/bot{TOKEN}/getMe", {})


async def test_what_breaks_behind_a_proxy_may_have_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the call was on the wire."""

    async def conduct(peer: Peer) -> None:
        await peer.read()
        peer.reset()

    async with socks_server() as port, server(conduct) as at, opened_request() as request:
        monkeypatch.setenv("HTTP_PROXY", f"socks5://127.0.0.1:{port}")
        with pytest.raises(CutOff):
            await request.call(f"http://127.0.0.1:{at.port}/bot{TOKEN}/getMe", 1)  # type: ignore[arg-type]
    assert at.calls == [1]


async def test_a_server_whose_certificate_nobody_trusts_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """TLS is with the server, not with the proxy."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("localhost").configure_cert(tls)

    async def conduct(peer: Peer) -> None:
        await peer.read()

    async with socks_server() as port, server(conduct, tls) as at, opened_request() as request:
        monkeypatch.setenv("HTTPS_PROXY", f"socks5://127.0.0.1:{port}")
        with pytest.raises(NetworkError, match="ProxyFailed") as caught:
            await request.call(f"https://localhost:{at.port}/bot{TOKEN}/getMe", {})
    assert isinstance(caught.value, NotSent)
    assert at.calls == []


async def test_the_doctor_asks_telegram_through_a_socks_proxy(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Over TLS, with an authority that SSL_CERT_FILE names."""
    caplog.set_level(logging.INFO, "tiny_proxy")
    authority, tls = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(tls)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")

    async def conduct(peer: Peer) -> None:
        body = b'{"ok":true,"result":{"username":"limber_bot","url":""}}'
        date = format_datetime(datetime.now(UTC), usegmt=True)
        while True:
            await peer.reader.readuntil(b"\r\n\r\n")
            peer.say(f"HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    async with socks_server() as port, server(conduct, tls) as at:
        asked = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "doctor"),
            cwd=tmp_path,
            env={
                "PATH": "",
                "PYTHONPATH": str(PROJECT),
                "BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": f"https://localhost:{at.port}",
                "HTTPS_PROXY": f"socks5h://127.0.0.1:{port}",
                "SSL_CERT_FILE": str(tmp_path / "authority.pem"),
            },
            stdout=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(HANGS):
            said = (await asked.communicate())[0].decode()
    assert "ok   token       Telegram knows it as @limber_bot" in said
    assert carried(caplog) == [str(("localhost", at.port))]


async def test_the_daily_call_goes_through_a_socks_proxy(
    executor: StoreExecutor, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """PING_URL is outside, too."""
    caplog.set_level(logging.INFO, "tiny_proxy")

    async def answer(request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_get("/ping", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    at = runner.addresses[0][1]
    async with socks_server() as port:
        monkeypatch.setenv("HTTP_PROXY", f"socks5://127.0.0.1:{port}")
        executor.store.join(clock.now())
        url = f"http://127.0.0.1:{at}/ping"
        await DeadMansSwitch(executor, url, clock.now, pauses=tenacity.wait_none()).check()
    assert executor.store.fact(PINGED) == "2026-11-21"
    assert carried(caplog) == [str(("127.0.0.1", at))]
    await runner.cleanup()


async def test_the_whole_bot_runs_behind_a_socks_proxy(telegram: LocalTelegram, tmp_path: Path) -> None:
    """Polls, answers, and ends as ever."""
    async with socks_server("me", "secret") as port:
        proxy = f"socks5://me:secret@127.0.0.1:{port}"
        bot = Program(
            tmp_path, BOT_TOKEN=telegram.token, TELEGRAM_API_URL=telegram.url, HTTP_PROXY=proxy, LOG_LEVEL="DEBUG"
        )
        try:
            await bot.start("runs as @")
            bela = telegram.person("Bela")
            bela.start()
            await bela.hears("Hello Bela.", seconds=HANGS)
            assert await bot.end() == 0
        finally:
            await bot.close()
    assert bot.lines("secret", "Traceback") == []


@pytest.mark.system
async def test_the_chat_in_the_browser_needs_no_proxy(tmp_path: Path) -> None:
    """Nor is it kept away by one that the machine has for everything else."""
    bot = Program(tmp_path, CHAT_PORT="0", HTTP_PROXY=f"socks5://127.0.0.1:{free_port()}", NO_PROXY="intranet.example")
    try:
        await bot.start()
        assert await bot.end() == 0
    finally:
        await bot.close()
