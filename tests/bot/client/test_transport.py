"""How calls reach Telegram: what is surely not sent, what may be, and that no error ever shows the address."""

from __future__ import annotations

import asyncio
import base64
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from telegram import Bot, InputFile
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.client.errors import CutOff, NotSent
from bot.client.transport import READ, Http1Request, wait_asked_for
from bot.emulator.faults import Fault
from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from tests.bot.client.servers import Peer, server
from tests.bot.conftest import Clock, Plan, eventually
from tests.harness.program import free_port
from tests.harness.stage import TOKEN


@pytest.fixture
async def request_() -> AsyncIterator[Http1Request]:
    """The Telegram library's seam, on aiohttp."""
    opened = Http1Request(connections=2)
    await opened.initialize()
    yield opened
    await opened.shutdown()


def url(telegram: LocalTelegram, method: str = "getMe") -> str:
    """Where a method is."""
    return f"{telegram.url}/bot{TOKEN}/{method}"


async def plain(request: Http1Request, address: str) -> Any:
    """A call without files."""
    return await request.call(address, {"chat_id": 1})


async def with_a_file(request: Http1Request, address: str) -> Any:
    """A call that aiohttp carries."""
    return await request.call(address, {"chat_id": 1}, {"document": InputFile(b"\x00", filename="x.bin")})


Way = Callable[[Http1Request, str], Awaitable[Any]]
both = pytest.mark.parametrize("way", [plain, with_a_file])


async def test_a_call_and_its_answer(request_: Http1Request, telegram: LocalTelegram) -> None:
    """Status and body, as they came."""
    status, body = await request_.do_request(url(telegram), "POST")
    assert status == 200
    assert b'"username":"limber_bot"' in body
    assert (await request_.do_request(url(telegram, "nothing"), "POST"))[0] == 404


async def test_the_date_of_every_answer_is_noted(telegram: LocalTelegram, plan: Plan, clock: Clock) -> None:
    """Of a refusal too; a call without an answer tells nothing."""
    noted: list[str | None] = []
    noting = Http1Request(1, lambda headers: noted.append(headers.get("date")))
    await noting.initialize()
    plan.before("getMe", None, Fault(error=(500, "Internal Server Error")), Fault(drop=True))
    for _ in range(2):
        await noting.do_request(url(telegram), "POST")
        clock.passes(hours=1)
    with pytest.raises(CutOff):
        await noting.do_request(url(telegram), "POST")
    await noting.shutdown()
    assert noted == ["Sun, 22 Nov 2026 14:35:00 GMT", "Sun, 22 Nov 2026 15:35:00 GMT"]


async def test_a_file_goes_beside_the_parameters(telegram: LocalTelegram, ana: LocalPerson) -> None:
    """Under its name, with its bytes."""
    bot = Bot(TOKEN, base_url=f"{telegram.url}/bot", request=Http1Request(1), get_updates_request=Http1Request(1))
    async with bot:
        await bot.send_document(
            ana.id, InputFile(b"\x00\xff", filename="limber.bin"), caption="<b>Here</b>", parse_mode="HTML"
        )
    document = ana.last["document"]
    assert (document["file_name"], ana.texts) == ("limber.bin", ["Here"])
    assert telegram.state.blobs[document["file_unique_id"]] == b"\x00\xff"


@both
async def test_nobody_there_is_surely_not_sent(request_: Http1Request, way: Way) -> None:
    """Connection refused."""
    with pytest.raises(NotSent, match=r"ConnectionRefusedError|ClientConnectorError") as caught:
        await way(request_, f"http://127.0.0.1:{free_port()}/bot{TOKEN}/getMe")
    assert TOKEN not in repr(caught.value)


@both
async def test_a_name_that_nobody_has_is_surely_not_sent(request_: Http1Request, way: Way) -> None:
    """No network, or a slip in the address."""
    with pytest.raises(NotSent):
        await way(request_, f"http://no-such-host.invalid/bot{TOKEN}/getMe")


