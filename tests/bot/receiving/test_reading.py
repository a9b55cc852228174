"""Reading of updates: what is none is one line in the log, set aside at once, and keeps nobody waiting."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot

from bot.emulator.calls import Json
from bot.receiving.reading import Unreadable, is_misshapen, read_update
from tests.bot.receiving.conftest import Street, said
from tests.harness.metrics_page import of_page
from tests.harness.stage import TOKEN, Stage, stage_at
from tests.harness.tabled import tabled
from tests.system.security.update_examples import examples

PERSON = {"id": 5_100_000_001, "is_bot": False, "first_name": "Ana", "language_code": "en"}
SAID = {"message_id": 7, "date": 1, "chat": {"id": PERSON["id"], "type": "private"}, "from": PERSON, "text": "hello"}
PRESSED = {"id": "7", "from": PERSON, "chat_instance": "1", "data": "w:1:0:next"}
KNOWN = examples(PERSON, "word")

# What the library cannot read, and what it hands on although a conversation cannot.
UNREADABLE: dict[str, Json] = {
    "no chat": {"message": {"text": "hello"}},
    "a list": {"message": [1]},
    "a word": {"message": "hello"},
    "no date": {"message": SAID | {"date": "yesterday"}},
    "a date that no machine has": {"message": SAID | {"date": 10**18}},
    "a press without an id": {"callback_query": PRESSED | {"id": ["7"]}},
    "a press of nobody": {"callback_query": {"id": "7"}},
    "an id that nobody has": {"message": SAID | {"from": PERSON | {"id": 2**60}}},
    "a text that is a number": {"message": SAID | {"text": 7}},
    "a name that is a list": {"message": SAID | {"from": PERSON | {"first_name": ["Ana"]}}},
    "no name": {"message": SAID | {"from": PERSON | {"first_name": None}}},
    "a language that is a list": {"message": SAID | {"from": PERSON | {"language_code": ["en"]}}},
}


def test_what_the_library_cannot_read_is_unreadable() -> None:
    """Because of the error that it raised, whose place is the reason."""
    with pytest.raises(Unreadable) as caught:
        read_update({"update_id": 7} | UNREADABLE["no chat"], Bot(TOKEN))
    assert isinstance(caught.value.__cause__, KeyError)
    assert read_update({"update_id": 7, "message": SAID}, Bot(TOKEN)).update_id == 7


def test_no_whole_update_is_misshapen() -> None:
    """Of any kind that Telegram has; else a fault of ours would be told as one of Telegram's."""
    assert {name for name, update in KNOWN.items() if is_misshapen(update)} <= {"something new"}


@tabled(
    ("name", "value"),
    [
        ("text", 7),
        ("caption", []),
        ("first_name", None),
        ("status", True),
        ("message_id", "7"),
        ("message_id", True),
        ("offset", 1.5),
        ("entities", {}),
        ("photo", "p"),
        ("latitude", "38"),
        ("latitude", True),
        ("from", 41),
        ("chat", {"id": "41"}),
        ("user", {}),
    ],
)
def test_a_field_of_another_type_is_misshapen(name: str, value: object) -> None:
    """Wherever it lies; so is a kind without anything in it."""
    assert is_misshapen({"message": {}})
    assert is_misshapen({"message": {"entities": [{"something": {name: value}}]}})


async def test_one_line_and_no_second_try(street: Street, caplog: pytest.LogCaptureFixture) -> None:
    """Of what is unreadable; a fault of ours at a whole update keeps its traceback."""
    street.failures[1] = [Unreadable()] * 3
    street.failures[2] = [TypeError()] * 3
    street.failures[3] = [TypeError()] * 3
    await street.take(said(1), said(2) | {"edited_message": {"text": 7}}, said(3))
    assert (street.begun, street.states()) == ([1, 2, 3, 3], ["aside", "aside", "aside"])
    lines = [record.getMessage().split(" reason=")[0] for record in caplog.records if record.exc_info is None]
    assert lines == [f"update_set_aside update={number}" for number in (1, 2, 3)]
    assert [record.getMessage() for record in caplog.records if record.exc_info] == ["update_failed update=3"] * 2


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot itself."""
    async with stage_at(tmp_path) as opened:
        yield opened


async def test_the_whole_bot_sets_them_aside_without_a_traceback(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Each is one line with its reason, and counted; who writes right behind them is answered."""
    ana = stage.player()
    caplog.set_level(logging.DEBUG)
    for update in UNREADABLE.values():
        stage.telegram.state.push_raw(json.loads(json.dumps(update)))
    assert await ana.says("/help")
    told = [record for record in caplog.records if record.getMessage().startswith("update_")]
    assert [record.getMessage().split()[0] for record in told] == ["update_set_aside"] * len(UNREADABLE)
    assert [record for record in caplog.records if record.exc_info] == []
    figures = of_page(await stage.bot.metrics.page())
    assert figures["limber_updates_set_aside_total"] == len(UNREADABLE)


async def test_what_is_no_update_at_all_is_one_line_and_counted(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """It has no id, so there is nothing to store; what came with it is served."""
    ana = stage.player()
    await stage.bot.inbox.take(["junk", {"message": SAID}, None, {"update_id": "7"}, 7, []])
    assert [one.getMessage() for one in caplog.records if "skipped" in one.getMessage()] == [
        "update_skipped reason=no_update"
    ] * 6
    assert of_page(await stage.bot.metrics.page())["limber_updates_skipped_total"] == 6
    assert await ana.says("/help")
