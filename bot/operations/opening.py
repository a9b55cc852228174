"""Opening of the database and of the record of erasures beside it."""

from __future__ import annotations

from pathlib import Path

from bot.clock import utc_now
from bot.logs import get_logger
from bot.settings import DEFAULT_DATABASE, Settings, SettingsError
from storage.database import DatabaseUnusable, sqlite_file
from storage.erasures import Erasures, ErasuresUnusable
from storage.records.retention_periods import ERASURES_KEPT
from storage.store import Store

log = get_logger("limber.opening")

# The record of erasures, where ERASURES_FILE names no other: beside the SQLite file, else in the default's folder.
ERASURES_NAME = "erasures.db"


def erasures_file(settings: Settings) -> Path:
    """Where the record of erasures lies. Raises SettingsError when that is the database itself."""
    database = sqlite_file(settings.database_url)
    file = settings.erasures_file or default_erasures_file(settings.database_url)
    if database is not None and file.resolve() == database.resolve():
        raise SettingsError(f"ERASURES_FILE is the database itself: {file}; name a file beside it")
    return file


def default_erasures_file(database_url: str) -> Path:
    """Where the record of erasures of a database lies while ERASURES_FILE names no other place."""
    beside = sqlite_file(database_url) or sqlite_file(DEFAULT_DATABASE) or Path()
    return beside.with_name(ERASURES_NAME)


def open_erasures(settings: Settings) -> Erasures:
    """The record of erasures; made where there is none. Raises SettingsError."""
    try:
        return Erasures(erasures_file(settings))
    except ErasuresUnusable as error:
        raise SettingsError(f"ERASURES_FILE: {error}") from error


def open_store(settings: Settings) -> Store:
    """The record, sound and brought up to date, for this process alone to send from, without those who were erased.
    Raises DatabaseUnusable and SettingsError."""
    store = Store(settings.database_url)
    try:
        store.require_sound_file()
        store.migrate()
        store.hold_alone()
        store.erasures = open_erasures(settings)
        store.erasures.forget_before(utc_now() - ERASURES_KEPT)
        if people := store.erase_returned():
            log.warning("erasures_repeated", people=people, why="a restored copy had brought them back")
    except (DatabaseUnusable, SettingsError):
        store.close()
        raise
    except ErasuresUnusable as error:
        store.close()
        raise SettingsError(f"ERASURES_FILE: {error}") from error
    return store
