"""A stage with the daily prompts and a real database file, on which nothing waits: no sockets, queues and threads.

What is left out is what takes time without deciding anything. Calls are stored, then made one after the other;
what Telegram refuses, and what a restart finds half done, is for the whole stage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from telegram.error import BadRequest

from bot.callback_signature import KEY_BYTES, CallbackSigner
from bot.jobs.prompts import Prompts
from bot.sending.film_making import FilmMaker
from bot.sending.media import MediaCache
from bot.sending.requests import Calls
from content.library import SHIPPED
from storage.records.calls import Lane, OutboxRow, Sent, Verb
from storage.records.turn import TurnResult
from storage.store import Store
from tests.harness.in_memory_stage import InMemoryStage, SameThread
from tests.harness.in_process_transport import InProcessRequest
from tests.harness.stage import Stage

# What buttons are marked with here.
SIGNER = CallbackSigner(bytes(KEY_BYTES))


class PromptedStage(InMemoryStage):
    """Like Stage, for all that goes well."""

    def make_database(self) -> None:
        """The record is a real one here."""
        Stage.make_database(self)

    @property
    def signer(self) -> CallbackSigner:
        """What marks the buttons as the bot's own."""
        return SIGNER

    async def open(self) -> None:
        """Wire the handlers and the prompts."""
        await super().open()
        self.store = Store(self.database_url)
        self.store.join(self.now)
        executor = SameThread(self.store)
        self.handlers._executor = self.handlers.turns._executor = executor
        self.handlers.turns._commit = self._commit
        self._calls = Calls(
            *(self.application.bot, InProcessRequest(self.telegram), MediaCache(executor, self.clock, SHIPPED), SIGNER),
            make_film=FilmMaker(self.library, SHIPPED),
        )
        self._handed: list[OutboxRow] = []
        self.prompts = Prompts(
            executor, self.library, self.clock, self._handed.extend, lambda: True, words_for=self.parts.words_for
        )

    async def close(self) -> None:
        """End."""
        await super().close()
        self.store.close()

    async def look_for_due(self) -> None:
        """The prompts look at the clock, and what they wrote is sent."""
        await self.prompts.tick()
        assert self.prompts.ticked_at == self.now, "the tick failed"
        rows = [row for row in self._handed if row.held]
        self._handed.clear()
        await self._make(rows)
        await self._make(self.store.claim(100))

    def wrongs(self) -> list[str]:
        """What went wrong so far."""
        return Stage.wrongs(self)

    async def _commit(self, result: TurnResult, now: datetime) -> bool:
        # Updates never come twice here, so none is stored before it takes effect.
        await self._make(self.store.commit_turn(replace(result, update_id=None), now) or [])
        return True

    async def _make(self, rows: Sequence[OutboxRow]) -> None:
        """Make calls, and note what became of them."""
        if not rows:
            return
        begun = [row.id for row in rows if not row.begun]
        if begun:
            self.store.settle(begin=begun)
        sent = []
        for row in rows:
            target = row.target if row.target_row is None else self.store.message_id_of(row.target_row)
            try:
                message_id = await self._calls.make(row, row.payload, target)
            except BadRequest as error:
                assert row.verb is not Verb.SEND and "not modified" in error.message, (row, error)
                message_id = target
            of_prompt = row.lane is Lane.PROMPT and row.verb is Verb.SEND
            sent.append(Sent(row.id, self.now, message_id, of_prompt))
            if of_prompt:
                self.on_prompt(row)
        self.store.settle(sent=sent)

    def on_prompt(self, row: OutboxRow) -> None:
        """A message that the bot sent by itself has arrived."""
