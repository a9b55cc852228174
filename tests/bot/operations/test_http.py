"""The HTTP side: the webhook with its secret, the pages for who watches, and the whole bot fed by Telegram."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, TCPConnector

from bot.emulator.faults import Fault
from bot.emulator.server import LocalTelegram
from bot.operations.http import METRICS_TYPE, MOST_BYTES, SECRET_HEADER, Server
from tests.bot.conftest import Plan, eventually
from tests.harness.metrics_page import of_page
from tests.harness.patience import HANGS
from tests.harness.program import free_port
from tests.harness.stage import Stage

SECRET = "a-secret_that-nobody-knows"  # noqa: S105 - nobody's
UPDATE = {"update_id": 7, "message": {"text": "hello"}}


class Site:
    """A server that listens, what it took in, and an HTTP client."""

    def __init__(self, client: ClientSession, secret: str | None = SECRET, path: str | None = "/hook/x") -> None:
        self.taken: list[Any] = []
        self.skipped: list[tuple[str, int | None]] = []
        self.wrong: list[str] = []
        self.figures = b""
        self.failing: Exception | None = None
        self.stalled: asyncio.Event | None = None
        self.client = client
        checks = {"/livez": self.health, "/healthz": self.health}
        self.server = Server(self.take, self.skip, checks, self.metrics, webhook_path=path, secret=secret)

    async def take(self, updates: Sequence[Any]) -> None:
        """Store updates."""
        if self.failing is not None:
            raise self.failing
        if self.stalled is not None:
            await self.stalled.wait()
        self.taken += updates

    def skip(self, reason: str, *, bytes: int | None) -> None:
        """Note what was no update."""
        self.skipped.append((reason, bytes))

    async def health(self) -> list[str]:
        """What is wrong."""
        return self.wrong

    async def metrics(self) -> bytes:
        """The page for Prometheus."""
        return self.figures

    async def post(
        self, body: bytes | str, path: str = "/hook/x", *, secret: str | None = None, kind: str = "application/json"
    ) -> int:
        """Deliver something to the webhook; the status of the answer."""
        headers = {"Content-Type": kind} | ({} if secret is None else {SECRET_HEADER: secret})
        url = f"http://127.0.0.1:{self.server.port}{path}"
        data = io.BytesIO(body.encode() if isinstance(body, str) else body)
        async with self.client.post(url, data=data, headers=headers) as response:
            return response.status

    async def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        async with self.client.get(f"http://127.0.0.1:{self.server.port}{path}") as response:
            return response.status, await response.text()


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    """An HTTP client."""
    async with ClientSession(connector=TCPConnector(force_close=True)) as session:
        yield session


@pytest.fixture
async def site(client: ClientSession) -> AsyncIterator[Site]:
    """A server with a webhook."""
    opened = Site(client)
    await opened.server.start("127.0.0.1", 0)
    yield opened
    await opened.server.stop()


# The webhook


async def test_an_update_with_the_secret_is_taken(site: Site) -> None:
    """As it came."""
    assert await site.post(json.dumps(UPDATE), secret=SECRET) == 200
    assert site.taken == [UPDATE]


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET[:-1], SECRET.upper(), "\udcff"])
async def test_a_wrong_secret_is_turned_away(site: Site, secret: str) -> None:
    """Nothing of what it brought is looked at, whatever bytes it is made of."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.server.port)
    body = json.dumps(UPDATE).encode()
    head = f"POST /hook/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n{SECRET_HEADER}: "
    writer.write(head.encode() + secret.encode(errors="surrogateescape") + b"\r\n\r\n" + body)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert site.taken == []


