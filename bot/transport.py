"""How calls reach Telegram: the Telegram library's `BaseRequest` on aiohttp.

Many calls go out at once, and the library's own client spends several milliseconds of processor time on each then.
What matters as much: whether a call that failed was surely not sent stays known (`bot.client.errors`).
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias, cast

import aiohttp
from telegram import InputFile
from telegram.error import RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.client.errors import CutOff, NotSent

# Seconds to connect, to find a free connection, and to wait for an answer; files take longer.
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


class AiohttpRequest(BaseRequest):
    """HTTP for the Telegram library. At most `connections` calls are under way at once."""

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[tuple[str, str], str | None] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer, unless a call says otherwise."""
        return READ

    async def initialize(self) -> None:
        """Open the pool of connections."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, limit_per_host=self._connections)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    def _proxy(self, url: str) -> str | None:
        """The proxy that the environment names for a host, as in HTTPS_PROXY and NO_PROXY; asked once a host."""
        scheme, _, rest = url.partition("://")
        host = rest.partition("/")[0]
        if (scheme, host) not in self._proxies:
            through = None if urllib.request.proxy_bypass(host) else urllib.request.getproxies().get(scheme)
            self._proxies[scheme, host] = through
        return self._proxies[scheme, host]

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
        if self._session is None or self._session.closed:
            raise NotSent("the connection to Telegram is closed")
        body, headers, uploads = _body(request_data)
        connect = _seconds(connect_timeout, CONNECT)
        timeout = aiohttp.ClientTimeout(
            connect=connect + _seconds(pool_timeout, POOL),
            sock_connect=connect,
            sock_read=_seconds(read_timeout, UPLOAD if uploads else READ),
        )
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, proxy=self._proxy(url)
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise CutOff(type(error).__name__) from None


def _seconds(given: Given, otherwise: float) -> float:
    return float(given) if isinstance(given, (int, float)) else otherwise


def _body(request_data: RequestData | Fields | None) -> tuple[Any, Mapping[str, str], bool]:
    """What is sent, with which headers, and whether there are files in it."""
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
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, {}, True
