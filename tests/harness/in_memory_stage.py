"""A stage for thousands of turns: the real handlers and conversations, with the record in memory and no sockets.

What is left out is what does not decide what is said: HTTP, the database, the queues and the threads. The stand-in for
Telegram is the real one, so it refuses what Telegram would refuse. `test_in_memory_stage.py` plays one conversation
here and on the whole stage, and compares them message by message.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import astuple
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, CallbackContext

from bot.client.startup import ALLOWED_UPDATES
from bot.emulator.calls import Json, Upload
from bot.i18n.catalogue import words_in
from bot.receiving.handlers import Handlers
from content.library import SHIPPED
from storage import statistics
from storage.executor import StoreExecutor
from storage.records.calls import OutboxRow, OutgoingCall
from storage.records.person import Person
from storage.records.turn import TurnResult
from storage.statistics import Statistics
from storage.store import Store
from tests.harness.in_process_transport import InProcessRequest, carry_out
from tests.harness.libraries import shipped_library
from tests.harness.memory_store import HELD, MemoryStore, Outgoing
from tests.harness.set_up import SetUps, is_untouched
from tests.harness.stage import TOKEN, Player, Stage, harmless
from tests.harness.virtual_loop import in_next_round

P = ParamSpec("P")
R = TypeVar("R")

# It writes no file.
NO_FOLDER = Path(os.devnull)
SET_UPS = SetUps()


class SameThread(StoreExecutor):
    """The way to the record, without going to another thread."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def run(self, method: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a method here and now."""
        return method(*args, **kwargs)

    async def load(self, person_id: int) -> Person | None:
        """A record, here and now."""
        return self.store.load(person_id)

    async def commit_turn(self, result: TurnResult, now: datetime, *, begin: bool = False) -> list[OutboxRow] | None:
        """A turn, here and now."""
        return self.store.commit_turn(result, now, begin=begin)

    async def run_slow_read(self, method: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What reads the whole record, which is not here: it finds nothing."""
        assert method is statistics.of
        return cast(R, Statistics())


class InMemoryStage(Stage, Outgoing):
    """Like Stage, without prompts, restarts and threads."""

    memory: MemoryStore
    handlers: Handlers
    application: Application[Any, Any, Any, Any, Any, Any]

    def __init__(self, folder: Path = NO_FOLDER, **options: Any) -> None:
        super().__init__(folder, **options)

    def make_database(self) -> None:
        """None is needed."""

    async def open(self) -> None:
        """Wire the handlers."""
        loop = asyncio.get_running_loop()
        loop.run_in_executor = partial(in_next_round, loop)  # type: ignore[method-assign,assignment]
        self.telegram.state.allowed = list(ALLOWED_UPDATES)
        self.memory = self.store = MemoryStore(self.say)
        self.slots = {}
        self._uploaded: dict[str, str] = {}
        self._failures: list[Exception] = []
        executor = SameThread(self.memory)
        self.handlers = Handlers(
            executor,
            self.library,
            self.clock,
            self._commit,
            self._answer_tap,
            admin_ids=self.settings.admin_ids,
            words_for=self.parts.words_for,
        )
        requests = [InProcessRequest(self.telegram) for _ in range(2)]
        wired = ApplicationBuilder().request(requests[0]).get_updates_request(requests[1])
        self.application = wired.token(TOKEN).updater(None).job_queue(None).build()
        self.application.add_handlers(self.handlers.table())
        self.application.add_error_handler(self._remember_failure)
        await self.application.initialize()

    async def restart(self) -> None:
        """Everything but the record is made anew."""
        kept = self.memory
        await self.application.shutdown()
        slots = self.slots
        await self.open()
        self.slots = slots
        vars(self.memory).update({name: getattr(kept, name) for name in HELD})

    async def close(self) -> None:
        """End."""
        await self.application.shutdown()

    async def settle(self) -> None:
        """Hand on what was said, until everything is answered. Raises what a handler raised."""
        state = self.telegram.state
        while state.updates:
            update = state.updates[0]
            state.forget_updates(update["update_id"] + 1)
            seen = update if self.signer is None else dict(self.signer.on_update(update))
            await self.application.process_update(Update.de_json(seen, self.application.bot))
            if self._failures:
                raise self._failures.pop()
        await self.handlers.settle()

    async def set_up(self, player: Player, *answers: str) -> None:
        """Let somebody be set up; if they are alone and all is as usual, as in an earlier test, without a question."""
        state, memory = self.telegram.state, self.memory
        is_usual = self.library is shipped_library() and self.parts.words_for is words_in and self.store is memory
        if not (is_usual and is_untouched(state)):
            await super().set_up(player, *answers)
            return
        key = *astuple(player.person.person), *answers, self.now, self.settings.admin_ids
        held = (memory, HELD), (self, ("slots", "_uploaded")), (self.handlers.turns, ("newest_messages",))
        if key in SET_UPS:
            SET_UPS.put_back(key, state, *held)
        else:
            await super().set_up(player, *answers)
            SET_UPS.remember(key, state, *held)

    async def _remember_failure(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        assert context.error is not None
        self._failures.append(context.error)

    def wrongs(self) -> list[str]:
        """What went wrong so far: calls that Telegram refused, taps left unanswered."""
        state = self.telegram.state
        wrong = [
            f"refused: {call.method} {call.refused} {call.params}" for call in state.refusals if not harmless(call)
        ]
        return wrong + [f"unanswered: {query.data}" for query in state.queries.values() if query.answer is None]

    # What the queues and the gate do

    async def _commit(self, result: TurnResult, now: datetime) -> bool:
        self.memory.keep(result)
        return True

    async def _answer_tap(self, query_id: str, text: str | None) -> None:
        answer: Json = {"callback_query_id": query_id} | ({"text": text} if text else {})
        carry_out(self.telegram, "answerCallbackQuery", answer)

    def send(self, call: OutgoingCall) -> int | None:
        """Through the stand-in's own door."""
        message: Json = {"chat_id": call.chat_id, "parse_mode": "HTML"} | self._markup(call)
        message |= {"message_thread_id": call.payload["topic"]} if "topic" in call.payload else {}
        if "picture" in call.payload:
            kind, file_id = self._picture(call.payload["picture"])
            message |= {"caption": call.payload["text"], kind: file_id}
            status, body = carry_out(self.telegram, f"send{kind.capitalize()}", message)
        elif "film" in call.payload:
            status, body = self._send_film(call.payload["film"], message | {"caption": call.payload["text"]})
        else:
            status, body = carry_out(self.telegram, "sendMessage", message | {"text": call.payload["text"]})
        return json.loads(body)["result"]["message_id"] if status == 200 else None

    def _send_film(self, film: Json, message: Json) -> tuple[int, bytes]:
        """A film or a sound with some bytes in it: here nobody plays it."""
        kind, method = ("video", "sendVideo") if film["kind"] == "film" else ("audio", "sendAudio")
        if film["recipe_key"] not in self._uploaded:
            name, mime = ("a.mp4", "video/mp4") if kind == "video" else ("a.m4a", "audio/mp4")
            stored = self.telegram.state.add_file(kind, Upload(name, mime, film["recipe_key"].encode()))
            self._uploaded[film["recipe_key"]] = stored.id
        told = {"duration": film["seconds"], "width": film["width"], "height": film["height"], "title": film["title"]}
        begins = {"start_timestamp": film["start_at"]} if film["start_at"] else {}
        return carry_out(self.telegram, method, message | told | begins | {kind: self._uploaded[film["recipe_key"]]})

    def _picture(self, picture: Json) -> tuple[str, str]:
        """What kind of message shows a picture, and the id under which Telegram has it."""
        # The library may be another one than the settings name; then what the file holds does not matter.
        path = SHIPPED / picture["file"]
        kind, mime = ("photo", "image/jpeg") if path.suffix == ".jpg" else ("animation", "video/mp4")
        if picture["digest"] not in self._uploaded:
            stored = self.telegram.state.add_file(
                kind, Upload(picture["name"], mime, path.read_bytes() if path.is_file() else b"a clip")
            )
            self._uploaded[picture["digest"]] = stored.id
        return kind, self._uploaded[picture["digest"]]

    def edit(self, call: OutgoingCall) -> None:
        """Likewise."""
        target: Json = {"chat_id": call.chat_id, "message_id": call.target} | self._markup(call)
        if "text" in call.payload and call.payload.get("under_picture"):
            words = {"caption": call.payload["text"], "parse_mode": "HTML"}
            carry_out(self.telegram, "editMessageCaption", target | words)
        elif "text" in call.payload:
            carry_out(self.telegram, "editMessageText", target | {"text": call.payload["text"], "parse_mode": "HTML"})
        else:
            carry_out(self.telegram, "editMessageReplyMarkup", target)

    def strip(self, chat_id: int, message_id: int) -> None:
        """Likewise."""
        carry_out(self.telegram, "editMessageReplyMarkup", {"chat_id": chat_id, "message_id": message_id})

    def _markup(self, call: OutgoingCall) -> Json:
        return {"reply_markup": call.payload["markup"]} if "markup" in call.payload else {}
