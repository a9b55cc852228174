"""What is measured beside Limber: the bot that most would write with python-telegram-bot.

One job of the JobQueue for every person, in memory; the library's own HTTP client; updates one after another. All is
left as it comes, misfire grace and time-outs included. Nothing is stored, so people come from a count, which is kinder
to it than reading them from anywhere.

    python -m tests.bench.typical_bot --people 1000 --due 2026-01-01T08:00:00+00:00
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
from datetime import datetime
from typing import Any, cast

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, CallbackContext, ContextTypes, MessageHandler, filters

TEXT = "Good morning! Time for your hips: the seated figure four, about five minutes. Write /today to begin."


async def remind(context: CallbackContext[Any, Any, Any, Any]) -> None:
    """The daily prompt of one person."""
    assert context.job is not None and context.job.chat_id is not None
    await context.bot.send_message(context.job.chat_id, TEXT)


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """The next step."""
    assert update.effective_chat is not None
    await context.bot.send_message(update.effective_chat.id, TEXT)


async def send_to_all(context: CallbackContext[Any, Any, Any, Any]) -> None:
    """The same message to everybody, from one job: how fast is the library's client?"""
    assert context.job is not None
    people, at_once = cast(tuple[int, int], context.job.data)
    room = asyncio.Semaphore(at_once)

    async def send(chat_id: int) -> None:
        async with room:
            with contextlib.suppress(TelegramError):
                await context.bot.send_message(chat_id, TEXT)

    await asyncio.gather(*(send(chat_id) for chat_id in range(1, people + 1)))


def main() -> None:
    """Run until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--due", type=datetime.fromisoformat, help="when everybody's daily prompt comes")
    parser.add_argument("--at-once", type=int, default=0, help="no jobs: send to all, so many at once")
    parser.add_argument("--concurrent", action="store_true", help="many updates at once")
    options = parser.parse_args()

    async def begin(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        assert application.job_queue is not None
        if options.at_once:
            application.job_queue.run_once(send_to_all, 2, data=(options.people, options.at_once))
            return
        for chat_id in range(1, options.people + 1):
            application.job_queue.run_daily(remind, options.due.timetz(), chat_id=chat_id)

    builder = ApplicationBuilder().token(os.environ["BOT_TOKEN"]).base_url(f"{os.environ['TELEGRAM_API_URL']}/bot")
    application = builder.concurrent_updates(options.concurrent).post_init(begin).build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.run_polling()


if __name__ == "__main__":
    main()