@pytest.mark.parametrize(("length", "status"), [(500, b"403"), (MOST_BYTES, b"403"), (MOST_BYTES + 1, b"413")])
async def test_a_stranger_is_answered_before_a_byte_of_the_body_is_read(site: Site, length: int, status: bytes) -> None:
    """Not one is sent here, and the answer is there all the same."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.server.port)
    head = f"POST /hook/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    writer.write(head.encode())
    async with asyncio.timeout(HANGS):
        answer = await reader.readuntil(b"\r\n")
    writer.close()
    assert answer.split()[1] == status


async def test_no_secret_at_all_is_turned_away(site: Site) -> None:
    """Somebody who found the address."""
    assert await site.post(json.dumps(UPDATE)) == 403


async def test_a_webhook_without_a_secret_of_its_own_takes_nothing(client: ClientSession) -> None:
    """Never open to everybody by mistake, not even for an empty header."""
    site = Site(client, secret=None)
    await site.server.start("127.0.0.1", 0)
    assert [await site.post("{}"), await site.post("{}", secret="")] == [403, 403]
    await site.server.stop()


@pytest.mark.parametrize("path", ["/", "/hook", "/hook/x/", "/hook/y"])
async def test_another_path_is_no_webhook(site: Site, path: str) -> None:
    """404."""
    assert await site.post(json.dumps(UPDATE), path, secret=SECRET) == 404
    assert site.taken == []


async def test_the_webhook_is_not_to_be_read(site: Site) -> None:
    """Only POST."""
    assert (await site.get("/hook/x"))[0] == 405


async def test_without_a_webhook_there_is_no_path_for_it(client: ClientSession) -> None:
    """Long polling needs health and metrics only."""
    site = Site(client, path=None)
    await site.server.start("127.0.0.1", 0)
    assert await site.post(json.dumps(UPDATE), secret=SECRET) == 404
    assert (await site.get("/healthz"))[0] == 200
    await site.server.stop()


@pytest.mark.parametrize("body", ["", "hello", "{", b"\xff\xfe", "[" * 100_000, '{"update_id": 1e999'])
async def test_what_cannot_be_read_is_taken_as_done(
    site: Site, body: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """200: anything else would hold up the whole chat, again and again. It is told once, without a traceback."""
    assert await site.post(body, secret=SECRET) == 200
    assert site.taken == []
    assert site.skipped == [("no_json", len(body))]
    assert caplog.records == []


# The head of a body that is announced and does not come whole, and what there is of it.
ABORTED = {
    "closed": (b"Content-Length: 500", b'{"update_id": 7'),
    "of chunks": (b"Transfer-Encoding: chunked", b'f\r\n{"update_id": 7\r\n'),
    "before a byte": (b"Content-Length: 500", b""),
}


async def deliver(site: Site, head: bytes, body: bytes, *, how: str = "", secret: bool = True) -> bytes:
    """Write a request as it is; then the answer, or an end by `close` or `abort` before there is one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.server.port)
    known = f"{SECRET_HEADER}: {SECRET}\r\n".encode() if secret else b""
    first = b"POST /hook/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    writer.write(first + known + head + b"\r\n\r\n" + body)
    await writer.drain()
    try:
        if how:
            requests = site.server._runner.server
            assert requests is not None
            await eventually(lambda: any(one._current_request for one in requests.connections))
            if how == "abort":
                writer.transport.abort()
            return b""
        async with asyncio.timeout(HANGS):
            return await reader.readuntil(b"\r\n")
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@pytest.mark.parametrize("how", ["close", "abort"])
@pytest.mark.parametrize("kind", ABORTED)
async def test_a_body_that_is_cut_off_is_told_once_and_holds_nobody_up(
    site: Site, kind: str, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    """No traceback, not even at DEBUG; the next update is taken."""
    caplog.set_level(logging.DEBUG)
    head, body = ABORTED[kind]
    await deliver(site, head, body, how=how)
    await eventually(lambda: site.skipped)
    assert site.skipped == [("cut_off", 500 if b"500" in head else None)]
    assert await site.post(json.dumps(UPDATE), secret=SECRET) == 200
    assert site.taken == [UPDATE]
    assert [one for one in caplog.records if one.exc_info] == []


@pytest.mark.parametrize("secret", [True, False])
@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Encoding: gzip\r\nContent-Length: 5", b'{"a"}'),
        (b"Content-Encoding: br\r\nContent-Length: 5", b'{"a"}'),
        (b"Content-Encoding: deflate\r\nContent-Length: 5", b'{"a"}'),
        (b"Transfer-Encoding: chunked", b'zz\r\n{"a"}\r\n'),
        (b"Transfer-Encoding: chunked", b'5\r\n{"a"}\r\nzz\r\n'),
        (b"Content-Length: five", b'{"a"}'),
        (b"Content Length: 5", b'{"a"}'),
    ],
)
async def test_what_is_no_http_is_one_line_at_most(
    site: Site, head: bytes, body: bytes, secret: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Of anybody: the library's own traceback would quote what strangers sent, as often as they like."""
    caplog.set_level(logging.DEBUG)
    status = (await deliver(site, head, body, secret=secret)).split()[1]
    assert status in ((b"400",) if secret else (b"400", b"403"))
    await site.server.stop()
    told = [one.getMessage().split()[0] for one in caplog.records if one.name == "limber.server"]
    assert len(told) + len(site.skipped) <= 1
    assert len(told) + len(site.skipped) == 1 or not secret
    assert set(told) <= {"request_refused"}
    assert [one for one in caplog.records if one.exc_info] == []
    assert site.taken == []


async def test_a_fault_of_ours_keeps_its_traceback(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """It is for those who have to find it."""
    site.failing = RuntimeError("disk full")
    assert await site.post(json.dumps(UPDATE), secret=SECRET) == 500
    assert [one.exc_info[0] for one in caplog.records if one.exc_info] == [RuntimeError]


async def test_a_megabyte_is_enough(site: Site) -> None:
    """Telegram's updates are a few kilobytes. A larger one is left, and confirmed: it would only come again."""
    fits = json.dumps({"update_id": 1, "x": "x" * (MOST_BYTES - 40)})
    assert await site.post(fits, secret=SECRET) == 200
    assert site.skipped == []
    assert await site.post(fits + " " * 40, secret=SECRET) == 200
    assert [reason for reason, _ in site.skipped] == ["oversized"]
    assert len(site.taken) == 1
    assert await site.post(fits + " " * 40, secret="wrong") == 413  # noqa: S106


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
    ],
)
async def test_only_json_is_taken(site: Site, kind: str, status: int) -> None:
    """As Telegram sends it; a page in somebody's browser cannot."""
    assert await site.post(json.dumps(UPDATE), secret=SECRET, kind=kind) == status
    assert len(site.taken) == (status == 200)


