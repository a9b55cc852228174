"""A stage for whole conversations: the real bot on the Bot API stand-in, with a real database file and a clock to turn.

Nothing is replaced inside the bot: what is handed in is the clock, and that chats are not paced.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.app import Limber, Parts
from bot.callback_signature import CallbackSigner
from bot.emulator.calls import Call, Json
from bot.emulator.chats import Query
from bot.emulator.people import LocalPerson, buttons_of, words_of
from bot.emulator.server import LocalTelegram
from bot.i18n.catalogue import Words, words_in
from bot.jobs.prompts import Prompts
from bot.settings import Settings
from content.library import Library, load_library
from storage.records.person import Person, Walk
from storage.schema import tables
from storage.store import Store
from tests.harness.libraries import shipped_library
from tests.harness.patience import HANGS
from tests.harness.set_up import SetUps

# A Sunday afternoon in Lisbon, where the clock is UTC in November.
START = datetime(2026, 11, 22, 14, 35, tzinfo=UTC)
TOKEN = "10:" + "A" * 35
SET_UPS = SetUps()
# The databases that belong to them.
SET_UP_DATABASES: dict[str, bytes] = {}


@cache
def empty_database() -> bytes:
    """A migrated database without anybody in it: copying it saves each stage the migrations."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "limber.db"
        store = Store(f"sqlite:///{path}")
        store.migrate()
        store.close()
        return path.read_bytes()


