"""State of the emulator: people, chats, messages, files and the updates that wait for the bot.

Plain state: no HTTP, no event loop, and the clock is handed in. Every step costs the same however long a chat is. A
long poll, an open page and the snapshot on disk are told of changes by a function in `listeners`.
"""

import hashlib
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic as system_monotonic
from typing import NotRequired, TypedDict

from bot.emulator.calls import Call, Json, Upload

BOT_ID = 7_700_000_001
FIRST_PERSON_ID = 5_100_000_001  # past 32 bits, as Telegram's newer ids are
FIRST_GROUP_ID = -1_000_000_001
FIRST_SUPERGROUP_ID = -1_002_000_000_001
UPDATE_LIFE = 24 * 3600  # seconds; core.telegram.org/bots/api#getting-updates
QUERY_LIFE = 3600.0  # seconds that a tap is remembered; whether it may still be answered is for `api` to say
TYPING_LIFE = 5.0  # seconds; core.telegram.org/bots/api#sendchataction
NOT_UNLESS_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass
class ChatPerson:
    """A person with a Telegram account."""

    id: int
    first_name: str
    language_code: str = "en"
    deactivated: bool = False

    def as_user(self) -> Json:
        """The `User` object of the Bot API."""
        user = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return user | {"language_code": self.language_code}


@dataclass
class Chat:
    """A private chat (its id is the person's), a group, a supergroup or a channel."""

    id: int
    type: str
    title: str
    username: str | None = None
    members: set[int] = field(default_factory=set)
    bot_status: str = "member"  # member, kicked (a person who blocked the bot) or left
    started: bool = False  # a person has written to the bot at least once
    migrated_to: int | None = None
    next_message_id: int = 1
    messages: dict[int, Json] = field(default_factory=dict)
    changes: dict[int, int] = field(default_factory=dict)  # message id -> version of its last change, oldest first
    version: int = 0
    keyboard: Json | None = None  # what stands under the input: a ReplyKeyboardMarkup, a ForceReply or nothing
    keyboard_messages: set[int] = field(default_factory=set)  # sent with such a keyboard: Telegram refuses to edit them
    pinned: list[int] = field(default_factory=list)
    topics: set[int] = field(default_factory=set)  # threads of a forum
    reactions: dict[int, list[str]] = field(default_factory=dict)  # message id -> the bot's emoji
    action: str = ""
    action_until: float = 0.0  # monotonic seconds

    def as_chat(self) -> Json:
        """The `Chat` object of the Bot API."""
        name = {"first_name": self.title} if self.type == "private" else {"title": self.title}
        return {"id": self.id, **name, **({"username": self.username} if self.username else {}), "type": self.type}


@dataclass(frozen=True)
class StoredFile:
    """A file that the bot may name by its id. Its bytes are in `State.blobs` under `unique_id`."""

    id: str
    unique_id: str
    kind: str  # photo, animation, video, document, audio, voice, sticker
    path: str
    name: str
    mime: str
    size: int
    thumbnail: str = ""  # the id of the small picture that was uploaded with it


@dataclass(frozen=True)
class QueryAnswer:
    """What a person sees after a tap: nothing, a line that fades (`text`), or a dialog (`show_alert`)."""

    text: str = ""
    show_alert: bool = False
    url: str = ""


@dataclass
class Query:
    """A tap on an inline button that the bot has yet to answer, or has."""

    id: str
    chat_id: int
    message_id: int
    data: str
    person_id: int
    at: float  # monotonic seconds
    answer: QueryAnswer | None = None


class Webhook(TypedDict):
    """Where updates are delivered when the bot does not fetch them."""

    url: str
    secret: str
    max_connections: int
    last_error: NotRequired[tuple[int, str]]


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def member(user: Json, status: str) -> Json:
    """A `ChatMember` object."""
    if status == "kicked":
        return {"user": user, "status": status, "until_date": 0}
    if status == "administrator":
        rights = (
            *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
            *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"),
            *("can_post_stories", "can_edit_stories", "can_delete_stories"),
        )
        return {"user": user, "status": status, "can_post_messages": True} | dict.fromkeys(rights, False)
    return {"user": user, "status": status}


