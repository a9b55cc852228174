"""The scene of the moving figure: what does a frame cost, how large is a clip, how much memory does drawing take?"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from content.figures.clip import clip_of
from content.figures.encoding import mp4, planes
from content.figures.scene import Scene
from content.figures.workshop import Job, draw, read_source
from content.library import SHIPPED
from content.media.index import CLIPS, read_index
from content.media.motion import FPS, frames
from tests.bench.measure import Bench, Row

# Every so many clips one is drawn.
STRIDE = 11
# Rates that are tried beside the one that is shipped, in frames a second.
RATES = (12, 10)


def figures(bench: Bench) -> Iterator[Row]:
    """Some of the shipped clips, drawn again by one process."""
    stride = STRIDE * 3 if bench.quick else STRIDE
    different = list({job.plan.hash("right"): job for job in read_source(SHIPPED).jobs}.values())
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        frame, clip, megabytes = pool.submit(_drawn, different[::stride]).result()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        sizes = pool.submit(_sizes, different[::stride]).result()
    index = read_index(SHIPPED)
    clips = [(SHIPPED / CLIPS / each.file).stat().st_size for sides in index.clips.values() for each in sides.values()]
    files = [path.stat().st_size for path in (SHIPPED / CLIPS).rglob("*") if path.suffix in (".mp4", ".jpg")]
    cores = min(2, os.cpu_count() or 1)
    yield Row("a frame of the figure: CPU", None, frame * 1000, "≤ 150 ms", "ms")
    yield Row("a clip, both sides: CPU", None, clip, "", "s")
    yield Row(f"all {len(different)} clips on two cores, reckoned", None, clip * len(different) / cores, "≤ 600 s", "s")
    yield Row("drawing: memory of a process", None, megabytes, "≤ 500 MB", "MB")
    yield Row("the largest clip", None, max(clips) / 1000, "≤ 140 kB", "kB")
    yield Row("all clips, posters and stills", None, sum(files) / 1e6, "≤ 14 MB", "MB")
    for rate in RATES:
        yield Row(f"clips with {rate} frames a second: of the size", None, 100 * sizes[rate] / sizes[FPS], "", "%")


def _drawn(jobs: Sequence[Job]) -> tuple[float, float, float]:
    """(seconds of processor time a frame, and a clip for both sides, the most memory in MB)."""
    clips = [clip_of(job.plan) for job in jobs]
    warm = Scene(next(clip for clip in clips if len(clip.keys) > 1))  # compiles
    every = [frame for frame in frames(warm.clip.keys) if frame.way > 0]
    warm.picture(every[0])
    # There and back a body goes through the same poses, which are drawn once.
    every = [frame for frame in every if frame.key == 0][1:]
    began = time.process_time()
    for frame in every:
        warm.picture(frame)
    a_frame = (time.process_time() - began) / len(every)
    began = time.process_time()
    for job in jobs:
        draw(job)
    a_clip = (time.process_time() - began) / len(jobs)
    return a_frame, a_clip, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _sizes(jobs: Sequence[Job]) -> dict[int, int]:
    """Bytes of some clips, one side, by frames a second."""
    found = dict.fromkeys((FPS, *RATES), 0)
    for job in jobs:
        scene = Scene(clip_of(job.plan))
        for rate in found:
            pictures = [planes(picture) for picture in scene.pictures(rate)]
            found[rate] += len(mp4(partial(iter, pictures), scene.clip.size, rate))
    return found
