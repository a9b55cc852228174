"""What Telegram calls an edit: a word that was changed, a reaction, a preview, a live location that moves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.emulator.calls import Json
from bot.emulator.people import LocalPerson
from bot.receiving import edits
from bot.receiving.edits import is_location_move
from tests.bot.receiving.conftest import Street
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.said import said
from tests.harness.stage import Player, stage_at

Sends = Callable[[LocalPerson], Json]

# What was sent, and what an edit makes of it; all are the newest message.
UNCHANGED: dict[str, tuple[Sends, str]] = {
    "a text": (lambda person: person.say("next"), "next"),
    "a command": (lambda person: person.say("/today"), "/today"),
    "words of an emergency, which were heard": (lambda person: person.say("chest pain"), "chest pain"),
    "a caption": (lambda person: person.send_photo(caption="look"), "look"),
    "no caption": (lambda person: person.send_photo(), ""),
}
CHANGED: dict[str, tuple[Sends, str]] = {
    "a text": (lambda person: person.say("nxet"), "next"),
    "a command": (lambda person: person.say("/todya"), "/today"),
    "a caption": (lambda person: person.send_photo(caption="look"), "it hurts"),
    "a caption that was not there": (lambda person: person.send_photo(), "it hurts"),
    "words in small and capital letters": (lambda person: person.say("Lisbon"), "lisbon"),
}


@pytest.fixture
async def eva(in_memory: InMemoryStage) -> Player:
    """Somebody in a walk."""
    player = in_memory.player("Eva")
    await player.sets_up()
    await player.says("next")
    return player


@pytest.mark.parametrize("what", UNCHANGED)
async def test_an_edit_that_changes_no_word_is_met_with_silence(eva: Player, what: str) -> None:
    """As often as it comes: nothing is said, and nothing is changed."""
    sends, words = UNCHANGED[what]
    sent: list[Json] = []
    await eva.does(lambda: sent.append(sends(eva.person)))
    before = eva.record
    for _ in range(3):
        assert await eva.does(lambda: eva.person.edit(sent[0]["message_id"], words)) == []
    assert eva.record == before


@pytest.mark.parametrize("what", CHANGED)
async def test_an_edit_of_the_newest_message_is_told_that_it_is_not_acted_on(eva: Player, what: str) -> None:
    """Once for each change of the words."""
    sends, words = CHANGED[what]
    sent: list[Json] = []
    await eva.does(lambda: sent.append(sends(eva.person)))
    edit = partial(eva.person.edit, sent[0]["message_id"], words)
    assert await eva.does(edit) == [said("else.edited")]
    assert await eva.does(edit) == []


async def test_an_edit_of_an_older_message_is_met_with_silence(eva: Player) -> None:
    """Whatever it says now; what came since then is what counts."""
    sent: list[Json] = []
    await eva.does(lambda: sent.append(eva.person.say("nxet")))
    await eva.says("next")
    before = eva.record
    for words in ("next", "nxet", "stop", "it hurts"):
        assert await eva.does(partial(eva.person.edit, sent[0]["message_id"], words)) == []
    assert eva.record == before


@pytest.mark.parametrize("between", ["", "next"])
async def test_an_emergency_is_heard_in_any_edit(eva: Player, between: str) -> None:
    """Of the newest message or an older one, and afterwards the newest is still known."""
    sent: list[Json] = []
    await eva.does(lambda: sent.append(eva.person.say("next")))
    if between:
        await eva.does(lambda: sent.append(eva.person.say(between)))
    edit = partial(eva.person.edit, sent[0]["message_id"], "next. no wait, chest pain")
    assert (await eva.does(edit))[0].startswith(said("alarm.call_unknown")[:10])
    assert await eva.does(partial(eva.person.edit, sent[-1]["message_id"], sent[-1]["text"] + "!")) != []


async def test_a_message_from_before_a_restart_is_not_known(tmp_path: Path) -> None:
    """Its words are not kept, so nobody can tell whether an edit changes them; an emergency is heard."""
    async with stage_at(tmp_path) as stage:
        ana = stage.player()
        sent: list[Json] = []
        await ana.does(lambda: sent.append(ana.person.say("hello")))
        await stage.restart()
        for words in ("hello", "hello you"):
            assert await ana.does(partial(ana.person.edit, sent[0]["message_id"], words)) == []
        [text] = await ana.does(lambda: ana.person.edit(sent[0]["message_id"], "I can't breathe"))
        assert text.startswith(said("alarm.call_unknown"))


async def test_a_live_location_is_heard_once_and_leaves_no_trace(tmp_path: Path) -> None:
    """It answers the question for the city; where it moves to is on no disk, not even for a while."""
    async with stage_at(tmp_path) as stage:
        ana = stage.player()
        for text in ("/start", "set me up", "no", "chair"):
            await ana.says(text)
        sent: list[Json] = []
        texts = await ana.does(lambda: sent.append(ana.person.share_location(38.7223, -9.1393, live=True)))
        assert "Lisbon" in texts[0]
        before = ana.record
        for step in range(6):
            assert await ana.does(partial(ana.person.move, sent[0]["message_id"], 38.72917 + step / 1000, -9.1)) == []
        assert ana.record == before
        stored = b"".join(file.read_bytes() for file in sorted(tmp_path.glob("limber.db*")))  # noqa: ASYNC240
        assert not any(f"38.7{digits}".encode() in stored for digits in ("2917", "3017", "3417"))


@pytest.mark.parametrize(
    ("update", "moves"),
    [
        ({"edited_message": {"location": {"latitude": 1.5, "longitude": 2.5}}}, True),
        ({"edited_message": {"location": None, "venue": {}}}, True),
        ({"edited_message": {"text": "location"}}, False),
        ({"message": {"location": {"latitude": 1.5, "longitude": 2.5, "live_period": 60}}}, False),
        ({"edited_message": "location"}, False),
        ({}, False),
    ],
)
def test_which_update_is_a_move(update: Json, moves: bool) -> None:
    """An edit with a place in it, whatever else Telegram puts there."""
    assert is_location_move(update) is moves


async def test_a_move_is_confirmed_without_being_stored(street: Street) -> None:
    """Nor does it count as a flood."""
    moves: list[Any] = [{"update_id": number, "edited_message": {"location": {}}} for number in range(1, 200)]
    await street.inbox.take(moves)
    assert street.rows() == {}
    assert (street.inbox.taken, street.inbox.flooded) == (0, 0)
    assert street.handed == []


async def test_only_the_newest_people_are_remembered(eva: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the memory has an end; for the others an edit is not known to change anything."""
    monkeypatch.setattr(edits, "MOST_PEOPLE", 1)
    sent: list[Json] = []
    await eva.does(lambda: sent.append(eva.person.say("nxet")))
    await eva.stage.player("Ben").says("/help")
    assert await eva.does(partial(eva.person.edit, sent[0]["message_id"], "next")) == []
