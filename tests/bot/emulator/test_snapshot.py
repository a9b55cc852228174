"""Chats that outlive a restart, and a file that does not."""

import json
import logging
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.emulator.people import PIXEL
from bot.emulator.server import LocalTelegram
from tests.bot.emulator.conftest import Client


def names_in(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


async def test_chats_files_and_waiting_updates_outlive_a_restart(tmp_path: Path, session: ClientSession) -> None:
    """Everything the page shows and the bot has not confirmed, with ids that go on."""
    file = tmp_path / "deep" / "chat.json"
    async with LocalTelegram(state_file=file) as first:
        api, ana = Client(first, session), first.person("Ana", "pt")
        ana.start()
        photo = ana.send_photo()["photo"][0]["file_id"]
        await api.ok("setMyCommands", commands=[{"command": "help", "description": "d"}])
        await api.ok("sendPhoto", chat_id=ana.id, photo=photo, caption="a")
        await api.ok("sendMessage", chat_id=ana.id, text="k", reply_markup={"keyboard": [["Lisbon"]]})
        await api.ok("setMessageReaction", chat_id=ana.id, message_id=1, reaction=[{"type": "emoji", "emoji": "👍"}])
        ana.chat.pinned = [3]
        group = first.group("Hips", ana)
        group.add_bot(ana)
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "deep", *(tmp_path / "deep").rglob("*"))} == {0}
    async with LocalTelegram(state_file=file) as second:
        api, again = Client(second, session), second.person("Ana")
        assert (again.id, again.person.language_code) == (ana.id, "pt")
        assert again.messages == ana.messages
        assert vars(again.chat) == vars(ana.chat)
        assert second.state.chats[group.id].members == {ana.id}
        assert list(second.state.updates) == list(first.state.updates)
        assert await api.ok("getMyCommands") == [{"command": "help", "description": "d"}]
        sent = await api.ok("sendPhoto", chat_id=ana.id, photo=photo)
        assert sent["message_id"] == ana.messages[-1]["message_id"] + 1
        path = (await api.ok("getFile", file_id=photo))["file_path"]
        async with session.get(f"{second.url}/file/bot{second.token}/{path}") as response:
            assert await response.read() == PIXEL
        updates = await api.ok("getUpdates")
        again.say("x")
        assert (await api.ok("getUpdates"))[-1]["update_id"] == updates[-1]["update_id"] + 1


async def test_changes_are_saved_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only at the stop: the program may be killed."""
    monkeypatch.setattr("bot.emulator.snapshot.DEBOUNCE", 0.0)
    file = tmp_path / "chat.json"
    saved: list[str] = []
    async with LocalTelegram(state_file=file) as telegram:
        telegram.person("Ana").start()

        def on_disk() -> bool:
            if file.exists():
                saved.extend(c["messages"]["1"]["text"] for c in json.loads(file.read_text())["chats"])
            return bool(saved)

        while not on_disk():
            await telegram.change(0.01)
    assert saved == ["/start"]
    assert names_in(tmp_path) == ["chat.json", "chat.json.files"]


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", '{"format": 99}', '{"format": 1, "people": [{"id": 1}]}', '{"format": 1, "people": 5}'],
)
async def test_a_broken_file_is_set_aside_with_a_warning(
    tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The chats begin anew; the broken file is still there to look at."""
    file = tmp_path / "chat.json"
    file.write_text(content)
    with caplog.at_level(logging.WARNING):
        async with LocalTelegram(state_file=file) as telegram:
            assert telegram.state.people == {}
            telegram.person("Ana").start()
    assert "local_chat_read_failed" in caplog.text
    assert (tmp_path / "chat.json.broken").read_text() == content
    assert json.loads(file.read_text())["people"][0]["first_name"] == "Ana"


async def test_a_disk_that_cannot_be_written_is_only_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The chat goes on."""
    monkeypatch.setattr("bot.emulator.snapshot.DEBOUNCE", 0.0)
    (tmp_path / "chat.json.files").write_text("a file where the folder should be")
    telegram = LocalTelegram(state_file=tmp_path / "chat.json")
    await telegram.start()
    with caplog.at_level(logging.WARNING):
        telegram.person("Ana").start()
        while "local_chat_save_failed" not in caplog.text:
            await telegram.change(0.01)
        await telegram.stop()
    assert caplog.text.count("local_chat_save_failed") >= 2
