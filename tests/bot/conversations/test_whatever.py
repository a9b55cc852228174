"""Whatever is sent, by whomever, wherever: is there always an answer, never an error, and nothing unescaped?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from bot.conversations.apology import apology
from bot.emulator.calls import Json
from bot.emulator.people import LocalPerson
from bot.i18n.catalogue import words_in
from tests.harness.chat import Chat, after, begun, set_up
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import said
from tests.harness.shortened import shortened
from tests.harness.stage import Player, Stage
from tests.harness.tabled import tabled


def answering(message: Json) -> Callable[[LocalPerson], Any]:
    """Send a message with that content."""
    return lambda person: person.send(dict(message))


PAID: Json = {"paid_media": {"star_count": 1, "paid_media": []}}

THINGS: list[tuple[str, Callable[[LocalPerson], Any], str]] = [
    ("sticker", lambda person: person.send_sticker(), "else.sticker"),
    ("photo", lambda person: person.send_photo(), "else.photo"),
    ("photo with words", lambda person: person.send_photo(caption="look at this"), "else.photo"),
    ("video", lambda person: person.send_video(), "else.photo"),
    ("animation", lambda person: person.send_animation(), "else.photo"),
    ("document", lambda person: person.send_document(), "else.photo"),
    ("document with words", lambda person: person.send_document(caption="look at this"), "else.photo"),
    ("voice with words", lambda person: person.send_voice(caption="look at this"), "else.voice"),
    ("unknown command under a photo", lambda person: person.send_photo(caption="/dance"), "else.command"),
    (
        "paid media with words",
        answering(PAID | {"caption": "look at this"}),
        "else.other",
    ),
    ("voice", lambda person: person.send_voice(), "else.voice"),
    ("contact", lambda person: person.send_contact(), "else.contact"),
    ("dice", lambda person: person.send_dice(), "else.other"),
    ("poll", lambda person: person.send_poll(), "else.other"),
    ("game", answering({"game": {"title": "Chess", "description": "e4", "photo": []}}), "else.other"),
    ("forward", lambda person: person.forward("next"), "else.forward"),
    ("forwarded command", lambda person: person.forward("/delete"), "else.forward"),
    ("unknown command", lambda person: person.say("/dance"), "else.command"),
    ("command of another bot", lambda person: person.say("/today@other_bot"), "else.command"),
    ("admin command", lambda person: person.say("/stats"), "else.command"),
]
IDS = [name for name, _, _ in THINGS]


@pytest.mark.parametrize(("name", "sends", "key"), THINGS, ids=IDS)
async def test_whatever_is_sent_in_a_walk_is_answered_and_the_step_stays(
    eva: Player, name: str, sends: Callable[[LocalPerson], Any], key: str
) -> None:
    """One kind line; the buttons still work."""
    await eva.says("next")
    await eva.says("next")
    before, live = eva.record, eva.live
    assert await eva.does(lambda: sends(eva.person)) == [said(key)]
    assert eva.record == before
    assert eva.live[:-1] == live
    assert eva.live[-1]["reply_markup"]["inline_keyboard"][0][0]["text"] == "Next ▶"
    assert "step 3 of 6" in (await eva.taps("Next"))[0]


@pytest.mark.parametrize(("name", "sends", "key"), THINGS, ids=IDS)
async def test_whatever_a_stranger_sends_first_is_answered(
    in_memory: InMemoryStage, name: str, sends: Callable[[LocalPerson], Any], key: str
) -> None:
    """And /start greets them as ever afterwards."""
    player = in_memory.player()
    assert await player.does(lambda: sends(player.person)) == [said(key)]
    assert (await player.says("/start"))[0].startswith(said("hello.named", name="Ana"))


@pytest.mark.parametrize(("name", "sends", "key"), THINGS, ids=IDS)
async def test_whatever_is_sent_while_being_set_up_gets_the_question_again(
    in_memory: InMemoryStage, name: str, sends: Callable[[LocalPerson], Any], key: str
) -> None:
    """One line, and the open question under it."""
    player = in_memory.player()
    for text in ("/start", "set me up", "no"):
        await player.says(text)
    assert await player.does(lambda: sends(player.person)) == [said(key), said("setup.position")]
    assert player.live == [player.person.last]


async def test_everything_at_once_on_the_whole_stage(stage: Stage, ana: Player) -> None:
    """Each is answered once, through Telegram and the database."""
    for _, sends, key in THINGS:
        assert await ana.does(partial(sends, ana.person)) == [said(key)]


async def test_an_edited_message_is_not_acted_on_twice(daily: PromptedStage, ida: Player) -> None:
    """The walk stays where the first version of it led."""
    await ida.says("next")
    message = ida.person.say("next")
    await daily.settle()
    before = ida.record
    assert await ida.does(lambda: ida.person.edit(message["message_id"], "stop")) == [said("else.edited")]
    assert ida.record == before


async def test_a_location_out_of_the_blue_sets_the_clock(eva: Player) -> None:
    """Said with what it means; a venue has one too."""
    [text] = await eva.does(lambda: eva.person.share_location(48.14, 11.58))
    assert text.startswith(said("zone.set", place="Munich, Germany", time="15:35"))
    place = {"latitude": 38.7, "longitude": -9.1}
    venue = {"venue": {"location": place, "title": "Café", "address": "Rua"}, "location": place}
    [text] = await eva.does(lambda: eva.person.send(venue))
    assert text.startswith(said("zone.set", place="Lisbon, Portugal", time="14:35"))


async def test_reactions_and_service_messages_need_no_answer(daily: PromptedStage, ida: Player) -> None:
    """A thumb under a step, a pinned message: nothing is said, nothing fails."""
    await ida.says("next")
    seen = len(ida.texts)
    await ida.does(lambda: ida.person.react(ida.person.last))
    await ida.does(lambda: ida.person.send({"pinned_message": ida.person.last}))
    assert len(ida.texts) == seen


# Texts of every kind

STATES: dict[str, Callable[[], Chat]] = {
    "stranger": Chat,
    "zone": partial(begun, "chair"),
    "time": partial(begun, "chair", "Lisbon"),
    "idle": set_up,
    "walk": partial(after, "next"),
    "feel": partial(after, "next", "enough", "enough"),
    "/remind": partial(after, "/remind", "* Add a reminder"),
    "/delete": partial(after, "/delete"),
}

NASTY = [
    "<b>", "</b>", "<b>bold</b>", "&", "&lt;", "&amp;amp;", "<script>alert(1)</script>", "<a href='x'>y</a>", "{name}",
    "{0}", "%s", "%(name)s", "'; DROP TABLE person; --", "\u202eevil", "مرحبا", "שלום", "你好", "🤸🏽‍♀️", "\u200b",
    "\u2060\u2060", "a\u0301\u0302\u0303", "null", "None", "-1", "1e999", "\\", "`code`", "*bold*", "_", "/", "//",
    "/ start", "/START", "@limber_bot", "\n\n\nnext\n\n",
]  # fmt: skip
LONG = ["next" * 1000, "é" * 4096, "👍" * 2048, "x " * 2048]


@tabled("text", NASTY)
@tabled("state", STATES)
def test_any_text_is_answered_in_any_state(state: str, text: str) -> None:
    """Telegram's HTML is always readable: nothing typed comes back as markup, nothing fails."""
    is_answered_in(state, text)


