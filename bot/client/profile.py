"""What people see of the bot beside its messages: command menus, descriptions, and its profile photo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from functools import partial

from telegram import Bot, BotCommand, BotCommandScopeChat, InputFile, InputProfilePhotoAnimated
from telegram.error import BadRequest, TelegramError

from bot.client.startup import retry_until_answered
from bot.i18n.catalogue import Words
from bot.logs import get_logger
from content.library import Library
from content.movement import Picture
from storage.executor import StoreExecutor

log = get_logger("limber.startup")

# An animated profile photo is square, and at most this many seconds long:
# https://core.telegram.org/bots/api#inputprofilephotoanimated, and TDLib's inputChatPhotoAnimation for the measures.
LONGEST_PHOTO = 10.0
# The stored fact that a bot, whose id follows, has a profile photo.
PHOTO_SET = "profile_photo_"
# What Telegram says of the chat of somebody who has not written to the bot yet.
CHAT_UNKNOWN = "chat not found"


# The code by which Telegram shows what is meant for everybody else.
_ALL_OTHERS = ""


class Menus:
    """The command menus, and the descriptions, in each language. Admins see their commands besides.

    `languages`: the words of each language, the first of them for every Telegram whose language is none of them.
    """

    def __init__(
        self,
        bot: Bot,
        languages: Sequence[Words],
        admin_ids: Collection[int],
        *,
        commands: Sequence[str],
        admin_commands: Sequence[str],
    ) -> None:
        self._bot, self._admin_ids = bot, admin_ids
        self._languages = {_ALL_OTHERS: languages[0], **_by_code(languages[1:])}
        self._commands, self._admin_commands = commands, (*commands, *admin_commands)
        # Admins whose chat Telegram did not know yet: it does once they wrote.
        self.waiting: set[int] = set()

    async def publish(self) -> None:
        """Set all of them. One that Telegram refuses does not stop the start."""
        for code, words in self._languages.items():
            try:
                await self._publish_in(code, words)
            except BadRequest as error:
                log.error("menu_refused", error=error.message, language=code or "all")
        for admin_id in self._admin_ids:
            await retry_until_answered(partial(self.show_admin_menu, admin_id))

    async def _publish_in(self, code: str, words: Words) -> None:
        bot, menu = self._bot, _menu(self._commands, words)
        await retry_until_answered(lambda: bot.set_my_commands(menu, language_code=code or None))
        # What a person reads before they press START, and in the bot's profile.
        description, short = words.label("description"), words.label("description.short")
        await retry_until_answered(lambda: bot.set_my_description(description, language_code=code or None))
        await retry_until_answered(lambda: bot.set_my_short_description(short, language_code=code or None))

    async def show_admin_menu(self, admin_id: int) -> None:
        """Set the menu of an admin, who is `waiting` for it when that fails."""
        self.waiting.discard(admin_id)
        scope = BotCommandScopeChat(admin_id)
        try:
            for code, words in self._languages.items():
                menu = _menu(self._admin_commands, words)
                await self._bot.set_my_commands(menu, scope=scope, language_code=code or None)
        except TelegramError as error:
            self.waiting.add(admin_id)
            if CHAT_UNKNOWN in error.message.lower():
                log.info("admin_menu_delayed", admin=admin_id, until="first message")
            else:
                log.info("admin_menu_failed", admin=admin_id, error=error.message)


def _menu(commands: Iterable[str], words: Words) -> list[BotCommand]:
    return [BotCommand(name, words.label(f"command.{name}")) for name in commands]


def _by_code(languages: Iterable[Words]) -> dict[str, Words]:
    """Words by the two letters that Telegram takes, of each the first: https://core.telegram.org/bots/api#setmycommands"""
    found: dict[str, Words] = {}
    for words in languages:
        if len(words.own_locale.language) == 2:
            found.setdefault(words.own_locale.language, words)
    return found


def photo_clip(library: Library) -> Picture | None:
    """The clip that can be a profile photo: of the first form with square ones the longest, which shows most of it.
    None when there is no such clip."""
    for variation in (variation for movement in library.movements for variation in movement.variations):
        clips = [
            clip
            for level in variation.levels
            for step in level.steps
            for clip in step.clips.values()
            if clip.width == clip.height and 0 < (clip.seconds or 0) <= LONGEST_PHOTO
        ]
        if clips:
            return max(clips, key=lambda clip: clip.seconds or 0)
    return None


async def set_photo(
    bot: Bot, library: Library, executor: StoreExecutor, read: Callable[[str], Awaitable[bytes | None]]
) -> None:
    """Make a clip the bot's profile photo where it has none; once for each bot, so that a photo which the operator
    takes away stays away. A failure is one line in the log. `read` gives a file of the library, None without one."""
    fact, clip = f"{PHOTO_SET}{bot.id}", photo_clip(library)
    if clip is None or await executor.run(executor.store.fact, fact) is not None:
        return
    try:
        if not (await bot.get_user_profile_photos(bot.id, limit=1)).total_count:
            if (content := await read(clip.file)) is None:
                log.warning("profile_photo_missing", file=clip.file)
                return
            # The frame in the middle, where the movement has led to something, is the photo where it cannot move.
            middle = (clip.seconds or 0) / 2
            animation = InputFile(content, filename="figure.mp4", attach=True)
            await bot.set_my_profile_photo(InputProfilePhotoAnimated(animation, main_frame_timestamp=middle))
            log.info("profile_photo_changed", file=clip.file)
    except TelegramError as error:
        log.warning("profile_photo_failed", error=error.message)
        return
    await executor.run(executor.store.note_fact, fact, clip.digest)
