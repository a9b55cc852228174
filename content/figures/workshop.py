"""Workshop: finds the stale clips of a library and draws these alone, in parallel."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from content.figures.clip import Clip, clip_of
from content.figures.encoding import POSTER_SIDE, Planes, jpeg, mirrored, mp4, planes
from content.figures.overlay import Picture
from content.figures.scene import Scene
from content.media.index import CLIPS, INDEX, DrawnFile, Index, read_index
from content.media.motion import FPS
from content.media.plan import Plan, plans
from content.movement import SIDES, Side
from content.parsing import parse_documents
from content.schema.faults import ContentError
from content.schema.movement import MovementSchema
from content.schema.rules import SUFFIX

DRAWN: Side = "right"
FOLDER_OF_STILLS = "stills"


class Job(NamedTuple):
    """What is drawn together: a step's clip for both sides, and stills for the movement or variation it represents."""

    plan: Plan
    still_of: tuple[str, ...] = ()


class Source(NamedTuple):
    """A library's folder and the jobs for its clips."""

    folder: Path
    jobs: list[Job]


def read_source(folder: Path) -> Source:
    """The jobs for all clips of the library in a folder. Raises ContentError when the library has faults."""
    files: dict[str, str | None] = {path.name: path.read_text("utf-8") for path in sorted(folder.glob(f"*{SUFFIX}"))}
    _, movements, _, faults = parse_documents(files)
    if faults:
        raise ContentError(faults)
    return Source(folder, [Job(plan, _still_of(plan, movements)) for plan in plans(movements)])


def _still_of(plan: Plan, movements: Mapping[str, MovementSchema]) -> tuple[str, ...]:
    """The movement or variation that this step's picture represents; for a variation, its first moving step."""
    if plan.without or plan.second:
        return ()
    movement = movements[plan.movement]
    variation = next(each for each in movement.variations if each.id == plan.variation)
    first = variation.levels[0].steps[0].id
    own = (plan.variation,) if plan.step == first else ()
    return (*own, plan.movement) if movement.still == f"{plan.variation}/{plan.step}" else own


def file_name(plan: Plan, side: Side, suffix: str) -> str:
    """A clip's file, relative to the folder of clips."""
    return f"{_dotted(plan.name)}.{side}{suffix}"


def _dotted(name: str) -> str:
    """variation/step/without-wide to variation/step.without-wide, so that a variation has one folder."""
    variation, _, rest = name.partition("/")
    return f"{variation}/{rest.replace('/', '.')}"


class Result(NamedTuple):
    """Drawn files by name, and their entries in the index."""

    files: dict[str, bytes]
    clips: dict[Side, DrawnFile]
    stills: dict[str, DrawnFile]


def draw(job: Job) -> Result:
    """Draw a clip's files. The left side is the mirrored right side."""
    plan = job.plan
    clip = clip_of(plan)
    pictures, poster = _drawn(clip)
    width, height = clip.size
    files: dict[str, bytes] = {}
    clips: dict[Side, DrawnFile] = {}
    for side in SIDES:
        name, small = file_name(plan, side, ".mp4"), file_name(plan, side, ".jpg")
        files[name] = mp4(partial(_turned, pictures, side), clip.size, FPS)
        files[small] = jpeg(poster if side == DRAWN else np.ascontiguousarray(poster[:, ::-1]), POSTER_SIDE)
        clips[side] = DrawnFile(
            file=name,
            hash=plan.hash(side),
            digest=hashlib.sha256(files[name]).hexdigest(),
            width=width,
            height=height,
            seconds=round(len(pictures) / FPS, 2),
            poster=small,
            rings=True if plan.rings else None,
            moving=plan.content["moving"] or None,
        )
    stills = {}
    if job.still_of:
        name = f"{FOLDER_OF_STILLS}/{plan.variation}.{plan.step}.jpg"
        files[name] = jpeg(poster)
        digest = hashlib.sha256(files[name]).hexdigest()
        drawn = DrawnFile(file=name, hash=plan.hash(DRAWN), digest=digest, width=width, height=height)
        stills = dict.fromkeys(job.still_of, drawn)
    return Result(files, clips, stills)


