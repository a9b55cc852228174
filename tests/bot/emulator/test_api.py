"""The Bot API stand-in against Telegram's limits and words: each line of a table is one thing that can go wrong."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.emulator.calls import Json
from bot.emulator.people import LocalPerson
from bot.emulator.server import LocalTelegram
from tests.bot.emulator.conftest import Client, Clock

NOBODY = 5_999_999_999


def inline(*rows: list[Json]) -> Json:
    """An inline keyboard."""
    return {"inline_keyboard": list(rows)}


NEXT = inline([{"text": "Next", "callback_data": "n"}])
BUTTON = "Bad Request: can't parse inline keyboard button: "

REFUSED_SENDS: list[tuple[str, Json, str]] = [
    ("sendMessage", {}, "Bad Request: message text is empty"),
    ("sendMessage", {"text": " \n "}, "Bad Request: message text is empty"),
    ("sendMessage", {"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
    ("sendMessage", {"text": "a" * 4097}, "Bad Request: message is too long"),
    (
        "sendMessage",
        {"text": "<b>a", "parse_mode": "HTML"},
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    ("sendMessage", {"text": "a", "entities": "[{"}, "Bad Request: can't parse entities JSON object"),
    ("sendMessage", {"text": "a", "entities": {}}, "Bad Request: can't parse entities: expected an Array"),
    ("sendMessage", {"text": "a", "reply_markup": "{"}, "Bad Request: can't parse reply keyboard markup JSON object"),
    ("sendMessage", {"text": "a", "reply_markup": [1]}, "Bad Request: object expected as reply markup"),
    (
        "sendMessage",
        {"text": "a", "reply_parameters": {"message_id": 99}},
        "Bad Request: message to be replied not found",
    ),
    ("sendPhoto", {}, "Bad Request: there is no photo in the request"),
    ("sendPhoto", {"photo": "attach://x"}, 'Bad Request: there is no file "x" in the request'),
    ("sendPhoto", {"photo": "made-up"}, "Bad Request: wrong file identifier/HTTP URL specified"),
    ("sendPhoto", {"photo": "https://example.org/a.png"}, "Bad Request: failed to get HTTP URL content"),
    ("sendPhoto", {"photo": "x", "caption": "a" * 1025}, "Bad Request: message caption is too long"),
    ("sendLocation", {"latitude": 1}, "Bad Request: latitude and longitude must be specified"),
    ("sendLocation", {"latitude": 91, "longitude": 0}, "Bad Request: wrong location specified"),
    ("sendChatAction", {"action": "dancing"}, "Bad Request: wrong parameter action in request"),
    ("sendMediaGroup", {"media": []}, "Bad Request: wrong number of items in the album; expected 2-10"),
    (
        "sendMediaGroup",
        {"media": [{"type": "x"}] * 2},
        "Bad Request: can't parse InputMedia: Unsupported type specified",
    ),
    ("copyMessage", {"from_chat_id": NOBODY, "message_id": 1}, "Bad Request: chat not found"),
    ("deleteMessage", {"message_id": 99}, "Bad Request: message to delete not found"),
    ("deleteMessages", {"message_ids": []}, "Bad Request: message identifiers are not specified"),
    ("deleteMessages", {"message_ids": [1] * 101}, "Bad Request: too many message identifiers specified"),
    ("pinChatMessage", {"message_id": 99}, "Bad Request: message to pin not found"),
    ("setMessageReaction", {"message_id": 99}, "Bad Request: message to react not found"),
    ("setMessageReaction", {"message_id": 1, "reaction": [{}, {}]}, "Bad Request: REACTIONS_TOO_MANY"),
    ("leaveChat", {}, "Bad Request: chat member status can't be changed in private chats"),
    ("getChatAdministrators", {}, "Bad Request: there are no administrators in the private chat"),
    ("getChatMember", {"user_id": NOBODY}, "Bad Request: user not found"),
    ("editMessageText", {"text": "a"}, "Bad Request: message identifier is not specified"),
    ("editMessageText", {"text": "a", "message_id": 99}, "Bad Request: message to edit not found"),
    ("editMessageText", {"text": "a", "message_id": 1}, "Bad Request: message can't be edited"),
    ("editMessageText", {"text": "a", "inline_message_id": "x"}, "Bad Request: MESSAGE_ID_INVALID"),
]


@pytest.mark.parametrize(("method", "params", "words"), REFUSED_SENDS)
async def test_a_send_that_telegram_refuses_is_refused_in_its_words(
    api: Client, ana: LocalPerson, method: str, params: Json, words: str
) -> None:
    """Nothing is sent, and the refusal is on record."""
    before = ana.messages
    assert await api.refusal(method, chat_id=ana.id, **params) == words
    assert ana.messages == before
    assert [(c.method, c.refused) for c in api.telegram.state.refusals] == [(method, words)]


MARKUPS: list[tuple[Any, str]] = [
    ([{"text": "a"}], BUTTON + "Text buttons are unallowed in the inline keyboard"),
    ([{"text": "a", "callback_data": ""}], BUTTON + "Text buttons are unallowed in the inline keyboard"),
    ([{"callback_data": "a"}], BUTTON + 'Can\'t find field "text"'),
    ([{"text": 1, "callback_data": "a"}], BUTTON + 'Field "text" must be of type String'),
    ([{"text": " ", "callback_data": "a"}], "Bad Request: inline keyboard button text must be non-empty"),
    (["a"], BUTTON + "InlineKeyboardButton must be an Object"),
    ([{"text": "a", "callback_data": "é" * 32 + "x"}], "Bad Request: BUTTON_DATA_INVALID"),
    ([{"text": "a", "callback_data": 5}], "Bad Request: BUTTON_DATA_INVALID"),
    ([{"text": "a", "callback_data": "a", "url": "https://example.org"}], "Bad Request: BUTTON_TYPE_INVALID"),
    ([{"text": "a", "pay": True}], "Bad Request: BUTTON_TYPE_INVALID"),
    ([{"text": "a", "callback_data": "a", "style": "loud"}], "Bad Request: BUTTON_STYLE_INVALID"),
    (
        [{"text": "a", "url": "ftp://example.org"}],
        "Bad Request: inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol",
    ),
    ([{"text": "a", "url": "nowhere"}], "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
    ([{"text": "a", "callback_data": "a"}] * 9, "Bad Request: reply markup is too long"),
    ("a", 'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
]


@pytest.mark.parametrize(("row", "words"), MARKUPS)
async def test_an_inline_keyboard_that_telegram_refuses_is_refused(
    api: Client, ana: LocalPerson, row: Any, words: str
) -> None:
    """The same under a new message and under an edited one."""
    sent = await api.ok("sendMessage", chat_id=ana.id, text="a")
    markup = {"inline_keyboard": [row]}
    assert await api.refusal("sendMessage", chat_id=ana.id, text="a", reply_markup=markup) == words
    edit = {"chat_id": ana.id, "message_id": sent["message_id"], "reply_markup": markup}
    assert await api.refusal("editMessageReplyMarkup", **edit) == words


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ({"inline_keyboard": "x"}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be of type Array'),
        ({"keyboard": [[]]}, "reply keyboard markup must be non-empty"),
        ({"keyboard": [[5]]}, "can't parse keyboard button: KeyboardButton must be an Object"),
        ({"keyboard": [[{"text": ""}]]}, "keyboard button text must be non-empty"),
        ({"keyboard": [["a"] * 13]}, "reply markup is too long"),
        ({"inline_keyboard": [[{"text": "a", "callback_data": "a"}]] * 101}, "reply markup is too long"),
    ],
)
async def test_a_keyboard_of_the_wrong_shape_is_refused(
    api: Client, ana: LocalPerson, markup: Json, words: str
) -> None:
    """Rows are lists of buttons, not too many."""
    assert await api.refusal("sendMessage", chat_id=ana.id, text="a", reply_markup=markup) == f"Bad Request: {words}"


def never_wrote(telegram: LocalTelegram) -> Any:
    """Somebody who did not press START."""
    return telegram.person("Ben").id


def blocked(telegram: LocalTelegram) -> Any:
    """Somebody who blocked the bot."""
    ben = telegram.person("Ben")
    ben.start()
    ben.block()
    return ben.id


def deactivated(telegram: LocalTelegram) -> Any:
    """Somebody whose account is gone."""
    ben = telegram.person("Ben")
    ben.start()
    ben.deactivate()
    return ben.id


def group_without_bot(telegram: LocalTelegram) -> Any:
    """A group that the bot was never in."""
    return telegram.group("Hips").id


def group_after_kick(telegram: LocalTelegram) -> Any:
    """A group that threw the bot out."""
    group, ben = telegram.group("Hips", kind="supergroup"), telegram.person("Ben")
    group.add_bot(ben)
    group.remove_bot(ben)
    return group.id


@pytest.mark.parametrize(
    ("whom", "code", "words"),
    [
        (lambda _: None, 400, "Bad Request: chat_id is empty"),
        (lambda _: NOBODY, 400, "Bad Request: chat not found"),
        (lambda _: "@nobody", 400, "Bad Request: chat not found"),
        (lambda _: "five", 400, "Bad Request: chat not found"),
        (never_wrote, 403, "Forbidden: bot can't initiate conversation with a user"),
        (blocked, 403, "Forbidden: bot was blocked by the user"),
        (deactivated, 403, "Forbidden: user is deactivated"),
        (group_without_bot, 403, "Forbidden: bot is not a member of the group chat"),
        (group_after_kick, 403, "Forbidden: bot was kicked from the supergroup chat"),
    ],
)
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "sendChatAction", "deleteMessage"])
async def test_a_chat_that_cannot_be_written_to_says_why(
    api: Client, method: str, whom: Callable[[LocalTelegram], Any], code: int, words: str
) -> None:
    """403 for what may change, 400 for what is not there."""
    body = await api.raw(method, chat_id=whom(api.telegram), text="a", message_id=1, action="typing")
    assert (body["error_code"], body["description"]) == (code, words)


async def test_a_group_that_became_a_supergroup_names_its_new_id(api: Client, ana: LocalPerson) -> None:
    """The old id refuses, the new one takes the message."""
    group = api.telegram.group("Hips")
    group.add_bot(ana)
    new = group.upgrade(ana)
    body = await api.raw("sendMessage", chat_id=group.id, text="a")
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert body["parameters"] == {"migrate_to_chat_id": new.id}
    await api.ok("sendMessage", chat_id=new.id, text="a")
    assert new.texts == ["a"]


async def test_a_message_comes_back_as_telegram_writes_it(api: Client, ana: LocalPerson, clock: Clock) -> None:
    """Ids, chat, sender, date, text, entities and the inline keyboard; nothing more."""
    params = {"chat_id": ana.id, "text": "<b>Hi</b> 😀 /help", "parse_mode": "HTML", "reply_markup": json.dumps(NEXT)}
    assert await api.ok("sendMessage", **params) == {
        "message_id": 2,
        "from": {"id": 7_700_000_001, "is_bot": True, "first_name": "Limber", "username": "limber_bot"},
        "chat": {"id": ana.id, "first_name": "Ana", "type": "private"},
        "date": int(clock.now().timestamp()),
        "text": "Hi 😀 /help",
        "entities": [
            {"type": "bold", "offset": 0, "length": 2},
            {"type": "bot_command", "offset": 6, "length": 5},
        ],
        "reply_markup": NEXT,
    }


@pytest.mark.parametrize("text", ["a" * 4096, "😀" * 4096, "<b>" + "a" * 4096 + "</b>"])
async def test_the_longest_text_passes(api: Client, ana: LocalPerson, text: str) -> None:
    """4096 characters after the markup is read."""
    await api.ok("sendMessage", chat_id=ana.id, text=text, parse_mode="HTML")


async def test_64_bytes_of_button_data_and_styles_pass(api: Client, ana: LocalPerson) -> None:
    """Also links, copied text, and an empty keyboard, which is none."""
    row: list[Json] = [
        {"text": "a", "callback_data": "é" * 32, "style": "success"},
        {"text": "b", "url": "tg://resolve?domain=x"},
        {"text": "c", "copy_text": {"text": "x"}},
        {"text": "d", "switch_inline_query": ""},
    ]
    sent = await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=inline(row))
    assert sent["reply_markup"] == inline(row)
    assert "reply_markup" not in await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=inline([]))
    assert "reply_markup" not in await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup={})


async def test_editing_to_the_same_is_not_modified(api: Client, ana: LocalPerson, clock: Clock) -> None:
    """Same words, entities and buttons; another button or word is a change, and the old message keeps its place."""
    sent = await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=NEXT)
    edit = {"chat_id": ana.id, "message_id": sent["message_id"], "text": "a", "reply_markup": NEXT}
    words = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    assert await api.refusal("editMessageText", **edit) == words
    clock.passes(seconds=9)
    edited = await api.ok("editMessageText", **edit | {"text": "b"})
    assert (edited["text"], edited["edit_date"] - edited["date"]) == ("b", 9)
    bare = await api.ok("editMessageReplyMarkup", chat_id=ana.id, message_id=sent["message_id"])
    assert "reply_markup" not in bare
    assert await api.refusal("editMessageReplyMarkup", chat_id=ana.id, message_id=sent["message_id"]) == words
    assert [m["message_id"] for m in ana.messages] == [1, 2]


async def test_text_and_caption_are_edited_by_their_own_methods(api: Client, ana: LocalPerson) -> None:
    """A photo has no text, a text has no caption; editMessageMedia turns either into a picture."""
    photo = ana.send_photo()["photo"][0]["file_id"]
    text = await api.ok("sendMessage", chat_id=ana.id, text="a")
    shown = await api.ok("sendPhoto", chat_id=ana.id, photo=photo, caption="a", reply_markup=NEXT, has_spoiler=True)
    at_text = {"chat_id": ana.id, "message_id": text["message_id"]}
    at_photo = {"chat_id": ana.id, "message_id": shown["message_id"]}
    no_caption = await api.refusal("editMessageCaption", **at_text, caption="b")
    assert no_caption == "Bad Request: there is no caption in the message to edit"
    no_text = await api.refusal("editMessageText", **at_photo, text="b")
    assert no_text == "Bad Request: there is no text in the message to edit"
    edited = await api.ok("editMessageCaption", **at_photo, caption="<i>b</i>", parse_mode="HTML")
    assert (edited["caption"], edited["has_media_spoiler"], "reply_markup" in edited) == ("b", True, False)
    assert await api.refusal("editMessageMedia", **at_text) == "Bad Request: input media not specified"
    wrong = await api.refusal("editMessageMedia", **at_text, media={"type": "sticker", "media": photo})
    assert wrong == "Bad Request: can't parse InputMedia: Unsupported type specified"
    pictured = await api.ok("editMessageMedia", **at_text, media={"type": "photo", "media": photo, "caption": "c"})
    assert (pictured["caption"], "text" in pictured) == ("c", False)


async def test_a_message_that_brought_a_reply_keyboard_cannot_be_edited(api: Client, ana: LocalPerson) -> None:
    """Telegram refuses these, so a bot has to send a new message."""
    keyboard = {"keyboard": [[{"text": "Lisbon"}]], "one_time_keyboard": True}
    sent = await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=keyboard)
    assert ana.keyboard == ["Lisbon"]
    assert "reply_markup" not in sent
    edit = {"chat_id": ana.id, "message_id": sent["message_id"], "text": "b"}
    assert await api.refusal("editMessageText", **edit) == "Bad Request: message can't be edited"
    plain = await api.ok("sendMessage", chat_id=ana.id, text="a")
    expected = await api.refusal(
        "editMessageReplyMarkup", chat_id=ana.id, message_id=plain["message_id"], reply_markup=keyboard
    )
    assert expected == "Bad Request: inline keyboard expected"
    await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup={"remove_keyboard": True})
    assert ana.keyboard == []


async def test_locations_are_asked_for_in_private_chats_only(api: Client, ana: LocalPerson) -> None:
    """A key that asks for a place or a phone number is refused in a group."""
    group = api.telegram.group("Hips")
    group.add_bot(ana)
    for what, word in (("request_location", "location"), ("request_contact", "phone number")):
        markup = {"keyboard": [[{"text": "a", what: True}]]}
        words = await api.refusal("sendMessage", chat_id=group.id, text="a", reply_markup=markup)
        assert words == f"Bad Request: {word} can be requested in private chats only"


async def test_messages_are_deleted_within_48_hours(api: Client, ana: LocalPerson, clock: Clock) -> None:
    """The bot's and, in a private chat, the person's; not in a group; not later."""
    old = await api.ok("sendMessage", chat_id=ana.id, text="a")
    clock.passes(hours=48, seconds=1)
    late = await api.refusal("deleteMessage", chat_id=ana.id, message_id=old["message_id"])
    assert late == "Bad Request: message can't be deleted for everyone"
    said = ana.say("x")
    assert await api.ok("deleteMessage", chat_id=ana.id, message_id=said["message_id"])
    assert await api.ok("deleteMessages", chat_id=ana.id, message_ids=[1, 2, 99])
    assert ana.messages == []
    group = api.telegram.group("Hips")
    group.add_bot(ana)
    theirs = group.say(ana, "/x")
    words = await api.refusal("deleteMessage", chat_id=group.id, message_id=theirs["message_id"])
    assert words == "Bad Request: message can't be deleted for everyone"


async def test_smaller_sends_and_pins_work(api: Client, ana: LocalPerson) -> None:
    """Locations, dice, replies, effects, previews, pins, reactions, typing."""
    await api.ok("sendLocation", chat_id=ana.id, latitude="38.7", longitude=-9.1)
    assert ana.last["location"] == {"latitude": 38.7, "longitude": -9.1}
    await api.ok("sendDice", chat_id=ana.id)
    assert ana.last["dice"]["emoji"] == "🎲"
    answer = {"reply_parameters": {"message_id": 1}, "protect_content": True, "message_effect_id": "5"}
    quiet = {"link_preview_options": {"is_disabled": True}}
    await api.ok("sendMessage", chat_id=ana.id, text="a", **answer, **quiet)
    assert (ana.last["reply_to_message"]["message_id"], ana.last["effect_id"]) == (1, "5")
    lost = {"reply_parameters": {"message_id": 99, "allow_sending_without_reply": True}}
    await api.ok("sendMessage", chat_id=ana.id, text="b", **lost)
    assert "reply_to_message" not in ana.last
    await api.ok("pinChatMessage", chat_id=ana.id, message_id=2)
    await api.ok("pinChatMessage", chat_id=ana.id, message_id=3)
    assert (await api.ok("getChat", chat_id=ana.id))["pinned_message"]["message_id"] == 3
    await api.ok("unpinChatMessage", chat_id=ana.id)
    assert ana.chat.pinned == [2]
    await api.ok("unpinChatMessage", chat_id=ana.id, message_id=2)
    assert ana.chat.pinned == []
    await api.ok("setMessageReaction", chat_id=ana.id, message_id=1, reaction=[{"type": "emoji", "emoji": "👍"}])
    assert ana.chat.reactions == {1: ["👍"]}


async def test_typing_shows_until_the_message_or_for_five_seconds(api: Client, ana: LocalPerson, clock: Clock) -> None:
    """As long as Telegram shows it."""
    state = api.telegram.state
    await api.ok("sendChatAction", chat_id=ana.id, action="typing")
    clock.passes(seconds=4.9)
    assert state.typing(ana.chat) == "typing"
    clock.passes(seconds=0.2)
    assert state.typing(ana.chat) == ""
    await api.ok("sendChatAction", chat_id=ana.id, action="typing")
    await api.ok("sendMessage", chat_id=ana.id, text="a")
    assert state.typing(ana.chat) == ""


async def test_a_tap_is_answered_while_it_is_fresh(api: Client, ana: LocalPerson, clock: Clock) -> None:
    """Later, or for an id that never was, the query is too old."""
    await api.ok("sendMessage", chat_id=ana.id, text="a", reply_markup=NEXT)
    query = ana.touch("Next")
    too_long = await api.refusal("answerCallbackQuery", callback_query_id=query.id, text="a" * 201)
    assert too_long == "Bad Request: MESSAGE_TOO_LONG"
    await api.ok("answerCallbackQuery", callback_query_id=query.id, text="yes", show_alert=True)
    assert query.answer is not None
    assert (query.answer.text, query.answer.show_alert) == ("yes", True)
    old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    clock.passes(seconds=61)
    assert await api.refusal("answerCallbackQuery", callback_query_id=query.id) == old
    assert await api.refusal("answerCallbackQuery", callback_query_id="7") == old
    clock.passes(hours=2)
    ana.touch("Next")
    assert query.id not in api.telegram.state.queries


async def test_the_ledger_holds_what_was_accepted(api: Client, ana: LocalPerson, clock: Clock) -> None:
    """Method, parameters, result and time, without polls and refusals."""
    await api.ok("getUpdates")
    await api.refusal("sendMessage", chat_id=ana.id)
    sent = await api.ok("sendMessage", chat_id=ana.id, text="a")
    [call] = api.telegram.state.ledger
    assert (call.method, call.params, call.result, call.at) == (
        "sendMessage",
        {"chat_id": ana.id, "text": "a"},
        sent,
        clock.now(),
    )
