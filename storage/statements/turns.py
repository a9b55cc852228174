"""What one update changes: record, answer to a prompt, replies and 'this update is done', all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.records.calls import Lane, OutboxRow
from storage.records.person import Person
from storage.records.turn import TurnResult
from storage.statements import diary, enqueue, inbox, people, prompts, recordings
from storage.statements.outbox import try_chats


@dataclass(frozen=True, slots=True)
class Commit:
    """A turn to be written at a moment; `begin` marks its first reply as being sent."""

    result: TurnResult
    now: datetime
    begin: bool = False

    @property
    def person_id(self) -> int | None:
        """The person whose record it concerns; None for a group."""
        return None if self.result.before is None else self.result.before.id


def commit(
    connection: sa.Connection, result: TurnResult, now: datetime, holder: int | None, *, begin: bool
) -> list[OutboxRow] | None:
    """Write a turn; gives back the calls to be made, None when the update had been done already.

    Replies are claimed by `holder`, and with `begin` the first is marked as being sent. Raises RecordChanged.
    """
    if result.update_id is not None and not inbox.update_done(connection, result.update_id):
        return None
    person = None if result.erase else result.after
    if result.erase and result.before is not None:
        people.erase(connection, result.before.id, keep_update=result.update_id)
    elif result.before is not None and person is not None:
        if _changes(result, result.before) or result.before.version == 0:
            people.save(connection, result.before, person)
        _write_days(connection, {person.id: result})
        if result.recording is not None:
            recordings.change(connection, person.id, result.recording)
    replies = [call for call in result.calls if call.lane is Lane.REPLY]
    calls = enqueue.enqueue_calls(connection, replies, now, holder=holder, begin=begin)
    if person is not None:
        calls += enqueue.retire(connection, person.id, result.retire, now, holder, beside=calls)
    # Not claimed yet: many at once are claimed little by little.
    return calls + enqueue.enqueue_calls(
        connection, [call for call in result.calls if call.lane is not Lane.REPLY], now
    )


def can_be_grouped(result: TurnResult) -> bool:
    """Whether a turn may share statements with others: its person is stored and stays, nobody else is written to, and
    no slot is taken twice."""
    before, after = result.before, result.after
    return (
        before is not None
        and after is not None
        and before.version > 0
        and before.id == after.id
        and not result.erase
        and result.recording is None
        and all(call.lane is Lane.REPLY and call.chat_id == after.id for call in result.calls)
        and not enqueue.has_repeated_slots(result.calls)
    )


def commit_many(connection: sa.Connection, commits: Sequence[Commit], holder: int | None) -> dict[int, list[OutboxRow]]:
    """Write turns of different people that can be grouped, each as `commit` does; the calls to be made, by place.

    One whose update was done already, whose record was changed, or that would have to wait for another transaction is
    left out, and nothing of it is written: `commit` says what becomes of it. So no group waits for another turn, and
    two of them, on two replicas, never for each other.
    """
    people_ids = [one.result.before.id for one in commits if one.result.before is not None]
    # In the order of `commit`: updates, records, chats.
    waiting = inbox.lock_waiting(
        connection, [number for one in commits if (number := one.result.update_id) is not None]
    )
    versions = people.lock_versions(connection, people_ids)
    chats = try_chats(connection, people_ids)
    places: list[int] = []
    results: dict[int, TurnResult] = {}
    changes: list[tuple[Person, Person]] = []
    for place, one in enumerate(commits):
        result, before, after = one.result, one.result.before, one.result.after
        if before is None or after is None or before.id not in chats or before.id in results:
            continue
        if before.id not in versions or (result.update_id is not None and result.update_id not in waiting):
            continue
        if _changes(result, before):
            if versions[before.id] != before.version:
                continue
            changes.append((before, after))
        waiting.discard(result.update_id)
        places.append(place)
        results[before.id] = result
    inbox.updates_done(connection, [number for one in results.values() if (number := one.update_id) is not None])
    people.save_many(connection, changes)
    _write_days(connection, results)
    replies = [
        enqueue.Replies(who, result.calls, result.retire, commits[place].now, begin=commits[place].begin)
        for place, (who, result) in zip(places, results.items(), strict=True)
    ]
    return dict(zip(places, enqueue.enqueue_replies(connection, replies, holder), strict=True))


def _changes(result: TurnResult, before: Person) -> bool:
    """Whether the record is written. A change of the diary counts: its new version refuses turns that read the old."""
    return result.after != before or bool(result.marks or result.unmarked or result.checkin)


def _write_days(connection: sa.Connection, results: Mapping[int, TurnResult]) -> None:
    """What turns change of prompts and of the diary, by person."""
    prompts.answer(connection, {who: one.prompt for who, one in results.items() if one.prompt is not None})
    prompts.forget_again(connection, [who for who, one in results.items() if one.forget_again])
    marks = {who: one.marks for who, one in results.items() if one.marks}
    diary.note(connection, marks, {who: one.unmarked for who, one in results.items() if one.unmarked})
    diary.check_in(connection, {who: one.checkin for who, one in results.items() if one.checkin is not None})
