"""Groups and channels, for tests: people join, write and leave; the bot is added and removed."""

from bot.emulator.calls import Json
from bot.emulator.chats import Chat
from bot.emulator.hub import Hub
from bot.emulator.markup import find_entities
from bot.emulator.people import LocalPerson, words_of


class LocalGroup:
    """A group, a supergroup or a channel."""

    def __init__(self, hub: Hub, chat: Chat, *, privacy: bool = True) -> None:
        self.hub = hub
        self.state = hub.state
        self.chat = chat
        self.privacy = privacy

    @property
    def id(self) -> int:
        """The chat's id, below zero."""
        return self.chat.id

    @property
    def messages(self) -> list[Json]:
        """All messages in the chat, oldest first."""
        return list(self.chat.messages.values())

    @property
    def texts(self) -> list[str]:
        """The words of the bot's messages."""
        own = self.state.bot["id"]
        return [words_of(m) for m in self.messages if m.get("from", self.state.bot)["id"] == own]

    def add_bot(self, by: LocalPerson) -> Json:
        """A member adds the bot; returns the service message about it."""
        self.chat.members.add(by.id)
        self.state.set_bot_status(self.chat, by.person, "administrator" if self._is_channel else "member")
        return self.send(by, {"new_chat_members": [self.state.bot]}) if not self._is_channel else {}

    def remove_bot(self, by: LocalPerson) -> None:
        """A member removes the bot."""
        self.state.set_bot_status(self.chat, by.person, "kicked")

    @property
    def _is_channel(self) -> bool:
        return self.chat.type == "channel"

    def say(self, by: LocalPerson, text: str, reply_to: Json | None = None, topic: int | None = None) -> Json:
        """A member writes, perhaps in a topic of a forum. With privacy (the default of bots) the bot gets commands,
        mentions and replies to it."""
        entities = find_entities(text)
        content: Json = {"text": text} | ({"entities": entities} if entities else {})
        answered: Json = {"reply_to_message": reply_to} if reply_to else {}
        if topic is not None:
            self.chat.topics.add(topic)
            answered |= {"message_thread_id": topic, "is_topic_message": True}
        me = f"@{self.state.bot['username']}"
        commands = [text[e["offset"] :].split()[0] for e in entities if e["type"] == "bot_command"]
        for_bot = any("@" not in command or command.endswith(me) for command in commands) or me in text
        to_bot = bool(reply_to and reply_to.get("from", {}).get("id") == self.state.bot["id"])
        return self.send(by, answered | content, heard=for_bot or to_bot or not self.privacy)

    def send(self, by: LocalPerson, content: Json, *, heard: bool = True) -> Json:
        """A member sends any content; the bot is told if `heard`."""
        message = self.state.add_message(self.chat, by.person.as_user(), content)
        if heard and self.chat.bot_status != "left":
            self.state.push("message", message)
        return message

    def post(self, text: str) -> Json:
        """A post in a channel."""
        message = self.state.add_message(self.chat, None, {"text": text})
        self.state.push("channel_post", message)
        return message

    def upgrade(self, by: LocalPerson) -> "LocalGroup":
        """The group becomes a supergroup, with another id; the bot is told and the old id refuses its messages."""
        new = self.state.add_chat("supergroup", self.chat.title)
        new.members, new.bot_status = set(self.chat.members), self.chat.bot_status
        self.send(by, {"migrate_to_chat_id": new.id})
        self.chat.migrated_to = new.id
        group = LocalGroup(self.hub, new, privacy=self.privacy)
        group.send(by, {"migrate_from_chat_id": self.id})
        return group
