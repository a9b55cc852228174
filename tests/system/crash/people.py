"""Who is there while things break: people who walk, by "next" or by taps, and people who only wait for their prompt.

They are on record from the beginning, each in a chat of the stand-in Telegram. What must become of them is known from
what they did, by the content alone: no part of the bot is asked.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
import tzdata

from bot.callback_signature import TAG_LENGTH
from bot.conversations import selection
from bot.emulator.calls import Call, Json
from bot.emulator.people import LocalPerson, buttons_of
from bot.emulator.server import LocalTelegram
from bot.jobs.replanning import ZONE_DATA
from content.library import Library
from content.walk import Course, WalkPlace, first_place, forward
from storage.records.person import Account, Person, PersonSettings, Reminder
from storage.schema import tables
from storage.statements.people import save
from tests.harness.stage import empty_database, harmless

# Seconds between two things that a walker does, and until one who gets no answer asks again, or writes on.
HURRY = (0.3, 2.0)
PATIENCE = 15.0
# Steps that somebody who writes goes ahead of what they see.
AHEAD = 3
# Messages that a chat of the stand-in keeps: a long run would fill the memory.
MESSAGES_KEPT = 30

# Button data, behind the tag of the bot's seal.
_OF_WALK = re.compile(rf"""['"][\w-]{{{TAG_LENGTH}}}w:1:(\d+):""")


def on_record(person_id: int, now: datetime) -> Person:
    """Somebody in UTC who sits, is set up, wants no digest, and has not walked yet."""
    return Person(
        id=person_id,
        created_at=now,
        settings=PersonSettings(language="en", position="seated", gentle=False, zone="UTC", wants_digest=False),
        account=Account(first_name=f"P{person_id % 10**6}", reminders_made=1),
    )


def enter(telegram: LocalTelegram, count: int, prefix: str = "P") -> list[LocalPerson]:
    """So many new people in the stand-in, to whom the bot may write; no update of that waits."""
    people = []
    for _ in range(count):
        number = 5_100_000_001 + len(telegram.state.people)
        person = telegram.person(f"{prefix}{number % 10**6}")
        person.chat.started = True
        people.append(person)
    return people


def put_on_record(database: Path, ids: Sequence[int], dues: Sequence[datetime | None], now: datetime) -> None:
    """A new database with these people; each with one daily reminder that is due at its moment, or none."""
    database.write_bytes(empty_database())
    engine = sa.create_engine(f"sqlite:///{database}")
    fill(engine, ids, dues, now)
    engine.dispose()


def fill(engine: sa.Engine, ids: Sequence[int], dues: Sequence[datetime | None], now: datetime) -> None:
    """Write these people into an empty database that is up to date."""
    with engine.begin() as connection:
        for person_id, due in zip(ids, dues, strict=True):
            person = on_record(person_id, now)
            reminders = () if due is None else (_reminder(due),)
            save(connection, person, replace(person, reminders=reminders))
        # Else the bot plans all reminders anew when it starts, as after a new version of the zone data.
        connection.execute(sa.insert(tables.fact), [{"name": ZONE_DATA, "value": tzdata.IANA_VERSION}])


def _reminder(due: datetime) -> Reminder:
    return Reminder(1, due.time().replace(second=0, microsecond=0), 127, due, due.date())


def walk_of_today(library: Library) -> Course:
    """What these people walk."""
    choice = selection.todays(on_record(1, datetime.now(UTC)), library)
    assert choice is not None
    return Course(choice.variation)


@dataclass
class Walker:
    """Somebody on a walk. `moves` and `place` are what must be on record once all that they did took effect."""

    person: LocalPerson
    course: Course
    taps: bool
    moves: int = -1
    place: WalkPlace | None = None
    act_at: float = 0.0
    asked_at: float = 0.0
    repeats: int = 0

    def act(self, now: float, chance: random.Random) -> None:
        """Go one step on, if it is time and something came; who taps waits for the buttons of the step."""
        if now < self.act_at:
            return
        shown = self._shown() if self.moves >= 0 else None
        if self.moves >= 0 and (shown is None or shown[1] < self.moves - (0 if self.taps else AHEAD)):
            if now - self.asked_at < PATIENCE:
                return
            shown = None
            if self.taps:
                self.person.say("repeat")
                self.repeats += 1
                self.asked_at = now
                return
        self.act_at, self.asked_at = now + chance.uniform(*HURRY), now
        word, action = self.go_on()
        button = of_walk(shown[0], self.moves - 1, action) if shown is not None and self.taps else None
        if shown is not None and button is not None:
            self.person.touch_button(shown[0], button)
        else:
            self.person.say(word)

    def go_on(self) -> tuple[str, str]:
        """The word, and the action of the button, that leads on; from the end back to the beginning."""
        following = None if self.place is None else forward(self.course, self.place)
        self.moves += 1
        if self.place is not None and following is None:
            self.place = first_place(self.course)
            return "start over", "start_over"
        self.place = following if following is not None else first_place(self.course)
        return "next", "next"

    def _shown(self) -> tuple[Json, int] | None:
        """The newest message that shows a step with its buttons, and the moves that it knows of."""
        for message in reversed(self.person.chat.messages.values()):
            found = _OF_WALK.search(str(message.get("reply_markup", "")))
            if found is not None:
                return message, int(found[1])
        return None


def of_walk(message: Json, moves: int, action: str) -> Json | None:
    """The button under a step that does this; None when it has no such button."""
    wanted = f"w:1:{moves}:{action}"
    found = (button for button in buttons_of(message) if button["callback_data"][TAG_LENGTH:] == wanted)
    return next(found, None)


@dataclass
class Tally:
    """What Telegram took, chat by chat: how often each step and how often the prompt came, and in which order."""

    steps: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    prompts: Counter[int] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    out_of_order: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    others: list[str] = field(default_factory=list)
    _newest: dict[int, int] = field(default_factory=dict)

    def take(self, telegram: LocalTelegram) -> None:
        """Count what is new in the ledger, and let the ledger forget it."""
        ledger, telegram.state.ledger = telegram.state.ledger, []
        for call in ledger:
            self._count(call)
        refusals, telegram.state.refusals = telegram.state.refusals, []
        self.refused.update(f"{call.method}: {call.refused}" for call in refusals if not _no_fault(call))

    def _count(self, call: Call) -> None:
        self.calls[call.method] += 1
        if not call.sends:
            return
        chat, markup = int(call.params["chat_id"]), str(call.params.get("reply_markup", ""))
        if (found := _OF_WALK.search(markup)) is not None:
            moves = int(found[1])
            # One that comes again, because nobody knew whether it had arrived, is counted as such alone.
            if moves < self._newest.get(chat, -1) and not self.steps[chat][moves]:
                self.out_of_order.append(f"chat {chat}: step {moves} after step {self._newest[chat]}")
            self._newest[chat] = max(moves, self._newest.get(chat, -1))
            self.steps[chat][moves] += 1
        elif "prompt:" in markup:
            self.prompts[chat] += 1
        else:
            self.others.append(str(call.params)[:200])

    @property
    def sends(self) -> int:
        """Messages that arrived."""
        return self.prompts.total() + sum(steps.total() for steps in self.steps.values())

    def twice(self, chat: int) -> int:
        """Messages that a chat got more often than once."""
        steps = self.steps.get(chat, Counter())
        return steps.total() - len(steps) + max(0, self.prompts[chat] - 1)


def _no_fault(call: Call) -> bool:
    """Whether a refusal comes of a call that was made twice, or of a message that `tidy` forgot."""
    return harmless(call) or "message to edit not found" in (call.refused or "")


def tidy(people: Iterable[LocalPerson]) -> None:
    """Forget the oldest messages of chats."""
    for person in people:
        messages = person.chat.messages
        for message_id in list(messages)[: max(0, len(messages) - MESSAGES_KEPT)]:
            del messages[message_id]


def spread(count: int, first: datetime, per_second: float) -> list[datetime]:
    """Moments one after another, so many a second."""
    return [first + timedelta(seconds=number / per_second) for number in range(count)]
