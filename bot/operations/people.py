"""Commands on one person, for those who run the bot: find, erase. Both also work while the bot runs."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import datetime

from bot.operations.opening import open_erasures
from bot.operations.reporting import FAILED, GOOD, WRONG
from bot.settings import Settings
from storage.backup import shown
from storage.statements.search import PersonFound, find_people
from storage.store import Store

# People that are listed at most.
MOST_SHOWN = 20
ID = re.compile(r"[0-9]{1,18}")


def find(settings: Settings, wanted: str) -> int:
    """Print who has an id, or a name with these letters in it; FAILED when nobody has."""
    store = Store(settings.database_url)
    try:
        store.require_schema()
        found, count = store.look(lambda connection: find_people(connection, wanted, MOST_SHOWN))
    finally:
        store.close()
    for one in found:
        print(one.id)
        for what, text in _told(one):
            print(f"  {what:<11}{text}")
    if count > len(found):
        print(f"and {count - len(found):,} more; write more of the name")
    if not found:
        print(f"nobody has this id or a name with these letters: {_printable(wanted)}", file=sys.stderr)
    return GOOD if found else FAILED


def erase(
    settings: Settings, person: str, now: datetime, *, is_certain: bool, ask: Callable[[str], str] = input
) -> int:
    """Erase a person as /delete does, once their id was typed again, or at once when `is_certain`. They are not told.
    FAILED when nobody has the id, or another one was typed. Raises SettingsError when the record of erasures cannot be
    used."""
    if not ID.fullmatch(person):
        print("a person is named by their id, a number; `find` tells it: python -m bot find NAME", file=sys.stderr)
        return WRONG
    person_id = int(person)
    store = Store(settings.database_url)
    try:
        store.require_schema()
        found = store.look(lambda connection: find_people(connection, person, 1))[0]
        if [one.id for one in found] != [person_id]:
            print(f"nobody has the id {person_id}; nothing was erased", file=sys.stderr)
            return FAILED
        store.erasures = open_erasures(settings)
        if not is_certain and not _is_meant(found[0], ask):
            print("that is another id; nothing was erased", file=sys.stderr)
            return FAILED
        store.erase(person_id, now)
    finally:
        store.close()
    print(f"{person_id} is erased from every table. They are not told; /start begins again.")
    return GOOD


def _is_meant(found: PersonFound, ask: Callable[[str], str]) -> bool:
    print(f"This erases {_printable(found.name)}, here since {shown(found.since)}. It cannot be undone.")
    try:
        return ask("Type the id again: ").strip() == str(found.id)
    except EOFError:
        return False


def _told(one: PersonFound) -> Iterator[tuple[str, str]]:
    yield "name", _printable(one.name)
    yield "since", shown(one.since)
    yield "last seen", shown(one.last_seen)
    if one.is_paused:
        yield "paused", "yes" if one.paused_until is None else f"until {shown(one.paused_until)}"
    else:
        yield "paused", "no"
    yield "stopped", "no" if one.stopped_at is None else shown(one.stopped_at)
    yield "blocked", "no" if one.blocked_at is None else shown(one.blocked_at)


def _printable(text: str) -> str:
    """A name as it is stored, without what would steer the terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
