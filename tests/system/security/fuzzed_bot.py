"""The whole bot under tens of thousands of hostile updates, and what is watched meanwhile.

The real doors, handlers, outbox and a real database file, and the stand-in for Telegram. What is left out is sockets
and waiting: time goes on only by what is waited for, and by the processor time that work takes. So the same seed does
the same again, and a pause in which somebody is held up is seen however busy the machine is.
"""

from __future__ import annotations

import asyncio
import contextvars
import gc
import hashlib
import json
import logging
import random
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa

from bot import app, logs
from bot.app import BUTTON_KEY, Limber
from bot.callback_signature import UNKNOWN
from bot.emulator.calls import Call, Json
from bot.emulator.people import LocalPerson
from bot.receiving.edits import is_location_move
from bot.receiving.senders import is_from_no_person
from bot.understanding.places import places
from storage.records.calls import Lane
from storage.retention import Retention
from storage.schema import tables
from storage.store import Store
from tests.harness.in_process_transport import InProcessRequest
from tests.harness.logging_kept import logging_as_it_was
from tests.harness.report import Report
from tests.harness.stage import Stage
from tests.harness.virtual_loop import VirtualLoop, tell_time, until_at_rest
from tests.system.security.hostile_input import NEVER_OURS, NEVER_OURS_LINK
from tests.system.security.ways import POLLING, Way

# Nobody may be held up for longer, in seconds of waiting and of processor time; on a machine that is busy with other
# things, a second of processor time takes several.
LONGEST_HOLD, BUSY_HOLD = 1.0, 6.0
# Words by which each person's own can be told: what they type, their name, their cue; and whose they are.
MARKED = re.compile(r"qz([tnc])([a-z]{4})zq")
TYPED, NAME, CUE = "t", "n", "c"
# Refusals of Telegram's that are no fault of the bot's: the chat, the message or the press is not there (any more).
NO_FAULT = (
    *("message is not modified", "message can't be edited", "chat not found", "bot was blocked", "query is too old"),
    *("message to edit not found", "bot was kicked", "user is deactivated", "bot can't initiate", "not a member"),
)
# What changes about anybody who is heard, whatever they say; what they are asked then is asked anew.
HEARD = frozenset(
    {
        *("version", "heard_at", "first_name", "language", "blocked_at", "asking"),
        *("unanswered", "unanswered_on", "unanswered_since", "hushed_at", "end_told_at"),
        # A press that means nothing any more shows where the person is: a session that was left is on again.
        "unfinished_movement",
    }
)
# And about somebody who had blocked the bot: their reminders are awake again.
AWAKE = frozenset({"next_due", "next_date"})
RECORD = ("person", "reminder", "walk", "mark", "checkin", "prompt")

Rows = dict[str, list[tuple[Any, ...]]]


def marked(kind: str, number: int) -> str:
    """A word of one kind that can be told to be that person's."""
    letters = ""
    for _ in range(4):
        number, rest = divmod(number, 26)
        letters = chr(ord("a") + rest) + letters
    return f"qz{kind}{letters}zq"


def owner_of(letters: str) -> int:
    """The number of the person that a marked word belongs to."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("a")
    return number


class ProcessorTimeLoop(VirtualLoop):
    """A loop without a system call, unless there are `sockets`.

    What would run on a thread beside the loop counts for itself, in `aside`.
    """

    def __init__(self, *, sockets: bool = False) -> None:
        super().__init__(sockets=sockets)
        self.aside, self.longest_aside = 0.0, 0.0

    def run_in_executor(  # type: ignore[override]  # how it is declared cannot be written down here
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Do it in the next round of the loop."""
        if executor is not None:
            return super().run_in_executor(executor, func, *args)

        def timed() -> Any:
            began = time.process_time()
            try:
                return func(*args)
            finally:
                took = time.process_time() - began
                self.aside += took
                self.longest_aside = max(self.longest_aside, took)

        return super().run_in_executor(None, timed)

    def moment(self) -> float:
        """Seconds waited, and seconds of the processor in the loop."""
        return self.time() + time.process_time() - self.aside


