"""A stage for whole conversations: the real bot on the Bot API stand-in, with a real database file and a clock to turn.

Nothing is replaced inside the bot: what is handed in is the clock, and that chats are not paced.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import Limber, Parts
from bot.local.people import LocalPerson
from bot.local.server import LocalTelegram
from bot.settings import Settings
from bot.wording import Words, words_in
from content.library import Library, load_library
from storage.records import Person
from storage.store import Store

# A Sunday afternoon in Lisbon, where the clock is UTC in November.
START = datetime(2026, 11, 22, 14, 35, tzinfo=UTC)
TOKEN = "10:" + "A" * 35


class Stage:
    """The bot, a Telegram for it, and the time."""

    def __init__(
        self,
        folder: Path,
        *,
        library: Library | None = None,
        words_for: Callable[[str | None], Words] = words_in,
        admin_ids: frozenset[int] = frozenset(),
        content_dir: Path | None = None,
    ) -> None:
        self.now = START
        self.folder = folder
        self.library = library or load_library(content_dir)
        self.telegram = LocalTelegram(token=TOKEN, clock=lambda: self.now)
        self.parts = Parts(clock=lambda: self.now, words_for=words_for, chat_limits=False, tick_seconds=3600)
        self.settings = Settings(
            token=TOKEN,
            database_url=f"sqlite:///{folder / 'limber.db'}",
            messages_per_second=1000,
            admin_ids=admin_ids,
            content_dir=content_dir,
        )
        self.limber: Limber | None = None

    async def open(self) -> None:
        """Start Telegram and the bot."""
        await self.telegram.start()
        await self.start_bot()

    async def start_bot(self) -> None:
        """Start the bot on the database that is there."""
        store = Store(self.settings.database_url)
        store.migrate()
        self.limber = Limber(replace(self.settings, telegram_api_url=self.telegram.url), self.library, store, self.parts)
        await self.limber.start()

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
        await self.bot.prompts.tick()
        await self.settle()

    async def settle(self) -> None:
        """Wait until everything that was said is answered."""
        if self.limber is None:
            return
        await self.telegram.until(lambda: not self.telegram.state.updates, what="an empty queue of updates")
        await self.bot.settle()

    def player(self, name: str = "Ana", language_code: str = "en") -> Player:
        """Somebody with a phone."""
        return Player(self, self.telegram.person(name, language_code))


class Player:
    """A person on the stage: says and taps, and sees what came back."""

    def __init__(self, stage: Stage, person: LocalPerson) -> None:
        self.stage = stage
        self.person = person
        self.id = person.id

    async def says(self, text: str) -> list[str]:
        """Write a text; the texts of the bot's new messages."""
        return await self._new(lambda: self.person.say(text))

    async def taps(self, label: str, message: Any = None) -> list[str]:
        """Press a button under the newest message that has it; the texts of new messages."""
        return await self._new(lambda: self.person.touch(label, message))

    async def presses(self, label: str) -> list[str]:
        """Press a key of the keyboard."""
        return await self._new(lambda: self.person.press(label))

    async def does(self, action: Callable[[], Any]) -> list[str]:
        """Anything else a person can do."""
        return await self._new(action)

    async def _new(self, action: Callable[[], Any]) -> list[str]:
        seen = len(self.person.texts)
        action()
        await self.stage.settle()
        return self.person.texts[seen:]

    async def sets_up(
        self, position: str = "On a chair", city: str = "Lisbon", time: str = "07:30", care: str = "No, none of these"
    ) -> None:
        """Go through the four questions."""
        await self.says("/start")
        await self.taps("Set me up")
        await self.taps(care)
        await self.taps(position)
        await self.says(city)
        await self.taps(time)

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
    def record(self) -> Person:
        """What is stored."""
        found = self.stage.bot.store.load(self.id)
        assert found is not None
        return found


@contextlib.asynccontextmanager
async def stage_at(folder: Path, **options: Any) -> AsyncIterator[Stage]:
    """A stage that opens and closes."""
    stage = Stage(folder, **options)
    await stage.open()
    try:
        yield stage
    finally:
        await stage.close()
