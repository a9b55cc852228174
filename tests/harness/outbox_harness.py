"""An outbox that runs, its record, and the calls that the tests put there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from telegram import Bot

from bot.callback_signature import KEY_BYTES, CallbackSigner
from bot.client.transport import Http1Request
from bot.emulator.faults import Fault
from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from bot.sending.films import Maker, no_maker
from bot.sending.media import MediaCache
from bot.sending.outbox import Outbox
from bot.sending.rate_limiter import RateLimiter
from bot.sending.requests import Calls
from storage.executor import StoreExecutor
from storage.records.calls import OutboxRow, OutgoingCall, Verb
from storage.records.person import Account, Person, Reminder
from storage.records.turn import TurnResult
from storage.store import Store
from tests.bot.conftest import Clock, eventually

# What the gate of these tests marks buttons with.
SIGNER = CallbackSigner(bytes(KEY_BYTES))

# Rows that may be sent now: none of their chat is held back.
READY = sa.text(
    "SELECT count(*) FROM outbox WHERE state = 'sending' OR state = 'pending' AND chat_id NOT IN "
    "(SELECT chat_id FROM outbox WHERE state = 'pending' AND not_before > :now)"
)


class Gate:
    """An outbox that runs, and its record. Its time is the clock's, so nothing that waits goes out by itself."""

    def __init__(
        self,
        telegram: LocalTelegram,
        store: Store,
        clock: Clock,
        clips: Path | None = None,
        *,
        per_second: float = 10_000,
        connections: int = 8,
        make_film: Maker = no_maker,
    ) -> None:
        self.make_film = make_film
        self.telegram, self.store, self.clock, self.clips = telegram, store, clock, clips
        self.rate_limiter = RateLimiter(per_second, clock.monotonic, chat_limits=False)
        self.executor = StoreExecutor(store)
        self.connections = connections
        self.alive = True
        self.careful = False
        self.closed = False

    async def open(self) -> Gate:
        """Begin to send, as the only replica."""
        self.request = Http1Request(self.connections)
        self.bot = Bot(
            self.telegram.token,
            base_url=f"{self.telegram.url}/bot",
            request=self.request,
            get_updates_request=Http1Request(1),
        )
        await self.bot.initialize()
        self.taken_over = self.store.join(self.clock.now())
        self.media_cache = MediaCache(self.executor, self.clock.now, self.clips)
        self.outbox = Outbox(
            self.executor,
            Calls(self.bot, self.request, self.media_cache, SIGNER, self.make_film),
            self.rate_limiter,
            self.clock.now,
            monotonic=self.clock.monotonic,
            may_send=lambda: self.alive,
            careful=lambda: self.careful,
        )
        await self.outbox.start()
        return self

    async def close(self) -> None:
        """End as a program ends; once."""
        if not self.closed:
            self.closed = True
            await self.outbox.stop()
            await self.bot.shutdown()
            self.executor.close()

    async def crash(self) -> None:
        """End as a power cut ends: whatever is under way is cut off."""
        self.closed = True
        names = ("outbox", "send-")
        tasks = [task for task in asyncio.all_tasks() if task.get_name().startswith(names)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.bot.shutdown()
        self.executor.close()

    def put(self, *outgoing: OutgoingCall) -> list[OutboxRow]:
        """Put calls on record, in nobody's hand, and say so."""
        rows = self.store.enqueue(outgoing, self.clock.now())
        self.outbox.wake()
        return rows

    async def send(self, *outgoing: OutgoingCall) -> list[OutboxRow]:
        """Put calls on record and wait until all that may be sent is sent, or put back, or given up."""
        rows = self.put(*outgoing)
        await self.rests()
        return rows

    async def says(self, *outgoing: OutgoingCall) -> bool:
        """A turn of somebody's that has these replies, and nothing else."""
        return await self.outbox.commit_turn(TurnResult(None, None, None, outgoing), self.clock.now())

    async def later(self, **span: float) -> None:
        """Let time pass, and a millisecond; what was put back and has its moment now is sent."""
        self.clock.passes(**span)
        self.clock.passes(milliseconds=1)
        self.outbox.wake()
        await self.rests()

    async def rests(self) -> None:
        """Wait until nothing is under way and nothing may be sent."""
        await eventually(lambda: not self.ready(), "an outbox at rest")

    def ready(self) -> int:
        """How many calls are under way or may be made now, as far as their own chats go."""
        now = self.clock.now().replace(tzinfo=None).isoformat(" ", "microseconds")
        return int(self.ask(READY, now=now)[0][0])

    def waits(self) -> list[float]:
        """For how many seconds each call that was put back still waits."""
        moments = [row.not_before for row in self.table() if row.state == "pending" and row.not_before is not None]
        return [(datetime.fromisoformat(at).replace(tzinfo=UTC) - self.clock.now()).total_seconds() for at in moments]

    def table(self) -> list[sa.Row[Any]]:
        """Every call on record."""
        return self.ask(sa.text("SELECT * FROM outbox ORDER BY id"))

    def rows(self) -> list[tuple[str, str | None]]:
        """State and error of every call on record."""
        return [(row.state, row.error) for row in self.table()]

    def states(self) -> list[str]:
        """The state of every call on record."""
        return [state for state, _ in self.rows()]

    def ask(self, question: sa.TextClause, **values: object) -> list[sa.Row[Any]]:
        """Ask the record something; holds up no writer."""
        with self.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT", limber_begin=False) as asking:
            return list(asking.execute(question, values))

    def meddle(self, change: str, **values: object) -> None:
        """Change the record behind the outbox's back, as another replica would."""
        with self.store.engine.begin() as connection:
            connection.execute(sa.text(change), values)


@contextlib.asynccontextmanager
async def another(gate: Gate) -> AsyncIterator[Gate]:
    """The outbox of the program's next run, on the same record."""
    opened = await Gate(gate.telegram, gate.store, gate.clock, gate.clips, make_film=gate.make_film).open()
    await opened.rests()
    yield opened
    await opened.close()


def text(person: LocalPerson, words: str = "Hello", **fields: Any) -> OutgoingCall:
    """A message to somebody."""
    return OutgoingCall(person.id, Verb.SEND, {"text": words}, **fields)


def buttons(*labels: str) -> dict[str, Any]:
    """Inline buttons in the form of the Bot API."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label} for label in labels]]}


def error(code: int, words: str) -> Fault:
    """Telegram's refusal."""
    return Fault(error=(code, words))


def on_record(store: Store, person: LocalPerson, clock: Clock) -> Person:
    """Store somebody with a reminder; their record."""
    before = Person(id=person.id, created_at=clock.now(), account=Account(first_name=person.name))
    due = clock.now() + timedelta(hours=1)
    reminder = Reminder(1, due.time(), 127, due, due.date())
    after = Person(id=person.id, created_at=clock.now(), account=Account(first_name=person.name), reminders=(reminder,))
    store.commit_turn(TurnResult(None, before, after), clock.now())
    stored = store.load(person.id)
    assert stored is not None
    return stored
