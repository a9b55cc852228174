"""The scene of the moving figure: what does a frame cost, how large is a clip, how much memory does drawing take?"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from content.figures.clip import clip_of
from content.figures.motion import frames
from content.figures.scene import Scene
from content.figures.workshop import draw, read_source
from content.library import SHIPPED
from content.pictures import CLIPS, read_index
from tests.bench.measure import Bench, Row

# Every so many clips one is drawn.
STRIDE = 11


def figures(bench: Bench) -> Iterator[Row]:
    """Some of the shipped clips, drawn again by one process."""
    stride = STRIDE * 3 if bench.quick else STRIDE
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        frame, clip, megabytes = pool.submit(_drawn, stride).result()
    index = read_index(SHIPPED)
    sizes = [(SHIPPED / CLIPS / each.file).stat().st_size for sides in index.clips.values() for each in sides.values()]
    cores = min(2, os.cpu_count() or 1)
    yield Row("a frame of the figure: CPU", None, frame * 1000, "≤ 150 ms", "ms")
    yield Row("a clip, both sides: CPU", None, clip, "", "s")
    yield Row(
        f"all {len(index.clips)} clips on two cores, reckoned", None, clip * len(index.clips) / cores, "≤ 300 s", "s"
    )
    yield Row("drawing: memory of a process", None, megabytes, "≤ 300 MB", "MB")
    yield Row("the largest clip", None, max(sizes) / 1000, "≤ 80 kB", "kB")
    yield Row("all clips without their posters", None, sum(sizes) / 1e6, "≤ 10 MB", "MB")


def _drawn(stride: int) -> tuple[float, float, float]:
    """(seconds of processor time a frame, and a clip for both sides, the most memory in MB)."""
    jobs = read_source(SHIPPED).jobs[::stride]
    clips = [clip_of(job.plan) for job in jobs]
    warm = Scene(next(clip for clip in clips if len(clip.keys) > 1))  # compiles
    every = [frame for frame in frames(warm.clip.keys) if frame.way > 0]
    warm.picture(every[0])
    began = time.process_time()
    for frame in every:
        warm.picture(frame)
    a_frame = (time.process_time() - began) / len(every)
    began = time.process_time()
    for job in jobs:
        draw(job)
    a_clip = (time.process_time() - began) / len(jobs)
    return a_frame, a_clip, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
