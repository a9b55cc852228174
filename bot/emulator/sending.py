"""Messages of the bot in a chat: the send, edit, copy, pin and delete methods."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from bot.emulator.calls import Call, Json, Refused, bad, flag, parsed, whole
from bot.emulator.chats import Chat, State
from bot.emulator.flood import Flood
from bot.emulator.keyboards import read_keyboard
from bot.emulator.markup import read_text
from bot.emulator.media import describe, find_file, over_video

MAX_TEXT = 4096  # characters after the markup is read; core.telegram.org/bots/api#sendmessage
MAX_CAPTION = 1024
DELETABLE = 48 * 3600  # seconds; core.telegram.org/bots/api#deletemessage
MEDIA = ("photo", "animation", "video", "document", "audio", "voice", "sticker")
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def find_chat(state: State, params: Json, field: str = "chat_id") -> Chat:
    """The chat of a call, whether or not the bot may write there."""
    given = params.get(field)
    if given is None or given == "":
        raise bad(f"{field} is empty")
    chat = None
    if isinstance(given, str) and given.startswith("@"):
        named = (c for c in state.chats.values() if c.type != "private" and c.username == given[1:])
        chat = next(named, None)
    elif re.fullmatch(r"-?\d{1,19}", str(given)):
        chat = state.chats.get(int(given))
    if chat is None:
        raise bad("chat not found")
    return chat


def find_writable(state: State, params: Json) -> Chat:
    """The chat of a call, where the bot may write."""
    chat = find_chat(state, params)
    if chat.migrated_to is not None:
        moved = {"migrate_to_chat_id": chat.migrated_to}
        raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", moved)
    if chat.type == "private":
        if state.people[chat.id].deactivated:
            raise Refused(403, "Forbidden: user is deactivated")
        if chat.bot_status == "kicked":
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
    elif chat.bot_status == "kicked":
        raise Refused(403, f"Forbidden: bot was kicked from the {chat.type} chat")
    elif chat.bot_status == "left":
        raise Refused(403, f"Forbidden: bot is not a member of the {chat.type} chat")
    return chat


class Sending:
    """The methods that change what stands in a chat. `flood` counts sends and edits."""

    def __init__(self, state: State, flood: Flood) -> None:
        self.state = state
        self.flood = flood

    def methods(self) -> dict[str, Callable[[Call], Any]]:
        """Bot API names in small letters to what does it."""
        sends = {f"send{kind}": self._media_sender(kind) for kind in MEDIA}
        return sends | {
            "sendmessage": self.send_message,
            "sendlocation": self.send_location,
            "senddice": self.send_dice,
            "sendmediagroup": self.send_media_group,
            "copymessage": self.copy_message,
            "forwardmessage": self.forward_message,
            "editmessagetext": self.edit_message_text,
            "editmessagecaption": self.edit_message_caption,
            "editmessagemedia": self.edit_message_media,
            "editmessagereplymarkup": self.edit_message_reply_markup,
            "deletemessage": self.delete_message,
            "deletemessages": self.delete_messages,
            "pinchatmessage": self.pin_chat_message,
            "unpinchatmessage": self.unpin_chat_message,
        }

    # --- parts of a message -----------------------------------------------------------------------------------------

    def _text(self, params: Json) -> Json:
        text = params.get("text")
        given = parsed(params, "entities", list, [])
        words, entities = read_text("" if text is None else str(text), str(params.get("parse_mode") or ""), given)
        if not words:
            raise bad("message text is empty")
        if len(words) > MAX_TEXT:
            raise bad("message is too long")
        content: Json = {"text": words} | ({"entities": entities} if entities else {})
        preview = parsed(params, "link_preview_options", dict)
        return content | ({"link_preview_options": preview} if preview else {})

    def _caption(self, params: Json) -> Json:
        given = parsed(params, "caption_entities", list, [])
        mode = str(params.get("parse_mode") or "")
        words, entities = read_text(str(params.get("caption") or ""), mode, given)
        if len(words) > MAX_CAPTION:
            raise bad("message caption is too long")
        content: Json = {"caption": words} if words else {}
        content |= {"caption_entities": entities} if words and entities else {}
        above = {"show_caption_above_media": True} if flag(params, "show_caption_above_media") else {}
        return content | above

    def _media(self, call: Call, kind: str, params: Json, field: str) -> Json:
        stored = find_file(self.state, kind, params.get(field), call.files, field)
        spoiler = {"has_media_spoiler": True} if flag(params, "has_spoiler") else {}
        shown = describe(self.state, stored, kind, params)
        if "video" in shown:
            shown["video"] |= over_video(self.state, params, call.files)
        return shown | spoiler

    def _send(self, chat: Chat, params: Json, content: Json) -> Json:
        """Check what is common to all sends, and put the message into the chat."""
        keyboard = read_keyboard(params.get("reply_markup"), private=chat.type == "private")
        reply = parsed(params, "reply_parameters", dict, {})
        number = whole(reply.get("message_id") or params.get("reply_to_message_id"))
        if number:
            if number in chat.messages:
                answered = {k: v for k, v in chat.messages[number].items() if k != "reply_to_message"}
                content = {"reply_to_message": answered} | content
            elif not flag(reply, "allow_sending_without_reply"):
                raise bad("message to be replied not found")
        self.flood.admit(chat, self.state.monotonic())
        inline = {"reply_markup": keyboard} if keyboard and "inline_keyboard" in keyboard else {}
        protected = {"has_protected_content": True} if flag(params, "protect_content") else {}
        thread = whole(params.get("message_thread_id"))
        if thread and thread not in chat.topics:
            raise bad("message thread not found")
        topic = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
        effect = {"effect_id": params["message_effect_id"]} if params.get("message_effect_id") else {}
        message = self._put(chat, content | protected | effect | inline | topic)
        if keyboard and not inline:
            chat.keyboard = None if "remove_keyboard" in keyboard else keyboard
            chat.keyboard_messages.add(message["message_id"])
            self.state.touch(chat)
        return message

    def _put(self, chat: Chat, content: Json) -> Json:
        sender = None if chat.type == "channel" else self.state.bot
        return self.state.add_message(chat, sender, content)

    # --- sending ----------------------------------------------------------------------------------------------------

    def send_message(self, call: Call) -> Json:
        chat = find_writable(self.state, call.params)
        return self._send(chat, call.params, self._text(call.params))

    def _media_sender(self, kind: str) -> Callable[[Call], Json]:
        def send(call: Call) -> Json:
            chat = find_writable(self.state, call.params)
            caption = self._caption(call.params) if kind != "sticker" else {}
            read_keyboard(call.params.get("reply_markup"), private=chat.type == "private")
            return self._send(chat, call.params, self._media(call, kind, call.params, kind) | caption)

        return send

    def send_location(self, call: Call) -> Json:
        chat = find_writable(self.state, call.params)
        try:
            latitude, longitude = float(call.params["latitude"]), float(call.params["longitude"])
        except (KeyError, TypeError, ValueError):
            raise bad("latitude and longitude must be specified") from None
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise bad("wrong location specified")
        return self._send(chat, call.params, {"location": {"latitude": latitude, "longitude": longitude}})

    def send_dice(self, call: Call) -> Json:
        chat = find_writable(self.state, call.params)
        dice = {"emoji": call.params.get("emoji") or "🎲", "value": 1 + chat.next_message_id % 6}
        return self._send(chat, call.params, {"dice": dice})

    def send_media_group(self, call: Call) -> list[Json]:
        chat = find_writable(self.state, call.params)
        items = parsed(call.params, "media", list, [])
        if not 2 <= len(items) <= 10:
            raise bad("wrong number of items in the album; expected 2-10")
        contents = []
        for item in items:
            if not isinstance(item, dict) or item.get("type") not in MEDIA:
                raise bad("can't parse InputMedia: Unsupported type specified")
            contents.append(self._media(call, item["type"], item, "media") | self._caption(item))
        group = {"media_group_id": str(self.state.number())}
        plain = {k: v for k, v in call.params.items() if k != "reply_markup"}
        return [self._send(chat, plain, content | group) for content in contents]

    def _source(self, call: Call, what: str) -> Json:
        origin = find_chat(self.state, call.params, "from_chat_id")
        message = origin.messages.get(whole(call.params.get("message_id")))
        if message is None:
            raise bad(f"message to {what} not found")
        return message

    def copy_message(self, call: Call) -> Json:
        chat, message = find_writable(self.state, call.params), self._source(call, "copy")
        content = content_of(message)
        if "caption" in call.params and "text" not in content:
            content = {k: v for k, v in content.items() if not k.startswith("caption")} | self._caption(call.params)
        return {"message_id": self._send(chat, call.params, content)["message_id"]}

    def forward_message(self, call: Call) -> Json:
        chat, message = find_writable(self.state, call.params), self._source(call, "forward")
        origin: Json = {"type": "user", "sender_user": message.get("from", self.state.bot), "date": message["date"]}
        plain = {k: v for k, v in call.params.items() if k != "reply_markup"}
        return self._send(chat, plain, {"forward_origin": origin} | content_of(message))

    # --- editing ----------------------------------------------------------------------------------------------------

    def _editable(self, call: Call) -> tuple[Chat, Json]:
        params = call.params
        if params.get("inline_message_id"):
            raise bad("MESSAGE_ID_INVALID")
        chat = find_writable(self.state, params)
        if not params.get("message_id"):
            raise bad("message identifier is not specified")
        message = chat.messages.get(whole(params["message_id"]))
        if message is None:
            raise bad("message to edit not found")
        own = message.get("from", self.state.bot)["id"] == self.state.bot["id"]
        if not own or message["message_id"] in chat.keyboard_messages or "forward_origin" in message:
            raise bad("message can't be edited")
        return chat, message

    def _edit(self, call: Call, chat: Chat, old: Json, content: Json, dropped: Iterable[str]) -> Json:
        """Replace `dropped` and the keyboard by `content` and the one that came with the call."""
        keyboard = read_keyboard(call.params.get("reply_markup"), inline_only=True)
        kept = {k: v for k, v in old.items() if k not in dropped and k != "reply_markup"}
        new = kept | content | ({"reply_markup": keyboard} if keyboard else {})
        if new == old:
            raise bad(NOT_MODIFIED)
        self.flood.admit(chat, self.state.monotonic())
        if any(new.get(key) != old.get(key) for key in {*new, *old} - {"reply_markup"}):
            # A change of the buttons alone is not marked as edited in the chat.
            new["edit_date"] = max(self.state.now(), old["date"])
        self.state.change_message(chat, old["message_id"], new)
        return new

    def edit_message_text(self, call: Call) -> Json:
        chat, old = self._editable(call)
        content = self._text(call.params)
        if "text" not in old:
            raise bad("there is no text in the message to edit")
        return self._edit(call, chat, old, content, ("text", "entities", "link_preview_options"))

    def edit_message_caption(self, call: Call) -> Json:
        chat, old = self._editable(call)
        content = self._caption(call.params)
        if not any(kind in old for kind in MEDIA if kind != "sticker"):
            raise bad("there is no caption in the message to edit")
        return self._edit(call, chat, old, content, ("caption", "caption_entities", "show_caption_above_media"))

    def edit_message_media(self, call: Call) -> Json:
        chat, old = self._editable(call)
        item = parsed(call.params, "media", dict)
        if item is None:
            raise bad("input media not specified")
        if item.get("type") not in MEDIA or item["type"] in ("sticker", "voice"):
            raise bad("can't parse InputMedia: Unsupported type specified")
        content = self._media(call, item["type"], item, "media") | self._caption(item)
        dropped = (*MEDIA, "caption", "caption_entities", "text", "entities", "link_preview_options")
        return self._edit(call, chat, old, content, (*dropped, "has_media_spoiler", "show_caption_above_media"))

    def edit_message_reply_markup(self, call: Call) -> Json:
        chat, old = self._editable(call)
        return self._edit(call, chat, old, {}, ())

    # --- deleting and pinning ---------------------------------------------------------------------------------------

    def delete_message(self, call: Call) -> bool:
        chat = find_writable(self.state, call.params)
        message = chat.messages.get(whole(call.params.get("message_id")))
        if message is None:
            raise bad("message to delete not found")
        theirs = "from" in message and not message["from"]["is_bot"]
        if self.state.now() - message["date"] > DELETABLE or (theirs and chat.type != "private"):
            raise bad("message can't be deleted for everyone")
        return self.state.delete_message(chat, message["message_id"])

    def delete_messages(self, call: Call) -> bool:
        chat = find_writable(self.state, call.params)
        numbers = parsed(call.params, "message_ids", list, [])
        if not 1 <= len(numbers) <= 100:
            raise bad("too many message identifiers specified" if numbers else "message identifiers are not specified")
        for number in numbers:
            self.state.delete_message(chat, whole(number))
        return True

    def pin_chat_message(self, call: Call) -> bool:
        chat = find_writable(self.state, call.params)
        number = whole(call.params.get("message_id"))
        if number not in chat.messages:
            raise bad("message to pin not found")
        chat.pinned = [n for n in chat.pinned if n != number] + [number]
        self.state.touch(chat)
        return True

    def unpin_chat_message(self, call: Call) -> bool:
        chat = find_writable(self.state, call.params)
        number = whole(call.params.get("message_id"))
        chat.pinned = (
            [n for n in chat.pinned[:-1] if n != number] if not number else [n for n in chat.pinned if n != number]
        )
        self.state.touch(chat)
        return True


def content_of(message: Json) -> Json:
    """What a message says or shows, without who, where, when and its keyboard."""
    frame = {"message_id", "from", "sender_chat", "chat", "date", "edit_date", "reply_markup", "reply_to_message"}
    return {k: v for k, v in message.items() if k not in frame | {"forward_origin", "media_group_id"}}
