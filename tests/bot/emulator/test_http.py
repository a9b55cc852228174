"""How calls and updates travel: parameters, polls, tokens, and who is let in."""

import asyncio
from typing import Any

import pytest
import telegram as ptb
from aiohttp import ClientSession, FormData

from bot.emulator import server
from bot.emulator.calls import Json
from bot.emulator.people import PIXEL, LocalPerson
from bot.emulator.server import LocalTelegram
from tests.bot.emulator.conftest import Client, Clock
from tests.harness.patience import HANGS


async def test_parameters_come_in_every_way_that_telegram_takes(
    api: Client, ana: LocalPerson, session: ClientSession
) -> None:
    """Query, form, JSON and multipart, GET and POST; method names in any case."""
    url = f"{api.telegram.url}/bot{api.telegram.token}/sendmessage"
    params = {"chat_id": str(ana.id), "text": "a"}
    form = FormData(params, default_to_multipart=True)
    ways: list[tuple[str, Json]] = [
        ("GET", {"params": params}),
        ("POST", {"data": params}),
        ("POST", {"data": form}),
        ("POST", {"json": params}),
    ]
    for method, how in ways:
        async with session.request(method, url, **how) as response:
            assert (await response.json())["ok"]
    assert ana.texts == ["a"] * 4
    for broken in ("{", "[1]"):
        async with session.post(url, data=broken, headers={"Content-Type": "application/json"}) as response:
            assert (response.status, (await response.json())["ok"]) == (400, False)


async def test_a_wrong_token_or_method_is_turned_away(api: Client, session: ClientSession) -> None:
    """401 and 404, also for files."""
    url = api.telegram.url
    for path, code in (
        ("/bot1:wrong/getMe", 401),
        ("/file/bot1:wrong/photos/a.png", 401),
        (f"/file/bot{api.telegram.token}/photos/a.png", 404),
        (f"/bot{api.telegram.token}/makeTea", 404),
    ):
        async with session.get(url + path) as response:
            assert (response.status, (await response.json())["error_code"]) == (code, code)


async def test_other_names_for_this_machine_are_turned_away(api: Client, session: ClientSession) -> None:
    """A page elsewhere cannot reach in by pointing its own name here; others on the network cannot either."""
    for host in ("evil.example", "evil.example:80", "[::2]"):
        async with session.get(api.telegram.url, headers={"Host": host}) as response:
            assert response.status == 403
    with pytest.raises(ValueError, match="this machine only"):
        await LocalTelegram().start(host="0.0.0.0")  # noqa: S104


async def test_updates_are_kept_until_they_are_confirmed(api: Client, ana: LocalPerson) -> None:
    """An offset confirms what lies before it; a limit takes a part; a negative offset keeps only the end."""
    ids = list(range(api.telegram.state.next_update_id, api.telegram.state.next_update_id + 5))
    for number in ids:
        ana.say(str(number))

    async def got(**params: Any) -> list[int]:
        return [u["update_id"] for u in await api.ok("getUpdates", **params)]

    assert await got() == ids
    assert await got(limit=2) == ids[:2]
    assert await got(offset=ids[1]) == ids[1:]
    assert await got(offset=-2) == ids[-2:]
    assert await got() == ids[-2:]
    assert await got(offset=ids[-1] + 1) == []
    assert await got(offset=-1) == []


async def test_updates_are_forgotten_after_a_day(api: Client, ana: LocalPerson, clock: Clock) -> None:
    """As at Telegram, which keeps them for 24 hours."""
    ana.say("old")
    clock.passes(hours=23)
    ana.say("new")
    clock.passes(hours=2)
    assert [u["message"]["text"] for u in await api.ok("getUpdates")] == ["new"]


async def test_only_wanted_updates_come(api: Client, ana: LocalPerson) -> None:
    """allowed_updates lasts until it is changed; reactions come only when asked for."""
    sent = ana.messages[0]
    ana.react(sent)
    assert await api.ok("getUpdates", allowed_updates=["callback_query", "message_reaction"]) == []
    ana.say("unwanted")
    ana.react(sent)
    [update] = await api.ok("getUpdates")
    assert update["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    await api.ok("getUpdates", allowed_updates=[], offset=update["update_id"] + 1)
    ana.say("wanted")
    assert (await api.ok("getUpdates"))[0]["message"]["text"] == "wanted"


async def test_a_long_poll_ends_with_the_first_update(
    api: Client, ana: LocalPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, not at the end of its time."""
    monkeypatch.setattr(server, "LONGEST_POLL", 2 * HANGS)
    poll = asyncio.create_task(api.ok("getUpdates", timeout=2 * int(HANGS)))
    await api.telegram.until(lambda: api.telegram.polls == 1)
    ana.say("hello")
    assert [u["message"]["text"] for u in await asyncio.wait_for(poll, HANGS)] == ["hello"]


async def test_a_long_poll_comes_back_empty_after_its_time(api: Client, ana: LocalPerson) -> None:
    """With no update there is an empty list."""
    assert await api.ok("getUpdates", timeout=0) == []
    assert await asyncio.wait_for(api.ok("getUpdates", timeout=1), HANGS) == []


async def test_a_second_poll_ends_the_first(api: Client, ana: LocalPerson) -> None:
    """Two instances of one bot are told so."""
    first = asyncio.create_task(api.raw("getUpdates", timeout=50))
    await api.telegram.until(lambda: api.telegram.polls == 1)
    second = asyncio.create_task(api.ok("getUpdates", timeout=50))
    body = await asyncio.wait_for(first, HANGS)
    assert (body["error_code"], body["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    ana.say("x")
    assert len(await asyncio.wait_for(second, HANGS)) == 1


async def test_python_telegram_bot_speaks_with_it(telegram: LocalTelegram, ana: LocalPerson) -> None:
    """Text, taps, uploads, downloads, edits and errors through the library that the bot uses."""
    bot = ptb.Bot(telegram.token, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot")
    async with bot:
        assert (await bot.get_me()).username == "limber_bot"
        button = ptb.InlineKeyboardButton("Next ▶", callback_data="n", api_kwargs={"style": "primary"})
        await bot.send_message(
            ana.id, "<blockquote expandable>a</blockquote>", "HTML", reply_markup=ptb.InlineKeyboardMarkup([[button]])
        )
        tap = asyncio.create_task(ana.tap("Next"))
        [update] = await bot.get_updates(timeout=5)
        query = update.callback_query
        assert query is not None
        assert (query.data, query.from_user.id) == ("n", ana.id)
        await query.answer("There")
        assert (await tap).text == "There"
        photo = await bot.send_photo(ana.id, PIXEL, caption="c")
        file = await bot.get_file(photo.photo[-1].file_id)
        assert bytes(await file.download_as_bytearray()) == PIXEL
        await photo.edit_media(ptb.InputMediaPhoto(PIXEL, caption="d"))
        assert ana.last["caption"] == "d"
        with pytest.raises(ptb.error.BadRequest, match="Message text is empty"):
            await bot.send_message(ana.id, " ")
        ana.block()
        with pytest.raises(ptb.error.Forbidden, match="bot was blocked by the user"):
            await bot.send_message(ana.id, "a")
