"""The scene of the films: what does joining one cost, how large are they, and how large are the pieces?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import NamedTuple

from content.library import SHIPPED
from content.pieces import FILM, VOICE
from tests.bench.measure import Bench, Row


class Film(NamedTuple):
    """What one session's film took: CPU in seconds; bytes of the film and of its sound alone."""

    minutes: int
    cpu: float
    size: int
    sound: int


def films(bench: Bench) -> Iterator[Row]:
    """Every distinct session of the shipped library, joined by one process that has what the bot has."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        joined, grown, peak = pool.submit(_joined, 8 if bench.quick else 1).result()
    pieces = [path for folder in (VOICE, FILM) for path in (SHIPPED / folder).rglob("*") if path.is_file()]
    yield Row("distinct sessions that have a film", None, len(joined))
    yield Row(
        "the pieces of films and sounds", None, sum(path.stat().st_size for path in pieces) / 1e6, "≤ 20 MB", "MB"
    )
    if not joined:
        return
    yield Row("joining a film: CPU", None, 1000 * median(film.cpu for film in joined), "≤ 100 ms", "ms")
    yield Row("joining a film: CPU, the most", None, 1000 * max(film.cpu for film in joined), "≤ 100 ms", "ms")
    yield Row("joining films: memory of a process", None, peak, "≤ 80 MB", "MB")
    yield Row("joining films: memory that it adds to a process", None, grown, "", "MB")
    longest = max(film.minutes for film in joined)
    for minutes, goal in ((1, "≤ 2 MB"), (3, "≤ 5 MB"), (longest, "≤ 16 MB")):
        close = min((film.minutes for film in joined), key=lambda each: abs(each - minutes))
        size = max(film.size for film in joined if film.minutes == close)
        yield Row(f"a film of {close} min, the largest", None, size / 1e6, goal, "MB")
    yield Row("the largest sound alone", None, max(film.sound for film in joined) / 1e6, "", "MB")


def _joined(stride: int) -> tuple[list[Film], float, float]:
    """(Every so many films, how many MB the most memory grew by joining them, the most memory in MB)."""
    from content.follow_along import make, recipe_of
    from content.library import load_library
    from content.pieces import read_pieces
    from content.timeline import courses_of, timeline_of

    library, pieces = load_library(), read_pieces(SHIPPED)
    found = []
    before = _peak()
    for course in courses_of(library)[::stride]:
        timeline = timeline_of(course, library, pieces)
        began = time.process_time()
        film = recipe_of(timeline, pieces, "film")
        size = 0 if film is None else len(make(film, SHIPPED))
        cpu = time.process_time() - began
        sound = recipe_of(timeline, pieces, "sound")
        if film is not None:
            found.append(Film(timeline.minutes, cpu, size, 0 if sound is None else len(make(sound, SHIPPED))))
    return found, _peak() - before, _peak()


def _peak() -> float:
    """The most memory that this process had so far, in MB; of its own, not of the one that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
