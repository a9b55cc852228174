"""Long polling: fetches updates and confirms those that are stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest

from bot.client.startup import ALLOWED_UPDATES, TokenRefused, pause_after
from bot.logs import get_logger
from bot.receiving.inbox import MOST_UPDATE_ID, Inbox, is_whole

log = get_logger("limber.polling")

# Seconds that Telegram holds an empty poll open, and that are allowed on top for the way.
POLL_SECONDS, POLL_GRACE = 50, 15


async def poll(bot: Bot, request: BaseRequest, inbox: Inbox, *, on_trouble: Callable[[str | None], None]) -> None:
    """Long polling until cancelled. An update is confirmed by the next poll, so after it was stored.

    Updates are fetched as plain JSON: one that the Telegram library cannot read stops only itself.
    `on_trouble` hears what is wrong with the connection, None when all is well. Raises TokenRefused.
    """
    offset = 0
    failures = 0
    while True:
        query = {"timeout": POLL_SECONDS, "offset": offset, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        try:
            answer = await request.post(
                f"{bot.base_url}/getUpdates?{urlencode(query)}", read_timeout=POLL_SECONDS + POLL_GRACE
            )
            updates = answer if isinstance(answer, list) else []
            if updates:
                await inbox.take(updates)
        except (InvalidToken, Forbidden) as error:
            raise TokenRefused from error
        except Exception as error:
            # Telegram out of reach, or the record: whatever it is, nothing was confirmed and it will come again.
            await _wait_out(error, failures, on_trouble)
            failures += 1
            continue
        if failures:
            log.info("polling_resumed")
        failures = 0
        on_trouble(None)
        offset = next_offset(updates)


def next_offset(updates: Sequence[Any]) -> int:
    """The offset that confirms these updates: the highest id plus one; 0 without any.

    Then nothing is left to confirm, and the next id may be lower: after a quiet week Telegram starts at a random one.
    """
    numbers = (update.get("update_id") for update in updates if isinstance(update, dict))
    ids = [number for number in numbers if isinstance(number, int) and is_whole(number, MOST_UPDATE_ID)]
    return max(ids) + 1 if ids else 0


async def _wait_out(error: Exception, failures: int, on_trouble: Callable[[str | None], None]) -> None:
    pause = pause_after(error, failures)
    if isinstance(error, TimedOut) and failures == 0:
        pause = 0.0  # a first timeout is no trouble
    elif isinstance(error, RetryAfter):
        log.warning("polling_failed", error="RetryAfter", again_in=round(pause, 1))
    elif isinstance(error, Conflict):
        on_trouble("another copy polls with the same token")
        log.error("polling_conflict", hint="another program polls with the same token; stop one of them")
    elif isinstance(error, TelegramError):
        on_trouble("Telegram cannot be reached")
        log.warning("polling_failed", error=type(error).__name__, again_in=round(pause, 1))
    else:
        on_trouble("updates cannot be stored")
        log.error("update_storing_failed", again_in=round(pause, 1), exc_info=error)
    await asyncio.sleep(pause)
