"""The scene of the pieces: what does it cost to make what films are joined from?"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from content.film_pieces import wanted_pieces
from content.library import SHIPPED, load_library
from content.sounds import Sound, sounds_of
from tests.bench.measure import Bench, Row

# Of each kind so many are made, spread over all.
SOME, FEW = 12, 3


def film_pieces(bench: Bench) -> Iterator[Row]:
    """Some of the shipped pieces of each kind, made again by one process, and all of them reckoned from these."""
    some = FEW if bench.quick else SOME
    library = load_library()
    needed = wanted_pieces(library)
    whole, cores = 0.0, min(2, os.cpu_count() or 1)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        for kind, jobs in (
            ("a loop", list(needed.loops.values())),
            ("a caption", list(needed.captions.values())),
            ("a card", list(needed.cards.values())),
            ("a spoken line", list(sounds_of(library))),
        ):
            # The first one is not counted: it loads and compiles.
            each = pool.submit(_seconds, [jobs[0], *jobs[:: -(-len(jobs) // some)]]).result()
            whole += each * len(jobs)
            yield Row(f"making {kind}: CPU", None, each * 1000, "", "ms")
    yield Row("making all pieces on two cores, reckoned", None, whole / cores, "≤ 600 s", "s")


def _seconds(jobs: Sequence[object]) -> float:
    """Seconds of CPU for one of these, without the first."""
    make = _maker(jobs[0])
    make(jobs[0])
    began = time.process_time()
    for job in jobs[1:]:
        make(job)
    return (time.process_time() - began) / (len(jobs) - 1)


def _maker(job: object) -> Callable[..., object]:
    """What makes a piece of this kind. The engine that speaks is loaded for lines alone."""
    if isinstance(job, Sound):
        from content.voice.speech import spoken
        from content.voice.studio import made

        return lambda sound: made(sound, spoken)
    from content.figures.film import make

    return lambda piece: make(Path(SHIPPED), piece)
