"""What is measured beside Limber: the bot that a careful developer would write with python-telegram-bot.

All that the library's guides advise: AIORateLimiter with retries, many updates at once, people in SQLite (WAL, every
commit on the disk), one job a minute that reads who is due from an index, and a catch-up at the start. A prompt counts
as sent once Telegram said so, so a crash repeats what was under way and loses nothing. What it leaves out is Limber's
trade: updates are confirmed when they are in memory, and what a crash cuts off is not known.

Where there is a choice it is the faster one: plain sqlite3 in the loop, which costs a quarter of what aiosqlite does,
and as many calls at once as the library's client is at its best with.

    python -m tests.bench.careful_bot --database people.db --due 2026-01-01T08:00:00+00:00 --per-second 25
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sqlite3
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.error import Forbidden, TelegramError
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationBuilder,
    CallbackContext,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from tests.bench.typical_bot import TEXT

log = logging.getLogger("careful")

# Prompts under way at once, and updates: with more of either the library's client burns twice the processor time.
AT_ONCE = 24
# Times that a call which is told to wait is tried again.
RETRIES = 5
MINUTE, DAY = 60, 24 * 60 * 60

SCHEMA = """
CREATE TABLE IF NOT EXISTS person (
    chat_id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, step INTEGER NOT NULL DEFAULT 0, next_due REAL
);
CREATE INDEX IF NOT EXISTS person_due ON person (next_due, chat_id) WHERE next_due IS NOT NULL;
"""


class People:
    """The table of people; every method is a transaction. Moments are seconds since 1970."""

    def __init__(self, database: Path) -> None:
        self._connection = sqlite3.connect(database, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.executescript(SCHEMA)

    def begin(self, chat_id: int, name: str) -> None:
        """At the first step; who is new is noted."""
        self._connection.execute(
            "INSERT INTO person (chat_id, first_name) VALUES (?, ?) "
            "ON CONFLICT (chat_id) DO UPDATE SET first_name = excluded.first_name, step = 0",
            (chat_id, name),
        )

    def advance(self, chat_id: int) -> int | None:
        """One step on: its number, or None for somebody who never began."""
        rows = self._connection.execute(
            "UPDATE person SET step = step + 1 WHERE chat_id = ? RETURNING step", (chat_id,)
        ).fetchall()
        return int(rows[0][0]) if rows else None

    def due(self, now: float) -> list[int]:
        """Who is due, the longest first."""
        rows = self._connection.execute(
            "SELECT chat_id FROM person WHERE next_due <= ? ORDER BY next_due, chat_id", (now,)
        )
        return [chat_id for (chat_id,) in rows]

    def reminded(self, chat_id: int, now: float) -> None:
        """Due again at the same time of the next day that is ahead."""
        self._connection.execute(
            "UPDATE person SET next_due = next_due + ? * (1 + CAST((? - next_due) / ? AS INTEGER)) WHERE chat_id = ?",
            (DAY, now, DAY, chat_id),
        )

    def leave(self, chat_id: int) -> None:
        """No more reminders: the bot was blocked."""
        self._connection.execute("UPDATE person SET next_due = NULL WHERE chat_id = ?", (chat_id,))

    def fill(self, people: int, due: float) -> None:
        """The people 1 to `people`, all due at one moment."""
        rows = ((chat_id, "Walker", due) for chat_id in range(1, people + 1))
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO person (chat_id, first_name, next_due) VALUES (?, ?, ?)", rows)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


class Bot:
    """The handlers and the job."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._one_run = asyncio.Lock()

    async def today(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The first step."""
        assert update.effective_chat is not None and update.effective_user is not None
        self._people.begin(update.effective_chat.id, update.effective_user.first_name)
        await context.bot.send_message(update.effective_chat.id, TEXT)

    async def answer(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The next step."""
        assert update.effective_chat is not None
        step = self._people.advance(update.effective_chat.id)
        text = "Write /today to begin." if step is None else f"{step}. {TEXT}"
        await context.bot.send_message(update.effective_chat.id, text)

    async def remind_due(self, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """The daily prompt of all that are due."""
        async with self._one_run:
            left = iter(self._people.due(time.time()))

            async def send() -> None:
                for chat_id in left:
                    await self._remind(context, chat_id)

            await asyncio.gather(*(send() for _ in range(AT_ONCE)))

    async def _remind(self, context: CallbackContext[Any, Any, Any, Any], chat_id: int) -> None:
        try:
            await context.bot.send_message(chat_id, TEXT)
        except Forbidden:
            self._people.leave(chat_id)
        except TelegramError as error:
            log.warning("prompt_failed chat=%s: %s", chat_id, error)  # still due: the next minute tries again
        else:
            self._people.reminded(chat_id, time.time())


async def note_error(_: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """What a handler did not catch."""
    log.error("handler_failed", exc_info=context.error)


def main() -> None:
    """Run until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--due", type=datetime.fromisoformat, required=True, help="a run of the job falls on it")
    parser.add_argument("--per-second", type=float, required=True, help="Telegram's allowance; 0: as fast as it goes")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    people = People(options.database)

    async def begin(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        assert application.job_queue is not None
        ahead = (options.due.timestamp() - time.time()) % MINUTE
        patient = {"misfire_grace_time": None, "coalesce": True}
        application.job_queue.run_once(bot.remind_due, 0, name="catch-up", job_kwargs={"misfire_grace_time": None})
        application.job_queue.run_repeating(bot.remind_due, MINUTE, first=ahead, job_kwargs=patient)

    bot = Bot(people)
    application = (
        ApplicationBuilder()
        .token(os.environ["BOT_TOKEN"])
        .base_url(f"{os.environ['TELEGRAM_API_URL']}/bot")
        .rate_limiter(AIORateLimiter(overall_max_rate=options.per_second, max_retries=RETRIES))
        .concurrent_updates(AT_ONCE)
        .post_init(begin)
        .build()
    )
    application.add_handler(CommandHandler("today", bot.today))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, bot.answer))
    application.add_error_handler(note_error)
    application.run_polling()
    people.close()


if __name__ == "__main__":
    main()
