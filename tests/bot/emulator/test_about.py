"""What a bot says about itself, and what it may ask about chats and people."""

import json
from typing import Any

import pytest
from aiohttp import FormData

from bot.emulator.calls import Json
from bot.emulator.people import LocalPerson
from tests.bot.emulator.conftest import Client

NOBODY = 5_999_999_999
COMMAND = {"command": "help", "description": "d"}


@pytest.mark.parametrize(
    ("commands", "scope", "words"),
    [
        ([COMMAND] * 101, None, "BOT_COMMANDS_TOO_MUCH"),
        ([{**COMMAND, "command": "Help"}], None, "BOT_COMMAND_INVALID"),
        ([{**COMMAND, "command": "a" * 33}], None, "BOT_COMMAND_INVALID"),
        (["help"], None, "BOT_COMMAND_INVALID"),
        ([{**COMMAND, "description": ""}], None, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{**COMMAND, "description": "d" * 257}], None, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([COMMAND], {"type": "everywhere"}, "can't parse BotCommandScope: Unsupported type specified"),
        ([COMMAND], {"type": "chat", "chat_id": NOBODY}, "chat not found"),
    ],
)
async def test_commands_that_telegram_refuses_are_refused(
    api: Client, commands: list[Any], scope: Json | None, words: str
) -> None:
    """At most 100, in small letters, each with a description."""
    given = {"commands": commands} | ({"scope": scope} if scope else {})
    assert await api.refusal("setMyCommands", **given) == f"Bad Request: {words}"


async def test_commands_name_and_descriptions_are_kept_by_language_and_scope(api: Client, ana: LocalPerson) -> None:
    """A language without its own text falls back to the plain one."""
    scope = {"type": "chat", "chat_id": ana.id}
    await api.ok("setMyCommands", commands=[COMMAND])
    await api.ok("setMyCommands", commands=[{**COMMAND, "command": "/stats"}], scope=scope, language_code="de")
    assert await api.ok("getMyCommands") == [COMMAND]
    assert (await api.ok("getMyCommands", scope=scope, language_code="de"))[0]["command"] == "stats"
    await api.ok("deleteMyCommands")
    assert await api.ok("getMyCommands") == []
    assert (await api.ok("getMyName"))["name"] == "Limber"
    for method, field, longest in (("Name", "name", 64), ("Description", "description", 512)):
        await api.ok(f"setMy{method}", **{field: "x"})
        assert await api.ok(f"getMy{method}", language_code="pt") == {field: "x"}
        assert "too long" in await api.refusal(f"setMy{method}", **{field: "x" * (longest + 1)})
    await api.ok("setMyShortDescription", short_description="s")
    assert await api.ok("getMyShortDescription") == {"short_description": "s"}
    await api.ok("setChatMenuButton", chat_id=ana.id, menu_button={"type": "commands"})
    assert await api.ok("getChatMenuButton", chat_id=ana.id) == {"type": "commands"}


async def test_the_profile_photo_is_uploaded_and_taken_away(api: Client, ana: LocalPerson) -> None:
    """setMyProfilePhoto takes a new file alone; a person has none here."""
    me = (await api.ok("getMe"))["id"]
    none = {"total_count": 0, "photos": []}
    assert [await api.ok("getUserProfilePhotos", user_id=owner) for owner in (me, ana.id)] == [none, none]
    moving = {"type": "animated", "animation": "attach://figure"}
    form = FormData({"photo": json.dumps(moving)})
    form.add_field("figure", b"film", filename="figure.mp4")
    url = f"{api.telegram.url}/bot{api.telegram.token}/setMyProfilePhoto"
    async with api.session.post(url, data=form) as response:
        assert response.status == 200
    assert (await api.ok("getUserProfilePhotos", user_id=me))["total_count"] == 1
    assert "uploaded" in await api.refusal("setMyProfilePhoto", photo=moving | {"animation": "an-id"})
    assert "no file" in await api.refusal("setMyProfilePhoto", photo=moving)
    assert "InputProfilePhoto" in await api.refusal("setMyProfilePhoto", photo={"type": "painted"})
    assert "user not found" in await api.refusal("getUserProfilePhotos", user_id=3)
    assert await api.ok("removeMyProfilePhoto") is True
    assert await api.ok("getUserProfilePhotos", user_id=me) == none


async def test_chats_members_and_the_bot_describe_themselves(api: Client, ana: LocalPerson) -> None:
    """getMe, getChat, members and their count, leaving, and the methods that only say yes."""
    group = api.telegram.group("Hips", ana, kind="supergroup", username="hips")
    group.add_bot(ana)
    me = (await api.ok("getMe"))["id"]
    assert (await api.ok("getChat", chat_id="@hips"))["title"] == "Hips"
    assert (await api.ok("getChatMember", chat_id=group.id, user_id=me))["status"] == "member"
    assert (await api.ok("getChatMember", chat_id=group.id, user_id=ana.id))["status"] == "member"
    ben = api.telegram.person("Ben")
    assert (await api.ok("getChatMember", chat_id=group.id, user_id=ben.id))["status"] == "left"
    assert await api.ok("getChatMemberCount", chat_id=group.id) == 2
    assert await api.ok("getChatAdministrators", chat_id=group.id) == []
    assert await api.ok("leaveChat", chat_id=group.id)
    assert "not a member" in await api.refusal("sendMessage", chat_id=group.id, text="a")
    assert [await api.ok("logOut"), await api.ok("close")] == [True, True]