async def test_updates_wait_until_they_can_be_stored(site: Site) -> None:
    """503: Telegram brings it again."""
    site.server.accepting = False
    assert await site.post(json.dumps(UPDATE), secret=SECRET) == 503
    assert site.taken == []


async def test_the_end_waits_for_nobody(site: Site) -> None:
    """Whatever is under way, no server waits a minute for it; what was not answered comes again."""
    site.stalled = asyncio.Event()
    posting = asyncio.create_task(site.post(json.dumps(UPDATE), secret=SECRET))
    await eventually(lambda: site.server._runner.server is not None and site.server._runner.server.requests_count)
    began = time.monotonic()
    await site.server.stop()
    assert time.monotonic() - began < 30
    await asyncio.gather(posting, return_exceptions=True)
    assert site.taken == []


async def test_an_update_that_could_not_be_stored_is_not_confirmed(site: Site) -> None:
    """500: Telegram brings it again."""
    site.failing = RuntimeError("disk full")
    assert await site.post(json.dumps(UPDATE), secret=SECRET) == 500


async def test_a_port_that_is_taken_says_so(site: Site, client: ClientSession) -> None:
    """OSError, for the command line to put into words."""
    other = Site(client)
    with pytest.raises(OSError, match="address already in use"):
        await other.server.start("127.0.0.1", site.server.port)
    await other.server.stop()


# Health and figures


@pytest.mark.parametrize("page", ["/livez", "/healthz"])
async def test_health_in_a_word(site: Site, page: str) -> None:
    """200 when all is well; 503 with what is wrong."""
    status, text = await site.get(page)
    assert (status, json.loads(text)) == (200, {"ok": True, "wrong": []})
    site.wrong = ["Telegram cannot be reached"]
    status, text = await site.get(page)
    assert (status, json.loads(text)) == (503, {"ok": False, "wrong": ["Telegram cannot be reached"]})


async def test_figures_for_prometheus(site: Site) -> None:
    """As they are, in the format that it reads."""
    site.figures = b"limber_floods_total 0\n"
    async with site.client.get(f"http://127.0.0.1:{site.server.port}/metrics") as response:
        assert (response.status, await response.read()) == (200, site.figures)
        assert response.headers["Content-Type"] == METRICS_TYPE


# The whole bot


@pytest.fixture
async def stage(tmp_path: Path, plan: Plan) -> AsyncIterator[Stage]:
    """The bot by webhook."""
    opened = Stage(tmp_path)
    port = free_port()
    token, clock = opened.telegram.token, opened.clock
    opened.telegram = LocalTelegram(token=token, clock=clock, faults=plan, retry_seconds=0.01, tells_time=False)
    opened.settings = replace(
        opened.settings,
        webhook_url=f"http://127.0.0.1:{port}/telegram",
        webhook_secret=SECRET,
        listen_port=port,
    )
    await opened.open()
    yield opened
    await opened.close()