class WatchedLimber(Limber):
    """The bot; tells when each update was through."""

    fuzzed: ClassVar[FuzzedBot]

    async def _process(self, update_id: int, raw: dict[str, Any]) -> None:
        believed = self.signer.on_update(raw).get("callback_query")
        if isinstance(believed, dict) and believed.get("data") != UNKNOWN:
            self.fuzzed.believed.add(update_id)
        try:
            await super()._process(update_id, raw)
        finally:
            self.fuzzed.through[update_id] = self.fuzzed.loop.moment()


@dataclass(frozen=True)
class Attempt:
    """Something that somebody did, and what is to be held against what comes of it.

    `may_be_aside`: it cannot take effect. `unchanged`: the records that it must not change. `presses`: presses that
    want an answer. `floods`: more than is taken of one person, who may have to wait for themselves.
    """

    kind: str
    first: int
    last: int
    may_be_aside: bool = False
    unchanged: dict[int, Rows] = field(default_factory=dict)
    presses: tuple[str, ...] = ()
    detail: str = ""
    floods: bool = False

    @property
    def updates(self) -> range:
        """The ids of its updates."""
        return range(self.first, self.last + 1)


class LogWatch(logging.Handler):
    """Hears everything that would be logged, and looks for people's words in it."""

    def __init__(self, fuzzed: FuzzedBot) -> None:
        super().__init__(logging.DEBUG)
        self._fuzzed = fuzzed
        self._formatters = (logs.Formatter(logs.TEXT), logs.Formatter(logs.JSON))

    def emit(self, record: logging.LogRecord) -> None:
        """Look at a line, both ways in which it may be written."""
        for formatter in self._formatters:
            record.exc_text = None
            line = formatter.format(record)
            if MARKED.search(line.lower()):
                self._fuzzed.wrong(f"in the log: {line[:2000]}")
        # A lease ends by PostgreSQL's own clock, and heartbeats come by the loop's: a busy machine may fence the bot.
        # Nothing may be lost then, either.
        faults = "update_failed", "update_set_aside", *(["replica_fenced"] if self._fuzzed.way.database_url else [])
        if record.levelno >= logging.ERROR and not record.getMessage().startswith(faults):
            self._fuzzed.wrong(f"logged as an error: {self._formatters[0].format(record)[:3000]}")