@pytest.mark.parametrize("state", shortened(sorted(STATES, key=lambda state: state != "walk"), len(STATES)))
def test_a_text_of_full_length_is_answered_in_any_state(state: str) -> None:
    """Of any kind."""
    for text in LONG:
        is_answered_in(state, text)


def is_answered_in(state: str, text: str) -> None:
    """Say it in that state, and look at each answer."""
    chat = STATES[state]()
    seen = len(chat.messages)
    assert chat.says(text)
    for message in list(chat.messages.values())[seen:]:
        for entity in message.entities:
            marked = message.text.encode("utf-16-le")[2 * entity["offset"] :][: 2 * entity["length"]]
            assert entity["type"] != "text_link"
            assert entity["type"] != "bold" or b"alert" not in marked
    assert chat.person.account.first_name == "Ana"


async def test_any_text_is_answered_through_telegram(eva: Player) -> None:
    """All of them one after another in a walk, as messages; Telegram refuses none of the answers."""
    for text in (*NASTY, *LONG):
        assert await eva.says(text)


@tabled("command", ["today", "timezone", "position", "remind", "pause", "start", "movements", "help"])
@tabled("argument", ["<b>&", "{name}", "\u202eevil", "x" * 4000, "💥", "   ", "../../etc/passwd", "\x00"])
def test_any_argument_of_any_command_is_answered(command: str, argument: str) -> None:
    """What is repeated of it is escaped and short."""
    texts = set_up("Eva").says(f"/{command} {argument}")
    assert texts
    assert all(len(text) < 1500 for text in texts)


# Names

NAMES = ["<b>Ana</b>", "A & B", "{name}", "%s", "Ана", "Ω≈ç√", "👩‍🦰", "A" * 64, 'O\'Brien "Bo"', "</blockquote>"]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
async def test_a_name_comes_back_as_it_is(in_memory: InMemoryStage, name: str) -> None:
    """In every sentence that has it, unchanged and unmarked."""
    player = in_memory.player(name)
    assert (await player.says("/start"))[0].startswith(said("hello.named", name=name))
    await player.sets_up()
    assert (await player.says("/start"))[0].startswith(said("start.again", name=name))
    await player.says("/stop")
    assert (await player.says("/start"))[0].startswith(said("start.back", name=name))
    assert (await player.says("hello"))[0] == said("hello.named", name=name)