async def test_a_conversation_by_webhook(stage: Stage, plan: Plan) -> None:
    """From /start to the summary, without a single poll."""
    ana = stage.player()
    await ana.sets_up()
    assert ana.record.account.setup is None
    assert ana.record.settings.zone == "Europe/Lisbon"
    assert plan.count("getUpdates") == 0
    hook = stage.telegram.state.webhook
    assert hook is not None
    assert (hook["url"], hook["secret"]) == (stage.settings.webhook_url, SECRET)
    assert "last_error" not in hook


async def test_what_is_said_while_the_bot_is_away_is_heard_when_it_is_back(stage: Stage) -> None:
    """Telegram keeps it and tries again; the start of the bot sets the webhook anew and drops nothing."""
    ana = stage.player()
    await stage.stop_bot()
    ana.person.say("/help")
    hook = stage.telegram.state.webhook
    assert hook is not None
    await eventually(lambda: "last_error" in hook)
    await stage.start_bot()
    await stage.settle()
    assert len(ana.texts) == 1


async def test_a_stranger_at_the_webhook_changes_nothing(stage: Stage, client: ClientSession) -> None:
    """Neither with a wrong secret nor with junk under the right one."""
    url = str(stage.settings.webhook_url)
    for headers, status in (({}, 403), ({SECRET_HEADER: SECRET}, 200)):
        async with client.post(url, json={"message": {}}, headers=headers) as response:
            assert response.status == status
    assert stage.store.census() == {"people": 0}


async def test_the_whole_bot_tells_what_was_no_update(
    stage: Stage, client: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    """A line and a count for each, with its reason; people are answered all the same."""
    ana, url = stage.player(), str(stage.settings.webhook_url)
    headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
    for body in (b"{", b"[]", b'{"update_id": "7"}', b'{"update_id": 7, "message": []}', b" " * (MOST_BYTES + 1)):
        async with client.post(url, data=io.BytesIO(body), headers=headers) as response:
            assert response.status == 200
    assert await ana.says("/help")
    told = [one.getMessage().split(" bytes=")[0] for one in caplog.records if one.levelno >= logging.WARNING]
    reasons = ("no_json", "no_update", "no_update", "oversized")
    assert told[:3] == [f"update_skipped reason={reason}" for reason in reasons[:3]]
    assert sorted(one.split()[0] for one in told) == ["update_set_aside", *["update_skipped"] * 4]
    assert [one for one in caplog.records if one.exc_info] == []
    figures = of_page(await stage.bot.metrics.page())
    assert (figures["limber_updates_skipped_total"], figures["limber_updates_set_aside_total"]) == (4, 1)


async def test_health_and_figures_of_the_whole_bot(stage: Stage, client: ClientSession) -> None:
    """Beside the webhook, on the same port."""
    ana = stage.player()
    await ana.says("/start")
    base = str(stage.settings.webhook_url).removesuffix("/telegram")
    for page in ("livez", "readyz", "healthz"):
        async with client.get(f"{base}/{page}") as response:
            assert (response.status, await response.json()) == (200, {"ok": True, "wrong": []})
    async with client.get(f"{base}/metrics") as response:
        figures = of_page(await response.read())
    assert figures["limber_updates_taken_total"] == 1
    assert figures["limber_calls_sent_total"] == len(ana.texts)
    assert figures["limber_updates_waiting"] == figures["limber_calls_waiting"] == 0
    assert {count for name, count in figures.items() if name.startswith("limber_unaccounted_")} == {0}
    stage.pass_time(minutes=2)
    missed = {"ok": False, "wrong": ["the daily prompts do not tick"]}
    for page, status, said in (
        ("livez", 200, {"ok": True, "wrong": []}),
        ("readyz", 503, missed),
        ("healthz", 503, missed),
    ):
        async with client.get(f"{base}/{page}") as response:
            assert (response.status, await response.json()) == (status, said)


async def test_a_webhook_is_asked_for_until_telegram_answers(
    stage: Stage, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hiccup at this very moment is no reason to end."""
    monkeypatch.setattr("bot.client.startup.BACK_OFF", (0.001,))
    await stage.stop_bot()
    plan.before("setWebhook", Fault(error=(502, "Bad Gateway")), Fault(drop=True))
    await stage.start_bot()
    assert (await stage.player().says("/help")) != []
