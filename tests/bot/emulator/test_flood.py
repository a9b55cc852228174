"""How fast a bot may send, against Telegram's three limits."""

from aiohttp import ClientSession

from bot.emulator.flood import TelegramLimits
from bot.emulator.server import LocalTelegram
from tests.bot.emulator.conftest import Client, Clock


async def test_floods_are_held_back_for_as_long_as_they_are_told(clock: Clock, session: ClientSession) -> None:
    """A burst of 20 to one chat, then one a second; edits count; another chat is free."""
    async with LocalTelegram(limits=TelegramLimits(), clock=clock.now, monotonic=clock.monotonic) as telegram:
        api, ana, ben = Client(telegram, session), telegram.person("Ana"), telegram.person("Ben")
        ana.start()
        ben.start()
        for n in range(20):
            await api.ok("sendMessage", chat_id=ana.id, text=str(n))
        refused = await api.raw("editMessageText", chat_id=ana.id, message_id=2, text="x")
        assert refused == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
        await api.ok("sendMessage", chat_id=ben.id, text="a")
        clock.passes(seconds=1)
        await api.ok("sendMessage", chat_id=ana.id, text="a")
        assert len(ana.inbox) == 21


async def test_a_group_takes_twenty_a_minute_and_all_chats_thirty_a_second(
    clock: Clock, session: ClientSession
) -> None:
    """The two other limits."""
    async with LocalTelegram(limits=TelegramLimits(), clock=clock.now, monotonic=clock.monotonic) as telegram:
        api = Client(telegram, session)
        people = [telegram.person(f"P{n}") for n in range(31)]
        for person in people:
            person.start()
        bodies = [await api.raw("sendMessage", chat_id=p.id, text="a") for p in people]
        assert [b["ok"] for b in bodies] == [True] * 30 + [False]
        clock.passes(seconds=2)
        group = telegram.group("Hips")
        group.add_bot(people[0])
        bodies = [await api.raw("sendMessage", chat_id=group.id, text="a") for _ in range(21)]
        assert [b["ok"] for b in bodies] == [True] * 20 + [False]
        assert bodies[-1]["parameters"] == {"retry_after": 3}
