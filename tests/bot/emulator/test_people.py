"""What people do in a chat, and what the bot is told of it."""

import asyncio
from typing import Any

import pytest
import telegram as ptb

from bot.emulator.calls import Json
from bot.emulator.people import LocalPerson, NoSuchButton
from bot.emulator.server import LocalTelegram
from tests.bot.emulator.conftest import Client
from tests.harness.patience import HANGS


def told(telegram: LocalTelegram) -> list[tuple[str, Json]]:
    """The waiting updates as (kind, content)."""
    return [(kind, update[kind]) for update in telegram.state.updates for kind in update if kind != "update_id"]


def readable(telegram: LocalTelegram) -> list[ptb.Update]:
    """The waiting updates as the bot's library reads them."""
    return [ptb.Update.de_json(update, None) for update in telegram.state.updates]


def test_start_with_a_payload_is_a_command(telegram: LocalTelegram) -> None:
    """As when somebody opens a link to the bot."""
    ben = telegram.person("Ben", language_code="de")
    ben.start("from-a-friend")
    [(kind, message)] = told(telegram)
    assert (kind, message["text"]) == ("message", "/start from-a-friend")
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {"id": ben.id, "is_bot": False, "first_name": "Ben", "language_code": "de"}
    assert ben.id > 2**32


def test_a_person_is_the_same_person_when_asked_for_again(telegram: LocalTelegram, ana: LocalPerson) -> None:
    """By name; another name is somebody else with an id of their own."""
    assert telegram.person("Ana").id == ana.id
    assert telegram.person("Ben").id != ana.id


ACTS: list[tuple[str, tuple[Any, ...], str]] = [
    ("say", ("hello",), "text"),
    ("forward", ("hello",), "forward_origin"),
    ("share_location", (38.7, -9.1), "location"),
    ("send_sticker", (), "sticker"),
    ("send_photo", (), "photo"),
    ("send_voice", (), "voice"),
    ("send_video", (), "video"),
    ("send_document", (), "document"),
    ("send_contact", (), "contact"),
    ("send_dice", (), "dice"),
    ("send_poll", (), "poll"),
]


@pytest.mark.parametrize(("act", "args", "field"), ACTS)
def test_whatever_is_sent_reaches_the_bot_readable(
    telegram: LocalTelegram, ana: LocalPerson, act: str, args: tuple[Any, ...], field: str
) -> None:
    """The bot's library reads every kind of message."""
    message = getattr(ana, act)(*args)
    [update] = readable(telegram)
    assert update.message is not None
    assert update.message.message_id == message["message_id"]
    assert getattr(update.message, field)
    assert ana.messages[-1] == message


def test_an_edit_is_told_and_keeps_its_place(telegram: LocalTelegram, ana: LocalPerson) -> None:
    """edited_message with the same id."""
    first = ana.say("nxet")
    ana.say("more")
    ana.edit(first["message_id"], "/next")
    kind, message = told(telegram)[-1]
    assert (kind, message["message_id"], message["text"]) == ("edited_message", first["message_id"], "/next")
    assert message["entities"][0]["type"] == "bot_command"
    assert [m.get("text") for m in ana.messages] == ["/start", "/next", "more"]


def test_blocking_is_told_once_and_writing_unblocks(telegram: LocalTelegram, ana: LocalPerson) -> None:
    """my_chat_member: member, kicked, member."""
    ana.block()
    ana.block()
    ana.say("back again")
    kinds = [kind for kind, _ in told(telegram)]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]
    standing = [u.my_chat_member.new_chat_member.status for u in readable(telegram) if u.my_chat_member]
    assert standing == ["kicked", "member"]


def test_a_raw_update_of_any_shape_can_be_queued(telegram: LocalTelegram) -> None:
    """With its own id or the next; ids go on from the highest."""
    state = telegram.state
    assert state.push_raw({"strange": [1]}) == 100_000_001
    assert state.push_raw({"update_id": 900_000_000, "message": None}) == 900_000_000
    assert state.push_raw({}) == 900_000_001
    assert state.push_raw({"update_id": 5}) == 5
    assert [u["update_id"] for u in state.updates] == [100_000_001, 900_000_000, 900_000_001, 5]


