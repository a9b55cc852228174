"""A picture of somebody's own record: drawn when it is sent, once until the record changes, and gone with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.emulator.calls import Call
from bot.emulator.faults import Fault
from storage.database import writing
from storage.schema import tables
from tests.harness.stage import Player, Stage, opened


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The whole bot."""
    async with opened(Stage(tmp_path)) as whole:
        yield whole


@pytest.fixture
async def ana(stage: Stage) -> Player:
    """Ana, with one walk behind her."""
    player = stage.player()
    await player.sets_up()
    await walks(player)
    return player


async def walks(player: Player) -> None:
    """A walk, both sides ended early."""
    await player.forges("go:seated-inner-thigh")
    for said in ("enough", "enough", "good"):
        await player.says(said)


def made(stage: Stage, method: str) -> list[bool]:
    """The calls of a method, each with whether a file came with it: else Telegram was told the id of one it has."""
    return [bool(call.files) for call in stage.telegram.state.ledger if call.method == method]


def remembered(stage: Stage, person_id: int) -> int:
    """How many pictures of somebody's record Telegram's ids are remembered of."""
    with stage.store.engine.connect() as connection:
        wanted = sa.select(sa.func.count()).where(tables.media.c.person_id == person_id)
        return int(connection.scalar(wanted) or 0)


async def test_the_picture_is_drawn_once_until_the_record_changes(stage: Stage, ana: Player) -> None:
    """Asked for again it is the same; after another walk, and on another day, it is a new one."""
    for _ in range(3):
        await ana.says("/progress")
    assert made(stage, "sendPhoto") == [True, False, False]
    await walks(ana)
    await ana.says("/progress")
    stage.pass_time(days=1)
    await ana.says("/progress")
    assert made(stage, "sendPhoto") == [True, False, False, True, True]
    assert remembered(stage, ana.id) == 1


async def test_what_was_drawn_before_a_restart_is_known_after_it(stage: Stage, ana: Player) -> None:
    """Ids of pictures are on record."""
    await ana.says("/progress")
    await stage.restart()
    await ana.says("/progress")
    assert made(stage, "sendPhoto") == [True, False]


async def test_a_picture_that_telegram_has_no_longer_is_drawn_again(stage: Stage, ana: Player) -> None:
    """The person notices nothing."""
    await ana.says("/progress")
    with writing(stage.store.engine) as connection:
        connection.execute(sa.update(tables.media).values(file_id="gone"))
    await stage.restart()
    await ana.says("/progress")
    assert made(stage, "sendPhoto") == [True, True]
    assert "photo" in ana.person.last


async def test_a_picture_that_telegram_refuses_is_left_away(stage: Stage, ana: Player) -> None:
    """The words come alone, with their buttons."""

    async def refuse(call: Call) -> Fault | None:
        return Fault(error=(400, "Bad Request: IMAGE_PROCESS_FAILED")) if call.method == "sendPhoto" else None

    stage.telegram.faults = refuse
    await ana.says("/progress")
    assert "photo" not in ana.person.last
    assert "For my physio" in ana.buttons


async def test_the_page_for_a_physio_is_a_document_with_its_words_beside_it(stage: Stage, ana: Player) -> None:
    """One file and one text; asked for again, nothing is drawn."""
    for _ in range(2):
        await ana.says("/report")
        page, words = (await ana.taps("Last 4 weeks"))[-2:]
        assert "22 November 2026" in page
        assert "Sessions: 1" in words
    assert made(stage, "sendDocument") == [True, False]
    files = [message["document"] for message in ana.person.inbox if "document" in message]
    found = [file for file in files if file["mime_type"] == "application/pdf"]
    assert len(found) == 2
    content = stage.telegram.state.blobs[found[0]["file_unique_id"]]
    assert content.startswith(b"%PDF-")


async def test_who_is_erased_is_in_no_picture_any_more(stage: Stage, ana: Player) -> None:
    """Nobody could find it again."""
    await ana.says("/progress")
    assert remembered(stage, ana.id) == 1
    await ana.says("/delete")
    await ana.taps("Yes, erase it")
    assert remembered(stage, ana.id) == 0
