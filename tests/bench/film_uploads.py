"""The scene of the films' uploads: how many sends still need one, once each session was sent?"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from bot.emulator.server import LocalTelegram
from bot.markup import Html
from bot.replies import Film, Reply, to_call
from content.library import load_library
from content.timeline import courses_of
from content.walk import Course
from storage.records.calls import OutgoingCall
from storage.store import Store
from tests.bench.measure import Bench, Row
from tests.bot.conftest import Clock, started
from tests.harness.outbox_harness import Gate

PEOPLE, SENDS = 50, 1_000


def film_uploads(bench: Bench) -> Iterator[Row]:
    """Every distinct session of the shipped library as film and as sound on one day, then many on the next; the bot is
    started again at midnight."""
    sends = SENDS // 10 if bench.quick else SENDS
    distinct, first, later = asyncio.run(_uploads(bench.folder / "films.db", sends))
    yield Row(f"{distinct} films and sounds of sessions: uploads on the first day", None, first, f"{distinct}", "")
    share = 100 * later / sends
    yield Row(f"{sends:,} sends after the first day: share that needed an upload", None, share, "0 %", "%", True)


async def _uploads(record: Path, sends: int) -> tuple[int, int, int]:
    """(distinct films and sounds, uploads on the first day, uploads later)."""
    clock, store, random = Clock(), Store(f"sqlite:///{record}"), Random(17)
    store.migrate()
    kinds = [(course, kind) for course in courses_of(load_library()) for kind in ("film", "sound")]
    async with LocalTelegram(clock=clock.now, monotonic=clock.monotonic) as telegram:
        people = [started(telegram, f"P{number}").id for number in range(PEOPLE)]
        counts = []
        for day in (kinds, random.choices(kinds, k=sends)):
            gate = await Gate(telegram, store, clock, make_film=_film).open()
            for begin in range(0, len(day), PEOPLE):
                calls = [_call(random.choice(people), *each) for each in day[begin : begin + PEOPLE]]
                await gate.send(*calls)
            counts.append(gate.media_cache.uploads["films"])
            await gate.close()
            clock.passes(days=1)
    return len(kinds), counts[0], counts[1]


def _call(person_id: int, course: Course, kind: Any) -> OutgoingCall:
    """The session as one film or sound; its key stands for what it is made of."""
    variation, avoid = course.variation, tuple(sorted(course.avoid))
    whole = f"{kind}/{variation.id}/{course.form}/{course.usual}/{avoid}"
    key = hashlib.sha256(whole.encode()).hexdigest()
    film = Film(key, variation.id, course.form, avoid, course.usual, variation.first_side, kind, whole, 60, 640, 720)
    return to_call(Reply(Html("0:00 Get ready"), film=film), person_id)


def _film(film: Mapping[str, Any]) -> bytes:
    """Some bytes: what it costs to join them is another scene."""
    return str(film["recipe_key"]).encode()