def _drawn(clip: Clip) -> tuple[list[Planes], Picture]:
    """(All frames, poster). The scene is freed on return, before encoding needs memory."""
    scene = Scene(clip)
    found: list[Planes] = []
    last: Picture | None = None
    for picture in scene.pictures():
        found.append(found[-1] if picture is last else planes(picture))
        last = picture
    return found, scene.poster()


def _turned(pictures: Iterable[Planes], side: Side) -> Iterator[Planes]:
    """The frames for a side."""
    return iter(pictures) if side == DRAWN else map(mirrored, pictures)


def stale(source: Source) -> list[Job]:
    """Jobs whose files are missing or were drawn from something else, and jobs that share a file with one of these."""
    index = read_index(source.folder)
    found = [job for job in source.jobs if not all(_is_fresh(source.folder, *each) for each in _needed(job, index))]
    again = {drawn.file for job in found for drawn in index.clips.get(job.plan.name, {}).values()}
    return [
        job
        for job in source.jobs
        if job in found or any(drawn.file in again for drawn in index.clips.get(job.plan.name, {}).values())
    ]


def _needed(job: Job, index: Index) -> Iterator[tuple[DrawnFile | None, str]]:
    """(Entry in the index or None, hash it should have) for each file of a job."""
    drawn = index.clips.get(job.plan.name, {})
    for side in SIDES:
        yield drawn.get(side), job.plan.hash(side)
    for owner in job.still_of:
        yield index.stills.get(owner), job.plan.hash(DRAWN)


def _is_fresh(folder: Path, drawn: DrawnFile | None, wanted: str) -> bool:
    if drawn is None or drawn.hash != wanted:
        return False
    names = [drawn.file] if drawn.poster is None else [drawn.file, drawn.poster]
    return all((folder / CLIPS / name).is_file() for name in names)


def render(source: Source, jobs: Iterable[Job], processes: int | None = None) -> Iterator[Job]:
    """Draw jobs in several processes; yields each finished job. Files and index are written as results arrive.

    Jobs that show the same are drawn once.
    """
    index = read_index(source.folder)
    alike: dict[str, list[Job]] = {}
    for job in jobs:
        alike.setdefault(job.plan.hash(DRAWN), []).append(job)
    with ProcessPoolExecutor(max_workers=processes or os.cpu_count()) as pool:
        waiting = {pool.submit(draw, _together(same)): same for same in alike.values()}
        for done in as_completed(waiting):
            result = done.result()
            for name, content in result.files.items():
                path = source.folder / CLIPS / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            index.stills |= result.stills
            for job in waiting[done]:
                index.clips[job.plan.name] = result.clips
            write_index(source.folder, index)
            yield from waiting[done]


def _together(jobs: Sequence[Job]) -> Job:
    """One job for jobs that show the same, named after the one with a still, else after the first name."""
    first = min((job.plan for job in jobs), key=lambda plan: plan.name)
    still = next((job.plan for job in jobs if job.still_of), first)
    return Job(still, tuple(owner for job in jobs for owner in job.still_of))


def tidy(source: Source) -> list[str]:
    """Delete files that no step needs any more; returns their names. Equal clips share one file."""
    index = read_index(source.folder)
    names = {job.plan.name for job in source.jobs}
    stills = {owner for job in source.jobs for owner in job.still_of}
    index.clips = {name: drawn for name, drawn in index.clips.items() if name in names}
    first: dict[tuple[str, str], DrawnFile] = {}
    for name in sorted(index.clips):
        for side, each in index.clips[name].items():
            index.clips[name][side] = first.setdefault((each.hash, each.digest), each)
    index.stills = {name: drawn for name, drawn in index.stills.items() if name in stills}
    write_index(source.folder, index)
    kept = {each.file for each in index.stills.values()}
    for drawn in index.clips.values():
        kept |= {name for each in drawn.values() for name in (each.file, each.poster) if name is not None}
    gone = []
    for path in sorted((source.folder / CLIPS).rglob("*")):
        name = path.relative_to(source.folder / CLIPS).as_posix()
        if path.suffix in (".mp4", ".jpg") and name not in kept:
            path.unlink()
            gone.append(name)
    return gone


def write_index(folder: Path, index: Index) -> None:
    """Write the index, sorted, so that diffs show only changes."""
    path = folder / CLIPS / INDEX
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(index.model_dump(exclude_none=True), indent=1, sort_keys=True) + "\n", "utf-8")
