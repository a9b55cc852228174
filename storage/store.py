"""The store: one transaction a method, synchronous; frozen values go in and out, never ORM rows.

Called from the event loop through `storage.executor`, which owns the threads.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.erasures import Erasures, ErasuresUnusable
from storage.records.calls import Dead, DeadReason, OutboxRow, OutgoingCall, Retry, Sent
from storage.records.diary import Diary
from storage.records.files import OF_THE_LIBRARY, FileOwner
from storage.records.person import Person
from storage.records.prompts import DueAgain, LastPrompt, PromptDecision
from storage.records.replica import Heartbeat, InboxItem
from storage.records.shown import ShownButtons
from storage.records.turn import TurnResult
from storage.statements import (
    audit,
    diary,
    enqueue,
    erasing,
    inbox,
    media,
    outbox,
    people,
    prompts,
    replicas,
    shown,
    turns,
)
from storage.statements.people import RecordChanged
from storage.transactions import Transactions

log = logging.getLogger("limber.store")


class Store(Transactions):
    """Every method is one transaction on one connection. Safe to call from any thread."""

    def __init__(self, url: str, erasures: Erasures | None = None) -> None:
        """Open the database behind a SQLAlchemy URL; who is erased is noted in `erasures`. Raises DatabaseUnusable."""
        super().__init__(url)
        self.erasures = erasures
        self.replica_id: int | None = None

    # Replicas

    def join(self, now: datetime) -> Heartbeat:
        """Become a replica of this database, under a new id, and take over what dead ones left."""
        self.damage_watch.is_logging = True
        self.replica_id, ends = self.write(lambda connection: replicas.join(connection, now))
        beat = self.beat(now, wants_to_poll=False)
        return replace(beat, unclean_ends=max(ends, beat.unclean_ends))

    def steady(self) -> None:
        """This program has been up for a while: forget the unclean ends before it."""
        self.write(replicas.forget_ends)

    def beat(self, now: datetime, *, wants_to_poll: bool) -> Heartbeat:
        """Say that this replica is alive, and take over from dead ones. Raises Fenced when it counts as dead itself.

        Calls that dead ones were making are made again or given up; what they had not begun is free again.
        """
        me = self.me

        def work(connection: sa.Connection) -> Heartbeat:
            alive = replicas.beat(connection, me)
            again, given_up = outbox.abandoned(connection, now)
            updates = inbox.adopt(connection, me, now)
            if not wants_to_poll:
                replicas.give_back(connection, "polling", me)
            polls = wants_to_poll and replicas.take_lease(connection, "polling", me)
            return Heartbeat(len(alive), updates, again, given_up, polls, unclean_ends=int(again > 0))

        return self.write(work)

    def leave(self) -> None:
        """End in order: what was not begun is free for others at once."""
        me = self.me

        def work(connection: sa.Connection) -> None:
            outbox.release(connection, me)
            replicas.leave(connection, me)

        self.write(work)

    @property
    def me(self) -> int:
        """The id of this replica. Raises RuntimeError before `join`."""
        if self.replica_id is None:
            raise RuntimeError("this replica has not joined")
        return self.replica_id

    # Updates

    def take_in(self, items: Sequence[InboxItem], now: datetime) -> list[InboxItem]:
        """Store updates before they are confirmed; gives back those not seen in the last 48 hours."""
        return self.write(lambda connection: inbox.take_in(connection, items, now, self.me))

    def take_in_many(self, taken: Sequence[tuple[Sequence[InboxItem], datetime]]) -> Mapping[int, list[InboxItem]]:
        """Store what came in at the same time, with its moment, in one transaction; by place, those not seen before."""
        # In one order for all: two replicas that get the same ones would wait for each other.
        items = sorted((item for some, _ in taken for item in some), key=lambda item: item.update_id)
        new = {item.update_id: item for item in self.take_in(items, min(now for _, now in taken))}
        # One that came twice is the first one's.
        return {
            place: [new.pop(item.update_id) for item in some if item.update_id in new]
            for place, (some, _) in enumerate(taken)
        }

    def is_behind(self, item: InboxItem) -> bool:
        """True while an earlier update of the same chat waits: with another replica, which is to go first."""
        return self.read(lambda connection: inbox.is_behind(connection, item))

    def through(self, update_ids: Sequence[int]) -> list[int]:
        """Those of the updates that are done or set aside, in Telegram's order."""
        return self.read(lambda connection: inbox.through(connection, update_ids))

    def update_failed(self, update_id: int, reason: str) -> int:
        """Count a failed attempt; gives back how many there were."""
        return self.write(lambda connection: inbox.update_failed(connection, update_id, reason))

    def set_aside(self, update_id: int, reason: str, given: Iterable[OutgoingCall], now: datetime) -> list[OutboxRow]:
        """Give an update up, with a sentence to the person where there is one; the calls to be made."""
        wanted = list(given)

        def work(connection: sa.Connection) -> list[OutboxRow]:
            if not inbox.set_aside(connection, update_id, reason):
                return []
            return enqueue.enqueue_calls(connection, wanted, now, holder=self.replica_id)

        return self.write(work)

    # People

    def load(self, person_id: int) -> Person | None:
        """A person's record, None when they never wrote."""
        return self.read(lambda connection: people.load(connection, person_id))

    def load_many(self, person_ids: Sequence[int]) -> Mapping[int, Person]:
        """The records of several people, by id; without those who never wrote."""
        return self.read(lambda connection: people.load_many(connection, person_ids))

    def commit_turn(self, result: TurnResult, now: datetime, *, begin: bool = False) -> list[OutboxRow] | None:
        """Record, replies and 'this update is done', together; gives back the calls to be made.

        Replies are claimed by this replica; with `begin` the first is marked as being sent. None when the update had
        been done already: nothing is written then. Raises RecordChanged when the record was changed since
        `result.before` was read.
        """

        def work(connection: sa.Connection) -> list[OutboxRow] | None:
            calls = turns.commit(connection, result, now, self.replica_id, begin=begin)
            if calls is not None and result.erase and result.before is not None and result.before.version > 0:
                self._note_erased(connection, [(result.before.id, result.before.created_at)], now)
            return calls

        calls = self.write(work)
        if result.erase or result.leave_no_trace:
            self.empty_log()
        return calls

    def commit_turns(self, commits: Sequence[turns.Commit]) -> Mapping[int, list[OutboxRow]]:
        """Write turns of different people in one transaction, each one that `turns.can_be_grouped`; the calls to be
        made, by place. A turn that is missing there was not written: `commit_turn` says why. Raises, and writes
        nothing, when any of them cannot be stored."""
        calls = self.write(lambda connection: turns.commit_many(connection, commits, self.replica_id))
        if any(commits[place].result.leave_no_trace for place in calls):
            self.empty_log()
        return calls

    def diary(self, person_id: int) -> Diary:
        """A person's diary; empty for a stranger."""
        return self.read(lambda connection: diary.load(connection, person_id))

    def export(self, person_id: int) -> dict[str, Any]:
        """Everything that is stored of a person, ready for JSON."""
        return self.read(lambda connection: people.export(connection, person_id))

    def languages(self) -> list[str | None]:
        """The codes of the languages that people are written to in, each once. Looks at everybody."""
        return self.read(people.languages)

    def people_with_reminders(self, after_id: int, limit: int) -> list[Person]:
        """People who have reminders, by rising id above `after_id`: for going through all of them in batches."""
        return self.read(lambda connection: people.with_reminders(connection, after_id, limit))

    def save_all(self, changes: Sequence[tuple[Person, Person]]) -> int:
        """Write several people's records, before and after; how many were written. One changed meanwhile is left."""

        def work(connection: sa.Connection) -> int:
            written = 0
            for before, after in changes:
                try:
                    people.save(connection, before, after)
                    written += 1
                except RecordChanged:
                    continue
            return written

        return self.write(work)

    def mark_blocked(self, person_id: int, now: datetime, error: str) -> None:
        """The person cannot be reached: their reminders rest, and calls that wait for them are given up."""

        def work(connection: sa.Connection) -> None:
            people.mark_blocked(connection, person_id, now)
            prompts.forget_again(connection, [person_id])
            outbox.cancel_chat(connection, person_id, error, DeadReason.UNREACHABLE)

        self.write(work)

    # Erasing

    def erase(self, person_id: int, now: datetime) -> bool:
        """Delete every row of a person, as /delete does, also while a bot runs; False for a stranger."""

        def work(connection: sa.Connection) -> bool:
            made_at = erasing.made_at(connection, person_id)
            people.erase(connection, person_id, keep_update=None)
            if made_at is not None:
                self._note_erased(connection, [(person_id, made_at)], now)
            return made_at is not None

        is_erased = self.write(work)
        self.empty_log()
        return is_erased

    def note_erased(self, erased: Sequence[tuple[int, datetime]], now: datetime) -> None:
        """Note people who were erased: their ids, and when their rows were made."""
        if erased:
            self.write(lambda connection: self._note_erased(connection, erased, now))

    def _note_erased(self, connection: sa.Connection, erased: Sequence[tuple[int, datetime]], now: datetime) -> None:
        if self.erasures is None:
            return
        try:
            erasing.note_erased(connection, self.erasures, erased, now)
        except ErasuresUnusable as error:
            # Nobody has to stay because a file cannot be written; but a restored copy would bring them back.
            log.error("erasure_noting_failed", extra={"error": str(error)})

    def erase_returned(self) -> int:
        """Erase again whom the record of erasures knows, and a restored copy brought back; how many. Raises
        ErasuresUnusable."""
        erasures = self.erasures
        if erasures is None:
            return 0
        count = self.write(lambda connection: erasing.erase_returned(connection, erasures))
        if count:
            self.empty_log()
        return count

    # Prompts

    def any_due(self, now: datetime) -> tuple[bool, bool, bool]:
        """Whether any reminder is due, any prompt that was put off, any open walk; without a lock or a transaction."""
        return self.read(lambda connection: prompts.any_due(connection, now))

    def settle_due(
        self, now: datetime, limit: int, decide: prompts.Decide, *, claims: bool
    ) -> tuple[list[PromptDecision], list[OutboxRow]]:
        """Decide about the next reminders that are due, and write it; (what was decided, the calls to be made).

        `decide` runs within the transaction, so it may not wait for anything. `claims`: the calls are claimed at once.
        """
        holder = self.me if claims else None
        return self.write(lambda connection: prompts.settle_due(connection, now, limit, decide, holder))

    def due_again(self, now: datetime, limit: int) -> list[DueAgain]:
        """Prompts that people put off until now."""
        return self.read(lambda connection: prompts.due_again(connection, now, limit))

    def due_walks(self, now: datetime, limit: int) -> list[Person]:
        """People in whose open walk something is due."""
        return self.read(lambda connection: prompts.due_walks(connection, now, limit))

    def commit_again(self, again: DueAgain, call: OutgoingCall | None, now: datetime) -> list[OutboxRow]:
        """Send a put-off prompt again, or drop it (`call` None); the calls to be made, none when it was answered."""

        def work(connection: sa.Connection) -> list[OutboxRow]:
            if not prompts.clear_again(connection, again.prompt_id, again.again_at) or call is None:
                return []
            calls = enqueue.enqueue_calls(connection, [call], now)
            prompts.attach(connection, again.prompt_id, calls[0].id)
            return calls

        return self.write(work)

    def last_prompt(self, person_id: int) -> LastPrompt | None:
        """The newest prompt of a person; None before the first."""
        return self.read(lambda connection: prompts.last(connection, person_id))

    def pull_forward(self, person_id: int, now: datetime) -> bool:
        """Make a person's next prompt due now; False when they have none."""
        return self.write(lambda connection: prompts.pull_forward(connection, person_id, now) is not None)

    # Calls to Telegram

    def enqueue(self, given: Iterable[OutgoingCall], now: datetime) -> list[OutboxRow]:
        """Add calls to the outbox, unclaimed."""
        wanted = list(given)
        return self.write(lambda connection: enqueue.enqueue_calls(connection, wanted, now))

    def claim(self, limit: int) -> list[OutboxRow]:
        """Claim free calls, replies first."""
        return self.write(lambda connection: outbox.claim(connection, self.me, limit))

    def settle(
        self,
        begin: Sequence[int] = (),
        sent: Sequence[Sent] = (),
        again: Sequence[Retry] = (),
        dead: Sequence[Dead] = (),
    ) -> set[int]:
        """Write what became of claimed calls, and mark those of `begin` as being sent; gives back those that may be."""
        return self.write(lambda connection: outbox.settle(connection, self.me, begin, sent, again, dead))

    def claimed(self, before: datetime) -> list[OutboxRow]:
        """Calls that this replica claimed, by the record, and that were stored before a moment."""
        return self.read(lambda connection: outbox.claimed(connection, self.me, before))

    def release(self, ids: Sequence[int]) -> None:
        """Release claimed calls that were not begun."""
        self.write(lambda connection: outbox.release(connection, self.me, ids))

    def cancel_chat(self, chat_id: int, error: str) -> int:
        """Give up all calls that wait for a chat; how many there were."""
        return self.write(lambda connection: outbox.cancel_chat(connection, chat_id, error, DeadReason.UNREACHABLE))

    def move_chat(self, old: int, new: int) -> None:
        """A group became a supergroup: what waits for it goes to its new id."""
        self.write(lambda connection: outbox.move_chat(connection, old, new))

    def message_id_of(self, row_id: int) -> int | None:
        """The message id of a call that Telegram took; None when it has not."""
        return self.read(lambda connection: outbox.message_id_of(connection, row_id))

    def shown(self, chat_id: int, now: datetime) -> list[ShownButtons]:
        """The buttons shown in a chat in the last day, the newest first."""
        return self.read(lambda connection: shown.load(connection, chat_id, now))

    def waiting_calls(self) -> tuple[int, int]:
        """How many calls are not settled: (free, claimed)."""
        return self.read(outbox.waiting_calls)

    # What is stored, counted

    def unaccounted(self, now: datetime) -> dict[str, int]:
        """Rows that should not be, as counts by name; all zero when nothing is lost. Quick, however many people."""
        return self.read(lambda connection: audit.unaccounted(connection, now))

    def backlog(self) -> dict[str, int]:
        """How much waits. Quick."""
        return self.read(audit.backlog)

    def audit(self, now: datetime) -> tuple[dict[str, int], list[tuple[str, str | None, int]]]:
        """(What should not be, what became of the prompts): looks at every row."""
        return self.read(lambda connection: (audit.thorough(connection, now), audit.fates(connection)))

    def census(self) -> dict[str, int]:
        """How many rows of each queue are in each state, and how many people there are. Looks at every row."""
        return self.read(audit.census)

    # Files at Telegram

    def file_id(self, bot_id: int, clip_hash: str) -> str | None:
        """Telegram's id of a clip that this bot uploaded before; None when it has not."""
        return self.read(lambda connection: media.file_id(connection, bot_id, clip_hash))

    def remember_file(
        self, bot_id: int, clip_hash: str, file_id: str | None, now: datetime, owner: FileOwner = OF_THE_LIBRARY
    ) -> None:
        """Remember a clip's file id, or forget it (None) when Telegram refuses it.

        A picture of somebody's own record takes the place of the one before. Of somebody who was erased meanwhile
        nothing is remembered.
        """
        self.write(lambda connection: media.remember(connection, bot_id, clip_hash, file_id, now, owner))
