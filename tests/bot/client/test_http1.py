"""The client for small calls: every kind of answer, of failure and of end, and that no call is ever sent twice."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
import trustme
from telegram.error import TimedOut

from bot.client import http1
from bot.client.errors import CutOff, NotSent
from bot.client.http1 import LONGEST_HEAD, Connections
from tests.bench.telegram_stub import new_loop
from tests.bot.client.servers import OK, Conduct, Peer, Server, answer_all, post, server, to
from tests.bot.conftest import eventually
from tests.harness.program import free_port


@asynccontextmanager
async def connected(conduct: Conduct, most: int = 2) -> AsyncIterator[tuple[Connections, Server]]:
    """A client and its server."""
    async with server(conduct) as served:
        connections = to(served, most)
        yield connections, served
        connections.close()


def saying(*answers: bytes) -> Conduct:
    """Read a call and answer it, so many times; then close."""

    async def conduct(peer: Peer) -> None:
        for answer in answers:
            await peer.read()
            peer.say(answer)

    return conduct


# Answers


async def test_a_call_and_its_answer() -> None:
    """What was sent, byte by byte; status, headers by small names, body."""
    async with connected(saying(b"HTTP/1.1 429 Slow\r\nDATE: today\r\nContent-Length: 5\r\n\r\n[1,2]")) as (
        to_,
        at,
    ):
        assert await post(to_, 7) == (429, {"date": "today", "content-length": "5"}, b"[1,2]")
    assert at.calls == [7]
    assert at.heads[0].splitlines() == [
        "POST /bot1:a/x HTTP/1.1",
        f"Host: 127.0.0.1:{at.port}",
        "User-Agent: Limber",
        "Content-Type: application/json",
        "Content-Length: 1",
        "",
    ]


async def test_nothing_gets_out_of_the_path() -> None:
    """A space or a line's end in it begins no other header."""
    async with connected(answer_all) as (to_, at):
        await to_.post("/a b\r\nX: y?q=%7B%7D&é=1", b"1", wait=60, connect=60, silence=60)
    assert at.heads[0].splitlines()[0] == "POST /a%20b%0D%0AX:%20y?q=%7B%7D&%C3%A9=1 HTTP/1.1"


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (
            b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n3;x=y\r\na":\r\n2\r\n1}\r\n0\r\n\r\n',
            b'{"a":1}',
        ),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nTrailer: x\r\n\r\n", b"{}"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nDate: b\r\n\r\n" + OK, b"{}"),
        (b"HTTP/1.1 204 Nothing\r\n\r\n", b""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b""),
    ],
)
async def test_an_answer_in_any_form_and_in_any_pieces(answer: bytes, body: bytes) -> None:
    """In chunks, after preliminary ones, without a body; whole, and byte after byte; the connection is kept."""

    async def conduct(peer: Peer) -> None:
        await peer.read()
        peer.say(answer)
        await peer.read()
        for byte in answer:
            peer.say(bytes([byte]))
            await asyncio.sleep(0)
        await answer_all(peer)

    async with connected(conduct) as (to_, at):
        answers = [await post(to_, number) for number in (1, 2, 3)]
        assert [answer[2] for answer in answers] == [body, body, b"{}"]
        assert not any("date" in answer[1] for answer in answers)
    assert at.connections == 1


async def test_a_large_answer_comes_whole() -> None:
    """A hundred updates have more bytes than a head may have."""
    body = b'"' + b"x" * (4 * LONGEST_HEAD) + b'"'
    async with connected(saying(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))) as (to_, _):
        assert (await post(to_, 1))[2] == body


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        OK + b"more",
        OK + OK[:9],
        OK + OK,
    ],
)
async def test_a_connection_that_is_not_to_be_kept(answer: bytes) -> None:
    """The server says so, or more came than was asked for, which the next call would take for its own."""

    async def conduct(peer: Peer) -> None:
        await peer.read()
        peer.say(answer)
        await peer.gone()

    async with connected(conduct) as (to_, at):
        for number in (1, 2):
            assert (await post(to_, number))[2] == b"{}"
            assert not to_.idle
    assert (at.connections, at.calls) == (2, [1, 2])


