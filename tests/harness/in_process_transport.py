"""Calls to Telegram that never leave the process: they go straight to the emulator, without a socket."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from bot.client.transport import Fields, Http1Request, _body
from bot.emulator.calls import Call, Json, Refused, Upload
from bot.emulator.server import LocalTelegram, refusal_body


def carry_out(telegram: LocalTelegram, method: str, params: Json) -> tuple[int, bytes]:
    """Make a call without files, past the ledger: status and body."""
    call = Call(method, params, telegram.state.clock())
    try:
        call.result = telegram.api.call(call)
        answer: Json = {"ok": True, "result": call.result}
    except Refused as refusal:
        answer = _refused(telegram, call, refusal)
    return _response(answer)


class InProcessRequest(Http1Request):
    """The bot's way out, ending at the emulator. `watch` sees each call with its result or refusal."""

    def __init__(self, telegram: LocalTelegram, watch: Callable[[Call], None] = lambda call: None) -> None:
        super().__init__(1)
        self._telegram, self._watch = telegram, watch

    async def initialize(self) -> None:
        """Nothing to open."""

    async def do_request(
        self, url: str, method: str, request_data: Any = None, *_timeouts: Any, **_more: Any
    ) -> tuple[int, bytes]:
        """Carry the call out; status and body as HTTP would bring them."""
        body, _, _ = _body(request_data)
        if isinstance(body, aiohttp.FormData):
            body()  # what cannot be written as bytes fails here
        files: dict[str, Upload] = {}
        if isinstance(request_data, Fields):
            params = json.loads(json.dumps(request_data.fields))
            for name, file in request_data.files.items():
                filename, content, mime = file.field_tuple
                files[name] = Upload(filename, mime, content if isinstance(content, bytes) else content.read())
        else:
            params = dict(request_data.json_parameters) if request_data is not None else {}
        address = urlsplit(url)
        call = Call(
            address.path.rsplit("/", 1)[-1],
            params | dict(parse_qsl(address.query)),
            self._telegram.state.clock(),
            files,
        )
        answer: Json
        try:
            answer = {"ok": True, "result": await self._telegram.answer(call)}
        except Refused as refusal:
            answer = _refused(self._telegram, call, refusal)
        self._watch(call)
        return _response(answer)


def _refused(telegram: LocalTelegram, call: Call, refusal: Refused) -> Json:
    """Note a refusal as the emulator's server does; the body that tells of it."""
    call.refused = refusal.description
    telegram.state.refusals.append(call)
    return refusal_body(refusal)


def _response(answer: Json) -> tuple[int, bytes]:
    return int(answer.get("error_code", 200)), json.dumps(answer).encode()
