"""A Bot API server as cheap as Python allows, in a process of its own: how fast is a bot when Telegram is 50 ms away?

It answers every call after the same latency and writes down when each came. What it is told, and what it tells, goes
over a second port: `tests.bench.programs` starts it and talks to it. It knows no chats and keeps no messages: whether
a call makes sense is the business of `bot.emulator`.

It stands beside the emulator because both share the cores with the bot that is measured. A `sendMessage` costs it 32 µs
of processor time, and the emulator 220 µs, seven times as much; over 32 connections on a busy machine it answered
13,300 a second, and the emulator 2,300. At 1,600 messages a second the emulator would take a third of a core.

    python -m tests.bench.telegram_stub [certificate key]      prints {"port": ..., "control": ...}
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, cast
from urllib.parse import parse_qs

BOT = {"id": 10, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
# Updates in one answer, as Telegram does it.
BATCH = 100
# Updates that come at a rate are made this often, in seconds, or rarer.
BEAT = 0.005
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"transfer-encoding: *chunked", re.IGNORECASE)
CHAT_IN_FORM = re.compile(rb'name="chat_id".*?\r\n\r\n(-?\d+)', re.DOTALL)
TRUE = b'{"ok":true,"result":true}'
# Calls that give back the message.
MESSAGE = re.compile(r"(?:send|edit|forward)[A-Z]\w+$")


@dataclass(slots=True)
class Conduct:
    """How the server behaves. Seconds; rates are calls a second."""

    latency: float = 0.05
    # More than this is refused with 429; 0 means that everything is taken. A second's worth may come at once.
    allowance: float = 0.0
    # The call with this number, counted from 1, is refused with 429 and `flood_seconds`; what comes after it is taken.
    flood_at: int = 0
    flood_seconds: int = 3


class Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, for clients that mean well: one request after another."""

    def __init__(self, serve: Callable[[Connection, str, bytes], None]) -> None:
        self._serve = serve
        self._buffer = bytearray()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """There is no way back any more."""
        self.transport = None

    def data_received(self, data: bytes) -> None:
        """Serve every request that is whole."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._buffer[:end])
            length = LENGTH.search(head)
            if length is None and CHUNKED.search(head):
                stop = self._buffer.find(b"\r\n0\r\n\r\n", end + 2)
                if stop < 0:
                    return
                body, total = _unchunked(bytes(self._buffer[end + 4 : stop + 2])), stop + 7
            else:
                total = end + 4 + (int(length[1]) if length else 0)
                if len(self._buffer) < total:
                    return
                body = bytes(self._buffer[end + 4 : total])
            del self._buffer[:total]
            self._serve(self, head.split(b" ", 2)[1].decode("ascii"), body)

    def answer(self, body: bytes, status: bytes = b"200 OK") -> bool:
        """Send an answer; False when nobody is there to hear it."""
        if self.transport is None or self.transport.is_closing():
            return False
        head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
        self.transport.write(head + body)
        return True


def _unchunked(data: bytes) -> bytes:
    parts = []
    while data:
        size, _, data = data.partition(b"\r\n")
        parts.append(data[: int(size, 16)])
        data = data[int(size, 16) + 2 :]
    return b"".join(parts)


class Updates:
    """What people wrote: made all at once or at a rate, handed out by long polling, again until confirmed."""

    def __init__(self, conduct: Callable[[], Conduct]) -> None:
        self._conduct = conduct
        self._loop = asyncio.get_running_loop()
        self._next_id = 1
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._polling: tuple[Connection, float] | None = None
        self._is_set = False  # the alarm, for the moment when the one that polls may have an answer
        self.polls = 0
        # By update: chat, when it was made, when it was first handed out (0: not yet). Monotonic seconds.
        self.chats: list[int] = []
        self.made: list[float] = []
        self.handed: list[float] = []
        self._first_id = 1

    def forget(self) -> None:
        """Begin a new record; what nobody confirmed is gone."""
        self._waiting.clear()
        self.chats, self.made, self.handed = [], [], []
        self._first_id = self._next_id

    def feed(self, text: str, first: int, people: int, count: int, rate: float) -> None:
        """`count` messages with a text from `people` people in turn, the first with the id `first`; `rate` a second,
        0 means at once."""
        self._make(text, first, people, 0, count, rate, time.monotonic())

    def _make(self, text: str, first: int, people: int, done: int, count: int, rate: float, began: float) -> None:
        now = time.monotonic()
        due = count if rate == 0 else min(count, 1 + int((now - began) * rate))
        for number in range(done, due):
            chat = first + number % people
            self._waiting.append((self._next_id, _update(self._next_id, chat, text)))
            self.chats.append(chat)
            self.made.append(began + number / rate if rate else began)
            self.handed.append(0.0)
            self._next_id += 1
        self._hand_out()
        if due < count:
            wait = max(began + due / rate - now, BEAT)
            self._loop.call_later(wait, self._make, text, first, people, due, count, rate, began)

    def poll(self, connection: Connection, query: dict[str, list[str]]) -> None:
        """Answer once there is something, at the earliest after the latency; what `offset` confirms is gone."""
        self.polls += 1
        offset = int(query.get("offset", ["0"])[0])
        while self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()
        if self._polling is not None:
            self._polling[0].answer(b'{"ok":true,"result":[]}')
        now = time.monotonic()
        self._polling = connection, now + self._conduct().latency
        self._loop.call_later(int(query.get("timeout", ["0"])[0]), self._end_poll, connection, self.polls)
        self._hand_out()

    def _end_poll(self, connection: Connection, number: int) -> None:
        if self._polling is not None and self.polls == number:
            self._polling = None
            connection.answer(b'{"ok":true,"result":[]}')

    def _ring(self) -> None:
        self._is_set = False
        self._hand_out()

    def _hand_out(self) -> None:
        if self._polling is None or not self._waiting:
            return
        connection, earliest = self._polling
        now = time.monotonic()
        if now < earliest:
            if not self._is_set:
                self._is_set = True
                self._loop.call_later(earliest - now, self._ring)
            return
        batch = [self._waiting[place] for place in range(min(BATCH, len(self._waiting)))]
        self._polling = None
        if connection.answer(b'{"ok":true,"result":[%b]}' % b",".join(body for _, body in batch)):
            for number, _ in batch:
                if number >= self._first_id and not self.handed[number - self._first_id]:
                    self.handed[number - self._first_id] = now


def _update(number: int, chat: int, text: str) -> bytes:
    name = f"Walker {chat}"
    message: dict[str, Any] = {
        "message_id": 1_000_000 + number,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private", "first_name": name},
        "from": {"id": chat, "is_bot": False, "first_name": name, "language_code": "en"},
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return json.dumps({"update_id": number, "message": message}).encode()


class Calls:
    """What the bot asked for: each is written down, and answered after the latency."""

    def __init__(self, conduct: Callable[[], Conduct]) -> None:
        self._conduct = conduct
        self._loop = asyncio.get_running_loop()
        self._answers: deque[tuple[float, Connection, list[int], int, bytes, bytes]] = deque()
        self._tokens, self._filled_at = 0.0, 0.0
        self.forget()

    def forget(self) -> None:
        """Begin a new record."""
        # By call: monotonic seconds of its arrival, method, chat (0: none), status, whether its answer was sent.
        self.at: list[float] = []
        self.methods: list[str] = []
        self.chats: list[int] = []
        self.statuses: list[int] = []
        self.answered: list[int] = []
        self.reached: set[int] = set()
        self.messages = 0
        # Messages with a picture, and how many of these brought the file along.
        self.pictures = self.uploads = 0
        self._tokens, self._filled_at = self._conduct().allowance, time.monotonic()

    def take(self, connection: Connection, method: str, body: bytes) -> None:
        """Write a call down and have it answered."""
        now = time.monotonic()
        conduct = self._conduct()
        query, chat = _fields(body)
        self.at.append(now)
        self.methods.append(method)
        self.chats.append(chat)
        self.answered.append(0)
        number = len(self.at)
        wait = conduct.flood_seconds if number == conduct.flood_at else self._wait(now, conduct.allowance, chat)
        if wait:
            self.statuses.append(429)
            text = f"Too Many Requests: retry after {wait}"
            refusal = {"ok": False, "error_code": 429, "description": text, "parameters": {"retry_after": wait}}
            status, answer = b"429 Too Many Requests", json.dumps(refusal).encode()
        else:
            self.statuses.append(200)
            status, answer = b"200 OK", _result(method, chat, query, number)
            if method.startswith("send"):
                self.reached.add(chat)
                self.messages += 1
                self.pictures += method != "sendMessage"
                self.uploads += body.startswith(b"--")
        self._answers.append((now + conduct.latency, connection, self.answered, number - 1, status, answer))
        if len(self._answers) == 1:
            self._loop.call_later(conduct.latency, self._answer)

    def _wait(self, now: float, allowance: float, chat: int) -> int:
        """Seconds that a call is told to wait; 0 when it is within the allowance, or concerns no chat."""
        if not allowance or not chat:
            return 0
        self._tokens = min(allowance, self._tokens + (now - self._filled_at) * allowance)
        self._filled_at = now
        if self._tokens < 1:
            return 1
        self._tokens -= 1
        return 0

    def _answer(self) -> None:
        now = time.monotonic()
        while self._answers and self._answers[0][0] <= now:
            _, connection, answered, number, status, body = self._answers.popleft()
            answered[number] = int(connection.answer(body, status))
        if self._answers:
            self._loop.call_later(self._answers[0][0] - now, self._answer)


def _fields(body: bytes) -> tuple[dict[str, list[str]], int]:
    if body.startswith(b"--"):
        found = CHAT_IN_FORM.search(body)
        return {}, int(found[1]) if found else 0
    if body.startswith(b"{"):
        given = json.loads(body).items()
        query = {name: [value if isinstance(value, str) else json.dumps(value)] for name, value in given}
    else:
        query = parse_qs(body.decode("utf-8", "replace"))
    return query, int(query.get("chat_id", ["0"])[0])


def _result(method: str, chat: int, query: dict[str, list[str]], number: int) -> bytes:
    """What Telegram gives back: the text and the buttons come back with the message."""
    if method == "getMe":
        return json.dumps({"ok": True, "result": BOT}).encode()
    if MESSAGE.match(method) is None:
        return TRUE
    message: dict[str, Any] = {
        "message_id": int(query["message_id"][0]) if "message_id" in query else number,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private", "first_name": "Walker"},
        "from": BOT,
    }
    if "text" in query:
        message["text"] = query["text"][0]
    if method == "sendPhoto":
        message["photo"] = [{"file_id": "photo-1", "file_unique_id": "photo-1", "width": 640, "height": 480}]
    if method in ("sendAnimation", "sendDocument"):
        kind = method.removeprefix("send").lower()
        file = {"file_id": f"{kind}-1", "file_unique_id": f"{kind}-1", "width": 320, "height": 320, "duration": 2}
        message[kind] = file
    markup = query.get("reply_markup", [""])[0]
    if markup.startswith('{"inline_keyboard"'):
        message["reply_markup"] = json.loads(markup)
    return json.dumps({"ok": True, "result": message}).encode()


class TelegramStub:
    """The server: one port for the bot, one for the bench."""

    def __init__(self) -> None:
        self.conduct = Conduct()
        self.calls = Calls(lambda: self.conduct)
        self.updates = Updates(lambda: self.conduct)

    def serve(self, connection: Connection, target: str, body: bytes) -> None:
        """A call of the bot."""
        path, _, query = target.partition("?")
        method = path.rpartition("/")[2]
        if method == "getUpdates":
            self.updates.poll(connection, parse_qs(f"{query}&{body.decode()}"))
        else:
            self.calls.take(connection, method, body)

    def control(self, connection: Connection, target: str, body: bytes) -> None:
        """A word of the bench."""
        given = json.loads(body) if body else {}
        connection.answer(json.dumps(getattr(self, f"on_{target.strip('/')}")(**given)).encode())

    def on_begin(self, **conduct: float) -> None:
        """Behave like this from now on, and begin a new record."""
        known = {field.name for field in fields(Conduct)}
        self.conduct = Conduct(**{name: value for name, value in conduct.items() if name in known})  # type: ignore[arg-type]
        self.calls.forget()
        self.updates.forget()

    def on_feed(self, text: str, first: int, people: int, count: int, rate: float) -> None:
        """People write to the bot."""
        self.updates.feed(text, first, people, count, rate)

    def on_count(self) -> dict[str, float]:
        """How far it is: polls since the start; calls, chats reached, messages and updates since `begin`."""
        calls, updates = self.calls, self.updates
        return {
            "polls": updates.polls,
            "calls": len(calls.at),
            "reached": len(calls.reached),
            "last": calls.at[-1] if calls.at else 0.0,
            "messages": calls.messages,
            "made": len(updates.made),
            "pictures": calls.pictures,
            "uploads": calls.uploads,
        }

    def on_record(self) -> dict[str, dict[str, list[Any]]]:
        """The record, column by column."""
        calls, updates = self.calls, self.updates
        return {
            "calls": {
                "at": calls.at,
                "method": calls.methods,
                "chat": calls.chats,
                "status": calls.statuses,
                "answered": calls.answered,
            },
            "updates": {"chat": updates.chats, "made": updates.made, "handed": updates.handed},
        }


async def main(certificate: str | None = None, key: str | None = None) -> None:
    """Serve until killed, or until whoever started it is gone."""
    loop = asyncio.get_running_loop()
    stub = TelegramStub()
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    telegram = await loop.create_server(lambda: Connection(stub.serve), "127.0.0.1", 0, ssl=context, backlog=2048)
    control = await loop.create_server(lambda: Connection(stub.control), "127.0.0.1", 0)
    ports = {"port": telegram.sockets[0].getsockname()[1], "control": control.sockets[0].getsockname()[1]}
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


def new_loop() -> asyncio.AbstractEventLoop:
    """The loop that takes least of the processor."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return asyncio.new_event_loop()
    return new_event_loop()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main(*sys.argv[1:]))
