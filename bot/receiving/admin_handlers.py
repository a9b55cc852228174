"""Broadcast command and buttons, for admins in their own chats.

An admin is known by their numeric id, and heard in their private chat alone. What a button says is not believed: the
broadcast has to be theirs, and to stand where it stood when the button was made. Everything they do is logged.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Set
from datetime import datetime
from typing import Any

from telegram import Message, MessageEntity, Update
from telegram.constants import ChatType
from telegram.ext import CallbackContext

from bot.conversations import dispatch
from bot.conversations.admin import broadcast as broadcasting
from bot.conversations.admin.broadcast_typed import BroadcastPressed, start_of_text
from bot.conversations.turn import Turn
from bot.logs import get_logger
from bot.replies import MAX_TEXT
from storage.broadcasts import Broadcasts
from storage.executor import StoreExecutor
from storage.records.broadcasts import Broadcast, BroadcastState, read_audience

log = get_logger("limber.admin")

Context = CallbackContext[Any, Any, Any, Any]
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]
Decide = Callable[[Turn], None]

# What some kinds of entities say beside where they stand.
_ENTITY_EXTRAS = ("url", "user", "language", "custom_emoji_id", "date_time_format", "unix_time")


def admin_in(update: Update, admin_ids: Set[int]) -> int | None:
    """Which admin this is, in their private chat; None for anybody else, and anywhere else."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None or chat.type != ChatType.PRIVATE or chat.id != user.id:
        return None
    return user.id if user.id in admin_ids else None


