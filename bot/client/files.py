"""Files that people send: fetched from Telegram, through the bot's own connection."""

from __future__ import annotations

from telegram import Bot


async def download(bot: Bot, file_id: str) -> bytes:
    """The bytes of a file. Telegram gives out up to 20 MB. Raises TelegramError."""
    file = await bot.get_file(file_id)
    return bytes(await file.download_as_bytearray())
