"""Senders that are no person get silence: nothing is stored, nobody is made up, nobody is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.emulator.calls import Json
from bot.receiving.flood_limits import BURST
from bot.receiving.senders import is_from_no_person
from tests.bot.receiving.test_groups import ANA, CHANNEL, GROUP, GROUP_BOT
from tests.harness.stage import Stage, stage_at
from tests.harness.tabled import tabled

ROBOT = {"id": 7_100_000_002, "is_bot": True, "first_name": "Robot", "username": "robot_bot", "language_code": "en"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
WITH_ROBOT = {"id": ROBOT["id"], "type": "private", "first_name": "Robot"}
TO_THE_BOT = {
    "text": "/help@limber_bot",
    "entities": [{"type": "bot_command", "offset": 0, "length": len("/help@limber_bot")}],
}


def message(sender: Json, chat: Json, **more: object) -> Json:
    """A message that means the bot."""
    return {"message_id": 4, "date": 1_795_358_100, "chat": chat, "from": sender, **TO_THE_BOT, **more}


NO_PERSON: dict[str, Json] = {
    "a bot in its own chat": {"message": message(ROBOT, WITH_ROBOT)},
    "a bot in a group": {"message": message(ROBOT, GROUP)},
    "a bot that corrects itself": {"edited_message": message(ROBOT, WITH_ROBOT, edit_date=1_795_358_101)},
    "a bot that tells of an emergency": {
        "message": message(ROBOT, WITH_ROBOT, text="I have chest pain and I cannot breathe", entities=[])
    },
    "a bot that presses": {
        "callback_query": {"id": "7", "from": ROBOT, "chat_instance": "1", "data": "w:1:0:next"},
    },
    "an administrator without a name": {"message": message(GROUP_BOT, GROUP, sender_chat=GROUP)},
    "the same, of an older program": {"message": message(GROUP_BOT | {"is_bot": False}, GROUP)},
    "somebody who writes as a channel": {"message": message(CHANNEL_BOT, GROUP, sender_chat=CHANNEL)},
    "a channel in a private chat": {"message": message(ANA, ANA | {"type": "private"}, sender_chat=CHANNEL)},
    "a post of the linked channel": {
        "message": message(TELEGRAM, GROUP, sender_chat=CHANNEL, is_automatic_forward=True)
    },
    "the same without its channel": {"message": message(ANA, GROUP, is_automatic_forward=True)},
    "Telegram itself": {"message": message(TELEGRAM, TELEGRAM | {"type": "private"})},
    "a post": {"channel_post": {"message_id": 5, "date": 1, "chat": CHANNEL, "sender_chat": CHANNEL, **TO_THE_BOT}},
    "a post of an author": {"channel_post": message(ANA, CHANNEL)},
    "a post that was edited": {"edited_channel_post": message(ANA, CHANNEL, edit_date=2)},
}
PEOPLE: dict[str, Json] = {
    "somebody in their own chat": {"message": message(ANA, ANA | {"type": "private"})},
    "somebody in a group": {"message": message(ANA, GROUP)},
    "through a bot of theirs": {"message": message(ANA, GROUP, via_bot=ROBOT)},
    "in answer to a bot": {"message": message(ANA, GROUP, reply_to_message=message(ROBOT, GROUP))},
    "in answer to a post": {"message": message(ANA, GROUP, reply_to_message=message(TELEGRAM, GROUP))},
    "an edit": {"edited_message": message(ANA, GROUP, edit_date=2)},
    "a press under the bot's own message": {
        "callback_query": {"id": "7", "from": ANA, "message": message(ROBOT, GROUP), "data": "x"}
    },
    "a bot that was blocked by one": {"my_chat_member": {"from": ROBOT, "chat": GROUP}},
    "what has no sender": {"message": {"from": None, "sender_chat": None, "is_automatic_forward": None}},
    "what is of another shape": {"message": {"from": [ROBOT], "sender_chat": 7, "is_automatic_forward": "yes"}},
    "a strange id": {"message": {"from": {"id": [777000], "is_bot": 1}}},
    "no message": {"message": [], "channel_post": None},
    "another kind": {"poll": {"id": "1"}},
    "nothing": {},
}


@tabled(
    ("name", "update", "silent"),
    [(k, u, True) for k, u in NO_PERSON.items()] + [(k, u, False) for k, u in PEOPLE.items()],
)
def test_who_is_no_person(name: str, update: Json, silent: bool) -> None:
    """By the fields of the message that came, and of none that it answers."""
    assert is_from_no_person(update) is silent, name


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot itself."""
    async with stage_at(tmp_path) as opened:
        yield opened


async def test_nothing_comes_of_what_no_person_sent(stage: Stage) -> None:
    """No call, no row of any person or update; somebody who writes right behind it is answered."""
    ana = stage.player()
    stage.telegram.state.ledger.clear()
    for update in NO_PERSON.values():
        stage.telegram.state.push_raw(update)
    await stage.settle()
    assert [call.method for call in stage.telegram.state.ledger if call.method != "getUpdates"] == []
    assert stage.store.census() == {"people": 0}
    assert await ana.says("/help")
    with stage.store.engine.connect() as connection:
        assert list(connection.scalars(sa.text("SELECT id FROM person"))) == [ana.id]
    assert stage.wrongs() == []


async def test_a_bot_that_floods_is_not_told_so(tmp_path: Path) -> None:
    """Two bots would answer each other for ever; and the people of its group are none the slower."""
    opened = Stage(tmp_path)
    opened.parts.chat_limits = True
    await opened.open()
    for _ in range(2 * BURST):
        opened.telegram.state.push_raw(NO_PERSON["a bot in its own chat"])
    await opened.settle()
    assert opened.bot.inbox.flooded == 0
    assert [call.method for call in opened.telegram.state.ledger if call.sends] == []
    await opened.close()
