"""Maintenance commands on the database: migrate, audit, backup, restore, trace. Each returns an exit status."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from bot.operations.opening import open_erasures
from bot.operations.reporting import FAILED, GOOD, WRONG, in_bytes
from bot.settings import Settings
from storage.backup import BackupRefused, back_up, restore, shown
from storage.database import sqlite_file
from storage.statements.trace import Trace, gap_over, next_of, trace
from storage.store import Store

SERVER = (
    "DATABASE_URL names no SQLite file; copy a PostgreSQL database with pg_dump, and bring it back with pg_restore: "
    "see docs/operating.md"
)
# The person, the reminder and the local date of a prompt, as the logs write them.
PROMPT = re.compile(r"(?:prompt=)?(-?[0-9]{1,18})/([0-9]{1,9})/([0-9]{4}-[0-9]{2}-[0-9]{2})")


def migrate(settings: Settings) -> int:
    """Bring the database to the current schema."""
    store = Store(settings.database_url)
    try:
        done = store.migrate()
    finally:
        store.close()
    print("the database is up to date now" if done else "the database was up to date")
    return GOOD


def audit(settings: Settings, now: datetime) -> int:
    """Count what is stored, also while a bot runs on the database; FAILED when something is unaccounted for."""
    store = Store(settings.database_url)
    try:
        store.require_schema()
        wrong, fates = store.audit(now)
        waiting = store.backlog()
    finally:
        store.close()
    width = max(map(len, (*wrong, *waiting)))
    for state, reason, count in fates:
        print(f"{f'prompts {state}' + (f': {reason}' if reason else ''):<{width}}  {count:>10,}")
    for name, count in waiting.items():
        print(f"{name.replace('_', ' '):<{width}}  {count:>10,}")
    for name, count in wrong.items():
        print(f"{name.replace('_', ' '):<{width}}  {count:>10,}{'  <- should be 0' if count else ''}")
    print("something is unaccounted for" if any(wrong.values()) else "everything is accounted for")
    return FAILED if any(wrong.values()) else GOOD


def backup(settings: Settings, target: Path, *, force: bool) -> int:
    """Copy the record, also while a bot runs on it."""
    record = sqlite_file(settings.database_url)
    if record is None:
        return _say(SERVER, WRONG)
    try:
        found = back_up(record, target, force=force)
    except BackupRefused as error:
        return _say(f"no backup: {error}", FAILED)
    print(f"{target}: {_people(found.people)}, {in_bytes(found.size)}, last written {shown(found.newest)}")
    return GOOD


def bring_back(settings: Settings, source: Path, now: datetime, *, force: bool) -> int:
    """Replace the record by a backup. Raises DatabaseUnusable while a bot runs on it, SettingsError when the record of
    erasures cannot be used."""
    record = sqlite_file(settings.database_url)
    if record is None:
        return _say(SERVER, WRONG)
    erasures = open_erasures(settings)
    try:
        done = restore(record, source, now, force=force, erasures=erasures)
    except BackupRefused as error:
        return _say(f"nothing was restored: {error}", FAILED)
    holding = done.holding
    print(f"{record}: {_people(holding.people)}, {in_bytes(holding.size)}, last written {shown(holding.newest)}")
    if done.kept is not None:
        print(f"what was there before is kept: {done.kept}")
    if done.cancelled:
        print(f"{done.cancelled} broadcasts that were under way are cancelled")
    if done.erased:
        print(f"erased again, by the record of erasures: {_people(done.erased)}")
    elif holding.people and not erasures.newest():
        print(f"{erasures.file} knows of no erasure: if there were any since that moment, those people are back")
    return GOOD


def follow(settings: Settings, prompt: str) -> int:
    """Print the history of a prompt; FAILED when it is not stored."""
    named = PROMPT.fullmatch(prompt.strip())
    try:
        key = None if named is None else (int(named[1]), int(named[2]), date.fromisoformat(named[3]))
    except ValueError:
        key = None
    if key is None:
        return _say("a prompt is named as in the logs: person/reminder/date, such as 41/1/2026-11-22", WRONG)
    store = Store(settings.database_url)
    try:
        store.require_schema()
        found = store.read(lambda connection: trace(connection, *key))
        following = store.read(lambda connection: next_of(connection, *key[:2]))
        gap = store.read(lambda connection: gap_over(connection, *key))
    finally:
        store.close()
    print(f"prompt={key[0]}/{key[1]}/{key[2]}")
    if found is not None:
        for what, text in _way(found):
            print(f"  {what:<10}{text}")
        return GOOD
    if gap is not None:
        print(f"  no row of its own; of a gap the last date has one, for all of it: {key[0]}/{key[1]}/{gap}")
    elif following is None:
        print("  nothing stored, and this reminder comes no more: no such person or reminder, or it is off or rests")
    else:
        print(f"  nothing stored; this reminder comes next at {shown(following[0])}, for {following[1]}")
    return FAILED


def _way(found: Trace) -> Iterator[tuple[str, str]]:
    """The history of a prompt, a step a line."""
    yield "due", shown(found.due_at)
    yield "decided", f"{shown(found.decided_at)}: {'skipped' if found.state == 'skipped' else 'to be sent'}"
    if found.reason is not None:
        yield "why not", found.reason
    call = found.call
    if call is not None:
        yield "queued", f"row={call.row_id}"
        doubts = f", {call.uncertain} of them perhaps" if call.uncertain else ""
        yield "attempts", f"{call.attempts}{doubts}"
        if call.error is not None:
            yield "trouble", call.error
        if call.not_before is not None and call.state == "pending":
            yield "again", f"not before {shown(call.not_before)}"
    elif found.row_id is not None:
        yield "queued", f"row={found.row_id}, which is forgotten by now"
    if found.sent_at is not None:
        yield "sent", shown(found.sent_at)
    elif found.state == "queued":
        yield "sent", "not yet"
    if call is not None and call.message_id is not None:
        yield "message", str(call.message_id)
    yield "answer", found.answer or "none"
    if found.again_at is not None:
        yield "again", f"put off until {shown(found.again_at)}"


def _people(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"


def _say(text: str, status: int) -> int:
    print(text, file=sys.stderr)
    return status
