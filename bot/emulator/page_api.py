"""Page API: the chat page's files, a stream of events, and a person's actions."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.emulator.calls import Json
from bot.emulator.forms import read_form
from bot.emulator.hub import Hub
from bot.emulator.media import picture_size
from bot.emulator.people import LocalPerson, NoSuchButton
from content.opus import NoRecording, read_recording

PAGE = Path(__file__).parent / "page"
SCRIPTS = ("chat.js", "bubbles.js", "dialogs.js")
FILES = dict.fromkeys(SCRIPTS, "text/javascript") | {
    "index.html": "text/html",
    "chat.css": "text/css",
    "icon.svg": "image/svg+xml",
}
SHOWN = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "video/mp4",
        "video/webm",
        "audio/ogg",
        "audio/mp4",
        "audio/mpeg",
    }
)
HEARTBEAT = 15.0  # seconds between two signs of life in a stream
TAP_WAIT = 30.0  # seconds until the page gives up on the answer to a tap
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def part_of(request: web.Request, content: bytes, kind: str, headers: Mapping[str, str]) -> web.Response:
    """A file, or the part of it that is asked for: a player that jumps to a later moment reads on from there."""
    told = dict(headers) | {"Accept-Ranges": "bytes"}
    try:
        asked = request.http_range
        start, stop, _ = asked.indices(len(content))
    except ValueError:  # a range that cannot be read is as good as none: RFC 9110, 14.2
        asked, start, stop = slice(None), 0, len(content)
    if asked.start is None and asked.stop is None:
        return web.Response(body=content, content_type=kind, headers=told)
    if start >= stop:
        told["Content-Range"] = f"bytes */{len(content)}"
        return web.Response(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=told)
    told["Content-Range"] = f"bytes {start}-{stop - 1}/{len(content)}"
    return web.Response(status=HTTPStatus.PARTIAL_CONTENT, body=content[start:stop], content_type=kind, headers=told)


class PageApi:
    """The page's side of the server."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.state = hub.state
        self.epoch = secrets.token_hex(4)  # versions of another run are not valid in this one

    def add_routes(self, app: web.Application) -> None:
        """Put the page at /, and all it asks for under /local/."""
        app.router.add_get("/", self._file)
        app.router.add_get("/local/page/{name}", self._file)
        app.router.add_get("/local/media/{file_id}", self._media)
        app.router.add_get("/local/events", self._events)
        app.router.add_post("/local/act", self._guarded(self._act))
        app.router.add_post("/local/prompt-now", self._guarded(self._prompt_now))

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info.get("name", "index.html")
        if name not in FILES:
            raise web.HTTPNotFound
        content = await asyncio.to_thread((PAGE / name).read_bytes)
        return web.Response(body=content, content_type=FILES[name], charset="utf-8", headers=HEADERS)

    async def _media(self, request: web.Request) -> web.Response:
        stored = self.state.files.get(request.match_info["file_id"])
        if stored is None:
            raise web.HTTPNotFound
        shown = stored.mime in SHOWN
        kind = stored.mime if shown else "application/octet-stream"
        headers = HEADERS | {"Cache-Control": "private, max-age=86400, immutable"}
        headers |= {} if shown else {"Content-Disposition": "attachment"}
        return part_of(request, self.state.blobs[stored.unique_id], kind, headers)

    def _person(self, request: web.Request) -> LocalPerson:
        name = " ".join(request.query.get("as", "").split())[:64] or "Alex"
        return LocalPerson(self.hub, self.state.person(name, request.query.get("lang", "en")[:12] or "en"))

    def _guarded(
        self, handler: Callable[[web.Request], Awaitable[Json]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Let only the page itself call a handler: a form or script of another site has another origin, or none."""

        async def guarded(request: web.Request) -> web.Response:
            if request.headers.get("Origin") != f"{request.scheme}://{request.host}":
                return web.json_response({"error": "not from this page"}, status=HTTPStatus.FORBIDDEN)
            try:
                return web.json_response(await handler(request), headers=HEADERS)
            except (NoSuchButton, ValueError, KeyError, TypeError) as problem:
                return web.json_response({"error": str(problem)}, status=HTTPStatus.BAD_REQUEST, headers=HEADERS)

        return guarded

    # --- what happens -----------------------------------------------------------------------------------------------

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Stream everything since the version that the page names, then every change as it comes."""
        person = self._person(request)
        epoch, _, number = (request.headers.get("Last-Event-ID") or request.query.get("after", "")).partition("-")
        known = int(number) if epoch == self.epoch and number.isdigit() else None
        stream = web.StreamResponse(headers=HEADERS | {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        with suppress(ConnectionResetError):  # the page was closed, or the program ends
            await stream.prepare(request)
            await stream.write(b"retry: 1000\n\n")
            while not self.hub.closing.is_set():
                if known is None or person.chat.version > known:
                    version = self.state.version
                    event = json.dumps(self._picture(person, known), ensure_ascii=False)
                    await stream.write(f"id: {self.epoch}-{version}\ndata: {event}\n\n".encode())
                    known = version
                elif not await self.hub.change(HEARTBEAT):
                    await stream.write(b": here\n\n")
        return stream

    def _picture(self, person: LocalPerson, known: int | None) -> Json:
        """The state that the page needs; only changed messages when it knows the rest."""
        chat, state = person.chat, self.state
        changed, deleted = state.changes_since(chat, known) if known is not None else (person.messages, [])
        name = state.profile.get("name/") or state.bot["first_name"]
        return {
            "reset": known is None,
            "people": list(islice(state.names, 50)),
            "person": {"id": person.id, "name": person.name},
            "bot": {"name": name, "username": state.bot["username"], "about": self._text(person, "description")},
            "messages": [self._message(person, m) for m in changed],
            "deleted": deleted,
            "keyboard": chat.keyboard,
            "action": state.typing(chat),
            "actionSeconds": max(0.0, chat.action_until - state.monotonic()),
            "blocked": chat.bot_status == "kicked",
            "commands": self._commands(person),
            "pinned": chat.pinned[-1] if chat.pinned and chat.pinned[-1] in chat.messages else None,
            "canPrompt": self.hub.on_prompt_now is not None,
        }

    def _message(self, person: LocalPerson, message: Json) -> Json:
        return message | {"reactions": person.chat.reactions.get(message["message_id"], [])}

    def _text(self, person: LocalPerson, field: str) -> str:
        profile = self.state.profile
        return profile.get(f"{field}/{person.person.language_code[:2]}") or profile.get(f"{field}/", "")

    def _commands(self, person: LocalPerson) -> list[Json]:
        """The list of commands with the narrowest scope, as a Telegram app chooses it."""
        for scope in (f"chat:{person.id}", "all_private_chats", "default"):
            for language in (person.person.language_code[:2], ""):
                if found := self.state.commands.get(f"{scope}/{language}"):
                    return found
        return []

    # --- what a person does -----------------------------------------------------------------------------------------

    async def _act(self, request: web.Request) -> Json:
        person = self._person(request)
        if request.content_type == "multipart/form-data":
            files = (await read_form(request))[1]
            if (voice := files.get("voice")) is not None:
                try:
                    seconds = read_recording(voice.content).seconds
                except NoRecording as problem:
                    raise ValueError(f"a voice message has to be an OGG file with Opus: {problem}") from None
                return {"message_id": person.send_voice(round(seconds), content=voice.content)["message_id"]}
            picture = files.get("photo")
            if picture is None:
                raise ValueError("that is not a picture")
            if picture_size(picture.content) is None:
                raise ValueError("a picture has to be a PNG, JPEG, GIF or WebP file")
            return {"message_id": person.send_photo(picture.content, mime=picture.mime)["message_id"]}
        act = await request.json()
        match act["do"]:
            case "say":
                text = str(act["text"]).strip()
                if not 1 <= len(text) <= 4096:
                    raise ValueError("a message has 1 to 4096 characters")
                return {"message_id": person.say(text)["message_id"]}
            case "press":
                return {"message_id": person.press(str(act["label"]))["message_id"]}
            case "location":
                person.use_up_keyboard()
                return {
                    "message_id": person.share_location(float(act["latitude"]), float(act["longitude"]))["message_id"]
                }
            case "sticker":
                return {"message_id": person.send_sticker(str(act.get("emoji", "👍"))[:8])["message_id"]}
            case "tap":
                return await self._tap(person, act)
            case "block":
                person.block()
            case "unblock":
                person.unblock()
            case other:
                raise ValueError(f"no such act: {other!r}")
        return {}

    async def _tap(self, person: LocalPerson, act: Json) -> Json:
        message = person.chat.messages.get(int(act["message_id"]))
        rows: list[list[Any]] = (message or {}).get("reply_markup", {}).get("inline_keyboard", [])
        row, column = int(act["row"]), int(act["column"])
        if message is None or not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            raise NoSuchButton("this button is gone")
        query = person.touch_button(message, rows[row][column])
        try:
            answer = await self.hub.until(lambda: query.answer, TAP_WAIT)
        except TimeoutError:
            return {"text": "", "alert": False, "unanswered": True}
        return {"text": answer.text, "alert": answer.show_alert, "unanswered": False}

    async def _prompt_now(self, request: web.Request) -> Json:
        if self.hub.on_prompt_now is None:
            raise ValueError("there are no prompts here")
        return {"text": await self.hub.on_prompt_now(self._person(request).id)}
