"""The command that moves the record to another database: a line for what is wrong, a bar for how far it is."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from tqdm import tqdm

from bot import logs
from bot.operations.opening import default_erasures_file
from bot.operations.reporting import FAILED, GOOD, WRONG
from bot.settings import SettingsError, password_in, read_database_url
from storage.erasures import Erasures, ErasuresUnusable, key_beside
from storage.moving import AddressUnusable, Moved, MoveRefused, move

AFTERWARDS = """The old database is as it was. Set DATABASE_URL to the new address, start the bot, and then delete the
old one: a bot that starts on it would serve everybody twice, and people who are erased later would stay in it."""


def move_record(source: str, target: str, now: datetime, erasures_file: Path | None) -> int:
    """Move a record between two addresses as DATABASE_URL takes them, and the record of erasures along with it.

    `erasures_file` is what ERASURES_FILE names, where the record of erasures stays; None for the defaults. Gives back
    WRONG when an address leads nowhere, FAILED when it is refused: then nothing was moved. FAILED also when everything
    was moved but the record of erasures; a line says where to copy it. No password is printed.
    """
    logs.conceal(word for address in (source, target) for word in password_in(address))
    try:
        addresses = read_database_url("FROM", source), read_database_url("TO", target)
        # On a screen alone: in a log a bar would be a thousand lines.
        with tqdm(total=0, unit=" rows", unit_scale=True, disable=None) as bar:

            def progress(rows: int, total: int) -> None:
                bar.total = total
                bar.update(rows)

            moved = move(*addresses, now, progress)
    except (SettingsError, AddressUnusable) as error:
        return _say(f"nothing was moved: {error}", WRONG)
    except MoveRefused as error:
        return _say(f"nothing was moved: {error}", FAILED)
    print(_told(moved))
    status = GOOD if erasures_file is not None else _move_erasures(*map(default_erasures_file, addresses))
    print(AFTERWARDS)
    return status


def _move_erasures(source: Path, target: Path) -> int:
    if not source.exists() or source.resolve() == target.resolve():
        return GOOD
    try:
        Erasures(source).copy_to(target)
    except ErasuresUnusable as error:
        fix = f"before the start copy {source} to {target} and {key_beside(source)} to {key_beside(target)}"
        return _say(f"the record of erasures was not moved: {error}; {fix}, or set ERASURES_FILE={source}", FAILED)
    print(f"the record of erasures and its key: copied to {target} and {key_beside(target)}")
    return GOOD


def _told(moved: Moved) -> str:
    people, rows = moved.rows["person"], sum(moved.rows.values())
    return f"moved and compared: {people:,} people, {rows:,} rows in all; rows, ids and the audit are equal"


def _say(text: str, status: int) -> int:
    print(logs.redact(text), file=sys.stderr)
    return status
