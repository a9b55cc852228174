"""A record in memory: what one person's turns read and write, without a database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from bot.conversations.turn import with_checkin
from storage.records.calls import OutgoingCall, Verb
from storage.records.diary import CheckIn, Diary, Mark, WalkSummary
from storage.records.person import Person, Walk
from storage.records.prompts import LastPrompt
from storage.records.retention_periods import BUTTONS_KEPT
from storage.records.shown import ShownButtons, ShownCall, kept_of, shown_by
from storage.records.turn import TurnResult
from storage.statements.people import RecordChanged
from storage.store import Store

# What it holds.
HELD = ("people", "walks", "marks", "checkins", "calls")

R = TypeVar("R")


class MemoryStore(Store):
    """A record that lives as long as the test: the people, their walks, and what each turn says."""

    def __init__(self, say: Callable[[Iterable[OutgoingCall], Iterable[str], int], None]) -> None:
        self.people: dict[int, Person] = {}
        self.walks: dict[tuple[int, int], Walk] = {}
        self.marks: dict[int, list[Mark]] = {}
        self.checkins: dict[int, tuple[CheckIn, ...]] = {}
        self._say = say
        self.calls: list[tuple[int, ShownCall]] = []

    def fork(self, say: Callable[[Iterable[OutgoingCall], Iterable[str], int], None]) -> MemoryStore:
        """The same record, to go on from here without changing this one."""
        fork = MemoryStore(say)
        vars(fork).update({name: getattr(self, name).copy() for name in HELD})
        return fork

    def load(self, person_id: int) -> Person | None:
        """A person's record, None when they never wrote."""
        return self.people.get(person_id)

    def read(self, work: Callable[[sa.Connection], R]) -> R:
        """Whatever else is read: nobody has recorded anything."""
        return cast(R, [])

    def keep(self, result: TurnResult) -> None:
        """Keep the record and say what is to be said. Raises RecordChanged like the real one."""
        before, after = result.before, result.after
        if before is not None and after is not None:
            stored = self.people.get(before.id)
            if (stored.version if stored else 0) != before.version:
                raise RecordChanged
            if result.erase:
                self.people.pop(before.id, None)
                self.walks = {key: walk for key, walk in self.walks.items() if key[0] != before.id}
                self.marks.pop(before.id, None)
                self.checkins.pop(before.id, None)
            elif after != before or before.version == 0:
                self.people[after.id] = replace(after, version=before.version + 1)
                if after.walk is not None:
                    self.walks[after.id, after.walk.number] = after.walk
            if result.marks or result.unmarked:
                noted = (*result.marks, *result.unmarked)
                keys = {(one.kind, one.on_date) for one in noted}
                kept = [one for one in self.marks.get(before.id, ()) if (one.kind, one.on_date) not in keys]
                self.marks[before.id] = [*kept, *result.marks]
            if result.checkin is not None:
                self.checkins[before.id] = with_checkin(self.checkins.get(before.id, ()), result.checkin)
        self._say(result.calls, result.retire, after.id if after is not None else 0)

    def diary(self, person_id: int) -> Diary:
        """All that is remembered of somebody's days; nobody is prompted here."""
        names = [field.name for field in fields(WalkSummary)]
        walks = [walk for (owner, _), walk in sorted(self.walks.items()) if owner == person_id]
        return Diary(
            walks=tuple(WalkSummary(**{name: getattr(walk, name) for name in names}) for walk in walks),
            marks=tuple(sorted(self.marks.get(person_id, ()), key=lambda mark: mark.on_date)),
            checkins=tuple(self.checkins.get(person_id, ())),
        )

    def shown(self, chat_id: int, now: datetime) -> list[ShownButtons]:
        """The buttons shown in a chat in the last day."""
        lately = [call for whose, call in self.calls if whose == chat_id and call.created_at > now - BUTTONS_KEPT]
        return shown_by(reversed(lately))

    def export(self, person_id: int) -> dict[str, Any]:
        """Enough to make a file of."""
        return {"person": {"id": person_id}}

    def last_prompt(self, person_id: int) -> LastPrompt | None:
        """No prompts are sent here."""
        return None


class Outgoing(ABC):
    """What the queue does with the calls of turns: one message of a slot has buttons, and what it keeps of a call is
    noted in `memory`. Where they go is for each to say."""

    memory: MemoryStore
    slots: dict[tuple[int, str], int]

    @abstractmethod
    def clock(self) -> datetime:
        """The moment it is, in UTC."""

    @abstractmethod
    def send(self, call: OutgoingCall) -> int | None:
        """Send a message; its id, None when it was refused."""

    @abstractmethod
    def edit(self, call: OutgoingCall) -> None:
        """Change a message or its buttons."""

    @abstractmethod
    def strip(self, chat_id: int, message_id: int) -> None:
        """Remove the buttons of a message."""

    def say(self, outgoing: Iterable[OutgoingCall], retire: Iterable[str], person_id: int) -> None:
        """Make the calls of a turn."""
        calls = tuple(outgoing)
        edited = {call.target for call in calls if call.verb is Verb.EDIT and "markup" in call.payload}
        for slot in retire:
            if self.slots.get((person_id, slot)) not in edited:
                self._strip(person_id, self.slots.pop((person_id, slot), None))
        for call in calls:
            if call.verb is Verb.SEND:
                message_id = self.send(call)
                if call.slot is not None and message_id is not None:
                    self._strip(call.chat_id, self.slots.get((call.chat_id, call.slot)))
                    self.slots[call.chat_id, call.slot] = message_id
                self._note(call, message_id)
            elif call.verb is Verb.STRIP:
                self._strip(call.chat_id, call.target)
            else:
                self.edit(call)
                self._note(call, call.target)

    def _strip(self, chat_id: int, message_id: int | None) -> None:
        if message_id is not None:
            self.strip(chat_id, message_id)
            self._note(OutgoingCall(chat_id, Verb.STRIP, target=message_id), message_id)

    def _note(self, call: OutgoingCall, message_id: int | None) -> None:
        """Keep what the outbox keeps of a call."""
        calls, kept = self.memory.calls, kept_of(call.payload)
        noted = ShownCall(len(calls), call.verb, "sent", kept, call.target, None, message_id, self.clock())
        calls.append((call.chat_id, noted))
