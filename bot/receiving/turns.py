"""One turn: read the record, let a conversation decide, and commit; again when another turn was faster.

The record is only written if it still stands as it was read. A turn that lost such a race is decided again on the new
record, so two updates of one person never overwrite each other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from telegram import Message, Update, User
from telegram.error import TelegramError

from bot.conversations import dispatch, setup_stages
from bot.conversations.preferences import pausing
from bot.conversations.safety import emergency
from bot.conversations.turn import DiaryNotRead, RecordingsNotRead, ShownNotRead, Turn
from bot.i18n.catalogue import Words
from bot.logs import get_logger
from bot.receiving.admin_handlers import admin_in
from bot.receiving.answered_lately import AnsweredLately
from bot.receiving.edits import NewestMessages
from bot.receiving.presses import CAPTIONED
from bot.receiving.reading import Unreadable
from bot.receiving.written import unbroken, written_privately
from bot.understanding.text.remembered import remembering
from content.library import Library
from storage.executor import StoreExecutor
from storage.recordings import Recordings
from storage.records.diary import Diary
from storage.records.person import MOST_ID, Account, Person, spoken_language
from storage.records.recordings import RecordedLine
from storage.records.shown import ShownButtons
from storage.records.turn import TurnResult
from storage.statements.people import RecordChanged

log = get_logger("limber.turns")

Decide = Callable[[Turn], None]
# Writes a turn and sends its replies; False when the update had been done already. Raises RecordChanged.
Commit = Callable[[TurnResult, datetime], Awaitable[bool]]
AnswerTap = Callable[[str, str | None], Awaitable[None]]

# Longest name and language that are kept.
LONGEST_NAME, LONGEST_LANGUAGE = 64, 35
# A turn that lost this many races in a row fails: something is wrong.
MOST_RACES = 8


class Turns:
    """Takes turns on the record. `answer_tap` tells Telegram that a press was heard, with a line to show or None."""

    def __init__(
        self,
        executor: StoreExecutor,
        library: Library,
        clock: Callable[[], datetime],
        commit: Commit,
        answer_tap: AnswerTap,
        words_for: Callable[[str | None], Words],
        admin_ids: frozenset[int] = frozenset(),
    ) -> None:
        self._executor, self._library, self._clock = executor, library, clock
        self._commit, self._answer_tap = commit, answer_tap
        self._words_for, self._admin_ids = words_for, admin_ids
        self._answers: set[asyncio.Task[None]] = set()
        self._answered = AnsweredLately(clock)
        self.newest_messages = NewestMessages()

    @property
    def is_idle(self) -> bool:
        """Whether no answer to a tap is under way."""
        return not self._answers

    async def take(self, update: Update, decide: Decide, *, slow: bool = False, leaving: bool = False) -> None:
        """Load, decide, and commit record, replies and 'update done' together; then answer a tap.

        `slow` decides on a thread, for looking up places. `leaving` is for a person who just blocked the bot. Raises
        Unreadable for an id that no person has, and RecordChanged after MOST_RACES lost races.
        """
        # What a text says stays the same with more of the record, and on a record that another turn changed.
        with remembering():
            await self._take(update, decide, slow=slow, leaving=leaving)

    async def _take(self, update: Update, decide: Decide, *, slow: bool, leaving: bool) -> None:
        user = update.effective_user
        if user is None:
            await self.finish(update)
            return
        require_id(user.id)
        if self.is_emergency(update):
            # Before everything else: in a caption, an edit, behind a command, at any question.
            decide = partial(emergency.call_for_help, said=written_privately(update))
        query = update.callback_query
        for _ in range(MOST_RACES):
            now = self._clock()
            person = await self._executor.load(user.id)
            if person is None and update.my_chat_member is not None:
                await self.finish(update)
                return
            if person is None:
                person = Person(id=user.id, created_at=now, account=Account(setup=setup_stages.HELLO))
            turn = await self._decide(update, user, now, person, decide, slow=slow, leaving=leaving)
            try:
                is_first = await self._commit(turn.result(update.update_id), now)
            except RecordChanged:
                continue
            break
        else:
            raise RecordChanged(f"{MOST_RACES} times")
        written = update.message or update.edited_message
        if written is not None and (update.message is written or self.newest_messages.is_newest(written)):
            self.newest_messages.remember(written)
        if query is not None:
            # What was decided over a record that had it already would be the answer to a second tap.
            self._answer(query.id, turn.toast if is_first else None)

    def answer_again(self, query_id: str) -> None:
        """Answer a tap without words that took effect before it came again, unless this program answered it."""
        if query_id not in self._answered:
            self._answer(query_id, None)

    async def _decide(
        self, update: Update, user: User, now: datetime, person: Person, decide: Decide, *, slow: bool, leaving: bool
    ) -> Turn:
        """The turn, decided with as much of the record as it needs."""
        store = self._executor.store
        diary: Diary | None = None
        shown: Sequence[ShownButtons] | None = None
        recordings: Sequence[RecordedLine] | None = None
        while True:
            turn = self._opened(update, user, now, person, diary, shown, recordings, leaving=leaving)
            try:
                await _decided(decide, turn, slow=slow)
            except DiaryNotRead:
                diary = await self._executor.run(store.diary, user.id)
            except ShownNotRead:
                shown = await self._executor.run(store.shown, user.id, now)
            except RecordingsNotRead:
                recordings = await self._executor.run(Recordings(store).lines)
            else:
                return turn

    def is_emergency(self, update: Update) -> bool:
        """Whether what a person wrote in their private chat may tell of an emergency."""
        user, said = update.effective_user, written_privately(update)
        return bool(user and said) and emergency.is_told(said, self._words_for(user.language_code if user else None))

    async def finish(self, update: Update, result: TurnResult | None = None) -> None:
        """Commit an update that changes nobody's record: with replies, or with nothing at all."""
        await self._commit(result or TurnResult(update.update_id, None, None), self._clock())

    async def settle(self) -> None:
        """Wait for answers to taps that are under way."""
        if self._answers:
            await asyncio.wait(self._answers)

    def _opened(
        self,
        update: Update,
        user: User,
        now: datetime,
        person: Person,
        diary: Diary | None,
        shown: Sequence[ShownButtons] | None,
        recordings: Sequence[RecordedLine] | None,
        *,
        leaving: bool,
    ) -> Turn:
        message = update.callback_query.message if update.callback_query else None
        turn = Turn(
            person,
            now,
            self._words_for(spoken_language(person.settings.chosen_language, user.language_code)),
            self._library,
            # A message that is out of reach, or has no number yet, cannot be edited: a new one is sent.
            message_id=(message.message_id or None) if message is not None and message.is_accessible else None,
            on_picture=isinstance(message, Message) and any(getattr(message, kind) for kind in CAPTIONED),
            diary=diary,
            shown=shown,
            recordings=recordings,
            is_admin=admin_in(update, self._admin_ids) is not None,
            bot_name=update.get_bot().username,
        )
        name, language = unbroken(user.first_name)[:LONGEST_NAME], user.language_code
        language = language and (unbroken(language)[:LONGEST_LANGUAGE] or None)
        if (person.account.first_name, person.settings.language) != (name, language):
            turn.change(first_name=name, language=language)
        if not leaving:
            pausing.was_heard(turn)
        return turn

    def _answer(self, query_id: str, toast: str | None) -> None:
        """Tell Telegram that a tap was heard: best effort, beside everything else."""

        async def answer() -> None:
            try:
                await self._answer_tap(query_id, toast)
            except TelegramError as error:
                log.info("tap_answer_failed", error=error.message)

        self._answered.note(query_id)
        task = asyncio.create_task(answer(), name="answer-tap")
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)


async def _decided(decide: Decide, turn: Turn, *, slow: bool) -> None:
    """Let a conversation decide; on a thread when that looks up places or reads dates, which takes long."""

    def to_the_end() -> None:
        decide(turn)
        dispatch.end(turn)

    if slow or dispatch.is_slow(turn):
        await asyncio.to_thread(to_the_end)
    else:
        to_the_end()


def require_id(number: object) -> None:
    """Raises Unreadable for what is no id of a person, or the negative of a group's: nothing may be written to it."""
    if type(number) is not int or not 0 < number <= MOST_ID:
        raise Unreadable("there is no such id")
