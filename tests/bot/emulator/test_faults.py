"""Calls that are broken on purpose: lost before, lost after, late, refused; and a stop in the middle of it all."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientError, ClientSession, ServerDisconnectedError

from bot.emulator import server
from bot.emulator.calls import Call
from bot.emulator.faults import Fault
from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from tests.bot.emulator.conftest import Client
from tests.harness.patience import HANGS


class Plan:
    """Faults for the next calls of one method, before and after they take effect."""

    def __init__(self) -> None:
        self.before: list[Fault] = []
        self.after: list[Fault] = []
        self.seen: list[tuple[str, bool]] = []
        self.asked = asyncio.Semaphore(0)

    async def __call__(self, call: Call) -> Fault | None:
        """What happens to this call now."""
        self.seen.append((call.method, call.done))
        self.asked.release()
        queue = self.after if call.done else self.before
        return queue.pop(0) if queue and call.method == "sendMessage" else None


@pytest.fixture
def plan() -> Plan:
    """No faults yet."""
    return Plan()


@pytest.fixture
async def telegram(plan: Plan) -> AsyncIterator[LocalTelegram]:
    """A local Telegram on which things go wrong as planned."""
    async with LocalTelegram(faults=plan) as local:
        yield local


async def test_a_call_that_is_dropped_before_is_not_delivered(api: Client, ana: LocalPerson, plan: Plan) -> None:
    """The connection ends without an answer, and the chat is as it was."""
    plan.before = [Fault(drop=True)]
    with pytest.raises(ServerDisconnectedError):
        await api.raw("sendMessage", chat_id=ana.id, text="a")
    assert ana.texts == []
    assert api.telegram.state.ledger == []
    await api.ok("sendMessage", chat_id=ana.id, text="b")
    assert ana.texts == ["b"]


async def test_a_call_that_is_dropped_after_is_delivered(api: Client, ana: LocalPerson, plan: Plan) -> None:
    """Only the answer is lost."""
    plan.after = [Fault(drop=True)]
    with pytest.raises(ServerDisconnectedError):
        await api.raw("sendMessage", chat_id=ana.id, text="a")
    assert ana.texts == ["a"]
    assert plan.seen == [("sendMessage", False), ("sendMessage", True)]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_any_error_can_be_answered(api: Client, ana: LocalPerson, plan: Plan, when: str) -> None:
    """Before it takes effect or after; with the seconds to wait for a 429."""
    setattr(plan, when, [Fault(error=(502, "Bad Gateway")), Fault(retry_after=3)])
    first = await api.raw("sendMessage", chat_id=ana.id, text="a")
    second = await api.raw("sendMessage", chat_id=ana.id, text="a")
    assert first == {"ok": False, "error_code": 502, "description": "Bad Gateway"}
    assert (second["description"], second["parameters"]) == ("Too Many Requests: retry after 3", {"retry_after": 3})
    assert len(ana.texts) == (0 if when == "before" else 2)


async def test_an_error_can_come_from_a_proxy(
    api: Client, ana: LocalPerson, plan: Plan, session: ClientSession
) -> None:
    """HTML instead of JSON."""
    plan.before = [Fault(error=(502, "Bad Gateway"), plain=True)]
    url = f"{api.telegram.url}/bot{api.telegram.token}/sendMessage"
    async with session.post(url, json={"chat_id": ana.id, "text": "a"}) as response:
        assert (response.status, response.content_type) == (502, "text/html")


async def test_a_delay_only_takes_time(api: Client, ana: LocalPerson, plan: Plan) -> None:
    """The answer comes all the same."""
    plan.before = [Fault(delay=0.001)]
    plan.after = [Fault(delay=0.001)]
    await api.ok("sendMessage", chat_id=ana.id, text="a")
    assert ana.texts == ["a"]


async def test_a_stop_does_not_wait_for_polls_delays_or_pages(
    api: Client, ana: LocalPerson, plan: Plan, session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, with everything open that can be open."""
    monkeypatch.setattr(server, "LONGEST_POLL", 2 * HANGS)
    plan.before = [Fault(delay=2 * HANGS)]
    telegram = api.telegram
    stream = await session.get(f"{telegram.url}/local/events?as=Ana")
    await stream.content.readline()
    poll = asyncio.create_task(api.ok("getUpdates", timeout=2 * int(HANGS)))
    late = asyncio.create_task(api.raw("sendMessage", chat_id=ana.id, text="a"))
    await telegram.until(lambda: telegram.polls == 1)
    await asyncio.wait_for(plan.asked.acquire(), HANGS)
    await asyncio.wait_for(plan.asked.acquire(), HANGS)
    await asyncio.wait_for(telegram.stop(), HANGS)
    results = await asyncio.gather(poll, late, return_exceptions=True)
    assert all(isinstance(r, list | dict | ClientError) for r in results)
    stream.close()
