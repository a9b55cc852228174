"""Bot API requests from rows of the outbox: texts, edits, stripped buttons, files, pictures.

Calls go through the Telegram library's request seam as plain data: its `Bot` builds an object of every button and of
every answer, which takes as much processor time as the call itself, and all that is read of an answer is an id.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from telegram import Bot, InputFile
from telegram.constants import ParseMode

from bot import drawing
from bot.callback_signature import CallbackSigner
from bot.client.transport import Http1Request
from bot.logs import get_logger
from bot.replies import fits_caption, markup_to_send, without_film, without_picture
from bot.sending.films import Films, Maker, Unmakeable, no_maker
from bot.sending.media import MediaCache
from content.recording_archive import packed
from storage.records.calls import OutboxRow, Verb
from storage.records.files import FileOwner

log = get_logger("limber.outbox")

# What is sent as a photo; anything else moves.
STILLS = (".jpg", ".jpeg", ".png", ".webp")

ARCHIVE = "voice.zip"


def no_recordings(person_id: int) -> bytes:
    """Where no record is at hand: an empty zip."""
    return packed(())


class Calls:
    """Makes calls; each button is marked as ours by `signer`. `make_film` joins a film that Telegram has not yet.
    `pack_recordings` gives all lines that a person recorded as one file; it is called in a thread."""

    def __init__(
        self,
        bot: Bot,
        request: Http1Request,
        media_cache: MediaCache,
        signer: CallbackSigner,
        make_film: Maker = no_maker,
        pack_recordings: Callable[[int], bytes] = no_recordings,
    ) -> None:
        self._bot, self._request, self.media_cache, self._signer = bot, request, media_cache, signer
        self._films = Films(media_cache, make_film)
        self._pack = pack_recordings

    async def make(self, row: OutboxRow, payload: Mapping[str, Any], target: int | None) -> int | None:
        """Make a call; the message's id, None when there was nothing to touch. Raises TelegramError."""
        fields: dict[str, Any] = {"chat_id": row.chat_id}
        if "markup" in payload:
            fields["reply_markup"] = self._signer.on_markup(row.chat_id, markup_to_send(payload))
        if payload.get("silent"):
            fields["disable_notification"] = True
        if payload.get("effect"):
            fields["message_effect_id"] = payload["effect"]
        if payload.get("topic"):
            fields["message_thread_id"] = payload["topic"]
        if row.verb is not Verb.SEND:
            if target is None:
                return None
            fields["message_id"] = target
            if row.verb is Verb.EDIT and payload.get("under_picture") and "text" in payload:
                await self._post("editMessageCaption", fields | _worded("caption", payload))
            elif row.verb is Verb.EDIT and "text" in payload:
                await self._post("editMessageText", fields | _worded("text", payload))
            else:
                await self._post("editMessageReplyMarkup", fields)
            return target
        if "document" in payload:
            name, content = payload["document"]
            document = InputFile(content.encode(), filename=name)
            sent = await self._post("sendDocument", fields | _worded("caption", payload), document=document)
        elif "archive_of" in payload:
            packed = await asyncio.to_thread(self._pack, payload["archive_of"])
            archive = InputFile(packed, filename=ARCHIVE)
            sent = await self._post("sendDocument", fields | _worded("caption", payload), document=archive)
        elif "film" in payload:
            try:
                sent = await self._send_film(fields, payload)
            except Unmakeable as problem:
                log.error("making_failed", row=row.id, what=payload["film"]["kind"], why=str(problem))
                return await self.make(row, without_film(payload), target)
        elif "drawing" in payload:
            sent = await self._send_drawing(fields, payload)
        elif "picture" in payload:
            sent = await self._send_picture(fields, payload)
        else:
            sent = await self._post("sendMessage", fields | _worded("text", payload))
        return int(sent["message_id"])

    async def answer_tap(self, query_id: str, text: str | None) -> None:
        """Tell Telegram that a tap was heard. Raises TelegramError."""
        await self._post("answerCallbackQuery", {"callback_query_id": query_id} | ({"text": text} if text else {}))

    async def forget_picture(self, payload: Mapping[str, Any]) -> bool:
        """Forget Telegram's id of a call's picture or film; False when it was not known."""
        if "film" in payload:
            return await self._films.forget(self._bot.id, payload["film"])
        if "drawing" in payload:
            return await self.media_cache.forget(self._bot.id, drawing.digest(**payload["drawing"]))
        return await self.media_cache.forget(self._bot.id, payload["picture"]["digest"])

    async def _post_files(self, method: str, fields: dict[str, Any], files: dict[str, InputFile]) -> Any:
        return await self._request.call(f"{self._bot.base_url}/{method}", fields, files)

    async def _post(self, method: str, fields: dict[str, Any], **files: InputFile) -> Any:
        return await self._post_files(method, fields, files)

    async def _send_picture(self, fields: dict[str, Any], payload: Mapping[str, Any]) -> Any:
        """Send a picture with the text under it; the text alone when the file is not there, or the text is too long."""
        picture = payload["picture"]
        bot_id, digest = self._bot.id, picture["digest"]
        if not fits_caption(payload["text"]):
            return await self._post("sendMessage", fields | _worded("text", without_picture(payload)))
        kind = "photo" if PurePath(picture["file"]).suffix in STILLS else "animation"
        method, captioned = f"send{kind.capitalize()}", fields | _worded("caption", payload)
        if kind == "animation":
            measures = {"width": "width", "height": "height", "duration": "seconds"}
            captioned |= {name: round(picture[key]) for name, key in measures.items() if key in picture}
        async with self.media_cache.file_id(bot_id, digest) as known:
            if known is not None:
                return await self._post(method, captioned | {kind: known})
            content = await self.media_cache.read(picture["file"])
            if content is None:
                log.error("picture_missing", file=picture["file"])
                return await self._post("sendMessage", fields | _worded("text", without_picture(payload)))
            files = {kind: InputFile(content, filename=picture.get("name") or PurePath(picture["file"]).name)}
            if "poster" in picture and (poster := await self.media_cache.read(picture["poster"])) is not None:
                files["thumbnail"] = InputFile(poster, filename=PurePath(picture["poster"]).name)
            sent = await self._post(method, captioned, **files)
            if (file_id := _file_id(sent)) is not None:
                await self.media_cache.remember(bot_id, digest, file_id)
        return sent

    async def _send_film(self, fields: dict[str, Any], payload: Mapping[str, Any]) -> Any:
        """Send a film or its sound with the text under it. Raises Unmakeable."""
        if not fits_caption(payload["text"]):
            raise Unmakeable("its text is too long to stand under it")
        captioned = fields | _worded("caption", payload)
        return await self._films.send(self._post_files, self._bot.id, captioned, payload["film"])

    async def _send_drawing(self, fields: dict[str, Any], payload: Mapping[str, Any]) -> Any:
        """Send something of the person's own, drawn now unless Telegram has it already, with the text under it."""
        person_id, digest = fields["chat_id"], drawing.digest(**payload["drawing"])
        if not fits_caption(payload["text"]):
            return await self._post("sendMessage", fields | _worded("text", payload))
        captioned = fields | _worded("caption", payload)
        async with self.media_cache.file_id(self._bot.id, digest) as known:
            kind = "photo" if drawing.is_photo(payload["drawing"]["kind"]) else "document"
            method = f"send{kind.capitalize()}"
            if known is not None:
                return await self._post(method, captioned | {kind: known})
            names = drawing.files_of(payload["drawing"]["data"])
            files = {name: content for name in names if (content := await self.media_cache.read(name)) is not None}
            drawn = await asyncio.to_thread(drawing.draw, **payload["drawing"], files=files)
            sent = await self._post(method, captioned, **{kind: InputFile(drawn.content, filename=drawn.file_name)})
            if (file_id := _file_id(sent)) is not None:
                await self.media_cache.remember(self._bot.id, digest, file_id, FileOwner(person_id))
        return sent


def _file_id(sent: Mapping[str, Any]) -> str | None:
    """Telegram's id of a message's picture; of a photo's sizes the largest."""
    file = sent.get("animation") or sent.get("video") or sent.get("document")
    if file is None and sent.get("photo"):
        file = sent["photo"][-1]
    return None if file is None else str(file["file_id"])


def _worded(name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The text of a call, as text or as caption."""
    return {name: payload["text"]} | ({} if payload.get("plain") else {"parse_mode": str(ParseMode.HTML)})
