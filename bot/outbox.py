"""The gate to Telegram: rows of the outbox are sent, paced, retried, or given up, and what became of each is on record.

One place knows what each of Telegram's errors means: `judge`. A row is marked as being sent before the call, so that
a crash leaves it known as uncertain; such a row is tried at most once more.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, InputFile, Message, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.pacing import Pace
from bot.replies import MAX_CAPTION, plain, without_markup
from bot.transport import CutOff, wait_asked_for
from storage.records import OutboxRow, Verb
from storage.store import Door

log = logging.getLogger("limber.outbox")

# Calls under way at once.
MOST_AT_ONCE = 64
# A call that Telegram did not take is tried this often, after 1, 2, 4 ... seconds, at most five minutes apart: so for
# the three hours in which a prompt may still come.
MOST_ATTEMPTS = 56
LONGEST_WAIT = timedelta(minutes=5)


class Fate(Enum):
    """What a failed call becomes."""

    DONE = "done"  # nothing to do any more: it is as it should be
    PLAIN = "plain"  # Telegram cannot read our HTML: once more as bare text
    UPLOAD = "upload"  # the remembered file is gone: upload it again
    RETRY = "retry"  # surely not sent: try again
    UNCERTAIN = "uncertain"  # perhaps sent: try once more
    FLOOD = "flood"  # told to wait
    MIGRATED = "migrated"  # the group has a new id
    UNREACHABLE = "unreachable"  # this chat is closed to us, for good
    GIVE_UP = "give up"  # will never work


# What a 400 means, by a part of its text. Texts as Telegram sends them.
BAD_REQUESTS: tuple[tuple[str, Fate], ...] = (
    ("message is not modified", Fate.DONE),
    ("message to edit not found", Fate.DONE),
    ("message can't be edited", Fate.DONE),
    ("message to delete not found", Fate.DONE),
    ("can't parse entities", Fate.PLAIN),
    ("wrong file identifier", Fate.UPLOAD),
    ("wrong remote file identifier", Fate.UPLOAD),
    ("file reference", Fate.UPLOAD),
    ("chat not found", Fate.UNREACHABLE),
    ("user not found", Fate.UNREACHABLE),
    ("peer_id_invalid", Fate.UNREACHABLE),
    ("group chat was deleted", Fate.UNREACHABLE),
    ("have no rights to send", Fate.UNREACHABLE),
    ("not enough rights", Fate.UNREACHABLE),
)


def judge(error: TelegramError) -> Fate:
    """What a failed call becomes."""
    if isinstance(error, RetryAfter):
        return Fate.FLOOD
    if isinstance(error, ChatMigrated):
        return Fate.MIGRATED
    if isinstance(error, Forbidden):
        return Fate.UNREACHABLE
    if isinstance(error, BadRequest):
        text = error.message.lower()
        return next((fate for part, fate in BAD_REQUESTS if part in text), Fate.GIVE_UP)
    if isinstance(error, (TimedOut, CutOff)):
        return Fate.UNCERTAIN
    if isinstance(error, (NetworkError, InvalidToken)):
        # NotSent, or an answer of the 5xx kind: Telegram says that it did not take it. A refused token ends the
        # program by itself; what waits is sent once there is a good one.
        return Fate.RETRY
    return Fate.UNCERTAIN  # an answer that cannot be read


@dataclass(slots=True)
class Counters:
    """What was sent since the start, for /metrics."""

    sent: int = 0
    retried: int = 0
    uncertain: int = 0
    given_up: int = 0
    floods: int = 0


class Outbox:
    """Sends what is on record. `wake` after every commit that put something there."""

    def __init__(
        self,
        door: Door,
        bot: Bot,
        pace: Pace,
        clock: Callable[[], datetime],
        clips: Path | None = None,
    ) -> None:
        self.counters = Counters()
        self._door, self._bot, self._pace, self._clock, self._clips = door, bot, pace, clock, clips
        self._awake = asyncio.Event()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._loop: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()
        # Calls put back so far, and how many these were when none of them waited any more; at start that is unknown.
        self._put_back, self._all_tried = 0, -1

    def wake(self) -> None:
        """There is something to send."""
        self._awake.set()

    async def start(self) -> None:
        """Take up what a crash cut off, then send whatever comes."""
        again, given_up = await self._door(self._door.store.interrupted, self._clock())
        if again or given_up:
            log.warning("outbox_interrupted again=%d given_up=%d", again, given_up)
        self._loop = asyncio.create_task(self._run(), name="outbox")
        self.wake()

    async def stop(self) -> None:
        """Take nothing new; finish the calls that are under way. The rest stays on record."""
        self._ending.set()
        self.wake()
        if self._loop is not None:
            await self._loop
        under_way = list(self._busy.values())
        try:
            if under_way:
                await asyncio.wait(under_way)
        finally:
            # Told to hurry: what is cut off now stays on record as uncertain.
            for task in under_way:
                task.cancel()

    async def settle(self) -> None:
        """Wait until nothing waits to be sent: for tests and benchmarks."""
        while True:
            waiting = await self._door(self._door.store.waiting_calls)
            if not (waiting or self._busy or self._awake.is_set()):
                return
            await asyncio.sleep(0.002)

    async def _run(self) -> None:
        while not self._ending.is_set():
            self._awake.clear()
            try:
                # One moment for both: what comes due between two of them would be seen by neither.
                now = self._clock()
                await self._take_out(now)
                pause = await self._pause(now)
            except Exception:
                log.exception("outbox_stumbled")
                pause = 1.0
            try:
                await asyncio.wait_for(self._awake.wait(), pause)
            except TimeoutError:
                continue

    async def _take_out(self, now: datetime) -> None:
        free = MOST_AT_ONCE - len(self._busy)
        if free <= 0 or self._ending.is_set():
            return
        rows = await self._door(self._door.store.take_out, now, free, list(self._busy))
        for row in rows:
            self._busy[row.chat_id] = asyncio.create_task(self._deliver(row), name=f"send-{row.id}")

    async def _pause(self, now: datetime) -> float | None:
        """Seconds until a call that was put back may be tried; None when none waits."""
        seen = self._put_back
        if seen == self._all_tried:
            return None
        moment = await self._door(self._door.store.next_wait, now)
        if moment is None:
            self._all_tried = seen
            return None
        return max(0.05, (moment - now).total_seconds())

    async def _deliver(self, row: OutboxRow) -> None:
        try:
            if await self._may_begin(row):
                await self._try(row)
            else:
                await self._again(row, timedelta(), "not begun")
        except Exception as error:
            log.exception("outbox_row_stumbled row=%d", row.id)
            await self._uncertain(row, timedelta(seconds=5), f"stumbled: {type(error).__name__}")
        finally:
            del self._busy[row.chat_id]
            self.wake()

    async def _may_begin(self, row: OutboxRow) -> bool:
        """Wait until the call may be made; False when the program ends before."""
        delay = self._pace.reserve(row.chat_id)
        while delay > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), delay)
                return False
            # Telegram may have said to wait in the meantime.
            delay = self._pace.halted()
        return True

    async def _try(self, row: OutboxRow) -> None:
        try:
            message_id = await self._call(row, row.payload)
        except TelegramError as error:
            await self._failed(row, error)
        else:
            await self._sent(row, message_id)

    async def _sent(self, row: OutboxRow, message_id: int | None) -> None:
        self.counters.sent += 1
        await self._door(self._door.store.sent, row.id, self._clock(), message_id)
        log.info("sent row=%d event=%s chat=%d message=%s", row.id, row.event, row.chat_id, message_id)

    async def _failed(self, row: OutboxRow, error: TelegramError) -> None:
        fate = judge(error)
        store, now = self._door.store, self._clock()
        level = logging.DEBUG if fate is Fate.DONE else logging.WARNING
        log.log(level, "send_failed row=%d event=%s fate=%s error=%s", row.id, row.event, fate.value, error.message)
        if fate is Fate.DONE:
            await self._sent(row, row.target)
        elif fate is Fate.PLAIN and not row.payload.get("plain"):
            log.error("markup_refused row=%d event=%s", row.id, row.event)
            await self._try(_with(row, without_markup(row.payload)))
        elif fate is Fate.UPLOAD and "clip" in row.payload and await self._forget_clip(row):
            await self._again(row, timedelta(), error.message)
        elif fate in (Fate.UPLOAD, Fate.GIVE_UP) and "clip" in row.payload:
            # Better a step without its picture than no step.
            log.error("clip_refused row=%d clip=%s", row.id, row.payload["clip"])
            await self._try(_with(row, {name: value for name, value in row.payload.items() if name != "clip"}))
        elif isinstance(error, RetryAfter):
            self.counters.floods += 1
            wait = wait_asked_for(error)
            self._pace.halt(wait.total_seconds())
            await self._again(row, wait, error.message)
        elif isinstance(error, ChatMigrated):
            await self._door(store.move_chat, row.id, row.chat_id, error.new_chat_id, now)
        elif fate is Fate.UNREACHABLE:
            self.counters.given_up += 1
            if row.chat_id > 0:
                await self._door(store.mark_blocked, row.chat_id, now, error.message)
            else:
                await self._door(store.cancel_chat, row.chat_id, error.message)
        elif fate is Fate.RETRY and row.attempts < MOST_ATTEMPTS:
            wait = min(LONGEST_WAIT, timedelta(seconds=2 ** min(row.attempts - 1, 16)))
            await self._again(row, wait * random.uniform(0.8, 1.2), error.message)  # noqa: S311 - spreads retries
        elif fate is Fate.UNCERTAIN:
            await self._uncertain(row, timedelta(seconds=1), error.message)
        else:
            await self._give_up(row, error.message)

    async def _uncertain(self, row: OutboxRow, wait: timedelta, why: str) -> None:
        """It may have arrived: once more, then no more."""
        if row.uncertain < 1:
            self.counters.uncertain += 1
            await self._again(row, wait, why, uncertain=True)
        else:
            await self._give_up(row, why)

    async def _give_up(self, row: OutboxRow, why: str) -> None:
        self.counters.given_up += 1
        await self._door(self._door.store.give_up, row.id, why)

    async def _again(self, row: OutboxRow, wait: timedelta, why: str, *, uncertain: bool = False) -> None:
        self.counters.retried += 1
        await self._door(self._door.store.send_again, row.id, self._clock() + wait, why, uncertain=uncertain)
        self._put_back += 1

    # The calls themselves

    async def _call(self, row: OutboxRow, payload: Any) -> int | None:
        """Make the call; the message's id, None when there was nothing to touch."""
        markup = markup_object(payload.get("markup"))
        mode = None if payload.get("plain") else ParseMode.HTML
        if row.verb is not Verb.SEND:
            if row.target is None:
                return None
            if row.verb is Verb.EDIT and "text" in payload:
                await self._bot.edit_message_text(
                    payload["text"], row.chat_id, row.target, parse_mode=mode, reply_markup=_inline(markup)
                )
            else:
                await self._bot.edit_message_reply_markup(row.chat_id, row.target, reply_markup=_inline(markup))
            return row.target
        if "document" in payload:
            name, content = payload["document"]
            sent = await self._bot.send_document(
                row.chat_id, InputFile(content.encode(), filename=name), caption=payload["text"], parse_mode=mode
            )
        elif (clip := self._clip(payload)) is not None:
            sent = await self._send_clip(row.chat_id, clip, payload, mode, markup)
        else:
            sent = await self._bot.send_message(row.chat_id, payload["text"], parse_mode=mode, reply_markup=markup)
        return sent.message_id

    def _clip(self, payload: Any) -> Path | None:
        """The clip to show; None when there is none, it is missing, or the text is too long to stand under it."""
        name = payload.get("clip")
        if name is None or self._clips is None or len(plain(payload["text"])) > MAX_CAPTION:
            return None
        path = self._clips / name
        return path if path.is_file() else None

    async def _send_clip(self, chat_id: int, clip: Path, payload: Any, mode: str | None, markup: Any) -> Message:
        content = await asyncio.to_thread(clip.read_bytes)
        key = hashlib.sha256(content).hexdigest()
        known = await self._door(self._door.store.file_id, self._bot.id, key)
        sent = await self._bot.send_animation(
            chat_id,
            known or InputFile(content, filename=clip.name),
            caption=payload["text"],
            parse_mode=mode,
            reply_markup=markup,
        )
        file = sent.animation or sent.video or sent.document
        if known is None and file is not None:
            await self._door(self._door.store.remember_file, self._bot.id, key, file.file_id, self._clock())
        return sent

    async def _forget_clip(self, row: OutboxRow) -> bool:
        """Forget under which id Telegram has the row's clip; False when it was not known anyway."""
        clip = self._clip(row.payload)
        if clip is None:
            return False
        key = hashlib.sha256(await asyncio.to_thread(clip.read_bytes)).hexdigest()
        if await self._door(self._door.store.file_id, self._bot.id, key) is None:
            return False
        await self._door(self._door.store.remember_file, self._bot.id, key, None, self._clock())
        return True


def _with(row: OutboxRow, payload: dict[str, Any]) -> OutboxRow:
    return replace(row, payload=payload)


def markup_object(
    markup: dict[str, Any] | None,
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    """Buttons or keyboard on record as the object that the Telegram library takes."""
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return InlineKeyboardMarkup.de_json(markup, None)
    if "keyboard" in markup:
        return ReplyKeyboardMarkup.de_json(markup, None)
    return ReplyKeyboardRemove()


def _inline(markup: object) -> InlineKeyboardMarkup | None:
    return markup if isinstance(markup, InlineKeyboardMarkup) else None
