"""Updates that are delivered: one at a time per chat, with the secret, again until they are taken."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from bot.emulator.webhook import chat_of
from tests.bot.emulator.conftest import Client
from tests.harness.patience import HANGS

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105


class Receiver:
    """A bot's webhook: notes what comes and answers as it is told."""

    def __init__(self) -> None:
        self.url = ""
        self.updates: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.statuses: list[int] = []  # of the next answers; 200 when there is none
        self.hold: Callable[[dict[str, Any]], Awaitable[None]] | None = None
        self.news = asyncio.Condition()

    async def take(self, request: web.Request) -> web.Response:
        """One delivery."""
        update = await request.json()
        async with self.news:
            self.updates.append(update)
            self.secrets.append(request.headers.get(SECRET))
            self.news.notify_all()
        if self.hold:
            await self.hold(update)
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def got(self, number: int) -> list[Any]:
        """The texts (or None) of all deliveries, once there are so many."""
        async with self.news:
            await asyncio.wait_for(self.news.wait_for(lambda: len(self.updates) >= number), HANGS)
        return [u.get("message", {}).get("text") for u in self.updates]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook that listens."""
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(api: Client, ana: LocalPerson, receiver: Receiver) -> None:
    """Those that waited already and those that come; each leaves the queue once it is taken."""
    ana.say("before")
    await api.ok("setWebhook", url=receiver.url, secret_token="not-a-secret")  # noqa: S106
    ana.say("after")
    assert await receiver.got(2) == ["before", "after"]
    assert receiver.secrets == ["not-a-secret"] * 2
    await api.telegram.until(lambda: not api.telegram.state.updates)


async def test_a_refused_update_comes_again_and_its_chat_waits(
    api: Client, ana: LocalPerson, receiver: Receiver
) -> None:
    """Order is kept within a chat; what went wrong is in getWebhookInfo."""
    receiver.statuses = [500, 503]
    await api.ok("setWebhook", url=receiver.url)
    ana.say("one")
    ana.say("two")
    assert await receiver.got(4) == ["one", "one", "one", "two"]
    assert receiver.secrets == [None] * 4
    info = await api.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    assert (info["url"], info["max_connections"], info["has_custom_certificate"]) == (receiver.url, 40, False)


async def test_one_slow_chat_does_not_hold_up_another(api: Client, ana: LocalPerson, receiver: Receiver) -> None:
    """One at a time per chat, many chats at a time."""
    ben, release = api.telegram.person("Ben"), asyncio.Event()

    async def hold(update: dict[str, Any]) -> None:
        if update["message"]["from"]["first_name"] == "Ana":
            await release.wait()

    receiver.hold = hold
    await api.ok("setWebhook", url=receiver.url)
    ana.say("slow")
    ana.say("later")
    ben.say("quick")
    assert sorted(await receiver.got(2)) == ["quick", "slow"]
    release.set()
    assert (await receiver.got(3))[2] == "later"


async def test_at_most_max_connections_are_open(api: Client, ana: LocalPerson, receiver: Receiver) -> None:
    """With one, chats wait for each other."""
    release, open_now = asyncio.Event(), []

    async def hold(update: dict[str, Any]) -> None:
        open_now.append(update)
        await release.wait()

    receiver.hold = hold
    await api.ok("setWebhook", url=receiver.url, max_connections=1)
    ana.say("one")
    api.telegram.person("Ben").say("two")
    await receiver.got(1)
    assert len(open_now) == 1
    release.set()
    assert await receiver.got(2) == ["one", "two"]


async def test_polling_and_a_webhook_exclude_each_other(api: Client, ana: LocalPerson, receiver: Receiver) -> None:
    """A poll under way ends when a webhook is set; polling works again when it is gone."""
    words = (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    poll = asyncio.create_task(api.refusal("getUpdates", timeout=50))
    await api.telegram.until(lambda: api.telegram.polls == 1)
    await api.ok("setWebhook", url=receiver.url, allowed_updates=["callback_query"])
    assert await asyncio.wait_for(poll, HANGS) == words
    assert await api.refusal("getUpdates") == words
    assert (await api.ok("getWebhookInfo"))["allowed_updates"] == ["callback_query"]
    ana.say("not asked for")
    await api.ok("deleteWebhook")
    assert await api.ok("getUpdates", allowed_updates=[]) == []
    ana.say("x")
    assert len(await api.ok("getUpdates")) == 1
    assert receiver.updates == []


async def test_pending_updates_are_dropped_only_on_demand(api: Client, ana: LocalPerson, receiver: Receiver) -> None:
    """drop_pending_updates in both methods."""
    ana.say("kept")
    await api.ok("deleteWebhook")
    assert (await api.ok("getWebhookInfo"))["pending_update_count"] == 1
    await api.ok("deleteWebhook", drop_pending_updates=True)
    assert (await api.ok("getWebhookInfo")) == {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
    ana.say("gone")
    await api.ok("setWebhook", url=receiver.url, drop_pending_updates=True)
    ana.say("new")
    assert await receiver.got(1) == ["new"]
    await api.ok("setWebhook", url="")
    assert (await api.ok("getWebhookInfo"))["url"] == ""


async def test_a_webhook_that_does_not_answer_is_noted(api: Client, ana: LocalPerson) -> None:
    """Nobody listens on that port; the update stays."""
    await api.ok("setWebhook", url="http://127.0.0.1:9/")
    ana.say("x")
    hook = api.telegram.state.webhook
    assert hook is not None
    await api.telegram.until(lambda: "last_error" in hook)
    assert hook["last_error"][1] == "Connection refused"
    assert len(api.telegram.state.updates) == 1


async def test_a_stop_ends_deliveries_at_once(ana: LocalPerson, api: Client, receiver: Receiver) -> None:
    """What was not taken stays for the next start."""
    forever = asyncio.Event()

    async def hold(_update: dict[str, Any]) -> None:
        await forever.wait()

    receiver.hold = hold
    await api.ok("setWebhook", url=receiver.url)
    ana.say("x")
    await receiver.got(1)
    await asyncio.wait_for(api.telegram.stop(), HANGS)
    assert len(api.telegram.state.updates) == 1
    forever.set()


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "nowhere"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.org", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "https://example.org", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_wrong_webhook_is_refused(api: Client, params: dict[str, str], words: str) -> None:
    """In Telegram's words."""
    assert await api.refusal("setWebhook", **params) == f"Bad Request: {words}"


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": 5}}}, 5),
        ({"update_id": 1, "callback_query": {"from": {"id": 6}, "message": {"chat": {"id": 5}}}}, 5),
        ({"update_id": 1, "inline_query": {"from": {"id": 6}}}, 6),
        ({"update_id": 1, "poll": {"id": "x"}}, None),
        ({"update_id": 1}, None),
    ],
)
def test_an_update_belongs_to_its_chat_or_person(update: dict[str, Any], chat: int | None) -> None:
    """That is what deliveries are queued by."""
    assert chat_of(update) == chat


async def test_a_read_that_takes_too_long_is_noted(
    telegram: LocalTelegram, api: Client, ana: LocalPerson, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The update comes again."""
    from aiohttp import ClientTimeout

    monkeypatch.setattr("bot.emulator.webhook.ANSWER_WITHIN", ClientTimeout(total=0.05))
    calls: list[int] = []
    forever = asyncio.Event()

    async def hold(_update: dict[str, Any]) -> None:
        calls.append(1)
        if len(calls) == 1:
            await forever.wait()

    receiver.hold = hold
    await api.ok("setWebhook", url=receiver.url)
    ana.say("x")
    assert await receiver.got(2) == ["x", "x"]
    assert (await api.ok("getWebhookInfo"))["last_error_message"] == "Read timeout expired"
    forever.set()
