"""The calls of a start: retried until Telegram answers; the webhook."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import tenacity
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.client.transport import wait_asked_for
from bot.logs import get_logger
from bot.settings import SettingsError

log = get_logger("limber.startup")

# Pauses after a failed call or poll, in seconds; the last one repeats.
BACK_OFF = (0.5, 1, 2, 5, 10, 20, 30)
# The kinds of updates that Telegram is to send.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")


class TokenRefused(Exception):
    """Telegram does not know this token: no use to try again."""


def pause_after(error: BaseException | None, failures: int) -> float:
    """Seconds to wait after a call that failed: what Telegram asked for, or the next of BACK_OFF. `failures` counts
    those before it."""
    if isinstance(error, RetryAfter):
        return wait_asked_for(error).total_seconds()
    return float(BACK_OFF[min(failures, len(BACK_OFF) - 1)])


async def retry_until_answered(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call to Telegram until it is answered, with exponential backoff.

    Raises TokenRefused, and BadRequest when the answer is no.
    """
    try:
        async for attempt in tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception(_may_pass), wait=_pause, before_sleep=_log_retry, reraise=True
        ):
            with attempt:
                await call()
    except InvalidToken as error:
        raise TokenRefused from error


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, TelegramError) and not isinstance(error, (InvalidToken, BadRequest))


def _pause(state: tenacity.RetryCallState) -> float:
    return pause_after(_error_of(state), state.attempt_number - 1)


def _log_retry(state: tenacity.RetryCallState) -> None:
    log.warning("telegram_unreachable", error=type(_error_of(state)).__name__, again_in=round(state.upcoming_sleep, 1))


def _error_of(state: tenacity.RetryCallState) -> BaseException | None:
    return None if state.outcome is None else state.outcome.exception()


async def is_there(bot: Bot) -> bool:
    """Whether Telegram answers a call that costs nothing, at once."""
    try:
        await bot.get_me()
    except TelegramError as error:
        log.warning("telegram_unreachable", error=type(error).__name__)
        return False
    return True


async def set_webhook(bot: Bot, url: str, secret: str | None) -> None:
    """Tell Telegram where updates are to be sent. Raises SettingsError when it does not take the address."""
    kinds = list(ALLOWED_UPDATES)
    try:
        await retry_until_answered(lambda: bot.set_webhook(url, secret_token=secret, allowed_updates=kinds))
    except BadRequest as error:
        raise SettingsError(f"WEBHOOK_URL: Telegram does not take it ({error.message})") from error
