"""Delivery of one call: by Telegram's answer it counts as sent, is retried, or given up. The next round stores it."""

from __future__ import annotations

import logging
import random
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.client.transport import wait_asked_for
from bot.logs import get_logger
from bot.replies import without_film, without_markup, without_picture
from bot.sending.outcomes import Counters, Outcomes
from bot.sending.rate_limiter import RateLimiter
from bot.sending.requests import Calls
from bot.sending.telegram_errors import Disposition, classify, is_about_picture
from storage.executor import StoreExecutor
from storage.records.calls import LAST_WORD, Dead, DeadReason, Lane, OutboxRow, Retry, Sent, Verb
from storage.records.retention_periods import BUTTONS_KEPT
from storage.records.shown import kept_of

log = get_logger("limber.outbox")

# A call that Telegram did not take is tried again after 1, 2, 4 ... seconds, at most this far apart, and given up after
# so many attempts: some hours, in which a prompt may still come.
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
MOST_ATTEMPTS = 200
# Seconds until a call is made again over which we stumbled ourselves, and how often that is done with an edit.
STUMBLE_WAIT, MOST_STUMBLES = 5.0, 3
# What a message can do without, in the order in which it is left away when Telegram refuses it.
EXTRAS = ("effect", "picture", "drawing", "film")
# Ids of messages that are remembered for stripping their buttons.
MOST_REMEMBERED = 4096


