"""A press is read in without what nobody looks at, and does what it would do with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from telegram import Update
from telegram.ext import ApplicationBuilder

from bot.conversations.dispatch import DIALOGUES
from bot.emulator.server import LocalTelegram
from bot.receiving.handlers import Handlers
from bot.receiving.presses import NEEDED, lightened
from storage.broadcasts import Broadcasts
from storage.executor import StoreExecutor
from storage.records.person import with_fields
from storage.records.turn import TurnResult
from storage.store import Store
from tests.bot.conftest import Clock
from tests.harness.in_process_transport import InProcessRequest
from tests.harness.libraries import shipped_library
from tests.harness.stage import TOKEN
from tests.storage.sample_people import ANA, WALK
from tests.storage.store_actions import put_person
from tests.system.security.update_examples import MOVING, PHOTO, SOMEBODY, contents, examples, message_of

Json = dict[str, Any]
USER = SOMEBODY | {"id": ANA.id, "first_name": "Ana"}
BUTTONS = {"inline_keyboard": [[{"text": "Next", "url": "https://example.org"}]]}
OURS: Json = {"from": SOMEBODY | {"is_bot": True}, "reply_markup": BUTTONS}
# A message that is out of reach has nothing but this.
OUT_OF_REACH = {"message_id": 7, "chat": message_of(USER, {})["chat"], "date": 0}


def pressed(message: Json | None, data: str) -> Json:
    """A press under a message."""
    query: Json = {"id": "71", "from": USER, "chat_instance": "5", "data": data}
    return {"callback_query": query | ({} if message is None else {"message": message})}


def updates(broadcast_id: int) -> Iterator[tuple[str, Json]]:
    """Every kind of update that there is, and presses: under every kind of message, and of every kind of button; of a
    broadcast one that is out of date."""
    yield from examples(USER, "next").items()
    for name, content in contents(USER, "next").items():
        for data in ("w:1:0:next", "movements:"):
            yield f"{data} pressed under: {name}", pressed(message_of(USER, content | OURS), data)
    step = message_of(USER, {"caption": "A step", "animation": MOVING, "document": MOVING} | OURS)
    for prefix in (*DIALOGUES.taps, "broadcast", "?", ""):
        yield f"pressed: {prefix}", pressed(step, f"{prefix}:1:20261122:start")
        yield f"pressed out of reach: {prefix}", pressed(OUT_OF_REACH, f"{prefix}:1:0:next")
    yield "pressed under a broadcast", pressed(step, f"broadcast:{broadcast_id}:99:test")
    yield "pressed under nothing", pressed(None, "w:1:0:next")


@pytest.mark.parametrize("is_known", [True, False])
async def test_every_update_does_what_it_would_do_whole(
    telegram: LocalTelegram, store: Store, executor: StoreExecutor, clock: Clock, is_known: bool
) -> None:
    """The same turn, the same replies, the same answer to the tap, and the same error where there is one."""
    did: list[object] = []

    async def commit(result: TurnResult, now: datetime) -> bool:
        did.append((result, now))
        return True

    async def answer(query_id: str, toast: str | None) -> None:
        did.append((query_id, toast))

    async def failed(update: object, context: Any) -> None:
        did.append(repr(context.error))

    if is_known:
        put_person(store, with_fields(ANA, position="seated", walk=replace(WALK, variation="seated"), walks_begun=1))
    broadcast = Broadcasts(store).draft(ANA.id, "Hello", clock.now())
    wires = ApplicationBuilder().request(InProcessRequest(telegram)).get_updates_request(InProcessRequest(telegram))
    application = wires.token(TOKEN).updater(None).job_queue(None).build()
    application.add_error_handler(failed)

    async def done_by(update: Json) -> list[object]:
        did.clear()
        # What is remembered of an update is no reason to answer it otherwise the second time.
        application.handlers.clear()
        handlers = Handlers(executor, shipped_library(), clock.now, commit, answer, admin_ids=frozenset({ANA.id}))
        application.add_handlers(handlers.table())
        await application.process_update(Update.de_json(update, application.bot))
        await handlers.settle()
        return list(did)

    await application.initialize()
    edits = 0
    for number, (name, update) in enumerate(updates(broadcast.id)):
        whole = {"update_id": number} | update
        as_it_was = await done_by(whole)
        assert as_it_was, name
        assert await done_by(dict(lightened(whole))) == as_it_was, name
        edits += any("EDIT" in repr(each) for each in as_it_was)
    assert edits > 20
    await application.shutdown()


def test_of_a_pressed_message_only_what_is_needed_is_read_in() -> None:
    """Its text, its buttons and its other files are left out; what is not a press is not looked at."""
    whole = pressed(message_of(USER, {"caption": "x", "photo": PHOTO, "document": MOVING} | OURS), "w:1:0:next")
    light = lightened(whole)
    assert set(light["callback_query"]["message"]) == {"message_id", "date", "chat", "photo"} <= set(NEEDED)
    assert {**light["callback_query"], "message": None} == {**whole["callback_query"], "message": None}
    assert whole["callback_query"]["message"]["caption"] == "x"
    text = {"message": message_of(USER, {"text": "next"})}
    assert lightened(text) is text


@pytest.mark.parametrize("kind", ["photo", "animation", "video", "audio"])
def test_whatever_the_bot_sends_above_words_stays_above_them(kind: str) -> None:
    """Else a change of those words would be asked of a text that is not there."""
    light = lightened(pressed(message_of(USER, {"caption": "x", kind: MOVING} | OURS), "w:1:0:next"))
    assert kind in light["callback_query"]["message"]


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, {"message": 7}, {"message": None}, {"message": []}])
def test_what_is_no_press_as_telegram_sends_it_is_left_as_it_is(odd: object) -> None:
    """What reads it then says what is wrong with it."""
    update = {"update_id": 1, "callback_query": odd}
    assert lightened(update) is update