class Stage:
    """The bot, a Telegram for it, and the time. `languages`: those whose menus are set at the start."""

    store: Store
    prompts: Prompts

    def __init__(
        self,
        folder: Path,
        *,
        library: Library | None = None,
        words_for: Callable[[str | None], Words] = words_in,
        languages: Sequence[str] = ("en",),
        admin_ids: frozenset[int] = frozenset(),
        content_dir: Path | None = None,
    ) -> None:
        self.now = START
        self.folder = folder
        self.library = library or (load_library(content_dir) if content_dir else shipped_library())
        # Tests set the clock hours on, between two answers: as no answer tells the time, it is believed.
        self.telegram = LocalTelegram(token=TOKEN, clock=self.clock, tells_time=False)
        self.parts = Parts(
            clock=self.clock,
            words_for=words_for,
            languages=lambda: languages,
            chat_limits=False,
            tick_seconds=3600,
            sets_photo=False,
        )
        self.database = folder / "limber.db"
        self.database_url = f"sqlite:///{self.database}"
        self.settings = Settings(
            token=TOKEN,
            database_url=self.database_url,
            messages_per_second=1000,
            admin_ids=admin_ids,
            content_dir=content_dir,
        )
        self.limber: Limber | None = None
        self.make_database()

    def make_database(self) -> None:
        """An empty database, unless there is one."""
        if not self.database.exists():
            self.database.write_bytes(empty_database())

    def clock(self) -> datetime:
        """The moment it is on the stage, in UTC."""
        return self.now

    async def open(self) -> None:
        """Start Telegram and the bot."""
        await self.telegram.start()
        await self.start_bot()

    async def begin_with_ana(self) -> None:
        """Before it opens: let Ana be set up, as if the bot was stopped and started since."""
        self.telegram.person("Ana")
        kind = type(self)
        key = kind.__name__
        if key not in SET_UPS:
            with tempfile.TemporaryDirectory() as folder:
                async with opened(kind(Path(folder))) as earlier:
                    await earlier.player().sets_up()
                SET_UPS.remember(key, earlier.telegram.state)
                SET_UP_DATABASES[key] = earlier.database.read_bytes()
        SET_UPS.put_back(key, self.telegram.state)
        self.database.write_bytes(SET_UP_DATABASES[key])

    async def start_bot(self) -> None:
        """Start the bot on the database that is there, and let its first tick go by."""
        self.store = Store(self.settings.database_url)
        self.store.migrate()
        settings = replace(self.settings, telegram_api_url=self.telegram.url)
        self.limber = Limber(settings, self.library, self.store, self.parts)
        self.prompts = self.limber.prompts
        await self.limber.start()
        await self.look_for_due()
        await self.settle()

    async def stop_bot(self) -> None:
        """End the bot; Telegram and the database stay."""
        if self.limber is not None:
            await self.limber.stop()
            self.limber = None

    async def restart(self) -> None:
        """End the bot and start it again."""
        await self.stop_bot()
        await self.start_bot()

    async def close(self) -> None:
        """End everything."""
        await self.stop_bot()
        await self.telegram.stop()

    @property
    def signer(self) -> CallbackSigner | None:
        """What marks the buttons as the bot's own."""
        return None if self.limber is None else self.limber.signer

    @property
    def bot(self) -> Limber:
        """The bot that runs."""
        assert self.limber is not None
        return self.limber

    def pass_time(self, **span: float) -> None:
        """Let time go by."""
        self.now += timedelta(**span)

    async def tick(self, **span: float) -> None:
        """Let time go by, then let the daily prompts look at the clock."""
        self.pass_time(**span)
        await self.look_for_due()
        await self.settle()

    async def look_for_due(self) -> None:
        """What the daily prompts do each second: here the clock is believed, however far a test puts it."""
        await self.prompts.tick()

    async def tick_at(self, moment: datetime) -> None:
        """Let it be that moment, then let the daily prompts look at the clock."""
        self.now = moment.astimezone(UTC)
        await self.tick()

    async def settle(self) -> None:
        """Wait until everything that was said is answered."""
        if self.limber is None:
            return
        await self.telegram.until(
            lambda: not self.telegram.state.updates, seconds=HANGS, what="an empty queue of updates"
        )
        await self.bot.settle()

    async def set_up(self, player: Player, *answers: str) -> None:
        """Let somebody be set up."""
        await player.answers_setup(*answers)

    def player(self, name: str = "Ana", language_code: str = "en") -> Player:
        """Somebody with a phone."""
        return Player(self, self.telegram.person(name, language_code))

    def began_before(self, player: Player, **span: float) -> None:
        """Let somebody have written for the first time so much earlier."""
        mine = sa.update(tables.person).where(tables.person.c.id == player.id)
        earlier = player.record.created_at - timedelta(**span)
        self.store.write(lambda connection: connection.execute(mine.values(created_at=earlier)))

    def wrongs(self) -> list[str]:
        """What went wrong so far, whoever saw it: calls that Telegram refused, taps left unanswered, updates that
        failed, calls that were given up."""
        state = self.telegram.state
        wrong = [
            f"refused: {call.method} {call.refused} {call.params}" for call in state.refusals if not harmless(call)
        ]
        wrong += [f"unanswered: {query.data}" for query in state.queries.values() if query.answer is None]
        census = self.store.census()
        return wrong + [f"{census[kind]} x {kind}" for kind in ("inbox_aside", "outbox_dead") if kind in census]


def harmless(call: Call) -> bool:
    """Whether a refusal is no fault: buttons that are gone already, or a poll that the end of the bot cut off."""
    gone = ("message is not modified", "message can't be edited")
    return call.method == "getUpdates" or any(words in (call.refused or "") for words in gone)


