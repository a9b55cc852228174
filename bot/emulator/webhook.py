"""Webhook delivery: updates by POST, one at a time per chat, repeated until the bot answers 2xx."""

import asyncio
import json
import re
from collections.abc import Iterator

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.emulator.calls import Json, bad, whole
from bot.emulator.chats import Webhook
from bot.emulator.hub import Hub

LONGEST_PAUSE = 60.0  # seconds between two attempts
ANSWER_WITHIN = ClientTimeout(total=60.0)


def read_webhook(params: Json) -> Webhook | None:
    """What a setWebhook call asks for; None for an empty URL, which removes the webhook. Plain HTTP is fine here."""
    url = str(params.get("url") or "")
    if not url:
        return None
    if not re.match(r"https?://[^/\s]+", url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    secret = str(params.get("secret_token") or "")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")
    connections = whole(params.get("max_connections")) or 40
    return {"url": url, "secret": secret, "max_connections": min(max(connections, 1), 100)}


def chat_of(update: Json) -> int | None:
    """The chat (or else the person) that an update belongs to; None when it names neither."""
    for content in update.values():
        if isinstance(content, dict):
            for holder in (content, content.get("message")):
                if isinstance(holder, dict) and isinstance(holder.get("chat"), dict):
                    return whole(holder["chat"].get("id"))
            if isinstance(content.get("from"), dict):
                return whole(content["from"].get("id"))
    return None


class Deliveries:
    """Delivers updates from the queue to the webhook for as long as there is one."""

    def __init__(self, hub: Hub, retry_seconds: float) -> None:
        self.hub = hub
        self.retry_seconds = retry_seconds
        self._runner: asyncio.Task[None] | None = None

    def restart(self) -> None:
        """Start with the webhook as it is set now, or stop when there is none."""
        if self._runner:
            self._runner.cancel()
        self._runner = asyncio.create_task(self._run()) if self.hub.state.webhook else None

    async def stop(self) -> None:
        """Stop at once; what was not delivered stays in the queue."""
        if self._runner:
            self._runner.cancel()
            await asyncio.gather(self._runner, return_exceptions=True)
            self._runner = None

    def _deliverable(self, busy: set[int | None], room: int) -> Iterator[Json]:
        """The oldest update of each chat that has none under way, at most `room`."""
        for update in tuple(self.hub.state.updates):
            if room <= 0:
                return
            chat = chat_of(update)
            if chat not in busy:
                busy.add(chat)
                room -= 1
                yield update

    async def _run(self) -> None:
        state = self.hub.state
        hook = state.webhook
        assert hook is not None  # noqa: S101  # restart() starts this only with a webhook
        busy: set[int | None] = set()
        async with ClientSession(timeout=ANSWER_WITHIN) as session, asyncio.TaskGroup() as tasks:
            while True:
                state.forget_updates(0)
                for update in self._deliverable(busy, hook["max_connections"] - len(busy)):
                    tasks.create_task(self._deliver(session, hook, update, busy))
                if not await self.hub.change():
                    return

    async def _deliver(self, session: ClientSession, hook: Webhook, update: Json, busy: set[int | None]) -> None:
        """Post one update until it is accepted; then its chat is free for the next."""
        state = self.hub.state
        headers = {"Content-Type": "application/json"}
        if hook["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook["secret"]
        pause = self.retry_seconds
        while True:
            try:
                async with session.post(hook["url"], data=json.dumps(update), headers=headers) as response:
                    if response.ok:
                        busy.discard(chat_of(update))
                        state.drop_update(update)
                        state.changed()
                        return
                    problem = f"Wrong response from the webhook: {response.status} {response.reason}"
            except TimeoutError:
                problem = "Read timeout expired"
            except ClientError:
                problem = "Connection refused"
            hook["last_error"] = (state.now(), problem)
            state.changed()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