class State:
    """Everything this Telegram knows of one bot."""

    def __init__(
        self,
        *,
        bot_name: str = "Limber",
        bot_username: str = "limber_bot",
        bot_id: int = BOT_ID,
        clock: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = system_monotonic,
    ) -> None:
        self.clock = clock
        self.monotonic = monotonic
        self.bot: Json = {"id": bot_id, "is_bot": True, "first_name": bot_name, "username": bot_username}
        self.people: dict[int, ChatPerson] = {}
        self.names: dict[str, int] = {}  # first name -> person id
        self.chats: dict[int, Chat] = {}
        self.updates: deque[Json] = deque()
        self.update_times: deque[float] = deque()  # UTC timestamps, beside `updates`
        self.next_update_id = 100_000_001
        self.allowed: list[str] | None = None
        self.webhook: Webhook | None = None
        self.commands: dict[str, list[Json]] = {}  # scope and language -> commands
        self.profile: dict[str, str] = {}  # field and language -> description, short description, name
        self.menu_buttons: dict[int, Json] = {}
        self.files: dict[str, StoredFile] = {}
        self.paths: dict[str, str] = {}
        self.blobs: dict[str, bytes] = {}
        self.queries: dict[str, Query] = {}
        self.next_number = 1  # for file and query ids
        self.version = 0
        self.ledger: list[Call] = []
        self.refusals: list[Call] = []
        self.listeners: list[Callable[[], None]] = []

    # --- people and chats -------------------------------------------------------------------------------------------

    def person(self, name: str, language_code: str = "en") -> ChatPerson:
        """The person of that first name, created when there is none yet."""
        if name in self.names:
            return self.people[self.names[name]]
        person = ChatPerson(FIRST_PERSON_ID + len(self.people), name, language_code)
        self.people[person.id] = person
        self.names[name] = person.id
        self.chats[person.id] = Chat(person.id, "private", name)
        self.changed()
        return person

    def add_chat(self, kind: str, title: str, username: str | None = None) -> Chat:
        """A new group, supergroup or channel, without the bot."""
        if kind == "group":
            number = min((c for c in self.chats if FIRST_SUPERGROUP_ID < c < 0), default=FIRST_GROUP_ID + 1) - 1
        else:
            number = min((c for c in self.chats if c <= FIRST_SUPERGROUP_ID), default=FIRST_SUPERGROUP_ID + 1) - 1
        chat = self.chats[number] = Chat(number, kind, title, username, bot_status="left")
        self.changed()
        return chat

    def set_bot_status(self, chat: Chat, by: ChatPerson, status: str) -> None:
        """Change the bot's status in a chat on behalf of a person, and tell the bot. The same status again changes
        nothing."""
        if status == chat.bot_status:
            return
        about: Json = {"chat": chat.as_chat(), "from": by.as_user(), "date": self.now()}
        about["old_chat_member"] = member(self.bot, chat.bot_status)
        about["new_chat_member"] = member(self.bot, status)
        chat.bot_status = status
        self.touch(chat)
        self.push("my_chat_member", about)

    # --- messages ---------------------------------------------------------------------------------------------------

    def now(self) -> int:
        """Now, as Telegram writes it: whole seconds since 1970 in UTC."""
        return int(self.clock().timestamp())

    def add_message(self, chat: Chat, sender: Json | None, content: Json) -> Json:
        """Put a message at the end of a chat. `sender` is None in a channel."""
        message: Json = {"message_id": chat.next_message_id}
        message |= {"sender_chat": chat.as_chat()} if sender is None else {"from": sender}
        message |= {"chat": chat.as_chat(), "date": self.now()} | content
        chat.next_message_id += 1
        chat.messages[message["message_id"]] = message
        if sender is not None and sender["is_bot"]:
            chat.action_until = 0.0
        self.touch(chat, message["message_id"])
        return message

    def change_message(self, chat: Chat, message_id: int, message: Json) -> None:
        """Put an edited message in the place of the old one."""
        chat.messages[message_id] = message
        self.touch(chat, message_id)

    def delete_message(self, chat: Chat, message_id: int) -> bool:
        """True when there was such a message, now gone for everybody."""
        if chat.messages.pop(message_id, None) is None:
            return False
        self.touch(chat, message_id)
        return True

    def touch(self, chat: Chat, message_id: int | None = None) -> None:
        """Note that a message, or what stands around the messages, has changed."""
        self.version += 1
        chat.version = self.version
        if message_id is not None:
            chat.changes.pop(message_id, None)
            chat.changes[message_id] = self.version
        self.changed()

    def changed(self) -> None:
        """Tell all listeners."""
        for listener in tuple(self.listeners):
            listener()

    def changes_since(self, chat: Chat, version: int) -> tuple[list[Json], list[int]]:
        """Messages that are new or changed after `version`, in the order of the chat, and ids of those deleted."""
        recent: list[int] = []
        for message_id in reversed(chat.changes):
            if chat.changes[message_id] <= version:
                break
            recent.append(message_id)
        recent.sort()
        return [chat.messages[i] for i in recent if i in chat.messages], [i for i in recent if i not in chat.messages]

    # --- updates ----------------------------------------------------------------------------------------------------

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in NOT_UNLESS_ASKED

    def push(self, kind: str, content: Json) -> int | None:
        """Queue an update for the bot; its id, or None when the bot did not ask for this kind."""
        return self.push_raw({kind: content}) if self.wants(kind) else None

    def push_raw(self, update: Json) -> int:
        """Queue an update of any shape; `update_id` is given when it has none."""
        update = {"update_id": self.next_update_id, **update}
        number = int(update["update_id"])
        self.next_update_id = max(self.next_update_id, number + 1)
        self.updates.append(update)
        self.update_times.append(self.clock().timestamp())
        self.changed()
        return number

    def forget_updates(self, before: int) -> None:
        """Drop the updates with an id under `before`, and those that are more than 24 hours old."""
        too_old = self.clock().timestamp() - UPDATE_LIFE
        confirmed = False
        while self.updates and (self.updates[0]["update_id"] < before or self.update_times[0] < too_old):
            self.updates.popleft()
            self.update_times.popleft()
            confirmed = True
        if confirmed:
            self.changed()

    def drop_update(self, update: Json) -> None:
        """Take one update out of the queue, wherever it stands."""
        for place, waiting in enumerate(self.updates):
            if waiting is update:
                del self.updates[place]
                del self.update_times[place]
                break

    # --- files ------------------------------------------------------------------------------------------------------

    def number(self) -> int:
        """The next number for an id."""
        self.next_number += 1
        return self.next_number - 1

    def add_file(self, kind: str, upload: Upload) -> StoredFile:
        """Keep a file; equal bytes are kept once, under two ids, as Telegram does."""
        digest = hashlib.sha256(upload.content).hexdigest()[:20]
        self.blobs.setdefault(digest, upload.content)
        number = self.number()
        ending = re.sub(r"[^\w.]", "", upload.name.rpartition(".")[2])[:8] or "bin"
        stored = StoredFile(
            id=f"{kind}-{self.bot['id']}-{number}-{digest[:8]}",
            unique_id=digest,
            kind=kind,
            path=f"{kind}s/file_{number}.{ending}",
            name=upload.name,
            mime=upload.mime,
            size=len(upload.content),
        )
        self.keep_file(stored)
        return stored

    def keep_file(self, stored: StoredFile) -> None:
        """Make a file findable by its id and by its path."""
        self.files[stored.id] = stored
        self.paths[stored.path] = stored.id

    def describe_file(self, stored: StoredFile) -> Json:
        """The fields which all kinds of files have."""
        return {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": stored.size}

    # --- taps -------------------------------------------------------------------------------------------------------

    def add_query(self, chat: Chat, person: ChatPerson, message: Json, data: str) -> Query:
        """A person taps an inline button: a callback query goes to the bot."""
        number = f"{person.id * 1_000_003 + self.number()}"
        while self.queries and self.monotonic() - next(iter(self.queries.values())).at > QUERY_LIFE:
            del self.queries[next(iter(self.queries))]
        query = Query(number, chat.id, message["message_id"], data, person.id, self.monotonic())
        self.queries[query.id] = query
        self.push(
            "callback_query",
            {
                "id": query.id,
                "from": person.as_user(),
                "message": message,
                "chat_instance": str(chat.id * 7_919),
                "data": data,
            },
        )
        self.touch(chat)
        return query

    def typing(self, chat: Chat) -> str:
        """What the bot does in this chat right now ("typing", "upload_photo"), or an empty string."""
        return chat.action if chat.action_until > self.monotonic() else ""