class AdminHandlers:
    """The broadcasts' handlers. `take_turn` decides and commits; `unknown` answers what is no command."""

    def __init__(
        self,
        executor: StoreExecutor,
        clock: Callable[[], datetime],
        take_turn: Callable[[Update, Decide], Awaitable[None]],
        unknown: Callback,
        admin_ids: frozenset[int],
    ) -> None:
        self._executor, self._broadcasts, self._clock = executor, Broadcasts(executor.store), clock
        self._turn, self._unknown, self._admin_ids = take_turn, unknown, admin_ids

    async def broadcast(self, update: Update, context: Context) -> None:
        """/broadcast TEXT: shows what would be sent. Alone: how it goes, and what is under way."""
        admin, message = admin_in(update, self._admin_ids), update.message
        if admin is None or message is None:
            await self._unknown(update, context)
            return
        await self._draft(update, context, admin, written_after_command(message))

    async def write(self, update: Update, context: Context) -> None:
        """A text to be sent behind a colon, as after /broadcast; without one, how to write it."""
        admin, message = admin_in(update, self._admin_ids), update.message
        start = start_of_text(message.text or "") if message is not None else None
        if admin is None or message is None or start is None:
            await self.how(update, context)
            return
        await self._draft(update, context, admin, written_from(message, start))

    async def _draft(self, update: Update, context: Context, admin: int, text: str) -> None:
        now = self._clock()
        if broadcasting.is_blank(text):
            await self.how(update, context)
            return
        if (length := broadcasting.length(text)) > MAX_TEXT:
            await self._turn(update, lambda turn: broadcasting.too_long(turn, length))
            return
        found = await self._executor.run(self._broadcasts.draft, admin, text, now)
        log.info("broadcast_previewed", **_fields(found))
        await self._turn(update, lambda turn: broadcasting.preview(turn, found))

    async def how(self, update: Update, context: Context) -> None:
        """How to write a broadcast, what is under way, and how far the last one came."""
        await self._tell(update, context, broadcasting.how)

    async def reached(self, update: Update, context: Context) -> None:
        """How far the newest broadcasts came."""
        await self._tell(update, context, broadcasting.how_far)

    async def _tell(self, update: Update, context: Context, say: broadcasting.Tell) -> None:
        admin, now = admin_in(update, self._admin_ids), self._clock()
        if admin is None:
            await self._unknown(update, context)
            return
        going_on = await self._executor.run(self._broadcasts.going_on_of, admin, now)
        ended = await self._executor.run(self._broadcasts.last_ended_of, admin, now)
        await self._turn(update, lambda turn: say(turn, going_on, ended))

    async def typed(self, update: Update, wanted: BroadcastPressed) -> None:
        """A button of a broadcast, asked for in words."""
        await self._answer(update, wanted.data, wanted.message_id, is_typed=True)

    async def pressed(self, update: Update, context: Context) -> None:
        """A button of a broadcast; one that nobody was given shows where they are."""
        query = update.callback_query
        message = query.message if query is not None else None
        data = (query.data or "") if query is not None else ""
        await self._answer(update, data, message.message_id if message is not None else 0)

    async def _answer(self, update: Update, data: str, message_id: int, *, is_typed: bool = False) -> None:
        admin, press = admin_in(update, self._admin_ids), broadcasting.read(data)
        found = None
        if admin is not None and press is not None:
            found = await self._executor.run_slow_read(self._broadcasts.find, press.broadcast_id, self._clock())
        if press is None or found is None or found.admin_id != admin:
            await self._turn(update, dispatch.where_you_are)
            return
        decide = await self._done(found, press, message_id) if found.version == press.version else None
        seen = found

        def answer(turn: Turn) -> None:
            turn.typed_under = message_id if is_typed else None
            (decide or (lambda turn: broadcasting.out_of_date(turn, seen)))(turn)

        await self._turn(update, answer)

    async def _done(self, found: Broadcast, press: broadcasting.Press, message_id: int) -> Decide | None:
        """Do what a press asks for in the database; gives back what is to be said, None when it came too late."""
        if found.state is BroadcastState.DRAFT:
            return await self._with_draft(found, press, message_id)
        if found.state is not BroadcastState.SENDING:
            return None
        if press.what == "stop":
            return lambda turn: broadcasting.ask_to_stop(turn, found)
        if press.what == "stop_yes":
            ended = await self._executor.run(self._broadcasts.cancel, found, self._clock())
            if ended is None:
                return None
            log.info("broadcast_stopped", **_fields(ended))
            return broadcasting.stopped
        return broadcasting.goes_on if press.what == "stop_no" else None

    async def _with_draft(self, found: Broadcast, press: broadcasting.Press, message_id: int) -> Decide | None:
        now = self._clock()
        if press.what == "test":
            log.info("broadcast_tested", **_fields(found))
            return lambda turn: broadcasting.to_oneself(turn, found)
        if press.what == "audience":
            sizes = await self._executor.run_slow_read(self._broadcasts.sizes, now)
            return lambda turn: broadcasting.choose(turn, found, sizes)
        if press.what == "to":
            audience = read_audience(press.rest)
            sizes = await self._executor.run_slow_read(self._broadcasts.sizes, now)
            if audience is None or audience not in broadcasting.offered(sizes):
                return None
            chosen = await self._executor.run(self._broadcasts.choose, found, audience, now)
            if chosen is None:
                return None
            log.info("broadcast_audience_changed", **_fields(chosen))
            return lambda turn: broadcasting.control(turn, chosen)
        if press.what == "control":
            return lambda turn: broadcasting.control(turn, found)
        if press.what == "send" and found.people:
            return lambda turn: broadcasting.ask(turn, found)
        if press.what == "yes":
            begun = await self._executor.run(self._broadcasts.start, found, message_id, now)
            if begun is None:
                return None
            log.info("broadcast_started", **_fields(begun))
            return broadcasting.started
        if press.what == "cancel":
            dropped = await self._executor.run(self._broadcasts.cancel, found, now)
            if dropped is None:
                return None
            log.info("broadcast_cancelled", **_fields(dropped))
            return broadcasting.dropped
        return None


def written_after_command(message: Message) -> str:
    """What stands behind a command, as Telegram HTML: formatting and lines are kept; empty when there is nothing."""
    whole = message.text or ""
    words = whole.split(maxsplit=1)
    if len(words) < 2:
        return ""
    return written_from(message, len(whole) - len(words[1]))


def written_from(message: Message, begins: int) -> str:
    """What stands in a message from a character on, as Telegram HTML."""
    whole = message.text or ""
    text = whole[begins:]
    # Offsets count UTF-16 code units.
    start = len(whole[:begins].encode("utf-16-le", "surrogatepass")) // 2
    kept = []
    for entity in message.entities:
        end = entity.offset + entity.length
        if end > start:
            begin = max(entity.offset, start)
            kept.append(
                MessageEntity(
                    entity.type,
                    begin - start,
                    end - begin,
                    **{name: getattr(entity, name) for name in _ENTITY_EXTRAS},
                )
            )
    cut = Message(message.message_id, message.date, message.chat, text=text, entities=kept)
    return cut.text_html


def _fields(found: Broadcast) -> dict[str, object]:
    """What every log line about a broadcast tells."""
    return {
        "admin": found.admin_id,
        "broadcast": found.id,
        "audience": found.audience.code,
        "people": found.people,
    }
