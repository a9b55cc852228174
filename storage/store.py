"""The door to the record: one transaction a method, synchronous; frozen records go out, never ORM rows.

Called from the event loop through `Door`, which owns the threads.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa

from storage import models, people, prompting, queues
from storage.database import bring_up_to_date, hold_alone, open_engine
from storage.people import RecordChanged
from storage.records import (
    Draft,
    DueAgain,
    DueReminder,
    InboxItem,
    LastPrompt,
    OutboxRow,
    Person,
    PromptDecision,
    PromptTouch,
    WalkSummary,
)

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What one update changes, written as one transaction: the record, the answer to a prompt, what is said.

    `before` is None when the update concerns nobody's record (a group). `erase` deletes the person wholly.
    `leave_no_trace` is for an update whose content may not stay on the disk: a place, an illness.
    `retire` names slots whose buttons go without anything new in their place.
    """

    update_id: int | None
    before: Person | None
    after: Person | None
    drafts: tuple[Draft, ...] = ()
    prompt: PromptTouch | None = None
    forget_again: bool = False
    retire: tuple[str, ...] = ()
    erase: bool = False
    leave_no_trace: bool = False


class Store:
    """Every method is one transaction on one connection. Safe to call from any thread."""

    def __init__(self, url: str) -> None:
        """Open the database behind a SQLAlchemy URL. Raises DatabaseUnusable."""
        self.engine: sa.Engine = open_engine(url)
        self._held: sqlite3.Connection | None = None
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT", limber_begin=False)

    @property
    def is_sqlite(self) -> bool:
        """True when one writer at a time is all that the database takes."""
        return self.engine.dialect.name == "sqlite"

    def hold_alone(self) -> None:
        """Keep other processes from sending out of this database until `close`. Raises DatabaseUnusable."""
        self._held = hold_alone(self.engine)

    def migrate(self) -> bool:
        """Bring the schema up to date; True when there was anything to do."""
        return bring_up_to_date(self.engine)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        if self._held is not None:
            self._held.close()

    # Updates

    def take_in(self, items: Sequence[InboxItem], now: datetime) -> list[InboxItem]:
        """Store updates before they are confirmed; gives back those not seen in the last 48 hours."""
        with self.engine.begin() as connection:
            return queues.take_in(connection, items, now)

    def waiting_updates(self) -> list[InboxItem]:
        """Updates that are stored and not done, in Telegram's order."""
        with self._reading.connect() as connection:
            return queues.waiting_updates(connection)

    def update_failed(self, update_id: int, reason: str) -> int:
        """Count a failed attempt; gives back how many there were."""
        with self.engine.begin() as connection:
            return queues.update_failed(connection, update_id, reason)

    def set_aside(self, update_id: int, reason: str, drafts: Iterable[Draft], now: datetime) -> None:
        """Give an update up, with a sentence to the person where there is one."""
        with self.engine.begin() as connection:
            queues.set_aside(connection, update_id, reason)
            queues.put(connection, drafts, now)

    # People

    def load(self, person_id: int) -> Person | None:
        """A person's record, None when they never wrote."""
        with self._reading.connect() as connection:
            return people.load(connection, person_id)

    def commit_turn(self, result: TurnResult, now: datetime) -> bool:
        """Record, replies and 'this update is done', together.

        False when the update had been done already: nothing is written then. Raises RecordChanged when the
        person's record was changed by somebody else since `result.before` was read.
        """
        with self.engine.begin() as connection:
            if result.update_id is not None and not queues.update_done(connection, result.update_id):
                return False
            if result.erase and result.before is not None:
                people.erase(connection, result.before.id, keep_update=result.update_id)
            elif result.before is not None and result.after is not None:
                if result.after != result.before or result.before.version == 0:
                    people.save(connection, result.before, result.after)
                if result.prompt is not None:
                    prompting.answer(connection, result.after.id, result.prompt)
                if result.forget_again:
                    prompting.forget_again(connection, result.after.id)
                queues.retire(connection, result.after.id, result.retire, now)
            queues.put(connection, result.drafts, now)
        if result.erase or result.leave_no_trace:
            self._empty_log()
        return True

    def walks_done_since(self, person_id: int, first_day: date) -> list[WalkSummary]:
        """The finished walks that ended on or after a local date, oldest first."""
        with self._reading.connect() as connection:
            return people.walks_done_since(connection, person_id, first_day)

    def totals(self, person_id: int) -> tuple[int, int]:
        """(walks finished, seconds in all)."""
        with self._reading.connect() as connection:
            return people.totals(connection, person_id)

    def export(self, person_id: int) -> dict[str, Any]:
        """Everything that is stored of a person, ready for JSON."""
        with self._reading.connect() as connection:
            return people.export(connection, person_id)

    def people_with_reminders(self, after_id: int, limit: int) -> list[Person]:
        """People who have reminders, by rising id above `after_id`: for going through all of them in batches."""
        with self._reading.connect() as connection:
            ids = connection.scalars(
                sa.select(models.reminder.c.person_id)
                .where(models.reminder.c.person_id > after_id)
                .distinct()
                .order_by(models.reminder.c.person_id)
                .limit(limit)
            ).all()
            found = people.load_many(connection, ids)
            return [found[person_id] for person_id in ids if person_id in found]

    def reachable(self) -> list[int]:
        """The ids of everybody who neither stopped nor blocked the bot."""
        with self._reading.connect() as connection:
            condition = sa.and_(models.person.c.stopped_at.is_(None), models.person.c.blocked_at.is_(None))
            return list(connection.scalars(sa.select(models.person.c.id).where(condition).order_by(models.person.c.id)))

    def save_all(self, changes: Sequence[tuple[Person, Person]]) -> int:
        """Write several people's records, before and after; how many were written. One changed meanwhile is left."""
        written = 0
        with self.engine.begin() as connection:
            for before, after in changes:
                try:
                    people.save(connection, before, after)
                    written += 1
                except RecordChanged:
                    continue
        return written

    def mark_blocked(self, person_id: int, now: datetime, error: str) -> None:
        """The person cannot be reached: reminders rest, nothing waits for them any more."""
        with self.engine.begin() as connection:
            queues.cancel_chat(connection, person_id, error)
            prompting.forget_again(connection, person_id)
            connection.execute(
                sa.update(models.person)
                .where(models.person.c.id == person_id, models.person.c.blocked_at.is_(None))
                .values(blocked_at=now, version=models.person.c.version + 1)
            )
            connection.execute(
                sa.update(models.reminder)
                .where(models.reminder.c.person_id == person_id)
                .values(next_due=None, next_date=None)
            )

    # Prompts

    def due_reminders(self, now: datetime, limit: int) -> list[DueReminder]:
        """Reminders whose moment has come, oldest first."""
        with self._reading.connect() as connection:
            return prompting.due(connection, now, limit)

    def commit_prompts(self, decisions: Sequence[PromptDecision], now: datetime) -> list[int]:
        """Write what was decided about due reminders; gives back the outbox rows to be sent."""
        with self.engine.begin() as connection:
            return prompting.decide(connection, decisions, now)

    def due_again(self, now: datetime, limit: int) -> list[DueAgain]:
        """Prompts that people put off until now."""
        with self._reading.connect() as connection:
            return prompting.due_again(connection, now, limit)

    def commit_again(self, again: DueAgain, draft: Draft | None, now: datetime) -> bool:
        """Send a put-off prompt again, or drop it (`draft` None). False when it was answered meanwhile."""
        with self.engine.begin() as connection:
            if not prompting.clear_again(connection, again.prompt_id, again.again_at):
                return False
            if draft is not None:
                prompting.attach(connection, again.prompt_id, queues.put(connection, [draft], now)[-1])
            return True

    def last_prompt(self, person_id: int) -> LastPrompt | None:
        """The newest prompt of a person; None before the first."""
        with self._reading.connect() as connection:
            return prompting.last(connection, person_id)

    def pull_forward(self, person_id: int, now: datetime) -> bool:
        """Make a person's next prompt due now; False when they have none."""
        with self.engine.begin() as connection:
            return prompting.pull_forward(connection, person_id, now) is not None

    # Calls to Telegram

    def put(self, drafts: Iterable[Draft], now: datetime) -> list[int]:
        """Add calls to the outbox."""
        with self.engine.begin() as connection:
            return queues.put(connection, drafts, now)

    def take_out(self, now: datetime, limit: int, busy_chats: Sequence[int]) -> list[OutboxRow]:
        """Claim the next calls, at most one a chat and none of a busy chat, marked as being sent."""
        with self.engine.begin() as connection:
            return queues.take_out(connection, now, limit, busy_chats)

    def sent(self, row_id: int, now: datetime, message_id: int | None) -> None:
        """Telegram took the call."""
        with self.engine.begin() as connection:
            queues.sent(connection, row_id, now, message_id)

    def send_again(self, row_id: int, not_before: datetime, error: str, *, uncertain: bool = False) -> None:
        """The call is to be tried again, not before a moment."""
        with self.engine.begin() as connection:
            queues.send_again(connection, row_id, not_before, error, uncertain=uncertain)

    def give_up(self, row_id: int, error: str) -> None:
        """The call will not be tried again."""
        with self.engine.begin() as connection:
            queues.give_up(connection, row_id, error)

    def cancel_chat(self, chat_id: int, error: str) -> int:
        """Nothing that waits for this chat will be sent."""
        with self.engine.begin() as connection:
            return queues.cancel_chat(connection, chat_id, error)

    def move_chat(self, row_id: int, old: int, new: int, now: datetime) -> None:
        """A group became a supergroup: this call and what waits goes to its new id."""
        with self.engine.begin() as connection:
            queues.send_again(connection, row_id, now, "the group moved")
            queues.move_chat(connection, old, new)

    def interrupted(self, now: datetime) -> tuple[int, int]:
        """At start: (calls that are tried once more, calls given up) of those that a crash cut off."""
        with self.engine.begin() as connection:
            return queues.interrupted(connection, now)

    def next_wait(self, now: datetime) -> datetime | None:
        """When the next put-back call may be tried."""
        with self._reading.connect() as connection:
            return queues.next_wait(connection, now)

    def waiting_calls(self) -> int:
        """How many calls are not yet settled."""
        with self._reading.connect() as connection:
            return queues.waiting_calls(connection)

    # Housekeeping

    def prune(self, now: datetime) -> tuple[int, int]:
        """Forget old updates and sent calls; how many of each. What was erased goes from SQLite's log, too."""
        with self.engine.begin() as connection:
            forgotten = queues.prune(connection, now)
        self._empty_log()
        return forgotten

    def _empty_log(self) -> None:
        """What was erased stands in SQLite's log until that is written back."""
        if self.is_sqlite:
            with self._reading.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def census(self) -> dict[str, int]:
        """How many rows of each queue are in each state, and how many people there are."""
        with self._reading.connect() as connection:
            counts = prompting.census(connection)
            counts["people"] = int(connection.scalar(sa.select(sa.func.count()).select_from(models.person)) or 0)
            return counts

    def fact(self, name: str) -> str | None:
        """A single fact about the record itself; None when it was never noted."""
        with self._reading.connect() as connection:
            found: str | None = connection.scalar(sa.select(models.fact.c.value).where(models.fact.c.name == name))
            return found

    def note_fact(self, name: str, value: str) -> None:
        """Note a fact, in place of what was noted before."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(models.fact).where(models.fact.c.name == name))
            connection.execute(sa.insert(models.fact).values(name=name, value=value))

    def file_id(self, bot_id: int, clip_hash: str) -> str | None:
        """Telegram's id of a clip that this bot uploaded before; None when it has not."""
        key = sa.and_(models.media.c.bot_id == bot_id, models.media.c.clip_hash == clip_hash)
        with self._reading.connect() as connection:
            found: str | None = connection.scalar(sa.select(models.media.c.file_id).where(key))
            return found

    def remember_file(self, bot_id: int, clip_hash: str, file_id: str | None, now: datetime) -> None:
        """Remember a clip's file id, or forget it (None) when Telegram refuses it."""
        key = sa.and_(models.media.c.bot_id == bot_id, models.media.c.clip_hash == clip_hash)
        with self.engine.begin() as connection:
            connection.execute(sa.delete(models.media).where(key))
            if file_id is not None:
                connection.execute(
                    sa.insert(models.media).values(bot_id=bot_id, clip_hash=clip_hash, file_id=file_id, stored_at=now)
                )


class Door:
    """The one way from the event loop to a Store: `await door(store.load, 41)`.

    One thread for SQLite, which has one writer, a small pool otherwise. `close` waits for what is under way.
    """

    def __init__(self, store: Store, threads: int | None = None) -> None:
        self.store = store
        count = threads or (1 if store.is_sqlite else 8)
        self._threads = ThreadPoolExecutor(max_workers=count, thread_name_prefix="store")

    async def __call__(self, method: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a store method on a thread of its own and wait for it without holding up the loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: method(*args, **kwargs))

    def close(self) -> None:
        """Wait for what is under way, then close the connections."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self.store.close()
