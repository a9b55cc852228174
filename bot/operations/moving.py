"""The command that moves the record to another database: a line for what is wrong, a bar for how far it is."""

from __future__ import annotations

import sys
from datetime import datetime

from tqdm import tqdm

from bot import logs
from bot.operations.reporting import FAILED, GOOD, WRONG
from bot.settings import SettingsError, password_in, read_database_url
from storage.moving import AddressUnusable, Moved, MoveRefused, move

AFTERWARDS = """The old database is as it was. Set DATABASE_URL to the new address, start the bot, and then delete the
old one: a bot that starts on it would serve everybody twice, and people who are erased later would stay in it."""


def move_record(source: str, target: str, now: datetime) -> int:
    """Move a record between two addresses as DATABASE_URL takes them. WRONG when one of them leads nowhere, FAILED when
    it is refused: then nothing was moved. No password is printed."""
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
    print(AFTERWARDS)
    return GOOD


def _told(moved: Moved) -> str:
    people, rows = moved.rows["person"], sum(moved.rows.values())
    return f"moved and compared: {people:,} people, {rows:,} rows in all; rows, ids and the audit are equal"


def _say(text: str, status: int) -> int:
    print(logs.redact(text), file=sys.stderr)
    return status
