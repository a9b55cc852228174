"""Connections through a SOCKS5 proxy, for aiohttp."""

from __future__ import annotations

import asyncio
import ssl as tls
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from aiohttp_socks import ProxyConnector, ProxyType
from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from bot.client.errors import ProxyFailed

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler

DEFAULT_PORT = 1080


class _Connector(ProxyConnector):
    """The library's connector, with one error for whatever goes wrong before the first byte of a call."""

    async def _connect_via_proxy(
        self,
        host: str,
        port: int,
        ssl: tls.SSLContext | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> tuple[asyncio.Transport, ResponseHandler]:
        try:
            return await super()._connect_via_proxy(host, port, ssl, timeout)
        except (ProxyConnectionError, ProxyError, ProxyTimeoutError, OSError, EOFError) as error:
            raise ProxyFailed(type(error).__name__) from None


def connector(proxy: str, connections: int) -> ProxyConnector:
    """A connector through a proxy, `socks5://[name:password@]host[:port]`; the port is 1080 when none is given. The
    proxy looks the servers' names up. At most `connections` are open to a server. It raises ProxyFailed."""
    parts = urlsplit(proxy)
    return _Connector(
        host=parts.hostname or "",
        port=parts.port or DEFAULT_PORT,
        proxy_type=ProxyType.SOCKS5,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        rdns=True,
        limit=connections,
        limit_per_host=connections,
    )
