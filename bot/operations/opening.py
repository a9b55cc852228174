"""Opening of the database at the start of the bot."""

from __future__ import annotations

from bot.settings import Settings
from storage.database import DatabaseUnusable
from storage.store import Store


def open_store(settings: Settings) -> Store:
    """The record, sound and brought up to date, for this process alone to send from. Raises DatabaseUnusable."""
    store = Store(settings.database_url)
    try:
        store.require_sound_file()
        store.migrate()
        store.hold_alone()
    except DatabaseUnusable:
        store.close()
        raise
    return store
