"""The stage of the state machine: the bot may be killed, Telegram may be out of order, and everything that takes
effect is compared with the model at once.
"""

from __future__ import annotations

import asyncio
import contextvars
import re
import weakref
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa

from bot.app import Limber
from bot.conversations.session import avoided_by
from bot.emulator.calls import Call
from bot.emulator.faults import Fault
from bot.emulator.people import LocalPerson
from content.walk import Course
from storage.records.calls import Lane, OutboxRow, OutgoingCall, Verb
from storage.records.person import Person
from storage.records.prompts import DueAgain, PromptDecision
from storage.records.turn import TurnResult
from storage.schema import tables
from storage.statements import prompts
from storage.statements.turns import Commit
from storage.store import Store
from tests.harness.stage import Stage
from tests.harness.virtual_loop import tell_time, until_at_rest
from tests.system.stateful.model import DAY, MINUTE, TOO_LATE, Effect, PersonModel
from tests.system.stateful.telegram_state import TelegramState

_OF_PROMPT = re.compile(r"""['"]prompt:(\d+):(\d{8}):""")
# Which run of the program a task belongs to; none for the stand-in and the test.
RUN: contextvars.ContextVar[int] = contextvars.ContextVar("run", default=0)


class CheckedStore(Store):
    """The record of one run of the program; tells the stage what took effect. A dead one can do nothing any more."""

    def __init__(self, url: str, stage: CheckedStage) -> None:
        super().__init__(url)
        self.stage, self.dead = stage, False

    def write(self, work: Callable[[sa.Connection], Any]) -> Any:
        if self.dead:
            raise RuntimeError("this program was killed")
        return super().write(work)

    def load(self, person_id: int) -> Person | None:
        """As the store does."""
        if person_id in self.stage.people:
            self.stage.people[person_id].is_read()
        return super().load(person_id)

    def load_many(self, person_ids: Sequence[int]) -> Mapping[int, Person]:
        """As the store does."""
        for person_id in person_ids:
            if person_id in self.stage.people:
                self.stage.people[person_id].is_read()
        return super().load_many(person_ids)

    def commit_turn(self, result: TurnResult, now: datetime, *, begin: bool = False) -> list[OutboxRow] | None:
        """As the store does."""
        rows = super().commit_turn(result, now, begin=begin)
        if rows is not None:
            self.stage.took_effect(result, now)
            self.stage.put_on_record(rows)
        return rows

    def commit_turns(self, commits: Sequence[Commit]) -> Mapping[int, list[OutboxRow]]:
        """As the store does."""
        calls = super().commit_turns(commits)
        for place, rows in calls.items():
            self.stage.took_effect(commits[place].result, commits[place].now)
            self.stage.put_on_record(rows)
        self.stage.grouped += len(calls)
        return calls

    def settle_due(
        self, now: datetime, limit: int, decide: prompts.Decide, *, claims: bool
    ) -> tuple[list[PromptDecision], list[OutboxRow]]:
        """As the store does."""
        decisions, rows = super().settle_due(now, limit, decide, claims=claims)
        self.stage.decided(decisions, now)
        self.stage.put_on_record(rows)
        return decisions, rows

    def commit_again(self, again: DueAgain, call: OutgoingCall | None, now: datetime) -> list[OutboxRow]:
        """Nobody puts a prompt off here."""
        raise AssertionError("a prompt came back that nobody put off")

    def mark_blocked(self, person_id: int, now: datetime, error: str) -> None:
        """As the store does."""
        super().mark_blocked(person_id, now, error)
        self.stage.people[person_id].goes(now)