KEYS = {"inline_keyboard": [[{"text": "◀ Back", "callback_data": "b"}, {"text": "Next ▶", "callback_data": "n"}]]}


@pytest.mark.parametrize("label", ["Next ▶", "Next", "next", "n"])
async def test_a_button_is_found_by_label_or_data_in_the_newest_message(
    api: Client, ana: LocalPerson, label: str
) -> None:
    """Also without arrows and emoji; an older message is meant only when it is named."""
    old = await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=KEYS)
    new = await api.ok("sendMessage", chat_id=ana.id, text="b", reply_markup=KEYS)
    await api.ok("sendMessage", chat_id=ana.id, text="c")
    assert ana.touch(label).message_id == new["message_id"]
    assert ana.touch(label, old).message_id == old["message_id"]
    assert ana.touch(label, old["message_id"]).data == "n"
    queries = [content for kind, content in told(api.telegram) if kind == "callback_query"]
    assert [q["message"]["message_id"] for q in queries] == [new["message_id"], old["message_id"], old["message_id"]]


async def test_a_button_that_is_not_there_is_named_with_those_that_are(api: Client, ana: LocalPerson) -> None:
    """The error helps to mend the test."""
    link = {"inline_keyboard": [[{"text": "Read", "url": "https://example.org"}]]}
    await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=KEYS)
    sent = await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=link)
    with pytest.raises(NoSuchButton, match=r"no button 'Stop' for Ana; .*Read.*Next ▶"):
        ana.touch("Stop")
    with pytest.raises(NoSuchButton, match="no button 'Next'"):
        ana.touch("Next", sent)
    with pytest.raises(NoSuchButton, match="no button 'Next'"):
        ana.touch("Next", 99)
    with pytest.raises(NoSuchButton, match="sends nothing to the bot"):
        ana.touch("Read")
    with pytest.raises(NoSuchButton, match=r"no button '▶'"):
        ana.touch("▶")
    assert ana.buttons == ["Read"]


async def test_a_tap_waits_for_its_answer(api: Client, ana: LocalPerson) -> None:
    """And says so when none comes."""
    await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=KEYS)
    tap = asyncio.create_task(ana.tap("Next"))
    [update] = await api.ok("getUpdates", timeout=5)
    query = update["callback_query"]
    await api.ok("answerCallbackQuery", callback_query_id=query["id"], text="There", url="https://example.org")
    answer = await tap
    assert (answer.text, answer.show_alert, answer.url) == ("There", False, "https://example.org")
    with pytest.raises(TimeoutError, match=r"in vain for an answer to the tap on 'Next'; the chat of Ana ends with"):
        await ana.tap("Next", seconds=0.01)


async def test_a_key_sends_its_words_or_the_place(api: Client, ana: LocalPerson) -> None:
    """A one-time keyboard is gone afterwards."""
    keys = [
        [{"text": "📍 Share once", "request_location": True}],
        [{"text": "Lisbon"}, {"text": "☎", "request_contact": True}],
    ]
    markup = {"keyboard": keys, "one_time_keyboard": True}
    await api.ok("sendMessage", chat_id=ana.id, text="Where?", reply_markup=markup)
    with pytest.raises(NoSuchButton, match="no key 'Porto' for Ana; there are"):
        ana.press("Porto")
    assert ana.press("share once", location=(1.0, 2.0))["location"] == {"latitude": 1.0, "longitude": 2.0}
    assert ana.keyboard == []
    await api.ok("sendMessage", chat_id=ana.id, text="Where?", reply_markup={"keyboard": keys})
    assert ana.press("Lisbon")["text"] == "Lisbon"
    assert "contact" in ana.press("☎")
    assert len(ana.keyboard) == 3


async def test_hearing_waits_for_words_and_looks_only_behind_a_message(api: Client, ana: LocalPerson) -> None:
    """What was heard before does not count again."""
    with pytest.raises(LookupError, match="has not written to Ana"):
        _ = ana.last
    said = ana.say("next")
    hearing = asyncio.create_task(ana.hears("step 2", after=said))
    await api.ok("sendMessage", chat_id=ana.id, text="step 1")
    await api.ok("sendMessage", chat_id=ana.id, text="step 2")
    heard = await hearing
    assert (heard["text"], ana.texts, ana.last["text"]) == ("step 2", ["step 1", "step 2"], "step 2")
    assert (await ana.hears("step 1"))["text"] == "step 1"
    with pytest.raises(TimeoutError, match="in vain for a message with 'step 1'"):
        await ana.hears("step 1", after=heard["message_id"], seconds=0.01)


