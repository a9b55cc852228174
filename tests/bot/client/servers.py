"""Servers that do what a test says, word by word, and clients' ways to them."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.client.http1 import Answer, Connections

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Peer:
    """The server's end of a connection."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server, self.reader, self._writer = server, reader, writer

    async def read(self) -> None:
        """Read a call; it is among `calls` then. Raises IncompleteReadError when none comes."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        self._server.heads.append(head.decode())
        self._server.calls.append(json.loads(await self.reader.readexactly(length)))

    def say(self, answer: bytes) -> None:
        """Write something."""
        self._writer.write(answer)

    def reset(self) -> None:
        """Break the connection."""
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def gone(self) -> None:
        """Return when the client has closed its end."""
        while await self.reader.read(65536):
            pass


Conduct = Callable[[Peer], Awaitable[None]]


class Server:
    """A server on this machine; each connection is closed when what is done on it is over."""

    def __init__(self, conduct: Conduct) -> None:
        self._conduct = conduct
        self.heads: list[str] = []
        self.calls: list[int] = []
        self.connections = 0
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Do on a connection what was said."""
        self.connections += 1
        try:
            await self._conduct(Peer(self, reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def server(conduct: Conduct, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> AsyncIterator[Server]:
    """A server that does this on each connection."""
    made = Server(conduct)
    listening = await asyncio.start_server(made.serve, host, 0, ssl=tls)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    listening.close()


def to(server: Server, most: int = 2, host: str = "127.0.0.1") -> Connections:
    """Connections to a server, unencrypted."""
    return Connections(f"http://{host}:{server.port}", most, None)


async def post(
    connections: Connections, number: int, *, wait: float = 60, connect: float = 60, silence: float = 60
) -> Answer:
    """Send a number."""
    return await connections.post("/bot1:a/x", json.dumps(number).encode(), wait=wait, connect=connect, silence=silence)


async def answer_all(peer: Peer) -> None:
    """Answer every call."""
    while True:
        await peer.read()
        peer.say(OK)
