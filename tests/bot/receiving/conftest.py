"""An inbox whose conversations are written by hand, and no long pauses."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from bot.receiving.inbox import Inbox, chat_key
from storage.executor import StoreExecutor
from storage.records.calls import OutboxRow, OutgoingCall, Verb
from storage.records.turn import TurnResult
from storage.store import Store
from tests.bot.conftest import Clock
from tests.bot.conversations.conftest import in_memory as in_memory

ANA, BEN = 41, 42


def said(number: int, text: str = "next", who: int = ANA) -> dict[str, Any]:
    """An update: somebody wrote something."""
    person = {"id": who, "is_bot": False, "first_name": "Ana"}
    message = {"message_id": number, "date": 1, "chat": {"id": who, "type": "private"}, "from": person, "text": text}
    return {"update_id": number, "message": message}


class Street:
    """An inbox whose conversations are written by hand: an update may be held, may fail, and is marked as done."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.executor, self.clock = store, StoreExecutor(store), clock
        self.begun: list[int] = []
        self.done: list[int] = []
        self.failures: dict[int, list[Exception]] = defaultdict(list)
        self.held: dict[int, asyncio.Event] = {}
        self.handed: list[OutboxRow] = []
        # What an earlier run left is taken over, as by the program itself; `restore` serves it.
        self.left = store.join(clock.now()).updates
        self.inbox = Inbox(self.executor, self.process, self.apology, self.handed.extend, clock.now, pauses=(0.0, 0.0))

    async def process(self, update_id: int, update: dict[str, Any]) -> None:
        """A conversation."""
        self.begun.append(update_id)
        if (held := self.held.get(update_id)) is not None:
            await held.wait()
        if self.failures[update_id]:
            raise self.failures[update_id].pop(0)
        await self.executor.run(self.store.commit_turn, TurnResult(update_id, None, None), self.clock.now())
        self.done.append(update_id)

    def apology(self, update: dict[str, Any]) -> Sequence[OutgoingCall]:
        """The sentence for somebody whose update was given up."""
        return (OutgoingCall(chat_key(update), Verb.SEND, {"text": "Sorry"}),)

    def restore(self) -> int:
        """Serve what was stored and not done; how many updates that were."""
        self.left += self.store.beat(self.clock.now(), wants_to_poll=False).updates
        adopted, self.left = self.left, []
        self.inbox.adopt(adopted)
        return len(adopted)

    def orphan(self) -> None:
        """A crash: nobody serves what is stored."""
        with self.store.engine.begin() as connection:
            connection.execute(sa.text("UPDATE inbox SET holder = NULL"))

    def hold(self, *numbers: int) -> None:
        """Let these updates wait in the middle of being served."""
        for number in numbers:
            self.held[number] = asyncio.Event()

    def let_go(self, number: int) -> None:
        """Go on with an update."""
        self.held.pop(number).set()

    def rows(self) -> dict[int, tuple[str, int, str | None]]:
        """State, attempts and reason of every stored update."""
        with self.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT", limber_begin=False) as reader:
            found = reader.execute(sa.text("SELECT update_id, state, attempts, reason FROM inbox ORDER BY update_id"))
            return {row[0]: (row[1], row[2], row[3]) for row in found}

    def states(self) -> list[str]:
        """The state of every stored update."""
        return [state for state, _, _ in self.rows().values()]

    async def take(self, *updates: Any) -> None:
        """Take updates and wait until they are done."""
        await self.inbox.take(updates)
        await self.inbox.settle()


@pytest.fixture
async def street(store: Store, clock: Clock) -> AsyncIterator[Street]:
    """An inbox with nothing in it."""
    opened = Street(store, clock)
    yield opened
    for held in opened.held.values():
        held.set()
    await opened.inbox.stop()
    opened.executor.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No long pauses after a failed poll."""
    monkeypatch.setattr("bot.client.startup.BACK_OFF", (0.001, 0.002, 0.003))