async def test_an_answer_before_the_whole_call_was_read_ends_the_connection() -> None:
    """What is still to be written would stand before the next call."""

    async def conduct(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        peer.say(b"HTTP/1.1 413 Too large\r\nContent-Length: 2\r\n\r\n[]")
        await answered.wait()

    answered = asyncio.Event()
    async with connected(conduct) as (to_, _):
        status, _, _ = await to_.post("/x", b"1" * 30_000_000, wait=60, connect=60, silence=60)
        assert (status, to_.idle, to_.opened) == (413, {}, set())
        answered.set()


async def test_what_nobody_asked_for_closes_an_idle_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next call goes over another, and gets its own answer."""

    async def conduct(peer: Peer) -> None:
        await peer.read()
        peer.say(OK)
        await go.wait()
        peer.say(b"HTTP/1.1 408 Too slow\r\nContent-Length: 2\r\n\r\n[]")
        await peer.gone()

    monkeypatch.setattr(http1, "IDLE", 3600)
    go = asyncio.Event()
    async with connected(conduct) as (to_, at):
        await post(to_, 1)
        go.set()
        await eventually(lambda: not to_.opened)
        assert (await post(to_, 2))[2] == b"{}"
    assert (at.connections, at.calls) == (2, [1, 2])


# Surely not sent


@pytest.mark.parametrize(
    ("origin", "why"),
    [
        ("http://127.0.0.1:{port}", "ConnectionRefusedError"),
        ("http://no-such-host.invalid", "gaierror|TimeoutError"),
        (f"http://{'x' * 70}.invalid", "Unicode(Encode)?Error"),
    ],
)
async def test_nobody_there_is_surely_not_sent(origin: str, why: str) -> None:
    """Refused, or no such name; and the next one is tried afresh."""
    connections = Connections(origin.format(port=free_port()), 1, None)
    for number in (1, 2):
        with pytest.raises(NotSent, match=why):
            await post(connections, number)


@contextmanager
def deaf() -> Iterator[tuple[str, int]]:
    """An address where connecting hangs: its queue is full, and nobody takes from it."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = []
        for _ in range(3):
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(listening.getsockname())
        yield listening.getsockname()
        for each in waiting:
            each.close()


async def test_connecting_that_hangs_is_surely_not_sent() -> None:
    """It ends after its time, and the next call is not held up."""
    with deaf() as (host, port):
        connections = Connections(f"http://{host}:{port}", 1, None)
        for number in (1, 2):
            with pytest.raises(NotSent, match="TimeoutError"):
                await post(connections, number, connect=0.02)


async def test_a_name_that_is_not_found_in_time_is_surely_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that does not answer."""

    async def never(*_: Any, **__: Any) -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", never)
    with pytest.raises(NotSent, match="TimeoutError"):
        await post(Connections("http://name.invalid", 1, None), 1, wait=0.02)


async def test_a_pool_that_stays_full_is_surely_not_sent() -> None:
    """A call waits for a connection; once there is one it goes out."""

    async def conduct(peer: Peer) -> None:
        while True:
            await peer.read()
            began.set()
            await leave.wait()
            peer.say(OK)

    began, leave = asyncio.Event(), asyncio.Event()
    async with connected(conduct, most=1) as (to_, at):
        first = asyncio.create_task(post(to_, 1))
        await began.wait()
        with pytest.raises(NotSent, match="PoolTimeout"):
            await post(to_, 2, wait=0.02)
        third = asyncio.create_task(post(to_, 3))
        leave.set()
        assert [(await call)[0] for call in (first, third)] == [200, 200]
    assert (at.calls, at.connections) == ([1, 3], 1)


# Perhaps sent


async def _read_and_close(peer: Peer) -> None:
    await peer.read()


async def _read_and_reset(peer: Peer) -> None:
    await peer.read()
    peer.reset()


@pytest.mark.parametrize(
    ("conduct", "why"),
    [
        (_read_and_close, "Disconnected"),
        (_read_and_reset, "ConnectionResetError"),
        (saying(OK[:12]), "Disconnected"),
        (saying(OK[:-1]), "Disconnected"),
        (saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}"), "Disconnected"),
        (saying(b"HTTP/1.1 200 OK\r\n\r\n{}"), "Disconnected"),
        (saying(b"HTTP/1.1 100 Continue\r\n\r\n"), "Disconnected"),
        (saying(b"\x00\x16\x03garbage\r\n\r\n"), "HttpParserError"),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\n{}"), "HttpParserError"),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}"), "HttpParserError"),
        (saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n{}\r\n"), "HttpParserError"),
        (saying(b"HTTP/1.1 101 Else\r\nConnection: upgrade\r\nUpgrade: else\r\n\r\n"), "HttpParserUpgrade"),
        (saying(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * LONGEST_HEAD), "HttpParserError"),
        (saying(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 2 * LONGEST_HEAD), "HttpParserError"),
        (saying(b"HTTP/1.1 100 Continue\r\n\r\n" * LONGEST_HEAD), "HttpParserError"),
    ],
)
async def test_what_breaks_after_a_call_may_have_sent_it(conduct: Conduct, why: str) -> None:
    """Closed, reset, half an answer, no HTTP, no end of it: it was sent once, and the connection is not used again."""
    async with connected(conduct) as (to_, at):
        with pytest.raises(CutOff, match=why):
            await post(to_, 1)
        assert not to_.opened
        assert not to_.idle
    assert (at.calls, at.connections) == ([1], 1)


@pytest.mark.parametrize("said", [b"", OK[:9], OK[:-1]])
async def test_silence_may_have_sent_it(said: bytes) -> None:
    """At any point of an answer; the connection is closed, lest a late answer be taken for another's."""

    async def conduct(peer: Peer) -> None:
        await peer.read()
        peer.say(said)
        await peer.gone()
        gone.set()

    gone = asyncio.Event()
    async with connected(conduct) as (to_, at):
        with pytest.raises(TimedOut):
            await post(to_, 1, silence=0.02)
        await gone.wait()
    assert (at.calls, to_.opened) == ([1], set())


async def test_an_idle_connection_that_the_server_closed_is_not_used() -> None:
    """The next call goes over a new one, once."""
    async with connected(saying(OK)) as (to_, at):
        await post(to_, 1)
        await eventually(lambda: not to_.idle)
        assert (await post(to_, 2))[0] == 200
    assert (at.calls, at.connections) == ([1, 2], 2)


@pytest.mark.parametrize("end", [_read_and_close, _read_and_reset])
async def test_a_call_on_a_kept_connection_is_never_repeated(end: Conduct) -> None:
    """The server read it and closed: nobody can tell what became of it."""

    async def conduct(peer: Peer) -> None:
        await peer.read()
        peer.say(OK)
        await end(peer)

    async with connected(conduct) as (to_, at):
        await post(to_, 1)
        with pytest.raises(CutOff):
            await post(to_, 2)
    assert (at.calls, at.connections) == ([1, 2], 1)


async def test_a_call_written_while_the_server_closes_is_never_repeated() -> None:
    """It is uncertain, though it did not arrive."""

    async def conduct(peer: Peer) -> None:
        await peer.read()
        peer.say(OK)
        peers.append(peer)
        await asyncio.Event().wait()

    peers: list[Peer] = []
    async with connected(conduct) as (to_, at):
        await post(to_, 1)
        peers[0].reset()  # the client hears of it when the loop turns
        with pytest.raises(CutOff):
            await post(to_, 2)
    assert (at.calls, at.connections) == ([1], 1)


async def test_many_calls_over_bad_connections_arrive_at_most_once() -> None:
    """Each is answered, or uncertain; who was told that it arrived was told the truth."""

    async def conduct(peer: Peer) -> None:
        for turn in range(served.connections % 4 + 1):
            await peer.read()
            if (turn + served.connections) % 3 == 0:
                peer.reset()
                return
            if turn == 3:
                peer.say(OK[:7])
                return
            peer.say(OK)

    async def call(number: int) -> bool:
        try:
            return (await post(connections, number))[0] == 200
        except CutOff:
            return False

    async with server(conduct) as served:
        connections = to(served, most=8)
        arrived = await asyncio.gather(*(call(number) for number in range(200)))
        connections.close()
    assert len(served.calls) == len(set(served.calls))
    assert {number for number, has in enumerate(arrived) if has} <= set(served.calls)
    assert any(arrived)
    assert not all(arrived)


# Ends


async def test_a_call_that_is_cancelled_closes_its_connection() -> None:
    """And makes room for the next."""

    async def conduct(peer: Peer) -> None:
        await peer.read()
        if at.calls == [1]:
            began.set()
            await peer.gone()
            gone.set()
        else:
            peer.say(OK)

    began, gone = asyncio.Event(), asyncio.Event()
    async with connected(conduct, most=1) as (to_, at):
        call = asyncio.create_task(post(to_, 1))
        await began.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert not to_.opened
        await gone.wait()
        assert (await post(to_, 2))[0] == 200


async def test_cancelled_while_it_connects() -> None:
    """The place in the pool is free again."""
    with deaf() as (host, port):
        connections = Connections(f"http://{host}:{port}", 1, None)
        call = asyncio.create_task(post(connections, 1))
        await asyncio.sleep(0)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        with pytest.raises(NotSent, match="TimeoutError"):
            await post(connections, 2, connect=0.01)


async def test_closing_ends_what_is_under_way() -> None:
    """As uncertain; what is idle is closed, too."""

    async def conduct(peer: Peer) -> None:
        await peer.read()
        if at.calls == [1, 2]:
            peer.say(OK)
        await peer.gone()
        gone.append(None)

    gone: list[None] = []
    async with connected(conduct) as (to_, at):
        call = asyncio.create_task(post(to_, 1))
        await eventually(lambda: at.calls)
        await post(to_, 2)
        assert (len(to_.opened), len(to_.idle)) == (2, 1)
        to_.close()
        with pytest.raises(CutOff, match="Closed"):
            await call
        await eventually(lambda: len(gone) == 2)
        assert (to_.opened, to_.idle) == (set(), {})


async def test_a_closed_client_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what is on its way to a connection while it is closed, nor what waits for one, nor what comes later."""

    async def lookup(*_: Any, **__: Any) -> Any:
        looking.set()
        await go.wait()
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", at.port))]

    looking, go = asyncio.Event(), asyncio.Event()
    async with connected(answer_all, most=1) as (to_, at):
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lookup)
        calls = [asyncio.create_task(post(to_, number)) for number in (1, 2)]
        await looking.wait()
        to_.close()
        go.set()
        for call in (*calls, asyncio.create_task(post(to_, 3))):
            with pytest.raises(NotSent, match="Disconnected"):
                await call
        assert (at.calls, to_.opened) == ([], set())


async def test_an_idle_connection_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the server thinks of it: what is written while it closes is uncertain."""
    monkeypatch.setattr(http1, "IDLE", 0)
    async with connected(answer_all) as (to_, at):
        for number in (1, 2):
            await post(to_, number)
            await eventually(lambda: not to_.idle)
    assert at.connections == 2


# Addresses


async def test_an_address_that_hangs_gives_way_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a network that has IPv6 by name alone. Addresses are looked up once for many connections."""
    monkeypatch.setattr(http1, "NEXT_ADDRESS", 0.01)
    lookups = 0

    async def lookup(*_: Any, **__: Any) -> Any:
        nonlocal lookups
        lookups += 1
        kinds = socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, ""
        return [(*kinds, address), (*kinds, ("127.0.0.1", at.port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lookup)
    with deaf() as address:
        async with server(answer_all) as at:
            connections = to(at, most=5, host="name.invalid")
            assert {(await call)[0] for call in [asyncio.create_task(post(connections, n)) for n in range(5)]} == {200}
            connections.close()
    assert (lookups, at.connections) == (1, 5)


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
async def test_an_address_of_ipv6() -> None:
    """By its number; the Host header has it in brackets."""
    async with server(answer_all, host="::1") as at:
        connections = to(at, host="[::1]")
        assert (await post(connections, 1))[0] == 200
        connections.close()
    assert f"Host: [::1]:{at.port}\r\n" in at.heads[0]


# TLS


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Somebody whom the client trusts."""
    return trustme.CA()


def speaks(authority: trustme.CA, name: str) -> ssl.SSLContext:
    """A server of this name."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


def trusting(authority: trustme.CA, at: Server) -> Connections:
    """A client that trusts an authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return Connections(f"https://localhost:{at.port}", 1, context)


async def test_a_call_over_tls(authority: trustme.CA) -> None:
    """Kept like any other; what breaks after it was read is uncertain."""

    async def conduct(peer: Peer) -> None:
        for answer in (OK, OK):
            await peer.read()
            peer.say(answer)
        await peer.read()

    async with server(conduct, speaks(authority, "localhost")) as at:
        connections = trusting(authority, at)
        assert [(await post(connections, number))[2] for number in (1, 2)] == [b"{}", b"{}"]
        with pytest.raises(CutOff):
            await post(connections, 3)
        connections.close()
    assert (at.calls, at.connections) == ([1, 2, 3], 1)


async def test_a_call_over_a_connection_that_has_ended_is_surely_not_sent(authority: trustme.CA) -> None:
    """Though it was free when the call took it."""

    async def conduct(peer: Peer) -> None:
        await peer.read()
        peer.say(OK)

    async with server(conduct, speaks(authority, "localhost")) as at:
        connections = trusting(authority, at)
        await post(connections, 1)
        taken = connections.idle.popitem()[0] if connections.idle else None
        await eventually(lambda: not connections.opened)
        if taken is not None:
            with pytest.raises(NotSent, match="Disconnected"):
                await taken.ask(b"never", 60)
    assert at.calls == [1]


@pytest.mark.parametrize(
    "tls",
    [lambda authority: speaks(trustme.CA(), "localhost"), lambda authority: speaks(authority, "example.org")],
    ids=["unknown authority", "other name"],
)
async def test_a_stranger_gets_nothing(authority: trustme.CA, tls: Callable[[trustme.CA], ssl.SSLContext]) -> None:
    """A certificate of nobody that is trusted, or for another name: nothing is sent."""
    async with server(answer_all, tls(authority)) as at:
        with pytest.raises(NotSent, match="SSLCertVerificationError"):
            await post(trusting(authority, at), 1)
    assert at.calls == []


async def test_a_server_without_tls_gets_nothing(authority: trustme.CA) -> None:
    """One that closes, one that says something else, and one that says nothing."""

    async def says_something(peer: Peer) -> None:
        peer.say(OK)
        await peer.gone()

    async def says_nothing(peer: Peer) -> None:
        await peer.gone()

    async def closes(_: Peer) -> None:
        pass

    for conduct, patience in ((closes, 60.0), (says_something, 60.0), (says_nothing, 0.05)):
        async with server(conduct) as at:
            with pytest.raises(NotSent):
                await post(trusting(authority, at), 1, connect=patience)
        assert at.calls == []


def test_the_same_on_the_loop_that_the_bot_runs_on(authority: trustme.CA) -> None:
    """Whose transports are not those of the standard library."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        for scene in (
            test_a_call_over_tls(authority),
            test_a_call_over_a_connection_that_has_ended_is_surely_not_sent(authority),
            test_an_answer_before_the_whole_call_was_read_ends_the_connection(),
            test_a_server_without_tls_gets_nothing(authority),
            test_a_call_on_a_kept_connection_is_never_repeated(_read_and_reset),
            test_an_idle_connection_that_the_server_closed_is_not_used(),
            test_a_call_that_is_cancelled_closes_its_connection(),
            test_cancelled_while_it_connects(),
            test_closing_ends_what_is_under_way(),
            test_many_calls_over_bad_connections_arrive_at_most_once(),
        ):
            runner.run(scene)
