"""How fast is Limber's way to Telegram by itself, without a database? Sends the same message to all, then waits.

    python -m tests.bench.client PEOPLE AT_ONCE

Takes BOT_TOKEN and TELEGRAM_API_URL as the bot does. It asks for updates once, which says that it is ready.
"""

from __future__ import annotations

import asyncio
import os
import sys

from bot.client.transport import Http1Request
from tests.bench.telegram_stub import new_loop
from tests.bench.typical_bot import TEXT


async def send_to_all(people: int, at_once: int) -> None:
    """Send, so many calls at once; then do nothing until told to stop."""
    request = Http1Request(connections=at_once)
    await request.initialize()
    address = f"{os.environ['TELEGRAM_API_URL']}/bot{os.environ['BOT_TOKEN']}"
    await request.call(f"{address}/getUpdates", {"timeout": 0})
    chats = iter(range(1, people + 1))

    async def send() -> None:
        for chat_id in chats:
            await request.call(f"{address}/sendMessage", {"chat_id": chat_id, "text": TEXT})

    await asyncio.sleep(1)
    await asyncio.gather(*(send() for _ in range(at_once)))
    await asyncio.Event().wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(send_to_all(*map(int, sys.argv[1:])))