async def test_waiting_ends_when_telegram_stops(telegram: LocalTelegram, ana: LocalPerson) -> None:
    """Nobody waits for what cannot come."""
    waiting = asyncio.create_task(ana.hears("never", seconds=2 * HANGS))
    await asyncio.sleep(0)
    await telegram.stop()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(waiting, HANGS)
    assert await telegram.change() is False


GROUP_TALK = [
    ("/today", True),
    ("/today@limber_bot", True),
    ("/today@other_bot", False),
    ("@limber_bot what now?", True),
    ("good morning", False),
]


@pytest.mark.parametrize(("text", "heard"), GROUP_TALK)
def test_in_a_group_the_bot_hears_only_what_is_for_it(
    telegram: LocalTelegram, ana: LocalPerson, text: str, heard: bool
) -> None:
    """Privacy mode, as a bot has it by default."""
    group = telegram.group("Hips", ana)
    group.add_bot(ana)
    before = len(telegram.state.updates)
    group.say(ana, text)
    assert (len(telegram.state.updates) > before) is heard
    assert group.messages[-1]["text"] == text


async def test_a_group_tells_of_joining_replies_leaving_and_growing(api: Client, ana: LocalPerson) -> None:
    """Each update is readable for the bot's library."""
    group = api.telegram.group("Hips")
    group.add_bot(ana)
    sent = await api.ok("sendMessage", chat_id=group.id, text="hello")
    group.say(ana, "thanks", reply_to=sent)
    grown = group.upgrade(ana)
    grown.remove_bot(ana)
    kinds = [kind for kind, _ in told(api.telegram)]
    assert kinds == ["my_chat_member", "message", "message", "message", "message", "my_chat_member"]
    updates = readable(api.telegram)
    assert updates[1].message is not None
    assert [u.username for u in updates[1].message.new_chat_members] == ["limber_bot"]
    assert updates[3].message is not None
    assert updates[3].message.migrate_to_chat_id == grown.id
    assert group.texts == ["hello"]
    assert grown.id < -(10**12)


def test_a_channel_posts_to_the_bot_that_administers_it(telegram: LocalTelegram, ana: LocalPerson) -> None:
    """channel_post has no sender but the channel."""
    channel = telegram.group("Hips", kind="channel", username="hips")
    channel.add_bot(ana)
    channel.post("news")
    updates = readable(telegram)
    assert updates[0].my_chat_member is not None
    assert updates[0].my_chat_member.new_chat_member.status == "administrator"
    assert updates[1].channel_post is not None
    assert (updates[1].channel_post.text, updates[1].channel_post.from_user) == ("news", None)


def test_a_reaction_can_be_given_and_taken_back(telegram: LocalTelegram, ana: LocalPerson) -> None:
    """The bot hears of it only when it asked for such updates."""
    telegram.state.allowed = ["message_reaction"]
    ana.react(ana.messages[0])
    ana.react(ana.messages[0], None)
    assert [len(content["new_reaction"]) for _, content in told(telegram)] == [1, 0]
    assert readable(telegram)[0].message_reaction is not None


def test_changes_are_found_by_version(telegram: LocalTelegram, ana: LocalPerson) -> None:
    """New, edited and deleted messages, each once, in the order of the chat."""
    state, chat = telegram.state, ana.chat
    numbers = [ana.say(str(n))["message_id"] for n in range(4)]
    before = state.version
    ana.edit(numbers[2], "new")
    ana.edit(numbers[0], "new")
    assert state.delete_message(chat, numbers[1])
    assert not state.delete_message(chat, numbers[1])
    changed, deleted = state.changes_since(chat, before)
    assert [m["message_id"] for m in changed] == [numbers[0], numbers[2]]
    assert deleted == [numbers[1]]
    assert state.changes_since(chat, state.version) == ([], [])