@pytest.mark.parametrize(
    "name", ["", " ", "\u200b", "\u2060\u2061", "\u3164", "\u202e", "\u202e\u2066", "\u2800"], ids=ascii
)
async def test_a_name_that_shows_nothing_is_left_out(in_memory: InMemoryStage, name: str) -> None:
    """No "Hello ." for anybody."""
    player = in_memory.player("Blank")
    player.person.person.first_name = name
    assert (await player.says("/start"))[0].startswith(f"{said('hello.unnamed')} ")
    await player.sets_up()
    assert (await player.says("/start"))[0].startswith(said("start.again_unnamed"))
    await player.says("/stop")
    assert (await player.says("/start"))[0].startswith(said("start.back_unnamed"))
    assert (await player.says("hi"))[0] == said("hello.unnamed")


@pytest.mark.parametrize("name", ["\u202eanA", "Ana\u2067\u202d", "A\nn\na"], ids=ascii)
async def test_a_name_turns_no_sentence_round(in_memory: InMemoryStage, name: str) -> None:
    """Marks that change the direction of writing are left out, and so are new lines; letters stay."""
    player = in_memory.player(name)
    hello = (await player.says("/start"))[0].splitlines()[0]
    assert not set(hello) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert "nA" in hello or "Ana" in hello or "A n a" in hello


async def test_a_name_that_changes_is_followed(eva: Player) -> None:
    """Telegram tells it with every message."""
    eva.person.person.first_name = "Eve"
    await eva.says("/status")
    assert eva.record.account.first_name == "Eve"


# Updates of odd shapes


FROM = {"id": 7, "is_bot": False, "first_name": "Ana", "language_code": "en"}


@tabled(
    ("update", "apologises"),
    [
        ({"message": {"from": FROM, "chat": {"id": 7}}}, True),
        ({"callback_query": {"from": FROM}}, True),
        ({"message": {"from": {"id": 7, "language_code": 5}, "chat": {"id": 7}}}, True),
        ({"message": {"from": FROM, "chat": {"id": -100}}}, False),
        ({"message": {"chat": {"id": 7}}}, False),
        ({"message": {"from": {"id": "7"}, "chat": {"id": "7"}}}, False),
        ({"message": {"from": FROM, "chat": "7"}}, False),
        ({"message": "what"}, False),
        ({"edited_message": {"from": FROM, "chat": {"id": 7}}}, False),
        ({}, False),
    ],
)
def test_an_update_that_fails_is_apologised_for_in_private_only(update: Json, apologises: bool) -> None:
    """One sentence without a trace of the error, whatever shape the update has."""
    drafts = apology(update, words_in)
    assert [(draft.chat_id, draft.payload) for draft in drafts] == [(7, {"text": said("sorry")})] * apologises


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"message": None},
        {
            "chosen_inline_result": {
                "result_id": "1",
                "query": "",
                "from": {"id": 1, "is_bot": False, "first_name": "X"},
            }
        },
        {
            "inline_query": {
                "id": "1",
                "query": "hips",
                "offset": "",
                "from": {"id": 1, "is_bot": False, "first_name": "X"},
            }
        },
        {"something_new": {"from": {"id": 1}}},
        {"my_chat_member": {"chat": {"id": 9, "type": "private"}, "date": 0}},
    ],
    ids=str,
)
async def test_an_update_of_an_unknown_kind_is_passed_over(stage: Stage, ana: Player, update: Json) -> None:
    """Whatever it is, the next one is served."""
    if "my_chat_member" in update:
        user = {"id": 9, "is_bot": False, "first_name": "Nobody"}
        member = {"user": {"id": 1, "is_bot": True, "first_name": "L"}}
        update["my_chat_member"] |= {
            "from": user,
            "old_chat_member": {"status": "member", **member},
            "new_chat_member": {"status": "kicked", "until_date": 0, **member},
        }
    await ana.does(lambda: stage.telegram.state.push_raw(dict(update)))
    assert "step 1 of 6" in (await ana.says("next"))[0]
    assert stage.store.load(9) is None


async def test_everybody_has_a_conversation_of_their_own(daily: PromptedStage) -> None:
    """Ten people at once, each on their own step."""
    players = [daily.player(f"Player {number}") for number in range(10)]
    for player in players:
        player.person.say("/start")
    await daily.settle()
    for player in players:
        player.person.touch("Show me one first")
    await daily.settle()
    for turn in range(3):
        for number, player in enumerate(players):
            if turn <= number % 3:
                player.person.say("next")
        await daily.settle()
    for number, player in enumerate(players):
        assert f"step {number % 3 + 2} of 6" in player.last


async def test_another_language_falls_back_to_english(in_memory: InMemoryStage) -> None:
    """Until there is a catalogue for it, and for codes that nobody knows; all but English ones are asked once."""
    for number, code in enumerate(("fi", "zh-hans", "xx", "", "en-GB", "x" * 30)):
        player = in_memory.player(f"P{number}", language_code=code)
        if code != "en-GB":
            assert (await player.says("/start"))[0].startswith(said("language.ask"))
        assert (await player.says("/start"))[0].startswith(said("hello.named", name=f"P{number}"))
