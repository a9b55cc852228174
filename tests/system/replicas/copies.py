"""Copies of the real program on one PostgreSQL, behind PgBouncer, against one Telegram; and who sends them updates."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy as sa
from aiohttp import web

from bot.emulator.faults import Faults
from bot.emulator.server import LocalTelegram
from storage.schema.tables import reminder
from storage.store import Store
from tests.harness.metrics_page import of_page
from tests.harness.postgres import Postgres
from tests.harness.program import Program, free_port
from tests.harness.stage import TOKEN
from tests.system.crash.people import Walker, fill

SECRET = "a-long-random-word"  # noqa: S105 - of this test alone
JSON = {"Content-Type": "application/json"}
# What waits, and which replicas there are.
WAITING = """
SELECT 'update', update_id, chat_key, state, holder FROM inbox WHERE state = 'new' UNION ALL
SELECT 'call', id, chat_id, state, holder FROM outbox WHERE state IN ('pending', 'sending') UNION ALL
SELECT 'reminder', id, person_id, 'due', NULL FROM reminder WHERE next_due <= clock_timestamp()
"""
ALIVE = "SELECT id, alive_until - clock_timestamp() FROM replica"
# As shipped, and for tests that do not measure it: seconds that a silent copy is thought alive, and between beats.
SHORT = ("2.5", "0.5")


class Copy(Program):
    """One copy: a process, what it says, and what it answers to its operator."""

    def __init__(self, folder: Path, patience: Sequence[str], **environment: str) -> None:
        self.port = free_port()
        command = ("tests.system.replicas.launcher", *patience) if patience else ("bot", "run")
        super().__init__(folder, command, LISTEN_PORT=str(self.port), **environment)

    async def start(self, ready: str = "runs as @limber_bot") -> None:
        """Start, and wait for the line that says it is up."""
        await super().start(ready)

    async def is_frozen(self) -> bool:
        """Whether the process stopped itself."""
        stat = await asyncio.to_thread(Path(f"/proc/{self.pid}/stat").read_text)
        return stat.rpartition(")")[2].split()[0] == "T"

    async def metrics(self) -> dict[str, float]:
        """What it tells Prometheus."""
        async with aiohttp.ClientSession() as session, session.get(self.page("/metrics")) as answer:
            page = await answer.read()
        return {name.removeprefix("limber_"): figure for name, figure in of_page(page).items()}

    async def wrong(self) -> list[str]:
        """What it says is wrong with it."""
        async with aiohttp.ClientSession() as session, session.get(self.page("/healthz")) as answer:
            found: list[str] = (await answer.json())["wrong"]
        return found

    async def is_well(self) -> bool:
        """Whether it says that nothing is wrong."""
        return await self.wrong() == []

    async def sent(self, number: int) -> bool:
        """Whether it sent so many messages or more."""
        return (await self.metrics())["calls_sent_total"] >= number

    def page(self, path: str) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}{path}"


class Balancer:
    """Hands each webhook post to one of the copies: to each in turn, or to any."""

    def __init__(self, copies: Sequence[Copy]) -> None:
        self.copies = copies
        self.url = ""
        self.handed: list[int] = []
        self.at_random = False
        self._chance = random.Random(5)

    async def take(self, request: web.Request) -> web.Response:
        """One post: to a copy, and its answer back."""
        number = self._chance.randrange(len(self.copies)) if self.at_random else len(self.handed) % len(self.copies)
        status = await self.hand(number, await request.read(), request.headers)
        return web.Response(status=status)

    async def hand(self, number: int, body: bytes, headers: Mapping[str, str]) -> int:
        """Post to a copy; the status that it answers."""
        self.handed.append(number)
        kept = {name: headers[name] for name in headers if name.startswith("X-Telegram")}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.copies[number].page("/hook"), data=body, headers=JSON | kept) as answer,
        ):
            return answer.status

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen."""
        app = web.Application()
        app.router.add_post("/hook", self.take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        try:
            yield
        finally:
            await runner.cleanup()


class Fleet:
    """Telegram, a database of its own, and the copies on it."""

    def __init__(self, folder: Path, address: str, direct: str, faults: Faults | None = None) -> None:
        self.folder, self.address = folder, address
        self.telegram = LocalTelegram(token=TOKEN, faults=faults)
        self.store = Store(direct)
        self.copies: list[Copy] = []

    def copy(self, patience: Sequence[str] = (), *, webhook: str | None = None, **environment: str) -> Copy:
        """One more copy, not started yet."""
        hook = {"WEBHOOK_URL": webhook, "WEBHOOK_SECRET": SECRET} if webhook else {}
        made = Copy(
            self.folder,
            patience,
            BOT_TOKEN=TOKEN,
            TELEGRAM_API_URL=self.telegram.url,
            DATABASE_URL=self.address,
            **{"MESSAGES_PER_SECOND": "1000", **hook, **environment},
        )
        self.copies.append(made)
        return made

    async def start(self, number: int, patience: Sequence[str] = (), **environment: str) -> list[Copy]:
        """So many copies that poll, one after another: the first polls, and the order of their ids is theirs."""
        for _ in range(number):
            await self.copy(patience, **environment).start()
        return self.copies

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Rows, past everything that is tested."""
        with self.store.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(question)]

    def make_due(self, ids: Sequence[int], moments: Sequence[datetime]) -> None:
        """Let the reminders of these people come due then."""
        with self.store.engine.begin() as connection:
            connection.execute(
                sa.update(reminder).where(reminder.c.person_id == sa.bindparam("whose")),
                [
                    {"whose": whose, "next_due": due, "next_date": due.date(), "at": due.time().replace(second=0)}
                    for whose, due in zip(ids, moments, strict=True)
                ],
            )

    async def start_at_once(self, number: int, patience: Sequence[str] = (), **environment: str) -> list[Copy]:
        """So many copies that poll, all at the same moment."""
        made = [self.copy(patience, **environment) for _ in range(number)]
        await asyncio.gather(*(copy.start() for copy in made))
        await eventually(lambda: self.all_know_of(number), what="all copies to know of all")
        return self.copies

    async def start_behind(self, balancer: Balancer, number: int, **environment: str) -> None:
        """So many copies that a balancer hands updates to, all at once."""
        made = [self.copy(webhook=balancer.url, **environment) for _ in range(number)]
        await asyncio.gather(*(copy.start() for copy in made))
        await eventually(lambda: self.all_know_of(number), what="all copies to know of all")

    def stands(self, walker: Walker) -> bool:
        """Whether the record has somebody where they must be, after as many moves, in the only walk they began."""
        person = self.store.load(walker.person.id)
        assert person is not None and person.walk is not None and person.progression.walks_begun == 1
        walk, place = person.walk, walker.place
        assert place is not None
        expected = (walker.moves, place.side, place.level, place.step, place.sides_done)
        return (walk.moves, walk.side, walk.level, walk.step, walk.sides_done) == expected

    def troubles(self) -> list[str]:
        """The errors that the copies speak of."""
        return [line for copy in self.copies for line in copy.lines("ERROR", "Error:")]

    def poller(self) -> Copy | None:
        """The copy that polls, if one does, when all were started one after another and none began anew."""
        ((holder,),) = self.ask("SELECT holder FROM lease WHERE name = 'polling'")
        return None if holder is None else self.copies[holder - 1]

    async def all_know_of(self, number: int) -> bool:
        """Whether each copy thinks that so many are alive."""
        return {(await copy.metrics())["replicas"] for copy in self.copies if copy.runs} == {number}

    async def at_rest(self, seconds: float = 60) -> None:
        """Wait until everything that came in is answered, and everything that is due is sent."""

        def waiting() -> list[tuple[Any, ...]]:
            return [*(tuple(update) for update in self.telegram.state.updates), *self.ask(WAITING)]

        deadline = time.monotonic() + seconds
        while left := await asyncio.to_thread(waiting):
            what = f"still there after {seconds} s: {left[:5]}, alive {self.ask(ALIVE)}, troubles {self.troubles()[:3]}"
            assert time.monotonic() < deadline, what
            await self.telegram.change(0.05)

    def unaccounted(self) -> dict[str, int]:
        """What should not be; empty when all is accounted for."""
        found, _ = self.store.audit(datetime.now(UTC))
        return {name: count for name, count in found.items() if count}

    def uncertain(self) -> int:
        """How many messages were sent once more because nobody knew whether they had arrived."""
        ((count,),) = self.ask("SELECT coalesce(sum(uncertain), 0) FROM outbox WHERE verb = 'send'")
        return int(count)

    def in_flight(self) -> int:
        """How many calls are marked as being made."""
        ((count,),) = self.ask("SELECT count(*) FROM outbox WHERE state = 'sending'")
        return int(count)

    def populate(self, ids: Sequence[int], dues: Sequence[datetime | None]) -> None:
        """Put people on record before any copy comes up."""
        self.store.migrate()
        fill(self.store.engine, ids, dues, datetime.now(UTC))

    async def close(self) -> None:
        """End all that is there."""
        for copy in self.copies:
            await copy.close()
        self.store.close()
        await self.telegram.stop()


@contextmanager
def own_database(postgres: Postgres, bouncer: Postgres) -> Iterator[tuple[str, str]]:
    """A database without tables: its address through PgBouncer, and the one past it."""
    with postgres.database("replicas") as direct:
        yield bouncer.url("replicas"), direct


@asynccontextmanager
async def fleet_at(folder: Path, addresses: tuple[str, str], faults: Faults | None = None) -> AsyncIterator[Fleet]:
    """A fleet without copies; at the end whatever runs is ended."""
    async with AsyncExitStack() as stack:
        fleet = Fleet(folder, *addresses, faults)
        stack.push_async_callback(fleet.close)
        await fleet.telegram.start()
        yield fleet


async def eventually(true: Callable[[], Awaitable[bool]], seconds: float = 60, what: str = "it") -> float:
    """Wait until a coroutine function says yes; the seconds that took."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while not await true():
        assert loop.time() - began < seconds, f"waited {seconds} s in vain for {what}"
        await asyncio.sleep(0.02)
    return loop.time() - began
