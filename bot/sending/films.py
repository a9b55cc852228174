"""Films of whole sessions, and their sound alone: made when they are sent, and only where Telegram has them not yet."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from telegram import InputFile

from bot.logs import get_logger
from bot.sending.media import MediaCache
from storage.records.files import FileOwner

log = get_logger("limber.outbox")

# Films that are made and uploaded at once, each of some megabytes; others wait.
MOST_AT_ONCE = 2
PERFORMER = "Limber"


class Unmakeable(Exception):
    """A film cannot be made, and why."""


class Maker(Protocol):
    """Joins a film from its pieces."""

    def __call__(self, film: Mapping[str, Any]) -> bytes:
        """The file, from what a call is told of the film. To be called in a thread. Raises Unmakeable."""


def no_maker(film: Mapping[str, Any]) -> bytes:
    """Where no library is at hand."""
    raise Unmakeable(f"no library has {film['variation']}")


# Makes a call of a method with fields and files.
Post = Callable[[str, dict[str, Any], dict[str, InputFile]], Awaitable[Any]]


class Films:
    """Sends films: each is made and uploaded once, also for two who ask at the same time."""

    def __init__(self, media_cache: MediaCache, make: Maker) -> None:
        self._media_cache, self._make = media_cache, make
        self._making = asyncio.Semaphore(MOST_AT_ONCE)

    async def send(self, post: Post, bot_id: int, fields: Mapping[str, Any], film: Mapping[str, Any]) -> Any:
        """The message that Telegram made of it; `fields` say to whom and with which words. Raises TelegramError, and
        Unmakeable."""
        is_film = film["kind"] == "film"
        method, name = ("sendVideo", "video") if is_film else ("sendAudio", "audio")
        cover, files = await self._cover(bot_id, film) if is_film else ({}, {})
        told = {**fields, **(_of_film(film) if is_film else _of_sound(film)), **cover}
        async with self._media_cache.file_id(bot_id, film["recipe_key"], "films") as known:
            if known is not None:
                sent = await post(method, {**told, name: known}, files)
            else:
                async with self._making:
                    upload = _upload(film, await asyncio.to_thread(self._make, film))
                    sent = await post(method, told, {**files, name: upload})
                if name in sent:
                    file_id = str(sent[name]["file_id"])
                    owner = FileOwner(made_for=fields["chat_id"], voice_of=film.get("recorded_by"))
                    await self._media_cache.remember(bot_id, film["recipe_key"], file_id, owner, "films")
        if files and (sizes := sent.get("video", {}).get("cover")):
            await self._media_cache.remember(bot_id, film["cover"]["digest"], str(sizes[-1]["file_id"]), kind=None)
        return sent

    async def forget(self, bot_id: int, film: Mapping[str, Any]) -> bool:
        """Telegram refuses an id: forget the cover's, and if that was not known, the film's. False when neither was."""
        if "cover" in film and await self._media_cache.forget(bot_id, film["cover"]["digest"]):
            return True
        return await self._media_cache.forget(bot_id, film["recipe_key"])

    async def _cover(self, bot_id: int, film: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, InputFile]]:
        """The field of the picture over a film that does not play yet, and its file where Telegram has it not."""
        if "cover" not in film:
            return {}, {}
        if (known := await self._media_cache.known(bot_id, film["cover"]["digest"])) is not None:
            return {"cover": known}, {}
        if (content := await self._media_cache.read(film["cover"]["file"])) is None:
            log.error("picture_missing", file=film["cover"]["file"])
            return {}, {}
        return {"cover": "attach://cover_file"}, {"cover_file": InputFile(content, filename="cover.jpg")}


def _of_film(film: Mapping[str, Any]) -> dict[str, Any]:
    told = {"width": film["width"], "height": film["height"], "duration": film["seconds"], "supports_streaming": True}
    return told | ({"start_timestamp": film["start_at"]} if film["start_at"] else {})


def _of_sound(film: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": film["title"], "performer": PERFORMER, "duration": film["seconds"]}


def _upload(film: Mapping[str, Any], content: bytes) -> InputFile:
    """The file under a name that says what it is: it may be saved."""
    name = "-".join(re.findall(r"[a-z0-9]+", film["title"].lower())) or "session"
    ending, mime = ("mp4", "video/mp4") if film["kind"] == "film" else ("m4a", "audio/mp4")
    upload = InputFile(content, filename=f"{name}.{ending}")
    upload.mimetype = mime  # not every machine has a table that knows .m4a
    return upload
