"""HTTP/1.1 for small calls: POST some JSON, read the answer, keep the connection for the next call.

Nothing is ever written twice. An answer has to say where it ends. No proxies, uploads, redirects or cookies.
"""

from __future__ import annotations

import asyncio
import ssl
from socket import SOCK_STREAM
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

from aiohappyeyeballs import AddrInfoType, start_connection
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser
from telegram.error import TimedOut

from bot.client.errors import CutOff, NotSent

# Seconds that idle connections and addresses are kept, and that one address has before the next; bytes of a head.
IDLE, REMEMBERED, NEXT_ADDRESS, LONGEST_HEAD = 15.0, 10.0, 0.25, 65536
HEAD = "HTTP/1.1\r\nHost: {}\r\nUser-Agent: Limber\r\nContent-Type: application/json\r\nContent-Length:"
Answer = tuple[int, dict[str, str], bytes]  # status, headers by their names in small letters, body


class Connections:
    """A pool of at most `most` connections to one server. `origin`: scheme, name in ASCII, and port."""

    def __init__(self, origin: str, most: int, tls: ssl.SSLContext | None) -> None:
        parts = urlsplit(origin)
        self._host, self._port, self._tls = parts.hostname or "", parts.port or (443 if tls else 80), tls
        self._head = HEAD.format(parts.netloc)
        self._room, self._resolving, self.closed = asyncio.Semaphore(most), asyncio.Lock(), False
        self._addresses: list[AddrInfoType] = []
        self.opened: set[_Connection] = set()  # until they are closed
        self.idle: dict[_Connection, None] = {}  # in the order in which they became idle

    async def post(self, path: str, body: bytes, *, wait: float, connect: float, silence: float) -> Answer:
        """One call. Seconds: `wait` for room, and for the address; `connect` for TCP and TLS; `silence`: see `ask`."""
        call = f"POST {quote(path, '/:?=&%+,;@!$()*')} {self._head} {len(body)}\r\n\r\n".encode() + body
        try:
            async with asyncio.timeout(wait if self._room.locked() else None):
                await self._room.acquire()
        except TimeoutError:
            raise NotSent("PoolTimeout") from None
        try:
            connection = self.idle.popitem()[0] if self.idle else await self._open(wait, connect)
            return await connection.ask(call, silence)
        finally:
            self._room.release()

    async def _open(self, wait: float, connect: float) -> _Connection:
        loop, new, name = asyncio.get_running_loop(), lambda: _Connection(self), self._host if self._tls else None
        try:
            async with asyncio.timeout(wait), self._resolving:
                if not self._addresses:
                    self._addresses += await loop.getaddrinfo(self._host, self._port, type=SOCK_STREAM)
                    loop.call_later(REMEMBERED, self._addresses.clear)
            async with asyncio.timeout(connect):  # addresses in the system's order, IPv6 and IPv4 by turns
                sock = await start_connection([*self._addresses], happy_eyeballs_delay=NEXT_ADDRESS, interleave=1)
                return (await loop.create_connection(new, sock=sock, ssl=self._tls, server_hostname=name))[1]
        except (OSError, UnicodeError) as error:
            raise NotSent(type(error).__name__) from None

    def close(self) -> None:
        """Close all, for good: calls under way fail with CutOff, those that wait or come later with NotSent."""
        self.closed = True
        for connection in (*self.opened,):
            connection.close()


class _Connection(asyncio.Protocol):
    def __init__(self, pool: Connections) -> None:
        self._pool, self._loop = pool, asyncio.get_running_loop()
        self._answer: asyncio.Future[Answer] | None = None  # of the call under way
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        hooks = {"on_message_begin": self._begin, "on_header": self._note, "on_message_complete": self._finish}
        self._parser = HttpResponseParser(SimpleNamespace(**hooks, on_body=self._body.append))

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Join the pool."""
        self._transport, self._timer = transport, self._loop.call_later(IDLE, self.close)
        self._pool.opened.add(self)

    def connection_lost(self, exc: Exception | None = None) -> None:
        """Leave the pool, and fail the call under way; also at the end of what the server sends (EOF)."""
        self.close(CutOff("Disconnected" if exc is None else type(exc).__name__))

    eof_received = connection_lost

    async def ask(self, call: bytes, silence: float) -> Answer:
        """Write a call, wait for its answer. Raises NotSent, CutOff or, after `silence` seconds, TimedOut."""
        if self._pool.closed or self not in self._pool.opened or self._transport.is_closing():
            self.close()
            raise NotSent("Disconnected")
        answer: asyncio.Future[Answer] = self._loop.create_future()
        self._answer, self._head_size, self._silence = answer, 0, silence
        self._body.clear()
        self._transport.write(call)
        self._close_in(silence, TimedOut())
        try:
            return await answer
        finally:
            if self._answer is answer:  # the caller was cancelled: a late answer must not meet the next call
                self.close()

    def data_received(self, data: bytes) -> None:
        """Read on. What nobody asked for, and what is not HTTP, closes the connection."""
        try:
            self._begin()
            self._close_in(self._silence, TimedOut())
            self._parser.feed_data(data)
            self._head_size += len(data)
            if self._head_size > LONGEST_HEAD and not self._body:
                raise HttpParserError
        except (HttpParserError, HttpParserUpgrade) as error:
            self.close(CutOff(type(error).__name__))

    def _begin(self) -> None:
        if self._answer is None:  # the next call would take it for its own
            raise HttpParserError

    def _note(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def _finish(self) -> None:
        answer, heard, self._headers, status = self._answer, self._headers, {}, self._parser.get_status_code()
        if status < 200 or answer is None or answer.done():  # a preliminary answer, or a cancelled call
            return
        answer.set_result((status, heard, b"".join(self._body)))
        self._answer = self._pool.idle[self] = None
        self._close_in(IDLE)
        if not self._parser.should_keep_alive() or self._transport.get_write_buffer_size():
            self.close()  # the server wants it so, or answered before it had the whole call

    def _close_in(self, seconds: float, error: Exception | None = None) -> None:
        self._timer.cancel()
        self._timer = self._loop.call_later(seconds, self.close, error)

    def close(self, error: Exception | None = None) -> None:
        """Close at once, unsent bytes included; the call under way fails with `error`."""
        answer, self._answer = self._answer, None
        self._pool.opened.discard(self)
        self._pool.idle.pop(self, None)
        self._timer.cancel()
        self._transport.abort()
        if answer is not None and not answer.done():
            answer.set_exception(error or CutOff("Closed"))
