"""Film: makes a library's stale loops, captions and cards alone, in parallel. What they are: `content.media.film`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from av.video.reformatter import Interpolation
from PIL import Image
from pydantic import ValidationError

from content.figures import captions, joinable
from content.figures.clip import clip_of, widened
from content.figures.encoding import Planes, mirrored, planes
from content.figures.scene import Scene
from content.figures.sheet import write_moving
from content.figures.workshop import DRAWN, read_source
from content.film_pieces import filmed_languages, wanted_pieces
from content.joining import Shown, join_film
from content.library import load_library
from content.media.film import (
    CARD_FRAMES,
    FIGURE,
    FILM,
    HEIGHT,
    INDEX,
    WIDTH,
    Caption,
    CaptionPiece,
    Card,
    FilmIndex,
    Loop,
    MovingPiece,
    Wanted,
    digest,
    read_film,
    schedule,
)
from content.media.index import CLIPS, read_index
from content.media.motion import FPS
from content.pieces import read_pieces

# Brightness by which the floor differs from itself, where a clip was encoded coarsely.
ALIKE = 6


class Made(NamedTuple):
    """Files by name, and their entries in the index by hash."""

    files: dict[str, bytes]
    entries: dict[str, MovingPiece | CaptionPiece]


def stale_pieces(folder: Path, languages: Iterable[str] = ()) -> Wanted:
    """The pieces that are missing or were made from something else, in these languages and in those that have a film.

    Raises ContentError when the library has faults.
    """
    needed, index = _needed(folder, languages), _index(folder)

    def is_stale(hash_: str, made: MovingPiece | CaptionPiece | None) -> bool:
        if made is None or made.hash != hash_:
            return True
        names = [made.file] if isinstance(made, MovingPiece) else [file for pages in made.rounds for _, file in pages]
        return not all((folder / FILM / name).is_file() for name in names)

    return Wanted(
        {key: each for key, each in needed.loops.items() if is_stale(each.hash, index.loops.get(key))},
        {key: each for key, each in needed.captions.items() if is_stale(each.hash, index.captions.get(key))},
        {key: each for key, each in needed.cards.items() if is_stale(each.hash, index.cards.get(key))},
    )


def make_pieces(folder: Path, todo: Wanted, processes: int | None = None) -> Iterator[int]:
    """Make pieces in several processes; yields how many are finished with each result. Pieces that are alike are made
    once. Files and index are written as results arrive."""
    index = _index(folder)
    wanted: list[Loop | Caption | Card] = [*todo.loops.values(), *todo.captions.values(), *todo.cards.values()]
    jobs = list({each.hash: each for each in wanted}.values())
    with ProcessPoolExecutor(max_workers=processes or os.cpu_count()) as pool:
        for done in as_completed([pool.submit(make, folder, job) for job in jobs]):
            made = done.result()
            for name, content in made.files.items():
                path = folder / FILM / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            count = 0
            for table, needed in (
                (index.loops, todo.loops),
                (index.captions, todo.captions),
                (index.cards, todo.cards),
            ):
                ready = {key: made.entries[each.hash] for key, each in needed.items() if each.hash in made.entries}
                table.update(ready)  # type: ignore[arg-type]
                count += len(ready)
            _write(folder, index)
            yield count


def make(folder: Path, job: Loop | Caption | Card) -> Made:
    """Make a loop, a caption or a card of the library in a folder."""
    if isinstance(job, Caption):
        return _caption(job)
    if isinstance(job, Card):
        content, frames = joinable.card(captions.card_picture(job.text), CARD_FRAMES), CARD_FRAMES
    else:
        content, frames = joinable.loop(_figures(folder, job)), job.frames
    name = f"{digest(content)}.mp4"
    return Made({name: content}, {job.hash: MovingPiece(file=name, hash=job.hash, frames=frames)})


def _figures(folder: Path, job: Loop) -> Iterator[Planes]:
    """The frames of a clip in the format of the film: the figure in the middle above, nothing below.

    Where the clip cuts something off at a side, a mat perhaps, it is drawn again in the width of the film. A clip that
    was not drawn stands between two plain fields then.
    """
    with av.open(str(folder / job.file), "r") as file:
        given = [_fitted(frame) for frame in file.decode(video=0)]
    if any(_is_cut(each) for each in given):
        given = _drawn_wider(folder, job) or given
    empty = planes(captions.caption_picture(()))
    for each in given:
        yield joinable.lower(_widened(each), empty)


def _fitted(frame: av.VideoFrame) -> Planes:
    """A frame as high as figures are in the film."""
    width = round(frame.width * FIGURE / frame.height / 4) * 4
    small = frame.reformat(width, FIGURE, "yuv420p", interpolation=Interpolation.LANCZOS, dst_colorspace="ITU709")
    return np.asarray(small.to_ndarray(), np.uint8)


def _is_cut(given: Planes) -> bool:
    """Whether something else than the floor is at a side."""
    edges = given[:FIGURE, [0, -1]].astype(int)
    return bool((np.abs(edges - np.median(edges)) > ALIKE).any())


def _drawn_wider(folder: Path, job: Loop) -> list[Planes]:
    """The frames of a clip, drawn as wide as the film; [] when it was not drawn."""
    for name, drawn in read_index(folder).clips.items():
        for side, each in drawn.items():
            if job.file == f"{CLIPS}/{each.file}":
                clip = clip_of(next(job.plan for job in read_source(folder).jobs if job.plan.name == name))
                pictures = Scene(widened(clip, round(clip.size[1] * WIDTH / FIGURE))).pictures()
                found = [_fitted(av.VideoFrame.from_ndarray(picture, format="rgb24")) for picture in pictures]
                return found if side == DRAWN else [mirrored(picture) for picture in found]
    return []


def _widened(given: Planes) -> Planes:
    """Planes of a figure in the middle of a whole picture, with plain fields as dark as the floor beside it."""
    width = given.shape[1]
    found = np.zeros((HEIGHT * 3 // 2, WIDTH), np.uint8)
    found[:FIGURE] = _beside(given[:FIGURE], WIDTH)
    colours = found[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)
    for number, plane in enumerate(given[FIGURE:].reshape(2, FIGURE // 2, width // 2)):
        colours[number, : FIGURE // 2] = _beside(plane, WIDTH // 2)
    return found


def _beside(plane: Planes, width: int) -> Planes:
    """A plane in the middle of a wider one."""
    beside = (width - plane.shape[1]) // 2
    floor = round(float(np.median(plane[:, [0, -1]])))
    return np.pad(plane, ((0, 0), (beside, width - plane.shape[1] - beside)), constant_values=floor)


def _caption(job: Caption) -> Made:
    pages = captions.pages(job.text, job.language)
    made = Made({}, {})
    rounds = []
    for shown in schedule(len(pages), job.frames):
        begin = []
        for frame, page in shown:
            content = joinable.caption(captions.caption_picture(pages[page]), frame)
            name = f"{digest(content)}.slice"
            made.files[name] = content
            begin.append((frame, name))
        rounds.append(begin)
    made.entries[job.hash] = CaptionPiece(hash=job.hash, rounds=rounds)
    return made


def moving(folder: Path, name: str, path: Path) -> None:
    """Write the loop of a clip's right side with its first caption, all pages once, as a small animated WebP.

    Raises KeyError when there is none.
    """
    pieces = read_pieces(folder)
    loop = pieces.loops[f"{name}.{DRAWN}"]
    key = next((key for key in sorted(pieces.captions) if key.rpartition(".")[0] == f"{name}.{DRAWN}"), name)
    rounds = pieces.captions[key]
    shown = Shown(loop.file, loop.frames * len(rounds), len(rounds), rounds)
    with av.open(BytesIO(join_film([shown], [], folder)), "r") as file:
        write_moving([Image.fromarray(frame.to_ndarray(format="rgb24")) for frame in file.decode(video=0)], FPS, path)


def _needed(folder: Path, languages: Iterable[str] = ()) -> Wanted:
    library = load_library(folder)
    return wanted_pieces(library, dict.fromkeys((*filmed_languages(library, folder), *languages)))


def tidy_film(folder: Path) -> list[str]:
    """Forget and delete what no session needs any more; returns the names of the deleted files."""
    needed, index = _needed(folder), _index(folder)
    index.loops = {key: each for key, each in index.loops.items() if key in needed.loops}
    index.captions = {key: each for key, each in index.captions.items() if key in needed.captions}
    index.cards = {key: each for key, each in index.cards.items() if key in needed.cards}
    if (folder / FILM).is_dir():
        _write(folder, index)
    gone = [path for path in sorted((folder / FILM).glob("*")) if path.suffix in (".mp4", ".slice")]
    gone = [path for path in gone if path.name not in index.files()]
    for path in gone:
        path.unlink()
    return [path.name for path in gone]


def _index(folder: Path) -> FilmIndex:
    """The index; an empty one when there is none, or none that can be read."""
    try:
        index = read_film(folder)
    except (OSError, ValidationError):
        index = None
    return index if index is not None and (index.width, index.height) == (WIDTH, HEIGHT) else FilmIndex()


def _write(folder: Path, index: FilmIndex) -> None:
    """Write the index, sorted, a line for each piece, so that diffs show only changes."""
    path = folder / FILM / INDEX
    lines = [f'{{"width": {index.width}, "height": {index.height}']
    for name in ("loops", "captions", "cards"):
        table = index.model_dump()[name]
        rows = [f"{json.dumps(key)}: {json.dumps(table[key], sort_keys=True)}" for key in sorted(table)]
        lines.append(f'"{name}": {{\n ' + ",\n ".join(rows) + "\n}" if rows else f'"{name}": {{}}')
    path.write_text(",\n".join(lines) + "}\n", "utf-8")
