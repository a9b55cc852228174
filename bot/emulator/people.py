"""People in a chat: they write, tap, press, share, edit, block. For tests, and for the chat page.

Acting is plain and immediate; what has to wait for the bot is awaited:

    ana = telegram.person("Ana")
    ana.start()
    await ana.hears("Hello Ana")         # the newest message with these words
    answer = await ana.tap("Set me up")  # by label or by data; waits for the bot's answer to the tap
    ana.say("chair")
"""

import base64
from collections.abc import Callable
from typing import Any

from bot.emulator.calls import Json, Upload
from bot.emulator.chats import Chat, ChatPerson, Query, QueryAnswer, StoredFile
from bot.emulator.hub import Hub
from bot.emulator.markup import find_entities
from bot.emulator.media import picture_size

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


class NoSuchButton(LookupError):
    """A person looked for a button that is not there; the text lists those that are."""


class LocalPerson:
    """A person in their private chat with the bot."""

    def __init__(self, hub: Hub, person: ChatPerson) -> None:
        self.hub = hub
        self.person = person
        self.state = hub.state

    @property
    def id(self) -> int:
        """The person's id, which is also the id of their private chat."""
        return self.person.id

    @property
    def name(self) -> str:
        """Their first name."""
        return self.person.first_name

    @property
    def chat(self) -> Chat:
        """Their private chat with the bot."""
        return self.state.chats[self.person.id]

    # --- what they see ----------------------------------------------------------------------------------------------

    @property
    def messages(self) -> list[Json]:
        """All messages in the chat, oldest first, as they stand now."""
        return list(self.chat.messages.values())

    @property
    def inbox(self) -> list[Json]:
        """Those of the bot."""
        return [m for m in self.messages if m["from"]["is_bot"]]

    @property
    def texts(self) -> list[str]:
        """The words of the bot's messages: text or caption."""
        return [words_of(m) for m in self.inbox]

    @property
    def last(self) -> Json:
        """The bot's newest message. Raises LookupError when it has said nothing."""
        for message in reversed(self.chat.messages.values()):
            if message["from"]["is_bot"]:
                return message
        raise LookupError(f"the bot has not written to {self.name}")

    @property
    def buttons(self) -> list[str]:
        """The labels under the bot's newest message."""
        return [b["text"] for b in buttons_of(self.last)]

    @property
    def keyboard(self) -> list[str]:
        """The labels of the keyboard under the input; empty when there is none."""
        return [b["text"] for row in (self.chat.keyboard or {}).get("keyboard", []) for b in row]

    async def until(self, true: Callable[[], Any], seconds: float = 30.0, what: str = "it") -> Any:
        """Wait until something holds; its value. Raises TimeoutError with the end of the chat."""
        try:
            return await self.hub.until(true, seconds, what)
        except TimeoutError as late:
            raise TimeoutError(f"{late}; the chat of {self.name} ends with {self.texts[-3:]}") from None

    async def hears(self, words: str = "", after: Json | int | None = None, seconds: float = 30.0) -> Json:
        """The bot's newest message with these words in it, waiting for it if need be; only later than `after`
        (a message or its id) when that is given. A message that is edited in place counts under its own id."""
        first = after["message_id"] if isinstance(after, dict) else after or 0

        def heard() -> Json | None:
            for message in reversed(self.chat.messages.values()):
                if message["message_id"] <= first:
                    return None
                if message["from"]["is_bot"] and words in words_of(message):
                    return message
            return None

        found: Json = await self.until(heard, seconds, f"a message with {words!r}")
        return found

    # --- what they write --------------------------------------------------------------------------------------------

    def say(self, text: str, reply_to: Json | None = None) -> Json:
        """Write a text; the message. Commands, links and mentions in it are marked as Telegram marks them."""
        entities = find_entities(text)
        content: Json = {"text": text} | ({"entities": entities} if entities else {})
        return self.send(({"reply_to_message": reply_to} if reply_to else {}) | content)

    def start(self, payload: str | None = None) -> Json:
        """Press START, perhaps by a link with a payload."""
        return self.say(f"/start {payload}" if payload else "/start")

    def send(self, content: Json) -> Json:
        """Send a message with any content; the message. A bot that was blocked is unblocked by it."""
        if self.chat.bot_status == "kicked":
            self.unblock()
        self.chat.started = True
        message = self.state.add_message(self.chat, self.person.as_user(), content)
        self.state.push("message", message)
        return message

    def edit(self, message_id: int, text: str) -> Json:
        """Change one of their own texts or captions; the message as it is now. The same words again are what Telegram
        calls an edit after a reaction or a preview."""
        old = self.chat.messages[message_id]
        field, marks = ("text", "entities") if "text" in old else ("caption", "caption_entities")
        entities = find_entities(text)
        kept = {k: v for k, v in old.items() if k not in (field, marks)}
        return self._edited(kept | {field: text} | ({marks: entities} if entities else {}))

    def move(self, message_id: int, latitude: float, longitude: float) -> Json:
        """Let a live location move; the message as it is now."""
        place = {"latitude": latitude, "longitude": longitude, "live_period": 900}
        return self._edited(self.chat.messages[message_id] | {"location": place})

    def _edited(self, message: Json) -> Json:
        new = message | {"edit_date": self.state.now()}
        self.state.change_message(self.chat, new["message_id"], new)
        self.state.push("edited_message", new)
        return new

    def forward(self, text: str, author: str = "Somebody") -> Json:
        """Forward another person's text to the bot."""
        origin = {"type": "hidden_user", "sender_user_name": author, "date": self.state.now()}
        return self.send({"forward_origin": origin, "text": text})

    def share_location(self, latitude: float, longitude: float, *, live: bool = False) -> Json:
        """Send a place; latitude and longitude in degrees. A live one may move."""
        place: Json = {"latitude": latitude, "longitude": longitude} | ({"live_period": 900} if live else {})
        return self.send({"location": place})

    def send_sticker(self, emoji: str = "👍") -> Json:
        """Send a sticker, which is drawn as its emoji here."""
        stored = self.state.add_file("sticker", Upload("sticker.webp", "image/webp", emoji.encode()))
        shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
        return self.send({"sticker": shape | {"emoji": emoji} | self.state.describe_file(stored)})

    def send_photo(self, content: bytes = PIXEL, caption: str = "", mime: str = "image/png") -> Json:
        """Send a picture."""
        stored = self.state.add_file("photo", Upload("photo.png", mime, content))
        width, height = picture_size(content) or (1, 1)
        photo = [self.state.describe_file(stored) | {"width": width, "height": height}]
        return self.send({"photo": photo} | captioned(caption))

    def _file(self, kind: str, name: str, mime: str, content: bytes) -> tuple[StoredFile, Json]:
        stored = self.state.add_file(kind, Upload(name, mime, content))
        return stored, self.state.describe_file(stored) | {"mime_type": mime}

    def send_voice(self, seconds: int = 2, caption: str = "", content: bytes = b"OggS") -> Json:
        """Send a voice message."""
        _, voice = self._file("voice", "voice.ogg", "audio/ogg", content)
        return self.send({"voice": voice | {"duration": seconds}} | captioned(caption))

    def send_audio(self, content: bytes = b"ID3", seconds: int = 2) -> Json:
        """Send a track of music."""
        _, audio = self._file("audio", "track.mp3", "audio/mpeg", content)
        return self.send({"audio": audio | {"duration": seconds, "file_name": "track.mp3"}})

    def send_video(self, seconds: int = 2, caption: str = "") -> Json:
        """Send a video."""
        _, video = self._file("video", "video.mp4", "video/mp4", b"\x00\x00\x00\x18ftypmp42")
        shape = {"duration": seconds, "width": 320, "height": 240, "file_name": "v.mp4"}
        return self.send({"video": video | shape} | captioned(caption))

    def send_animation(self, seconds: int = 2, caption: str = "") -> Json:
        """Send a GIF, which Telegram sends as a document besides."""
        _, animation = self._file("animation", "gif.mp4", "video/mp4", b"\x00\x00\x00\x18ftypmp42")
        shape = {"duration": seconds, "width": 320, "height": 240}
        return self.send({"animation": animation | shape, "document": animation} | captioned(caption))

    def send_document(self, name: str = "notes.txt", content: bytes = b"notes", caption: str = "") -> Json:
        """Send a file."""
        _, document = self._file("document", name, "text/plain", content)
        return self.send({"document": document | {"file_name": name}} | captioned(caption))

    def send_contact(self, phone: str = "+0000000000") -> Json:
        """Share their own contact."""
        return self.send({"contact": {"phone_number": phone, "first_name": self.name, "user_id": self.id}})

    def send_dice(self, value: int = 6, emoji: str = "🎲") -> Json:
        """Throw a dice."""
        return self.send({"dice": {"emoji": emoji, "value": value}})

    def send_poll(self, question: str = "Hips or back?", options: tuple[str, ...] = ("hips", "back")) -> Json:
        """Send a poll."""
        flags = {"is_closed": False, "is_anonymous": True, "allows_multiple_answers": False, "allows_revoting": True}
        poll: Json = {"id": str(self.state.number()), "question": question, "total_voter_count": 0, "type": "regular"}
        choices = [{"persistent_id": str(n), "text": o, "voter_count": 0} for n, o in enumerate(options)]
        return self.send({"poll": poll | flags | {"members_only": False, "options": choices}})

    def react(self, message: Json, emoji: str | None = "👍") -> None:
        """Put a reaction on a message, or take it back with None."""
        new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        about: Json = {"chat": self.chat.as_chat(), "message_id": message["message_id"], "user": self.person.as_user()}
        about |= {"date": self.state.now(), "old_reaction": [], "new_reaction": new}
        self.state.push("message_reaction", about)

    # --- what they tap ----------------------------------------------------------------------------------------------

    def find_button(self, label: str, message: Json | int | None = None) -> tuple[Json, Json]:
        """The newest message which has an inline button of this label or data (or the given one), and the button.

        A label may be given without its emoji and arrows: "Next" finds "Next ▶". Raises `NoSuchButton`."""
        if message is None:
            candidates = [m for m in reversed(self.chat.messages.values()) if buttons_of(m)]
        else:
            number = message if isinstance(message, int) else message["message_id"]
            candidates = [self.chat.messages[number]] if number in self.chat.messages else []
        matches: tuple[Callable[[Json], bool], ...] = (
            lambda b: label in (b["text"], b.get("callback_data")),
            lambda b: bare(b["text"]) == bare(label) != "",
        )
        for candidate in candidates:
            for matching in matches:
                for button in buttons_of(candidate):
                    if matching(button):
                        return candidate, button
        there = [[b["text"] for b in buttons_of(m)] for m in candidates[:5]]
        raise NoSuchButton(f"no button {label!r} for {self.name}; the newest ones are {there}")

    def touch(self, label: str, message: Json | int | None = None) -> Query:
        """Tap an inline button and do not wait. Raises `NoSuchButton`."""
        found, button = self.find_button(label, message)
        return self.touch_button(found, button)

    def touch_button(self, message: Json, button: Json) -> Query:
        """Tap this button of this message and do not wait."""
        if "callback_data" not in button:
            raise NoSuchButton(f"the button {button['text']!r} of {self.name} sends nothing to the bot")
        return self.state.add_query(self.chat, self.person, message, button["callback_data"])

    async def tap(self, label: str, message: Json | int | None = None, seconds: float = 30.0) -> QueryAnswer:
        """Tap an inline button, found by label or data; the bot's answer to the tap. Raises `NoSuchButton`, and
        TimeoutError when the bot leaves the button spinning."""
        query = self.touch(label, message)
        answer: QueryAnswer = await self.until(lambda: query.answer, seconds, f"an answer to the tap on {label!r}")
        return answer

    def press(self, label: str, location: tuple[float, float] = (38.7169, -9.1399)) -> Json:
        """Press a key of the keyboard under the input; the message it sends. A key that asks for the location sends
        `location` (latitude, longitude: Lisbon). Raises `NoSuchButton`."""
        keyboard = self.chat.keyboard or {}
        for row in keyboard.get("keyboard", []):
            for key in row:
                if label == key["text"] or bare(key["text"]) == bare(label) != "":
                    self.use_up_keyboard()
                    if key.get("request_location"):
                        return self.share_location(*location)
                    return self.send_contact() if key.get("request_contact") else self.say(key["text"])
        raise NoSuchButton(f"no key {label!r} for {self.name}; there are {self.keyboard}")

    def use_up_keyboard(self) -> None:
        """A one-time keyboard hides when one of its keys was pressed."""
        if (self.chat.keyboard or {}).get("one_time_keyboard"):
            self.chat.keyboard = None
            self.state.touch(self.chat)

    # --- what they do to the bot ------------------------------------------------------------------------------------

    def block(self) -> None:
        """Block the bot."""
        self.state.set_bot_status(self.chat, self.person, "kicked")

    def unblock(self) -> None:
        """Let the bot write again."""
        self.state.set_bot_status(self.chat, self.person, "member")

    def deactivate(self) -> None:
        """Delete their Telegram account."""
        self.person.deactivated = True


def buttons_of(message: Json) -> list[Json]:
    """The inline buttons of a message, row by row."""
    return [b for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row]


def words_of(message: Json) -> str:
    """The text or the caption of a message."""
    return str(message.get("text") or message.get("caption") or "")


def captioned(caption: str) -> Json:
    """The caption of a message, with commands, links and mentions marked; nothing for an empty one."""
    entities = find_entities(caption)
    return ({"caption": caption} if caption else {}) | ({"caption_entities": entities} if entities else {})


def bare(label: str) -> str:
    """A label without what is no letter or digit at its ends, in small letters."""
    letters = [i for i, c in enumerate(label) if c.isalnum()]
    return label[letters[0] : letters[-1] + 1].lower() if letters else ""
