"""Snapshot of the chats, so that they survive a restart: a JSON file, with the bytes of files beside it.

It is written whole and put in place in one step, at most `DEBOUNCE` seconds after a change. A file that cannot be read
is set aside under another name, with a warning; the chats then start empty.
"""

import asyncio
import json
import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.emulator.calls import Json
from bot.emulator.chats import Chat, ChatPerson, State, StoredFile
from bot.logs import get_logger
from storage.file_modes import make_file, make_folder

log = get_logger("limber.emulator")

DEBOUNCE = 0.25  # seconds
FORMAT = 1
PLAIN = ("next_update_id", "allowed", "commands", "profile", "next_number", "version")


def to_plain(state: State) -> Json:
    """All that outlives a restart, without the bytes of the files, ready for JSON."""
    return {
        "format": FORMAT,
        "people": [asdict(p) for p in state.people.values()],
        "chats": [chat_to_plain(chat) for chat in state.chats.values()],
        "updates": [list(pair) for pair in zip(state.update_times, state.updates, strict=True)],
        "files": [asdict(f) for f in state.files.values()],
        **{name: getattr(state, name) for name in PLAIN},
    }


def chat_to_plain(chat: Chat) -> Json:
    """A chat for JSON: sets as lists; what the bot is doing right now is left out."""
    plain = {k: v for k, v in vars(chat).items() if k not in ("action", "action_until")}
    return (
        plain
        | {"members": sorted(chat.members), "keyboard_messages": sorted(chat.keyboard_messages)}
        | {"topics": sorted(chat.topics)}
    )


def chat_from_plain(plain: Json) -> Chat:
    """The chat that `chat_to_plain` wrote."""
    numbered: dict[str, Any] = {
        name: {int(key): value for key, value in plain[name].items()} for name in ("messages", "changes", "reactions")
    }
    sets: dict[str, Any] = {
        name: set(plain[name]) for name in ("members", "keyboard_messages", "topics") if name in plain
    }
    return Chat(**(plain | numbered | sets))


def restore(state: State, plain: Json, blobs: Path) -> None:
    """Fill an empty state. Raises any error of reading when `to_plain` did not write this."""
    if plain["format"] != FORMAT:
        raise ValueError(f"format {plain['format']!r}")
    people = {p["id"]: ChatPerson(**p) for p in plain["people"]}
    chats = {c["id"]: chat_from_plain(c) for c in plain["chats"]}
    files = [StoredFile(**f) for f in plain["files"]]
    found = {f.unique_id: (blobs / f.unique_id).read_bytes() for f in files}
    fields = {name: plain[name] for name in PLAIN}
    pairs = [(float(at), dict(update)) for at, update in plain["updates"]]
    state.people, state.chats, state.blobs = people, chats, found
    state.names = {person.first_name: person.id for person in people.values()}
    for stored in files:
        state.keep_file(stored)
    for at, update in pairs:
        state.update_times.append(at)
        state.updates.append(update)
    for name, value in fields.items():
        setattr(state, name, value)


class Snapshots:
    """Loads the state at the start and saves it after changes."""

    def __init__(self, state: State, path: Path) -> None:
        self.state = state
        self.path = path
        self.blobs = path.with_name(path.name + ".files")
        self._dirty = asyncio.Event()
        self._saver: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()

    def start(self) -> None:
        """Load what there is, and save from now on."""
        if self.path.exists():
            try:
                restore(self.state, json.loads(self.path.read_text(encoding="utf-8")), self.blobs)
            except (ValueError, KeyError, TypeError, AttributeError, OSError) as problem:
                aside = self.path.with_name(self.path.name + ".broken")
                self.path.replace(aside)
                log.warning("local_chat_read_failed", problem=problem, kept_as=aside)
        self.state.listeners.append(self._dirty.set)
        self._saver = asyncio.create_task(self._save_after_changes())

    async def stop(self) -> None:
        """Save once more, and no further."""
        self.state.listeners.remove(self._dirty.set)
        # Not cancelled: a save on its thread would go on, and write the same file as the last one.
        self._ending.set()
        self._dirty.set()
        if self._saver:
            await self._saver

    async def _save_after_changes(self) -> None:
        while not self._ending.is_set():
            await self._dirty.wait()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), DEBOUNCE)
            self._dirty.clear()
            await self._save()

    async def _save(self) -> None:
        text, blobs = json.dumps(to_plain(self.state)), dict(self.state.blobs)
        try:
            await asyncio.to_thread(self._write, text, blobs)
        except OSError as problem:
            log.warning("local_chat_save_failed", problem=problem)

    def _write(self, text: str, blobs: dict[str, bytes]) -> None:
        make_folder(self.blobs)
        for name, content in blobs.items():
            if not (self.blobs / name).exists():
                put(self.blobs / name, content)
        put(self.path, text.encode())


def put(path: Path, content: bytes) -> None:
    """Write a file atomically: the old one or the new one is there, never half of it. Only its owner may read it."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    make_file(beside)
    beside.write_bytes(content)
    beside.replace(path)
