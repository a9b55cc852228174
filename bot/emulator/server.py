"""The emulator's HTTP: the Bot API for the bot, and the chat page for a person, on loopback.

    async with LocalTelegram() as telegram:
        bot = telegram.Bot(telegram.token, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot")
        ana = telegram.person("Ana")
        ana.start()

The bot finds its methods at {url}/bot{token}/{method} and files at {url}/file/bot{token}/{path}, as at
api.telegram.org.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from bot.emulator.api import BotApi
from bot.emulator.calls import Call, Json, Refused, Upload, flag, parsed, whole
from bot.emulator.chats import BOT_ID, State, utc_now
from bot.emulator.faults import Fault, Faults
from bot.emulator.flood import Flood, TelegramLimits
from bot.emulator.forms import MAX_FORM, read_form
from bot.emulator.groups import LocalGroup
from bot.emulator.hub import Hub
from bot.emulator.page_api import PageApi
from bot.emulator.people import LocalPerson
from bot.emulator.snapshot import Snapshots
from bot.emulator.webhook import Deliveries, read_webhook

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LONGEST_POLL = 50.0  # seconds
TWO_POLLS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
POLL_AND_HOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class LocalTelegram(Hub):
    """Telegram on this machine, for one bot.

    `limits`: flood limits, None for none. `faults`: asked before and after each call. `state_file`: where the chats
    outlive a restart. `query_seconds`: how long a tap may be answered. `retry_seconds`: pause after a webhook failed.
    """

    def __init__(
        self,
        *,
        token: str | None = None,
        bot_name: str = "Limber",
        bot_username: str = "limber_bot",
        limits: TelegramLimits | None = None,
        faults: Faults | None = None,
        state_file: Path | None = None,
        clock: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        query_seconds: float = 60.0,
        retry_seconds: float = 1.0,
        tells_time: bool = True,
    ) -> None:
        self.token = token or f"{BOT_ID}:local-{secrets.token_hex(16)}"
        super().__init__(State(bot_name=bot_name, bot_username=bot_username, clock=clock, monotonic=monotonic))
        self.flood = Flood(limits)
        self.api = BotApi(self.state, self.flood, query_seconds)
        self.faults = faults
        self.tells_time = tells_time  # whether its answers have a `Date`
        self.url = ""
        self._snapshots = Snapshots(self.state, state_file) if state_file else None
        self._deliveries = Deliveries(self, retry_seconds)
        self.polls = 0  # how many polls began; one that is not the newest has to end
        self._runner: web.AppRunner | None = None

    # --- starting and stopping --------------------------------------------------------------------------------------

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; `url` is known afterwards. Raises ValueError for a host that others could reach."""
        if host not in LOOPBACK:
            raise ValueError(f"the local Telegram listens on this machine only, not on {host!r}")
        app = web.Application(client_max_size=MAX_FORM, middlewares=[self._only_loopback])
        app.router.add_route("*", "/bot{token}/{method}", self._bot_method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._bot_file)
        PageApi(self).add_routes(app)
        app.on_response_prepare.append(self._date)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        if self._snapshots:
            self._snapshots.start()
        actual = self._runner.addresses[0][1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{actual}"

    async def stop(self) -> None:
        """End all polls and streams at once, save, and let the port go."""
        self.closing.set()
        self.ring()
        await self._deliveries.stop()
        if self._runner:
            await self._runner.cleanup()
        if self._snapshots:
            await self._snapshots.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.stop()

    # --- people -----------------------------------------------------------------------------------------------------

    def person(self, name: str, language_code: str = "en") -> LocalPerson:
        """The person of that name, created at the first call; they have not written to the bot yet."""
        return LocalPerson(self, self.state.person(name, language_code))

    def group(self, title: str, *people: LocalPerson, kind: str = "group", username: str | None = None) -> LocalGroup:
        """A new group, supergroup or channel with these people, still without the bot."""
        group = LocalGroup(self, self.state.add_chat(kind, title, username))
        group.chat.members |= {person.id for person in people}
        return group

    # --- the Bot API over HTTP --------------------------------------------------------------------------------------

    async def _date(self, _request: web.Request, response: web.StreamResponse) -> None:
        """Give every answer the time of this Telegram's own clock, not of the web server's."""
        if self.tells_time:
            response.headers["Date"] = format_datetime(self.state.clock().astimezone(UTC), usegmt=True)
        else:
            response.headers.pop("Date", None)

    @web.middleware
    async def _only_loopback(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Refuse a page from elsewhere with a name that points to this machine (DNS rebinding)."""
        name = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
        if name.strip("[]") not in LOOPBACK:
            return web.Response(status=403, text="This Telegram answers to 127.0.0.1 and localhost only.")
        return await handler(request)

    async def _bot_method(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return reply({"ok": False, "error_code": 401, "description": "Unauthorized"})
        try:
            params, files = await read_call(request)
        except Refused as refusal:
            return reply(refusal_body(refusal))
        call = Call(request.match_info["method"], params, self.state.clock(), files)
        if fault := self.faults and await self.faults(call):
            answer = await self._suffer(request, fault)
            if answer is not None:
                return answer
        try:
            call.result = await self.answer(call)
            body: Json = {"ok": True, "result": call.result}
        except Refused as refusal:
            body = refusal_body(refusal)
            call.refused = refusal.description
            self.state.refusals.append(call)
        call.done = True
        if fault := self.faults and await self.faults(call):
            answer = await self._suffer(request, fault)
            if answer is not None:
                return answer
        return reply(body)

    async def _suffer(self, request: web.Request, fault: Fault) -> web.StreamResponse | None:
        """Let a fault happen; None when there was only a delay."""
        if fault.delay:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), fault.delay)
        if fault.drop:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.error or fault.retry_after is not None:
            body = fault.body()
            if fault.plain:
                return web.Response(status=body["error_code"], text="<html>down</html>", content_type="text/html")
            return reply(body)
        return None

    async def answer(self, call: Call) -> Any:
        """Carry out a call and return its result. Raises `Refused`. Every accepted call but getUpdates is in the
        ledger."""
        match call.method.lower():
            case "getupdates":
                return await self._get_updates(call.params)
            case "setwebhook":
                hook = read_webhook(call.params)
                self._allow(call.params)
                if flag(call.params, "drop_pending_updates"):
                    self.state.forget_updates(self.state.next_update_id)
                self.state.webhook = hook
                self.polls += 1
                self.ring()  # a poll under way finds that its time is over
                self._deliveries.restart()
                result: Any = True
            case "deletewebhook":
                if flag(call.params, "drop_pending_updates"):
                    self.state.forget_updates(self.state.next_update_id)
                self.state.webhook = None
                self._deliveries.restart()
                result = True
            case _:
                result = self.api.call(call)
        call.result = result
        self.state.ledger.append(call)
        return result

    def _allow(self, params: Json) -> None:
        if "allowed_updates" in params:
            self.state.allowed = parsed(params, "allowed_updates", list, []) or None

    async def _get_updates(self, params: Json) -> list[Json]:
        state = self.state
        if state.webhook:
            raise Refused(409, POLL_AND_HOOK)
        self.polls += 1
        mine = self.polls
        self.ring()  # an older poll finds that it is not the newest, and ends
        self._allow(params)
        offset, limit = whole(params.get("offset")), whole(params.get("limit"))
        limit = limit if 1 <= limit <= 100 else 100
        if offset < 0:
            first = max(0, len(state.updates) + offset)
            offset = state.updates[first]["update_id"] if state.updates else 0
        state.forget_updates(offset)
        deadline = time.monotonic() + min(max(whole(params.get("timeout")), 0), LONGEST_POLL)
        while not state.updates and not self.closing.is_set():
            left = deadline - time.monotonic()
            if left <= 0:
                break
            await self.change(left)
            if mine != self.polls:
                raise Refused(409, POLL_AND_HOOK if state.webhook else TWO_POLLS)
        return [update for update, _ in zip(state.updates, range(limit), strict=False)]

    async def _bot_file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return reply({"ok": False, "error_code": 401, "description": "Unauthorized"})
        stored = self.state.files.get(self.state.paths.get(request.match_info["path"], ""))
        if stored is None:
            return reply({"ok": False, "error_code": 404, "description": "Not Found"})
        return web.Response(body=self.state.blobs[stored.unique_id], content_type="application/octet-stream")


def refusal_body(refusal: Refused) -> Json:
    """A refusal as the Bot API writes it."""
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    return body | ({"parameters": refusal.parameters} if refusal.parameters else {})


def reply(body: Json) -> web.Response:
    """An answer of the Bot API: the HTTP status is the error code."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return web.Response(status=body.get("error_code", 200), text=text, content_type="application/json")


async def read_call(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """Parameters and files of a call, from the query, a form, JSON or multipart."""
    params: Json = dict(request.query)
    try:
        if request.content_type == "application/json":
            body = json.loads(await request.read() or b"{}")
            if not isinstance(body, dict):
                raise Refused(400, "Bad Request: can't parse request JSON object")
            return params | {k: v for k, v in body.items() if v is not None}, {}
        texts, files = await read_form(request)
    except web.HTTPRequestEntityTooLarge:
        raise Refused(413, "Request Entity Too Large") from None
    except ValueError:
        raise Refused(400, "Bad Request: can't parse request") from None
    return params | texts, files
