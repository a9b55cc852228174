"""Groups and channels: the bot speaks when it is spoken to, once, where it was asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from telegram import Message, User

from bot.emulator.calls import Json
from bot.emulator.chats import BOT_ID
from bot.emulator.markup import find_entities
from bot.emulator.people import buttons_of, captioned
from bot.receiving.groups import is_meant_for
from tests.harness.said import said
from tests.harness.stage import stage_at
from tests.harness.tabled import tabled

LIMBER = User(BOT_ID, "Limber", is_bot=True, username="harness_bot")
COMMANDS = ("help", "start", "today")
GROUP = {"id": -100_5, "type": "supergroup", "title": "Yoga"}
CHANNEL = {"id": -100_9, "type": "channel", "title": "News"}
ANA = {"id": 41, "is_bot": False, "first_name": "Ana"}
OURS = {"message_id": 3, "date": 1, "chat": GROUP, "from": LIMBER.to_dict(), "text": "I work in a private chat"}
OTHERS = OURS | {"from": {"id": 99, "is_bot": True, "first_name": "Other", "username": "other_bot"}}

# What is written in a group, and whether it is meant for @harness_bot.
WRITTEN = [
    ("@harness_bot what do you think", True),
    ("what do you think, @harness_bot?", True),
    ("@Harness_Bot hello", True),
    ("🧘🧘 @harness_bot", True),
    ("@other_bot and @harness_bot", True),
    ("/help", True),
    ("/HELP", True),
    ("/today seated", True),
    ("/help@harness_bot", True),
    ("/help@Harness_Bot now", True),
    ("please /help@harness_bot", True),
    ("/whatever@harness_bot", True),
    ("@harness_bot2 what do you think", False),
    ("@my_harness_bot hello", False),
    ("anna@harness_bot.example.org", False),
    ("https://t.me/harness_bot", False),
    ("https://example.org/@harness_bot", False),
    ("harness_bot is good", False),
    ("/ban 5", False),
    ("/stats", False),
    ("/today@other_bot", False),
    ("/help@harness_bot2", False),
    ("say /help", False),
    ("/", False),
    ("next", False),
    ("it hurts", False),
    ("", False),
]


def message(said: str, field: str = "text", **more: object) -> Message:
    """A message of Ana's in a group, marked as Telegram marks it."""
    marks = "entities" if field == "text" else "caption_entities"
    content = {field: said, marks: find_entities(said)}
    made = Message.de_json({"message_id": 4, "date": 1, "chat": GROUP, "from": ANA} | content | more, None)
    assert made is not None
    return made


@tabled("field", ["text", "caption"])
@tabled(("words", "meant"), WRITTEN)
def test_what_is_meant_for_the_bot(words: str, meant: bool, field: str) -> None:
    """Its whole name, as Telegram marked it, or one of its own commands; also under a picture."""
    assert is_meant_for(message(words, field), LIMBER, COMMANDS) is meant


@pytest.mark.parametrize(
    ("words", "answered", "meant"),
    [
        ("what do you do?", OURS, True),
        ("@other_bot please", OURS, False),
        ("@anna look at this", OURS, False),
        ("/ban 5", OURS, False),
        ("/today@other_bot", OURS, False),
        ("@other_bot and @harness_bot", OURS, True),
        ("what do you do?", OTHERS, False),
        ("@harness_bot?", OTHERS, True),
    ],
)
def test_a_reply_is_meant_for_whom_it_answers_unless_it_names_another(words: str, answered: Json, meant: bool) -> None:
    """To a line of the bot's, or of somebody else's."""
    assert is_meant_for(message(words, reply_to_message=answered), LIMBER, COMMANDS) is meant


TEXT_MENTION = {"type": "text_mention", "offset": 0, "length": 6}
GROUP_BOT = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


