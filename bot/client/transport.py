"""Transport of calls to Telegram: the Telegram library's `BaseRequest`.

Many calls go out at once, and the library's own client spends several milliseconds of processor time on each then.
What matters as much: whether a call that failed was surely not sent stays known (`bot.client.errors`).

Plain calls, nearly all there are, go through `bot.client.http1`. Files, forms and what goes through a proxy are
aiohttp's. docs/reliability.md, "The way out", says why.
"""

from __future__ import annotations

import functools
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any, TypeAlias, cast

import aiohttp
from telegram import InputFile
from telegram.error import RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.client.errors import CutOff, NotSent, ProxyFailed
from bot.client.http1 import Connections
from bot.client.proxies import open_session, proxy_of

# Seconds to connect, to find a free connection, and without a sign of the answer; files take longer.
CONNECT, POOL, READ, UPLOAD = 5.0, 10.0, 20.0, 60.0


JSON = {"Content-Type": "application/json"}

# Seconds, None, or the library's own sign for "not given".
Given: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Fields:
    """The parameters of a call as plain data, and the files that go with it."""

    fields: Mapping[str, Any]
    files: Mapping[str, InputFile]


def wait_asked_for(error: RetryAfter) -> timedelta:
    """How long Telegram said to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


@functools.cache
def trust() -> ssl.SSLContext:
    """The authorities that the system trusts, or those that SSL_CERT_FILE names; read once."""
    return ssl.create_default_context()


class Http1Request(BaseRequest):
    """HTTP for the Telegram library. At most `connections` are open to a server, and as many again for files. `hear` is
    given the headers of each answer; `get` with a name in small letters finds one."""

    def __init__(self, connections: int, hear: Callable[[Mapping[str, str]], None] = lambda headers: None) -> None:
        self._connections, self._hear = connections, hear
        # By the proxy that each goes through; the one for None goes straight, and is there while this is open.
        self._sessions: dict[str | None, aiohttp.ClientSession] = {}
        self._ways: dict[str, Connections | str | None] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer, unless a call says otherwise."""
        return READ

    async def initialize(self) -> None:
        """Open the pool of connections."""
        self._session(None)

    async def shutdown(self) -> None:
        """Close all connections."""
        for way in self._ways.values():
            if isinstance(way, Connections):
                way.close()
        self._ways.clear()
        sessions = [*self._sessions.values()]
        self._sessions.clear()
        for session in sessions:
            await session.close()

    def _session(self, proxy: str | None) -> aiohttp.ClientSession:
        """aiohttp's session through a proxy, opened when it is first asked for."""
        if proxy not in self._sessions:
            self._sessions[proxy] = open_session(proxy, aiohttp.ClientTimeout(), self._connections)
        return self._sessions[proxy]

    def _way(self, origin: str) -> Connections | str | None:
        """How a server is reached: by plain connections, or by the proxy that the environment names for it; asked once.
        None where aiohttp has to: a password, or a name that is not ASCII."""
        if origin not in self._ways:
            scheme, _, host = origin.partition("://")
            self._ways[origin] = proxy = proxy_of(origin)
            if proxy is None and host.isascii() and "@" not in host:
                tls = trust() if scheme == "https" else None
                self._ways[origin] = Connections(origin, self._connections, tls)
        return self._ways[origin]

    async def call(self, url: str, fields: Mapping[str, Any], files: Mapping[str, InputFile] | None = None) -> Any:
        """One call with plain data; its result as Telegram sent it. Raises TelegramError."""
        # The base class looks at the answer alone; what is to be sent it hands through as it is.
        return await self.post(url, cast(RequestData, Fields(fields, files or {})))

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Given = BaseRequest.DEFAULT_NONE,
        write_timeout: Given = BaseRequest.DEFAULT_NONE,
        connect_timeout: Given = BaseRequest.DEFAULT_NONE,
        pool_timeout: Given = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call: (status, body). Raises NotSent, CutOff or TimedOut; messages never hold the address, which has
        the token in it."""
        if None not in self._sessions:
            raise NotSent("the connection to Telegram is closed")
        scheme, _, rest = url.partition("://")
        host, _, path = rest.partition("/")
        way = self._way(f"{scheme}://{host}")
        connect, pool = _seconds(connect_timeout, CONNECT), _seconds(pool_timeout, POOL)
        body, headers, uploads = _body(request_data)
        if isinstance(way, Connections) and method == "POST" and (body is None or isinstance(body, bytes)):
            status, heard, content = await way.post(
                f"/{path}", body or b"{}", wait=pool, connect=connect, silence=_seconds(read_timeout, READ)
            )
            self._hear(heard)
            return status, content
        timeout = aiohttp.ClientTimeout(
            connect=connect + pool,
            sock_connect=connect,
            sock_read=_seconds(read_timeout, UPLOAD if uploads else READ),
        )
        session = self._session(way if isinstance(way, str) else None)
        try:
            async with session.request(method, url, data=body, headers=headers, timeout=timeout) as response:
                content = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, ProxyFailed) as error:
            raise NotSent(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise CutOff(type(error).__name__) from None
        self._hear(response.headers)
        return response.status, content


def _seconds(given: Given, otherwise: float) -> float:
    return float(given) if isinstance(given, (int, float)) else otherwise


def _body(request_data: RequestData | Fields | None) -> tuple[Any, Mapping[str, str], bool]:
    """The body, its headers, and whether it holds files."""
    if request_data is None:
        return None, {}, False
    if isinstance(request_data, Fields):
        if not request_data.files:
            return json.dumps(request_data.fields).encode(), JSON, False
        given = request_data.fields.items()
        texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given}
        files = {name: file.field_tuple for name, file in request_data.files.items()}
    elif request_data.contains_files:
        texts, files = request_data.json_parameters, dict(request_data.multipart_data)
    else:
        return request_data.json_parameters, {}, False
    form = aiohttp.FormData()
    for name, text in texts.items():
        form.add_field(name, text)
    for name, (filename, content, mime) in files.items():
        # Bytes would be written in one go, and hold everything else up for as long.
        whole = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, whole, filename=filename, content_type=mime)
    return form, {}, True
