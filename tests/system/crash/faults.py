"""A bad day at Telegram: lost answers, refused connections, "too many", 5xx, slow answers, and an outage in the busiest
minute. Everybody's prompt is due at one moment, and some people walk meanwhile. Is anything lost?

Telegram is the stand-in with its fault hook; that a connection is refused is what the HTTP library finds when it wants
to open one. The bot is the real one, in this process.
"""

from __future__ import annotations

import asyncio
import errno
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import Limber
from bot.client.errors import NotSent
from bot.client.http1 import Answer, Connections
from bot.emulator.calls import Call, Json
from bot.emulator.faults import Fault
from bot.emulator.server import LocalTelegram
from bot.sending.requests import Calls
from bot.settings import Settings
from storage.records.calls import Lane, OutboxRow
from storage.store import Store
from tests.harness.libraries import shipped_library
from tests.harness.report import Report
from tests.harness.stage import TOKEN
from tests.system.crash.people import Tally, Walker, enter, put_on_record, walk_of_today

# Shares of all calls.
ANSWER_LOST, REFUSED, TOO_MANY, IN_TROUBLE, SLOW = 0.05, 0.05, 0.05, 0.02, 0.03
# Seconds: what Telegram says to wait, how long any call takes at most each way, and a slow one.
RETRY_AFTER, WAY, SLOWNESS = 0.1, 0.01, (0.2, 0.6)
WALKERS = 12
# Seconds until all are due, and until all is thought to hang.
BEFORE, AT_MOST = 2.0, 3600.0


class TooMany(Fault):
    """A 429 that says to wait for less than a second, so that a test need not wait for minutes."""

    def body(self) -> Json:
        """The error as the Bot API writes it."""
        return super().body() | {"parameters": {"retry_after": RETRY_AFTER}}