class CheckedStage(Stage):
    """The bot, a Telegram for it, the time, and what must come of all that people do."""

    def __init__(self, folder: Path, start: datetime) -> None:
        super().__init__(folder)
        self.now = start
        self.telegram_state = TelegramState.WELL
        self.telegram.faults = self._faults
        self.people: dict[int, PersonModel] = {}
        self.phones: dict[int, LocalPerson] = {}
        self.wrong: list[str] = []
        self._said: dict[int, tuple[PersonModel, Effect | None]] = {}
        self._effects: Counter[int] = Counter()
        self._newest_effect: dict[int, int] = {}
        self._dues: dict[tuple[int, int, str], datetime] = {}
        self._rows: dict[int, tuple[int, int | None, int]] = {}
        self._promised: set[int] = set()
        self._arrived: dict[int, set[int]] = defaultdict(set)
        self._closed: set[int] = set()
        self._ever_blocked: set[int] = set()
        self.grouped = 0  # how many turns took effect together with others
        self._run_number = 0
        self._tasks: weakref.WeakSet[asyncio.Task[Any]] = weakref.WeakSet()
        self._starting: asyncio.Task[None] | None = None
        self._context = contextvars.copy_context()
        self._patch = pytest.MonkeyPatch()

    async def _faults(self, call: Call) -> Fault | None:
        return await self.telegram_state(call)

    # Runs of the program

    async def open(self) -> None:
        """Start Telegram and the bot."""
        loop = asyncio.get_running_loop()
        # What a factory takes differs between the versions of Python.
        loop.set_task_factory(cast("Any", self._new_task))
        tell_time(self._patch, loop)
        await self.telegram.start()
        await self.start_bot()
        await self.settle()

    def _new_task(
        self, loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any], **options: Any
    ) -> asyncio.Task[Any]:
        task = asyncio.Task(coroutine, loop=loop, **options)
        context = options.get("context")
        if (context[RUN] if context is not None and RUN in context else RUN.get()) > 0:
            self._tasks.add(task)
        return task

    def _of_the_bot(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(coroutine, context=self._context)

    async def start_bot(self) -> None:
        """Begin a run. Whether it comes up is for Telegram to say."""
        self._run_number += 1
        self._context = contextvars.copy_context()
        self._context.run(RUN.set, self._run_number)
        self.store = CheckedStore(self.database_url, self)
        settings = replace(self.settings, telegram_api_url=self.telegram.url)
        self.limber = Limber(settings, self.library, self.store, self.parts)
        self.prompts = self.limber.prompts
        self._starting = self._of_the_bot(self.limber.start())

    @property
    def is_up(self) -> bool:
        """Whether the program works."""
        if self._starting is None or not self._starting.done():
            return False
        self._starting.result()
        return True

    async def stop_bot(self) -> None:
        """End the program in order, or, if it never came up, in disorder."""
        if self.limber is not None and self.is_up:
            await self._of_the_bot(self.limber.stop())
            self.limber = None
        else:
            await self.kill()

    async def kill(self) -> None:
        """End the program at this very point."""
        if self.limber is None:
            return
        limber, self.limber = self.limber, None
        assert isinstance(self.store, CheckedStore)
        self.store.dead = True
        await limber._schedule.stop()
        tasks = [task for task in self._tasks if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await limber._calls_request.shutdown()
        await limber._updates_request.shutdown()
        limber.executor.close()

    async def close(self) -> None:
        """End everything."""
        try:
            await self.kill()
            await self.telegram.stop()
        finally:
            self._patch.undo()

    # Time

    async def rounds(self, count: int) -> None:
        """So many rounds of the loop, while nobody waits for anything."""
        for _ in range(count):
            await asyncio.sleep(0)

    async def look(self) -> None:
        """The daily prompts look at the clock, if the program is up."""
        if self.is_up:
            now = self.now
            await self._of_the_bot(self.prompts.tick())
            self.wrong += [late for someone in self.people.values() for late in someone.overdue(now)]

    def looks_soon(self) -> None:
        """They begin to."""
        if self.is_up:
            self._of_the_bot(self.prompts.tick())

    async def go_on(self) -> None:
        """Let everything come to rest, and compare; in an outage, let it try for a while."""
        if self.telegram_state is TelegramState.WELL:
            await self.settle()
            self.compare()
        else:
            await asyncio.sleep(5)

    async def settle(self) -> None:
        """Wait until all that was said is answered."""
        await until_at_rest(self._at_rest, lambda: (self.telegram.state.updates, self._table()))

    def _at_rest(self) -> bool:
        if not self.is_up or self.telegram.state.updates:
            return False
        bot = self.bot
        busy = bot.inbox._workers or bot.outbox._tasks or not bot.handlers.turns.is_idle
        return not busy and self.store.waiting_calls() == (0, 0)

    # What happens

    def somebody(self, name: str) -> PersonModel:
        """Somebody with a phone."""
        phone = self.telegram.person(name)
        self.phones[phone.id] = phone
        return self.people.setdefault(phone.id, PersonModel(phone.id))

    def does(self, someone: PersonModel, action: Callable[[], object], *effects: Effect | None) -> None:
        """Somebody does something, of which as many updates come as effects; and one more before, should they have
        blocked the bot."""
        state = self.telegram.state
        first = state.next_update_id
        action()
        if self.phones[someone.id].chat.bot_status != "kicked":
            self._closed.discard(someone.id)
        updates = list(range(first, state.next_update_id))
        for update, effect in zip(updates[::-1], effects[::-1], strict=False):
            self._said[update] = (someone, effect)
        for update in updates[: -len(effects) or None]:
            self._said[update] = (someone, None)

    def says(self, someone: PersonModel, text: str, effect: Effect | None = None) -> None:
        """Somebody writes."""
        self.does(someone, lambda: self.phones[someone.id].say(text), effect)

    def took_effect(self, result: TurnResult, now: datetime) -> None:
        """An update did."""
        update = result.update_id
        if update is None or update not in self._said:
            return
        someone, effect = self._said[update]
        self._effects[update] += 1
        if self._effects[update] > 1:
            self.wrong.append(f"update {update} took effect {self._effects[update]} times")
        if update < self._newest_effect.get(someone.id, 0):
            self.wrong.append(f"{someone.id}: update {update} took effect after {self._newest_effect[someone.id]}")
        self._newest_effect[someone.id] = update
        if effect != someone.goes:
            someone.is_back(now)
            someone.does_anything(now)
        if effect is not None:
            effect(now)
        if result.after is not None and (walk := result.after.walk) is not None:
            variation = self.library.variation(walk.variation)
            assert variation is not None
            someone.started(Course(variation, avoided_by(walk)))

    def decided(self, decisions: Iterable[PromptDecision], now: datetime) -> None:
        """What became of reminders that were due."""
        for one in decisions:
            someone = self.people[one.due.person.id]
            someone.decided(one, now)
            number = one.due.reminder.number
            for moment, day in (*one.missed, (one.due.due_at, one.due.local_date)):
                key = (someone.id, number, f"{day:%Y%m%d}")
                if key in self._dues:
                    self.wrong.append(f"{key} came due twice: {self._dues[key]} and {moment}")
                self._dues[key] = moment

    def put_on_record(self, rows: Iterable[OutboxRow]) -> None:
        """Messages were promised."""
        self._promised |= {row.id for row in rows if row.verb is Verb.SEND}

    # What must hold once everything is at rest

    def compare(self) -> None:
        """Hold the record and what arrived against the model."""
        self._read_ledger()
        self._compare_updates()
        self._compare_calls()
        self._compare_prompts()
        for someone in self.people.values():
            self.wrong += someone.differs(self.store.load(someone.id))
            self.wrong += someone.wrong
            someone.wrong = []

    def _read_ledger(self) -> None:
        state = self.telegram.state
        ledger, state.ledger = state.ledger, []
        for call in ledger:
            if call.method.startswith("send"):
                self._arrives(call)
        refusals, state.refusals = state.refusals, []
        refused = Counter(int(call.params["chat_id"]) for call in refusals if "blocked" in (call.refused or ""))
        for chat_id, count in refused.items():
            if chat_id in self._closed:
                self.wrong.append(f"{chat_id}: {count} calls to somebody who is known to be gone")
        gone = {chat_id for chat_id, phone in self.phones.items() if phone.chat.bot_status == "kicked"}
        self._ever_blocked |= gone | refused.keys()
        # Known once everything is at rest: the bot was told so, or found out.
        self._closed = gone

    def _arrives(self, call: Call) -> None:
        chat_id = int(call.params["chat_id"])
        self._arrived[chat_id].add(call.result["message_id"])
        found = _OF_PROMPT.search(str(call.params.get("reply_markup", "")))
        if found is None:
            return
        due = self._dues.get((chat_id, int(found[1]), found[2]))
        if due is None:
            self.wrong.append(f"{chat_id}: a prompt came that was not due: {found[0]}")
        elif call.result["date"] - due.timestamp() > (TOO_LATE + MINUTE).total_seconds():
            late = call.result["date"] - due.timestamp()
            self.wrong.append(f"{chat_id}: the prompt {found[0]} came {late / 3600:.1f} h late")

    def _compare_updates(self) -> None:
        self.wrong += [f"update {update} is lost" for update in self._said if not self._effects[update]]
        aside = self.store.census().get("inbox_aside", 0)
        if aside:
            self.wrong.append(f"{aside} updates were set aside")

    def _table(self) -> Sequence[sa.Row[Any]]:
        with self.store.engine.connect() as connection:
            return connection.execute(sa.select(tables.outbox).order_by(tables.outbox.c.id)).all()

    def _compare_calls(self) -> None:
        newest: dict[int, int] = {}
        for row in self._table():
            if row.verb != Verb.SEND.value:
                continue
            self._promised.discard(row.id)
            self._rows[row.id] = row.chat_id, row.message_id, row.uncertain
            if row.state == "sent" and row.message_id not in self._arrived[row.chat_id]:
                self.wrong.append(f"row {row.id} counts as sent and never arrived")
            elif row.state == "dead" and not self._may_die(row):
                self.wrong.append(f"row {row.id} was given up: {row.error}")
            elif row.state not in ("sent", "dead"):
                self.wrong.append(f"row {row.id} is {row.state}")
            if row.state == "sent" and row.lane == Lane.REPLY:
                if row.message_id <= newest.get(row.chat_id, 0):
                    self.wrong.append(f"row {row.id} came out of order")
                newest[row.chat_id] = row.message_id
        self.wrong += [f"row {row_id} is gone" for row_id in self._promised]
        for chat_id, arrived in self._arrived.items():
            mine = [row for row in self._rows.values() if row[0] == chat_id]
            twice = arrived - {message_id for _, message_id, _ in mine}
            # One that was given up in doubt may have arrived, under an id that nobody heard of.
            doubts = sum(uncertain + (uncertain > 0 and message_id is None) for _, message_id, uncertain in mine)
            if len(twice) > doubts:
                self.wrong.append(f"{chat_id}: {len(twice)} messages came twice, {doubts} were uncertain")

    def _may_die(self, row: sa.Row[Any]) -> bool:
        """Tried twice and uncertain, too late, or to somebody who was gone."""
        late = row.lane == Lane.PROMPT and "late" in row.error
        return row.uncertain >= 1 or late or row.chat_id in self._ever_blocked

    def _compare_prompts(self) -> None:
        table = tables.prompt.c
        with self.store.engine.connect() as connection:
            rows = connection.execute(sa.select(tables.prompt).order_by(table.due_at)).all()
        on_record = {(row.person_id, row.reminder_number, f"{row.local_date:%Y%m%d}"): row for row in rows}
        self.wrong += [f"{key} is not on record" for key in self._dues if key not in on_record]
        self.wrong += [f"{key} was never due" for key in on_record if key not in self._dues]
        before: dict[tuple[int, int], datetime] = {}
        for key, row in on_record.items():
            if row.state not in ("sent", "skipped", "dead") or (row.state != "sent" and row.reason is None):
                self.wrong.append(f"{key} is {row.state}: {row.reason}")
            if row.due_at - before.get(key[:2], row.due_at - DAY) < DAY / 2:
                self.wrong.append(f"{key} came due {row.due_at - before[key[:2]]} after the one before")
            before[key[:2]] = row.due_at
        lost = {name: count for name, count in self.store.audit(self.now)[0].items() if count}
        if lost:
            self.wrong.append(f"the audit says {lost}")
