"""How does a row of the outbox become a call to Telegram? Texts, edits, stripped buttons, files, clips.

Calls go through the Telegram library's request seam as plain data: its `Bot` builds an object of every button and of
every answer, which takes as much processor time as the call itself, and all that is read of an answer is an id.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from telegram import Bot, InputFile
from telegram.constants import ParseMode

from bot.replies import MAX_CAPTION, plain
from bot.transport import AiohttpRequest
from storage.door import Door
from storage.records import OutboxRow, Verb


class Calls:
    """Makes calls. `clips` is the folder of the movement library's clips."""

    def __init__(
        self, door: Door, bot: Bot, request: AiohttpRequest, clock: Callable[[], datetime], clips: Path | None = None
    ) -> None:
        self._door, self._bot, self._request, self._clock, self._clips = door, bot, request, clock, clips

    async def make(self, row: OutboxRow, payload: Mapping[str, Any], target: int | None) -> int | None:
        """Make a call; the message's id, None when there was nothing to touch. Raises TelegramError."""
        fields: dict[str, Any] = {"chat_id": row.chat_id}
        if "markup" in payload:
            fields["reply_markup"] = payload["markup"]
        if row.verb is not Verb.SEND:
            if target is None:
                return None
            fields["message_id"] = target
            if row.verb is Verb.EDIT and "text" in payload:
                await self._post("editMessageText", fields | _worded("text", payload))
            else:
                await self._post("editMessageReplyMarkup", fields)
            return target
        if "document" in payload:
            name, content = payload["document"]
            document = InputFile(content.encode(), filename=name)
            sent = await self._post("sendDocument", fields | _worded("caption", payload), document=document)
        elif (clip := self._clip(payload)) is not None:
            sent = await self._send_clip(clip, fields | _worded("caption", payload))
        else:
            sent = await self._post("sendMessage", fields | _worded("text", payload))
        return int(sent["message_id"])

    async def answer_tap(self, query_id: str, text: str | None) -> None:
        """Tell Telegram that a tap was heard. Raises TelegramError."""
        await self._post("answerCallbackQuery", {"callback_query_id": query_id} | ({"text": text} if text else {}))

    async def forget_clip(self, payload: Mapping[str, Any]) -> bool:
        """Forget under which id Telegram has a call's clip; False when it was not known anyway."""
        clip = self._clip(payload)
        if clip is None:
            return False
        key = hashlib.sha256(await asyncio.to_thread(clip.read_bytes)).hexdigest()
        if await self._door(self._door.store.file_id, self._bot.id, key) is None:
            return False
        await self._door(self._door.store.remember_file, self._bot.id, key, None, self._clock())
        return True

    async def _post(self, method: str, fields: dict[str, Any], **files: InputFile) -> Any:
        return await self._request.call(f"{self._bot.base_url}/{method}", fields, files)

    def _clip(self, payload: Mapping[str, Any]) -> Path | None:
        """The clip to show; None when there is none, it is missing, or the text is too long to stand under it."""
        name = payload.get("clip")
        if name is None or self._clips is None or len(plain(payload["text"])) > MAX_CAPTION:
            return None
        path = self._clips / name
        return path if path.is_file() else None

    async def _send_clip(self, clip: Path, fields: dict[str, Any]) -> Any:
        content = await asyncio.to_thread(clip.read_bytes)
        key = hashlib.sha256(content).hexdigest()
        known = await self._door(self._door.store.file_id, self._bot.id, key)
        if known is not None:
            return await self._post("sendAnimation", fields | {"animation": known})
        sent = await self._post("sendAnimation", fields, animation=InputFile(content, filename=clip.name))
        file = sent.get("animation") or sent.get("video") or sent.get("document")
        if file is not None:
            await self._door(self._door.store.remember_file, self._bot.id, key, file["file_id"], self._clock())
        return sent


def _worded(name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The text of a call, as text or as caption."""
    return {name: payload["text"]} | ({} if payload.get("plain") else {"parse_mode": str(ParseMode.HTML)})
