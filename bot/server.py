"""The HTTP side: Telegram's webhook, /healthz for whatever watches over the program, /metrics for Prometheus."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

log = logging.getLogger("limber.server")

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
# Telegram's updates are a few kilobytes; a megabyte is somebody else.
MOST_BYTES = 1024 * 1024

Take = Callable[[Sequence[Any]], Awaitable[None]]


class Server:
    """Listens on one address. `health` gives what is wrong, empty when nothing; `metrics` gives names and values."""

    def __init__(
        self,
        take: Take,
        health: Callable[[], Awaitable[list[str]]],
        metrics: Callable[[], Awaitable[Mapping[str, float]]],
        *,
        webhook_path: str | None = None,
        secret: str | None = None,
    ) -> None:
        self._take, self._health, self._metrics, self._secret = take, health, metrics, secret
        app = web.Application(client_max_size=MOST_BYTES)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/metrics", self._show_metrics)
        if webhook_path is not None:
            app.router.add_post(webhook_path, self._webhook)
        self._runner = web.AppRunner(app, access_log=None)
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises OSError when the address is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Answer what is under way and close."""
        await self._runner.cleanup()

    async def _webhook(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if self._secret is None or not hmac.compare_digest(given.encode(errors="replace"), self._secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            log.error("webhook_unreadable")
            return web.Response()  # 200: anything else would hold up the whole chat
        await self._take([update])
        return web.Response()

    async def _healthz(self, request: web.Request) -> web.Response:
        wrong = await self._health()
        return web.json_response({"ok": not wrong, "wrong": wrong}, status=503 if wrong else 200)

    async def _show_metrics(self, request: web.Request) -> web.Response:
        lines = [f"limber_{name} {value:.15g}" for name, value in sorted((await self._metrics()).items())]
        return web.Response(text="\n".join(lines) + "\n", content_type="text/plain")
