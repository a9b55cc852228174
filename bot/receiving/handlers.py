"""Table of handlers: which update goes to which conversation.

Telegram's objects end here: conversations get plain values.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from telegram import ChatMember, Message, Update, User
from telegram.ext import (
    BaseHandler,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.conversations import dispatch, unknown_commands, without_words
from bot.conversations.account import onboarding, privacy, status
from bot.conversations.account.privacy import Operator
from bot.conversations.admin import stats
from bot.conversations.admin.broadcast_typed import BroadcastPressed
from bot.conversations.dialogue import Command
from bot.conversations.preferences import pausing, time_zone
from bot.conversations.turn import CommandWanted, Turn
from bot.i18n.catalogue import Words, words_in
from bot.logs import get_logger
from bot.receiving.admin_handlers import AdminHandlers, admin_in
from bot.receiving.answered_lately import AnsweredLately
from bot.receiving.groups import Groups
from bot.receiving.turns import AnswerTap, Commit, Decide, Turns
from bot.receiving.voice_messages import VoiceMessages
from bot.receiving.written import WORDLESS, command_in, typed
from content.library import Library
from storage import statistics
from storage.executor import StoreExecutor

log = get_logger("limber.turns")

Context = CallbackContext[Any, Any, Any, Any]
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]
Handler = BaseHandler[Any, Any, Any]

# The operator, when the settings do not name them.
NOBODY = Operator()


class Handlers:
    """The conversations, bound to the record, the library and the catalogues."""

    def __init__(
        self,
        executor: StoreExecutor,
        library: Library,
        clock: Callable[[], datetime],
        commit: Commit,
        answer: AnswerTap,
        *,
        admin_ids: frozenset[int] = frozenset(),
        operator: Operator = NOBODY,
        words_for: Callable[[str | None], Words] = words_in,
    ) -> None:
        self._executor, self._clock = executor, clock
        self._admin_ids, self._operator = admin_ids, operator
        self._words_for = words_for
        self._commands: dict[str, Callback] = {}
        self._wanted: dict[str, Callback] = {}
        self.turns = Turns(executor, library, clock, commit, answer, words_for, admin_ids)
        self._turn = self.turns.take
        self._groups = Groups(self.turns.finish, clock, words_for, dispatch.COMMANDS)
        self._albums = AnsweredLately(clock)
        self._admins = AdminHandlers(executor, clock, self._turn, self._wordless("command"), admin_ids)
        self._voice = VoiceMessages(executor, self._slow_turn, self._voice_unasked, admin_ids)

    def table(self) -> list[Handler]:
        """The handlers in order: the first that fits takes the update."""
        private = filters.ChatType.PRIVATE
        new = filters.UpdateType.MESSAGE & private
        reading = {
            "status": self._status,
            "privacy": self._plain(lambda turn: privacy.show_privacy(turn, self._operator)),
            "export": self._export,
            "stats": self._stats,
            "broadcast": self._admins.broadcast,
        }
        commands = self._commands = {
            name: self._guarded(command, reading[name] if command.run is None else self._command(command))
            for name, command in dispatch.DIALOGUES.commands.items()
        }
        # What sentences ask for: these commands, and what only sentences do.
        self._wanted = commands | {
            "health": self._health,
            "how_to_write": self._admins.write,
            "reached": self._admins.reached,
        }
        return [
            # Where the bot stands in a chat: blocked, unblocked, added to a group.
            ChatMemberHandler(self._membership, ChatMemberHandler.MY_CHAT_MEMBER),
            # Groups get one line that leads to the private chat.
            MessageHandler(~private & filters.UpdateType.MESSAGE, self._in_group),
            # Buttons.
            CallbackQueryHandler(self._admins.pressed, pattern=r"^broadcast(:|$)"),
            CallbackQueryHandler(self._pressed),
            # What is written.
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & private, self._edited),
            MessageHandler(new & filters.FORWARDED, self._wordless("forward")),
            *(CommandHandler(name, callback, filters=new) for name, callback in commands.items()),
            MessageHandler(new & filters.LOCATION, self._location),
            MessageHandler(new & filters.COMMAND, self._unknown_command),
            MessageHandler(new & filters.TEXT, self._text),
            MessageHandler(new & filters.VOICE, self._voice.heard),
            *(MessageHandler(new & filters.CAPTION & content, self._captioned(kind)) for kind, content in WORDLESS),
            MessageHandler(new & filters.CAPTION, self._captioned("other")),
            *(MessageHandler(new & content, self._picture(kind)) for kind, content in WORDLESS),
            MessageHandler(new & ~filters.StatusUpdate.ALL, self._wordless("other")),
            # Whatever is left needs no answer, but is done.
            TypeHandler(Update, self._nothing),
        ]

    async def settle(self) -> None:
        """Wait for answers to taps that are under way."""
        await self.turns.settle()

    async def _slow_turn(self, update: Update, decide: Decide) -> None:
        await self._turn(update, decide, slow=True)

    # Kinds of handlers

    def _plain(self, conversation: Decide) -> Callback:
        """A command that needs more than the turn."""

        def run(turn: Turn, _: str) -> None:
            conversation(turn)

        return self._command(Command(name="", run=run))

    def _command(self, command: Command) -> Callback:
        async def handle(update: Update, context: Context) -> None:
            argument = typed(" ".join(context.args or ()))
            await self._turn(update, lambda turn: dispatch.run(turn, command, argument), slow=command.is_slow)

        return handle

    def _guarded(self, command: Command, callback: Callback) -> Callback:
        """To everybody but admins, a command of theirs is none."""
        if not command.for_admins:
            return callback

        async def handle(update: Update, context: Context) -> None:
            await (callback if self._is_admin(update) else self._wordless("command"))(update, context)

        return handle

    def _wordless(self, kind: str) -> Callback:
        async def handle(update: Update, context: Context) -> None:
            await self._turn(update, lambda turn: without_words.answer(turn, kind))

        return handle

    def _picture(self, kind: str) -> Callback:
        """Content without words; of an album, which Telegram sends picture by picture, one is answered."""
        answer = self._wordless(kind)

        async def handle(update: Update, context: Context) -> None:
            if (album := _message(update).media_group_id) is None:
                await answer(update, context)
            elif album in self._albums:
                await self._nothing(update, context)
            else:
                await answer(update, context)
                self._albums.note(album)

        return handle

    def _captioned(self, kind: str) -> Callback:
        """What is written under a picture or a recording is read like any other text."""

        async def handle(update: Update, context: Context) -> None:
            if (album := _message(update).media_group_id) is not None:
                self._albums.note(album)
            found = command_in(_message(update), update.get_bot().username)
            if found is not None:
                context.args = found[1]
                await self._commands.get(found[0], self._wordless("command"))(update, context)
            else:
                await self._said(update, context, typed(_message(update).caption or ""), kind)

        return handle

    # Single handlers

    async def _voice_unasked(self, update: Update, context: Context) -> None:
        answer = self._captioned("voice") if _message(update).caption else self._wordless("voice")
        await answer(update, context)

    async def _pressed(self, update: Update, context: Context) -> None:
        query = update.callback_query
        data = query.data if query is not None and query.data is not None else ""
        try:
            await self._turn(update, lambda turn: dispatch.press(turn, data))
        except CommandWanted as wanted:
            await self._wanted[wanted.name](update, context)

    async def _edited(self, update: Update, context: Context) -> None:
        """An edit is answered when it changes the words of the newest message, or may be an emergency; not when that
        message was heard as it stands."""
        edited = update.edited_message
        assert edited is not None  # noqa: S101 - the filter saw to it
        newest = self.turns.newest_messages
        if newest.is_changed(edited) or (not newest.is_newest(edited) and self.turns.is_emergency(update)):
            await self._turn(update, lambda turn: without_words.answer(turn, "edited"))
        else:
            await self._nothing(update, context)

    async def _text(self, update: Update, context: Context) -> None:
        await self._said(update, context, typed(_message(update).text or ""))

    async def _said(self, update: Update, context: Context, said: str, kind: str | None = None) -> None:
        """Words, perhaps under something of that kind."""
        name = said.strip().lower()
        named = self._commands.get(name) if name not in dispatch.SLASH_COMMANDS else None
        if named is not None:
            # A command without its slash. Those that are also words of a walk are left to the walk.
            await named(update, context)
            return
        await self._read(update, context, lambda turn: dispatch.text(turn, said, kind=kind))

    async def _unknown_command(self, update: Update, context: Context) -> None:
        said = typed(_message(update).text or "")
        await self._read(update, context, lambda turn: unknown_commands.answer(turn, said, dispatch.text))

    async def _read(self, update: Update, context: Context, decide: Callable[[Turn], None]) -> None:
        try:
            await self._turn(update, decide)
        except CommandWanted as wanted:
            await self._wanted[wanted.name](update, context)
        except BroadcastPressed as pressed:
            await self._admins.typed(update, pressed)

    async def _location(self, update: Update, context: Context) -> None:
        place = _message(update).location
        assert place is not None  # noqa: S101 - the filter saw to it
        await self._turn(update, lambda turn: time_zone.take_location(turn, place.latitude, place.longitude), slow=True)

    async def _status(self, update: Update, context: Context) -> None:
        user = _user(update)
        last = await self._executor.run(self._executor.store.last_prompt, user.id)
        await self._turn(update, lambda turn: status.show_status(turn, last))

    async def _export(self, update: Update, context: Context) -> None:
        user = _user(update)
        if await self._executor.load(user.id) is None:
            await self._turn(update, onboarding.say_hello)
            return
        record = await self._executor.run(self._executor.store.export, user.id)
        await self._turn(update, lambda turn: privacy.send_export(turn, record))

    async def _stats(self, update: Update, context: Context) -> None:
        log.info("stats_requested", by=_user(update).id)
        found = await self._executor.run_slow_read(statistics.of, self._executor.store, self._clock())
        await self._turn(update, lambda turn: stats.show_stats(turn, found))

    async def _health(self, update: Update, context: Context) -> None:
        """Whether anything is stuck or lost, for those who run the bot."""
        if not self._is_admin(update):
            await self._wordless("command")(update, context)
            return
        now = self._clock()
        unaccounted = await self._executor.run(self._executor.store.unaccounted, now)
        found = await self._executor.run_slow_read(statistics.of, self._executor.store, now)
        await self._turn(update, lambda turn: stats.show_health(turn, found, unaccounted))

    def _is_admin(self, update: Update) -> bool:
        """By their number, and in their own private chat; never by a name, nor where others read along."""
        return admin_in(update, self._admin_ids) is not None

    async def _membership(self, update: Update, context: Context) -> None:
        change = update.my_chat_member
        assert change is not None  # noqa: S101 - the handler saw to it
        status = change.new_chat_member.status
        gone = status in (ChatMember.BANNED, ChatMember.LEFT)
        if change.chat.type == "private":
            await self._turn(update, pausing.went_away if gone else pausing.came_back, leaving=gone)
        elif not gone and change.old_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT):
            await self._groups.joined(update)
        else:
            await self._nothing(update, context)

    async def _in_group(self, update: Update, context: Context) -> None:
        await self._groups.written(update)

    async def _nothing(self, update: Update, context: Context | None) -> None:
        await self.turns.finish(update)


def _user(update: Update) -> User:
    assert update.effective_user is not None  # noqa: S101 - private messages have one
    return update.effective_user


def _message(update: Update) -> Message:
    assert update.message is not None  # noqa: S101 - the filter saw to it
    return update.message
