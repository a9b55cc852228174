"""A SOCKS5 proxy on this machine."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import anyio.abc
import tiny_proxy


@asynccontextmanager
async def socks_server(name: str | None = None, password: str | None = None) -> AsyncIterator[int]:
    """A proxy that wants a name and a password if they are given; its port. It logs each connection that it makes, as
    "CONNECT ... -> (host, port)"."""
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1", local_port=0)
    handler = tiny_proxy.Socks5ProxyHandler(username=name, password=password)
    serving = asyncio.create_task(listener.serve(handler.handle))
    yield int(listener.extra(anyio.abc.SocketAttribute.local_port))  # noqa: S610 - not Django's
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    await listener.aclose()
