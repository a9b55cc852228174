"""Does an in-memory stage say what the whole stage says? It is only worth something if it does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.emulator.people import buttons_of
from bot.markup import Html
from bot.replies import Button, Film, Reply, to_call
from storage.records.person import Person
from storage.records.turn import TurnResult
from storage.statements.people import RecordChanged
from tests.harness.chat import Chat
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.memory_store import MemoryStore
from tests.harness.stage import START, Player, Stage, opened

# Says and taps that touch every kind of message: new ones, edits, buttons alone, keyboards, files, erasure.
SCRIPT: tuple[tuple[str, str], ...] = (
    ("says", "/start"),
    ("taps", "Show me one first"),
    ("says", "nxet"),
    ("taps", "More…"),
    ("taps", "Close"),
    ("taps", "Back"),
    ("says", "ouch"),
    ("taps", "When to see someone"),
    ("taps", "Done for today"),
    ("says", "set me up"),
    ("taps", "No, none of these"),
    ("says", "chair"),
    ("says", "Portland"),
    ("says", "Lisbon"),
    ("taps", "07:30"),
    ("says", "/remind 18:00 mon,wed"),
    ("taps", "As well"),
    ("taps", "Reminders"),
    ("taps", "on Monday and Wednesday at 18:00 ✎"),
    ("taps", "Fri"),
    ("taps", "Remove"),
    ("says", "/movements"),
    ("taps", "Inner thigh stretch"),
    ("taps", "Seated · 1 minute"),
    ("says", "more"),
    ("taps", "Other position"),
    ("says", "enough"),
    ("says", "enough"),
    ("taps", "Good"),
    ("says", "/settings"),
    ("taps", "Turn gentle on"),
    ("says", "/progress"),
    ("says", "/pause 5"),
    ("says", "<b>what</b> & why"),
    ("says", "/delete"),
    ("taps", "No, keep it"),
)


async def seen_after(player: Player) -> list[Any]:
    """Every message of the bot with its buttons, and every toast, after the script."""
    for does, what in SCRIPT:
        player.stage.pass_time(seconds=20)
        await getattr(player, does)(what)
    messages = [
        (message["message_id"], player.person.texts[place], [button["text"] for button in buttons_of(message)])
        for place, message in enumerate(player.person.inbox)
    ]
    return [*messages, *(query.answer for query in player.taps_made), player.person.keyboard]


async def test_an_in_memory_stage_says_what_the_whole_stage_says(tmp_path: Path) -> None:
    """Message by message, with ids, buttons and toasts; and the same record in the end."""
    whole, quick = tmp_path / "whole", tmp_path / "quick"
    whole.mkdir()
    quick.mkdir()
    async with opened(Stage(whole)) as stage, opened(InMemoryStage(quick)) as in_memory:
        on_stage, in_memory_player = stage.player(), in_memory.player()
        assert await seen_after(on_stage) == await seen_after(in_memory_player)
        assert on_stage.record == in_memory_player.record


async def test_a_chat_of_turns_alone_says_what_a_stage_says() -> None:
    """Message by message, with what each turned into, buttons and the line over the chat; and the same record."""
    chat = Chat()
    async with opened(InMemoryStage()) as in_memory:
        player = in_memory.player()
        for does, what in SCRIPT:
            in_memory.pass_time(seconds=20)
            chat.pass_time(seconds=20)
            assert getattr(chat, does)(what) == await getattr(player, does)(what)
            assert chat.texts == player.texts
            assert [[label for label, _ in message.buttons] for message in chat.messages.values()] == [
                [button["text"] for button in buttons_of(message)] for message in player.person.inbox
            ]
            assert does == "says" or (chat.toast or "") == player.toast
        assert replace(player.record, id=chat.id) == chat.person


async def test_an_in_memory_stage_notices_that_a_record_was_changed_meanwhile() -> None:
    """Like the real store, so that the turn is decided again."""
    memory = MemoryStore(lambda outgoing, retire, person_id: None)
    first = Person(7, START)
    memory.keep(TurnResult(None, first, first))
    with pytest.raises(RecordChanged):
        memory.keep(TurnResult(None, first, first))


@pytest.mark.parametrize(("kind", "shown"), [("film", "video"), ("sound", "audio")])
async def test_a_film_or_a_sound_is_a_message_with_its_words_and_buttons(tmp_path: Path, kind: Any, shown: str) -> None:
    """Of the length that was said."""
    async with opened(InMemoryStage(tmp_path)) as stage:
        player = stage.player()
        await player.says("/start")
        film = Film("f1", "seated", "short", (), 0, "left", kind, "Hip flow", 61, 640, 720)
        reply = Reply(Html("<b>0:05</b> Sit"), ((Button("Done", "did:done"),),), film=film)
        stage.say((to_call(reply, player.id),), (), player.id)
        last = player.person.last
        assert (last[shown]["duration"], last["caption"], player.buttons) == (61, "0:05 Sit", ["Done"])
