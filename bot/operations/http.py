"""HTTP server: Telegram's webhook, /livez, /readyz and /healthz for monitors, /metrics for Prometheus."""

from __future__ import annotations

import hmac
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from aiohttp import hdrs, web
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.log import server_logger

from bot.logs import get_logger

log = get_logger("limber.server")

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
# Telegram's updates are a few kilobytes; a megabyte is somebody else.
MOST_BYTES = 1024 * 1024
# Seconds that requests under way are given when it closes (by the library twice: to end, and to end being cut off), and
# that a body is given that nobody reads.
STOP_SECONDS, LINGER_SECONDS = 0.5, 1.0
# The format that Prometheus reads: https://prometheus.io/docs/instrumenting/exposition_formats/
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Take = Callable[[Sequence[Any]], Awaitable[None]]
Check = Callable[[], Awaitable[list[str]]]


class Skip(Protocol):
    """Notes what came in place of an update: why it is none, and its size as it was announced."""

    def __call__(self, reason: str, *, bytes: int | None) -> None: ...


class Server:
    """Listens on one address. `take` is given updates, `skip` why one could not be read. `checks` are pages by path;
    each returns what is wrong, empty when nothing is. `metrics` returns the page for Prometheus. Updates are accepted
    once `accepting` is set."""

    def __init__(
        self,
        take: Take,
        skip: Skip,
        checks: Mapping[str, Check],
        metrics: Callable[[], Awaitable[bytes]],
        *,
        webhook_path: str | None = None,
        secret: str | None = None,
    ) -> None:
        self.accepting = True
        self._take, self._skip, self._metrics, self._secret = take, skip, metrics, secret
        app = web.Application(client_max_size=MOST_BYTES)
        for path, check in checks.items():
            app.router.add_get(path, _page(check))
        app.router.add_get("/metrics", self._show_metrics)
        if webhook_path is not None:
            app.router.add_post(webhook_path, self._webhook)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=_LibraryLog(server_logger),
            shutdown_timeout=STOP_SECONDS,
            lingering_time=LINGER_SECONDS,
        )
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Start listening. Raises OSError when the address is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Answer open requests and close: two seconds at most."""
        await self._runner.cleanup()

    async def _webhook(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        # Before a byte of the body is read: strangers cost nothing.
        if self._secret is None or not hmac.compare_digest(given.encode(errors="replace"), self._secret.encode()):
            return web.Response(status=413 if (request.content_length or 0) > MOST_BYTES else 403)
        if not self.accepting:
            return web.Response(status=503)  # Telegram brings it again
        if request.content_type != "application/json":
            return web.Response(status=415)
        size = request.content_length
        try:
            update = json.loads(await request.read())
        except (ConnectionError, web.RequestPayloadError):
            self._skip("cut_off", bytes=size)
            return web.Response(status=400)  # Telegram, if it was there at all, brings it again
        except web.HTTPRequestEntityTooLarge:
            self._skip("oversized", bytes=size)
            return web.Response()  # 200: anything else would hold up the whole chat
        except (ValueError, RecursionError):
            self._skip("no_json", bytes=size)
            return web.Response()
        await self._take([update])
        return web.Response()

    async def _show_metrics(self, request: web.Request) -> web.Response:
        return web.Response(body=await self._metrics(), headers={hdrs.CONTENT_TYPE: METRICS_TYPE})


class _LibraryLog(logging.LoggerAdapter[logging.Logger]):
    """aiohttp's own log, where what is no HTTP is one line: its traceback would quote what strangers sent."""

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:
        """Log, or note a request that could not be read."""
        given = kwargs.get("exc_info")
        error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
        if isinstance(error, BadHttpMessage):
            log.info("request_refused", error=type(error).__name__)
        elif not isinstance(error, web.RequestPayloadError):  # the webhook told of it
            super().log(level, msg, *args, **kwargs)


def _page(check: Check) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A page that says in JSON what is wrong; 503 when anything is."""

    async def page(request: web.Request) -> web.Response:
        wrong = await check()
        return web.json_response({"ok": not wrong, "wrong": wrong}, status=503 if wrong else 200)

    return page
