"""How calls reach Telegram: what is surely not sent, what may be, and that no error ever shows the address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InputFile
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.client.errors import CutOff, NotSent
from bot.local.faults import Fault
from bot.local.people import LocalPerson
from bot.local.server import LocalTelegram
from bot.transport import READ, AiohttpRequest, wait_asked_for
from tests.stage import TOKEN

from .conftest import Plan, eventually
from .test_server import free_port


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    """The Telegram library's seam, on aiohttp."""
    opened = AiohttpRequest(connections=2)
    await opened.initialize()
    yield opened
    await opened.shutdown()


def url(telegram: LocalTelegram, method: str = "getMe") -> str:
    """Where a method is."""
    return f"{telegram.url}/bot{TOKEN}/{method}"


async def test_a_call_and_its_answer(request_: AiohttpRequest, telegram: LocalTelegram) -> None:
    """Status and body, as they came."""
    status, body = await request_.do_request(url(telegram), "POST")
    assert status == 200
    assert b'"username":"limber_bot"' in body
    assert (await request_.do_request(url(telegram, "nothing"), "POST"))[0] == 404


async def test_a_file_goes_beside_the_parameters(telegram: LocalTelegram, ana: LocalPerson) -> None:
    """Under its name, with its bytes."""
    bot = Bot(TOKEN, base_url=f"{telegram.url}/bot", request=AiohttpRequest(1), get_updates_request=AiohttpRequest(1))
    async with bot:
        await bot.send_document(
            ana.id, InputFile(b"\x00\xff", filename="limber.bin"), caption="<b>Here</b>", parse_mode="HTML"
        )
    document = ana.last["document"]
    assert (document["file_name"], ana.texts) == ("limber.bin", ["Here"])
    assert telegram.state.blobs[document["file_unique_id"]] == b"\x00\xff"


async def test_nobody_there_is_surely_not_sent(request_: AiohttpRequest) -> None:
    """Connection refused."""
    with pytest.raises(NotSent, match="ClientConnectorError") as caught:
        await request_.do_request(f"http://127.0.0.1:{free_port()}/bot{TOKEN}/getMe", "POST")
    assert TOKEN not in repr(caught.value)


async def test_a_name_that_nobody_has_is_surely_not_sent(request_: AiohttpRequest) -> None:
    """No network, or a slip in the address."""
    with pytest.raises(NotSent):
        await request_.do_request(f"http://no-such-host.invalid/bot{TOKEN}/getMe", "POST")


async def test_a_pool_that_stays_full_is_surely_not_sent(
    telegram: LocalTelegram, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call never got a connection."""
    monkeypatch.setattr("bot.transport.CONNECT", 0.02)
    monkeypatch.setattr("bot.transport.POOL", 0.02)
    narrow = AiohttpRequest(connections=1)
    await narrow.initialize()
    leave = plan.hold("getMe")
    first = asyncio.create_task(narrow.do_request(url(telegram), "POST"))
    await eventually(lambda: plan.seen)
    with pytest.raises(NotSent):
        await narrow.do_request(url(telegram), "POST")
    leave.set()
    assert (await first)[0] == 200
    assert plan.count("getMe") == 1
    await narrow.shutdown()


async def test_a_connection_that_breaks_may_have_sent_it(
    request_: AiohttpRequest, telegram: LocalTelegram, plan: Plan
) -> None:
    """Nobody can tell."""
    plan.before("getMe", Fault(drop=True))
    with pytest.raises(CutOff, match="ServerDisconnectedError") as caught:
        await request_.do_request(url(telegram), "POST")
    assert not isinstance(caught.value, NotSent)
    assert TOKEN not in repr(caught.value)


async def test_no_answer_in_time_may_have_sent_it(
    request_: AiohttpRequest, telegram: LocalTelegram, plan: Plan
) -> None:
    """The time can be said for each call; else it is twenty seconds."""
    plan.before("getMe", Fault(delay=5))
    with pytest.raises(TimedOut):
        await request_.do_request(url(telegram), "POST", read_timeout=0.03)
    assert request_.read_timeout == READ == 20


async def test_a_closed_connection_sends_nothing(telegram: LocalTelegram, plan: Plan) -> None:
    """Before it was opened, and after it was closed; it can be opened again."""
    request = AiohttpRequest(connections=1)
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