class Player:
    """A person on the stage: says and taps, and sees what came back."""

    def __init__(self, stage: Stage, person: LocalPerson) -> None:
        self.stage = stage
        self.person = person
        self.id = person.id

    async def says(self, text: str) -> list[str]:
        """Write a text; the texts of the bot's new messages."""
        return await self._new(lambda: self.person.say(text))

    async def adds_reminder(self, argument: str) -> list[str]:
        """Set a reminder by /remind, as well as the only one there is; the texts of the last answer."""
        texts = await self.says(f"/remind {argument}")
        return await self.taps("As well") if "As well" in self.buttons else texts

    async def taps(self, label: str, message: Json | int | None = None) -> list[str]:
        """Press a button under the newest message that has it; the texts of new messages."""
        return await self._new(lambda: self.person.touch(label, message))

    async def forges(self, data: str, message: Json | None = None) -> list[str]:
        """Send button data that perhaps no button has now, as if it had once been ours, as from a message (else the
        newest); the texts of new messages."""
        signer = self.stage.signer
        return await self.sends_data(data if signer is None else signer.sign(self.id, data), message)

    async def sends_data(self, data: str, message: Json | None = None) -> list[str]:
        """Send any button data, as from a message (else the newest); the texts of new messages."""
        under = message or self.person.last
        return await self._new(lambda: self.person.state.add_query(self.person.chat, self.person.person, under, data))

    async def presses(self, label: str) -> list[str]:
        """Press a key of the keyboard."""
        return await self._new(lambda: self.person.press(label))

    async def does(self, action: Callable[[], Any]) -> list[str]:
        """Anything else a person can do."""
        return await self._new(action)

    async def _new(self, action: Callable[[], Any]) -> list[str]:
        seen = len(self.person.inbox)
        action()
        await self.stage.settle()
        return self.person.texts[seen:]

    async def sets_up(
        self, position: str = "On a chair", city: str = "Lisbon", time: str = "07:30", care: str = "No, none of these"
    ) -> None:
        """Be set up with these answers."""
        await self.stage.set_up(self, position, city, time, care)

    async def answers_setup(self, position: str, city: str, time: str, care: str) -> None:
        """Go through the questions."""
        await self.says("/start")
        await self.taps("Set me up")
        await self.taps(care)
        if "Done" in self.buttons:
            # Kept gentle: nothing is left out besides.
            await self.taps("Done")
        await self.taps(position)
        await self.says(city)
        await self.taps(self.clock(time))

    def clock(self, at: str) -> str:
        """The label of a time of day as it is written where they are, 07:30 or 7:30 AM; any other label as it is."""
        if not at[:1].isdigit():
            return at
        return words_in(self.record.settings.spoken_language, self.record.settings.zone).clock(
            clock_time.fromisoformat(at)
        )

    @property
    def texts(self) -> list[str]:
        """All texts of the bot, as they stand now."""
        return self.person.texts

    @property
    def last(self) -> str:
        """The bot's newest text."""
        return self.person.texts[-1]

    @property
    def buttons(self) -> list[str]:
        """The labels under the newest message."""
        return self.person.buttons

    @property
    def live(self) -> list[Json]:
        """The bot's messages that have buttons now, oldest first."""
        return [message for message in self.person.inbox if buttons_of(message)]

    @property
    def live_texts(self) -> list[str]:
        """The words of the messages that have buttons now."""
        return [words_of(message) for message in self.live]

    @property
    def taps_made(self) -> list[Query]:
        """Every tap so far, oldest first, each with the bot's answer."""
        return [query for query in self.person.state.queries.values() if query.person_id == self.id]

    @property
    def toast(self) -> str:
        """The line that showed over the chat after the newest tap; empty for none."""
        answer = self.taps_made[-1].answer
        assert answer is not None
        return answer.text

    @property
    def record(self) -> Person:
        """What is stored."""
        found = self.stage.store.load(self.id)
        assert found is not None
        return found

    @property
    def walk(self) -> Walk:
        """The newest walk that is stored."""
        found = self.record.walk
        assert found is not None
        return found


AnyStage = TypeVar("AnyStage", bound=Stage)


@contextlib.asynccontextmanager
async def opened(stage: AnyStage) -> AsyncIterator[AnyStage]:
    """Open a stage, and close it in the end."""
    await stage.open()
    try:
        yield stage
    finally:
        await stage.close()


def stage_at(folder: Path, **options: Any) -> contextlib.AbstractAsyncContextManager[Stage]:
    """A stage that opens and closes."""
    return opened(Stage(folder, **options))