@both
async def test_a_pool_that_stays_full_is_surely_not_sent(
    telegram: LocalTelegram, plan: Plan, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    """The call never got a connection."""
    narrow = Http1Request(connections=1)
    await narrow.initialize()
    leave = plan.hold("getMe")
    first = asyncio.ensure_future(way(narrow, url(telegram)))
    await eventually(lambda: plan.seen)
    monkeypatch.setattr("bot.client.transport.CONNECT", 0.02)
    monkeypatch.setattr("bot.client.transport.POOL", 0.02)
    with pytest.raises(NotSent):
        await way(narrow, url(telegram))
    leave.set()
    assert (await first)["username"] == "limber_bot"
    assert plan.count("getMe") == 1
    await narrow.shutdown()


@both
async def test_a_connection_that_breaks_may_have_sent_it(
    request_: Http1Request, telegram: LocalTelegram, plan: Plan, way: Way
) -> None:
    """Nobody can tell."""
    plan.before("getMe", Fault(drop=True))
    with pytest.raises(CutOff, match="Disconnected") as caught:
        await way(request_, url(telegram))
    assert not isinstance(caught.value, NotSent)
    assert TOKEN not in repr(caught.value)


async def test_no_answer_in_time_may_have_sent_it(request_: Http1Request, telegram: LocalTelegram, plan: Plan) -> None:
    """The time can be said for each call; else it is twenty seconds."""
    plan.before("getMe", Fault(delay=5))
    with pytest.raises(TimedOut):
        await request_.do_request(url(telegram), "POST", read_timeout=0.03)
    assert request_.read_timeout == READ == 20


@both
async def test_the_headers_of_an_answer_are_looked_at(telegram: LocalTelegram, way: Way) -> None:
    """What the answer says of the time."""
    dates: list[str | None] = []
    request = Http1Request(1, lambda headers: dates.append(headers.get("date")))
    await request.initialize()
    await way(request, url(telegram))
    assert [date is not None and date.endswith(" GMT") for date in dates] == [True]
    await request.shutdown()


@pytest.mark.parametrize("beside", ["", "telegram.example"])
async def test_a_proxy_that_the_environment_names_is_gone_through(monkeypatch: pytest.MonkeyPatch, beside: str) -> None:
    """With its name and password; but not to what NO_PROXY names."""

    async def conduct(peer: Peer) -> None:
        await peer.read()
        peer.say(b'HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{"ok":true,"result":{}}')

    async with server(conduct) as proxy:
        monkeypatch.setenv("http_proxy", f"http://me:secret@127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", beside)
        request = Http1Request(connections=1)
        await request.initialize()
        if beside:
            with pytest.raises(NotSent):
                await plain(request, f"http://telegram.example/bot{TOKEN}/getMe")
        else:
            assert await plain(request, f"http://telegram.example/bot{TOKEN}/getMe") == {}
            assert proxy.heads[0].startswith(f"POST http://telegram.example/bot{TOKEN}/getMe HTTP/1.1\r\n")
            assert f"Proxy-Authorization: Basic {base64.b64encode(b'me:secret').decode()}" in proxy.heads[0]
            assert "Content-Type: application/json" in proxy.heads[0]
        await request.shutdown()
    assert len(proxy.heads) == (not beside)


@both
async def test_a_name_that_is_not_ascii_is_asked_for_as_dns_writes_it(
    monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    """With its Punycode in the Host header."""

    async def conduct(peer: Peer) -> None:
        heads.append(await peer.reader.readuntil(b"\r\n\r\n"))
        peer.say(b'HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{"ok":true,"result":{}}')
        await peer.gone()

    async def lookup(*_: Any, **__: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", at.port))]

    heads: list[bytes] = []
    async with server(conduct) as at:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lookup)
        request = Http1Request(connections=1)
        await request.initialize()
        await way(request, f"http://bücher.example:{at.port}/bot{TOKEN}/getMe")
        await request.shutdown()
    assert f"Host: xn--bcher-kva.example:{at.port}\r\n".encode() in heads[0]


async def test_a_closed_connection_sends_nothing(telegram: LocalTelegram, plan: Plan) -> None:
    """Before it was opened, and after it was closed; it can be opened again."""
    request = Http1Request(connections=1)
    for opened in (False, True):
        if opened:
            await request.initialize()
        await request.shutdown()
        with pytest.raises(NotSent, match="the connection to Telegram is closed"):
            await request.do_request(url(telegram), "POST")
    await request.initialize()
    assert (await request.do_request(url(telegram), "POST"))[0] == 200
    assert plan.count("getMe") == 1
    await request.shutdown()


def test_every_failure_is_the_librarys_own_kind() -> None:
    """So that the library passes it on as it is."""
    assert issubclass(NotSent, NetworkError)
    assert issubclass(CutOff, NetworkError)
    assert not issubclass(CutOff, TimedOut)


def test_how_long_telegram_said_to_wait() -> None:
    """As a span of time, however the library puts it."""
    assert wait_asked_for(RetryAfter(7)).total_seconds() == 7
