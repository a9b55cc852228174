"""Voice messages: that of an admin who is asked to speak a line is fetched; any other is answered as it ever was."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Set
from datetime import timedelta
from typing import Any

from telegram import Update, Voice
from telegram.ext import CallbackContext

from bot.client.files import download
from bot.conversations.admin import recording
from bot.conversations.turn import Turn
from bot.logs import get_logger
from bot.receiving.admin_handlers import admin_in
from content.opus import NoRecording, read_recording
from storage.executor import StoreExecutor

log = get_logger("limber.admin")

Context = CallbackContext[Any, Any, Any, Any]
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]
Decide = Callable[[Turn], None]


class VoiceMessages:
    """`otherwise` answers a voice message that nobody asked for."""

    def __init__(
        self,
        executor: StoreExecutor,
        take_turn: Callable[[Update, Decide], Awaitable[None]],
        otherwise: Callback,
        admin_ids: Set[int],
    ) -> None:
        self._executor, self._turn, self._otherwise, self._admin_ids = executor, take_turn, otherwise, admin_ids

    async def heard(self, update: Update, context: Context) -> None:
        """A voice message in a private chat."""
        admin = admin_in(update, self._admin_ids)
        person = None if admin is None else await self._executor.load(admin)
        voice = None if update.message is None else update.message.voice
        if person is None or voice is None or not recording.is_asked(person):
            await self._otherwise(update, context)
            return
        await self._turn(update, await self._answer(context, voice))

    async def _answer(self, context: Context, voice: Voice) -> Decide:
        """What is said to it. It is not fetched when Telegram says that it is too long."""
        length = voice.duration.total_seconds() if isinstance(voice.duration, timedelta) else voice.duration
        if recording.is_too_much(length, voice.file_size or 0):
            return recording.refuse_length
        sound = await download(context.bot, voice.file_id)
        try:
            found = await asyncio.to_thread(read_recording, sound)
        except NoRecording as problem:
            log.warning("recording_refused", bytes=len(sound), why=str(problem))
            return recording.refuse_unreadable
        if recording.is_too_much(found.seconds, len(sound)):
            return recording.refuse_length
        return lambda turn: recording.take(turn, sound, found.samples)
