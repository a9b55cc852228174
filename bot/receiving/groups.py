"""Groups: one line that leads to the private chat, to those who mean this bot and nobody else. Channels: nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator
from datetime import datetime

from telegram import Message, MessageEntity, Update, User
from telegram.constants import ChatType

from bot.i18n.catalogue import Words
from bot.receiving.answered_lately import AnsweredLately
from bot.receiving.turns import require_id
from bot.replies import Button, Reply, to_call
from storage.records.turn import TurnResult

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)

Finish = Callable[[Update, TurnResult | None], Awaitable[None]]


class Groups:
    """What is said outside of private chats. `finish` commits an update with or without a line; `commands` are those
    that anybody may give."""

    def __init__(
        self,
        finish: Finish,
        clock: Callable[[], datetime],
        words_for: Callable[[str | None], Words],
        commands: Collection[str],
    ) -> None:
        self._finish, self._words_for, self._commands = finish, words_for, commands
        self._answered = AnsweredLately(clock)

    async def joined(self, update: Update) -> None:
        """The bot was added to a chat."""
        change = update.my_chat_member
        assert change is not None  # noqa: S101 - the handler saw to it
        if change.chat.type in GROUPS:
            await self._lead_to_private(update, change.chat.id, None, change.from_user.language_code)
        else:
            await self._finish(update, None)

    async def written(self, update: Update) -> None:
        """A message outside of a private chat."""
        message = update.message
        if message is None or not is_meant_for(message, update.get_bot().bot, self._commands):
            await self._finish(update, None)
            return
        topic = message.message_thread_id if message.is_topic_message else None
        language = message.from_user.language_code if message.from_user else None
        await self._lead_to_private(update, message.chat.id, topic, language)

    async def _lead_to_private(self, update: Update, chat_id: int, topic: int | None, language: str | None) -> None:
        """The line, in the topic of a forum where it was asked for; once for a burst of questions."""
        if (chat_id, topic) in self._answered:
            await self._finish(update, None)
            return
        require_id(-chat_id)
        words = self._words_for(language)
        link = f"https://t.me/{update.get_bot().username}?start=group"
        open_chat = Button(words.label("group.open"), url=link)
        reply = Reply(words.say("group.line"), ((open_chat,),), topic=topic, event="group")
        await self._finish(update, TurnResult(update.update_id, None, None, (to_call(reply, chat_id),)))
        self._answered.note((chat_id, topic))


def is_meant_for(message: Message, bot: User, commands: Collection[str]) -> bool:
    """Whether a message in a group is meant for this bot: it names it, gives one of its commands, or answers it.

    Names are those that Telegram marked, and count whole. A command without a name is the bot's when the message begins
    with it. What names others alone is for them, also when it answers the bot. Nothing that was forwarded is meant for
    anybody; what no person said does not come this far (`receiving.senders`).
    """
    if message.chat.type not in GROUPS or message.forward_origin is not None:
        return False
    ours, others = f"@{bot.username}".casefold(), False
    for entity, said in _marked(message):
        name, at, whose = said.casefold().partition("@")
        if entity.type == MessageEntity.BOT_COMMAND:
            if at + whose == ours or (not at and entity.offset == 0 and name[1:] in commands):
                return True
            others = True
        elif at + whose == ours or (entity.user is not None and entity.user.id == bot.id):
            return True
        else:
            others = True
    answered = message.reply_to_message
    return not others and answered is not None and answered.from_user is not None and answered.from_user.id == bot.id


def _marked(message: Message) -> Iterator[tuple[MessageEntity, str]]:
    """Names and commands that Telegram marked in a text or caption, each with its words. Offsets count UTF-16 code
    units."""
    units = (message.text or message.caption or "").encode("utf-16-le", "surrogatepass")
    for entity in message.entities or message.caption_entities:
        if entity.type in (MessageEntity.MENTION, MessageEntity.TEXT_MENTION, MessageEntity.BOT_COMMAND):
            piece = units[2 * entity.offset : 2 * (entity.offset + entity.length)]
            yield entity, piece.decode("utf-16-le", "replace")