class FuzzedBot(Stage):
    """The bot on its database, a Telegram for it, and the watch over both."""

    def __init__(self, folder: Path, loop: ProcessorTimeLoop, seed: int, longest_hold: float, way: Way) -> None:
        super().__init__(folder)
        self.loop, self.longest_hold, self.way = loop, longest_hold, way
        self.report = Report(seed)
        self.draw = random.Random(seed)
        self.players: list[LocalPerson] = []
        self.numbers: dict[int, int] = {}
        self.through: dict[int, float] = {}
        self.believed: set[int] = set()
        self.admin = self.telegram.person("Operator")
        self.settings = way.settings(replace(self.settings, admin_ids=frozenset({self.admin.id})))
        self._digest = hashlib.sha256()
        self._said: dict[Any, hashlib._Hash] = {}
        self._answered: set[str] = set()
        # Moves of live locations, and what no person sent, in this round.
        self._not_stored = 0
        self._patch = pytest.MonkeyPatch()
        self._listener = LogWatch(self)
        self._kept: set[tuple[str, str]] = set()

    def wrong(self, what: str) -> None:
        """Note something that must not be."""
        self.report.wrongs.append(what.encode("ascii", "backslashreplace").decode())

    # From the beginning to the end

    async def open(self) -> None:
        """Start the bot, with its own logging at its most talkative."""
        tell_time(self._patch, self.loop)
        self._patch.setattr(
            app, "Http1Request", lambda _connections, _hear: InProcessRequest(self.telegram, self.went_out)
        )
        logs.set_up("DEBUG", "text")
        logging.getLogger().handlers[:] = [self._listener]
        self.loop.set_exception_handler(lambda _, context: self.wrong(f"in a task: {context}"))
        self.telegram.url = "http://telegram"
        self.parts.chat_limits = True
        WatchedLimber.fuzzed = self
        await self.start_bot()
        self.loop.longest_aside = 0.0

    async def start_bot(self) -> None:
        """Start the bot on the database, with a key of its own for the buttons that is the same each time."""
        self.store = Store(self.settings.database_url)
        self.store.first_fact(BUTTON_KEY, "07" * 32)
        settings = replace(self.settings, telegram_api_url=self.telegram.url)
        self.limber = WatchedLimber(settings, self.library, self.store, self.parts)
        self.prompts = self.limber.prompts
        await self.limber.start()
        # What is read in once is read in now.
        await asyncio.sleep(1)
        await self.settle()

    async def close(self) -> None:
        """End the bot, and look at what it leaves behind."""
        try:
            if not self.report.wrongs:
                await self.rest()
            self._look_at_outbox()
            self._look_at_tables()
            # As it does by itself once a day; PostgreSQL tidies up by itself.
            tidied = await self.bot.executor.run(Retention(self.store).tidy, self.now + timedelta(days=2))
            assert tidied is self.store.is_sqlite
            await self.stop_bot()
            self._look_at_files()
            self._patch.delattr(WatchedLimber, "fuzzed")
            gc.collect()
            await asyncio.sleep(0)
        finally:
            await self.telegram.stop()
            self._patch.undo()
        for key in sorted(self._said, key=str):
            self._digest.update(f"{key}{self._said[key].hexdigest()}".encode())
        self.report.fingerprint = self._digest.hexdigest()[:16]

    def add_people(self, names: Iterable[str]) -> None:
        """People with these names, none of whom has written yet."""
        for name in names:
            person = self.telegram.person(name)
            self.numbers[person.id] = len(self.players)
            self.players.append(person)

    def word(self, player: LocalPerson, kind: str = TYPED) -> str:
        """The word by which something of a person's is told."""
        return marked(kind, self.numbers[player.id])

    # What is watched

    def went_out(self, call: Call) -> None:
        """Look at a call of the bot's: whose words are in it, and is anything in it markup that a person put in?"""
        if call.method == "getUpdates":
            return
        self.report.counts["calls to Telegram"] += 1
        if call.method == "answerCallbackQuery":
            self._answered.add(str(call.params.get("callback_query_id")))
            if MARKED.search(json.dumps(call.params)):
                self.wrong(f"in the answer to a press: {call.params}")
            return
        if call.refused is not None and not any(words in call.refused for words in NO_FAULT):
            self.wrong(f"refused: {call.method}: {call.refused}: {json.dumps(call.params)[:1500]}")
        chat = int(call.params.get("chat_id", 0))
        shown = json.dumps(call.params) + "".join(
            upload.content.decode("latin-1")
            for upload in call.files.values()
            if upload.mime.startswith(("text", "application/json"))
        )
        for _, letters in MARKED.findall(shown.lower()):
            # Somebody with a distorted id is nobody else.
            if (chat in self.numbers or chat < 0) and self.numbers.get(chat) != owner_of(letters):
                self.wrong(f"words of person {owner_of(letters)} went to chat {chat}: {shown[:500]}")
        self._said.setdefault(chat, hashlib.sha256()).update(f"{call.method}{shown}".encode())
        if isinstance(call.result, dict):
            found = call.result.get("entities", []) + call.result.get("caption_entities", [])
            theirs = [e for e in found if e["type"] in NEVER_OURS or NEVER_OURS_LINK in e.get("url", "")]
            if theirs:
                self.wrong(f"markup that a person put in: {theirs} in {json.dumps(call.params)[:1000]}")

    def rows_of(self, person_id: int) -> Rows:
        """All that stands on record of a person, but for what any word of theirs changes."""
        found: Rows = {}
        with self.store.engine.connect() as connection:
            for name in RECORD:
                table = tables.metadata.tables[name]
                key = table.c.id if name == "person" else table.c.person_id
                changing = {"person": HEARD, "reminder": AWAKE}.get(name, frozenset())
                columns: list[Any] = [column for column in table.c if column.name not in changing]
                # Whoever is heard after they stopped is known for as long again.
                columns = [column.is_not(None) if column.name == "stopped_at" else column for column in columns]
                rows = connection.execute(sa.select(*columns).where(key == person_id).order_by(table.c.id))
                found[name] = [tuple(row) for row in rows]
        return found

    # Doing

    def does(self, kind: str, action: Callable[[], object], **more: Any) -> Attempt:
        """Somebody does something."""
        first = self.telegram.state.next_update_id
        action()
        attempt = Attempt(kind, first, self.telegram.state.next_update_id - 1, **more)
        self.report.counts[f"  {kind}"] += len(attempt.updates)
        self.report.counts["updates"] += len(attempt.updates)
        return attempt

    def sends(self, kind: str, update: Json, **more: Any) -> Attempt:
        """An update of any shape arrives."""
        self._not_stored += is_location_move(update) or is_from_no_person(update)
        return self.does(kind, lambda: self.telegram.state.push_raw(update), **more)

    async def rest(self) -> None:
        """Wait until all that was said is answered."""
        await until_at_rest(self._at_rest, lambda: (len(self.telegram.state.updates), self.store.waiting_calls()))
        self.telegram.state.ledger.clear()
        self.telegram.state.refusals.clear()

    def _at_rest(self) -> bool:
        bot = self.bot
        busy = self.telegram.state.updates or bot.inbox._workers or bot.outbox._tasks or not bot.handlers.turns.is_idle
        return not busy and self.store.waiting_calls() == (0, 0)

    async def settle(self) -> None:
        """Wait until all that was said is answered."""
        await self.rest()

    async def round(self, attempts: list[Attempt], began: float) -> None:
        """Let what was done take effect, all at once, and hold it against what must be. `began` is before it."""
        self._answered.clear()
        flooded = self.bot.inbox.flooded
        await self.rest()
        left, self._not_stored = self.bot.inbox.flooded - flooded + self._not_stored, 0
        self.report.counts["left, for they flooded"] += left
        known = self._fates([number for attempt in attempts for number in attempt.updates])
        missing = 0
        for attempt in attempts:
            for number in attempt.updates:
                # What somebody sent before they erased their record goes with it.
                unknown = "done" if number in self.through else "left"
                state, reason = known.get(number, (unknown, None))
                missing += state == "left"
                if state not in ("done", "aside", "left"):
                    self.wrong(f"neither done nor aside: {attempt.kind} {attempt.detail}: {state}")
                if state == "aside":
                    self.report.counts[f"set aside: {reason}"] += 1
                    if not attempt.may_be_aside:
                        self.wrong(f"set aside although it is well-formed: {attempt.kind} {attempt.detail}: {reason}")
                took = self.through.pop(number, began) - began
                if not attempt.floods:
                    self.report.at_most("slowest update, in s", took)
                if not attempt.floods and took > self.longest_hold:
                    self.wrong(f"held up for {took:.2f} s: {attempt.kind} {attempt.detail}")
            for person_id, before in attempt.unchanged.items():
                self.report.counts["records held against forgeries"] += 1
                after = self.rows_of(person_id)
                # Somebody who was unknown is greeted, and then known.
                if after != before and before["person"]:
                    changes = [(name, before[name], after[name]) for name in before if before[name] != after[name]]
                    self.wrong(f"a forgery was accepted: {attempt.kind}: {changes}")
            if attempt.unchanged and not self.believed.isdisjoint(attempt.updates):
                self.wrong(f"a forgery was believed: {attempt.kind}")
            for press in attempt.presses:
                if press not in self._answered:
                    self.wrong(f"a press was left without an answer: {attempt.kind}")
        if missing > left:
            kinds = [attempt.kind for attempt in attempts if any(number not in known for number in attempt.updates)]
            self.wrong(f"{missing - left} updates were lost, of {kinds}")
        if self.loop.longest_aside > self.longest_hold:
            self.wrong(f"{self.loop.longest_aside:.2f} s on a thread, in a round of {[a.kind for a in attempts]}")
        self.loop.longest_aside = 0.0
        self.believed.clear()

    def _fates(self, numbers: list[int]) -> dict[int, tuple[str, str | None]]:
        table = tables.inbox
        with self.store.engine.connect() as connection:
            rows = connection.execute(
                sa.select(table.c.update_id, table.c.state, table.c.reason).where(table.c.update_id.in_(numbers))
            )
            return {number: (state, reason) for number, state, reason in rows}

    # What is left behind

    def _look_at_outbox(self) -> None:
        """Nobody but the admin got what is for admins, and nothing was sent to all."""
        outbox = tables.outbox
        with self.store.engine.connect() as connection:
            rows = connection.execute(sa.select(outbox.c.chat_id, outbox.c.event, outbox.c.lane)).all()
        for chat_id, event, lane in rows:
            for_admins = event.startswith(("stats", "broadcast")) and chat_id != self.admin.id
            if for_admins or lane == Lane.BROADCAST:
                self.wrong(f"an admin's doing: {event} to {chat_id}")

    def _look_at_tables(self) -> None:
        """No word that a person typed stands anywhere, and names and cues only with those who are there."""
        with self.store.engine.connect() as connection:
            there = {
                self.numbers[one] for one in connection.scalars(sa.select(tables.person.c.id)) if one in self.numbers
            }
            for table in tables.metadata.sorted_tables:
                for row in connection.execute(sa.select(table)).mappings():
                    for column, value in row.items():
                        for kind, letters in MARKED.findall(str(value).lower()):
                            place = f"{table.name}.{column}"
                            # A text that answers the question after a cue is one.
                            kept = {"person.first_name": (NAME,), "reminder.cue": (CUE, TYPED)}.get(place, ())
                            if kind not in kept or owner_of(letters) not in there:
                                self.wrong(f"a word of kind {kind} is kept in {place}")
                            self._kept.add((kind, letters))

    def _look_at_files(self) -> None:
        """The same of the bytes on the disk, after the program has ended; a server's own files are not looked at."""
        if self.way.database_url is not None:
            return
        for path in sorted(self.folder.iterdir()):
            content = path.read_bytes().decode("latin-1").lower()
            for kind, letters in set(MARKED.findall(content)) - self._kept:
                self.wrong(f"a word of kind {kind} of person {owner_of(letters)} is in the bytes of {path.name}")


def run_fuzzed(
    folder: Path,
    seed: int,
    play: Callable[[FuzzedBot], Any],
    longest_hold: float = LONGEST_HOLD,
    way: Way = POLLING,
) -> Report:
    """Run the bot from an empty database to the end of the program, with what `play` sends it; what came of it."""
    loop = ProcessorTimeLoop(sockets=way.webhook)
    fuzzed = FuzzedBot(folder, loop, seed, longest_hold, way)
    # As the program itself does when it starts.
    places.preload()

    async def whole() -> Report:
        await fuzzed.open()
        try:
            await play(fuzzed)
        except AssertionError as error:
            fuzzed.wrong(f"the attack ended early: {error}")
        await fuzzed.close()
        return fuzzed.report

    with logging_as_it_was(), asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(whole(), context=contextvars.copy_context())