class Delivery:
    """Makes calls, and gathers what became of them. `wait_again` hears of calls that are to be made again, and after
    how many seconds; `settled_elsewhere` of calls with which, and with whose chat, the record does something itself;
    `answered` of how many seconds Telegram's answer took."""

    def __init__(
        self,
        executor: StoreExecutor,
        calls: Calls,
        rate_limiter: RateLimiter,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        *,
        wait_again: Callable[[OutboxRow, float], None],
        settled_elsewhere: Callable[[OutboxRow], None],
        answered: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self.counters = Counters()
        self.outcomes = Outcomes()
        self._executor, self._calls, self._rate_limiter = executor, calls, rate_limiter
        self._clock, self._monotonic = clock, monotonic
        self._wait_again, self._settled_elsewhere, self._answered = wait_again, settled_elsewhere, answered
        self._message_ids: OrderedDict[int, int] = OrderedDict()

    def take_outcomes(self) -> Outcomes:
        """What became of calls since the last time."""
        taken, self.outcomes = self.outcomes, Outcomes()
        return taken

    async def make(self, row: OutboxRow) -> None:
        """Make a call. Never raises but when it is cut off."""
        try:
            await self._try(row, row.payload)
        except Exception as error:
            log.exception("call_crashed", row=row.id)
            why = f"stumbled: {type(error).__name__}"
            if row.verb is not Verb.SEND and row.attempts >= MOST_STUMBLES:
                self.give_up(row, why, DeadReason.REFUSED)
            else:
                self._uncertain(row, STUMBLE_WAIT, why)

    async def _try(self, row: OutboxRow, payload: Mapping[str, Any]) -> None:
        try:
            began = self._monotonic()
            target = row.target if row.target_row is None else await self._target(row.target_row)
            message_id = await self._calls.make(row, payload, target)
        except TelegramError as error:
            await self._failed(row, payload, error)
        else:
            if message_id is not None:
                seconds = self._monotonic() - began
                self._answered(seconds)
                self._rate_limiter.on_success(bulk=row.lane is not Lane.REPLY, seconds=seconds)
            self._sent(row, message_id)

    async def _target(self, row_id: int) -> int | None:
        """The message of an earlier call, None when that never arrived."""
        known = self._message_ids.get(row_id)
        return known if known is not None else await self._executor.run(self._executor.store.message_id_of, row_id)

    def _sent(self, row: OutboxRow, message_id: int | None) -> None:
        self.counters.sent += 1
        if message_id is not None and row.verb is Verb.SEND:
            self._message_ids[row.id] = message_id
            if len(self._message_ids) > MOST_REMEMBERED:
                self._message_ids.popitem(last=False)
        of_prompt = _is_prompt(row)
        self.counters.prompts_sent += of_prompt
        at = self._clock()
        kept = kept_of(row.payload) if at - row.created_at < BUTTONS_KEPT else None
        self.outcomes.sent.append(Sent(row.id, at, message_id, of_prompt, row.event == LAST_WORD, kept))
        log.info("sent", **_named(row), chat=row.chat_id, message=message_id)

    async def _failed(self, row: OutboxRow, payload: Mapping[str, Any], error: TelegramError) -> None:
        disposition = classify(error)
        self.counters.errors[type(error).__name__] += 1
        level = logging.DEBUG if disposition is Disposition.DONE else logging.WARNING
        log.log(level, "send_failed", **_named(row), disposition=disposition.value, error=error.message)
        if disposition is Disposition.DONE:
            self._sent(row, row.target)
        elif disposition is Disposition.PLAIN and not payload.get("plain"):
            log.error("markup_refused", **_named(row))
            await self._try(row, without_markup(payload))
        elif (
            disposition is Disposition.UPLOAD
            and {"picture", "drawing", "film"} & payload.keys()
            and await self._calls.forget_picture(payload)
        ):
            self.put_back(row, 0.0, error.message)
        elif disposition in (Disposition.UPLOAD, Disposition.GIVE_UP) and (
            extra := next((e for e in EXTRAS if e in payload), None)
        ):
            # Better a step without its picture than no step.
            log.error(
                "attachment_refused", **_named(row), attachment=extra, what=_what(payload[extra]), why=error.message
            )
            await self._try(row, _without(extra, payload, error))
        elif isinstance(error, RetryAfter):
            self.counters.floods += 1
            wait = wait_asked_for(error).total_seconds()
            self._rate_limiter.on_retry_after(row.chat_id, wait, bulk=row.lane is not Lane.REPLY)
            self.put_back(row, wait, error.message)
        elif isinstance(error, ChatMigrated):
            self._settled_elsewhere(row)
            await self._executor.run(self._executor.store.move_chat, row.chat_id, error.new_chat_id)
            self._settled_elsewhere(row)
        elif disposition is Disposition.UNREACHABLE:
            await self._unreachable(row, error.message)
        elif disposition is Disposition.RETRY and row.attempts < MOST_ATTEMPTS:
            self._rate_limiter.on_failure()
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(row.attempts - 1, 16))
            self.put_back(row, wait * random.uniform(0.8, 1.2), error.message)  # noqa: S311 - spreads retries
        elif disposition is Disposition.UNCERTAIN:
            self._rate_limiter.on_failure()
            self._uncertain(row, FIRST_WAIT, error.message)
        else:
            self.give_up(row, error.message, DeadReason.REFUSED)

    async def _unreachable(self, row: OutboxRow, why: str) -> None:
        self.counters.gave_up(DeadReason.UNREACHABLE, of_prompt=_is_prompt(row))
        self._settled_elsewhere(row)
        if row.chat_id > 0:
            await self._executor.run(self._executor.store.mark_blocked, row.chat_id, self._clock(), why)
        else:
            await self._executor.run(self._executor.store.cancel_chat, row.chat_id, why)

    def _uncertain(self, row: OutboxRow, wait: float, why: str) -> None:
        """It may have arrived: one retry. An edit may be repeated, because it changes nothing the second time."""
        if row.verb is not Verb.SEND:
            if row.attempts < MOST_ATTEMPTS:
                self.put_back(row, wait, why)
            else:
                self.give_up(row, why, DeadReason.REFUSED)
        elif row.uncertain < 1:
            self.counters.uncertain += 1
            self.put_back(replace(row, uncertain=row.uncertain + 1), wait, why)
        else:
            self.give_up(row, why, DeadReason.UNCERTAIN)

    def give_up(self, row: OutboxRow, why: str, reason: DeadReason) -> None:
        """No retry."""
        self.counters.gave_up(reason, of_prompt=_is_prompt(row))
        log.warning("given_up", **_named(row), attempts=row.attempts, reason=reason.value)
        self.outcomes.dead.append(Dead(row.id, why, reason, row.event == LAST_WORD))

    def put_back(self, row: OutboxRow, wait: float, why: str) -> None:
        """Retry it after `wait` seconds."""
        self.counters.retried += 1
        attempts = row.attempts if row.verb is Verb.SEND else row.attempts + 1
        later = self._clock() + timedelta(seconds=wait)
        self.outcomes.again.append(Retry(row.id, later, why, attempts, row.uncertain))
        self._wait_again(replace(row, attempts=attempts, begun=False), wait)


def _is_prompt(row: OutboxRow) -> bool:
    return row.lane is Lane.PROMPT and row.verb is Verb.SEND


def _named(row: OutboxRow) -> dict[str, Any]:
    """What every log line about a call tells: its row, its kind, and the prompt that it is, if it is one."""
    named = {"row": row.id, "kind": row.event}
    return named | {"prompt": row.payload["prompt"]} if "prompt" in row.payload else named


def _without(extra: str, payload: Mapping[str, Any], error: TelegramError) -> Mapping[str, Any]:
    """The payload without something that Telegram refuses; of a film first its cover, when that is what is wrong."""
    if extra == "picture":
        return without_picture(payload)
    if extra == "film":
        film = payload["film"]
        if "cover" in film and is_about_picture(error):
            return {**payload, "film": {name: value for name, value in film.items() if name != "cover"}}
        return without_film(payload)
    return {name: value for name, value in payload.items() if name != extra}


def _what(extra: Any) -> str:
    """What was refused: a picture's file, a drawing's kind, or an effect's id."""
    return str(extra) if isinstance(extra, str) else str(extra.get("file", extra.get("kind")))