@tabled(
    ("more", "meant"),
    [
        ({"forward_origin": {"type": "hidden_user", "sender_user_name": "Ben", "date": 1}}, False),
        ({"chat": CHANNEL}, False),
        ({"text": "Limber?", "entities": [TEXT_MENTION | {"user": LIMBER.to_dict()}]}, True),
        ({"text": "Anna K?", "entities": [TEXT_MENTION | {"user": ANA}]}, False),
        ({"entities": [{"type": "mention", "offset": 1, "length": 900}]}, False),
    ],
)
def test_what_else_means_the_bot(more: Json, meant: bool) -> None:
    """By its name or a mark at it; nothing that was said elsewhere, or in a channel."""
    assert is_meant_for(message("@harness_bot", **more), LIMBER, COMMANDS) is meant


# On the whole stage


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_group_gets_one_line_that_leads_to_the_private_chat(tmp_path: Path, kind: str) -> None:
    """When the bot is added, and later when it is asked; a burst of questions gets no more."""
    async with stage_at(tmp_path) as stage:
        ana = stage.player()
        group = stage.telegram.group("Yoga", ana.person, kind=kind)
        group.add_bot(ana.person)
        for text in ("/start", "/today@limber_bot", "@limber_bot hello"):
            group.say(ana.person, text)
        await stage.settle()
        assert group.texts == [said("group.line")]
        [line] = [one for one in group.messages if buttons_of(one)]
        [button] = buttons_of(line)
        assert (button["text"], button["url"]) == (said("group.open"), "https://t.me/limber_bot?start=group")
        group.privacy = False
        for minutes, text in enumerate(("good morning all", "next", "/today@other_bot", "hurts", "@limber_bot2 hi")):
            stage.pass_time(minutes=10 * minutes)
            group.say(ana.person, text)
            await stage.settle()
        group.send(ana.person, {"photo": [], "caption": "our class"})
        await stage.settle()
        assert len(group.texts) == 1
        group.say(ana.person, "what do you do?", reply_to=line)
        await stage.settle()
        group.send(ana.person, {"photo": []} | captioned("@limber_bot look"))
        await stage.settle()
        assert len(group.texts) == 2
        stage.pass_time(minutes=6)
        group.send(ana.person, {"photo": []} | captioned("@limber_bot look"))
        await stage.settle()
        assert len(group.texts) == 3
        group.remove_bot(ana.person)
        await stage.settle()
        assert stage.store.load(ana.id) is None
        assert ana.texts == []
        assert stage.wrongs() == []


async def test_a_line_stands_in_the_topic_where_it_was_asked_for(tmp_path: Path) -> None:
    """Once in each; outside of topics in none."""
    async with stage_at(tmp_path) as stage:
        ana = stage.player()
        group = stage.telegram.group("Yoga", ana.person, kind="supergroup")
        group.add_bot(ana.person)
        for topic in (77, 78, 77, None):
            group.say(ana.person, "/help@limber_bot", topic=topic)
            await stage.settle()
        lines = [one for one in group.messages if one["from"]["is_bot"]]
        assert [one.get("message_thread_id") for one in lines] == [None, 77, 78]
        assert stage.wrongs() == []


async def test_a_channel_is_never_answered(tmp_path: Path) -> None:
    """Not when the bot becomes its administrator, and not when a post names it."""
    async with stage_at(tmp_path) as stage:
        ana = stage.player()
        channel = stage.telegram.group("News", ana.person, kind="channel")
        channel.add_bot(ana.person)
        posts = ["Next week: hips", "Try @limber_bot", "/help", "/help@limber_bot"]
        for text in posts:
            channel.post(text)
        await stage.settle()
        assert channel.texts == posts


async def test_who_only_spoke_in_a_group_is_not_stored(tmp_path: Path) -> None:
    """And the link from the group greets them."""
    async with stage_at(tmp_path) as stage:
        kim = stage.player("Kim")
        group = stage.telegram.group("Yoga", kim.person)
        group.add_bot(kim.person)
        group.say(kim.person, "/start")
        await stage.settle()
        assert stage.store.load(kim.id) is None
        assert (await kim.does(lambda: kim.person.start("group")))[0].startswith(said("hello.named", name="Kim"))