class Weather:
    """What happens to calls, by chance; the stand-in asks it before and after each."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.outage = False
        self.seen: Counter[str] = Counter()

    async def __call__(self, call: Call) -> Fault | None:
        """What happens to this call now."""
        if not call.sends and call.method not in ("editMessageReplyMarkup", "answerCallbackQuery"):
            return None
        fault, name = self._answer() if call.done else self._beginning()
        if name:
            self.seen[name] += 1
        return fault

    def _beginning(self) -> tuple[Fault, str]:
        way, luck = self.chance.uniform(0, WAY), self.chance.random()
        if self.outage:
            return Fault(drop=True), "cut off by the outage"
        if luck < TOO_MANY:
            return TooMany(delay=way, error=(429, "Too Many Requests: retry after 1")), "too many"
        if luck < TOO_MANY + IN_TROUBLE:
            plain = self.chance.random() < 0.5
            return Fault(delay=way, error=(502, "Bad Gateway"), plain=plain), "5xx"
        if luck < TOO_MANY + IN_TROUBLE + SLOW:
            return Fault(delay=self.chance.uniform(*SLOWNESS)), "slow"
        return Fault(delay=way), ""

    def _answer(self) -> tuple[Fault | None, str]:
        if self.outage:
            return Fault(drop=True), "cut off by the outage"
        if self.chance.random() < ANSWER_LOST:
            return Fault(drop=True), "answer lost"
        return Fault(delay=self.chance.uniform(0, WAY)), ""

    @contextmanager
    def over_connections(self) -> Iterator[None]:
        """Let some connections be refused when they are asked for, and all of them in an outage."""
        original, post = aiohttp.TCPConnector.connect, Connections.post

        def refuses() -> bool:
            if unlucky := self.outage or self.chance.random() < REFUSED:
                self.seen["refused"] += 1
            return unlucky

        async def ask(connections: Connections, path: str, body: bytes, **seconds: float) -> Answer:
            if refuses():
                raise NotSent("ConnectionRefusedError")
            return await post(connections, path, body, **seconds)

        async def connect(connector: aiohttp.TCPConnector, request: Any, *others: Any, **named: Any) -> Any:
            if refuses():
                raise aiohttp.ClientConnectorError(request.connection_key, OSError(errno.ECONNREFUSED, "refused"))
            return await original(connector, request, *others, **named)

        aiohttp.TCPConnector.connect = connect  # type: ignore[assignment,method-assign]
        Connections.post = ask  # type: ignore[assignment,method-assign]
        try:
            yield
        finally:
            aiohttp.TCPConnector.connect = original  # type: ignore[method-assign]
            Connections.post = post  # type: ignore[method-assign]


@dataclass
class Watch:
    """Sees when the bot begins calls, and when it hears that it has to wait."""

    begun: list[tuple[float, int, bool]] = field(default_factory=list)
    told: list[tuple[float, float, int]] = field(default_factory=list)

    @contextmanager
    def over(self, limber: Limber) -> Iterator[None]:
        """Watch this bot."""
        make, flooded = Calls.make, limber.rate_limiter.on_retry_after

        async def watched(calls: Calls, row: OutboxRow, payload: Any, target: int | None) -> int | None:
            self.begun.append((time.monotonic(), row.chat_id, row.lane is not Lane.REPLY))
            return await make(calls, row, payload, target)

        def heard(chat_id: int, seconds: float, *, bulk: bool) -> None:
            self.told.append((time.monotonic(), seconds, chat_id))
            flooded(chat_id, seconds, bulk=bulk)

        Calls.make = watched  # type: ignore[assignment,method-assign]
        limber.rate_limiter.on_retry_after = heard  # type: ignore[method-assign]
        try:
            yield
        finally:
            Calls.make = make  # type: ignore[method-assign]

    def too_early(self) -> tuple[int, int]:
        """How many calls were begun, after the bot was told to wait, (to the same chat, in bulk to anybody)."""
        same = bulk = 0
        begun = sorted(self.begun)
        first = 0
        for at, seconds, chat_id in sorted(self.told):
            while first < len(begun) and begun[first][0] <= at:
                first += 1
            for moment, to_chat, in_bulk in begun[first:]:
                if moment >= at + seconds:
                    break
                same += to_chat == chat_id
                bulk += in_bulk
        return same, bulk


async def storm(folder: Path, people: int, outage: float, seed: int) -> Report:
    """Prompts for so many people, with an outage of so many seconds when a third of them is out."""
    began = time.monotonic()
    weather, watch, tally, report = Weather(seed), Watch(), Tally(), Report(seed)
    database = folder / "limber.db"
    library = shipped_library()
    async with LocalTelegram(token=TOKEN, faults=weather) as telegram:
        walkers = [Walker(person, walk_of_today(library), taps=False) for person in enter(telegram, WALKERS, "W")]
        sleepers = enter(telegram, people)
        now = datetime.now(UTC)
        ids = [walker.person.id for walker in walkers] + [person.id for person in sleepers]
        dues = [None] * len(walkers) + [now + timedelta(seconds=BEFORE)] * people
        put_on_record(database, ids, dues, now)
        settings = Settings(
            token=TOKEN,
            database_url=f"sqlite:///{database}",
            telegram_api_url=telegram.url,
            messages_per_second=1000,
        )
        store = Store(settings.database_url)
        limber = Limber(settings, library, store)
        with weather.over_connections(), watch.over(limber):
            await limber.start()
            walking = asyncio.create_task(_walk(walkers, weather.chance))
            try:
                async with asyncio.timeout(AT_MOST):
                    await telegram.until(lambda: _prompted(tally, telegram) >= people / 3, AT_MOST, "a third of all")
                    weather.outage = True
                    await asyncio.sleep(outage)
                    weather.outage = False
                    await telegram.until(lambda: _prompted(tally, telegram) >= people * 0.99, AT_MOST, "nearly all")
                    walking.cancel()
                    await telegram.until(lambda: not telegram.state.updates, AT_MOST, "all updates")
                    await limber.settle()
            finally:
                walking.cancel()
                uncertain, given_up = limber.outbox.counters.uncertain, limber.outbox.counters.given_up
                audit, fates = store.audit(datetime.now(UTC))
                await limber.stop()
        tally.take(telegram)
    counts = report.counts
    counts["prompts due at one moment"] = people
    report.breaks("prompts lost", sum(not tally.prompts[person.id] for person in sleepers))
    counts.update({f"  {state}{f', {reason}' if reason else ''}": count for state, reason, count in fates})
    unseen = [set(range(walker.moves + 1)) - set(tally.steps[walker.person.id]) for walker in walkers]
    counts["replies meanwhile"] = sum(walker.moves + 1 for walker in walkers)
    report.breaks("replies lost", sum(map(len, unseen)))
    counts.update({f"calls: {name}": count for name, count in sorted(weather.seen.items())})
    twice = sum(tally.twice(chat) for chat in ids)
    counts.update({"messages that arrived": tally.sends, "came twice": twice})
    counts.update({"known as uncertain": uncertain, "given up": given_up})
    report.breaks("came twice though not uncertain", max(0, twice - uncertain))
    into_a_closed_chat, into_a_closed_lane = watch.too_early()
    report.breaks("calls to a chat before its time", into_a_closed_chat)
    report.breaks("calls in bulk, begun while that was closed", into_a_closed_lane)
    report.breaks("out of order", tally.out_of_order)
    report.breaks("audit: what should not be", {name: count for name, count in audit.items() if count})
    report.seconds = time.monotonic() - began
    return report


def _prompted(tally: Tally, telegram: LocalTelegram) -> int:
    tally.take(telegram)
    return len(tally.prompts)


async def _walk(walkers: list[Walker], chance: random.Random) -> None:
    while True:
        for walker in walkers:
            walker.act(time.monotonic(), chance)
        await asyncio.sleep(0.02)
